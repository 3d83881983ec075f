"""The files that a user may put beside the data: a price index, the population."""

from decimal import Decimal
from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference.yearly import load_population, load_price_index


def supply(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "referentiel" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_nothing_is_supplied_by_default(tmp_path: Path) -> None:
    assert load_price_index() is None
    assert load_population() is None
    assert load_price_index(tmp_path) is None
    assert load_population(tmp_path) is None


def test_a_price_index_is_exact(tmp_path: Path) -> None:
    supply(tmp_path, "indice_prix.csv", "annee,indice,source\n2019,108.78,Statbel\n2020,109.6,S\n")

    found = load_price_index(tmp_path)

    assert found is not None
    assert found["annee"].tolist() == [2019, 2020]
    assert found["indice"].tolist() == [Decimal("108.78"), Decimal("109.6")]


def test_files_saved_by_a_belgian_excel_are_read(tmp_path: Path) -> None:
    text = "\ufeffins;annee;population;source\r\n01300;2021;5548;Statbel\r\n"
    supply(tmp_path, "population.csv", text)
    supply(tmp_path, "indice_prix.csv", "annee;indice;source;note\n2019;108,78;Statbel;x\n")

    people, prices = load_population(tmp_path), load_price_index(tmp_path)

    assert people is not None
    assert prices is not None
    assert people.to_dict("records") == [
        {"ins": "01300", "annee": 2021, "population": 5548, "source": "Statbel"}
    ]
    assert prices["indice"].tolist() == [Decimal("108.78")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("annee,indice\n2019,1\n", "pas de colonne source"),
        ("annee,indice,source\n19,1,s\n", "ligne 2, colonne annee : « 19 »"),
        ("annee,indice,source\n2019,cent,s\n", "ligne 2, colonne indice : « cent »"),
        ("annee,indice,source\n2019,0,s\n", "attendu : un nombre positif"),
        ("annee,indice,source\n2019,nan,s\n", "ligne 2, colonne indice"),
        ("annee,indice,source\n2019,1,\n", "ligne 2, colonne source : «  »"),
        ("annee,indice,source\n2019,1,s\n2019,2,s\n", "ligne 3 : 2019 figure déjà plus haut"),
        ("", "trouvé : un fichier vide. Ses colonnes : annee, indice, source"),
        ("\n;;\n", "pas de colonne annee"),
        ("annee,indice,source\n2019,1,s\n\n2020,2,s,x\n", "ligne 4 : 4 cellules au lieu de 3"),
        ("annee,indice,source\n2019,1,s,x\n2020,2,s,x\n", "ligne 2 : 4 cellules au lieu de 3"),
        ("annee,indice,source\n2019,108,78,Statbel\n", "ligne 2 : 4 cellules au lieu de 3"),
        ("annee,indice,source\n2019,1\n", "ligne 2 : 2 cellules au lieu de 3"),
        ('annee,indice,source\n2019,1,"s\n2020,2,s\n', "ligne 2 : un guillemet mal placé"),
        ("annee,indice,source\n2019,0.01,s\n2020,108,s\n", "de 0,01 à 108 – attendu : une même"),
        (b"annee,indice,source\n2019,1,\xe9\n", "UTF-8"),
    ],
)
def test_a_malformed_index_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    path = supply(tmp_path, "indice_prix.csv", content)

    with pytest.raises(TableError) as refused:
        load_price_index(tmp_path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_the_population_is_a_whole_number_of_a_commune_and_a_year(tmp_path: Path) -> None:
    head = "ins,annee,population,source\n"
    supply(tmp_path, "population.csv", f"{head}1300,2021,5.5,s\n01300,2021,1,s\n01300,2021,1,s\n")

    with pytest.raises(TableError) as refused:
        load_population(tmp_path)

    for said in ("colonne ins", "colonne population", "ligne 4 : 01300 2021 figure déjà"):
        assert said in str(refused.value)

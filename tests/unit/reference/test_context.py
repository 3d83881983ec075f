from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference.context import load_context

HEADER = "ins,annee,variable,valeur,unite,source\n"


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "referentiel").mkdir()
    for name, text in files.items():
        (tmp_path / "referentiel" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Densité de population (hab/km²)", "densite"),
        ("Revenu médian par déclaration", "revenu_median"),
        ("Part des 65 ans et plus dans la population totale", "part_65_plus"),
        ("Part de la population peu diplômée", "faible_instruction"),
        ("Part de la population de niveau d’instruction faible", "faible_instruction"),
        ("population", "population"),
        ("Population totale", "population"),
        ("Population étrangère", "Population étrangère"),
    ],
)
def test_a_variable_is_known_by_the_words_of_its_file_and_by_none_less(
    tmp_path: Path, name: str, identifier: str
) -> None:
    donnees = folder(tmp_path, contexte=HEADER + f"99001,2024,{name},1,,Essai\n")

    assert load_context(donnees)["variable"].tolist() == [identifier]


def test_nothing_supplied_gives_no_row(tmp_path: Path) -> None:
    assert load_context(tmp_path).empty


def test_population_and_context_are_read_together_and_an_empty_value_is_unknown(
    tmp_path: Path,
) -> None:
    donnees = folder(
        tmp_path,
        contexte=HEADER + "99001,2024,Revenu médian,,€,Essai\n99001,2024,Densité,52.5,,Essai\n",
        population="ins,annee,population,source\n99001,2025,4200,Essai\n",
    )
    found = load_context(donnees).set_index("variable")["valeur"]

    assert found["densite"] == 52.5
    assert found["population"] == 4200
    assert found.isna()["revenu_median"]


@pytest.mark.parametrize(
    "text", ["", "ins,annee\n99001,2024\n", HEADER + "99001,2024,densite,beaucoup,,Essai\n"]
)
def test_a_file_that_cannot_be_read_is_refused_in_french(tmp_path: Path, text: str) -> None:
    with pytest.raises(TableError, match="Fichier de contexte refusé"):
        load_context(folder(tmp_path, contexte=text))

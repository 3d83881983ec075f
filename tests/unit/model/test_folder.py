import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pstlib.errors import TableError, UnknownNameError
from pstlib.model import PlannedEvaluation, list_slugs, load, load_all

Rewrite = Callable[[str, str, str], None]


def test_load_reads_identity_and_tables(data: Path) -> None:
    pst = load("essai-2019-2024", data)

    assert pst.identite.organisme == "CPAS d’Essai"
    assert pst.identite.ins == "90001"
    assert pst.identite.evaluations == (PlannedEvaluation("mi-parcours", dt.date(2021, 12, 31)),)
    assert pst.identite.date_installation is None
    assert len(pst.elements) == 10
    assert pst.budget.empty
    assert str(pst.budget.dtypes["montant"]) == "decimal128(18, 2)[pyarrow]"


def test_load_all_gives_every_pst_by_slug(data: Path) -> None:
    assert list(load_all(data)) == list_slugs(data) == ["essai-2019-2024"]


def test_the_variable_names_the_data_folder(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PST_DONNEES", str(data))

    assert load("essai-2019-2024").identite.slug == "essai-2019-2024"


def test_an_unknown_slug_is_refused_with_the_nearest_names(data: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"Noms proches : essai-2019-2024"):
        load("essay-2019", data)


def test_a_slug_never_leaves_the_data_folder(data: Path) -> None:
    with pytest.raises(UnknownNameError):
        load("../essai-2019-2024", data / "essai-2019-2024")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ins: "90001"', "ins: 90001", "ligne 3, ins : « 90001 » – attendu : 5 chiffres"),
        ("exercice_fin: 2024", "exercice_fin: 20244", "ligne 7, exercice_fin : « 20244 »"),
        ("exercice_fin: 2024", "exercice_fin: 2018", "avant exercice_debut"),
        ("organisme:", "organism:", "clé inconnue \\(proche : organisme\\)"),
        ("2021-12-31", "fin 2021", "une liste de {evaluation"),
        ("slug: essai-2019-2024", "slug: autre", "Le slug n’est pas le nom du dossier"),
        ("fictif: true", "fictif: [", "Fichier YAML illisible .* ligne"),
    ],
)
def test_a_wrong_identity_is_refused_with_its_line(
    data: Path, rewrite: Rewrite, old: str, new: str, message: str
) -> None:
    rewrite("pst.yml", old, new)

    with pytest.raises(TableError, match=message):
        load("essai-2019-2024", data)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("suivi", "EN_COURS,40", "COMMENCÉ,40", "ligne 2, colonne statut : « COMMENCÉ »"),
        ("suivi", "EN_COURS,40", "EN_COURS,40 %", "ligne 2, colonne taux_avancement : « 40 % »"),
        ("suivi", "EN_COURS,40", "EN_COURS,140", "un nombre de 0 à 100"),
        ("suivi", "2021-06-01", "2021-06-31", "ligne 3, colonne date_suivi : « 2021-06-31 »"),
        ("suivi", "2021-06-01", "", "ligne 3, colonne date_suivi : vide"),
        ("suivi", "s1,", "s9,", "tables/suivi.csv, ligne 4, colonne element_id : « s9 »"),
        ("suivi", "statut,", "status,", "colonne inconnue : status \\(proche : statut\\)"),
        ("elements", "a1,oo1", "a2,oo1", "colonne element_id : « a2 » – attendu : une valeur uni"),
        ("elements", "os1,,OS,1", "os1,oo1,OS,1", "OS « os1 » sous un élément de niveau"),
        ("elements", "rappel),a2", "rappel),a9", "colonne partage_de : « a9 »"),
        ("elements", "OS,1,OS1", "OS,1.5,OS1", "ligne 2, colonne position : « 1.5 »"),
    ],
)
def test_a_wrong_table_is_refused_with_file_line_column_and_value(
    data: Path, rewrite: Rewrite, table: str, old: str, new: str, message: str
) -> None:
    rewrite(f"tables/{table}.csv", old, new)

    with pytest.raises(TableError, match=message):
        load("essai-2019-2024", data)


def test_all_wrong_cells_of_a_table_are_told_at_once(data: Path, rewrite: Rewrite) -> None:
    rewrite("tables/suivi.csv", "EN_COURS,40", "COMMENCÉ,40 %")

    with pytest.raises(TableError) as refused:
        load("essai-2019-2024", data)

    assert len(refused.value.details) == 2


def test_a_line_is_the_physical_one_after_a_cell_with_line_breaks(
    data: Path, rewrite: Rewrite
) -> None:
    rewrite("tables/elements.csv", "Louer un local", '"Louer\nun\nlocal"')
    rewrite("tables/elements.csv", "s1,a2,SOUS_ACTION", "s1,a2,SOUSACTION")

    with pytest.raises(TableError, match="ligne 8, colonne niveau : « SOUSACTION »"):
        load("essai-2019-2024", data)


def test_two_elements_that_hold_each_other_are_refused(data: Path, rewrite: Rewrite) -> None:
    rewrite("tables/elements.csv", "oo1,os1,OO", "oo1,oo2,OO")
    rewrite("tables/elements.csv", "oo2,os1,OO", "oo2,oo1,OO")

    with pytest.raises(TableError, match="« oo1 » revient à lui-même"):
        load("essai-2019-2024", data)


def test_a_table_in_another_encoding_is_refused(data: Path) -> None:
    table = data / "essai-2019-2024" / "tables" / "elements.csv"
    table.write_bytes(table.read_text(encoding="utf-8").encode("cp1252"))

    with pytest.raises(TableError, match="Table illisible"):
        load("essai-2019-2024", data)


def test_an_unknown_table_is_refused(data: Path) -> None:
    (data / "essai-2019-2024" / "tables" / "notes.csv").write_text("a\n1\n", encoding="utf-8")

    with pytest.raises(TableError, match=r"Table inconnue .* notes\.csv"):
        load("essai-2019-2024", data)

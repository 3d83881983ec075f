"""`pst modele` and `pst exporter`, and the way back through `pst lire`."""

import zipfile

import openpyxl
import pytest

from .conftest import SLUG


def test_modele_writes_an_empty_workbook(pst, here):
    done = pst("modele", "classeur.xlsx")

    assert (done.exit_code, done.output) == (0, "Écrit : classeur.xlsx\n")
    assert openpyxl.load_workbook(here / "classeur.xlsx").sheetnames[:2] == [
        "Mode d’emploi",
        "Organisme",
    ]


def test_modele_is_prefilled_with_a_known_pst(pst, here, donnees):
    done = pst("modele", "essai.xlsx", "--pst", SLUG, "--donnees", donnees)
    page = openpyxl.load_workbook(here / "essai.xlsx")["Suivi rapide"]

    assert done.exit_code == 0, done.output
    assert "rang et code y sont donnés par l’ordre des lignes" in done.output
    assert [page.cell(row, 1).value for row in range(6, 10)] == ["a1", "a2", "a3", "a4"]


@pytest.mark.parametrize("name", ["classeur.doc", "classeur"])
def test_modele_wants_a_name_in_xlsx(pst, here, name):
    done = pst("modele", name)

    assert (done.exit_code, "finit par .xlsx" in done.output) == (2, True)
    assert list(here.iterdir()) == []


def test_a_workbook_that_someone_filled_in_is_not_replaced_unasked(pst, here):
    (here / "classeur.xlsx").write_bytes(b"rempli")

    refused = pst("modele", "classeur.xlsx")

    assert (refused.exit_code, "existe déjà" in refused.output) == (2, True)
    assert (here / "classeur.xlsx").read_bytes() == b"rempli"
    assert pst("modele", "classeur.xlsx", "--remplacer").exit_code == 0
    assert pst("modele", "classeur.xlsx").exit_code == 0


@pytest.mark.parametrize(
    ("form", "name"),
    [("ecomptes", ".xml"), ("xlsx", ".xlsx"), ("csv", ".zip"), ("json", ".json")],
)
def test_exporter_writes_each_format_under_the_name_of_the_pst(pst, here, donnees, form, name):
    done = pst("exporter", SLUG, "--format", form, "--donnees", donnees)

    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"Écrit : {SLUG}{name}\n")
    assert [path.name for path in here.iterdir()] == [f"{SLUG}{name}"]


def test_exporter_says_what_a_format_changes(pst, donnees):
    done = pst("exporter", SLUG, "--format", "csv", "--donnees", donnees)

    assert "Ce que ce format ne contient pas :" in done.output
    assert "apostrophe, qu’un tableur aurait exécutés : 1" in done.output


def test_exporter_writes_csv_in_a_zip_or_in_a_folder(pst, here, donnees):
    for target in ("essai.zip", "essai"):
        pst("exporter", SLUG, "--format", "csv", "--vers", target, "--donnees", donnees)
    names = zipfile.ZipFile(here / "essai.zip").namelist()

    assert names == ["pst.yml", "tables/elements.csv", "tables/suivi.csv", "datapackage.json"]
    assert all((here / "essai" / name).is_file() for name in names)


def test_exporter_names_the_nearest_pst(pst, donnees):
    done = pst("exporter", "essai-2019", "--format", "json", "--donnees", donnees)

    assert (done.exit_code, SLUG in done.output) == (1, True)


def test_lire_understands_the_workbook_that_exporter_writes(pst, donnees):
    pst("exporter", SLUG, "--format", "xlsx", "--donnees", donnees)

    done = pst("lire", f"{SLUG}.xlsx")

    assert done.exit_code == 0, done.output
    assert "1 OS, 1 OO, 4 actions" in done.output
    assert "A4 Peindre le hall" in done.output

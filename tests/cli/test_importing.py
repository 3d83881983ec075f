"""``pst importer`` into a PST that is known already: differences, decisions, corrections."""

from pathlib import Path

import pytest
import yaml

from .conftest import Pst
from .test_reading import IMPORT, SLUG, TEXT, _files

DATED = ("--date-situation", "2021-12-31")


@pytest.fixture
def imported(pst: Pst, here: Path) -> Path:
    path = here / "programme.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert pst(*IMPORT, path, *DATED).exit_code == 0
    return path


def _later(here: Path, text: str) -> Path:
    path = here / "programme-2023.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.usefixtures("imported")
def test_differences_are_shown_and_known_values_stay(pst: Pst, here: Path) -> None:
    newer = _later(here, TEXT.replace("- Former les aides\n", "- Former les aides\n- Chanter\n"))
    blank = pst(*IMPORT, newer, "--date-situation", "2023-12-31", "--a-blanc")
    assert "Ajouté : 2" in blank.stdout
    assert "Chanter" in blank.stdout
    assert "Rien n’est écrit" in blank.stdout
    assert "Chanter" not in _files()[f"{SLUG}/tables/elements.csv"].decode()

    done = pst(*IMPORT, newer, "--date-situation", "2023-12-31")
    assert done.exit_code == 0
    assert "Chanter" in _files()[f"{SLUG}/tables/elements.csv"].decode()


@pytest.mark.usefixtures("imported")
def test_a_doubtful_element_is_asked_for_then_decided(pst: Pst, here: Path) -> None:
    text = TEXT.replace(
        "- Choisir le lieu (terminé)\n- Former les aides\n", "- Former les aidess\n"
    )
    newer = _later(here, text)
    asked = pst(*IMPORT, newer, *DATED)
    assert asked.exit_code == 1
    assert "--lier" in asked.stderr
    assert "OS1.OO1.A1" in asked.stderr

    decided = pst(*IMPORT, newer, *DATED, "--lier", "OS1.OO1.A1=os1-oo1-a2")
    assert decided.exit_code == 0
    assert "absent de la source" in decided.stdout.lower()
    wrong = pst(*IMPORT, newer, *DATED, "--lier", "OS1.OO1.A1")
    assert wrong.exit_code == 2


def test_replacing_is_said_and_done_only_when_asked(pst: Pst, here: Path) -> None:
    first = here / "un.txt"
    first.write_text(TEXT.replace("Former les aides", "Former\nResponsable : RH"), "utf-8")
    assert pst(*IMPORT, first, *DATED).exit_code == 0
    second = _later(here, TEXT.replace("Former les aides", "Former\nResponsable : La DG"))
    kept = pst(*IMPORT, second, *DATED)
    assert "RH → La DG" in kept.stdout
    assert ",RH," in _files()[f"{SLUG}/tables/elements.csv"].decode()
    assert pst(*IMPORT, second, *DATED, "--remplacer").exit_code == 0
    assert ",La DG," in _files()[f"{SLUG}/tables/elements.csv"].decode()


def test_identity_comes_from_the_options_where_the_source_is_silent(pst: Pst, here: Path) -> None:
    path = here / "nu.txt"
    path.write_text(TEXT.partition("\n\n")[2], encoding="utf-8")
    silent = pst(*IMPORT, path, *DATED)
    assert silent.exit_code == 1
    assert "--organisme" in silent.stderr

    told = pst(*IMPORT, path, *DATED, "--organisme", "CPAS d’Essai", "--exercices", "2019-2024")
    assert told.exit_code == 0
    identity = yaml.safe_load(_files()[f"{SLUG}/pst.yml"])
    assert (identity["organisme"], identity["type_admin"]) == ("CPAS d’Essai", "CPAS")
    assert (identity["exercice_debut"], identity["exercice_fin"]) == (2019, 2024)
    assert pst(*IMPORT, path, *DATED, "--exercices", "demain").exit_code == 2


def test_corrections_of_the_folder_apply_at_import(pst: Pst, imported: Path) -> None:
    correction = {
        "fichier": "programme.txt",
        "objet": "OS1.OO2.A1",
        "colonne": "statut",
        "lu": "",
        "corrige": "EN_COURS",
        "motif": "précisé par le CPAS",
    }
    path = Path("donnees") / SLUG / "corrections.yml"
    path.write_text(yaml.safe_dump([correction], allow_unicode=True), encoding="utf-8")

    assert pst(*IMPORT, imported).exit_code == 0

    assert "os1-oo2-a1,2021-12-31,EN_COURS" in _files()[f"{SLUG}/tables/suivi.csv"].decode()


@pytest.mark.usefixtures("here")
def test_undated_measures_take_the_date_of_the_situation(pst: Pst, shared: Path) -> None:
    source = shared / "fixtures/tables/iapst_export.ods"
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")
    assert pst(*IMPORT, source, *DATED, *identity).exit_code == 0
    rows = _files()[f"{SLUG}/tables/mesures.csv"].decode().splitlines()[1:]
    assert rows
    assert {row.split(",")[1] for row in rows} == {"2021-12-31"}
    again = pst(*IMPORT, source)
    assert "Rien n’a changé" in again.stdout


def test_rejects_go_away_with_the_correction_of_the_source(pst: Pst, here: Path) -> None:
    path = here / "budget.csv"
    good = "Exercice;Service;Type;Article;Libellé;Budget initial\n2020;O;D;831/331-01;Aide;10,00\n"
    path.write_text(good + "2020;O;X;832/331-01;Autre;5,00\n", encoding="utf-8")
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")
    assert pst(*IMPORT, path, "--sans-copie", *identity).exit_code == 0
    assert "832/331-01" in _files()[f"{SLUG}/rejets.csv"].decode()

    sheet = Path("donnees") / SLUG / "sources" / "budget.csv.source.yml"
    sheet.unlink()
    path.write_text(good, encoding="utf-8")
    assert pst(*IMPORT, path, "--sans-copie").exit_code == 0
    assert f"{SLUG}/rejets.csv" not in _files()
    assert "10.00" in _files()[f"{SLUG}/tables/budget.csv"].decode()

"""``pst lire`` and ``pst importer``: what is understood, and what is written."""

import json
from pathlib import Path

import pytest

from .conftest import Pst

TEXT = """\
CPAS d’Essai
Programme stratégique transversal 2019-2024

OS 1 : Être un CPAS qui vieillit bien

OO 1 : Ouvrir un restaurant
Actions :
- Choisir le lieu (terminé)
- Former les aides

OO 2 : Rester chez soi
Actions :
- Acheter un bus
"""
PROSE = "Le conseil a visité le restaurant.\nIl en est content.\n"
SLUG = "essai-2019-2024"
IMPORT = ("importer", "--vers", SLUG, "--donnees", "donnees")


@pytest.fixture
def source(here: Path) -> Path:
    path = here / "programme.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def prose(here: Path) -> Path:
    path = here / "prose.txt"
    path.write_text(PROSE, encoding="utf-8")
    return path


def _files() -> dict[str, bytes]:
    folder = Path("donnees")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in _walk(folder)}


def _walk(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_lire_counts_and_draws_the_tree(pst: Pst, source: Path) -> None:
    done = pst("lire", source)

    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "Éléments     : 1 OS, 2 OO, 3 actions" in lines
    assert "Organisme    : CPAS d’Essai" in lines
    assert lines[-6:] == [
        "OS1 Être un CPAS qui vieillit bien",
        "  OO1 Ouvrir un restaurant",
        "    A1 Choisir le lieu [Terminé]",
        "    A2 Former les aides",
        "  OO2 Rester chez soi",
        "    A1 Acheter un bus",
    ]


def test_lire_counts_the_rows_and_statuses_of_a_follow_up(pst: Pst, here: Path) -> None:
    path = here / "suivi.csv"
    path.write_text(
        "Action;Date du relevé;Statut\nA1;31/12/2021;Terminé\nA2;31/12/2021;Presque fini\n"
        "A3;31/12/2021;Terminé\n",
        encoding="utf-8",
    )

    done = pst("lire", path)

    lines = done.stdout.splitlines()
    assert "Suivi        : 3 lignes" in lines
    assert "Statuts      : Terminé 2" in lines
    assert any("Presque fini" in line and "ligne 3" in line for line in lines)
    assert lines[-1].startswith("  • info – ")
    assert "n. c." not in lines[-1]


def test_lire_prints_only_json(pst: Pst, source: Path) -> None:
    done = pst("lire", source, "--format", "json")

    content = json.loads(done.stdout)
    assert done.stderr == ""
    assert content["source"]["fichier"] == "programme.txt"
    assert [row["code"] for row in content["elements"]] == [
        *("OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO1.A2", "OS1.OO2", "OS1.OO2.A1"),
    ]


def test_lire_refuses_a_text_without_objectives(pst: Pst, prose: Path) -> None:
    done = pst("lire", prose)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "ucune liste d’objectifs dans ce texte" in done.stderr


def test_import_writes_the_pst_its_source_and_a_summary(pst: Pst, source: Path) -> None:
    done = pst(*IMPORT, source, "--date-situation", "31/12/2019")

    assert (done.exit_code, done.stderr) == (0, "")
    assert "programme.txt\u00a0: 1 OS, 2 OO, 3 actions" in done.stdout
    written = {name.removeprefix(f"{SLUG}/") for name in _files()}
    assert {
        "pst.yml",
        "tables/elements.csv",
        "tables/suivi.csv",
        "sources/programme.txt",
        "sources/programme.txt.source.yml",
    } <= written
    follow_up = (Path("donnees") / SLUG / "tables/suivi.csv").read_text(encoding="utf-8")
    assert "os1-oo1-a1,2019-12-31,TERMINE" in follow_up
    assert pst("verifier", "--donnees", "donnees").exit_code == 0


def test_same_import_twice_changes_nothing(pst: Pst, source: Path) -> None:
    pst(*IMPORT, source, "--date-situation", "31/12/2019")
    before = _files()

    done = pst(*IMPORT, source)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "Rien n’a changé."
    assert _files() == before


def test_import_without_copy_keeps_the_provenance_only(pst: Pst, source: Path) -> None:
    pst(*IMPORT, source, "--date-situation", "31/12/2019", "--sans-copie")

    assert f"{SLUG}/sources/programme.txt" not in _files()
    assert f"{SLUG}/sources/programme.txt.source.yml" in _files()


def test_one_refused_source_stops_the_whole_import(pst: Pst, source: Path, prose: Path) -> None:
    done = pst(*IMPORT, source, prose, "--date-situation", "31/12/2019")

    assert done.exit_code == 1
    assert not Path("donnees").exists()


def test_source_of_the_same_name_but_other_content_is_refused_whole(pst: Pst, source: Path) -> None:
    pst(*IMPORT, source, "--date-situation", "31/12/2019")
    before = _files()
    source.write_text(TEXT + "- Louer un garage\n", encoding="utf-8")

    done = pst(*IMPORT, source)

    assert done.exit_code == 1
    assert "même nom" in done.stderr
    assert "– programme.txt –" in done.stderr
    assert _files() == before


def test_unknown_date_of_situation_is_asked_for(pst: Pst, source: Path) -> None:
    done = pst(*IMPORT, source)

    assert (done.exit_code, Path("donnees").exists()) == (2, False)
    assert "--date-situation" in done.stderr


def test_published_plan_of_celles_is_counted_as_printed(pst: Pst, shared: Path) -> None:
    done = pst("lire", shared / "seeds/003_4667e1c2b5fc762d.txt")

    lines = done.stdout.splitlines()
    assert "Éléments     : 4 OS, 9 OO, 55 actions" in lines
    assert "Statuts      : Terminé 15, Non commencé 40" in lines

"""Every failure is a French sentence with its exit code, never a bare traceback."""

import json
from pathlib import Path

import pytest

from .conftest import SLUG, Pst


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (f"evaluer {SLUG} --date-arrete hier", 1, "Date illisible"),
        (f"evaluer {SLUG} --date-arrete 2021-02-30", 1, "Date illisible"),
        ("evaluer essai --date-arrete 2021-12-31", 1, f"Noms proches : {SLUG}"),
        ("evaluer ../donnees --date-arrete 2021-12-31", 1, "Aucun PST ne s’appelle"),
        (f"rapport {SLUG} --evaluation mi-parcours --date-arrete 31-12-2021", 1, "Date illisible"),
        ("rapport essai --evaluation mi-parcours --date-arrete 2021-12-31", 1, "Noms proches"),
        ("verifier inconnu-total", 1, "Aucun PST ne s’appelle « inconnu-total »"),
        ("lot essai", 1, f"Noms proches : {SLUG}"),
        ("lot --date-arrete 2021-12-31", 2, "--date-arrete demande aussi --evaluation"),
        ("importer a.txt --vers ../ailleurs", 2, "Nom de dossier incorrect"),
        ("importer a.txt --vers Essai", 2, "Nom de dossier incorrect"),
        ("importer a.txt --vers essai --date-situation demain", 1, "Date illisible"),
        ("importer absent.txt --vers essai", 1, "absent.txt"),
        ("lire absent.txt", 1, "absent.txt"),
    ],
)
def test_bad_request_gets_a_sentence_and_writes_nothing(
    pst: Pst, donnees: Path, command: str, code: int, said: str
) -> None:
    before = sorted(donnees.rglob("*"))
    where = () if command.startswith("lire") else ("--donnees", donnees)

    done = pst(*command.split(), *where)

    error = done.stderr.replace("\u00a0", " ")
    assert (done.exit_code, done.stdout) == (code, "")
    assert error.startswith("Erreur : ")
    assert said in error
    assert "Traceback" not in error
    assert (sorted(donnees.rglob("*")), list(Path().iterdir())) == (before, [])


def test_folder_without_pst_is_told(pst: Pst, tmp_path: Path) -> None:
    done = pst("lister", "--donnees", tmp_path / "vide")

    assert done.exit_code == 1
    assert "Aucun PST dans ce dossier" in done.stderr


def test_broken_table_is_named_with_line_column_value_and_what_was_expected(
    pst: Pst, donnees: Path
) -> None:
    table = donnees / SLUG / "tables/suivi.csv"
    table.write_text(table.read_text().replace("EN_COURS", "PRESQUE"), encoding="utf-8")

    done = pst(
        *("rapport", SLUG, "--evaluation", "mi-parcours", "--date-arrete", "2021-12-31"),
        *("--donnees", donnees),
    )

    assert done.exit_code == 1
    for part in ("suivi.csv", "ligne 3", "statut", "PRESQUE", "EN_COURS"):
        assert part in done.stderr
    assert list(Path().iterdir()) == []


def test_refused_file_is_told_in_json_too(pst: Pst) -> None:
    Path("vide.txt").write_text("", encoding="utf-8")

    done = pst("lire", "vide.txt", "--format", "json")

    assert done.exit_code == 1
    assert list(json.loads(done.stdout)) == ["erreur"]
    assert "vide.txt" in json.loads(done.stdout)["erreur"]


def _raise(error: BaseException) -> None:
    raise error


def test_internal_error_is_one_sentence(
    pst: Pst, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("json.dumps", lambda *_, **__: _raise(ZeroDivisionError("par zéro")))

    done = pst("lister", "--donnees", donnees, "--format", "json")

    assert done.exit_code == 1
    error = done.stderr.replace("\u00a0", " ")
    assert error.startswith("Erreur interne : ZeroDivisionError – par zéro. Relancez avec")
    assert len(error.splitlines()) == 1


def test_trace_shows_where_an_internal_error_comes_from(
    pst: Pst, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("json.dumps", lambda *_, **__: _raise(ZeroDivisionError("par zéro")))

    done = pst("--trace", "lister", "--donnees", donnees, "--format", "json")

    assert done.exit_code == 1
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Erreur interne")


def test_interruption_is_one_sentence_and_code_130(
    pst: Pst, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("json.dumps", lambda *_, **__: _raise(KeyboardInterrupt()))

    done = pst("lister", "--donnees", donnees, "--format", "json")

    assert (done.exit_code, done.stderr.strip()) == (130, "Interrompu à votre demande.")

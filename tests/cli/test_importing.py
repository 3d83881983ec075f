"""``pst importer`` into a PST that is known already: differences, decisions, corrections."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pstlib.model import load
from pstlib.paths import alone_in
from pstlib.readers import read

from .conftest import SLUG as KNOWN
from .conftest import Pst
from .test_reading import IMPORT, SLUG, TEXT, _files

if os.name != "nt":
    import pty

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
    assert "--remplacer" in kept.stdout
    assert ",RH," in _files()[f"{SLUG}/tables/elements.csv"].decode()
    replaced = pst(*IMPORT, second, *DATED, "--remplacer")
    assert (replaced.exit_code, "--remplacer" in replaced.stdout) == (0, False)
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


def test_a_correction_that_does_not_apply_is_told_with_what_the_source_says(
    pst: Pst, imported: Path
) -> None:
    path = Path("donnees") / SLUG / "corrections.yml"
    path.write_text(
        "- {fichier: programme.txt, objet: OS1.OO2.A1, colonne: libelle, lu: Vendre un bus, "
        "corrige: Louer un bus, motif: vu}\n",
        encoding="utf-8",
    )

    done = pst(*IMPORT, imported)

    assert "1 remarque" in done.stdout
    assert "correction de OS1.OO2.A1 non appliquée" in done.stdout
    assert "« Vendre un bus » attendu, « Acheter un bus » lu" in done.stdout


def test_a_document_that_says_it_is_fictitious_is_told_of_and_nothing_is_guessed(
    pst: Pst, here: Path
) -> None:
    path = here / "programme.txt"
    path.write_text(TEXT.replace("2019-2024", "2019-2024 (organisme fictif)"), "utf-8")

    done = pst(*IMPORT, path, *DATED)

    assert (done.exit_code, "écrivez fictif: true" in done.stdout) == (0, True)
    assert "ligne 2" in done.stdout
    sheet = Path("donnees") / SLUG / "pst.yml"
    text = sheet.read_text("utf-8")
    assert "fictif: true" not in text
    said = text.replace("fictif: false", "fictif: true")
    sheet.write_text(said if said != text else f"{text}fictif: true\n", "utf-8")
    assert "fictif: true" not in pst(*IMPORT, path).stdout


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


BUDGET = """Exercice;Service;Type;Article;Libellé;Budget initial;Engagements
2021;O;D;831/111-01;Traitements;84.000,00;85.120,40
2021;E;D;831/744-51;Mobilier;4.000,00;à revoir
2021;E;D;83l/743-52;Véhicule;32.000,00;31.180,00
Total;;;;;120.000,00;
"""


@pytest.fixture
def rejected(pst: Pst, here: Path) -> Path:
    """Give ``rejets.csv`` of a PST of which three rows of a budget were refused."""
    (here / "budget.csv").write_text(BUDGET, "utf-8")
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")
    assert pst(*IMPORT, "budget.csv", *identity).exit_code == 0
    return Path("donnees") / SLUG / "rejets.csv"


def test_a_reject_is_lifted_by_the_import_of_its_row_and_told(
    pst: Pst, here: Path, rejected: Path
) -> None:
    before = pst("verifier", "--donnees", "donnees").stdout
    assert "budget.csv\u00a0: 2\u00a0lignes n’ont pas été chargées" in before  # not the total
    (here / "suite.csv").write_text(BUDGET.replace("à revoir", "3.980,00"), "utf-8")

    blank = pst(*IMPORT, "suite.csv", "--a-blanc")
    assert "Rejets levés\u00a0: 1 (" in blank.stdout
    first = rejected.read_text("utf-8")
    assert "à revoir" in first

    done = pst(*IMPORT, "suite.csv")
    assert "Rejets levés\u00a0: 1 (" in done.stdout
    assert "• budget.csv, ligne 3 – Montant « Engagements »" in done.stdout
    left = rejected.read_text("utf-8")
    assert "à revoir" not in left
    assert left.count("83l/743-52") == 4  # content and reason, of both files
    again = pst(*IMPORT, "suite.csv").stdout
    assert "Rejets levés" not in again
    assert "Rien n’a changé" in again

    rejected.write_text(first, "utf-8")  # as an import that died before its last file leaves it
    ended = pst(*IMPORT, "suite.csv").stdout
    assert "Rejets levés\u00a0: 1 (" in ended
    assert rejected.read_text("utf-8") == left


def test_a_row_added_by_hand_settles_its_reject_at_once(
    pst: Pst, here: Path, rejected: Path
) -> None:
    table = rejected.parent / "tables/budget.csv"
    titles = table.read_text("utf-8").splitlines()[0].split(",")
    row = {"exercice": "2021", "service": "E", "type": "D", "article": "831/744-51"}
    half, whole = (
        {**row, "version": version, "montant": "1.00"} for version in ("INITIAL", "ENGAGEMENTS")
    )
    with table.open("a", encoding="utf-8") as stream:
        stream.write(",".join(half.get(title, "") for title in titles) + "\n")
    assert "2\u00a0lignes n’ont pas" in pst("verifier", "--donnees", "donnees").stdout
    with table.open("a", encoding="utf-8") as stream:
        stream.write(",".join(whole.get(title, "") for title in titles) + "\n")

    checked = pst("verifier", "--donnees", "donnees").stdout
    assert "1\u00a0ligne n’a pas été chargée. La première\u00a0: ligne 4" in checked
    assert "info – budget.csv\u00a0: 1\u00a0ligne rejetée est maintenant dans les tables" in checked

    (here / "autre.csv").write_text(
        BUDGET.splitlines()[0] + "\n2022;O;D;831/111-01;T;1,00;\n", "utf-8"
    )
    assert "Rejets levés\u00a0: 1 (" in pst(*IMPORT, "autre.csv").stdout
    assert "à revoir" not in rejected.read_text("utf-8")


def test_the_corrected_version_of_a_source_lifts_all_its_rejects(
    pst: Pst, here: Path, rejected: Path
) -> None:
    text = BUDGET.replace("à revoir", "1,00").replace("83l", "831").partition("Total")[0]
    (here / "budget corrigé.csv").write_text(text, "utf-8")

    unknown = pst(*IMPORT, "budget corrigé.csv", "--corrige", "buget.csv")
    assert (unknown.exit_code, "Sources importées\u00a0: budget.csv." in unknown.stderr) == (
        2,
        True,
    )
    assert rejected.is_file()
    done = pst(*IMPORT, "budget corrigé.csv", "--corrige", "budget.csv")
    assert done.exit_code == 0, done.stderr
    assert "Rejets levés\u00a0: 3 (" in done.stdout
    assert "  rejets.csv" in done.stdout
    assert not rejected.exists()


def test_a_list_of_rejects_that_a_spreadsheet_spoilt_is_named_where_it_is(
    pst: Pst, here: Path, rejected: Path
) -> None:
    rejected.write_text(rejected.read_text("utf-8").replace(",", ";"), "utf-8")
    (here / "suite.csv").write_text(BUDGET, "utf-8")

    for done in (pst(*IMPORT, "suite.csv"), pst("verifier", "--donnees", "donnees")):
        assert done.exit_code == 1
        assert f"Liste des rejets illisible – {rejected}." in done.output


def test_a_double_is_not_lifted_by_the_row_that_it_repeats(pst: Pst, here: Path) -> None:
    row = BUDGET.splitlines()[1]
    (here / "budget.csv").write_text(f"{BUDGET.splitlines()[0]}\n{row}\n{row}\n", "utf-8")
    (here / "suite.csv").write_text(f"{BUDGET.splitlines()[0]}\n{row}\n", "utf-8")
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")

    for name in ("budget.csv", "suite.csv"):
        assert pst(*IMPORT, name, *identity).exit_code == 0

    assert "doublon" in _files()[f"{SLUG}/rejets.csv"].decode()


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_exporter_writes_is_imported_as_the_very_same_tables(
    pst: Pst, here: Path, donnees: Path, form: str
) -> None:
    name = {"csv": f"{KNOWN}.zip", "json": f"{KNOWN}.json"}[form]
    pst("exporter", KNOWN, "--format", form, "--donnees", donnees)

    done = pst("importer", name, "--vers", "copie-2019-2024", "--donnees", "donnees")

    assert done.exit_code == 0, done.output
    again, known = load("copie-2019-2024", here / "donnees"), load(KNOWN, donnees)
    assert all(again.tables[table].equals(known.tables[table]) for table in known.tables)
    before = _files()
    twice = pst("importer", name, "--vers", "copie-2019-2024", "--donnees", "donnees")
    assert "Rien n’a changé" in twice.stdout
    assert _files() == before


def test_lire_understands_a_table_that_exporter_wrote(pst: Pst, donnees: Path) -> None:
    pst("exporter", KNOWN, "--format", "csv", "--vers", "dossier", "--donnees", donnees)

    done = pst("lire", "dossier/tables/elements.csv")
    folder = pst("lire", "dossier")

    assert "1 OS, 1 OO, 4 actions" in done.stdout
    assert "A3 =1+1<script>" in done.stdout
    assert "compressé en .zip" in folder.stderr


def test_rows_refused_of_an_export_are_kept_with_their_reason(pst: Pst, donnees: Path) -> None:
    pst("exporter", KNOWN, "--format", "csv", "--vers", "d", "--donnees", donnees)
    table = Path("d/tables/suivi.csv")
    table.write_text(table.read_text("utf-8").replace("EN_COURS", "EN COURS"), "utf-8")

    done = pst("importer", table, "--vers", KNOWN, "--donnees", donnees)

    assert done.exit_code == 0, done.output
    assert "1 rejet" in done.stdout
    assert "• ligne 3 – " in done.stdout
    assert (
        f"Tous les rejets, avec leur raison\u00a0: {donnees / KNOWN / 'rejets.csv'}" in done.stdout
    )
    kept = (donnees / KNOWN / "rejets.csv").read_text("utf-8")
    assert "suivi.csv,ligne 3," in kept
    assert "« EN COURS »" in kept

    checked = pst("verifier", KNOWN, "--donnees", donnees)
    assert (checked.exit_code, "1 avertissement" in checked.stdout) == (0, True)
    assert "suivi.csv\u00a0: 1\u00a0ligne n’a pas été chargée" in checked.stdout
    assert "ligne 3" in checked.stdout


def test_a_source_whose_links_lead_nowhere_is_refused_whole(pst: Pst, here: Path) -> None:
    table = here / "mesures.csv"
    table.write_text("indicateur_id,date,valeur\ni1,2021-01-01,3\n", encoding="utf-8")
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")

    done = pst(*IMPORT, table, *identity)

    assert done.exit_code == 1
    assert "ne pourrait plus être chargé" in done.stderr
    assert "indicateurs.indicateur_id" in done.stderr
    assert not Path("donnees").exists()


@pytest.mark.usefixtures("imported")
def test_a_blank_import_waits_for_nobody_and_writes_nothing(pst: Pst, here: Path) -> None:
    newer, before = _later(here, TEXT.replace("un bus", "un vélo")), _files()
    with alone_in(Path("donnees"), waiting=list):
        done = pst(*IMPORT, newer, *DATED, "--a-blanc", "--lier", "OS1.OO2.A1=nouveau")
    assert done.exit_code == 0, done.stderr
    assert _files() == before


def test_a_table_folder_that_is_a_file_stops_the_import_before_it_writes(
    pst: Pst, here: Path
) -> None:
    (here / "donnees" / SLUG).mkdir(parents=True)
    (here / "donnees" / SLUG / "sources").write_text("un fichier")
    path = here / "programme.txt"
    path.write_text(TEXT, encoding="utf-8")

    done = pst(*IMPORT, path, *DATED)

    assert done.exit_code == 1
    assert "Fichier inaccessible" in done.stderr
    assert "un fichier porte le nom du dossier" in done.stderr
    assert list(_files()) == [f"{SLUG}/sources"]


ADDED = TEXT.replace("- Former les aides\n", "- Former les aides\n- Chanter\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(
    ("keys", "written", "said"),
    [
        ("o\n", True, "Écrit dans"),
        ("bof\nOUI\n", True, "répondez o ou n"),
        ("\n", False, "Rien n’est écrit."),
        ("n\n", False, "Rien n’est écrit."),
        ("\x04", False, "Interrompu"),
    ],
)
@pytest.mark.usefixtures("imported")
def test_on_a_terminal_changes_are_written_once_agreed(
    here: Path, keys: str, written: bool, said: str
) -> None:
    output = _on_terminal(keys, *IMPORT, _later(here, ADDED), *DATED)

    assert "Chanter" in output
    assert "Écrire ces changements\u00a0? [o/N]" in output
    assert said in output
    assert ("Chanter" in _files()[f"{SLUG}/tables/elements.csv"].decode()) is written


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_nothing_is_asked_for_a_new_pst_or_with_oui(here: Path) -> None:
    path = here / "programme.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert "Écrit dans" in _on_terminal("", *IMPORT, path, *DATED)
    again = _on_terminal("", *IMPORT, path)
    assert "Rien n’a changé" in again
    agreed = _on_terminal("", *IMPORT, _later(here, ADDED), *DATED, "--oui")
    assert "[o/N]" not in agreed
    assert "Chanter" in _files()[f"{SLUG}/tables/elements.csv"].decode()


def _on_terminal(keys: str, *args: object) -> str:
    """Call ``pst`` with a pseudo-terminal as its input and give all that it says."""
    mine, its = pty.openpty()
    try:
        os.write(mine, keys.encode())
        done = subprocess.run(  # noqa: S603 - our own program
            [
                sys.executable,
                "-c",
                "import pstlib.cli; pstlib.cli.main()",
                *(str(arg) for arg in args),
            ],
            stdin=its,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
    finally:
        os.close(mine)
        os.close(its)
    return done.stdout.decode()


def test_figures_on_communes_are_counted_as_outside_the_pst(pst: Pst, shared: Path) -> None:
    source = shared / "fixtures/tables/walstat.csv"
    rows = len(read(source).tables["contexte"])
    identity = ("--organisme", "CPAS d’Essai", "--exercices", "2019-2024")

    done = pst(*IMPORT, source, *identity, "--a-blanc")

    assert rows > 1
    assert f"{rows} lignes sur des communes, hors du PST" in done.stdout

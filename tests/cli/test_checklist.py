"""``pst synergies --liste``: the page of a check-list, and what stops it."""

import shutil
from html import unescape
from pathlib import Path

from pstlib.reference.checklists import FOLDER
from pstlib.reference.loader import PACKAGED

from .conftest import Pst

DATA = Path(__file__).parents[2] / "pst_data"
SLUG, LIST = "valrive-2019-2024", "batiment-commun"
ASKED = ("synergies", SLUG, "--liste", LIST)


def test_a_list_gives_one_page_that_fetches_nothing(pst: Pst) -> None:
    done = pst(*ASKED, "--avec", "commune-valrive-2019-2024", "--donnees", DATA)
    page = Path(f"reports/{SLUG}/liste-{LIST}-sy11.html")

    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{page}\n", "")
    html = page.read_text(encoding="utf-8")
    assert 'lang="fr"' in html
    assert "Content-Security-Policy" in html
    assert '<link rel="stylesheet"' not in html
    assert "sans caractère officiel" in html
    assert str(DATA) not in html
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_the_same_answers_give_the_same_page_and_a_date_shows_those_of_before(pst: Pst) -> None:
    pages = [
        Path(pst(*ASKED, "--donnees", DATA, "--sortie", name, *more).stdout.strip())
        for name, more in (("a", ()), ("b", ()), ("c", ("--date-arrete", "1/1/2024")))
    ]
    texts = [page.read_text(encoding="utf-8") for page in pages]

    assert texts[0] == texts[1]
    assert texts[0].count(" checked>") == 53
    assert texts[2].count(" checked>") == 0
    assert "dernières réponses au 1er janvier 2024" in texts[2].replace("\u00a0", " ")


def test_a_pdf_stays_until_the_answers_change_and_its_leaving_is_told(pst: Pst) -> None:
    printed = Path(pst(*ASKED, "--donnees", DATA).stdout.strip()).with_suffix(".pdf")
    printed.write_bytes(b"%PDF-1.4")

    same = pst(*ASKED, "--donnees", DATA)
    assert (same.stderr, printed.is_file()) == ("", True)

    other = pst(*ASKED, "--date-arrete", "1/1/2024", "--donnees", DATA)
    assert (other.exit_code, printed.exists()) == (0, False)
    assert other.stderr.startswith("PDF retiré")
    assert other.stderr.endswith(f": {printed}\n")


def test_unknown_names_are_told_with_their_neighbours(pst: Pst) -> None:
    other = pst("synergies", SLUG, "--liste", "batiment-comun", "--donnees", DATA)
    lost = pst(*ASKED, "--synergie", "sy99", "--donnees", DATA)
    alone = pst("synergies", SLUG, "--synergie", "sy11", "--donnees", DATA)

    assert (other.exit_code, lost.exit_code, alone.exit_code) == (1, 1, 2)
    assert f"Listes : {LIST}, unification-services." in other.stderr.replace("\u00a0", " ")
    assert "sy99" in lost.stderr
    assert "--liste" in alone.stderr
    assert not Path("reports").exists()


def test_a_list_dropped_into_the_data_is_used_and_a_wrong_one_told_with_its_line(
    pst: Pst, tmp_path: Path
) -> None:
    data = tmp_path / "donnees"
    shutil.copytree(DATA / SLUG, data / SLUG)
    folder = data / "referentiel" / FOLDER
    folder.mkdir(parents=True)
    text = (PACKAGED / FOLDER / f"{LIST}.yml").read_text(encoding="utf-8")
    (folder / f"{LIST}.yml").write_text(
        text.replace("statut: propre", "statut: federation"), encoding="utf-8"
    )
    (folder / "garde.yml").write_text(
        text.replace(f"liste: {LIST}", "liste: garde").replace("phase: locaux", "phase: toits"),
        encoding="utf-8",
    )

    done = pst(*ASKED, "--donnees", data)
    refused = pst("synergies", SLUG, "--liste", "garde", "--donnees", data)

    html = unescape(Path(done.stdout.strip()).read_text(encoding="utf-8")).replace("\u00a0", " ")
    assert "liste de la Fédération des CPAS ; elle remplace celle de pstlib" in html
    line = text.splitlines().index("    phase: locaux")  # the question begins one line above
    assert refused.exit_code == 1
    assert f"garde.yml, ligne {line}" in refused.stderr
    assert "toits" in refused.stderr


def test_answers_are_imported_and_show_in_the_next_page(pst: Pst, tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    shutil.copytree(DATA / SLUG, data / SLUG)
    answers = tmp_path / "reponses.csv"
    answers.write_text(
        "\ufeffsynergie_id,liste,question,reponse,commentaire,date,auteur\r\n"
        "sy11,batiment-commun,cameras,OUI,'=1+1,2024-06-20,Zoé\r\n",
        encoding="utf-8",
    )

    done = pst("importer", answers, "--vers", SLUG, "--donnees", data, "--oui", "--sans-copie")
    page = Path(pst(*ASKED, "--donnees", data).stdout.strip())

    assert done.exit_code == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert html.count(" checked>") == 53  # it was answered before, otherwise
    assert "=1+1</textarea>" in html


def test_contradictory_data_are_warnings_and_the_rows_are_kept(pst: Pst) -> None:
    done = pst("verifier", "commune-valrive-2019-2024", "--donnees", DATA)

    assert done.exit_code == 0
    assert "tables/synergies.csv, ligne 16" in done.stdout
    assert "os4-oo3-a6" in done.stdout

"""``pst synergies`` through the real engine, on the shipped plans."""

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Pst

DATA = Path(__file__).parents[2] / "pst_data"
PAIR = ("synergies", "valrive-2019-2024", "--avec", "commune-valrive-2019-2024")


def test_both_sides_make_a_page_a_notebook_and_figures(pst: Pst) -> None:
    done = pst(*PAIR, "--date-arrete", "30/06/2024", "--donnees", DATA)
    name = "synergies-avec-commune-valrive-2019-2024-2024-06-30"
    page = Path(f"reports/valrive-2019-2024/{name}.html")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{page}\n"
    html = page.read_text(encoding="utf-8")
    assert "erreur-cellule" not in html
    assert html.count("<h1") == 1
    assert 'class="figure-donnees"' in html
    figures = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert figures["avec"] == "commune-valrive-2019-2024"
    assert len(figures["contradictions"]) == 3
    assert {row["verdict"] for row in figures["verdicts"]} == {
        "TOUS", "AFFAIBLI", "AUCUN_AFFAIBLI", "INCOMPLET",
    }  # fmt: skip
    assert str(DATA) not in html + page.with_suffix(".ipynb").read_text(encoding="utf-8")
    listed = Path("reports/index.html").read_text(encoding="utf-8")
    assert f'href="valrive-2019-2024/{name}.html"' in listed
    assert "CPAS de Valrive avec Commune de Valrive, au 30/06/2024" in listed


def test_the_same_data_give_the_same_page(pst: Pst) -> None:
    asked = (*PAIR, "--date-arrete", "30/06/2024", "--donnees", DATA)
    first, again = pst(*asked), pst(*asked, "--sortie", "encore")

    pages = [Path(done.stdout.strip()).read_bytes() for done in (first, again)]
    assert pages[0] == pages[1]


def test_without_partner_nor_date_the_last_observation_is_the_day(pst: Pst) -> None:
    done = pst("synergies", "celles-2019-2024", "--date-arrete", "2021-12-31", "--donnees", DATA)
    undated = pst("synergies", "valrive-2019-2024", "--donnees", DATA)

    assert done.exit_code == 0
    assert "Aucune synergie n’est connue" in Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert undated.stdout == "reports/valrive-2019-2024/synergies-2024-05-31.html\n"
    page = Path(undated.stdout.strip()).read_text(encoding="utf-8")
    assert "dernier relevé daté, aucune date n’étant demandée" in page


def test_a_pdf_stays_until_the_figures_change_and_its_leaving_is_told(
    pst: Pst, tmp_path: Path
) -> None:
    slug, data = "celles-2019-2024", tmp_path / "donnees"
    shutil.copytree(DATA / slug, data / slug)
    asked = ("synergies", slug, "--date-arrete", "2021-12-31", "--donnees", data)
    printed = Path(pst(*asked).stdout.strip()).with_suffix(".pdf")
    printed.write_bytes(b"%PDF-1.4")

    same = pst(*asked, "--autonome")
    assert (same.stderr, printed.is_file()) == ("", True)

    (data / slug / "tables/synergies.csv").write_text(
        "synergie_id,libelle,etat\nsy1,Garage,EXISTANTE\n", encoding="utf-8"
    )
    other = pst(*asked)
    assert (other.exit_code, printed.exists()) == (0, False)
    assert other.stderr.startswith("PDF retiré")
    assert other.stderr.endswith(f": {printed}\n")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("celles-2019-2024", "--avec", "valrive-2025-2030", "--date-arrete", "2021-12-31"), 2,
         "précède"),
        (("celles-2019-2024", "--avec", "celles-2019-2024"), 2, "son propre partenaire"),
        (("celles-2019-2025",), 1, "Aucun PST ne s’appelle"),
        (("celles-2019-2024", "--avec", "nulle-part"), 1, "Aucun PST ne s’appelle"),
        (("celles-2019-2024", "--date-arrete", "hier"), 1, "Date illisible"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_french(
    pst: Pst, asked: tuple[str, ...], code: int, said: str
) -> None:
    done = pst("synergies", *asked, "--donnees", DATA)

    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert not Path("reports").exists()

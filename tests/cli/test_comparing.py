"""``pst comparer`` through the real engine, on a small region."""

import json
import re
from pathlib import Path

import pytest

from ..unit.comparison.conftest import CODES, NAMES, slug, write_region
from .conftest import Pst

ASKED = ("comparer", "--date-arrete", "31/12/2021", "--pairs", "province")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_region(tmp_path_factory.mktemp("region"))


def test_a_comparison_is_a_page_a_notebook_and_figures(pst: Pst, region: Path) -> None:
    done = pst(*ASKED, "--slug", slug("Cornimes"), "--donnees", region)
    page = Path(f"reports/comparaison/{slug('Cornimes')}-province-2021-12-31.html")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{page}\n"
    figures = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert figures["couverture"]["AFFICHE"] == 6
    html = page.read_text(encoding="utf-8")
    assert "erreur-cellule" not in html
    assert "6 des 10 CPAS figurent dans la comparaison" in html
    assert "données fictives" in html
    index = Path("reports/index.html").read_text(encoding="utf-8")
    asked = f"PST 2019-2024 des CPAS, au 31/12/2021, {slug('Cornimes')} parmi ses pairs (province)"
    assert f'href="{page.relative_to("reports").as_posix()}">{asked}</a>' in index
    assert "0 rapport fait" not in index
    assert str(region) not in html + page.with_suffix(".ipynb").read_text(encoding="utf-8")


def test_no_file_of_an_anonymous_comparison_names_anyone(pst: Pst, region: Path) -> None:
    done = pst(*ASKED, "--slug", slug("Cornimes"), "--anonyme", "--donnees", region)
    made = sorted(Path("reports/comparaison").iterdir())
    places = ("Irchonel", "Jodempré", "Kersbais", "Lobrugnes", "Val-Noir", "Noirmont")
    slugs = [slug(name).removesuffix("-2019-2024") for name in NAMES]
    secrets = [*NAMES, *slugs, *CODES, *places, region.name]

    assert done.exit_code == 0
    assert [re.sub("[0-9a-f]{8}", "MARQUE", path.name, count=1) for path in made] == [
        f"anonyme-cpas-etudie-MARQUE-province-2021-12-31.{kind}"
        for kind in ("html", "ipynb", "json")
    ]
    for path in [*made, Path("reports/index.html")]:
        text = path.read_text(encoding="utf-8")
        assert [word for word in secrets if word in text] == [], path.name


def test_options_that_cannot_serve_are_refused_in_french(pst: Pst, region: Path) -> None:
    broken = pst(*ASKED, "--slug", slug("Lobrugnes"), "--donnees", region)
    early = pst("comparer", "--date-arrete", "2017-01-01", "--donnees", region)

    assert (broken.exit_code, early.exit_code) == (1, 2)
    assert "n’est pas parmi ceux que l’on compare" in broken.stderr
    assert "Aucun PST à comparer à cette date" in early.stderr
    assert not Path("reports").exists()


def test_two_anonymous_reports_do_not_take_each_others_place(pst: Pst, region: Path) -> None:
    for name in (NAMES[2], NAMES[3], NAMES[2]):
        done = pst(*ASKED, "--slug", slug(name), "--anonyme", "--donnees", region)
        assert done.exit_code == 0, done.stderr
    pages = sorted(Path("reports/comparaison").glob("*.html"))

    assert len(pages) == 2
    assert len({page.read_text(encoding="utf-8") for page in pages}) == 2


def test_a_condition_chooses_the_plans_and_is_printed_with_the_command(
    pst: Pst, region: Path
) -> None:
    condition = "ins < '91004'"
    done = pst("comparer", "--date-arrete", "2021-12-31", "--parmi", condition,
               "--donnees", region)  # fmt: skip
    (page,) = Path("reports/comparaison").glob("region-choix-*-2021-12-31.html")

    assert done.exit_code == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert "3\u00a0PST choisis" in html
    assert "--parmi" in html
    assert NAMES[2] in html
    assert NAMES[3] not in html

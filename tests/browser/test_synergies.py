"""The report on synergies as its readers have it: two sides, one, or no synergy at all."""

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pstlib.reports.synergies import SynergyJob, run_synergies

from .conftest import Visit
from .test_validity import checker  # noqa: F401 - a fixture

KINDS = {
    "deux": ("valrive-2019-2024", "commune-valrive-2019-2024", dt.date(2024, 6, 30)),
    "seul": ("commune-valrive-2019-2024", "", dt.date(2021, 12, 31)),
    "aucune": ("celles-2019-2024", "", dt.date(2021, 12, 31)),
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Path]:
    sortie = tmp_path_factory.mktemp("synergies")
    jobs = {
        kind: SynergyJob(
            slug=slug, avec=other, date_arrete=day, donnees=root / "pst_data", sortie=sortie
        )
        for kind, (slug, other, day) in KINDS.items()
    }
    return {kind: run_synergies(job)[0] for kind, job in jobs.items()}


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[[str, int], Visit]]:
    visits: list[Visit] = []

    def open_(kind: str, width: int) -> Visit:
        visits.append(Visit(browser, pages[kind], width))
        return visits[-1]

    yield open_
    for one in visits:
        one.page.close()


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_drawn_fits_its_window_and_asks_nothing(opened, kind: str, width: int) -> None:
    seen = opened(kind, width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.locator(".dessin .trace path").count() > 0 or kind != "deux"
    assert seen.faults == []


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_obstacle(opened, kind: str, width: int) -> None:
    response = Axe().run(opened(kind, width).page).response

    found = [f"{v['id']} : {v['nodes'][0]['target']}" for v in response["violations"]]
    assert found == []


def test_pages_are_valid_html(checker: list[str], pages: dict[str, Path]) -> None:  # noqa: F811
    command = [*checker, "--errors-only", "--exit-zero-always", *map(str, pages.values())]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603

    assert said.splitlines()[:5] == []

"""A real Chromium, and real reports to open in it."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pstlib.reports import Job, run_report

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DATA = Path(__file__).parents[1] / "snapshot" / "donnees"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "aucun navigateur : installez chromium pour voir les rapports comme leurs lecteurs"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def make(slug: str, data: Path, folder: Path) -> Path:
    job = Job(
        slug=slug,
        evaluation="mi-parcours",
        date_arrete=dt.date(2021, 12, 31),
        donnees=data,
        sortie=folder,
    )
    run_report(job)
    return job.file("html")


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Path]:
    """The pages of a complete plan, a real one without dates, and one of hostile texts."""
    folder = tmp_path_factory.mktemp("rapports")
    places = {
        "valrive-2019-2024": root / "pst_data",
        "celles-2019-2024": root / "pst_data",
        "hostile-2019-2024": DATA,
    }
    return {slug: make(slug, data, folder) for slug, data in places.items()}


class Visit:
    """A page opened at a width, with all that it did that it should not have done."""

    def __init__(self, browser: Browser, path: Path, width: int) -> None:
        self.faults: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"erreur : {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.goto(path.as_uri())
        self.page.wait_for_function(
            "[...document.querySelectorAll('.dessin')].every((d) => d.querySelector('.main-svg'))"
        )

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console : {message.text}")

    def _dialog(self, dialog) -> None:
        self.faults.append(f"dialogue : {dialog.message}")
        dialog.dismiss()

    def _request(self, request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"réseau : {request.url}")


@pytest.fixture
def visit(browser: Browser, reports: dict[str, Path]):
    """Open a report: ``visit("celles-2019-2024", width=420)``."""
    opened: list[Visit] = []

    def open_(slug: str, width: int = 1280) -> Visit:
        opened.append(Visit(browser, reports[slug], width))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.close()

"""A real Chromium, and real reports to open in it."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pstlib.reports import Job, run_report

from .plans import hostile_everywhere, large_plan

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


Report = Callable[..., Path]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Report:
    """Make the page of a plan, once a session.

    The plans: a complete one, a real one without dates, a small one of hostile texts; and, made
    from the complete one, ``partout-2019-2024``, hostile in every free text of every table, and
    ``grand-2019-2024``, of three hundred actions.
    """
    folder = tmp_path_factory.mktemp("rapports")
    made = folder / "donnees"
    model = root / "pst_data" / "valrive-2019-2024"
    makers = {
        "partout-2019-2024": hostile_everywhere,
        "grand-2019-2024": partial(large_plan, actions=375),  # not all are in force in 2021
        "grand-fin-2019-2024": partial(large_plan, actions=345),  # nor in 2024
    }

    def data_of(slug: str) -> Path:
        if slug not in makers:
            return DATA if (DATA / slug).is_dir() else root / "pst_data"
        if not (made / slug).is_dir():
            (made / slug / "tables").mkdir(parents=True)
            makers[slug](model, made / slug)
        return made

    def make(slug: str, sortie: str = "reports", **form: Any) -> Path:
        job = Job(
            slug=slug,
            donnees=data_of(slug),
            sortie=folder / sortie,
            **{"evaluation": "mi-parcours", "date_arrete": dt.date(2021, 12, 31), **form},
        )
        if not job.file("html").is_file():
            run_report(job)
        return job.file("html")

    return make


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
        # wait_for_function would need the eval that the page's policy refuses.
        self.page.wait_for_selector("html[data-graphiques]", state="attached")

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
def visit(browser: Browser, report: Report):
    """Open a report: ``visit("celles-2019-2024", width=420)``."""
    opened: list[Visit] = []

    def open_(slug: str, width: int = 1280, **form: Any) -> Visit:
        opened.append(Visit(browser, report(slug, **form), width))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.close()

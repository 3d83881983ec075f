"""A folder of reports as it is, in a folder of any host: nothing outside it is asked for."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from pstlib.reports.index import write_index

PLACE = "a/b/rapports"
SLUG = "celles-2019-2024"
OUTSIDE = re.compile(r"(?!data:)(?:/|\.\./\.\./|\w+:)")
ADDRESSES = "//@href | //@src | //@action | //@poster"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: object) -> None: ...


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports that other tests read, and their list, two folders down on a host."""
    made = report(SLUG).parents[1]
    write_index(made)
    host = tmp_path_factory.mktemp("hote")
    (host / "a/b").mkdir(parents=True)
    (host / PLACE).symlink_to(made, target_is_directory=True)
    return host


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{PLACE}/"
    server.shutdown()
    server.server_close()


def follow(page: Page, start: str, faults: list[str]) -> None:
    """Go from the list to a report and to one of its actions, as a reader who was sent there."""
    page.goto(f"{start}index.html")
    page.wait_for_selector("html[data-pret]", state="attached")
    page.locator(f'a[href^="{SLUG}/"][href$=".html"]').first.click()
    page.wait_for_selector("html[data-graphiques]", state="attached")
    place = page.locator('[id^="action-"]').first.get_attribute("id")
    page.goto(f"{page.url.split('#')[0]}#{place}")
    page.wait_for_selector("html[data-graphiques]", state="attached")
    assert page.locator(f"#{place}").is_visible()
    assert page.evaluate("decodeURIComponent(location.hash)") == f"#{place}"
    page.go_back()
    assert faults == []


@pytest.mark.parametrize("kind", ["http", "file"])
def test_list_pages_and_permalinks_work_in_any_folder(
    kind: str, browser: Browser, folder: Path, address: str
) -> None:
    start = address if kind == "http" else f"{(folder / PLACE).as_uri()}/"
    faults: list[str] = []
    page = browser.new_page()
    page.on("request", lambda asked: told(faults, asked.url, start))
    page.on("response", lambda got: faults.append(got.url) if got.status >= 400 else None)
    page.on("requestfailed", lambda asked: faults.append(f"perdu : {asked.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))

    follow(page, start, faults)
    page.close()


def told(faults: list[str], url: str, start: str) -> None:
    if not url.startswith((start, "data:", "blob:")):
        faults.append(f"hors du dossier : {url}")


def test_no_address_written_in_a_page_leaves_the_folder(folder: Path) -> None:
    pages = [*(folder / PLACE).glob("*.html"), *(folder / PLACE).glob(f"{SLUG}/*.html")]
    leaving = {  # read as a browser does: a title may hold the text of an address
        (page.name, address)
        for page in pages
        for address in lxml.html.fromstring(page.read_bytes()).xpath(ADDRESSES)
        if OUTSIDE.match(address)
    }

    assert len(pages) >= 2
    assert leaving == set()


def test_names_of_files_suit_any_host(folder: Path) -> None:
    names = [
        path.relative_to(folder / PLACE).as_posix()
        for path in (folder / PLACE).rglob("*")
        if not path.name.startswith(".")
    ]

    assert len(names) > 5
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if len(name) > 100] == []
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []

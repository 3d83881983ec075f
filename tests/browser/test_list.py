"""The list of reports in a real Chromium: search, choices, sorting, phone, paper, no script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .lists import FAILURES, region

NUMBER = 261
AT_FIRST = 100
ROWS = "#rapports tbody tr:visible"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return region(tmp_path_factory.mktemp("liste"), NUMBER)


Open = Callable[..., Page]


@pytest.fixture
def open_list(browser: Browser, index: Path) -> Iterator[Open]:
    """Open the list, and at the end tell of what it should not have done."""
    faults: list[str] = []
    pages: list[Page] = []

    def open_(width: int = 1280, **settings: object) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, **settings)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:")) else faults.append(asked.url)
            ),
        )
        page.goto(index.as_uri())
        pages.append(page)
        if settings.get("java_script_enabled", True):
            page.wait_for_selector("html[data-pret]", state="attached")
        return page

    open_.faults = faults
    yield open_
    for page in pages:
        page.close()
    assert faults == []


def test_search_ignores_case_and_accents_and_counts(open_list: Open) -> None:
    page = open_list()
    page.fill("#recherche", "LIEGE")
    page.wait_for_timeout(100)

    shown = page.locator(ROWS).count()
    assert 0 < shown < NUMBER
    assert page.locator("output").inner_text() == f"{shown}\u00a0trouvés sur {NUMBER}"
    assert all("Liège" in text for text in page.locator(ROWS).all_text_contents())


def test_choices_narrow_together_and_are_undone_at_once(open_list: Open) -> None:
    page = open_list()
    page.select_option("#f-etat", "Échecs")
    page.wait_for_timeout(100)
    assert page.locator(ROWS).count() == FAILURES
    page.select_option("#f-province", "Hainaut")
    page.wait_for_timeout(100)
    assert 0 < page.locator(ROWS).count() < FAILURES

    page.click("text=Effacer les choix")
    page.wait_for_timeout(200)
    assert page.locator(ROWS).count() == AT_FIRST
    told = f"{NUMBER}\u00a0rapports, les {AT_FIRST} premiers affichés"
    assert page.locator("output").inner_text() == told


def test_the_others_are_shown_when_asked_for_and_the_keyboard_goes_on_from_there(
    open_list: Open,
) -> None:
    page = open_list()
    names = page.locator("#rapports tbody th")
    page.get_by_role("button", name="Afficher les 100 suivants").press("Enter")

    assert page.locator(ROWS).count() == 2 * AT_FIRST
    assert page.evaluate("document.activeElement.textContent") == names.nth(AT_FIRST).text_content()
    page.get_by_role("button", name=f"Afficher les {NUMBER - 2 * AT_FIRST} suivants").click()
    assert page.locator(ROWS).count() == NUMBER
    assert not page.locator(".reste").is_visible()


def test_what_is_not_shown_yet_is_searched_and_sorted_with_the_rest(open_list: Open) -> None:
    page = open_list()
    last = page.locator("#rapports tbody th").last.text_content()
    page.fill("#recherche", last.replace("’", "'"))  # as a keyboard writes it
    page.wait_for_timeout(100)
    assert page.locator(ROWS).count() == 1

    page.fill("#recherche", "")
    page.wait_for_timeout(100)
    page.locator("#rapports thead button", has_text="Actions").first.click()
    rows = page.locator("#rapports tbody tr").evaluate_all(
        "rows => rows.filter((r) => !r.classList.contains('echec'))"
        ".map((r) => [r.checkVisibility(), Number(r.cells[4].textContent)])"
    )
    shown, hidden = ([n for seen, n in rows if seen is kind] for kind in (True, False))
    assert len(shown) == AT_FIRST
    assert max(shown) <= min(hidden)


def test_a_phone_shows_a_report_in_few_lines_and_unfolds_the_rest(open_list: Open) -> None:
    page = open_list(420)
    row = page.locator(ROWS).first
    assert row.bounding_box()["height"] < 100
    assert row.get_by_role("link").is_visible()
    late = row.locator("td").last
    assert not late.is_visible()

    button = row.get_by_role("button")
    assert button.get_attribute("aria-label").startswith("Détails : CPAS d’Essai 0000")
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert late.is_visible()
    page.get_by_label("Trier par").select_option("Taux de réalisation, décroissant")
    rates = page.locator("#rapports tbody tr td[data-tri]:nth-child(6)").evaluate_all(
        "cells => cells.map((c) => Number(c.dataset.tri))"
    )
    assert rates == sorted(rates, reverse=True)


def test_sorting_by_keyboard_puts_what_is_unknown_last_both_ways(open_list: Open) -> None:
    page = open_list()
    button = page.locator("#rapports thead button", has_text="Actions").first
    for direction in ("ascending", "descending"):
        button.focus()
        page.keyboard.press("Enter")
        cells = page.locator("#rapports tbody tr").evaluate_all(
            "rows => rows.map((r) => r.className ? null : Number(r.cells[4].textContent))"
        )
        known = [value for value in cells if value is not None]
        assert known == sorted(known, reverse=direction == "descending")
        assert cells[-FAILURES:] == [None] * FAILURES
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == direction


def test_failures_are_in_view_with_their_reason(open_list: Open) -> None:
    page = open_list()
    told = page.locator("section.echecs li")

    assert told.count() == 8
    assert f"Et {FAILURES - 8} autres" in page.locator("section.echecs").inner_text()
    assert "tables/suivi.csv – ligne 12" in told.first.inner_text()
    assert page.locator("section.echecs").bounding_box()["y"] < 900


def test_coverage_counts_real_cpas_of_the_french_speaking_communes(open_list: Open) -> None:
    page = open_list()

    assert "des 252" in page.locator(".couverture summary").inner_text()


def test_without_script_everything_is_shown_and_nothing_that_would_not_work(
    open_list: Open,
) -> None:
    page = open_list(java_script_enabled=False)

    assert page.locator(ROWS).count() == NUMBER
    assert not page.locator("form.filtres").is_visible()
    assert page.locator("#rapports thead button").count() == 0


@pytest.mark.parametrize("width", [320, 420, 768, 1280])
def test_nothing_sticks_out_of_the_page(open_list: Open, width: int) -> None:
    page = open_list(width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [420, 1280])
def test_no_obstacle_for_any_reader(open_list: Open, width: int) -> None:
    page = open_list(width)
    page.select_option("#f-etat", "Échecs")  # axe looks at every row that is shown
    page.wait_for_timeout(100)

    found = Axe().run(page)
    open_list.faults.clear()  # axe asks for the style sheet, and the policy of the page refuses
    assert [rule["id"] for rule in found.response["violations"]] == []


def test_printed_list_has_its_rows_and_no_form(open_list: Open) -> None:
    page = open_list()
    page.emulate_media(media="print")

    assert not page.locator("form.filtres").is_visible()
    assert page.locator(ROWS).count() == NUMBER

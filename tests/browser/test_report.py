"""Reports as their readers have them: drawn, reachable, printed, asking nothing of anyone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

# The words of each drawing that stick out of it by more than a pixel.
BEYOND = """[...document.querySelectorAll('.dessin')].flatMap((drawing) => {
  const room = drawing.getBoundingClientRect();
  const words = [...drawing.querySelectorAll('svg text, svg tspan.line')];
  return words.filter((word) => {
    const { left, right, width } = word.getBoundingClientRect();
    return width && (left < room.left - 1 || right > room.right + 1);
  }).map((word) => word.textContent);
})"""
SLUGS = ["valrive-2019-2024", "celles-2019-2024", "hostile-2019-2024"]


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_chart_is_drawn_without_error_nor_network(visit, slug: str, width: int) -> None:
    seen = visit(slug, width)
    marks = seen.page.evaluate(
        "[...document.querySelectorAll('figure .dessin')]"
        ".map((d) => d.querySelectorAll('.trace path').length)"
    )

    assert len(marks) == seen.page.locator(".figure-donnees").count() > 0
    assert all(n > 0 for n in marks)
    assert seen.page.locator("html").get_attribute("data-graphiques") == str(len(marks))
    assert seen.faults == []


@pytest.mark.parametrize("width", [320, 420, 768, 1280])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_never_scrolls_sideways_nor_cuts_a_word(visit, slug: str, width: int) -> None:
    page = visit(slug, width).page

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []


def test_hostile_texts_are_read_and_never_run(visit) -> None:
    seen = visit("hostile-2019-2024")
    page = seen.page
    for figure in page.locator(".dessin .bars path").all()[:12]:
        figure.hover(force=True)

    assert "<script>alert('titre')</script>" in page.locator("#toutes-les-actions").inner_text()
    assert page.locator("main img, main svg[onload], main b").count() == 0
    assert page.locator("[onerror], [onload], [onmouseover]").count() == 0
    assert page.locator(".dessin a").count() == 0
    assert seen.faults == []


def test_charts_are_redrawn_when_the_window_narrows(visit) -> None:
    seen = visit("valrive-2019-2024")
    wide = seen.page.locator("#echeancier .main-svg").first.bounding_box()
    seen.page.set_viewport_size({"width": 420, "height": 900})
    drawing = seen.page.locator("#echeancier .main-svg").first
    narrow = wide
    for _ in range(100):  # the charts are drawn again one after the other
        seen.page.wait_for_timeout(100)
        narrow = drawing.bounding_box() if drawing.count() else None
        if narrow and narrow["width"] < 420:
            break

    assert narrow["height"] > wide["height"]
    assert seen.faults == []


def test_keyboard_reaches_content_and_contents(visit) -> None:
    page = visit("valrive-2019-2024").page
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert skip == "Aller au contenu"
    assert page.evaluate("document.activeElement.id") == "contenu"

    link = page.locator(".sommaire a", has_text="Avancement")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#avancement")
    page.wait_for_selector(".sommaire a[href='#avancement'][aria-current]")


def test_contents_fold_on_a_phone(visit) -> None:
    page = visit("valrive-2019-2024", 420).page

    assert not page.locator(".sommaire a").first.is_visible()
    page.locator(".sommaire summary").click()
    assert page.locator(".sommaire a").first.is_visible()


def test_search_filters_the_actions_whatever_the_accents(visit) -> None:
    page = visit("hostile-2019-2024").page
    rows = page.locator("#toutes-les-actions-table tbody tr:visible")

    assert rows.count() == 12
    page.fill("#recherche", "LIBELLE TRES long")
    assert rows.count() == 1
    assert (
        page.locator("#recherche-compte").inner_text().replace("\u00a0", " ") == "1 sur 12 actions"
    )
    page.fill("#recherche", "")
    assert rows.count() == 12


def test_actions_are_sorted_with_what_is_unknown_last(visit) -> None:
    page = visit("valrive-2019-2024").page
    table = page.locator("#toutes-les-actions-table")
    dates = "[...document.querySelectorAll('#toutes-les-actions-table tbody tr')]" + (
        ".map((row) => row.cells[3].textContent.slice(0, 10).split('/').reverse().join('-'))"
        ".map((day) => (day.startsWith('n') ? '' : day))"
    )
    table.get_by_role("button", name="Échéance").click()
    ascending = page.evaluate(dates)
    table.get_by_role("button", name="Échéance").click()
    descending = page.evaluate(dates)
    known = [day for day in ascending if day]

    assert known == sorted(known)
    assert ascending[len(known) :] == [""] * (len(ascending) - len(known)) != []
    assert [day for day in descending if day] == sorted(known, reverse=True)
    assert descending[-1] == ""
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_any_table_is_sorted_from_the_keyboard_numbers_as_numbers(visit) -> None:
    page = visit("valrive-2019-2024").page
    table = page.locator("table.retards")
    head = table.get_by_role("columnheader", name="Retard")
    head.get_by_role("button").focus()
    days = (
        "[...document.querySelectorAll('table.retards tbody tr')]"
        ".map((row) => row.cells[1].innerText)"
    )
    page.keyboard.press("Enter")
    first = [int(text.removesuffix("j").strip()) for text in page.evaluate(days)]
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Space")
    second = [int(text.removesuffix("j").strip()) for text in page.evaluate(days)]
    expect(head).to_have_attribute("aria-sort", "descending")

    assert first == sorted(first) != second == sorted(second, reverse=True)
    assert min(first) < 100 < max(first)  # as texts, 93 would follow 365


def test_a_long_table_behind_a_chart_is_filtered(visit) -> None:
    page = visit("valrive-2019-2024").page
    page.locator("#echeancier details summary").click()
    field = page.locator("#echeancier details input[type=search]")
    rows = page.locator("#echeancier details tbody tr:visible")
    before = rows.count()
    field.fill("probleme")

    assert 0 < rows.count() < before
    assert field.evaluate("(field) => field.labels[0].innerText").startswith("Filtrer")
    shown = page.locator("#echeancier details output").inner_text().replace("\u00a0", " ")
    assert shown == f"{rows.count()} sur {before} lignes"


def test_a_phone_reads_each_value_with_the_name_of_its_column(visit) -> None:
    page = visit("valrive-2019-2024", 420).page
    row = page.locator("table.retards tbody tr").first

    assert row.locator("td").first.evaluate("(td) => getComputedStyle(td, '::before').content") == (
        '"Retard"'
    )
    assert row.get_by_role("cell").count() == 5
    assert row.get_by_role("rowheader").count() == 1
    reachable = page.locator("table.retards thead button")
    assert {reachable.nth(i).get_attribute("tabindex") for i in range(6)} == {"-1"}


def test_sections_and_charts_have_a_permanent_link(visit) -> None:
    page = visit("valrive-2019-2024").page
    links = page.locator(".permalien")
    targets = [links.nth(i).get_attribute("href") for i in range(links.count())]

    assert {"#synthese", "#avancement", "#plan", "#echeancier"} <= set(targets)
    assert all(page.locator(target).count() == 1 for target in targets)


def test_csv_of_a_chart_is_downloaded_from_the_page_itself(visit) -> None:
    page = visit("hostile-2019-2024").page
    with page.expect_download() as download:
        page.locator("#plan .sources button.csv").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8")

    assert download.value.suggested_filename == "plan.csv"
    assert text.startswith("\ufeffCode;Action;Statut\r\n")
    assert "OS1.OO1.A4;'=cmd|' /C calc'!A0;En cours\r\n" in text


@pytest.mark.parametrize("slug", SLUGS)
def test_print_holds_every_chart_on_several_sheets(visit, slug: str, tmp_path: Path) -> None:
    seen = visit(slug)
    content = seen.page.pdf(path=str(tmp_path / "r.pdf"), prefer_css_page_size=True)

    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") > 1
    assert seen.faults == []
    seen.page.wait_for_selector(".piece", state="detached")
    assert seen.page.locator(".dessin .bars path").count() > 0


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize("slug", SLUGS)
def test_axe_finds_no_obstacle(visit, slug: str, width: int) -> None:
    axe = Axe()
    page = visit(slug, width).page
    response = axe.run(page).response
    violations = response["violations"]

    assert len(response["passes"]) > 30
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []

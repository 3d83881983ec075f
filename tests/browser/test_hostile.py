"""Hostile texts in every field: read as texts, run nowhere, breaking no page."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest

from .plans import HOSTILE, LONG

SLUG = "partout-2019-2024"
# What a text would make of a page if it were read as HTML; plotly draws with svg, never with these.
MADE = "main :is(img, iframe, object, embed, form, base, link, meta, b, audio, video, math)"
EVENTS = "[onerror], [onload], [onfocus], [onmouseover], [onclick], [autofocus], [srcdoc]"


def downloaded(button) -> str:
    """Read the file that a button gives."""
    with button.page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def every_csv(visit) -> list[str]:
    """Read every CSV that a page gives; Chromium gives ten in a row to one page."""
    number = visit(SLUG).page.locator("button.csv").count()
    firsts = range(0, number, 9)
    return [
        downloaded(button)
        for first in firsts
        for button in visit(SLUG).page.locator("button.csv").all()[first : first + 9]
    ]


@pytest.mark.parametrize("width", [1280, 420])
def test_texts_of_every_table_run_nowhere_and_break_no_layout(visit, width: int) -> None:
    seen = visit(SLUG, width)
    page = seen.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for mark in page.locator(".dessin .points path, .dessin .bars path").all()[:20]:
        mark.hover(force=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(MADE).count() == 0
    assert page.locator(EVENTS).count() == 0
    assert page.locator("a[href^=javascript i]").count() == 0
    assert page.locator("main script:not([type='text/plain'])").count() == 0
    assert seen.faults == []


def test_texts_are_read_as_they_were_written(visit) -> None:
    text = visit(SLUG).page.locator("#toutes-les-actions").inner_text()
    read = re.sub(r"mot\d+", "{0}", text).replace("\u00a0", " ")

    # The titles go round all the texts: each is met, but for blanks that HTML reduces.
    for hostile in HOSTILE[:6]:
        assert hostile.split("{0}")[0].strip() in read
    assert LONG[:200].strip().replace("\u00a0", " ") in read


def test_no_formula_is_left_at_the_start_of_a_cell_of_a_csv(visit) -> None:
    texts = every_csv(visit)
    rows = [row for text in texts for row in csv.reader(StringIO(text), delimiter=";")]
    started = [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-\D", cell)]

    assert len(texts) > 3
    assert any("'=cmd" in text for text in texts)
    assert started == []


def test_a_hostile_plan_is_printed_too(visit, tmp_path: Path) -> None:
    seen = visit(SLUG)
    content = seen.page.pdf(path=str(tmp_path / "r.pdf"), prefer_css_page_size=True)

    assert content.startswith(b"%PDF")
    assert seen.faults == []

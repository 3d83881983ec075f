"""The memo prints on one page of A4, and can be read on a telephone."""

from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser

A4 = (595, 842)


def test_memo_prints_on_one_page_and_is_no_wider_than_a_telephone(
    browser: Browser, root: Path
) -> None:
    page = browser.new_page(viewport={"width": 420, "height": 900})
    page.goto((root / "docs/memo.html").as_uri())

    width = page.evaluate("document.documentElement.scrollWidth")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as printed:
        sizes = [tuple(round(side) for side in sheet.get_size()) for sheet in printed]
    page.close()

    assert width <= 420
    assert sizes == [A4]

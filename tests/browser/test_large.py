"""A plan of three hundred actions: its page stays light, and answers while it is drawn."""

import datetime as dt
import json

import pytest

SLUG = "grand-2019-2024"
LIMIT = 400_000  # bytes, without plotly.js, that pages share


END = {"evaluation": "finale", "date_arrete": dt.date(2024, 6, 30)}


@pytest.mark.parametrize(("slug", "form"), [(SLUG, {}), ("grand-fin-2019-2024", END)])
def test_page_of_three_hundred_actions_stays_under_400_kb(report, slug: str, form: dict) -> None:
    page = report(slug, **form)
    figures = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))

    assert figures["ensemble"]["n_actions"] >= 300
    assert page.stat().st_size < LIMIT


def test_page_answers_before_its_charts_are_drawn(visit) -> None:
    page = visit(SLUG).page
    marks = dict(
        page.evaluate("performance.getEntriesByType('mark').map((m) => [m.name, m.startTime])")
    )

    assert marks["pst-pret"] < marks["pst-dessine"]


def test_search_among_three_hundred_actions(visit) -> None:
    page = visit(SLUG).page
    rows = page.locator("#toutes-les-actions-table tbody tr:visible")
    every = rows.count()
    page.fill("#recherche", "VILLAGE")

    assert 0 < rows.count() < every

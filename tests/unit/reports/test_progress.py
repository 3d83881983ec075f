"""A batch tells how far it is."""

import datetime as dt
import io
import re
from pathlib import Path

from rich.console import Console

from pstlib.reports import Job, ReportResult
from pstlib.reports.progress import BatchProgress


def _results() -> list[ReportResult]:
    day, folder = dt.date(2021, 12, 31), Path("s")
    jobs = [
        Job(slug=s, evaluation="mi-parcours", date_arrete=day, donnees=Path("d"), sortie=folder)
        for s in ("un", "deux")
    ]
    return [
        ReportResult(jobs[0], 3.25, html=jobs[0].file("html")),
        ReportResult(jobs[1], 0.5, error="Table illisible."),
    ]


def _shown(**console: object) -> str:
    shown = io.StringIO()
    with BatchProgress(Console(file=shown, **console)) as progress:
        progress.start(2)
        for result in _results():
            progress.done(result)
    return shown.getvalue().replace("\u00a0", " ")


def test_each_report_is_a_line_where_there_is_no_terminal() -> None:
    assert _shown().splitlines() == [
        "[1/2] un, évaluation à mi-parcours au 31/12/2021 : fait en 3,3 s",
        "[2/2] deux, évaluation à mi-parcours au 31/12/2021 : échec",
    ]


def test_terminal_shows_a_bar_with_the_remaining_time_and_says_failures_only() -> None:
    shown = _shown(force_terminal=True, width=120, highlight=False)

    assert "2/2" in shown
    assert re.search(r"[\d,]+ par seconde, reste 0:00:00", shown)
    assert "1 échec" in shown
    assert "[2/2] deux" in shown
    assert "[1/2] un" not in shown


def test_nothing_is_shown_where_there_is_nothing_to_make() -> None:
    shown = io.StringIO()

    with BatchProgress(Console(file=shown, force_terminal=True)):
        pass

    assert shown.getvalue() == ""

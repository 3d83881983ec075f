"""A batch tells how far it is, and keeps a journal."""

import datetime as dt
import io
import json
from pathlib import Path

from rich.console import Console

from pstlib.reports import Job, ReportResult
from pstlib.reports.journal import record
from pstlib.reports.progress import BatchProgress


def _results(sortie: Path) -> list[ReportResult]:
    day = dt.date(2021, 12, 31)
    jobs = [
        Job(slug=s, evaluation="mi-parcours", date_arrete=day, donnees=Path("d"), sortie=sortie)
        for s in ("un", "deux")
    ]
    return [
        ReportResult(jobs[0], 3.25, html=jobs[0].file("html")),
        ReportResult(jobs[1], 0.5, error="Table illisible."),
    ]


def test_each_report_is_a_line_where_there_is_no_terminal(tmp_path: Path) -> None:
    shown = io.StringIO()

    with BatchProgress(2, Console(file=shown)) as progress:
        for result in _results(tmp_path):
            progress.done(result)

    assert shown.getvalue().replace("\u00a0", " ").splitlines() == [
        "[1/2] un, évaluation à mi-parcours au 31/12/2021 : fait en 3,2 s",
        "[2/2] deux, évaluation à mi-parcours au 31/12/2021 : échec",
    ]


def test_terminal_shows_a_bar_with_the_remaining_time(tmp_path: Path) -> None:
    shown = io.StringIO()

    with BatchProgress(2, Console(file=shown, force_terminal=True, width=100)) as progress:
        for result in _results(tmp_path):
            progress.done(result)

    assert "2/2" in shown.getvalue()
    assert "reste" in shown.getvalue()


def test_journal_keeps_a_line_a_report_from_one_batch_to_the_next(tmp_path: Path) -> None:
    for result in _results(tmp_path / "sortie"):
        record(result, tmp_path / "sortie")

    lines = (tmp_path / "sortie/journal.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry.pop("moment").endswith("+00:00") for entry in entries] == [True, True]
    assert entries[0] == {
        "slug": "un",
        "evaluation": "mi-parcours",
        "date_arrete": "2021-12-31",
        "etat": "fait",
        "secondes": 3.25,
        "fichier": "un/mi-parcours-2021-12-31.html",
        "erreur": None,
    }
    assert (entries[1]["etat"], entries[1]["erreur"]) == ("echec", "Table illisible.")

"""The journal of a batch: one JSON line a report, kept from one batch to the next."""

import datetime as dt
import json
from pathlib import Path

from pstlib.reports.result import ReportResult

JOURNAL = "journal.jsonl"


def record(result: ReportResult, sortie: Path) -> None:
    """Append what became of one report to ``journal.jsonl`` in ``sortie``."""
    job = result.job
    entry = {
        "moment": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "slug": job.slug,
        "evaluation": job.evaluation,
        "date_arrete": job.date_arrete.isoformat(),
        "etat": "echec" if result.error else "fait",
        "secondes": round(result.seconds, 2),
        "fichier": result.html.relative_to(sortie).as_posix() if result.html else None,
        "erreur": result.error,
    }
    sortie.mkdir(parents=True, exist_ok=True)
    with (sortie / JOURNAL).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")

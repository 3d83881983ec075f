"""Run in a process of its own: makes the reports named, one line of JSON for each result."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pstlib.reports import Job, make_reports

ENGINE, LIMIT, *SLUGS = sys.argv[1:]
taken: list[str] = []


def jobs() -> Iterator[Job]:
    for slug in SLUGS:
        taken.append(slug)
        yield Job(
            slug=slug,
            evaluation="mi-parcours",
            date_arrete=dt.date(2021, 12, 31),
            donnees=Path("donnees"),
            sortie=Path("rapports"),
        )


if __name__ == "__main__":
    limit = float(LIMIT) or None
    for result in make_reports(jobs(), workers=2, engine=ENGINE, time_limit=limit):
        told = {"slug": result.job.slug, "error": result.error, "cell": result.cell}
        told |= {"cause": result.cause, "taken": len(taken), "html": str(result.html)}
        print(json.dumps(told), flush=True)

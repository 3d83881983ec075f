"""Makes reports side by side, each in a process of its own."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pstlib.paths import remove_unfinished
from pstlib.reports.jobs import Job
from pstlib.reports.result import Cause, ReportResult
from pstlib.reports.runner import SUFFIXES
from pstlib.reports.worker import make_one
from pstlib.text import fr_number

PRELOADED_DATA = "PST_LOT_DONNEES"
"""The variable that names to the server the folder whose reference files it has ready."""
_PRELOADED = ["__main__", "pstlib.reports.preload"]
_END_SECONDS = 1.0
_CELL_BYTES = 400


def make_reports(
    jobs: Iterable[Job], *, workers: int, engine: str = "rapide", time_limit: float | None = None
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
    waiting, running = iter(jobs), list[_Run]()
    context = _context()

    def fill() -> None:
        while len(running) < workers and (job := next(waiting, None)) is not None:
            running.append(_start(context, job, (engine, workers), time_limit))

    try:
        fill()
        while running:
            results = list(_ended(running))
            fill()  # the next ones are made while the caller sees to these
            yield from results
    finally:
        for run in running:
            run.end()


@dataclass
class _Run:
    """A report being made."""

    job: Job
    process: BaseProcess
    connection: Connection
    cell: Any
    started: float
    time_limit: float | None

    @property
    def left(self) -> float | None:
        """Give the seconds that it may still take."""
        if self.time_limit is None:
            return None
        return max(0.0, self.started + self.time_limit - time.monotonic())

    def result(self) -> ReportResult | None:
        """Give the result if there is one, else None while the report is being made."""
        # Asked first: what a process wrote before it ended is still there afterwards.
        ended = not self.process.is_alive()
        try:
            if self.connection.poll():
                result: ReportResult = self.connection.recv()
                return result
        except (EOFError, OSError):
            ended = True
        if ended:
            return self._failure(Cause.CRASH, self._death())
        if self.left == 0:
            limit = f"Le rapport dépasse sa limite de {fr_number(self.time_limit)}\u00a0s."
            return self._failure(Cause.TIME, limit)
        return None

    def end(self) -> None:
        """End the process of the report and those that it started, and what it was writing."""
        if sys.platform != "win32" and self.process.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join(_END_SECONDS)
        self.connection.close()
        for suffix in SUFFIXES:
            remove_unfinished(self.job.file(suffix))

    def _failure(self, cause: Cause, error: str) -> ReportResult:
        seconds = time.monotonic() - self.started
        cell = self.cell.value.decode(errors="ignore") or None
        return ReportResult(self.job, seconds, error=error, cell=cell, cause=cause)

    def _death(self) -> str:
        self.process.join(_END_SECONDS)
        code = self.process.exitcode
        how = f"code {code}" if code is None or code >= 0 else f"signal {-code}"
        return f"Le processus du rapport s’est arrêté sans rien dire ({how})."


def _context() -> Any:
    """Give the way to start a process: from a server that has all loaded, where fork exists."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _start(context: Any, job: Job, form: tuple[str, int], time_limit: float | None) -> _Run:
    connection, theirs = context.Pipe(duplex=False)
    # Read only where a report ends without a word: messages would wake this process at each cell.
    cell = context.RawArray(ctypes.c_char, _CELL_BYTES)
    process = context.Process(target=make_one, args=(theirs, cell, job, *form), name=str(job))
    os.environ[PRELOADED_DATA] = str(job.donnees.resolve())  # the first start is the server's too
    try:
        process.start()
    finally:
        del os.environ[PRELOADED_DATA]
    theirs.close()
    return _Run(job, process, connection, cell, time.monotonic(), time_limit)


def _ended(running: list[_Run]) -> Iterator[ReportResult]:
    """Wait until something happens, and give the results that there are, taking out their runs."""
    limits = [left for run in running if (left := run.left) is not None]
    ready = [run.connection for run in running] + [run.process.sentinel for run in running]
    wait(ready, min(limits, default=None))
    for run in list(running):
        result = run.result()
        if result:
            running.remove(run)
            run.end()
            yield result

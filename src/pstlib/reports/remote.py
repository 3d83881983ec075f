"""What a machine of a cluster does: makes a report in a process that it keeps ready.

A dask worker has threads, so it never forks: each of its slots has a Python of its own, started
once, that is asked for one report after another over its pipes (``python -m
pstlib.reports.remote``). That one makes reports as any batch does, a process each.
"""

import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from pstlib.reports.fingerprints import ContentHashes, Fingerprints
from pstlib.reports.jobs import Job
from pstlib.reports.pool import make_reports
from pstlib.reports.result import ReportResult

_idle: list["subprocess.Popen[bytes]"] = []


def make_here(job: Job, settings: dict[str, Any]) -> ReportResult:
    """Make a report on this machine, from a thread of a worker.

    Args:
        job: The report, its folders as this machine sees them.
        settings: ``engine`` and ``time_limit`` of ``make_reports``.

    Raises:
        ChildProcessError: If the process that makes reports here died; it can be tried again.
    """
    try:
        process = _idle.pop()
    except IndexError:
        process = _started()
    try:
        pickle.dump((job, settings), process.stdin)  # type: ignore[arg-type]
        process.stdin.flush()  # type: ignore[union-attr]
        result: ReportResult = pickle.load(process.stdout)  # type: ignore[arg-type]  # noqa: S301
    except (EOFError, OSError) as error:
        process.kill()
        process.wait()
        raise ChildProcessError(f"code {process.returncode}") from error
    _idle.append(process)
    return result


def what_is_here(donnees: Path, sortie: Path) -> tuple[str, str, list[str]]:
    """Tell the name of this machine, its version of pstlib, and the folders that it lacks."""
    absent = [str(folder) for folder in (donnees, sortie) if not folder.is_dir()]
    return socket.gethostname(), program(), absent


@cache
def program() -> str:
    """Give the hash of all that makes reports on this machine."""
    return Fingerprints(ContentHashes(Path(sys.executable))).program


def _started() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def main() -> None:
    """Make the reports that are asked for on the input, one by one, until it is closed."""
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    asked: queue.SimpleQueue[tuple[Job, dict[str, Any]]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        job, settings = asked.get()
        (result,) = make_reports([job], workers=1, **settings)
        pickle.dump(result, answers)
        answers.flush()


def _listen(asked: "queue.SimpleQueue[Any]") -> None:
    """Read what is asked; when the worker is gone, end at once, and the report with it."""
    try:
        while True:
            asked.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
    except EOFError:
        os._exit(0)


if __name__ == "__main__":
    main()

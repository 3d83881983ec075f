"""What a report's own process does."""

import gc
import os
import sys
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from pstlib.reports.jobs import Job
from pstlib.reports.runner import attempt

_SMALLEST_SHARE = 2 << 30
# A process that lives a second has little to gain from looking for garbage.
_GC_THRESHOLDS = (100_000, 20, 100)


def make_one(connection: Connection, cell: Any, job: Job, engine: str, workers: int) -> None:
    """Make a report, note each cell before it runs, tell of the result, and end.

    Whatever the notebook left behind (threads, exit handlers) doesn't hold the process back.
    """
    gc.set_threshold(*_GC_THRESHOLDS)
    _stand_apart()
    _bound_memory(workers)

    def note(name: str) -> None:
        cell.value = name.encode()[: len(cell) - 1]

    result = attempt(job, engine=engine, on_cell=note)
    connection.send(result)
    connection.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _stand_apart() -> None:
    """Lead a group of one's own, so that all that a notebook starts can be ended with it.

    An interruption from the keyboard goes to who asked for the batch, which ends this process;
    should it be killed outright, this process ends too.
    """
    if sys.platform != "win32":
        os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _bound_memory(workers: int) -> None:
    """Let a report take its share of the machine's memory, and fail alone beyond.

    The bound is on what it may write to (``RLIMIT_DATA``): libraries reserve addresses that they
    never use, which ``RLIMIT_AS`` would count. Where the system has no such limit, none is set.
    """
    if sys.platform != "linux":
        return
    import resource

    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    share = max(total // workers, _SMALLEST_SHARE)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or share < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (share, hard))

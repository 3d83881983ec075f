"""Loads all that a report needs, once: each report's process starts as a copy of this one.

Importing this module does the work: the server of ``multiprocessing`` only imports. It must
start no thread, since a copy has none of them and may wait for one for ever.
"""

import contextlib
import datetime as dt
import gc
import os
import tempfile
from pathlib import Path

# Before numpy loads: its threads would be lost to the copies. They get the machine's number back.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
_missing = [name for name in _THREADS if name not in os.environ]
os.environ.update(dict.fromkeys(_missing, "1"))


def rehearse() -> None:
    """Make the reports of a small PST, so that schemas, templates and tables are ready."""
    from pstlib.reports.jobs import EVALUATION_NAMES, Job
    from pstlib.reports.runner import run_report

    with tempfile.TemporaryDirectory(prefix="pst-") as folder:
        for kind in EVALUATION_NAMES:
            job = Job(
                slug="valrive-2019-2024",
                evaluation=kind,
                date_arrete=dt.date(2024, 6, 30),
                donnees=Path(__file__).parents[3] / "pst_data",
                sortie=Path(folder),
            )
            run_report(job)


# Without this, reports are slower and the same: nothing that fails here may stop them.
with contextlib.suppress(Exception):
    rehearse()
for _name in _missing:
    del os.environ[_name]
gc.collect()
gc.freeze()

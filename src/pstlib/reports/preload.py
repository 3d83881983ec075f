"""Loads all that a report needs, once: each report's process starts as a copy of this one.

Importing this module does the work: the server of ``multiprocessing`` only imports. It must
start no thread, since a copy has none of them and may wait for one for ever.
"""

import contextlib
import datetime as dt
import gc
import itertools
import os
import tempfile
from pathlib import Path

from pstlib.errors import PstError
from pstlib.reports.pool import PRELOADED_DATA

# numpy asks when it loads, and a notebook must not see it.
_THREADS = "OPENBLAS_NUM_THREADS"
_LINES = 60  # of budget: all that a report can show is there, and little of it


def rehearse() -> None:
    """Make a report of a small fictitious PST, so that all that reports share is ready.

    Modules, schemas, templates, reference tables: a first report takes twice a second one's time.
    The final evaluation does nearly all that the other does, whose notebook and templates are read.
    """
    from pstlib.charts.block import environment
    from pstlib.examples.folders import pst_of, write_folder
    from pstlib.examples.organisations import Organisation
    from pstlib.examples.plans import make_plan
    from pstlib.reports.engine import check_parameters
    from pstlib.reports.jobs import EVALUATION_NAMES, Job, notebook_of
    from pstlib.reports.runner import run_report

    owners = (Organisation(1, rank) for rank in itertools.count())
    owner = next(owner for owner in owners if not (owner.gaps or owner.damage))
    with tempfile.TemporaryDirectory(prefix="pst-") as name:
        folder = Path(name)
        plan = make_plan(owner, (2019, 2024))
        write_folder(
            pst_of(plan, "essai-2019-2024", lines=_LINES), folder / "essai-2019-2024", None
        )
        run_report(
            Job(
                slug="essai-2019-2024",
                evaluation="finale",
                date_arrete=dt.date(2024, 6, 30),
                donnees=folder,
                sortie=folder / "rapports",
            )
        )
    for kind in EVALUATION_NAMES:
        check_parameters(notebook_of(kind), {})
    for name in environment().list_templates():
        environment().get_template(name)


def read_references(folder: Path) -> None:
    """Read the reference files of a data folder; one that was changed since is read again.

    The population of 260 communes takes a tenth of the time of a report.
    """
    from pstlib.reference import load_rules
    from pstlib.reference.synergies import load_synergy_law

    for load in (load_rules, load_synergy_law):
        with contextlib.suppress(PstError, OSError):  # what is refused, each report says
            load(folder)


def _prefer_small_tables() -> None:
    """Keep texts as Python has them: a report has hundreds of operations on tables of 300 rows.

    Arrow's texts, pandas's own choice, are made for millions of rows. Figures are the same.
    """
    import pandas as pd
    import pyarrow as pa

    pd.options.mode.string_storage = "python"
    pa.set_cpu_count(1)  # there is a process a core already
    pa.set_io_thread_count(1)


def preload() -> None:
    """Rehearse; without it reports are slower and the same, so that no failure may stop them."""
    asked, folder = os.environ.get(_THREADS), os.environ.pop(PRELOADED_DATA, None)
    os.environ[_THREADS] = "1"
    with contextlib.suppress(Exception):
        _prefer_small_tables()
        rehearse()
        if folder:
            read_references(Path(folder))
    if asked is None:
        del os.environ[_THREADS]
    gc.collect()
    gc.freeze()  # what is here is never freed: no copy needs to look at it again


preload()

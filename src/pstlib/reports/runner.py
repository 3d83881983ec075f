"""Makes reports: executed notebook, HTML, figures and PDF, for one job or a batch."""

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from pstlib.errors import PstError
from pstlib.evaluation import Evaluation, evaluate, to_json
from pstlib.model import Identity, load
from pstlib.paths import reason, write_atomically
from pstlib.reports.engine import (
    FAST,
    KERNEL,
    CellError,
    DeadNotebookError,
    OnCell,
    check_parameters,
    execute,
)
from pstlib.reports.jobs import Job
from pstlib.reports.result import Cause, ReportResult
from pstlib.text import fr_date

if TYPE_CHECKING:
    from nbformat import NotebookNode

ASSETS = "assets"
SUFFIXES = ("ipynb", "json", "html", "pdf")
NO_MEMORY = "Mémoire insuffisante pour ce rapport."
IDENTITY = ("organisme", "libelle", "fictif")


def run_report(job: Job, *, engine: str = FAST, on_cell: OnCell | None = None) -> ReportResult:
    """Make one report in this process: ``<slug>/<evaluation>-<date>.html``, ``.ipynb``, ``.json``.

    A ``.pdf`` is printed too if the job names a browser. Everything is made in memory first: a
    report that fails writes nothing and leaves the former one as it was.

    Args:
        job: The report.
        engine: ``rapide`` or ``noyau``; where a shell runs already, as in JupyterLab, it is
            ``noyau`` in any case: a process has one shell.
        on_cell: Told of each cell of code before it runs.

    Raises:
        PstError: If the PST, its data, the date or the kind of evaluation cannot serve, or a
            cell of the notebook fails, or the browser prints nothing.
    """
    started = time.perf_counter()
    check_parameters(job.notebook, job.parameters)
    if engine == FAST and not _shell_runs():
        executed, evaluation = _run_here(job, on_cell)
    else:
        # Data that break a schema are refused here, before a kernel starts.
        evaluation = _evaluated(job)
        executed = _run(job, engine=KERNEL, on_cell=on_cell)
    figures = json.dumps(to_json(evaluation), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    identity = evaluation.identite
    # The figures name the PST by its slug only: the list of reports reads the rest here.
    said = {name: getattr(identity, name) for name in IDENTITY}
    executed.metadata["pst"] = said | ({"carnet": job.kind} if job.carnet else {})
    _write(job, executed, figures, _title(job, identity))
    return ReportResult(job, time.perf_counter() - started, job.file("html"))


def _run_here(job: Job, on_cell: OnCell | None) -> "tuple[NotebookNode, Evaluation]":
    """Run the notebook in this process, and take the evaluation that it made: one is enough."""
    left: dict[str, object] = {}
    try:
        executed = _run(job, engine=FAST, on_cell=on_cell, on_end=left.update)
    except CellError:
        _evaluated(job)  # says better what is wrong, where it is the data
        raise
    asked = (job.slug, job.date_arrete, job.evaluation)
    for value in left.values():
        if isinstance(value, Evaluation) and asked == (
            value.identite.slug,
            value.date_arrete,
            value.evaluation,
        ):
            return executed, value
    return executed, _evaluated(job)


def _run(job: Job, **how: Any) -> "NotebookNode":
    return execute(job.notebook, job.parameters, donnees=job.donnees, **how)


def _evaluated(job: Job) -> Evaluation:
    pst = load(job.slug, job.donnees)
    return evaluate(pst, date_arrete=job.date_arrete, evaluation=job.evaluation)


def attempt(job: Job, *, engine: str = FAST, on_cell: OnCell | None = None) -> ReportResult:
    """Make one report as ``run_report`` does; a failure is a result too, with its cause."""
    started = time.perf_counter()
    try:
        return run_report(job, engine=engine, on_cell=on_cell)
    except Exception as error:
        seconds = time.perf_counter() - started
        cell = error.cell if isinstance(error, CellError) else None
        return ReportResult(job, seconds, error=told(error), cell=cell, cause=cause_of(error))


def cause_of(error: Exception) -> Cause:
    """Sort what a report fails by."""
    if isinstance(error, MemoryError) or getattr(error, "kind", None) == "MemoryError":
        return Cause.MEMORY
    if isinstance(error, OSError):
        return Cause.WRITING
    if isinstance(error, CellError):
        return Cause.CELL
    if isinstance(error, DeadNotebookError):
        return Cause.CRASH
    return Cause.DATA if isinstance(error, PstError) else Cause.INTERNAL


def told(error: Exception) -> str:
    """Say in French what a report fails by."""
    if isinstance(error, PstError):
        return str(error)
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError):
        return f"Écriture impossible – {error.filename} : {reason(error)}"
    return f"Erreur interne : {type(error).__name__} – {error}"


def _shell_runs() -> bool:
    shells = sys.modules.get("IPython.core.interactiveshell")
    return shells is not None and bool(shells.InteractiveShell.initialized())


def _title(job: Job, identity: Identity) -> str:
    fictitious = " (fictif)" if identity.fictif else ""
    kind = f"{job.kind[0].upper()}{job.kind[1:]}"
    return f"{identity.libelle}{fictitious} – {kind} au {fr_date(job.date_arrete)}"


def _write(job: Job, executed: "NotebookNode", figures: str, title: str) -> None:
    from pstlib.reports.html import copy_assets, export_html
    from pstlib.reports.notebook_file import notebook_text
    from pstlib.reports.pdf import drop_stale_pdf

    html = export_html(executed, title=title, standalone=job.autonome, assets_href=f"../{ASSETS}")
    notebook = notebook_text(executed)
    printed = _printed(job, executed, title)
    if not job.autonome:
        copy_assets(job.sortie / ASSETS)
    if printed is None:
        # --autonome changes the page and no figure: the notebook tells.
        drop_stale_pdf(job.file("pdf"), job.file("ipynb"), notebook)
    for suffix, content in (("ipynb", notebook), ("json", figures), ("html", html)):
        write_atomically(job.file(suffix), content)
    if printed is not None:
        write_atomically(job.file("pdf"), printed)


def _printed(job: Job, executed: "NotebookNode", title: str) -> bytes | None:
    """Print the report before anything is written; the page printed needs no other file."""
    if job.navigateur is None:
        return None
    from pstlib.reports.html import export_html
    from pstlib.reports.pdf import print_pdf
    from pstlib.reports.sections import count_figures

    page = export_html(executed, title=title, standalone=True)
    return print_pdf(page, job.navigateur, date=job.date_arrete, charts=count_figures(executed))

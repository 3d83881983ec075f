"""Makes reports: executed notebook, HTML, figures and PDF, for one job or a batch."""

import json
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pstlib.errors import PstError
from pstlib.evaluation import evaluate, to_json
from pstlib.model import Pst, load
from pstlib.paths import write_atomically
from pstlib.reports.engine import check_parameters, execute
from pstlib.reports.jobs import EVALUATION_NAMES, Job, notebook_of
from pstlib.reports.result import ReportResult
from pstlib.text import fr_date

if TYPE_CHECKING:
    from nbformat import NotebookNode

ASSETS = "assets"
IDENTITY = ("organisme", "libelle", "fictif")


def run_report(job: Job) -> ReportResult:
    """Make one report: ``<slug>/<evaluation>-<date>.html``, ``.ipynb``, ``.json``.

    A ``.pdf`` is printed too if the job names a browser. Everything is made in memory first: a
    report that fails writes nothing and leaves the former one as it was.

    Raises:
        PstError: If the PST, its data, the date or the kind of evaluation cannot serve, or a
            cell of the notebook fails, or the browser prints nothing.
    """
    started = time.perf_counter()
    notebook = notebook_of(job.evaluation)
    check_parameters(notebook, job.parameters)
    # Data that break a schema are refused here, before a kernel starts.
    pst = load(job.slug, job.donnees)
    evaluation = evaluate(pst, date_arrete=job.date_arrete, evaluation=job.evaluation)
    figures = json.dumps(to_json(evaluation), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    executed = execute(notebook, job.parameters, donnees=job.donnees)
    # The figures name the PST by its slug only: the list of reports reads the rest here.
    executed.metadata["pst"] = {name: getattr(pst.identite, name) for name in IDENTITY}
    _write(job, executed, figures, _title(job, pst))
    return ReportResult(job, time.perf_counter() - started, job.file("html"))


def run_batch(jobs: Sequence[Job], done: Callable[[ReportResult], None]) -> list[ReportResult]:
    """Make reports one after the other; a failure is told to ``done`` and the next one starts."""
    results = []
    for job in jobs:
        started = time.perf_counter()
        try:
            result = run_report(job)
        except PstError as error:
            result = ReportResult(job, time.perf_counter() - started, error=str(error))
        except Exception as error:
            message = f"Erreur interne : {type(error).__name__} – {error}"
            result = ReportResult(job, time.perf_counter() - started, error=message)
        done(result)
        results.append(result)
    return results


def _title(job: Job, pst: Pst) -> str:
    identity = pst.identite
    fictitious = " (fictif)" if identity.fictif else ""
    kind = EVALUATION_NAMES[job.evaluation].capitalize()
    return f"{identity.libelle}{fictitious} – {kind} au {fr_date(job.date_arrete)}"


def _write(job: Job, executed: "NotebookNode", figures: str, title: str) -> None:
    import nbformat

    from pstlib.reports.html import copy_assets, export_html

    html = export_html(executed, title=title, standalone=job.autonome, assets_href=f"../{ASSETS}")
    notebook = nbformat.writes(executed) + "\n"  # type: ignore[no-untyped-call]
    printed = _printed(job, executed, title)
    if not job.autonome:
        copy_assets(job.sortie / ASSETS)
    for suffix, content in (("ipynb", notebook), ("json", figures), ("html", html)):
        write_atomically(job.file(suffix), content)
    if printed is None:
        # A PDF of former figures beside these ones would pass for theirs.
        job.file("pdf").unlink(missing_ok=True)
    else:
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

"""Makes the report on synergies: executed notebook, page, figures and PDF."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pstlib.model import load
from pstlib.paths import notebooks_folder, write_atomically
from pstlib.reports.engine import FAST, CellError, OnCell, check_parameters, execute
from pstlib.reports.runner import ASSETS, IDENTITY
from pstlib.synergies import SynergyStudy, study_synergies
from pstlib.synergies.export import to_json
from pstlib.text import fr_date

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = "40_synergies.ipynb"


@dataclass(frozen=True, kw_only=True)
class SynergyJob:
    """One report on synergies to make: whose, with whom, at which day, from where and to where.

    ``date_arrete`` is None for the day of the last observation; ``navigateur`` prints a PDF.
    """

    slug: str
    donnees: Path
    sortie: Path
    avec: str = ""
    date_arrete: dt.date | None = None
    autonome: bool = False
    navigateur: Path | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is run with."""
        day = self.date_arrete.isoformat() if self.date_arrete else ""
        return {"slug": self.slug, "avec": self.avec, "date_arrete": day}

    def file(self, study: SynergyStudy, suffix: str) -> Path:
        """Give the path of one of the report's files: ``html``, ``ipynb``, ``json``, ``pdf``."""
        parts = ["synergies", *(["avec", self.avec] if self.avec else []), study.jour.isoformat()]
        return self.sortie / self.slug / f"{'-'.join(parts)}.{suffix}"


def run_synergies(
    job: SynergyJob, *, engine: str = FAST, on_cell: OnCell | None = None
) -> list[Path]:
    """Make a report on synergies and give its page, and its PDF; one that fails writes nothing.

    Raises:
        PstError: If a PST, its data or the date cannot serve, a cell of the notebook fails, or
            the browser prints nothing.
    """
    notebook = notebooks_folder() / NOTEBOOK
    check_parameters(notebook, job.parameters)
    left: dict[str, object] = {}
    try:
        executed = execute(
            notebook, job.parameters, donnees=job.donnees, engine=engine, on_cell=on_cell,
            on_end=left.update,
        )  # fmt: skip
    except CellError:
        _studied(job)  # says better what is wrong, where it is the data
        raise
    made = left.get("etude")  # one study is enough, where the notebook ran in this process
    study = made if isinstance(made, SynergyStudy) else _studied(job)
    executed.metadata["pst"] = {name: getattr(study.identite, name) for name in IDENTITY}
    return _write(job, study, executed)


def _studied(job: SynergyJob) -> SynergyStudy:
    partner = load(job.avec, job.donnees) if job.avec else None
    return study_synergies(load(job.slug, job.donnees), partner, date_arrete=job.date_arrete)


def _write(job: SynergyJob, study: SynergyStudy, executed: "NotebookNode") -> list[Path]:
    """Make everything in memory first, then write the files."""
    import nbformat

    from pstlib.reports.html import copy_assets, export_html
    from pstlib.reports.pdf import drop_stale_pdf

    title = _title(study)
    html = export_html(executed, title=title, standalone=job.autonome, assets_href=f"../{ASSETS}")
    figures = json.dumps(to_json(study), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    notebook = nbformat.writes(executed) + "\n"  # type: ignore[no-untyped-call]
    printed = _printed(job, study, executed)
    if printed is None:
        drop_stale_pdf(job.file(study, "pdf"), job.file(study, "ipynb"), notebook)
    if not job.autonome:
        copy_assets(job.sortie / ASSETS)
    for suffix, content in (("ipynb", notebook), ("json", figures), ("html", html)):
        write_atomically(job.file(study, suffix), content)
    if printed is None:
        return [job.file(study, "html")]
    write_atomically(job.file(study, "pdf"), printed)
    return [job.file(study, "html"), job.file(study, "pdf")]


def _title(study: SynergyStudy) -> str:
    fictitious = " (fictif)" if study.fictif else ""
    other = f" et de {study.autre.organisme}" if study.autre else ""
    return f"Synergies de {study.identite.organisme}{other}{fictitious} au {fr_date(study.jour)}"


def _printed(job: SynergyJob, study: SynergyStudy, executed: "NotebookNode") -> bytes | None:
    if job.navigateur is None:
        return None
    from pstlib.reports.html import export_html
    from pstlib.reports.pdf import print_pdf
    from pstlib.reports.sections import count_figures

    page = export_html(executed, title=_title(study), standalone=True)
    return print_pdf(page, job.navigateur, date=study.jour, charts=count_figures(executed))

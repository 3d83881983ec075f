"""Makes the report of a comparison: executed notebook, page and figures."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pstlib.comparison.anonymity import FOCUS
from pstlib.comparison.export import to_json
from pstlib.comparison.question import Question
from pstlib.comparison.study import Study, compare
from pstlib.paths import notebooks_folder, write_atomically
from pstlib.reports.engine import FAST, OnCell, check_parameters, execute
from pstlib.reports.entries import COMPARISONS
from pstlib.reports.runner import ASSETS
from pstlib.synergies.regional import regional_synergies
from pstlib.text import fr_date

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = "30_comparaison_cpas.ipynb"
_MARK = 8
_TELLING = re.compile(r"^(slug|parmi) = .*$", re.MULTILINE)
_LEFT_OUT = r'\1 = ""  # retiré : rapport anonyme'


@dataclass(frozen=True, kw_only=True)
class ComparisonJob:
    """One comparison to make: what is asked, from where and to where."""

    question: Question
    donnees: Path
    sortie: Path
    autonome: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the plan in focus may not be named, not even by the name of the files."""
        return self.question.anonyme and not self.question.nommer

    def name(self, figures: str) -> str:
        """Name the files: who, how and when.

        An anonymous one doesn't say who: a hash of the figures that it shows keeps two of them
        apart, and says nothing that they don't.
        """
        asked = self.question
        who = asked.slug or "region"
        if self.hidden and asked.slug:
            who = f"{FOCUS}-{_hash(figures)}"
        parts = [
            *(["anonyme"] if asked.anonyme else []),
            who,
            *([asked.pairs] if asked.slug else []),
            *([f"choix-{_hash(asked.parmi)}"] if asked.parmi and not asked.anonyme else []),
            *([f"{asked.mois}-mois"] if asked.mois else []),
            *([asked.type_admin.lower()] if asked.type_admin != "CPAS" else []),
            asked.date_arrete.isoformat(),
        ]
        return "-".join(parts)

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is run with."""
        asked = self.question
        return {
            "date_arrete": asked.date_arrete.isoformat(),
            "slug": asked.slug,
            "pairs": asked.pairs,
            "anonyme": asked.anonyme,
            "nommer": asked.nommer,
            "mois": asked.mois,
            "type_admin": asked.type_admin,
            "parmi": asked.parmi,
        }


def run_comparison(
    job: ComparisonJob, *, engine: str = FAST, on_cell: OnCell | None = None
) -> Path:
    """Make a comparison and give its page; one that fails writes nothing.

    Raises:
        PstError: If the question, the data or the date cannot serve, or a cell fails.
    """
    notebook = notebooks_folder() / NOTEBOOK
    check_parameters(notebook, job.parameters)
    asked = {name: getattr(job.question, name) for name in job.question.__dataclass_fields__}
    study = compare(job.donnees, **asked)
    synergies = regional_synergies(study, job.donnees, parmi=job.question.parmi).to_json()
    told = {**to_json(study), "synergies": synergies}
    figures = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    executed = execute(
        notebook, job.parameters, donnees=job.donnees, engine=engine, on_cell=on_cell
    )
    if job.hidden:
        _forget(executed)
    executed.metadata["pst"] = {"organisme": "", "libelle": _title(study), "fictif": study.fictif}
    return _write(job, executed, figures, _title(study))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK]


def _title(study: Study) -> str:
    first, last = study.legislature
    part = "" if study.tous_fictifs else "en partie "
    fictitious = f" ({part}fictif)" if study.fictif else ""
    return f"Comparaison des PST {first}-{last}{fictitious} au {fr_date(study.jour)}"


def _forget(executed: "NotebookNode") -> None:
    """Take out of the notebook the parameter that says whose plan it was made for."""
    for cell in executed.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = _TELLING.sub(_LEFT_OUT, cell.source)


def _write(job: ComparisonJob, executed: "NotebookNode", figures: str, title: str) -> Path:
    import nbformat

    from pstlib.reports.html import copy_assets, export_html

    html = export_html(executed, title=title, standalone=job.autonome, assets_href=f"../{ASSETS}")
    if not job.autonome:
        copy_assets(job.sortie / ASSETS)
    folder, name = job.sortie / COMPARISONS, job.name(figures)
    notebook = nbformat.writes(executed) + "\n"  # type: ignore[no-untyped-call]
    for suffix, content in (("ipynb", notebook), ("json", figures), ("html", html)):
        write_atomically(folder / f"{name}.{suffix}", content)
    return folder / f"{name}.html"

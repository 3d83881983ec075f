"""What reports can be made, and which ones a batch has to make."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pstlib.errors import PstError, UsageError
from pstlib.model import Identity, load_identity
from pstlib.paths import notebooks_folder, reason
from pstlib.text import fr_date

_NOTEBOOKS: Mapping[str, str] = {
    "mi-parcours": "10_evaluation_mi_parcours.ipynb",
    "finale": "20_evaluation_finale.ipynb",
}
EVALUATION_NAMES: Mapping[str, str] = {
    "mi-parcours": "évaluation à mi-parcours",
    "finale": "évaluation finale",
}
SHORT = "-court"
"""What ends the name of a short report's files."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One report to make: of which PST, at which date, from where and to where.

    ``navigateur`` is the browser that prints it as a PDF too, if it must be; ``carnet`` a
    notebook of one's own, that stands for the one of its kind of evaluation.
    """

    slug: str
    evaluation: str
    date_arrete: dt.date
    donnees: Path
    sortie: Path
    autonome: bool = False
    court: bool = False
    navigateur: Path | None = None
    carnet: Path | None = None

    def __post_init__(self) -> None:
        if self.slug.startswith(".") or set(self.slug) & set("/\\:"):
            raise UsageError(
                "Nom de PST refusé",
                found=f"« {self.slug} »",
                todo="C’est le nom d’un dossier des données, sans chemin : « celles-2019-2024 ».",
            )

    @property
    def name(self) -> str:
        """Name the report in its folder, as its page without ``.html``."""
        return self.file("html").relative_to(self.sortie).with_suffix("").as_posix()

    def file(self, suffix: str) -> Path:
        """Give the path of one of the report's files: ``html``, ``ipynb``, ``json`` or ``pdf``.

        The short version stands beside the full one, not in its place.
        """
        form = SHORT if self.court else ""
        kind = self.carnet.stem if self.carnet else self.evaluation
        name = f"{kind}-{self.date_arrete.isoformat()}{form}.{suffix}"
        return self.sortie / self.slug / name

    @property
    def notebook(self) -> Path:
        """The notebook that makes it."""
        return self.carnet or notebook_of(self.evaluation)

    @property
    def kind(self) -> str:
        """What it is, in French: the name of its evaluation, or the title of one's own notebook."""
        return _title_of(self.carnet) if self.carnet else EVALUATION_NAMES[self.evaluation]

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is run with."""
        return {
            "slug": self.slug,
            "date_arrete": self.date_arrete.isoformat(),
            "court": self.court,
            **({"evaluation": self.evaluation} if self.carnet else {}),
        }

    def __str__(self) -> str:
        return f"{self.slug}, {self.kind} au {fr_date(self.date_arrete)}"


@dataclass(frozen=True)
class Plan:
    """What a batch makes (``jobs``), has nothing to make for, and cannot plan, with the reasons.

    ``identities`` holds, by slug, what every readable ``pst.yml`` says; ``names`` the reports
    and refused slugs of the whole batch, of which ``jobs`` may be one machine's share; ``asked``
    the slugs and the kind of evaluation that it is about, None for all kinds.
    """

    donnees: Path
    asked: tuple[Sequence[str], str | None]
    jobs: list[Job] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    identities: dict[str, Identity] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def part(self, number: int, total: int) -> "Plan":
        """Give the share of machine ``number`` among ``total``."""
        share = slice(number - 1, None, total)
        return replace(self, jobs=self.jobs[share], refused=self.refused[share])


def notebook_of(evaluation: str) -> Path:
    """Give the notebook that makes the report of a kind of evaluation."""
    return notebooks_folder() / _NOTEBOOKS[evaluation]


def own_notebook(name: str) -> Path:
    """Find a notebook by its name among those of pstlib, else by its path.

    Raises:
        UsageError: If there is none.
    """
    found = [notebooks_folder() / f"{name.removesuffix('.ipynb')}.ipynb", Path(name)]
    for path in found:
        if path.is_file() and path.suffix == ".ipynb":
            return path.resolve()
    known = ", ".join(sorted(path.stem for path in notebooks_folder().glob("*.ipynb")))
    raise UsageError(
        "Carnet introuvable",
        found=f"« {name} »",
        todo=f"Nommez l’un de ceux-ci, ou le chemin d’un fichier .ipynb : {known}.",
    )


def _title_of(notebook: Path) -> str:
    """Read the title of a notebook, its first heading; else its name stands for it."""
    cells = json.loads(notebook.read_bytes())["cells"]
    lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
    titles = (line.removeprefix("# ").strip() for line in lines if line.startswith("# "))
    return next(titles, notebook.stem)


def planned_jobs(
    slugs: Sequence[str],
    *,
    donnees: Path,
    evaluation: str | None = None,
    date_arrete: dt.date | None = None,
    **form: Any,
) -> Plan:
    """Plan the reports of a batch.

    Args:
        slugs: The PST to report on.
        donnees: The folder that holds them.
        evaluation: Only this kind of evaluation; else all that each ``pst.yml`` lists.
        date_arrete: This date for every PST (needs ``evaluation``); else those of ``pst.yml``.
        form: The other fields of each ``Job``: ``sortie``, ``autonome``, ``court``,
            ``navigateur``.

    Returns:
        The jobs in the order of ``slugs`` then of ``pst.yml``; an unreadable ``pst.yml`` is
        refused without stopping the others.
    """
    plan = Plan(donnees, (slugs, evaluation))
    for slug in slugs:
        try:
            _plan_one(plan, slug, date_arrete, form)
        except PstError as error:
            plan.refused.append((slug, str(error)))
        except OSError as error:
            plan.refused.append((slug, f"pst.yml : {reason(error)}."))
    plan.names.update(job.name for job in plan.jobs)
    plan.names.update(slug for slug, _ in plan.refused)
    return plan


def _plan_one(plan: Plan, slug: str, date: dt.date | None, form: dict[str, Any]) -> None:
    evaluation = plan.asked[1]
    if evaluation and date:
        # What is wrong in its ``pst.yml`` is told by the report that fails, like in a table.
        wanted = [(evaluation, date)]
        with suppress(PstError, OSError):
            plan.identities[slug] = load_identity(plan.donnees / slug)
    else:
        identity = plan.identities[slug] = load_identity(plan.donnees / slug)
        planned = [(item.evaluation, item.date_arrete) for item in identity.evaluations]
        wanted = [item for item in planned if evaluation in (None, item[0])]
    if not wanted:
        plan.left_out.append(f"{slug} : aucune évaluation de ce genre prévue dans pst.yml")
    plan.jobs.extend(
        Job(slug=slug, evaluation=kind, date_arrete=day, donnees=plan.donnees, **form)
        for kind, day in wanted
    )

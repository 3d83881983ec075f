"""What reports can be made, and which ones a batch has to make."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pstlib.errors import PstError
from pstlib.model import load_identity
from pstlib.paths import notebooks_folder
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

    ``navigateur`` is the browser that prints it as a PDF too, if it must be.
    """

    slug: str
    evaluation: str
    date_arrete: dt.date
    donnees: Path
    sortie: Path
    autonome: bool = False
    court: bool = False
    navigateur: Path | None = None

    def file(self, suffix: str) -> Path:
        """Give the path of one of the report's files: ``html``, ``ipynb``, ``json`` or ``pdf``.

        The short version stands beside the full one, not in its place.
        """
        form = SHORT if self.court else ""
        name = f"{self.evaluation}-{self.date_arrete.isoformat()}{form}.{suffix}"
        return self.sortie / self.slug / name

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is run with."""
        return {
            "slug": self.slug,
            "date_arrete": self.date_arrete.isoformat(),
            "court": self.court,
        }

    def __str__(self) -> str:
        return f"{self.slug}, {EVALUATION_NAMES[self.evaluation]} au {fr_date(self.date_arrete)}"


@dataclass(frozen=True)
class Plan:
    """What a batch makes (``jobs``), has nothing to make for, and cannot plan, with the reasons."""

    jobs: list[Job] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def notebook_of(evaluation: str) -> Path:
    """Give the notebook that makes the report of a kind of evaluation."""
    return notebooks_folder() / _NOTEBOOKS[evaluation]


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
    plan = Plan()
    for slug in slugs:
        try:
            wanted = _wanted(donnees / slug, evaluation, date_arrete)
        except PstError as error:
            plan.refused.append((slug, str(error)))
            continue
        if not wanted:
            plan.left_out.append(f"{slug} : aucune évaluation de ce genre prévue dans pst.yml")
        plan.jobs.extend(
            Job(slug=slug, evaluation=kind, date_arrete=date, donnees=donnees, **form)
            for kind, date in wanted
        )
    return plan


def _wanted(
    folder: Path, evaluation: str | None, date_arrete: dt.date | None
) -> list[tuple[str, dt.date]]:
    if evaluation and date_arrete:
        return [(evaluation, date_arrete)]
    return [
        (item.evaluation, item.date_arrete)
        for item in load_identity(folder).evaluations
        if evaluation in (None, item.evaluation)
    ]

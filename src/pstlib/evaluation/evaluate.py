"""The door of the evaluation: a PST and a date in, a frozen summary out."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.errors import UsageError
from pstlib.evaluation.actions import action_facts
from pstlib.evaluation.appreciation import (
    appreciate,
    appreciated,
    council_appreciations,
    reason,
)
from pstlib.evaluation.calendar import legal_calendar
from pstlib.evaluation.completeness import completeness
from pstlib.evaluation.figures import objective_figures, overall_figures, records
from pstlib.evaluation.notices import notices, override_notices
from pstlib.model import Identity, Pst, memberships, situation
from pstlib.model.identity import EVALUATIONS
from pstlib.reference import LegalCalendar, Method, load_calendar, load_method, overridden
from pstlib.text import parse_date


@dataclass(frozen=True, eq=False, kw_only=True)
class Evaluation:
    """A PST evaluated at a date; every view (report, JSON, text) shows this and nothing else.

    Attributes:
        pst: The PST.
        date_arrete: Day of the situation.
        evaluation: ``mi-parcours`` or ``finale``.
        methode: The thresholds, with what was changed in them.
        loi: The legal calendar that was read.
        ensemble: One row: the figures of the whole plan.
        objectifs: One row per volet, OS and OO: its figures and appreciation.
        actions: One row per counted leaf: its facts.
        plan: The situation, all elements.
        calendrier: One row per legal step.
        qualite: One row per field: what is known.
        avertissements: ``niveau``, ``message``, ``element_id``.
    """

    pst: Pst
    date_arrete: dt.date
    evaluation: str
    methode: Method
    loi: LegalCalendar
    ensemble: pd.DataFrame
    objectifs: pd.DataFrame
    actions: pd.DataFrame
    plan: pd.DataFrame
    calendrier: pd.DataFrame
    qualite: pd.DataFrame
    avertissements: pd.DataFrame

    @property
    def identite(self) -> Identity:
        """Identity of the PST."""
        return self.pst.identite

    @property
    def chiffres(self) -> dict[str, Any]:
        """The one row of ``ensemble``, by name."""
        return records(self.ensemble)[0]


def evaluate(
    pst: Pst,
    *,
    date_arrete: str | dt.date,
    evaluation: str = "mi-parcours",
    method: Method | None = None,
) -> Evaluation:
    """Evaluate a PST at a date.

    Args:
        pst: The PST.
        date_arrete: Day of the situation; nothing dated later is looked at.
        evaluation: ``mi-parcours`` or ``finale``: the rules of appreciation differ.
        method: The thresholds; else those of the data folder, else the packaged ones.

    Returns:
        The evaluation.

    Raises:
        DateError: If ``date_arrete`` is no date.
        UsageError: If ``evaluation`` is neither of the two.
        TableError: If a reference file of the data folder is refused.
    """
    if evaluation not in EVALUATIONS:
        raise UsageError(
            "Évaluation inconnue",
            found=f"« {evaluation} »",
            todo="Choisissez « mi-parcours » ou « finale ».",
        )
    day = parse_date(date_arrete)
    donnees = pst.dossier.parent if pst.dossier else None
    used = method or load_method(donnees)
    law = load_calendar(donnees)
    plan = situation(pst, day)
    actions = action_facts(plan, identity=pst.identite, day=day, method=used)
    return Evaluation(
        pst=pst,
        date_arrete=day,
        evaluation=evaluation,
        methode=used,
        loi=law,
        ensemble=overall_figures(actions, method=used),
        objectifs=_objectives(pst, plan, actions, day, (evaluation, used)),
        actions=actions,
        plan=plan,
        calendrier=legal_calendar(pst, day=day, evaluation=evaluation, law=law),
        qualite=completeness(pst, actions),
        avertissements=pd.concat(
            [
                notices(pst, plan, actions, day=day, method=used, law=law),
                override_notices(overridden(donnees)),
            ],
            ignore_index=True,
        ),
    )


def _objectives(
    pst: Pst,
    plan: pd.DataFrame,
    actions: pd.DataFrame,
    day: dt.date,
    rules: tuple[str, Method],
) -> pd.DataFrame:
    evaluation, method = rules
    figures = objective_figures(plan, actions, memberships(plan), method=method)
    verdict = appreciate(figures, evaluation=evaluation, method=method)
    verdict = verdict.where(appreciated(figures, plan))
    reasons = [
        reason(row, appreciation=word, method=method) if isinstance(word, str) else None
        for row, word in zip(records(figures), verdict, strict=True)
    ]
    judged = figures.assign(
        appreciation=verdict,
        appreciation_motif=pd.Series(reasons, index=figures.index, dtype="str"),
    )
    own = council_appreciations(pst.appreciations, day=day)
    return judged.join(own, on="element_id")

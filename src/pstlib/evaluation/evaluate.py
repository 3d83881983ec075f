"""The door of the evaluation: a PST and a date in, a frozen summary out."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from pstlib.budgets.money import Money, money
from pstlib.budgets.weights import expense_weights
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
from pstlib.evaluation.execution_report import execution_facts
from pstlib.evaluation.figures import contributions, plan_figures
from pstlib.evaluation.indicators import indicators
from pstlib.evaluation.notices import notices
from pstlib.evaluation.revisions import Revisions, revisions
from pstlib.evaluation.start import refuse_before_start
from pstlib.evaluation.transitions import Transitions, earlier_evaluation, transitions
from pstlib.evaluation.transversality import Transversality, transversality
from pstlib.model import Identity, Pst, memberships
from pstlib.model.identity import EVALUATIONS
from pstlib.model.records import records
from pstlib.model.statuses import Status
from pstlib.reference import LegalCalendar, Method, Rules, load_rules
from pstlib.reference.money import MoneyReference
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
        reference: What its money is read with.
        ensemble: One row: the figures of the whole plan.
        objectifs: One row per volet, OS and OO: its figures and appreciation.
        actions: One row per counted leaf: its facts, and its weight in the means (``poids``).
        plan: The situation, all elements.
        calendrier: One row per legal step.
        avertissements: ``niveau``, ``message``, ``element_id``.
    """

    pst: Pst
    date_arrete: dt.date
    evaluation: str
    methode: Method
    loi: LegalCalendar
    reference: MoneyReference
    ensemble: pd.DataFrame
    objectifs: pd.DataFrame
    actions: pd.DataFrame
    plan: pd.DataFrame
    calendrier: pd.DataFrame
    avertissements: pd.DataFrame

    @property
    def identite(self) -> Identity:
        """Identity of the PST."""
        return self.pst.identite

    def _repr_html_(self) -> str:
        from pstlib.evaluation.card import evaluation_card  # only a notebook shows it

        return evaluation_card(self)

    @cached_property
    def chiffres(self) -> dict[str, Any]:
        """The one row of ``ensemble``, by name; shared, as all rows below: don't change them."""
        return records(self.ensemble)[0]

    @cached_property
    def lignes_objectifs(self) -> list[dict[str, Any]]:
        """The rows of ``objectifs``, by column: many views ask for them."""
        return records(self.objectifs)

    @cached_property
    def lignes_actions(self) -> list[dict[str, Any]]:
        """The rows of ``actions``, by column."""
        return records(self.actions)

    @cached_property
    def lignes_a_terminer(self) -> list[dict[str, Any]]:
        """The rows of ``actions`` that are pursued and not done."""
        rows = self.lignes_actions
        return [row for row in rows if row["poursuivie"] and row["statut"] != Status.DONE]

    @cached_property
    def lignes_execution(self) -> list[dict[str, Any]]:
        """The rows of ``execution``, by column."""
        return records(self.execution)

    @cached_property
    def argent(self) -> Money:
        """Money and means; made when first asked for: a comparison of progress needs none."""
        return money(self.pst, self.plan, day=self.date_arrete, reference=self.reference)

    @cached_property
    def indicateurs(self) -> pd.DataFrame:
        """One row per indicator: its last measure against its target."""
        return indicators(self.pst, self.plan, day=self.date_arrete, method=self.methode)

    @cached_property
    def transitions(self) -> Transitions:
        """What became of the actions since the last mid-term evaluation that the PST records."""
        since = earlier_evaluation(self.identite, self.date_arrete)
        return transitions(self.pst, self.plan, since=since)

    @cached_property
    def transversalite(self) -> Transversality:
        """Who carries the plan, with whom, and what serves several objectives."""
        return transversality(self.plan, self.lignes_actions)

    @cached_property
    def revisions(self) -> Revisions:
        """The versions of the plan up to the day, and what each changed."""
        return revisions(self.pst, day=self.date_arrete, method=self.methode)

    @cached_property
    def execution(self) -> pd.DataFrame:
        """One row per assessed action, those taken out of the plan included: what became of it."""
        return execution_facts(self.pst, self.plan, self.lignes_actions, day=self.date_arrete)

    @cached_property
    def qualite(self) -> pd.DataFrame:
        """One row per field: what is known; made when first asked for, since it holds money."""
        rows, day = self.lignes_actions, self.date_arrete
        return completeness(self.pst, rows, money=self.argent, day=day)


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
        UsageError: If ``evaluation`` is neither of the two, or the date is before the plan.
        TableError: If a reference file of the data folder is refused.

    >>> from pstlib.model import load
    >>> made = evaluate(load("valrive-2019-2024", "pst_data"), date_arrete="2021-12-31")
    >>> made.chiffres["n_TERMINE"], made.chiffres["n_poursuivies"]
    (18, 60)
    """
    if evaluation not in EVALUATIONS:
        raise UsageError(
            "Évaluation inconnue",
            found=f"« {evaluation} »",
            todo="Choisissez « mi-parcours » ou « finale ».",
        )
    day = parse_date(date_arrete)
    refuse_before_start(pst, day)
    rules = load_rules(pst.dossier.parent if pst.dossier else None)
    if method is not None:
        rules = replace(rules, method=method)
    return _evaluated(pst, day, evaluation, rules)


def _evaluated(pst: Pst, day: dt.date, evaluation: str, rules: Rules) -> Evaluation:
    method, plan = rules.method, pst.situation(day)
    facts = action_facts(plan, identity=pst.identite, day=day, method=method)
    actions = facts.assign(poids=_weights(pst, plan, facts, day=day, rules=rules))
    added = contributions(actions)
    whole, objectives = plan_figures(plan, added, memberships(plan))
    judged = _judged(objectives, plan, evaluation=evaluation, method=method)
    own = council_appreciations(pst.appreciations, judged["element_id"].tolist(), day=day)
    return Evaluation(
        pst=pst,
        date_arrete=day,
        evaluation=evaluation,
        methode=method,
        loi=rules.law,
        reference=rules.money,
        ensemble=whole,
        objectifs=judged.assign(**own),
        actions=actions,
        plan=plan,
        calendrier=legal_calendar(pst, day=day, evaluation=evaluation, law=rules.law),
        avertissements=notices(pst, plan, actions, day=day, rules=rules),
    )


def _weights(
    pst: Pst, plan: pd.DataFrame, actions: pd.DataFrame, *, day: dt.date, rules: Rules
) -> Any:
    """Give what each action weighs in the means, missing where it isn't known."""
    if rules.method.ponderation == "etp":
        return actions["etp"]
    if rules.method.ponderation == "budget":
        voted = expense_weights(pst, plan, day=day, nomenclature=rules.money.nomenclature)
        return voted.reindex(actions["element_id"]).to_numpy()
    return 1.0


def _judged(
    objectives: pd.DataFrame, plan: pd.DataFrame, *, evaluation: str, method: Method
) -> pd.DataFrame:
    """Add the appreciation of each objective that has one, and its reason."""
    rows = records(objectives)
    words = [
        appreciate(row, evaluation=evaluation, method=method) if judged else None
        for row, judged in zip(rows, appreciated(rows, plan), strict=True)
    ]
    reasons = [
        word and reason(row, appreciation=word, method=method)
        for row, word in zip(rows, words, strict=True)
    ]
    columns = {"appreciation": words, "appreciation_motif": reasons}
    return objectives.assign(**{name: pd.array(c, dtype="str") for name, c in columns.items()})

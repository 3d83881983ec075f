"""The facts of the report on execution: what became of each action, with the reasons written."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.model import Pst, situation
from pstlib.model.columns import DTYPES
from pstlib.model.statuses import ActionType, Status
from pstlib.text import is_missing

DONE, UNDER_WAY, STUCK, NOT_BEGUN, UNKNOWN, DROPPED, TAKEN_OUT = (
    "REALISEE",
    "EN_COURS",
    "BLOQUEE",
    "NON_COMMENCEE",
    "INCONNUE",
    "ABANDONNEE",
    "RETIREE",
)
HEADING_LABELS = {
    DONE: "Réalisées",
    UNDER_WAY: "En cours",
    STUCK: "En attente ou en problème",
    NOT_BEGUN: "Non commencées",
    UNKNOWN: "Au statut inconnu",
    DROPPED: "Annulées ou abandonnées",
    TAKEN_OUT: "Retirées du plan",
}
"""The headings of the report, in their order, by the code of ``rubrique``."""
_OF_STATUS = {
    Status.DONE: DONE,
    Status.IN_PROGRESS: UNDER_WAY,
    Status.WAITING: STUCK,
    Status.PROBLEM: STUCK,
    Status.NOT_STARTED: NOT_BEGUN,
    Status.UNKNOWN: UNKNOWN,
    Status.DROPPED: DROPPED,
}
EXECUTION = [
    "element_id", "code", "libelle", "os_id", "oo_id", "rubrique", "statut", "statut_source",
    "taux_avancement", "date_suivi", "perimee", "responsable", "date_fin", "date_fin_effective",
    "en_retard", "retard_jours", "termine_en_retard", "commentaire", "date_commentaire",
    "date_sortie", "a_reporter",
]  # fmt: skip
_JUDGED = ["perimee", "en_retard", "retard_jours", "termine_en_retard", "poursuivie"]
_LEFT = [
    "element_id", "original_id", "code", "libelle", "os_id", "oo_id", "statut", "statut_source",
    "taux_avancement", "date_suivi", "responsable", "date_fin", "date_fin_effective",
]  # fmt: skip
"""What is known of an action, still in the plan or not."""


def execution_facts(
    pst: Pst, plan: pd.DataFrame, actions: pd.DataFrame, *, day: dt.date
) -> pd.DataFrame:
    """Say of each assessed action, in the plan or taken out of it, what became of it.

    Args:
        pst: The PST.
        plan: Its ``situation`` at ``day``.
        actions: The facts of the counted leaves at ``day`` (``action_facts``).
        day: Day of the evaluation.

    Returns:
        One row per assessed action, in the order of the plan, those that versions have taken out
        last, with their status when they left: ``EXECUTION``. ``rubrique`` is a key of
        ``HEADING_LABELS``; ``commentaire`` is the last one written up to ``day``, with its date,
        which may be older than the status; ``date_sortie`` is the date of the version that took
        the action out; ``a_reporter`` tells the pursued actions that aren't
        done, for the next plan.
    """
    present = actions.loc[actions["evaluee"], [*_LEFT, *_JUDGED]]
    gone = _taken_out(pst, plan, day)
    rows = pd.concat([present.assign(rubrique=present["statut"].map(_OF_STATUS)), gone])
    said = _last_comments(pst.suivi, day)
    comments = [said.get(original, (None, None)) for original in rows["original_id"].tolist()]
    flags = {
        name: rows[name].fillna(value=False).astype(bool)
        for name in ("perimee", "en_retard", "termine_en_retard", "poursuivie")
    }
    return rows.assign(
        **flags,
        rubrique=rows["rubrique"].astype("str"),
        retard_jours=rows["retard_jours"].astype("Int64"),
        commentaire=pd.array([comment for comment, _ in comments], dtype="str"),
        date_commentaire=pd.array([date for _, date in comments], dtype=DTYPES["date"]),
        a_reporter=flags["poursuivie"] & rows["statut"].ne(Status.DONE),
    ).reset_index(drop=True)[EXECUTION]


def _taken_out(pst: Pst, plan: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Give the assessed leaves of the plans before each version that aren't in the plan any more.

    Each is taken as it stood on the eve of the version that took it out.
    """
    dates = pst.versions["date"]
    days = sorted({date.date() for date in dates[dates.le(pd.Timestamp(day))]}, reverse=True)
    present, met = set(plan["original_id"].tolist()), set[str]()
    parts = [plan.iloc[:0][_LEFT].assign(date_sortie=pd.Timestamp(day))]
    names = ("element_id", "original_id", "type_effectif", "feuille")
    for date in days:
        eve = situation(pst, date - dt.timedelta(days=1))
        columns = zip(*(eve[name].tolist() for name in names), strict=True)
        left = [
            rank
            for rank, (element, original, kind, leaf) in enumerate(columns)
            if leaf and kind == ActionType.PST and original not in present and element not in met
        ]
        if left:
            parts.append(eve[_LEFT].take(left).assign(date_sortie=pd.Timestamp(date)))
        met |= set(eve["element_id"].tolist())
    return pd.concat(parts[::-1]).assign(rubrique=TAKEN_OUT)


def _last_comments(suivi: pd.DataFrame, day: dt.date) -> dict[str, tuple[Any, Any]]:
    """Give by element the last comment written up to a day, with its date."""
    names, moment = ("element_id", "date_suivi", "commentaire"), pd.Timestamp(day)
    last: dict[str, tuple[Any, Any]] = {}
    for element, date, comment in zip(*(suivi[name].tolist() for name in names), strict=True):
        if date <= moment and not is_missing(comment):
            known = last.get(element)
            if known is None or date >= known[1]:
                last[element] = comment, date
    return last

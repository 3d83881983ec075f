"""The facts of the report on execution: what became of each action, with the reasons written."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pstlib.model import Pst, situation
from pstlib.model.columns import DTYPES
from pstlib.model.records import records, table_of
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
_LEFT = [
    "element_id", "original_id", "code", "libelle", "os_id", "oo_id", "statut", "statut_source",
    "taux_avancement", "date_suivi", "responsable", "date_fin", "date_fin_effective",
]  # fmt: skip
"""What is known of an action, still in the plan or not."""
_TOLD_BY = ("element_id", "original_id", "type_effectif", "feuille")
_FLAGS = ("perimee", "en_retard", "termine_en_retard", "a_reporter")
_DATES = ("date_suivi", "date_fin", "date_fin_effective", "date_commentaire", "date_sortie")
_KINDS = dict.fromkeys(EXECUTION, "str") | {
    **dict.fromkeys(_FLAGS, "bool"),
    **dict.fromkeys(_DATES, DTYPES["date"]),
    "taux_avancement": DTYPES["nombre"],
    "retard_jours": "Int64",
}
_NEVER_SAID = (None, None)
Row = dict[str, Any]


def execution_facts(
    pst: Pst, plan: pd.DataFrame, actions: Sequence[Row], *, day: dt.date
) -> pd.DataFrame:
    """Say of each assessed action, in the plan or taken out of it, what became of it.

    Args:
        pst: The PST.
        plan: Its ``situation`` at ``day``.
        actions: The rows of facts of the counted leaves at ``day`` (``action_facts``).
        day: Day of the evaluation.

    Returns:
        One row per assessed action, in the order of the plan, those that versions have taken out
        last, with their status when they left: ``EXECUTION``. ``rubrique`` is a key of
        ``HEADING_LABELS``; ``commentaire`` is the last one written up to ``day``, with its date,
        which may be older than the status; ``date_sortie`` is the date of the version that took
        the action out; ``a_reporter`` tells the pursued actions that aren't
        done, for the next plan.
    """
    present = [_present(row) for row in actions if row["evaluee"]]
    said = _last_comments(pst.suivi, day)
    names = ("commentaire", "date_commentaire")
    rows = [
        row | dict(zip(names, said.get(row["original_id"], _NEVER_SAID), strict=True))
        for row in [*present, *_taken_out(pst, plan, day)]
    ]
    return table_of(rows, _KINDS)


def _present(row: Row) -> Row:
    left_to_do = row["poursuivie"] and row["statut"] != Status.DONE
    return row | {"rubrique": _OF_STATUS[row["statut"]], "a_reporter": left_to_do}


def _taken_out(pst: Pst, plan: pd.DataFrame, day: dt.date) -> list[Row]:
    """Give the assessed leaves of the plans before each version that aren't in the plan any more.

    Each is taken as it stood on the eve of the version that took it out.
    """
    days = {date.date() for date in pst.versions["date"].tolist() if not is_missing(date)}
    present, met = set(plan["original_id"].tolist()), set[str]()
    flags = dict.fromkeys(_FLAGS, False)
    found: list[list[Row]] = []
    for date in sorted((date for date in days if date <= day), reverse=True):
        eve = situation(pst, date - dt.timedelta(days=1))
        out = flags | {"rubrique": TAKEN_OUT, "date_sortie": pd.Timestamp(date)}
        columns = zip(*(eve[name].tolist() for name in _TOLD_BY), strict=True)
        left = [
            rank
            for rank, (element, original, kind, leaf) in enumerate(columns)
            if leaf and kind == ActionType.PST and original not in present and element not in met
        ]
        if left:
            found.append([row | out for row in records(eve[_LEFT].take(left))])
        met |= set(eve["element_id"].tolist())
    return [row for rows in found[::-1] for row in rows]


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

"""What became of each action between two dates: from the mid-term to the day of the evaluation."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.model import Identity, Pst, situation
from pstlib.model.records import records, table_of
from pstlib.model.statuses import STATUS_LABELS, ActionType

MIDTERM = "mi-parcours"
OUT, OTHERWISE = "HORS_PLAN", "COMPTEE_AUTREMENT"
STATES = [*map(str, STATUS_LABELS), OTHERWISE, OUT]
"""What an action can be on either day: a status; in the plan but not counted itself (its
sub-actions are); not in the plan."""
_FACTS = ["statut", "taux_avancement", "date_suivi"]
_NAMES = ["element_id", "code", "niveau", "libelle", "os_id", "oo_id"]
ACTIONS = [
    *_NAMES, "evaluee", "statut_avant", "statut_apres", "taux_avant", "taux_apres",
    "date_suivi_avant", "date_suivi_apres", "releve_depuis", "mouvement",
]  # fmt: skip
_KINDS = dict.fromkeys(ACTIONS, "str") | {
    **dict.fromkeys(["evaluee", "releve_depuis"], "bool"),
    **dict.fromkeys(["taux_avant", "taux_apres"], "Float64"),
    **dict.fromkeys(["date_suivi_avant", "date_suivi_apres"], "datetime64[us]"),
}
Row = dict[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Transitions:
    """What became of the actions since an earlier day.

    Attributes:
        depuis: The earlier day; None where the PST records no earlier evaluation.
        actions: One row per action counted on either day: see ``transitions``.
        matrice: How many assessed actions went from which state before (rows, ``avant``) to which
            after (columns), all of ``STATES``.
    """

    depuis: dt.date | None
    actions: pd.DataFrame
    matrice: pd.DataFrame


def earlier_evaluation(identity: Identity, day: dt.date) -> dt.date | None:
    """Give the day of the last mid-term evaluation before ``day`` that the PST records."""
    days = [e.date_arrete for e in identity.evaluations if e.evaluation == MIDTERM]
    return max((d for d in days if d < day), default=None)


def transitions(pst: Pst, plan: pd.DataFrame, *, since: dt.date | None) -> Transitions:
    """Compare the plan at an earlier day with the plan as it stands.

    Args:
        pst: The PST.
        plan: Its ``situation`` at the day of the evaluation.
        since: The earlier day; without it nothing is compared.

    Returns:
        ``actions`` has ``element_id, code, niveau, libelle, os_id, oo_id`` (as at the later day
        if the action is counted then), ``evaluee``, the status, given rate and day of
        observation before (``_avant``) and after (``_apres``), the status being one of
        ``STATES``, ``releve_depuis`` (observed after the earlier day: else an unchanged status
        only says that nobody looked), and ``mouvement``: ENTREE, SORTIE, CHANGE or INCHANGE.
    """
    rows = _rows(situation(pst, since), plan, pd.Timestamp(since)) if since else []
    return Transitions(depuis=since, actions=table_of(rows, _KINDS), matrice=_matrix(rows))


def _rows(before: pd.DataFrame, after: pd.DataFrame, since: pd.Timestamp) -> list[Row]:
    first, last = _counted(before), _counted(after)
    places = {"avant": set(before["original_id"]), "apres": set(after["original_id"])}
    rows = [
        _compared(
            first.get(key), last.get(key), {when: key in held for when, held in places.items()}
        )
        for key in (last | first)
    ]
    return [row | {"releve_depuis": _after(row["date_suivi_apres"], since)} for row in rows]


def _after(date: pd.Timestamp | None, since: pd.Timestamp) -> bool:
    return date is not None and date > since  # a missing day is after none


def _matrix(rows: Sequence[Row]) -> pd.DataFrame:
    """Count the assessed actions by state before (rows) and after (columns), all of ``STATES``."""
    pairs = Counter((row["statut_avant"], row["statut_apres"]) for row in rows if row["evaluee"])
    counts = [{"avant": state, **{to: pairs[state, to] for to in STATES}} for state in STATES]
    return table_of(counts, {"avant": "str", **dict.fromkeys(STATES, "Int64")})


def _counted(plan: pd.DataFrame) -> dict[str, Row]:
    """Give the counted leaves by what they repeat: a shared action keeps its key everywhere."""
    rows = records(plan, (*_NAMES, *_FACTS, "original_id", "type_effectif", "feuille"))
    return {row["original_id"]: row for row in rows if row["feuille"]}


def _compared(before: Row | None, after: Row | None, present: Mapping[str, bool]) -> Row:
    """Put side by side what an action was and is; at least one is known."""
    known = after or before or {}
    absent = {when: OTHERWISE if held else OUT for when, held in present.items()}
    facts: Row = {}
    for when, row in (("avant", before), ("apres", after)):
        state = absent[when] if row is None else row["statut"]
        told = row or dict.fromkeys(_FACTS)
        facts |= {
            f"statut_{when}": state,
            f"taux_{when}": told["taux_avancement"],
            f"date_suivi_{when}": told["date_suivi"],
        }
    return {
        **{name: known[name] for name in _NAMES},
        "evaluee": known["type_effectif"] == ActionType.PST,
        **facts,
        "mouvement": _movement(facts["statut_avant"], facts["statut_apres"]),
    }


def _movement(before: str, after: str) -> str:
    if after == OUT:
        return "SORTIE"
    if before == OUT:
        return "ENTREE"
    return "INCHANGE" if before == after else "CHANGE"

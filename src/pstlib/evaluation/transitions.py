"""What became of each action between two dates: from the mid-term to the day of the evaluation."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from pstlib.model import Identity, Pst, situation
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


@dataclass(frozen=True, eq=False, kw_only=True)
class Transitions:
    """What became of the actions since an earlier day.

    Attributes:
        depuis: The earlier day; None where the PST records no earlier evaluation.
        actions: One row per action counted on either day: see ``transitions``.
        matrice: How many assessed actions went from which state to which: see ``matrix``.
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
    before = situation(pst, since) if since else plan.iloc[:0]
    after = plan if since else plan.iloc[:0]
    first, last = _counted(before), _counted(after)
    keys = pd.Index([*last.index, *first.index.difference(last.index, sort=False)])
    known = last.reindex(keys)[_NAMES].fillna(first.reindex(keys)[_NAMES])
    kind = last["type_effectif"].reindex(keys).fillna(first["type_effectif"].reindex(keys))
    rows = known.assign(
        evaluee=kind.eq(ActionType.PST),
        **_facts(first, before, keys, "avant"),
        **_facts(last, after, keys, "apres"),
    )
    seen = rows["date_suivi_apres"].gt(pd.Timestamp(since) if since else pd.NaT)
    told = rows.assign(releve_depuis=seen, mouvement=_movement(rows))
    actions = told.reset_index(drop=True)[ACTIONS]
    return Transitions(depuis=since, actions=actions, matrice=matrix(actions))


def matrix(actions: pd.DataFrame) -> pd.DataFrame:
    """Count the assessed actions by state before (rows) and after (columns), all of ``STATES``."""
    counted = actions[actions["evaluee"]]
    table = pd.crosstab(counted["statut_avant"], counted["statut_apres"])
    full = table.reindex(index=STATES, columns=STATES, fill_value=0).astype("Int64")
    return full.rename_axis(index="avant", columns=None).reset_index()


def _counted(plan: pd.DataFrame) -> pd.DataFrame:
    """Index the counted leaves by what they repeat: a shared action keeps its key everywhere."""
    return plan[plan["feuille"]].set_index("original_id")


def _facts(
    leaves: pd.DataFrame, plan: pd.DataFrame, keys: pd.Index, when: str
) -> dict[str, "pd.Series[str]"]:
    found = leaves.reindex(keys)[_FACTS]
    present = keys.isin(plan["original_id"])
    absent = pd.Series(OUT, index=keys, dtype="str").mask(present, OTHERWISE)
    return {
        f"statut_{when}": found["statut"].fillna(absent),
        f"taux_{when}": found["taux_avancement"],
        f"date_suivi_{when}": found["date_suivi"],
    }


def _movement(rows: pd.DataFrame) -> "pd.Series[str]":
    before, after = rows["statut_avant"], rows["statut_apres"]
    moved = pd.Series("CHANGE", index=rows.index, dtype="str").mask(before.eq(after), "INCHANGE")
    return moved.mask(before.eq(OUT), "ENTREE").mask(after.eq(OUT), "SORTIE")

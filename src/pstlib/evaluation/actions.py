"""Each counted action at a date: progress, expected progress, delay, age of what is known."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pstlib.evaluation.days import add_months
from pstlib.model import Identity
from pstlib.model.records import records
from pstlib.model.statuses import FINAL_STATUSES, ActionType, Level, Status
from pstlib.reference import Method
from pstlib.text import is_missing

_DAY = np.timedelta64(1, "D")
_KEYS = ["element_id", "parent_id", "niveau"]
Cells = np.ndarray[Any, np.dtype[Any]]
Row = Mapping[str, Any]


def action_facts(
    plan: pd.DataFrame, *, identity: Identity, day: dt.date, method: Method
) -> pd.DataFrame:
    """Say of each counted leaf what the evaluation needs to know.

    Args:
        plan: The situation at ``day`` (``Pst.situation``).
        identity: Gives the years that stand for missing dates.
        day: Date of the evaluation.
        method: Gives the age beyond which an observation is stale.

    Returns:
        One row per counted leaf of any type, the columns of ``plan`` and: ``evaluee`` (of type
        PST), ``poursuivie`` (assessed and not given up), ``perimee``, ``en_retard``,
        ``retard_jours``, ``termine_en_retard``, ``avancement_min`` and ``avancement_max``
        (0–100), ``attendu`` (0–100), ``calendrier_defaut``, ``partages`` (codes of the other OO
        where it shows). ``responsable`` is that of its action for a sub-action that names none.
        What has no meaning for an action that isn't pursued is missing.
    """
    chosen = np.flatnonzero(plan["feuille"])
    leaves = pd.DataFrame({name: cells.array.take(chosen) for name, cells in plan.items()})
    status = leaves["statut"].to_numpy(dtype=object)
    assessed = leaves["type_effectif"].to_numpy(dtype=object) == ActionType.PST
    pursued = assessed & (status != Status.DROPPED)
    today, oldest = np.datetime64(day), np.datetime64(add_months(day, -method.peremption_mois))
    final = np.isin(status, FINAL_STATUSES)
    return leaves.assign(
        responsable=pd.array(written_for(plan, records(leaves, _KEYS), "responsable"), dtype="str"),
        evaluee=assessed,
        poursuivie=pursued,
        perimee=(leaves["date_suivi"].to_numpy() < oldest) & ~final,
        **_delays(leaves, status, pursued=pursued, day=today),
        termine_en_retard=assessed & (status == Status.DONE) & _ended_late(leaves),
        **_progress(leaves, status, pursued),
        **_expected(leaves, identity, pursued=pursued, day=today),
        partages=_other_places(plan, leaves),
    )


def written_for(
    plan: pd.DataFrame, leaves: Iterable[Row], column: str, *, everywhere: bool = False
) -> list[str | None]:
    """Give what a column says of each leaf, or of its action where a sub-action says nothing.

    With ``everywhere``, what is written at each place of a shared action is joined by « ; ».
    """
    ids, cells = plan["element_id"].tolist(), plan[column].tolist()
    keys = dict(zip(ids, plan["original_id"].tolist() if everywhere else ids, strict=True))
    told: dict[str, list[str]] = {}
    for element, cell in zip(ids, cells, strict=True):
        if not is_missing(cell):
            told.setdefault(keys[element], []).append(cell)
    found = []
    for leaf in leaves:
        above = keys.get(leaf["parent_id"]) if leaf["niveau"] == Level.SUB_ACTION else None
        said = told.get(keys[leaf["element_id"]]) or told.get(above or "")
        found.append(" ; ".join(said) if said else None)
    return found


def _delays(
    leaves: pd.DataFrame, status: Cells, *, pursued: Cells, day: np.datetime64
) -> dict[str, Any]:
    """A perennial or out-of-scope action has no deadline of the plan: it is never late."""
    end = leaves["date_fin"].to_numpy()
    late = pursued & (status != Status.DONE) & (end < day)
    days = np.where(late, _days_between(end, day), 0).astype("int64")
    return {"en_retard": late, "retard_jours": pd.arrays.IntegerArray(days, ~late)}


def _ended_late(leaves: pd.DataFrame) -> Cells:
    late: Cells = leaves["date_fin_effective"].to_numpy() > leaves["date_fin"].to_numpy()
    return late


def _progress(leaves: pd.DataFrame, status: Cells, pursued: Cells) -> dict[str, Any]:
    known = leaves["taux_avancement"].to_numpy(dtype="float64", na_value=np.nan)
    told = {Status.UNKNOWN: np.nan, Status.DONE: 100.0, Status.NOT_STARTED: 0.0}
    known = np.select([status == word for word in told], list(told.values()), known)
    ends = {"avancement_min": 0.0, "avancement_max": 100.0}
    return {
        name: pd.arrays.FloatingArray(np.where(np.isnan(known), end, known), ~pursued)
        for name, end in ends.items()
    }


def _expected(
    leaves: pd.DataFrame, identity: Identity, *, pursued: Cells, day: np.datetime64
) -> dict[str, Any]:
    begun, due = (leaves[name].to_numpy() for name in ("date_debut", "date_fin"))
    first, last = map(np.datetime64, default_calendar(identity))
    start, end = np.where(np.isnat(begun), first, begun), np.where(np.isnat(due), last, due)
    elapsed, length = _days_between(start, day), _days_between(start, end)
    with np.errstate(divide="ignore", invalid="ignore"):  # a day's plan is told by its end
        share = 100.0 * elapsed / length
    # The end comes first: from it on, all is expected, whatever the start.
    share = np.select([end <= day, start >= day], [100.0, 0.0], share)
    return {
        "attendu": pd.arrays.FloatingArray(share, ~pursued),
        "calendrier_defaut": pursued & (np.isnat(begun) | np.isnat(due)),
    }


def _days_between(first: Cells, last: Any) -> Cells:
    days: Cells = (last - first) / _DAY
    return days


def default_calendar(identity: Identity) -> tuple[dt.date, dt.date]:
    """Give the days that stand for a missing start and a missing end."""
    return dt.date(identity.exercice_debut, 1, 1), dt.date(identity.exercice_fin, 12, 31)


def _other_places(plan: pd.DataFrame, leaves: pd.DataFrame) -> "pd.Series[str]":
    """Name the other OO where a shared action, or the action of a sub-action, shows."""
    names = ("element_id", "original_id", "oo_id", "code")
    rows = list(zip(*(plan[name].tolist() for name in names), strict=True))
    codes = {element: code for element, _, _, code in rows}
    shown: dict[str, list[str]] = {}
    for _, original, objective, _ in rows:
        shown.setdefault(original, []).append(codes.get(objective, ""))
    repeated = {element: shown[o] for element, o, _, _ in rows if len(shown[o]) > 1}
    columns = (leaves[name].tolist() for name in ("element_id", "parent_id", "oo_id"))
    found: list[str | None] = []
    for element, parent, objective in zip(*columns, strict=True):
        places = repeated.get(element) or repeated.get(parent, [])
        others = [code for code in places if code not in ("", codes.get(objective))]
        found.append(", ".join(dict.fromkeys(others)) or None)
    return pd.Series(found, index=leaves.index, dtype="str")

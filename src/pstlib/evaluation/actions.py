"""Each counted action at a date: progress, expected progress, delay, age of what is known."""

import datetime as dt

import numpy as np
import pandas as pd

from pstlib.evaluation.days import add_months
from pstlib.model import Identity
from pstlib.model.statuses import FINAL_STATUSES, ActionType, Level, Status
from pstlib.reference import Method
from pstlib.text import is_missing

_SECONDS_A_DAY = 86_400


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
    leaves = plan[plan["feuille"]].reset_index(drop=True)
    leaves = leaves.assign(responsable=written_for(plan, leaves, "responsable"))
    assessed = leaves["type_effectif"].eq(ActionType.PST)
    flagged = leaves.assign(
        evaluee=assessed,
        poursuivie=assessed & leaves["statut"].ne(Status.DROPPED),
        perimee=_stale(leaves, add_months(day, -method.peremption_mois)),
    )
    return (
        flagged.assign(**_delays(flagged, pd.Timestamp(day)))
        .assign(**_progress(flagged))
        .assign(**_expected(flagged, identity, pd.Timestamp(day)))
        .assign(partages=_other_places(plan, leaves))
    )


def written_for(
    plan: pd.DataFrame, leaves: pd.DataFrame, column: str, *, everywhere: bool = False
) -> "pd.Series[str]":
    """Give what a column says of each leaf, or of its action where a sub-action says nothing.

    With ``everywhere``, what is written at each place of a shared action is joined by « ; ».
    """
    ids, cells = plan["element_id"].tolist(), plan[column].tolist()
    keys = dict(zip(ids, plan["original_id"].tolist() if everywhere else ids, strict=True))
    told: dict[str, list[str]] = {}
    for element, cell in zip(ids, cells, strict=True):
        if not is_missing(cell):
            told.setdefault(keys[element], []).append(cell)
    columns = ("element_id", "parent_id", "niveau")
    found = []
    for leaf, parent, level in zip(*(leaves[name].tolist() for name in columns), strict=True):
        above = keys.get(parent) if level == Level.SUB_ACTION else None
        said = told.get(keys[leaf]) or told.get(above or "")
        found.append(" ; ".join(said) if said else None)
    return pd.Series(found, index=leaves.index, dtype="str")


def _stale(leaves: pd.DataFrame, oldest: dt.date) -> "pd.Series[bool]":
    final = leaves["statut"].isin(FINAL_STATUSES)
    return leaves["date_suivi"].lt(pd.Timestamp(oldest)) & ~final


def _delays(leaves: pd.DataFrame, day: pd.Timestamp) -> dict[str, pd.Series]:
    """A perennial or out-of-scope action has no deadline of the plan: it is never late."""
    open_ = leaves["poursuivie"] & leaves["statut"].ne(Status.DONE)
    late = open_ & leaves["date_fin"].lt(day)
    days = _days_between(leaves["date_fin"], day).astype("Int64")
    done = leaves["evaluee"] & leaves["statut"].eq(Status.DONE)
    return {
        "en_retard": late,
        "retard_jours": days.where(late),
        "termine_en_retard": done & leaves["date_fin_effective"].gt(leaves["date_fin"]),
    }


def _progress(leaves: pd.DataFrame) -> dict[str, pd.Series]:
    status = leaves["statut"]
    known = leaves["taux_avancement"].mask(status.eq(Status.UNKNOWN))
    known = known.mask(status.eq(Status.DONE), 100.0).mask(status.eq(Status.NOT_STARTED), 0.0)
    pursued = leaves["poursuivie"]
    return {
        "avancement_min": known.fillna(0.0).where(pursued),
        "avancement_max": known.fillna(100.0).where(pursued),
    }


def _expected(leaves: pd.DataFrame, identity: Identity, day: pd.Timestamp) -> dict[str, pd.Series]:
    first, last = default_calendar(identity)
    start = leaves["date_debut"].fillna(pd.Timestamp(first))
    end = leaves["date_fin"].fillna(pd.Timestamp(last))
    elapsed, length = _days_between(start, day), _days_between(start, end)
    # The end comes first: from it on, all is expected, whatever the start.
    share = np.select([end.le(day), start.ge(day)], [100.0, 0.0], 100.0 * elapsed / length)
    pursued = leaves["poursuivie"]
    missing = leaves["date_debut"].isna() | leaves["date_fin"].isna()
    return {
        "attendu": pd.Series(share, index=leaves.index, dtype="Float64").where(pursued),
        "calendrier_defaut": pursued & missing,
    }


def _days_between(first: pd.Series, last: pd.Series | pd.Timestamp) -> pd.Series:
    return (last - first).dt.total_seconds() / _SECONDS_A_DAY


def default_calendar(identity: Identity) -> tuple[dt.date, dt.date]:
    """Give the days that stand for a missing start and a missing end."""
    return dt.date(identity.exercice_debut, 1, 1), dt.date(identity.exercice_fin, 12, 31)


def _other_places(plan: pd.DataFrame, leaves: pd.DataFrame) -> "pd.Series[str]":
    """Name the other OO where a shared action, or the action of a sub-action, shows."""
    repeated = plan[plan["original_id"].duplicated(keep=False)]
    if repeated.empty:
        return pd.Series(index=leaves.index, dtype="str")
    original_of = dict(zip(repeated["element_id"], repeated["original_id"], strict=True))
    code_of = dict(zip(plan["element_id"], plan["code"], strict=True))
    shown: dict[str, list[str]] = {}
    for original, objective in zip(repeated["original_id"], repeated["oo_id"], strict=True):
        shown.setdefault(original, []).append(code_of.get(objective, ""))
    own, above = leaves["element_id"].map(original_of), leaves["parent_id"].map(original_of)
    here = leaves["oo_id"].map(code_of).to_dict()
    others = {
        row: [code for code in shown[original] if code not in ("", here[row])]
        for row, original in own.fillna(above).dropna().items()
    }
    named = {row: ", ".join(dict.fromkeys(codes)) for row, codes in others.items() if codes}
    return pd.Series(named, index=leaves.index, dtype="str")

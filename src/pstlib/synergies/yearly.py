"""The report of each year on synergies: which steps are done, late, missing or still to come."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pstlib.reference import YearlyStep
from pstlib.text import is_missing

DONE, DONE_LATE, TO_DO = "FAIT", "FAIT_EN_RETARD", "A_FAIRE"
MISSING, NOT_TOLD = "MANQUANT", "NON_DOCUMENTE"
STEPS = [
    "exercice", "demarche", "libelle", "acteur", "reference", "statut", "date", "etat", "jours",
    "desordre", "decision", "remarque",
]  # fmt: skip
Row = dict[Any, Any]


def yearly_steps(
    demarches: pd.DataFrame,
    *,
    day: dt.date,
    since: int,
    steps: Sequence[YearlyStep],
    due: tuple[int, int],
) -> pd.DataFrame:
    """Say how the steps of the report of each exercice stand at a day.

    What isn't recorded isn't missing for all that: a step is MANQUANT only from the first exercice
    that the record tells of on; before, it is NON_DOCUMENTE.

    Args:
        demarches: The table; a yearly step without an exercice belongs to that of its date.
        day: Nothing dated later is looked at.
        since: First exercice of the plan.
        steps: The yearly steps, in the order in which they are taken.
        due: Month and day of the exercice after which a step is late.

    Returns:
        One row per exercice and step, in order: ``STEPS``. ``jours``: how many days after the due
        day a step was done, or that it is missing; ``desordre``: it was done before the one that
        comes first.
    """
    names = [step.demarche for step in steps]
    rows = _recorded(demarches[demarches["demarche"].isin(names)], day)
    known = {int(row["exercice"]) for row in rows if not is_missing(row["date"])}
    years = sorted(known | set(range(since, day.year + 1)))
    found: list[Row] = []
    for year in years:
        limit = dt.date(year, *due)
        before: Any = None
        for step in steps:
            row = _first(rows, year, step.demarche)
            kept = year >= min(known, default=year + 1)
            one = _step(step, row, (day, limit), kept=kept)
            disorder = _earlier(one["date"], before)
            found.append({**one, "exercice": year, "desordre": disorder})
            before = before if is_missing(one["date"]) or disorder else one["date"]
    kinds: Row = {"exercice": "Int64", "jours": "Int64", "date": "datetime64[us]", "desordre": bool}
    return pd.DataFrame(found, columns=STEPS).astype(kinds)


def _recorded(rows: pd.DataFrame, day: dt.date) -> list[Row]:
    """Give the rows up to the day, each with its exercice; one without date comes last."""
    past = rows[~rows["date"].gt(pd.Timestamp(day))].sort_values("date", kind="stable")
    year = past["exercice"].fillna(past["date"].dt.year.astype("Int64"))
    return past.assign(exercice=year)[year.notna()].to_dict("records")


def _first(rows: Sequence[Row], year: int, name: str) -> Row:
    found = (r for r in rows if r["demarche"] == name and int(r["exercice"]) == year)
    return next(found, {})


def _step(step: YearlyStep, row: Row, days: tuple[dt.date, dt.date], *, kept: bool) -> Row:
    day, limit = days
    date = row.get("date")
    done = date.date() if isinstance(date, pd.Timestamp) and not pd.isna(date) else None
    late = ((done or day) - limit).days
    if done:
        state = DONE_LATE if late > 0 else DONE
    elif late <= 0:
        state = TO_DO
    else:
        state = MISSING if kept else NOT_TOLD
    return {
        **{name: getattr(step, name) for name in STEPS[1:6]},
        **{name: row.get(name) for name in ("decision", "remarque")},
        "date": date,
        "etat": state,
        "jours": late if late > 0 and state in (DONE_LATE, MISSING) else None,
    }


def _earlier(date: Any, before: Any) -> bool:
    return not is_missing(date) and before is not None and date < before

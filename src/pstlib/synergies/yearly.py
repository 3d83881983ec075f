"""The report of each year on synergies: which steps are done, late, missing or still to come."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from pstlib.model import Identity, Pst
from pstlib.reference.calendar import YearlyStep
from pstlib.text import is_missing

DONE, DONE_LATE, TO_DO = "FAIT", "FAIT_EN_RETARD", "A_FAIRE"
MISSING, NOT_TOLD = "MANQUANT", "NON_DOCUMENTE"
STEPS = [
    "exercice", "demarche", "libelle", "acteur", "reference", "statut", "date", "etat", "jours",
    "desordre", "decision", "remarque", "selon",
]  # fmt: skip
_OTHERS = {"AC": "conseil de l’action sociale", "CPAS": "conseil communal"}
"""Who takes the steps that an organisation need not record, by what it is."""
Row = dict[Any, Any]


def both_records(own: Pst, partner: Pst | None) -> pd.DataFrame:
    """Put the steps that a partner records after one's own; ``selon`` names who dates them."""
    mine = own.demarches.assign(selon=pd.Series(pd.NA, index=own.demarches.index, dtype="str"))
    if partner is None:
        return mine
    theirs = partner.demarches.assign(selon=partner.identite.organisme).astype({"selon": "str"})
    return pd.concat([mine, theirs], ignore_index=True)


def yearly_steps(
    demarches: pd.DataFrame,
    *,
    day: dt.date,
    identity: Identity,
    steps: Sequence[YearlyStep],
    due: tuple[int, int],
) -> pd.DataFrame:
    """Say how the steps of the report of each exercice stand at a day.

    What isn't recorded isn't missing for all that: a step is MANQUANT only from the first exercice
    that the record tells of on; before, it is NON_DOCUMENTE, as is one that the other council takes
    and that the record never names.

    Args:
        demarches: See ``both_records``; a step without an exercice belongs to that of its date.
        day: Nothing dated later is looked at.
        identity: Whose record it is: its first exercice, and which steps are its own.
        steps: The yearly steps, in the order in which they are taken.
        due: Month and day of the exercice after which a step is late.

    Returns:
        One row per exercice and step, in order: ``STEPS``. ``jours``: how many days after the due
        day a step was done, or that it is missing; ``desordre``: it was done before the one that
        comes first; ``selon``: the partner that dates it, where one's own record doesn't.
    """
    rows = _recorded(demarches[demarches["demarche"].isin([one.demarche for one in steps])], day)
    known = {int(row["exercice"]) for row in rows if not is_missing(row["date"])}
    named = {row["demarche"] for row in rows}
    own = [s for s in steps if s.acteur != _OTHERS[identity.type_admin] or s.demarche in named]
    found: list[Row] = []
    for year in sorted(known | set(range(identity.exercice_debut, day.year + 1))):
        kept = own if year >= min(known, default=year + 1) else []
        found += _of_year(rows, year, steps, (day, dt.date(year, *due)), kept)
    kinds: Row = {"exercice": "Int64", "jours": "Int64", "date": "datetime64[us]", "selon": "str"}
    return pd.DataFrame(found, columns=STEPS).astype({**kinds, "desordre": bool})


def _of_year(
    rows: Sequence[Row],
    year: int,
    steps: Sequence[YearlyStep],
    days: tuple[dt.date, dt.date],
    kept: Sequence[YearlyStep],
) -> Iterator[Row]:
    """Give the steps of an exercice in order; of those that aren't ``kept``, none is missing."""
    before: Any = None
    for step in steps:
        one = _step(step, _first(rows, year, step.demarche), days, kept=step in kept)
        disorder = _earlier(one["date"], before)
        yield {**one, "exercice": year, "desordre": disorder}
        before = before if is_missing(one["date"]) or disorder else one["date"]


def _recorded(rows: pd.DataFrame, day: dt.date) -> list[Row]:
    """Give the rows up to the day, each with its exercice; one without date comes last."""
    past = rows[~rows["date"].gt(pd.Timestamp(day))].sort_values("date", kind="stable")
    year = past["exercice"].fillna(past["date"].dt.year.astype("Int64"))
    return past.assign(exercice=year)[year.notna()].to_dict("records")


def _first(rows: Sequence[Row], year: int, name: str) -> Row:
    """Give the first date of one's own record, else of the partner's, else a row without date."""
    found = [r for r in rows if r["demarche"] == name and int(r["exercice"]) == year]
    order = sorted(found, key=lambda r: (is_missing(r["date"]), not is_missing(r["selon"])))
    return next(iter(order), {})


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
        **{name: row.get(name) for name in ("decision", "remarque", "selon")},
        "date": date,
        "etat": state,
        "jours": late if late > 0 and state in (DONE_LATE, MISSING) else None,
    }


def _earlier(date: Any, before: Any) -> bool:
    return not is_missing(date) and before is not None and date < before

"""Execution of the budget: voted, committed, booked; the results of an account; the years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.splitting import Integers
from pstlib.budgets.sums import Cents, held, numbered

YEARLY = ["exercice", "service", "type"]
_FIGURE = {"D": "engagements", "R": "droits_nets"}
"""What executes a vote: commitments for an expense, net established rights for a receipt."""
_BOOKED = ["droits_nets", "engagements", "imputations"]
_ALL = "TOTAL"
_PORTIONS = {"PROPRE": 0, "ANTERIEURS": 1, "PRELEVEMENTS": 2, _ALL: 3}
_SIDES = {"R": ["droits_nets"], "D": ["engagements", "imputations"]}


def by_year(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the execution of each exercice, service and type: see ``execution``."""
    return execution(amounts, YEARLY)


def execution(lignes: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Compare what was voted with what was committed, or established for a receipt.

    The rate compares only the exercices, services and types that have both a vote and an
    account: the budget of a year without account would lower it, as if nothing had been spent.
    ``compte``, an account that doesn't say which figure it gives, stays a column of its own: it
    never stands for commitments.

    Args:
        lignes: The result of ``amounts_by_version``, or ``Attachments.lignes``.
        columns: What to group by; ``type`` must be among them, for a sum of receipts and
            expenses means nothing.

    Returns:
        One row per group, sorted by ``columns``, a missing value last: ``columns``, the six
        amounts (missing where no line of the group has one), ``n_lignes``, ``n_sans_vote``
        (lines without any vote), ``n_sans_compte`` (lines without the figure that executes
        them), the amounts ``numerateur`` (engagements of expenses, droits nets of receipts) and
        ``denominateur`` (last vote) of the years compared, and ``taux_execution``, their ratio:
        a fraction (Float64), missing when either is, or when nothing was voted.

    Raises:
        ValueError: If ``type`` isn't in ``columns``.
    """
    if "type" not in columns:
        raise ValueError("execution is told apart by type: add it to the columns")
    numbers, first = numbered((lignes[name] for name in columns), sort=True)
    year, _ = numbered(lignes[name] for name in YEARLY)
    executed, voted = _executed(lignes), Cents.of(lignes["dernier_vote"])
    compared = held(year, voted.known) & held(year, executed.known)
    lacking = {"n_sans_vote": ~voted.known, "n_sans_compte": ~executed.known}
    n_groups = len(first)
    above, below = (column.where(compared).by(numbers, n_groups) for column in (executed, voted))
    return pd.DataFrame(
        {
            **{name: lignes[name].array.take(first) for name in columns},
            **{name: Cents.of(lignes[name]).by(numbers, n_groups).amounts() for name in AMOUNTS},
            "n_lignes": np.bincount(numbers, minlength=n_groups),
            **{name: _counted(flags, numbers, n_groups) for name, flags in lacking.items()},
            "numerateur": above.amounts(),
            "denominateur": below.amounts(),
            "taux_execution": _ratios(above, below),
        }
    )


def results(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the budget result and the accounting result of each account.

    Résultat budgétaire = droits nets − engagements; résultat comptable = droits nets −
    imputations (RGCC adapted to the CPAS).

    Args:
        amounts: The result of ``amounts_by_version``.

    Returns:
        One row per ``exercice``, ``service`` and ``portion`` (PROPRE, ANTERIEURS, PRELEVEMENTS
        where there are such lines, then TOTAL): ``droits_nets, engagements, imputations``,
        ``resultat_budgetaire, resultat_comptable`` (missing unless both terms are known) and
        ``n_sans_compte``, the voted lines of which the account says nothing. A portion without
        a single line of receipts, or of expenses, in an exercice and service of which that side
        of the account is known has none: 0.00.
    """
    keys = ["exercice", "service", "portion"]
    own, first = numbered((amounts[name] for name in keys), sort=True)
    year, heads = numbered((amounts[name] for name in keys[:2]), sort=True)
    # Each line counts in its portion, and in the total of its year.
    lines = amounts[["type", *AMOUNTS]].take(np.tile(np.arange(len(amounts)), 2))
    groups, rows = np.concatenate([own, year + len(first)]), np.concatenate([first, heads])
    sums = _sides(lines, groups, totals=len(first) + year[rows])
    silent = Cents.of(lines["dernier_vote"]).known & ~_executed(lines).known
    portions = [*amounts["portion"].array.take(first), *[_ALL] * len(heads)]
    told = pd.DataFrame(
        {
            **{name: amounts[name].array.take(rows) for name in keys[:2]},
            "portion": pd.array(portions, dtype="str"),
            **{name: sums[name].amounts() for name in _BOOKED},
            "resultat_budgetaire": sums["droits_nets"].minus(sums["engagements"]).amounts(),
            "resultat_comptable": sums["droits_nets"].minus(sums["imputations"]).amounts(),
            "n_sans_compte": _counted(silent, groups, len(rows)),
        }
    )
    places = list(zip(*(told[name].tolist() for name in keys), strict=True))
    order = sorted(range(len(told)), key=lambda row: _place(*places[row]))
    return told.take(order).reset_index(drop=True)


def _place(year: int, service: str, portion: str) -> tuple[int, bool, int]:
    return year, service != "O", _PORTIONS[portion]


def _sides(lines: pd.DataFrame, groups: Integers, *, totals: Integers) -> dict[str, Cents]:
    """Add up each side of the account by group; 0.00 where a known side has no line.

    ``totals`` gives for each group that of the whole year.
    """
    sums = {}
    for side, names in _SIDES.items():
        own = lines["type"].eq(side).to_numpy()
        lacking = _counted(own, groups, len(totals)) == 0
        for name in names:
            found = Cents.of(lines[name]).where(own).by(groups, len(totals))
            sums[name] = Cents(found.cents, found.known | (lacking & found.known[totals]))
    return sums


def unbudgeted(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the lines with an account and no vote: kept everywhere, and said."""
    known = {name: amounts[name].notna().to_numpy() for name in AMOUNTS}
    booked = np.any([known[name] for name in (*_BOOKED, "compte")], axis=0)
    return amounts.take(np.flatnonzero(booked & ~known["dernier_vote"]))


def silent_years(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the exercices and services that were voted and of which no account is known.

    Returns:
        Columns ``exercice, service, compte_indistinct``: whether there is an account that
        doesn't say if it gives commitments or bookings.
    """
    keys = ["exercice", "service"]
    numbers, first = numbered((amounts[name] for name in keys), sort=True)
    known = {name: amounts[name].notna().to_numpy() for name in AMOUNTS}
    known = {name: held(numbers, flags)[first] for name, flags in known.items()}
    silent = known["dernier_vote"] & ~np.any([known[name] for name in _BOOKED], axis=0)
    rows = amounts[keys].take(first[silent]).reset_index(drop=True)
    return rows.assign(compte_indistinct=known["compte"][silent])


def _executed(lignes: pd.DataFrame) -> Cents:
    """Give the amount that executes each row's vote, by its type."""
    expense = lignes["type"].eq("D").to_numpy()
    figures = {kind: Cents.of(lignes[name]) for kind, name in _FIGURE.items()}
    return figures["D"].where(expense).otherwise(figures["R"].where(~expense))


def _counted(flags: Integers, numbers: Integers, n_groups: int) -> Integers:
    return np.bincount(numbers[flags], minlength=n_groups)


def _ratios(numerators: Cents, denominators: Cents) -> pd.Series[Any]:
    compared = (numerators.known & denominators.known & (denominators.cents > 0)).tolist()
    pairs = zip(numerators.cents.tolist(), denominators.cents.tolist(), compared, strict=True)
    found = [float(Decimal(above) / below) if known else None for above, below, known in pairs]
    return pd.Series(found, dtype="Float64")

"""Execution of the budget: voted, committed, booked; the results of an account; the years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.sums import summed
from pstlib.model.columns import AMOUNT
from pstlib.text import is_missing

YEARLY = ["exercice", "service", "type"]
_FIGURE = {"D": "engagements", "R": "droits_nets"}
"""What executes a vote: commitments for an expense, net established rights for a receipt."""
_BOOKED = ["droits_nets", "engagements", "imputations"]
_ALL = "TOTAL"
_PORTIONS = {"PROPRE": 0, "ANTERIEURS": 1, "PRELEVEMENTS": 2, _ALL: 3}
_NOTHING: Any = Decimal("0.00")
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
    executed, voted = _executed(lignes), lignes["dernier_vote"]
    year = lignes.groupby(YEARLY).ngroup()
    compared = year.isin(year[voted.notna()]) & year.isin(year[executed.notna()])
    counts, ratio = ["n_lignes", "n_sans_vote", "n_sans_compte"], ["numerateur", "denominateur"]
    told = lignes[list({*columns, *AMOUNTS})].assign(
        n_lignes=1,
        n_sans_vote=voted.isna().astype("int64"),
        n_sans_compte=executed.isna().astype("int64"),
        numerateur=executed.where(compared),
        denominateur=voted.where(compared),
    )
    sums = summed(told, columns, [*AMOUNTS, *counts, *ratio])
    return sums.assign(taux_execution=_ratios(sums["numerateur"], sums["denominateur"]))


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
    keys, kind = ["exercice", "service", "portion"], amounts["type"]
    silent = amounts["dernier_vote"].notna() & _executed(amounts).isna()
    sides = {name: amounts[name].where(kind.eq(side)) for side in _SIDES for name in _SIDES[side]}
    counts = {f"n_{side}": kind.eq(side).astype("int64") for side in _SIDES}
    counts["n_sans_compte"] = silent.astype("int64")
    own = summed(amounts[keys].assign(**sides, **counts), keys, [*sides, *counts])
    whole = summed(own, keys[:2], [*sides, *counts]).assign(portion=_ALL)
    found = _without_lines(pd.concat([own, whole], ignore_index=True))
    found = found.assign(
        resultat_budgetaire=(found["droits_nets"] - found["engagements"]).astype(AMOUNT),
        resultat_comptable=(found["droits_nets"] - found["imputations"]).astype(AMOUNT),
    )
    ordered = found.sort_values(
        keys,
        ascending=[True, False, True],
        key=lambda column: column.map(_PORTIONS) if column.name == "portion" else column,
        ignore_index=True,
    )
    return ordered[[*keys, *_BOOKED, "resultat_budgetaire", "resultat_comptable", "n_sans_compte"]]


def _without_lines(sums: pd.DataFrame) -> pd.DataFrame:
    """Write 0.00 for the portions without a line of a side whose account is known."""
    year = sums.groupby(["exercice", "service"]).ngroup()
    filled = {
        name: sums[name].mask(
            sums[f"n_{side}"].eq(0) & year.isin(year[sums[name].notna()]), _NOTHING
        )
        for side, names in _SIDES.items()
        for name in names
    }
    return sums.assign(**filled)


def unbudgeted(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the lines with an account and no vote: kept everywhere, and said."""
    booked = amounts[[*_BOOKED, "compte"]].notna().any(axis=1)
    return amounts[booked & amounts["dernier_vote"].isna()]


def silent_years(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the exercices and services that were voted and of which no account is known.

    Returns:
        Columns ``exercice, service, compte_indistinct``: whether there is an account that
        doesn't say if it gives commitments or bookings.
    """
    known = amounts.groupby(["exercice", "service"], sort=True)[AMOUNTS].count().gt(0)
    told = known[_BOOKED].any(axis=1)
    silent = known[known["dernier_vote"] & ~told]
    return silent["compte"].rename("compte_indistinct").reset_index()


def _executed(lignes: pd.DataFrame) -> pd.Series[Any]:
    """Give the amount that executes each row's vote, by its type."""
    expense = lignes["type"].eq("D")
    return lignes[_FIGURE["D"]].where(expense, lignes[_FIGURE["R"]])


def _ratios(numerators: pd.Series[Any], denominators: pd.Series[Any]) -> pd.Series[Any]:
    pairs = zip(numerators.tolist(), denominators.tolist(), strict=True)
    found = [
        None if is_missing(above) or is_missing(below) or below <= 0 else float(above / below)
        for above, below in pairs
    ]
    return pd.Series(found, index=numerators.index, dtype="Float64")

"""Execution of the budget: voted, committed, booked; the results of an account; the years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.tally import EXECUTION, SILENT, YEARLY, Row, Tally, total

_BOOKED = {"droits_nets": "R", "engagements": "D", "imputations": "D"}
"""What an account says, and of which side."""
_RESULTS = {"resultat_budgetaire": "engagements", "resultat_comptable": "imputations"}
_ALL = "TOTAL"
_PORTIONS = {"PROPRE": 0, "ANTERIEURS": 1, "PRELEVEMENTS": 2, _ALL: 3}
_RESULT = [*YEARLY[:2], "portion"]
_UNSAID = "compte_indistinct"


def by_year(amounts: pd.DataFrame | Tally) -> pd.DataFrame:
    """Give the execution of each exercice, service and type: see ``execution``."""
    return execution(amounts, YEARLY)


def execution(lignes: pd.DataFrame | Tally, columns: Sequence[str]) -> pd.DataFrame:
    """Compare what was voted with what was committed, or established for a receipt.

    The rate compares only the exercices, services and types that have both a vote and an
    account: the budget of a year without account would lower it, as if nothing had been spent.
    ``compte``, an account that doesn't say which figure it gives, stays a column of its own: it
    never stands for commitments.

    Args:
        lignes: The result of ``amounts_by_version``, or ``Attachments.lignes``; or their tally.
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
    tally = Tally.of(lignes, list(dict.fromkeys([*columns, *YEARLY])))
    return tally.rated(columns).table([*columns, *EXECUTION])


def results(amounts: pd.DataFrame | Tally) -> pd.DataFrame:
    """Give the budget result and the accounting result of each account.

    Résultat budgétaire = droits nets − engagements; résultat comptable = droits nets −
    imputations (RGCC adapted to the CPAS).

    Args:
        amounts: The result of ``amounts_by_version``, or its tally by ``YEARLY`` and ``portion``.

    Returns:
        One row per ``exercice``, ``service`` and ``portion`` (PROPRE, ANTERIEURS, PRELEVEMENTS
        where there are such lines, then TOTAL): ``droits_nets, engagements, imputations``,
        ``resultat_budgetaire, resultat_comptable`` (missing unless both terms are known) and
        ``n_sans_compte``, the voted lines of which the account says nothing. A portion without
        a single line of receipts, or of expenses, in an exercice and service of which that side
        of the account is known has none: 0.00.
    """
    tally = Tally.of(amounts, [*YEARLY, "portion"])
    groups: dict[tuple[int, str, str], list[Row]] = {}
    for row in tally.rows:
        for portion in (row["portion"], _ALL):
            groups.setdefault((row["exercice"], row["service"], portion), []).append(row)
    rows = [
        dict(zip(_RESULT, key, strict=True)) | _result(groups[key], groups[*key[:2], _ALL])
        for key in sorted(groups, key=lambda key: (key[0], key[1] != "O", _PORTIONS[key[2]]))
    ]
    return Tally(rows, tally.kinds).table([*_RESULT, *_BOOKED, *_RESULTS, "n_sans_compte"])


def _result(own: Sequence[Row], whole: Sequence[Row]) -> Row:
    """Give the account of some lines among those of the whole year."""
    sums = {name: _side(own, whole, name) for name in _BOOKED}
    rights = sums["droits_nets"]
    results = {
        name: None if rights is None or (spent := sums[figure]) is None else rights - spent
        for name, figure in _RESULTS.items()
    }
    return sums | results | {"n_sans_compte": sum(row[SILENT] for row in own)}


def _side(own: Sequence[Row], whole: Sequence[Row], name: str) -> int | None:
    """Add up a side of the account; nothing is booked on a side without a line, if it is known."""
    sides = ([row[name] for row in rows if row["type"] == _BOOKED[name]] for rows in (own, whole))
    lines, known = sides
    return total(lines) if lines or total(known) is None else 0


def unbudgeted(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the lines with an account and no vote: kept everywhere, and said."""
    known = {name: amounts[name].notna().to_numpy() for name in AMOUNTS}
    booked = np.any([known[name] for name in (*_BOOKED, "compte")], axis=0)
    return amounts.take(np.flatnonzero(booked & ~known["dernier_vote"]))


def silent_years(amounts: pd.DataFrame | Tally) -> pd.DataFrame:
    """Give the exercices and services that were voted and of which no account is known.

    Returns:
        Columns ``exercice, service, compte_indistinct``: whether there is an account that
        doesn't say if it gives commitments or bookings.
    """
    years = Tally.of(amounts, YEARLY).added(YEARLY[:2])
    silent = [
        row | {_UNSAID: row["compte"] is not None}
        for row in years.rows
        if row["dernier_vote"] is not None and all(row[name] is None for name in _BOOKED)
    ]
    return Tally(silent, {**years.kinds, _UNSAID: bool}).table([*YEARLY[:2], _UNSAID])

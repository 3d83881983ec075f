"""The years of a plan: funding declared, cost projected, voted, spent; each in its own column."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.places import Places
from pstlib.budgets.splitting import integers, whole_numbers
from pstlib.budgets.sums import Cents
from pstlib.budgets.tally import PLACED, Row, Tally
from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of
from pstlib.text import is_missing

WHOLE, OBJECTIVE, UNATTACHED = "PLAN", "OS", "NON_RATTACHE"
"""What a row of the trajectory is about."""
_ORDER = {WHOLE: 0, OBJECTIVE: 1, UNATTACHED: 2}
FIGURES = ["prevu", "projete", "vote", "depense"]

_GIVEN = ["element_id", "exercice", "montant"]
_SPENT = {"vote": "dernier_vote", "depense": "engagements"}
_NOTHING = Decimal("0.00")
_Sums = dict[tuple[str, str | None, int | None], dict[str, Decimal]]


def spread(table: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Share out ``montant`` among the places of each row's element.

    Args:
        table: ``element_id``, ``montant`` and any columns: financements, projections.
        plan: A ``situation``.

    Returns:
        One row per row of ``table`` and place: its columns, ``element_id`` being the place and
        ``montant`` its share to the cent, plus ``os_id, oo_id``, both missing for what isn't in
        the plan, and ``hors_plan``.
    """
    return _spread(table, Places(plan))


def _spread(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    found = []
    for line, element in enumerate(table["element_id"].tolist()):
        chief = places.chief(element)
        shared = [place[:4] for place in places.of(chief)] if chief else [(element, None, None, 1)]
        found += [(line, chief is None, *place) for place in shared]
    ranks, outside, *places_of, shares = zip(*found, strict=True) if found else [()] * 6
    lines = np.array(ranks, dtype="int64")
    numerators, whole = whole_numbers(map(Fraction, shares))
    weights, totals = (integers(n, whole=whole) for n in (numerators, [whole] * len(lines)))
    split = table.take(lines).reset_index(drop=True)
    names = zip(("element_id", "oo_id", "os_id"), places_of, strict=True)
    return split.assign(
        montant=Cents.of(split["montant"]).split(weights, totals, lines).amounts(),
        **{name: pd.array(list(cells), dtype="str") for name, cells in names},
        hors_plan=np.array(outside, dtype=bool),
    )


def trajectory(
    lignes: pd.DataFrame | Tally,
    plan: pd.DataFrame,
    *,
    financements: pd.DataFrame,
    projections: pd.DataFrame,
) -> pd.DataFrame:
    """Put side by side, year by year, what was planned, projected, voted and spent.

    The four are never added nor put in each other's place. Budget and projections are counted
    on the expense side (a projection without type is one), ordinary and extraordinary together.

    Args:
        lignes: ``Attachments.lignes``, or its tally by ``PLACED``.
        plan: A ``situation``.
        financements: The table ``financements``.
        projections: The table ``projections``.

    Returns:
        ``perimetre, os_id, exercice`` and the amounts ``prevu`` (funding declared), ``projete``,
        ``vote`` (last voted), ``depense`` (engagements), each missing where nothing is known.
        ``perimetre`` is PLAN (all that is attached to the plan), OS (one row per OS; ``os_id``
        missing for what hangs under none) or NON_RATTACHE (what no element of the plan holds).
        ``exercice`` may be missing: funding of no stated year. Sorted in that order.
    """
    places, sums = Places(plan), _Sums()
    expenses = [
        row | {"hors_plan": row["element_id"] is None}
        for row in Tally.of(lignes, PLACED).in_euros()
        if row["type"] == "D"
    ]
    costs = projections[projections["type"].ne("R")]
    _add(sums, records(_spread(financements[_GIVEN], places)), prevu="montant")
    _add(sums, records(_spread(costs[_GIVEN], places)), projete="montant")
    _add(sums, expenses, **_SPENT)
    keys = ("perimetre", "os_id", "exercice")
    rows = [dict(zip(keys, key, strict=True)) | sums[key] for key in sorted(sums, key=_in_order)]
    kinds = zip((*keys, *FIGURES), ("str", "str", "Int64", *[AMOUNT] * len(FIGURES)), strict=True)
    return table_of(rows, dict(kinds))


def _add(sums: _Sums, rows: Iterable[Row], **figures: str) -> None:
    """Add what rows know of some figures to those of their year, in the plan and in their OS.

    A year of which a source tells only lines without amount says nothing: it gets no sum.
    """
    for row in rows:
        objective = None if is_missing(row["os_id"]) else row["os_id"]
        own = (UNATTACHED if row["hors_plan"] else OBJECTIVE, objective, row["exercice"])
        scopes = [own] if row["hors_plan"] else [own, (WHOLE, None, row["exercice"])]
        for name, column in figures.items():
            for scope in scopes if row[column] is not None else ():
                found = sums.setdefault(scope, {})
                found[name] = found.get(name, _NOTHING) + row[column]


def _in_order(key: tuple[str, str | None, int | None]) -> tuple[Any, ...]:
    scope, objective, year = key
    return _ORDER[scope], objective is None, objective or "", year is None, year or 0

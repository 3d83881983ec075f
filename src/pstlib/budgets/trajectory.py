"""The years of a plan: funding declared, cost projected, voted, spent; each in its own column."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.places import Places
from pstlib.budgets.splitting import integers, split_amounts, whole_numbers
from pstlib.budgets.sums import summed
from pstlib.model.columns import AMOUNT

WHOLE, OBJECTIVE, UNATTACHED = "PLAN", "OS", "NON_RATTACHE"
"""What a row of the trajectory is about."""
_ORDER = {WHOLE: 0, OBJECTIVE: 1, UNATTACHED: 2}
FIGURES = ["prevu", "projete", "vote", "depense"]


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
    places = Places(plan)
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
        montant=split_amounts(split["montant"], weights, totals, lines),
        **{name: pd.Series(cells, dtype="str") for name, cells in names},
        hors_plan=pd.Series(outside, dtype=bool),
    )


def trajectory(
    lignes: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    financements: pd.DataFrame,
    projections: pd.DataFrame,
) -> pd.DataFrame:
    """Put side by side, year by year, what was planned, projected, voted and spent.

    The four are never added nor put in each other's place. Budget and projections are counted
    on the expense side (a projection without type is one), ordinary and extraordinary together.

    Args:
        lignes: ``Attachments.lignes``.
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
    spent = ["element_id", "os_id", "exercice", "dernier_vote", "engagements"]
    expenses = lignes.loc[lignes["type"].eq("D"), spent]
    expenses = expenses.assign(hors_plan=expenses["element_id"].isna())
    costs = projections[projections["type"].ne("R")]
    parts = [
        _figures(spread(financements, plan), prevu="montant"),
        _figures(spread(costs, plan), projete="montant"),
        _figures(expenses, vote="dernier_vote", depense="engagements"),
    ]
    keys = ["perimetre", "os_id", "exercice"]
    own = summed(pd.concat(parts, ignore_index=True), ["hors_plan", *keys[1:]], FIGURES)
    whole = summed(own[~own["hors_plan"]], ["exercice"], FIGURES).assign(perimetre=WHOLE)
    told = own.assign(perimetre=own["hors_plan"].map({True: UNATTACHED, False: OBJECTIVE}))
    none = pd.Series(index=whole.index, dtype="str")
    sums = pd.concat([whole.assign(os_id=none), told], ignore_index=True)[[*keys, *FIGURES]]
    # A year of which a source tells only lines without amount says nothing.
    known = sums[sums[FIGURES].notna().any(axis=1)]
    return known.sort_values(
        keys, key=lambda c: c.map(_ORDER) if c.name == "perimetre" else c, ignore_index=True
    )


def _figures(rows: pd.DataFrame, **amounts: str) -> pd.DataFrame:
    empty: pd.Series[Any] = pd.Series(index=rows.index, dtype=AMOUNT)
    figures = {name: rows[amounts[name]] if name in amounts else empty for name in FIGURES}
    return rows[["hors_plan", "os_id", "exercice"]].assign(**figures)

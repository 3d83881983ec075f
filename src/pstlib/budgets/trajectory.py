"""The years of a plan: funding declared, cost projected, voted, spent; each in its own column."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.budgets.places import Places
from pstlib.budgets.splitting import integers, split_amounts, whole_numbers
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
    for line, element in enumerate(table["element_id"]):
        chief = places.chief(element)
        shared = [place[:4] for place in places.of(chief)] if chief else [(element, None, None, 1)]
        found += [(line, chief is None, *place) for place in shared]
    columns = ["line", "hors_plan", "element_id", "oo_id", "os_id", "share"]
    rows = pd.DataFrame(found, columns=columns).astype(
        {"line": "int64", "hors_plan": "bool", **dict.fromkeys(columns[2:5], "str")}
    )
    numerators, whole = whole_numbers(rows["share"])
    lines = rows["line"].to_numpy()
    weights, totals = (integers(n, whole=whole) for n in (numerators, [whole] * len(rows)))
    split = table.take(lines).reset_index(drop=True)
    return split.assign(
        montant=split_amounts(split["montant"], weights, totals, lines),
        **{name: rows[name] for name in ("element_id", "os_id", "oo_id", "hors_plan")},
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
    expenses = lignes[lignes["type"].eq("D")]
    costs = projections[projections["type"].ne("R")]
    expenses = expenses.assign(hors_plan=expenses["element_id"].isna())
    parts = [
        _figure(spread(financements, plan), "montant", "prevu"),
        _figure(spread(costs, plan), "montant", "projete"),
        _figure(expenses, "dernier_vote", "vote"),
        _figure(expenses, "engagements", "depense"),
    ]
    rows = pd.concat(parts, ignore_index=True)
    whole = rows[~rows["hors_plan"]].assign(perimetre=WHOLE, os_id=None)
    objectives = rows.assign(perimetre=rows["hors_plan"].map({True: UNATTACHED, False: OBJECTIVE}))
    keys = ["perimetre", "os_id", "exercice"]
    every = pd.concat([whole, objectives], ignore_index=True).astype({"os_id": "str"})
    sums = every.groupby(keys, dropna=False)[FIGURES].sum(min_count=1).astype(AMOUNT).reset_index()
    # A year of which a source tells only lines without amount says nothing.
    known = sums[sums[FIGURES].notna().any(axis=1)]
    return known.sort_values(
        keys, key=lambda c: c.map(_ORDER) if c.name == "perimetre" else c, ignore_index=True
    )


def _figure(rows: pd.DataFrame, amount: str, name: str) -> pd.DataFrame:
    empty: pd.Series[Any] = pd.Series(index=rows.index, dtype=AMOUNT)
    figures = dict.fromkeys(FIGURES, empty) | {name: rows[amount].astype(AMOUNT)}
    return rows[["hors_plan", "os_id", "exercice"]].assign(**figures)

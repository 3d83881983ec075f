"""What each action weighs by its budget: the expenses voted that are attached to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.budgets.lines import amounts_by_version, read_budget, until
from pstlib.budgets.links import attach
from pstlib.model import Pst
from pstlib.model.statuses import Level
from pstlib.reference.nomenclature import Nomenclature

_CENTS = 100


def expense_weights(
    pst: Pst, plan: pd.DataFrame, *, day: dt.date, nomenclature: Nomenclature
) -> pd.Series[Any]:
    """Add up, for each counted leaf, the last voted expenses attached to it until a date.

    All places of a shared action count, for it is counted once. What is attached to an action
    that has sub-actions weighs on them in equal parts: nothing says how it divides.

    Args:
        pst: The PST.
        plan: Its ``situation`` at ``day``.
        day: Votes of years after its year aren't looked at.
        nomenclature: What the articles are read with.

    Returns:
        By ``element_id``, a weight in cents (float64, since it only serves to weigh): missing
        where no voted expense is attached to the leaf nor to its action, or they add up to less
        than nothing.
    """
    lines = read_budget(until(pst.budget, day), nomenclature=nomenclature)
    paid = attach(amounts_by_version(lines), until(pst.liens_budget, day), plan).lignes
    expenses = paid[paid["type"].eq("D")].dropna(subset=["element_id", "dernier_vote"])
    origins = dict(zip(plan["element_id"], plan["original_id"], strict=True))
    totals = expenses["dernier_vote"].groupby(expenses["element_id"].map(origins)).sum()
    voted = {origin: float(amount * _CENTS) for origin, amount in totals.items()}
    leaves = plan[plan["feuille"]]
    subs = leaves["niveau"].eq(Level.SUB_ACTION)
    siblings = leaves.groupby("parent_id")["element_id"].transform("size")
    own = leaves["original_id"].map(voted).astype("float64")
    above = leaves["parent_id"].where(subs).map(origins).map(voted).astype("float64") / siblings
    weights = own.add(above, fill_value=0.0)
    return weights.where(weights.ge(0)).set_axis(leaves["element_id"].array)

"""The *déclaration de politique sociale* in the plan: covered, not covered, added since."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.model.statuses import Level

COVERED, UNCOVERED, LEFT = "COUVERT", "NON_COUVERT", "SORTI_DU_PLAN"


def dps_trace(dps: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Trace each project of the DPS to the plan.

    Args:
        dps: The table ``dps``.
        plan: A ``situation``.

    Returns:
        One row per project, in the order of ``dps``: ``projet_id, libelle, axe,
        montant_annonce, etat`` (COUVERT: an element of the plan translates it; NON_COUVERT: none
        does; SORTI_DU_PLAN: its element isn't in the plan at that date), ``element_id, code,
        os_id``, the last two missing unless it is covered.
    """
    known = plan[["element_id", "code", "os_id"]]
    traced = dps.merge(known, on="element_id", how="left", validate="many_to_one")
    state = pd.Series(COVERED, index=traced.index, dtype="str")
    state = state.mask(traced["code"].isna(), LEFT).mask(traced["element_id"].isna(), UNCOVERED)
    columns = ["projet_id", "libelle", "axe", "montant_annonce", "etat"]
    return traced.assign(etat=state)[[*columns, "element_id", "code", "os_id"]]


def added_since(dps: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Give the OS and OO that no project of the DPS covers: « ajoutés depuis ».

    A project covers the element that translates it, all that hold it and all that it holds, at
    every place of a shared action.

    Args:
        dps: The table ``dps``; without a single project nothing was declared, so nothing can be
            said to be added.
        plan: A ``situation``.

    Returns:
        ``element_id, code, niveau, libelle, os_id``, in the order of the plan.
    """
    columns = ["element_id", "code", "niveau", "libelle", "os_id"]
    objectives = plan[plan["niveau"].isin([Level.OS, Level.OO])]
    covered = _covered(set(dps["element_id"].dropna()), plan)
    added = objectives[~objectives["element_id"].isin(covered)]
    return added.loc[added.index if len(dps) else [], columns].reset_index(drop=True)


def _covered(targets: set[Any], plan: pd.DataFrame) -> set[Any]:
    origins = plan.loc[plan["element_id"].isin(targets), "original_id"]
    places = set(plan.loc[plan["original_id"].isin(origins), "element_id"])
    parents = dict(zip(plan["element_id"], plan["parent_id"], strict=True))
    below = set(places)
    for element, parent in parents.items():  # parents come before their children
        if parent in below:
            below.add(element)
    above = set()
    for place in places:
        while place in parents and place not in above:
            above.add(place)
            place = parents[place]  # noqa: PLW2901 - climbs from the place to its root
    return below | above

"""The *déclaration de politique sociale* in the plan: covered, not covered, added since."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.model.records import records
from pstlib.model.statuses import Level
from pstlib.text import is_missing

_PLACE = ("code", "os_id")
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
    known = {row["element_id"]: row for row in records(plan[["element_id", "code", "os_id"]])}
    targets = dps["element_id"].tolist()
    found = [known.get(element, {}) for element in targets]
    states = [
        UNCOVERED if is_missing(element) else COVERED if row else LEFT
        for element, row in zip(targets, found, strict=True)
    ]
    traced = dps[["projet_id", "libelle", "axe", "montant_annonce"]].reset_index(drop=True)
    return traced.assign(
        etat=pd.array(states, dtype="str"),
        element_id=dps["element_id"].array,
        **{name: pd.array([row.get(name) for row in found], dtype="str") for name in _PLACE},
    )


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
    if dps.empty:
        return plan.loc[[], columns].reset_index(drop=True)
    covered = _covered(set(dps["element_id"].dropna()), plan)
    rows = zip(plan["niveau"].tolist(), plan["element_id"].tolist(), strict=True)
    added = [
        rank
        for rank, (level, element) in enumerate(rows)
        if level in (Level.OS, Level.OO) and element not in covered
    ]
    return plan[columns].take(added).reset_index(drop=True)


def _covered(targets: set[Any], plan: pd.DataFrame) -> set[Any]:
    columns = ("element_id", "original_id", "parent_id")
    rows = list(zip(*(plan[name].tolist() for name in columns), strict=True))
    origins = {origin for element, origin, _ in rows if element in targets}
    places = {element for element, origin, _ in rows if origin in origins}
    parents = {element: parent for element, _, parent in rows}
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

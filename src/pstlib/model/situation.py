"""The plan as it stood at a date: what was in it, and the last status observed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pstlib.model.statuses import ActionType, Level, Status

if TYPE_CHECKING:
    from pstlib.model.pst import Pst

OBSERVED_COLUMNS = ["statut", "statut_source", "taux_avancement", "sante", "commentaire"]
_LEAF_LEVELS = (Level.ACTION, Level.SUB_ACTION)


def situation(pst: Pst, date: dt.date) -> pd.DataFrame:
    """Give every element in the plan at ``date`` with its last observation.

    An element is in the plan when the version by which it enters is empty or dated at
    ``date`` at the latest, the version by which it leaves is empty or dated later, and its
    parent is in the plan. A shared action takes the observations of its original.

    Args:
        pst: The PST.
        date: Day of the situation; later observations and versions are not looked at.

    Returns:
        One row per element, parents before children, in the order of the plan: the columns of
        ``elements``, those of ``suivi`` (``statut`` is INCONNU for a leaf without status,
        missing for an objective without any) and ``date_suivi``, plus

        - ``feuille``: counts in the totals: its sub-actions instead of an action that has some
          in the plan; of a shared action, one place only;
        - ``original_id``: the action that a shared one repeats, else the element itself;
        - ``os_id``, ``oo_id``: the nearest OS and OO, the element itself included;
        - ``type_effectif``: PST, PERENNE or HORS_CHAMP, a sub-action taking its action's;
        - ``contradiction``: two different observations bear the last date; the last was taken.
    """
    elements = pst.elements[_within_versions(pst, date)]
    plan = _in_plan_order(elements)
    plan = plan.assign(original_id=_originals(pst.elements).reindex(plan["element_id"]).to_numpy())
    parents = _parents(plan)
    plan = plan.assign(
        os_id=_nearest(plan, parents, Level.OS),
        oo_id=_nearest(plan, parents, Level.OO),
        type_effectif=_effective_types(plan),
        feuille=_leaves(plan),
    )
    seen = plan.merge(
        _last_observations(pst.suivi, date),
        how="left",
        left_on="original_id",
        right_on="observe_id",
        validate="many_to_one",
    ).drop(columns="observe_id")
    unknown = seen["niveau"].isin(_LEAF_LEVELS) & seen["statut"].isna()
    return seen.assign(
        statut=seen["statut"].mask(unknown, str(Status.UNKNOWN)),
        contradiction=seen["contradiction"].eq(True),  # noqa: FBT003 - missing counts as no
    )


def memberships(plan: pd.DataFrame) -> pd.DataFrame:
    """Say which counted leaf belongs to which element of a ``situation``.

    A leaf belongs to itself, to all that hold it, and, when it or its action is shared, to all
    that hold the other places where it shows. Each pair comes once, so that a total counts a
    shared action once.

    Returns:
        Columns ``element_id`` and ``membre_id``, both identifiers of rows of ``plan``.
    """
    parents = _parents(plan)
    leaves = plan.loc[plan["feuille"], "element_id"]
    places = _places(plan)
    pairs: dict[tuple[str, str], None] = {}
    for leaf in leaves:
        for holder in _chain(leaf, parents):
            for place in places[holder]:
                pairs |= {(above, leaf): None for above in _chain(place, parents)}
    return pd.DataFrame(list(pairs), columns=["element_id", "membre_id"], dtype="str")


def version_dates(pst: Pst, column: str) -> pd.Series[Any]:
    """Give, for each element, the date of the version that ``column`` names (NaT if none)."""
    dates = pst.versions.set_index("version")["date"]
    # Not Series.map: it fails where no version is known at all.
    found = dates.reindex(pst.elements[column]).to_numpy()
    return pd.Series(found, index=pst.elements.index)


def _within_versions(pst: Pst, date: dt.date) -> pd.Series[bool]:
    day = pd.Timestamp(date)
    entered, left = version_dates(pst, "version_entree"), version_dates(pst, "version_sortie")
    return (entered.isna() | entered.le(day)) & (left.isna() | left.gt(day))


def _in_plan_order(elements: pd.DataFrame) -> pd.DataFrame:
    """Walk the tree from its roots; what hangs below an element out of the plan is not reached."""
    ranked = elements.sort_values("position", kind="stable", na_position="last")
    children: dict[Any, list[int]] = {}
    for row, parent in zip(ranked.index.to_numpy(), ranked["parent_id"], strict=True):
        children.setdefault(parent if isinstance(parent, str) else None, []).append(row)
    ids = elements["element_id"]
    order: list[int] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        order.append(row)
        waiting += children.get(ids[row], [])[::-1]
    return elements.loc[order].reset_index(drop=True)


def _originals(elements: pd.DataFrame) -> pd.Series[str]:
    """Follow ``partage_de`` to the action that is itself no repetition."""
    shared = elements.dropna(subset="partage_de")
    source = dict(zip(shared["element_id"], shared["partage_de"], strict=True))
    found = {}
    for element in elements["element_id"]:
        origin = element
        while origin in source:
            origin = source[origin]
        found[element] = origin
    return pd.Series(found, dtype="str")


def _parents(plan: pd.DataFrame) -> dict[str, Any]:
    return dict(zip(plan["element_id"], plan["parent_id"], strict=True))


def _chain(element: str, parents: Mapping[str, Any]) -> list[str]:
    """Give the element and all that hold it, upwards."""
    chain: list[str] = []
    node: Any = element
    while node in parents:
        chain.append(node)
        node = parents[node]
    return chain


def _nearest(plan: pd.DataFrame, parents: Mapping[str, Any], level: Level) -> pd.Series[str]:
    levels = dict(zip(plan["element_id"], plan["niveau"], strict=True))
    found = [
        next((above for above in _chain(element, parents) if levels[above] == level), None)
        for element in plan["element_id"]
    ]
    return pd.Series(found, index=plan.index, dtype="str")


def _effective_types(plan: pd.DataFrame) -> pd.Series[str]:
    own = plan["type_action"].fillna(str(ActionType.PST))
    by_id = dict(zip(plan["element_id"], own, strict=True))
    is_sub = plan["niveau"].eq(Level.SUB_ACTION)
    return own.mask(is_sub, plan["parent_id"].map(by_id))


def _leaves(plan: pd.DataFrame) -> pd.Series[bool]:
    subs = plan.loc[plan["niveau"].eq(Level.SUB_ACTION), "parent_id"]
    lowest = plan["niveau"].isin(_LEAF_LEVELS) & ~plan["element_id"].isin(subs)
    # Of the places of one shared action, the original stands for all; without it, the first.
    is_original = plan["element_id"].eq(plan["original_id"])
    first = ~plan.assign(second=~is_original).sort_values("second", kind="stable").duplicated(
        "original_id"
    )
    return lowest & first.sort_index()


def _places(plan: pd.DataFrame) -> dict[str, list[str]]:
    """Give, by element, all the places where it shows: itself, and those that share it."""
    groups: dict[str, list[str]] = {}
    for original, element in zip(plan["original_id"], plan["element_id"], strict=True):
        groups.setdefault(original, []).append(element)
    return {element: places for places in groups.values() for element in places}


def _last_observations(suivi: pd.DataFrame, date: dt.date) -> pd.DataFrame:
    known = suivi[suivi["date_suivi"].le(pd.Timestamp(date))]
    last_day = known.groupby("element_id")["date_suivi"].transform("max")
    last = known[known["date_suivi"].eq(last_day)]
    differing = last.drop_duplicates(["element_id", "statut", "taux_avancement"])
    contradicted = differing.loc[differing.duplicated("element_id"), "element_id"]
    chosen = last.drop_duplicates("element_id", keep="last")
    return (
        chosen[["element_id", "date_suivi", *OBSERVED_COLUMNS]]
        .assign(
            observe_id=chosen["element_id"],
            contradiction=chosen["element_id"].isin(contradicted),
        )
        .drop(columns="element_id")
    )

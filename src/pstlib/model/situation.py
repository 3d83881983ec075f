"""The plan as it stood at a date: what was in it, and the last status observed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from pstlib.model.statuses import ActionType, Level, Status
from pstlib.text import is_missing

if TYPE_CHECKING:
    from pstlib.model.pst import Pst

OBSERVED_COLUMNS = ["statut", "statut_source", "taux_avancement", "sante", "commentaire"]
Columns = Mapping[str, Any] | pd.DataFrame
Places = np.ndarray[Any, np.dtype[np.intp]]
Parents = dict[str, Any]
"""What holds each element, in the order of the plan; missing for a root."""
# A report asks for one day several times: the eve of each version, the earlier evaluation.
_KNOWN: WeakKeyDictionary[Pst, dict[dt.date, pd.DataFrame]] = WeakKeyDictionary()
_LEAF_LEVELS = (Level.ACTION, Level.SUB_ACTION)


def situation(pst: Pst, date: dt.date) -> pd.DataFrame:
    """Give every element in the plan at ``date`` with its last observation.

    An element is in the plan when the version by which it enters is empty or dated at
    ``date`` at the latest, the version by which it leaves is empty or dated later, and its
    parent is in the plan. A shared action takes the observations of its original.

    The table is shared between calls: read it, don't change it.

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
    known = _KNOWN.setdefault(pst, {})
    if date not in known:
        known[date] = _stood(pst, np.datetime64(date, "us"))
    return known[date]


def _stood(pst: Pst, day: np.datetime64) -> pd.DataFrame:
    order = _in_plan_order(pst, day)
    # Column by column: a frame takes three times as long to pick rows, number and widen them.
    plan: Columns = {str(name): cells.array.take(order) for name, cells in pst.elements.items()}
    parents, levels = _parents(plan), plan["niveau"].tolist()
    originals = _originals([*parents], pst.elements)
    texts: dict[str, Any] = {
        "original_id": originals,
        "os_id": _nearest(parents, levels, Level.OS),
        "oo_id": _nearest(parents, levels, Level.OO),
        "type_effectif": _effective_types(plan, parents),
    }
    return pd.DataFrame(
        {**plan}
        | {name: pd.array(cells, dtype="str") for name, cells in texts.items()}
        | {"feuille": np.array(_leaves(parents, levels, originals), dtype=bool)}
        | _observed(originals, levels, pst.suivi, day),
        copy=False,
    )


def memberships(plan: pd.DataFrame) -> pd.DataFrame:
    """Say which counted leaf belongs to which element of a ``situation``.

    A leaf belongs to itself, to all that hold it, and, when it or its action is shared, to all
    that hold the other places where it shows. Each pair comes once, so that a total counts a
    shared action once.

    Returns:
        Columns ``element_id`` and ``membre_id``, both identifiers of rows of ``plan``.
    """
    chains, places = _chains(_parents(plan)), _places(plan)
    pairs: dict[tuple[str, str], None] = {}
    for leaf in plan.loc[plan["feuille"], "element_id"].tolist():
        pairs |= {(above, leaf): None for place in places[leaf] for above in chains[place]}
        for holder in chains[leaf]:
            # One that shows in one place has brought all that holds it already.
            for place in places[holder] if len(places[holder]) > 1 else ():
                pairs |= {(above, leaf): None for above in chains[place]}
    names = ("element_id", "membre_id")
    columns = zip(names, zip(*pairs, strict=True) if pairs else ((), ()), strict=True)
    return pd.DataFrame({name: pd.array(list(cells), dtype="str") for name, cells in columns})


def version_dates(pst: Pst, column: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Give, for each element, the date of the version that ``column`` names (NaT if none)."""
    names, days = pst.versions["version"].tolist(), pst.versions["date"].to_numpy()
    dates = dict(zip(names, days, strict=True))
    never = np.datetime64("NaT", "us")
    found = [dates.get(name, never) for name in pst.elements[column].tolist()]
    return np.array(found, dtype="datetime64[us]")


def _in_plan_order(pst: Pst, day: np.datetime64) -> Places:
    """Walk the tree from its roots; what hangs below an element out of the plan is not reached."""
    entered, left = (version_dates(pst, name) for name in ("version_entree", "version_sortie"))
    within = ~(entered > day) & ~(left <= day)  # no date is neither before nor after
    ids, parents = pst.elements["element_id"].tolist(), pst.elements["parent_id"].tolist()
    ranks = pst.elements["position"].to_numpy(dtype="float64", na_value=np.inf)
    children: dict[Any, list[int]] = {}
    for row in np.argsort(ranks, kind="stable").tolist():
        parent = parents[row]
        children.setdefault(parent if isinstance(parent, str) else None, []).append(row)
    kept = within.tolist()
    order: list[int] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        if kept[row]:
            order.append(row)
            waiting += children.get(ids[row], [])[::-1]
    return np.array(order, dtype="intp")  # even without a row


def _originals(ids: Sequence[str], elements: pd.DataFrame) -> list[str]:
    """Follow ``partage_de`` to the action that is itself no repetition."""
    cells = zip(elements["element_id"].tolist(), elements["partage_de"].tolist(), strict=True)
    source = {element: shared for element, shared in cells if not is_missing(shared)}
    found = []
    for element in ids:
        origin = element
        while origin in source:
            origin = source[origin]
        found.append(origin)
    return found


def _nearest(parents: Parents, levels: Sequence[str], level: Level) -> list[str | None]:
    """Give the nearest element of a level, itself included; parents come before children."""
    found: dict[str, str | None] = {}
    for (element, parent), own in zip(parents.items(), levels, strict=True):
        found[element] = element if own == level else found.get(parent)
    return list(found.values())


def _effective_types(plan: Columns, parents: Parents) -> list[str | None]:
    cells = plan["type_action"].tolist()
    own = [str(ActionType.PST) if is_missing(kind) else kind for kind in cells]
    by_id = dict(zip(parents, own, strict=True))
    rows = zip(parents.values(), plan["niveau"].tolist(), own, strict=True)
    return [by_id.get(up) if level == Level.SUB_ACTION else kind for up, level, kind in rows]


def _leaves(parents: Parents, levels: Sequence[str], originals: Sequence[str]) -> list[bool]:
    rows = list(zip(parents, levels, originals, strict=True))
    above = {parents[element] for element, level, _ in rows if level == Level.SUB_ACTION}
    # Of the places of one shared action, the original stands for all; without it, the first.
    firsts = dict(zip(reversed(originals), reversed(parents), strict=True))
    chief = firsts | {original: original for original in firsts if original in parents}
    return [
        level in _LEAF_LEVELS and element not in above and chief[original] == element
        for element, level, original in rows
    ]


def _chains(parents: Parents) -> dict[str, list[str]]:
    """Give each element with all that hold it, upwards; parents come before children."""
    chains: dict[str, list[str]] = {}
    for element, parent in parents.items():
        chains[element] = [element, *chains.get(parent, [])]
    return chains


def _parents(plan: Columns) -> Parents:
    return dict(zip(plan["element_id"].tolist(), plan["parent_id"].tolist(), strict=True))


def _places(plan: Columns) -> dict[str, list[str]]:
    """Give, by element, all the places where it shows: itself, and those that share it."""
    groups: dict[str, list[str]] = {}
    columns = (plan[name].tolist() for name in ("original_id", "element_id"))
    for original, element in zip(*columns, strict=True):
        groups.setdefault(original, []).append(element)
    return {element: places for places in groups.values() for element in places}


def _observed(
    originals: Sequence[str], levels: Sequence[str], suivi: pd.DataFrame, day: np.datetime64
) -> dict[str, Any]:
    """Give the last observation of each element; of several of one day, the last written."""
    rows = _last_rows(suivi, day)
    last = np.array([rows.get(original, [-1])[-1] for original in originals], dtype="int64")
    names = ["date_suivi", *OBSERVED_COLUMNS]
    found = {name: suivi[name].array.take(last, allow_fill=True) for name in names}
    leaf = np.array([level in _LEAF_LEVELS for level in levels], dtype=bool)
    found["statut"][leaf & found["statut"].isna()] = str(Status.UNKNOWN)
    several = {element: same for element, same in rows.items() if len(same) > 1}
    facts = suivi[["statut", "taux_avancement"]] if several else suivi
    differing = {
        element for element, same in several.items() if len(facts.take(same).drop_duplicates()) > 1
    }
    return found | {"contradiction": np.array([o in differing for o in originals], dtype=bool)}


def _last_rows(suivi: pd.DataFrame, day: np.datetime64) -> dict[str, list[int]]:
    """Give by element the rows of the last day up to ``day``."""
    elements, days = suivi["element_id"].tolist(), suivi["date_suivi"].to_numpy()
    last: dict[str, list[int]] = {}
    for row in np.flatnonzero(days <= day).tolist():
        known = last.get(elements[row])
        if known is None or days[row] > days[known[0]]:
            last[elements[row]] = [row]
        elif days[row] == days[known[0]]:
            known.append(row)
    return last

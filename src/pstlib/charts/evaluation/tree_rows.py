"""The rows of the plan's tree: one an action, or one an objective where there are too many."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.wording import clean
from pstlib.model.records import records
from pstlib.model.statuses import STATUS_LABELS, Level
from pstlib.text import NC, fr_date

_ACTIONS = (Level.ACTION, Level.SUB_ACTION)
_SHOWN = [
    "element_id", "parent_id", "niveau", "code", "libelle", "statut", "date_suivi", "date_fin",
    "responsable",
]  # fmt: skip


@dataclass(frozen=True)
class Node:
    """An element as the tree shows it."""

    element_id: str
    niveau: str
    code: str
    libelle: str
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """A row: the objectives that hold it, then its action if any, then its counts by status."""

    path: tuple[Node, ...]
    action: Node | None
    statuses: Mapping[str, int]


def action_rows(plan: pd.DataFrame) -> list[Row]:
    """Give one row an action or sub-action of the plan, and one an objective without any.

    Args:
        plan: The situation table of the evaluation, in plan order.
    """
    elements = {record["element_id"]: record for record in records(plan, _SHOWN)}
    holders = {record["parent_id"] for record in elements.values()}
    rows = []
    for element, record in elements.items():
        if element in holders:
            continue
        if record["niveau"] in _ACTIONS:
            counts = {str(record["statut"]): 1}
            rows.append(Row(_path(record["parent_id"], elements), _node(record), counts))
        else:
            rows.append(Row(_path(element, elements), None, {}))
    return rows


def objective_rows(rows: list[Row], depth: int | None = None) -> list[Row]:
    """Gather rows that share their objectives, down to ``depth`` of them, and add their counts."""
    gathered: dict[tuple[Node, ...], Counter[str]] = {}
    for row in rows:
        gathered.setdefault(row.path[:depth], Counter()).update(row.statuses)
    return [Row(path, None, counts) for path, counts in gathered.items()]


def _path(element: Any, elements: Mapping[Any, Mapping[Any, Any]]) -> tuple[Node, ...]:
    path: list[Node] = []
    while element in elements:
        record = elements[element]
        if record["niveau"] not in _ACTIONS:
            path.insert(0, _node(record))
        element = record["parent_id"]
    return tuple(path)


def _node(record: Mapping[Any, Any]) -> Node:
    niveau = str(record["niveau"])
    return Node(
        element_id=str(record["element_id"]),
        niveau=niveau,
        code=clean(record["code"]),
        libelle=clean(record["libelle"]),
        detail=_detail(record) if niveau in _ACTIONS else "",
    )


def _detail(record: Mapping[Any, Any]) -> str:
    label = STATUS_LABELS[record["statut"]]
    owner = clean(record["responsable"]) or NC
    return (
        f"{label} – relevé du {fr_date(record['date_suivi'])} – "
        f"échéance : {fr_date(record['date_fin'])} – responsable : {owner}"
    )

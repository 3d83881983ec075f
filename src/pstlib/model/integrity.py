"""Links inside a PST that must hold before anything can be computed from it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pstlib.errors import TableError
from pstlib.model.statuses import Level
from pstlib.model.table_files import physical_lines
from pstlib.model.tables import FOREIGN_KEYS
from pstlib.text import is_missing

_RANK = {level: rank for rank, level in enumerate(Level)}


def refuse_broken_links(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Refuse tables that point to nothing, or a tree that is none.

    Raises:
        TableError: With each broken link: file, line, column, value.
    """
    problems = [*_dangling(tables, folder)]
    if not problems and "elements" in tables:
        problems = [*_wrong_levels(tables["elements"], folder), *_loops(tables["elements"])]
    if problems:
        raise TableError(
            "Les tables ne s’accordent pas entre elles",
            where=str(folder),
            todo="Corrigez ces liens, puis recommencez.",
            details=problems,
        )


def _dangling(tables: Mapping[str, pd.DataFrame], folder: Path) -> Iterator[str]:
    for name, column, target, target_column in FOREIGN_KEYS:
        if name not in tables:
            continue
        known = set(tables[target][target_column].tolist()) if target in tables else set()
        for row, value in enumerate(tables[name][column].tolist()):
            if value in known or is_missing(value):
                continue
            yield (
                f"{_line(folder, name, row)}, colonne {column} : « {value} » – "
                f"attendu : une valeur de {target}.{target_column}"
            )


def _line(folder: Path, table: str, row: int) -> str:
    line = physical_lines(folder / "tables" / f"{table}.csv")[row]
    return f"tables/{table}.csv, ligne {line}"


def _wrong_levels(elements: pd.DataFrame, folder: Path) -> Iterator[str]:
    names = ("element_id", "parent_id", "niveau")
    rows = list(zip(*(elements[name].tolist() for name in names), strict=True))
    levels = {element: level for element, _, level in rows}
    for row, (element, parent, level) in enumerate(rows):
        above = levels.get(parent)
        both_oo = level == above == Level.OO
        if above is not None and _RANK[above] >= _RANK[level] and not both_oo:
            yield (
                f"{_line(folder, 'elements', row)}, colonne niveau : {level} « {element} » "
                "sous un élément de niveau égal ou inférieur"
            )


def _loops(elements: pd.DataFrame) -> Iterator[str]:
    """Find the elements that are, through ``parent_id`` or ``partage_de``, their own origin."""
    for column in ("parent_id", "partage_de"):
        origin = dict(zip(elements["element_id"].tolist(), elements[column].tolist(), strict=True))
        safe: set[object] = set()
        for start in origin:
            path: list[object] = []
            node: object = start
            while node in origin and node not in safe and node not in path:
                path.append(node)
                node = origin[node]
            if node in path:
                yield f"tables/elements.csv, colonne {column} : « {start} » revient à lui-même"
            else:
                safe.update(path)

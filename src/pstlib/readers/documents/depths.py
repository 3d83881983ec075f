"""The levels of a table whose only sign is its numbers: 1, then 1.1, then 1.1.1."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pstlib.readers.documents.blocks import Cell
from pstlib.readers.documents.headers import LEVELS, NUMBER, Column
from pstlib.readers.documents.roles import Columns, Row

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?")
_FIRST = ("", *"0123456789")  # not « N° », where the header comes again
_LEVELS = {
    2: ("OS", "ACTION"),
    3: ("OS", "OO", "ACTION"),
    4: ("OS", "OO", "ACTION", "SOUS_ACTION"),
}


def parted_by_depth(rows: Sequence[Row], columns: Columns) -> tuple[Sequence[Row], Columns]:
    """Move the titles of a table into columns of levels, where only their numbers tell them."""
    ranks = {column.role: rank for rank, column in reversed(columns.items())}
    if (
        not {NUMBER, "ACTION"} <= ranks.keys()
        or {"VOLET", "OS", "OO", "SOUS_ACTION"} & ranks.keys()
    ):
        return rows, columns
    number, title = ranks[NUMBER], ranks["ACTION"]
    counted = [row for row in rows if row[title].text and row[number].text[:1] in _FIRST]
    found = levels_by_depth([row[number].text for row in counted])
    if not found:
        return rows, columns
    levels = dict(zip(map(id, counted), found, strict=True))
    width = len(rows[0])
    added = {width + rank: Column("", level) for rank, level in enumerate(LEVELS)}
    others = {rank: column for rank, column in columns.items() if rank != title}
    return [_moved(row, title, levels.get(id(row)) or "ACTION") for row in rows], others | added


def _moved(row: Row, rank: int, level: str) -> Row:
    to = len(row) + LEVELS.index(level)
    wide = [*row, *(Cell() for _ in LEVELS)]
    wide[to], wide[rank] = wide[rank], wide[to]
    return tuple(wide)


def levels_by_depth(numbers: Sequence[str]) -> list[str]:
    """Give the level of each row by the depth of its number; nothing where they don't nest.

    A number nests when it extends one above it; nearly all must, and the least deep come first.

    >>> levels_by_depth(["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1"])
    ['OS', 'OO', 'ACTION', 'ACTION', 'OO', 'ACTION']
    """
    paths = [_path(number) for number in numbers]
    told = [path for path in paths if path]
    depths = sorted({len(path) for path in told})
    levels = _LEVELS.get(len(depths))
    if levels is None or depths != list(range(depths[0], depths[0] + len(depths))):
        return []
    if len(told) * 10 < len(numbers) * 9 or len(told[0]) != depths[0] or not _nest(told):
        return []
    return [levels[len(path) - depths[0]] if path else "" for path in paths]


def _path(number: str) -> tuple[str, ...]:
    match = _NUMBER.fullmatch(number.strip())
    return tuple(number.strip().rstrip(".").split(".")) if match else ()


def _nest(paths: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a deeper number extends one above it, and no level is jumped over."""
    least, seen, extended, deeper = len(paths[0]), set(), 0, 0
    for path in paths:
        if len(path) > least:
            deeper += 1
            extended += path[:-1] in seen
        seen.add(path)
    jumps = sum(len(below) > len(above) + 1 for above, below in pairwise(paths))
    return bool(deeper) and extended * 10 >= deeper * 9 and not jumps

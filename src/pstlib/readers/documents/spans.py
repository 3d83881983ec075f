"""Merged cells of a sheet: which cells are covered, and what covers those of several actions."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from pstlib.readers.documents.blocks import Cell
from pstlib.readers.documents.roles import Columns, Row
from pstlib.readers.tables.sheet import Sheet

_MOST = 200_000

Covered: TypeAlias = Mapping[tuple[int, int], tuple[int, int]]
"""Line and column of each covered cell, with those of the cell that covers it."""


def covered_cells(sheet: Sheet, width: int) -> Covered:
    """Give the cells of the rows of a sheet that merged cells cover."""
    lines = sorted(row.line for row in sheet.rows)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    left = _MOST
    for span in sheet.merged:
        within = lines[bisect_left(lines, span.top) : bisect_right(lines, span.bottom)]
        columns = range(span.left, min(span.right + 1, width))
        left -= len(within) * len(columns)
        if left < 0:
            break
        covered |= {(line, column): (span.top, span.left) for line in within for column in columns}
        covered.pop((span.top, span.left), None)
    return covered


def with_shared(
    rows: Sequence[Row], lines: Sequence[int], columns: Columns, covered: Covered
) -> list[Row]:
    """Give to each action of a table the state or deadline that one cell says of several."""
    by_line = dict(zip(lines, rows, strict=True))

    def shared(line: int, rank: int, cell: Cell) -> Cell:
        above = covered.get((line, rank))
        column = columns.get(rank)
        if above is None or above[1] != rank or column is None or column.role:
            return cell
        own = by_line.get(above[0])
        return replace(cell, blocks=own[rank].blocks, continued=False) if own else cell

    return [
        tuple(shared(line, rank, cell) for rank, cell in enumerate(row))
        for line, row in by_line.items()
    ]

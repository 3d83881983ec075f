"""Sheets that hold the same plan: one for each year, or a copy left in the workbook."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pstlib.readers.documents.blocks import Block, Table
from pstlib.readers.documents.dates import when
from pstlib.readers.tables.sheet import Sheet

_LONG = 12  # letters of a title; shorter texts are states and names
_FEWEST, _ALIKE = 3, 0.6
_MOST_SHEETS = 60

Read: TypeAlias = tuple[Sheet, Sequence[Block | Table]]


def latest_of_twins(read: Sequence[Read]) -> Mapping[int, Sheet]:
    """Give for each sheet to leave out, by its identity, the one that holds its plan later.

    Where no date tells, the first one holds.
    """
    groups: list[tuple[frozenset[str], list[Read]]] = []
    for one in read[:_MOST_SHEETS]:
        titles = _titles(one[1])
        twins = next((group for others, group in groups if _alike(titles, others)), None)
        if twins is None:
            groups.append((titles, [one]))
        else:
            twins.append(one)
    kept = [(max(group, key=_date)[0], group) for _, group in groups]
    return {id(sheet): last for last, group in kept for sheet, _ in group if sheet is not last}


def _titles(items: Sequence[Block | Table]) -> frozenset[str]:
    cells = (cell for i in items if isinstance(i, Table) for row in i.rows[1:] for cell in row)
    return frozenset(cell.text.casefold() for cell in cells if len(cell.text) >= _LONG)


def _alike(titles: frozenset[str], others: frozenset[str]) -> bool:
    least = min(len(titles), len(others))
    return least >= _FEWEST and len(titles & others) >= _ALIKE * least


def _date(one: Read) -> tuple[int, ...]:
    sheet, items = one
    named = when(sheet.name or "")
    above = (when(item.text) for item in items if isinstance(item, Block))
    return named or next(filter(None, above), None) or ()

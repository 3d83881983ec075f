"""A table as it stands in its file: sheets of rows of cells, each with its place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pstlib.errors import SourceError

MAX_CELLS = 2_000_000
MAX_COLUMNS = 16_384
MAX_SPANS = 50_000  # of a workbook


class Percent(float):
    """A number in a cell shown as a percentage: ``Percent(0.5)`` is seen as ``50 %``."""


class Fault(str):
    """A cell that shows an error (``#REF!``), or a formula whose result isn't in the file."""

    __slots__ = ()


Value = str | float | bool | dt.date
"""What a cell holds; an empty text where it holds nothing."""


class Row(NamedTuple):
    """One row that isn't blank; ``line`` is its physical line (or row number), from 1."""

    line: int
    cells: list[Value]

    def cell(self, column: int | None) -> Value:
        """Give a cell by its rank from 0; an empty text beyond the end or without a column."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


class Span(NamedTuple):
    """Cells merged into one: its first and last line, its first and last column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet; a CSV file has one, without a name. Merged cells are blank but for the first."""

    name: str | None
    rows: list[Row]
    separator: str = " | "
    merged: Sequence[Span] = ()

    def place(self, line: int, column: int | None = None) -> str:
        """Say in French where a row or a cell stands."""
        if self.name is None:
            return f"ligne {line}" + (f", colonne {column + 1}" if column is not None else "")
        where = f"ligne {line}" if column is None else f"cellule {letters(column)}{line}"
        return f"feuille « {self.name} », {where}"

    def raw(self, row: Row) -> str:
        """Give a row as one text, as it stands in the file but for its quotes."""
        return self.separator.join(shown(value) for value in row.cells)


@dataclass(frozen=True)
class Grid:
    """A file of tables. ``notes`` are French remarks on how its characters were read."""

    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def letters(column: int) -> str:
    """Name a column as spreadsheets do.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    rank = column + 1
    while rank:
        rank, rest = divmod(rank - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def shown(value: Value) -> str:
    """Write a cell as its reader sees it: dates dd/mm/yyyy, decimal comma, « 50 % »."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Percent):
        return f"{value * 100:.12g} %".replace(".", ",")
    return f"{value:.15g}".replace(".", ",")


def is_blank(value: Value) -> bool:
    """Tell whether a cell holds nothing but blanks."""
    return isinstance(value, str) and not value.strip()


class Filling:
    """Rows of a sheet on their way in, within the number of cells that memory can bear."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.rows: list[Row] = []
        self._left = MAX_CELLS

    def add(self, line: int, cells: Sequence[Value], times: int = 1) -> None:
        """Add a row, ``times`` times on successive lines; a blank row is none."""
        if all(is_blank(value) for value in cells):
            return
        self.room(len(cells) * times)
        kept = list(cells)
        self.rows += [Row(line + rank, kept) for rank in range(times)]

    def room(self, cells: int) -> None:
        """Take up the room of some cells.

        Raises:
            SourceError: If there is none left.
        """
        self._left -= cells
        if self._left < 0:
            raise SourceError(
                "Tableau trop volumineux",
                where=self.where,
                found=f"plus de {MAX_CELLS // 1_000_000} millions de cellules",
                todo="Supprimez les feuilles et les cellules répétées qui ne servent pas.",
            )

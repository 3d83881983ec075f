"""Where the header row of a table stands, and which column is which."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pstlib.readers.tables.sheet import Row, Sheet, Value, is_blank, shown
from pstlib.reference import load_yaml
from pstlib.text import fold

HEADERS = "entetes.yml"
_SEARCHED = 60
_NOT_WORDS = re.compile(r"[^a-z0-9%]+")


@dataclass(frozen=True)
class Header:
    """A header row: its rank among the rows, the rank of each known column, the others.

    A title known but already met is among the others; ``width`` counts the columns to the last.
    """

    index: int
    line: int
    columns: Mapping[str, int]
    unknown: Mapping[int, str]
    width: int

    def cell(self, row: Row, name: str) -> Value:
        """Give the cell of a row under a known column, empty where the table lacks it."""
        return row.cell(self.columns.get(name))


@lru_cache(maxsize=4096, typed=True)
def title_key(title: Value) -> str:
    """Reduce a column title to its words: no accents, case, dots or signs.

    >>> title_key("Date d’échéance :"), title_key("O.D.D."), title_key("N° projet")
    ('date d echeance', 'odd', 'n projet')
    """
    return _NOT_WORDS.sub(" ", fold(shown(title)).replace(".", "")).strip()


def synonyms(family: str) -> Mapping[str, Sequence[str]]:
    """Give the titles known for each column of a family of tables (``entetes.yml``)."""
    titles: Mapping[str, Sequence[str]] = load_yaml(HEADERS)[family]
    return titles


def find_header(
    sheet: Sheet, titles: Mapping[str, Sequence[str]], needed: Collection[str], *, least: int = 2
) -> Header | None:
    """Find the first row that bears the needed column titles.

    Args:
        sheet: The sheet; titles and notes may stand above its header.
        titles: Titles accepted for each column.
        needed: Columns without which a row is no header.
        least: How many known columns a header has at least.
    """
    known = {title_key(title): name for name, listed in titles.items() for title in listed}
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        header = _header(index, row, known)
        if header.columns.keys() >= set(needed) and len(header.columns) >= least:
            return header
    return None


def _header(index: int, row: Row, known: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for rank, value in enumerate(row.cells):
        name = known.get(title_key(value)) if not is_blank(value) else None
        if name is not None and name not in columns:
            columns[name] = rank
        elif not is_blank(value):
            unknown[rank] = " ".join(shown(value).split())
    width = max([*columns.values(), *unknown], default=-1) + 1
    return Header(index, row.line, columns, unknown, width)


def is_repeated(sheet: Sheet, header: Header, row: Row) -> bool:
    """Tell whether a row is the header once more, as under each page or objective."""
    top = sheet.rows[header.index]
    if not row.cells or row.cells[0] != top.cells[0]:  # cheap: nearly every row stops here
        return False
    return _titles(row) == _titles(top)


def _titles(row: Row) -> list[str]:
    return [title_key(value) for value in row.cells if not is_blank(value)]


def rows_below(sheet: Sheet, header: Header) -> Iterator[Row]:
    """Give the rows under the header, without the header where it comes again."""
    below = sheet.rows[header.index + 1 :]
    return (row for row in below if not is_repeated(sheet, header, row))


def is_total(row: Row) -> bool:
    """Tell whether a row is a total: the first text of the row that isn't a number says so."""
    words = (fold(value) for value in row.cells if isinstance(value, str) and value.strip())
    return any(re.match(r"(?:sous-?\s?)?(?:grand )?tota(?:l|ux)\b", word) for word in words)

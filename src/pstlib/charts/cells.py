"""Cells of a table, as a Belgian reader sees them and as a Belgian Excel opens them."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from pstlib.charts.wording import clean
from pstlib.model.columns import AMOUNT
from pstlib.model.records import values_of
from pstlib.text import NC, fr_date, fr_euro, fr_number, is_missing, safe_cell

_BOM = "\ufeff"
_TO_QUOTE = re.compile(r'[";\n\r]')


def is_number(column: pd.Series) -> bool:
    """Tell whether a column is written to the right, as numbers are."""
    kind = column.dtype.kind  # what most columns are is told without asking pandas
    return kind in "iuf" or (kind not in "bM" and pd.api.types.is_numeric_dtype(column.dtype))


def shown(column: pd.Series) -> list[str]:
    """Write a column's cells for a reader, ``n. c.`` where nothing is known."""
    kind = column.dtype.kind
    if column.dtype == AMOUNT:
        return _each(column, fr_euro)
    if kind == "b":
        return _each(column, lambda value: "oui" if value else "non")
    if kind == "M":
        return _each(column, fr_date)
    if kind == "f":
        return _each(column, lambda value: fr_number(value, 1))
    return _each(column, fr_number if is_number(column) else clean)


def bare(column: pd.Series) -> list[str]:
    """Write a column's cells where its heading bears the unit."""
    if column.dtype == AMOUNT:
        return _each(column, lambda value: fr_number(value, 2))
    return shown(column)


def columns_of(table: pd.DataFrame) -> list[tuple[str, bool]]:
    """Give the heading of each column, and whether it holds numbers."""
    return [(heading(column), is_number(column)) for _, column in table.items()]


def heading(column: pd.Series) -> str:
    """Name a column; amounts bear their unit there, so that cells can be added up."""
    return f"{column.name} (€)" if column.dtype == AMOUNT else str(column.name)


def in_words(column: pd.Series, words: Mapping[Any, str]) -> Any:
    """Give the words of a column of codes, missing where there are none."""
    return pd.array([words.get(code) for code in column.tolist()], dtype="str")


def table_rows(table: pd.DataFrame) -> Markup:
    """Write the rows of a table; a template takes ten times as long, for a thousand cells."""
    if table.empty:
        return Markup("")
    # A column is escaped at once: no cell holds a line break, as the words of a cell are cleaned.
    columns = [str(escape("\n".join(bare(column)))).split("\n") for _, column in table.items()]
    lines = [
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>\n'
        for first, *others in zip(*columns, strict=True)
    ]
    return Markup("".join(lines))  # noqa: S704 - each cell is escaped


def plain_rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Give the cells of a table row by row, as they are."""
    return list(zip(*(values_of(column) for _, column in table.items()), strict=True))


def csv_text(frame: pd.DataFrame) -> str:
    """Write a table as the CSV that Excel opens in Belgium.

    UTF-8 with a byte order mark, semicolons, decimal commas, days first; a text that a spreadsheet
    would run as a formula is neutralised.
    """
    columns = [
        [_quoted(safe_cell(heading(column))), *_csv_column(column)] for _, column in frame.items()
    ]
    return _BOM + "".join(";".join(line) + "\r\n" for line in zip(*columns, strict=True))


def csv_address(frame: pd.DataFrame) -> str:
    """Give a table's CSV as an address that a link can hold: no file, no script, no network."""
    content = base64.b64encode(csv_text(frame).encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{content}"


def _each(column: pd.Series, write: Callable[[Any], str]) -> list[str]:
    return [NC if is_missing(value) else write(value) for value in values_of(column)]


def _csv_column(column: pd.Series) -> list[str]:
    if is_number(column):
        return _each(column, lambda value: str(value).removesuffix(".0").replace(".", ","))
    if column.dtype.kind in "bM":
        return shown(column)
    return [_quoted(safe_cell(cell)) for cell in shown(column)]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _TO_QUOTE.search(cell) else cell

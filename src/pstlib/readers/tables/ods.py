"""OpenDocument spreadsheets: typed values, lines of a cell joined, comments left out.

Repeated cells and rows are expanded only where they hold something: LibreOffice repeats the empty
ones to the end of the sheet.
"""

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

from pstlib.readers.archive import Archive
from pstlib.readers.tables.sheet import (
    MAX_SPANS,
    Fault,
    Filling,
    Percent,
    Sheet,
    Span,
    Value,
    is_blank,
)

MAX_BLANKS = 200
_NOT_CONTENT = ("annotation", "annotation-end", "note", "ruby-text")
_BREAKS = {"tab": "\t", "line-break": "\n"}


def read_ods(archive: Archive) -> list[Sheet]:
    """Read every sheet of an ODS spreadsheet.

    Raises:
        SourceError: If the file is damaged or holds too many cells.
    """
    sheets: list[Sheet] = []
    filling, line, depth = Filling(archive.where), 1, 0
    spans: list[Span] = []
    for event, element in archive.elements("content.xml", ["table", "table-row"], starts=True):
        if element.tag.endswith("}table"):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                filling, line, spans = Filling(archive.where), 1, []
            elif depth == 0:
                name = _attribute(element, "name") or ""
                sheets.append(Sheet(name, filling.rows, merged=spans))
        elif event == "end" and depth == 1:
            times = _repeats(element, "number-rows-repeated")
            filling.add(line, _cells(element, filling), times)
            spans += _spans(element, line) if len(spans) < MAX_SPANS else []
            line += times
    return sheets


def _cells(row: Any, filling: Filling) -> list[Value]:
    cells: list[Value] = []
    waiting = 0
    for cell in row:
        if not str(cell.tag).endswith(("}table-cell", "}covered-table-cell")):
            continue
        times = _repeats(cell, "number-columns-repeated")
        value = _value(cell)
        if is_blank(value):
            waiting += times
            continue
        filling.room(waiting + times)
        cells += [""] * waiting + [value] * times
        waiting = 0
    return cells


def _spans(row: Any, line: int) -> Iterator[Span]:
    """Give the merged cells that start in a row."""
    column = 0
    for cell in row:
        if str(cell.tag).endswith(("}table-cell", "}covered-table-cell")):
            if any(name.endswith("-spanned") for name in cell.keys()):  # noqa: SIM118
                across = _repeats(cell, "number-columns-spanned")
                down = _repeats(cell, "number-rows-spanned")
                yield Span(line, column, line + down - 1, column + across - 1)
            column += _repeats(cell, "number-columns-repeated")


def _repeats(element: Any, name: str) -> int:
    text = _attribute(element, name)
    return int(text) if text and text.isdecimal() and 0 < len(text) < 8 and int(text) else 1


def _attribute(element: Any, name: str) -> str | None:
    ending = f"}}{name}"
    return next((str(value) for key, value in element.items() if key.endswith(ending)), None)


def _value(cell: Any) -> Value:
    given = {key.rpartition("}")[2]: value for key, value in cell.items()}
    text = "\n".join(_text(part) for part in cell if _name(part) == "p")
    kind = given.get("value-type")
    if _is_error(cell) or (given.get("formula") and not kind and not text):
        return Fault(text or given.get("formula", ""))
    if kind == "currency" and given.get("currency", "EUR") != "EUR":
        return f"{given.get('value', '')} {given['currency']}".replace(".", ",")
    if kind in ("float", "currency", "percentage"):
        return _number(given.get("value", ""), percent=kind == "percentage")
    if kind == "date":
        return _date(given.get("date-value", ""))
    if kind == "boolean":
        return given.get("boolean-value") == "true"
    return text or given.get("string-value", "")


def _is_error(cell: Any) -> bool:
    return any(key.endswith("}value-type") and value == "error" for key, value in cell.items())


def _number(text: str, *, percent: bool) -> Value:
    try:
        number = float(text)
    except ValueError:
        return Fault(text)
    if not math.isfinite(number):
        return Fault(text)
    return Percent(number) if percent else number


def _date(text: str) -> Value:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return Fault(text)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any) -> str:
    """Join the text of a paragraph: runs of blanks, tabs and line breaks are elements there."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        name = _name(part)
        if name == "s":
            count = _attribute(part, "c") or "1"
            yield " " * (min(int(count), MAX_BLANKS) if count.isdecimal() else 1)
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name not in _NOT_CONTENT:
            yield from _pieces(part)
        yield part.tail or ""

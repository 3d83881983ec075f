"""Excel workbooks: values as stored, with what their formats say of dates and percentages.

Read here rather than through a library: a value needs its format (0.5 or 50 %?), a formula
without a result must not look empty, and one cell at the far corner of a sheet must not fill the
memory with blanks.
"""

import datetime as dt
import math
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pstlib.errors import SourceError
from pstlib.readers.archive import Archive
from pstlib.readers.tables.sheet import (
    MAX_COLUMNS,
    MAX_SPANS,
    Fault,
    Filling,
    Percent,
    Sheet,
    Span,
    Value,
)

_NUMBER, _PERCENT, _DATE = "nombre", "pourcentage", "date"
_FOREIGN = "devise "
"""A kind of format: an amount of another currency is no number of euros."""
_CURRENCY = re.compile(
    r'\[\$(?P<sign>[^\]-]+)(?:-[^\]]*)?\]|"\s*(?P<word>\$|£|CHF|GBP|USD|BEF|FB)\s*"'
)
_EUROS = ("€", "EUR", "EURO", "EUROS")
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_NOT_CODES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}
_MAX_DAYS = 200_000


@dataclass(frozen=True)
class _Book:
    """What cells refer to: shared texts, the kind of each format, the first day."""

    texts: list[str]
    kinds: list[str]
    epoch: dt.datetime


def read_xlsx(archive: Archive) -> tuple[list[Sheet], list[str]]:
    """Read every sheet of an XLSX workbook, hidden ones too; remarks in French name what is hidden.

    Raises:
        SourceError: If the workbook is damaged or holds too many cells.
    """
    names, epoch = _sheets(archive)
    texts = [_rich(item) for _, item in _optional(archive, "xl/sharedStrings.xml", ["si"])]
    book = _Book(texts, _kinds(archive), epoch)
    sheets, notes = [], []
    for name, part, is_hidden in names:
        filling, spans, hidden_rows = _rows(archive, part, book)
        sheets.append(Sheet(name, filling.rows, merged=spans))
        if is_hidden and filling.rows:
            notes.append(f"Feuille « {name} » : masquée dans le classeur, elle est lue quand même.")
        if hidden_rows:
            rows = f"{hidden_rows} ligne(s) masquée(s) ou filtrée(s) dans le classeur"
            notes.append(f"Feuille « {name} » : {rows}, lues quand même.")
    return sheets, notes


def _optional(archive: Archive, member: str, tags: list[str]) -> Any:
    return archive.elements(member, tags) if member in archive.names else ()


def _sheets(archive: Archive) -> tuple[list[tuple[str, str, bool]], dt.datetime]:
    """Name each sheet with its part of the archive; also give the day 0 of the workbook."""
    targets = {
        element.get("Id"): posixpath.normpath(
            posixpath.join("/xl", element.get("Target", ""))
        ).lstrip("/")
        for _, element in _optional(archive, "xl/_rels/workbook.xml.rels", ["Relationship"])
    }
    names, since_1904 = [], False
    for _, element in archive.elements("xl/workbook.xml", ["sheet", "workbookPr"]):
        since_1904 |= element.get("date1904") in ("1", "true")
        link = next((v for k, v in element.items() if k.endswith("}id")), None)
        if targets.get(link) in archive.names and element.get("name"):
            is_hidden = element.get("state", "visible") != "visible"
            names.append((element.get("name"), targets[link], is_hidden))
    if not names:
        raise SourceError(
            "Classeur sans feuille lisible", where=archive.where, todo="Vérifiez l’envoi."
        )
    return names, _EPOCHS[since_1904]


def _kinds(archive: Archive) -> list[str]:
    """Tell for each cell format whether it shows a number, a percentage or a date."""
    codes: dict[str | None, str] = {}
    kinds: list[str] = []
    for _, element in _optional(archive, "xl/styles.xml", ["numFmt", "cellXfs"]):
        if element.get("formatCode") is not None:
            codes[element.get("numFmtId")] = element.get("formatCode")
        else:
            kinds = kinds or [_kind(xf.get("numFmtId"), codes) for xf in element]
    return kinds


def _kind(number: str | None, codes: dict[str | None, str]) -> str:
    if number in codes:
        currency = _CURRENCY.search(codes[number])
        name = (currency["sign"] or currency["word"]).strip() if currency else "EUR"
        if name.upper() not in _EUROS:
            return _FOREIGN + name
        code = _NOT_CODES.sub("", codes[number])
        if "%" in code:
            return _PERCENT
        return _DATE if re.search(r"[dyj]|m{3}|a{4}", code, re.IGNORECASE) else _NUMBER
    rank = int(number) if number and number.isdecimal() else 0
    if rank in _PERCENT_FORMATS:
        return _PERCENT
    return _DATE if rank in _DATE_FORMATS else _NUMBER


def _rows(archive: Archive, part: str, book: _Book) -> tuple[Filling, list[Span], int]:
    """Give the rows of a sheet, its merged cells, and how many rows with content are hidden."""
    filling, spans = Filling(archive.where), list[Span]()
    line, hidden = 0, 0
    for _, row in archive.elements(part, ["row", "mergeCell"]):
        if row.tag.endswith("}mergeCell"):
            spans += _span(row.get("ref", "")) if len(spans) < MAX_SPANS else []
            continue
        given = row.get("r")
        line = int(given) if given and given.isdecimal() and len(given) < 8 else line + 1
        before = len(filling.rows)
        filling.add(line, _cells(row, book, filling.room))
        hidden += row.get("hidden") in ("1", "true") and len(filling.rows) > before
    return filling, spans, hidden


def _span(reference: str) -> list[Span]:
    """Read « B2:D2 »; a lone cell, or what is no reference, merges nothing."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        return []
    left, top, right, bottom = match.groups()
    return [Span(int(top), _column(left), int(bottom), _column(right))]


def _cells(row: Any, book: _Book, room: Callable[[int], None]) -> list[Value]:
    cells: list[Value] = []
    column = -1
    for cell in row:
        reference = cell.get("r")
        column = _column(reference.rstrip("0123456789")) if reference else column + 1
        if not len(cell):
            continue
        if column >= len(cells):
            room(column + 1 - len(cells))
            cells += [""] * (column + 1 - len(cells))
        cells[column] = _value(cell, book)
    return cells


@cache
def _column(name: str) -> int:
    """Give the rank of a column from its letters; what is no column is the first one."""
    rank = 0
    for letter in name[:4]:
        rank = rank * 26 + max(ord(letter) - 64, 1)
    return min(max(rank, 1), MAX_COLUMNS) - 1


def _value(cell: Any, book: _Book) -> Value:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _rich(cell[-1])
    last = cell[-1]
    text = last.text if last.tag.endswith("}v") else None
    if not text:
        formula = cell[0].text if cell[0].tag.endswith("}f") else None
        return Fault(f"={formula}") if formula else ""
    if kind == "n":
        return _number(text, cell.get("s"), book)
    if kind == "s":
        rank = int(text) if text.isdecimal() and len(text) < 10 else -1
        return book.texts[rank] if 0 <= rank < len(book.texts) else Fault("texte absent")
    return _other(text, kind)


def _other(text: str, kind: str) -> Value:
    if kind == "b":
        return text == "1"
    if kind == "e":
        return Fault(text)
    return _unescaped(text)


def _number(text: str, style: str | None, book: _Book) -> Value:
    try:
        number = float(text)
    except ValueError:
        return Fault(text)
    rank = int(style) if style and style.isdecimal() and len(style) < 7 else 0
    kind = book.kinds[rank] if rank < len(book.kinds) else _NUMBER
    if kind == _PERCENT:
        return Percent(number)
    if kind.startswith(_FOREIGN):
        return f"{number:.15g} {kind.removeprefix(_FOREIGN)}".replace(".", ",")
    if kind == _DATE and 1 <= number < _MAX_DAYS:  # below 1: a time of day
        moment = book.epoch + dt.timedelta(days=number)
        return moment.date()
    return number if math.isfinite(number) else Fault(text)


def _rich(element: Any) -> str:
    """Join the runs of a text; the phonetic guide of a Japanese one isn't part of it."""
    runs = (
        run
        for part in element
        for run in (part if part.tag.endswith("}r") else [part])
        if run.tag.endswith("}t")
    )
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n")

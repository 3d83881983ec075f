"""Sheets to blocks and tables: the plan that a CPAS keeps in a table of its own.

A sheet is titles, a header, rows. Titles tell whose plan it is; one with a mark is an objective,
as is the name of the sheet where no title is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pstlib.readers.documents.blocks import Block, Cell, Table, margins
from pstlib.readers.documents.cleaning import clean, split_bullet
from pstlib.readers.documents.headers import LEVELS, NUMBER, header
from pstlib.readers.documents.marks import Found, Mark, find_mark
from pstlib.readers.documents.roles import Columns, Row, read_head
from pstlib.readers.documents.spans import Covered, covered_cells, with_shared
from pstlib.readers.documents.twins import latest_of_twins
from pstlib.readers.tables.headers import is_total
from pstlib.readers.tables.sheet import Grid, Percent, Sheet, Value, is_blank, shown
from pstlib.readers.tables.sheet import Row as Numbered

_SEARCHED = 60  # rows among which the first header stands
_LOOKED_AT, _MOST_TABLES = 200, 100
_MOST_CELLS = 400_000  # of a sheet, blank ones too
_OBJECTIVES = (Mark.VOLET, Mark.AXE, Mark.OS, Mark.OO, Mark.OBJECTIVE)
_DOUBTFUL = 0.7  # said to be read again
_SURE = 3  # known columns of a header further down
_NOTE = re.compile(r"\*|n\.? ?b\b|notes?\b|remarques?\b|sources?\b|l[ée]gende", re.I)
_TENTH = re.compile(r"(?P<head>\d{1,2})\.(?P<last>\d{1,2})")


@dataclass
class Pages:
    """A workbook as a flow of blocks and tables; beside it, rows of notes and sheets left out."""

    flow: list[Block | Table] = field(default_factory=list)
    left: list[Sheet] = field(default_factory=list)
    again: list[tuple[Sheet, Sheet]] = field(default_factory=list)  # and the one that was read
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_pages(grid: Grid) -> Pages:
    """Turn the sheets of a workbook into blocks and tables; of one plan at two dates, the last."""
    pages = Pages()
    ends = [_end(sheet) for sheet in grid.sheets]
    items = [
        list(_items(replace(sheet, rows=sheet.rows[:end])))
        for sheet, end in zip(grid.sheets, ends, strict=True)
    ]
    twins = latest_of_twins(list(zip(grid.sheets, items, strict=True)))
    for sheet, end, own in zip(grid.sheets, ends, items, strict=True):
        if twin := twins.get(id(sheet)):
            pages.again.append((sheet, twin))
            continue
        pages.flow += own
        if any(isinstance(item, Table) for item in own):
            below = sheet.rows[end:]
            pages.notes += [(sheet.place(row.line), sheet.raw(row).strip(" |;")) for row in below]
        elif sheet.rows:
            pages.left.append(sheet)
    return pages


def _end(sheet: Sheet) -> int:
    """Tell where notes start: lone texts after the last row, under a blank line or a total."""
    if max((len(row.cells) for row in sheet.rows), default=0) * len(sheet.rows) > _MOST_CELLS:
        return 0
    rows, end = sheet.rows, len(sheet.rows)
    while end and sum(not is_blank(value) for value in rows[end - 1].cells) == 1:
        end -= 1
    for index in range(end, len(rows)):
        before, text = rows[index - 1] if index else None, shown(_first(rows[index])).strip()
        parted = before and (rows[index].line > before.line + 1 or is_total(before))
        if not _has_mark(text) and (parted or _NOTE.match(text)):
            return index
    return len(rows)


def _first(row: Numbered) -> Value:
    return next(value for value in row.cells if not is_blank(value))


def _has_mark(text: str) -> bool:
    found = find_mark(text)
    return found is not None and found.mark is not Mark.NUMBER


def _items(sheet: Sheet) -> Iterator[Block | Table]:
    width = max((len(row.cells) for row in sheet.rows), default=0)
    covered = covered_cells(sheet, width)
    rows = [_row(sheet, row, width, covered) for row in sheet.rows]
    lines = [row.line for row in sheet.rows]
    starts = list(_starts(rows))
    titles = list(_titles(rows[: starts[0]] if starts else rows))
    yield from _named(sheet, titles) if starts else titles
    for start, end in pairwise([*starts, len(rows)]):
        head = read_head(rows[start:end])
        columns, first = (head.columns, start + head.end) if head else ({}, start)
        below = with_shared(rows[first:end], lines[first:end], columns, covered)
        table = [*rows[start:first], *_counted(_banded(below, columns), columns)]
        yield Table(tuple(table), sheet.place(lines[start]))


def _starts(rows: Sequence[Row]) -> Iterator[int]:
    """Give the rows where a table starts: its header, then any header that differs."""
    now: list[str] = []
    below = found = 0
    for index, row in enumerate(rows):
        texts = [cell.text for cell in row]
        if (
            index < below
            or sum(map(bool, texts)) < 2
            or texts == now
            or (not now and index >= _SEARCHED)
        ):
            continue
        if now and not _is_header(texts):
            continue
        head = read_head(rows[index : index + _LOOKED_AT])
        if head and not head.start:
            now, below, found = texts, index + head.end, found + 1
            yield index
        if found == _MOST_TABLES:
            return


def _is_header(texts: Sequence[str]) -> bool:
    columns = header(texts)
    return columns is not None and sum(c.known for c in columns.values()) >= _SURE


def _row(sheet: Sheet, row: Numbered, width: int, covered: Covered) -> Row:
    """Make the cells of a row; one that another covers goes on with it."""

    def at(rank: int) -> Cell:
        cell = _cell(row.cell(rank), sheet.place(row.line, rank))
        return Cell(continued=True) if not cell.text and (row.line, rank) in covered else cell

    return tuple(map(at, range(width)))


def _cell(value: Value, place: str) -> Cell:
    if is_blank(value):
        return Cell()
    lines = [split_bullet(clean(part)) for part in _written(value).split("\n")]
    blocks = [Block(text, place, bullet=bullet) for bullet, text in lines if text]
    signs = "".join(bullet for bullet, _ in lines)  # a lone « ✔ » is no bullet
    return Cell(tuple(blocks) if blocks else (Block(signs, place),) if signs else ())


def _written(value: Value) -> str:
    """Write a cell; a number that counts (1.1) has a dot, as its author sees it."""
    is_number = isinstance(value, float) and not isinstance(value, Percent)
    return f"{value:.15g}" if is_number else shown(value)


def _titles(rows: Sequence[Row]) -> Iterator[Block]:
    for row in rows:
        filled = [cell for cell in row if cell.text]
        found = find_mark(filled[0].text) if len(filled) == 1 else None
        if found and found.mark in _OBJECTIVES and found.title:
            yield replace(filled[0].blocks[0], text=filled[0].text)
        else:
            yield from margins((cell.text for cell in filled), filled[0].blocks[0].place)


def _named(sheet: Sheet, titles: Sequence[Block]) -> Iterator[Block]:
    """Give the titles of a sheet, its own name where it is the mark of its objective."""
    marks = [find_mark(block.text) for block in titles]
    own = find_mark(sheet.name or "")
    if own is None or own.mark not in _OBJECTIVES or any(_is_above(mark) for mark in marks):
        yield from titles
        return
    place = sheet.place(sheet.rows[0].line)
    if own.title:
        yield Block(sheet.name or "", place)
    elif titles:
        yield replace(titles[0], text=f"{sheet.name} : {titles[0].text}", level="")
        titles = titles[1:]
    yield from titles


def _is_above(found: Found | None) -> bool:
    return found is not None and found.mark in (Mark.OS, Mark.AXE)


def _banded(rows: Sequence[Row], columns: Columns) -> Iterator[Row]:
    """Let the only text of a row, above others, fill it: not all who head rows merge cells."""
    filled = [[i for i, cell in enumerate(row) if cell.text] for row in rows]
    if _heads_actions(filled, columns):
        yield from (
            _doubtful_band(row) if len(f) == 1 else row for row, f in zip(rows, filled, strict=True)
        )
        return
    last = max((n for n, indices in enumerate(filled) if len(indices) > 1), default=0)
    for number, (row, indices) in enumerate(zip(rows, filled, strict=True)):
        column = columns.get(indices[0]) if indices else None
        alone = len(indices) == 1 and number < last
        if alone and not (column and column.role in LEVELS):
            yield tuple(cell if cell.text else Cell(continued=True) for cell in row)
        else:
            yield row


def _heads_actions(filled: Sequence[Sequence[int]], columns: Columns) -> bool:
    """Tell lone titles above actions that all say their state, where no column is an objective."""
    roles = {c.role: index for index, c in columns.items()}
    states = {i for i, c in columns.items() if c.attribute in ("statut", "taux_avancement")}
    if not states or roles.keys() & {"OS", "OO"} or not filled:
        return False
    lone = [indices == [roles.get("ACTION")] for indices in filled]
    others = [
        bool(states & set(indices))
        for indices, alone in zip(filled, lone, strict=True)
        if not alone
    ]
    apart = not any(above and below for above, below in pairwise([*lone, True]))
    return lone[0] and apart and all(others) and sum(lone) <= len(others)


def _doubtful_band(row: Row) -> Row:
    told = (replace(cell, blocks=_doubted(cell.blocks)) for cell in row)
    return tuple(cell if cell.text else Cell(continued=True) for cell in told)


def _doubted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(replace(block, confidence=_DOUBTFUL) for block in blocks)


def _counted(rows: Iterator[Row], columns: Columns) -> Iterator[Row]:
    """Give back its zero to the tenth of a list: a spreadsheet keeps « 1.10 » as 1.1."""
    ranks = [index for index, c in columns.items() if c.role == NUMBER]
    before = ""
    for row in rows:
        text = row[ranks[0]].text if ranks else ""
        now = text.replace(",", ".")
        last, own = _TENTH.fullmatch(before), _TENTH.fullmatch(now)
        if last and own and last["head"] == own["head"] and not int(last["last"]) % 10 - 9:
            after = str(int(last["last"]) + 1)
            now = f"{own['head']}.{after}" if own["last"] == after.rstrip("0") else now
        before = now or before
        if now == text:
            yield row
        else:
            block = replace(row[ranks[0]].blocks[0], text=now)
            yield (*row[: ranks[0]], Cell((block,)), *row[ranks[0] + 1 :])

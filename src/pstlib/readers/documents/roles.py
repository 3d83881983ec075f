"""The columns of a table: what its header says, held to what its cells hold."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pstlib.readers.documents.blocks import Cell
from pstlib.readers.documents.dates import when
from pstlib.readers.documents.deeds import is_deed
from pstlib.readers.documents.headers import (
    FOLLOWED,
    LEVELS,
    NUMBER,
    YEAR,
    Column,
    column,
    header,
)
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.statuses import known_state

LEVEL_OF_MARK = {
    Mark.OS: "OS",
    Mark.OO: "OO",
    Mark.ACTION: "ACTION",
    Mark.SUB_ACTION: "SOUS_ACTION",
}
_SEARCHED = 4
_LOOKED_AT = 200
_LONGEST_STATE = 60
_AMOUNT = re.compile(r"[\d\s.,/%€()+-]*\d[\d\s.,/%€()+-]*(?:ans?|etp|h)?", re.I)
_MONEY = re.compile(r"\d[\d\s.,]{0,20}(?:€|euros?|eur)", re.I)
_YES_OR_NO = re.compile(r"(?:oui|non|partiel\w*|en partie)\b", re.I)
_CODE = re.compile(r"[A-Za-z.]{0,3}\s?\d{1,3}(?:[.\s-]\d{1,3}){0,4}\.?[a-z]?")
_ABBREVIATION = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9.&-]{1,9}s?")

Columns = dict[int, Column]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What tells the columns of a table: its rows from ``start`` to ``end``, or nothing of it."""

    start: int
    end: int
    columns: Columns


def read_head(rows: Sequence[Row]) -> Head | None:
    """Find the header among the first rows, below bands at most."""
    for index, row in enumerate(rows[:_SEARCHED]):
        after = rows[index + 1] if index + 1 < len(rows) else ()
        one, two = header(_texts(row)), _two_lines(row, after)
        best = two if two and len(_known(two)) >= len(_known(one or {})) else one
        if best:
            end = index + 1 + (best is two)
            columns = _held(best, rows[end:])
            return Head(index, end, _with_manager(columns)) if columns else None
        if sum(bool(cell.text) for cell in row) > 1:
            break
    return None


def latest(columns: Columns) -> tuple[Columns, list[str]]:
    """Keep the last of several dated states of one action; also give the labels left out."""
    left: list[int] = []
    for attribute in ("statut", "taux_avancement"):
        told = [i for i, c in columns.items() if c.attribute == attribute and not c.ticked]
        dated = {i: day for i in told if (day := when(columns[i].label))}
        last = max(dated, key=lambda index: dated[index], default=None)
        left += [i for i in told if i != last] if len(set(dated.values())) > 1 else []
    kept = {i: replace(c, attribute="") if i in left else c for i, c in columns.items()}
    return kept, [columns[index].label for index in sorted(left)]


def by_content(rows: Sequence[Row]) -> Columns:
    """Tell the columns of a table without header by the marks, states and sentences in them."""
    columns = dict(enumerate(map(_column_of, zip(*rows, strict=True))))
    roles = {one.role for one in columns.values()}
    stated = any(one.attribute == "statut" for one in columns.values())
    if "ACTION" not in roles and stated:
        columns = _with_longest(columns, rows)
    return columns if any(one.role == "ACTION" for one in columns.values()) else {}


def turned(rows: Sequence[Row]) -> list[Row]:
    """Give the columns of a table as rows, where its labels stand on the left; else nothing."""
    sides = [list(side) for side in zip(*rows, strict=True)]
    if len(sides) < 3 or len(rows) < 2 or any(cell.continued for row in rows for cell in row):
        return []
    labels, others = _texts(sides[0]), (_are_labels(_texts(side)) for side in sides[1:])
    roles = {one.role for one in (header(labels) or {}).values()}
    return list(map(tuple, sides)) if "ACTION" in roles and not any(others) else []


def _are_labels(texts: Sequence[str]) -> bool:
    filled = [column(text) for text in texts if text]
    return header(texts) is not None or (bool(filled) and all(one.known for one in filled))


def goes_on(rows: Sequence[Row], columns: Columns) -> bool:
    """Tell a table without header that goes on with the one before, from another of its width."""
    first = [column(text) for text in _texts(rows[0]) if text]
    if sum(one.known for one in first) * 2 > len(first):
        return False
    states = [_column(rows, i) for i, c in columns.items() if c.attribute == "statut"]
    return all(len(text) < _LONGEST_STATE for texts in states for text in texts)


def is_code(text: str) -> bool:
    """Tell « 1.1 » or « A5 » alone."""
    return _CODE.fullmatch(text) is not None


def is_glossary(rows: Sequence[Row]) -> bool:
    """Tell abbreviations beside their meaning."""
    pairs = [[cell.text for cell in row if cell.text] for row in rows]
    short = sum(len(pair) == 2 and bool(_ABBREVIATION.fullmatch(pair[0])) for pair in pairs)
    return short > 1 and short * 2 >= len(pairs)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _known(columns: Mapping[int, Column]) -> list[Column]:
    return [one for one in columns.values() if one.known]


def _two_lines(row: Sequence[Cell], below: Sequence[Cell]) -> Columns | None:
    """Read a header of two lines: groups of columns above, or labels that go down through both."""
    own = _texts(below)
    if sum(map(bool, own)) < 2 or not any(cell.continued for cell in (*row, *below)):
        return None
    if not _is_full(tuple(row)):  # a band over the header
        return None
    groups: list[str] = []
    for cell in row:
        groups.append(groups[-1] if cell.continued and groups else cell.text)
    whole = [text or cell.text for text, cell in zip(own, row, strict=True)]
    above = [group if text else "" for text, group in zip(own, groups, strict=True)]
    found = header(whole, above)
    under = [found[i] for i, text in enumerate(own) if text] if found else []
    told = sum(c.known or YEAR.fullmatch(c.label) is not None for c in under)
    return found if told * 2 > len(under) else None


def _with_manager(columns: Columns) -> Columns:
    """Let « Service » say who is responsible where no other column does."""
    if any(c.attribute == "responsable" for c in columns.values()):
        return columns
    return {
        index: replace(c, attribute="responsable") if c.attribute == "departement" else c
        for index, c in columns.items()
    }


def _held(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Hold a header to the cells under it; nothing where they are none of a plan."""
    held = dict(columns)
    told = {c.attribute for c in columns.values()}
    for index, one in columns.items():
        texts = _column(rows, index)
        if one.ticked and any(
            text.isdecimal() and len(text) < 4 and int(text) > 1 for text in texts
        ):
            return {}  # counts of actions by state
        if one.role in LEVELS and _most(texts, _CODE.fullmatch):
            held[index] = replace(one, role=NUMBER)
        elif one.role in LEVELS and _most(texts, _AMOUNT.fullmatch):
            return {}
        elif not one.role and "statut" not in told and _most(texts, _answer(one)):
            held[index] = replace(one, attribute="statut", known=True)
    roles = {c.role for c in held.values()}
    if _is_of_grants(held, rows):
        return {}
    if not rows or roles & set(LEVELS[1:]):
        return held
    told = {c.attribute for c in held.values()}
    return _with_longest(held, rows) if NUMBER in roles or "statut" in told else {}


def _answer(one: Column) -> Callable[[str], object]:
    """Tell what a cell of a column of states holds: a state, or « oui » under « Réalisée ? »."""
    if not one.ticked:
        return known_state
    return lambda text: _YES_OR_NO.match(text) or known_state(text)


def _is_of_grants(columns: Columns, rows: Sequence[Row]) -> bool:
    """Tell names of projects beside amounts, of which nothing else is told."""
    roles = {c.role for c in columns.values()}
    if roles & {"OS", "OO", NUMBER} or any(c.attribute in FOLLOWED for c in columns.values()):
        return False
    sides = [_column(rows, index) for index in range(len(rows[0]) if rows else 0)]
    titles = [text for index, c in columns.items() if c.role == "ACTION" for text in sides[index]]
    money = any(_most(side, _MONEY.fullmatch) for side in sides if side)
    return money and not _most(titles, is_deed)


def _with_longest(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Let the column of the longest texts be the action, if no label says it is another."""
    lengths = {
        index: sum(map(len, texts)) / len(texts)
        for index in range(len(rows[0]) if rows else 0)
        if (texts := _column(rows, index)) and not _is_told(columns.get(index))
    }
    best = max(lengths, key=lambda index: lengths[index], default=None)
    if best is None or lengths[best] < 15:
        return {}
    label = columns[best].label if best in columns else ""
    return columns | {best: Column(label, "ACTION")}


def _is_told(one: Column | None) -> bool:
    return one is not None and one.known


def _column(rows: Sequence[Row], index: int) -> list[str]:
    cells = (row[index] for row in rows[:_LOOKED_AT] if index < len(row) and _is_full(row))
    return [cell.text for cell in cells if cell.text]


def _is_full(row: Row) -> bool:
    return sum(bool(cell.text) for cell in row) > 1


def _most(texts: Sequence[str], holds: Callable[[str], object]) -> bool:
    """Tell whether three cells out of five are alike."""
    return sum(bool(holds(text)) for text in texts) * 5 >= max(len(texts), 1) * 3


def _column_of(cells: Sequence[Cell]) -> Column:
    texts = [cell.text for cell in cells if cell.text]
    marks = Counter(found.mark for text in texts if (found := find_mark(text)))
    mark, count = marks.most_common(1)[0] if marks else (None, 0)
    if mark in LEVEL_OF_MARK and count * 5 >= len(texts) * 3:
        return Column(LEVEL_OF_MARK[mark], LEVEL_OF_MARK[mark])
    if _most(texts, known_state):
        return Column("État", attribute="statut")
    if _most(texts, _CODE.fullmatch):
        return Column("N°", NUMBER)
    return Column("", known=False)

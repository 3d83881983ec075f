"""The words of a PDF page, put into lines, columns and reading order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from pstlib.readers.documents.cleaning import split_bullet
from pstlib.readers.documents.headers import column

_TAB = 2.2
_GUTTER = 9.0
_FEWEST_LINES = 6
_DEEPEST = 3
_MARKER = re.compile(r"[^\w«\"(]{1,3}|(?:\d{1,2}|[a-zA-Z])[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|o")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    bold: bool = False

    @property
    def size(self) -> float:
        """The height of its line box, close to its font size."""
        return self.top - self.bottom


Row: TypeAlias = Sequence[Word]
Sides: TypeAlias = tuple[list[Word], list[Word]] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or of a column of it."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    page: int = 1
    number: int = 0
    column: int = 0
    first: float = 0.0  # width of its first word
    shift: float = 0.0  # how far its column stands from the first
    inner: float = 0.0  # where its text starts, after a bullet or number

    @property
    def texts(self) -> list[str]:
        """Its words, as one text."""
        return [self.text]


def page_lines(words: Sequence[Word], depth: int = 0) -> list[Line]:
    """Give the lines of a page in reading order: column after column, between lines across."""
    rows = rows_of(words)
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        return [_line(row) for row in rows]
    parted = [_parted(row, gutter) for row in rows]
    sides = [side for side in parted if side]
    first, second = (min(w.left for side in sides for w in side[rank]) for rank in (0, 1))
    across = _headings_across(rows, parted, first)
    lines: list[Line] = []
    halves: tuple[list[Word], list[Word]] = ([], [])

    def columns() -> list[Line]:
        inner = zip(halves, (0.0, second - first), strict=True)
        return [
            replace(line, column=2 * line.column + rank, shift=line.shift + shift)
            for rank, (half, shift) in enumerate(inner, start=1)
            for line in page_lines(half, depth + 1)
        ]

    for index, (row, side) in enumerate(zip(rows, parted, strict=True)):
        if side and index not in across and not _stands_off(rows, index):
            for half, part in zip(halves, side, strict=True):
                half.extend(part)
        else:
            lines += [*columns(), _line(row)]
            halves = ([], [])
    return [*lines, *columns()]


def _headings_across(rows: Sequence[Row], parted: Sequence[Sides], left: float) -> set[int]:
    """Find the headings above both columns that are too short to reach the second.

    They are larger than the text, and no line of their size stands in the second column.
    """
    sizes = sorted(row[0].size for row in rows)
    body = sizes[len(sizes) // 2]
    beside = {round(side[1][0].size) for side in parted if side and side[1]}
    return {
        index
        for index, (row, side) in enumerate(zip(rows, parted, strict=True))
        if side
        and not side[1]
        and row[0].size > 1.15 * body
        and round(row[0].size) not in beside
        and row[0].left < left + 2 * body
    }


def lines_of(words: Sequence[Word], **place: Any) -> list[Line]:
    """Give the lines of a column or cell, and say where it is."""
    return [replace(_line(row), **place) for row in rows_of(words)]


def _stands_off(rows: Sequence[Row], index: int) -> bool:
    """Tell a header or footer, that a blank parts from the columns, left and right together."""
    if index not in (0, len(rows) - 1) or len(rows) < 2:
        return False
    upper, lower = (rows[0], rows[1]) if index == 0 else (rows[-2], rows[-1])
    gap = min(word.bottom for word in upper) - max(word.top for word in lower)
    return gap > 0.8 * rows[index][0].size


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Group words that stand on one line, from top to bottom, each from left to right."""
    rows: list[list[Word]] = []
    tallest: list[Word] = []
    for word in sorted(words, key=lambda w: -(w.top + w.bottom)):
        last = range(max(0, len(rows) - 3), len(rows))
        row = next((index for index in last if _level(tallest[index], word)), None)
        if row is None:
            rows.append([word])
            tallest.append(word)
        else:
            rows[row].append(word)
            tallest[row] = max(tallest[row], word, key=lambda w: w.size)
    return [sorted(row, key=lambda w: w.left) for row in rows]


def _level(tall: Word, word: Word) -> bool:
    apart = abs(tall.top + tall.bottom - word.top - word.bottom) / 2
    return apart < 0.36 * max(min(word.size, tall.size), 1)


def _gutter(rows: Sequence[Row]) -> float | None:
    """Find where a page parts into two columns of running text, None where it doesn't."""
    if len(rows) < _FEWEST_LINES:
        return None
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    best, score = None, 0
    for step in range(20, 81):
        place = left + (right - left) * step / 100
        points = _points(rows, place, (left, right))
        if points > score:
            best, score = place, points
    return best


def _points(rows: Sequence[Row], place: float, edges: tuple[float, float]) -> int:
    """Tell how well a place parts a page: lines on both sides, less the runs of lines across."""
    parted = [_parted(row, place) for row in rows]
    runs = sum(now is None and before is not None for before, now in pairwise([((), ()), *parted]))
    before = [side[0] for side in parted if side and side[0]]
    after = [side[1] for side in parted if side and side[1]]
    if min(len(before), len(after)) < _FEWEST_LINES or _are_labels(before):
        return 0
    # Running text fills its column; names and dates of a list do not.
    filled = _fills(before, place - edges[0]) and _fills(after, edges[1] - place)
    return min(len(before), len(after)) - 2 * runs if filled else 0


def _are_labels(parts: Sequence[Row]) -> bool:
    """Tell the labels of a fiche, which stand beside their values."""
    labels = sum(column(" ".join(word.text for word in part)).known for part in parts)
    return labels * 3 >= len(parts)


def _parted(row: Row, place: float) -> Sides:
    """Part a line of words at a place, None where it goes on across."""
    before = [word for word in row if word.right <= place]
    after = [word for word in row if word.left >= place]
    across = len(before) + len(after) < len(row)
    near = before and after and after[0].left - before[-1].right < _GUTTER
    return None if across or near else (before, after)


def _fills(parts: Sequence[Row], width: float) -> bool:
    widths = sorted(part[-1].right - part[0].left for part in parts)
    return widths[len(widths) // 2] >= 0.45 * width


def _line(row: Row) -> Line:
    text = row[0].text
    for before, word in pairwise(row):
        wide = word.left - before.right > _TAB * max(word.size, 1)
        text += ("\t" if wide and text.strip() and not _is_marker(text) else " ") + word.text
    bullet, rest = split_bullet(text)
    number = _is_marker(row[0].text) and len(row) > 1
    return Line(
        text=text,
        left=row[0].left,
        right=row[-1].right,
        bottom=min(word.bottom for word in row),
        top=max(word.top for word in row),
        size=round(sorted(word.size for word in row)[len(row) // 2], 1),
        bold=all(word.bold or _is_marker(word.text) for word in row)
        and any(word.bold for word in row),
        first=row[0].right - row[0].left,
        inner=row[1].left if ((bullet and rest) or number) and len(row) > 1 else row[0].left,
    )


def _is_marker(text: str) -> bool:
    return _MARKER.fullmatch(text) is not None

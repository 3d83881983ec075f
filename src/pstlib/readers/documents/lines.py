"""The words of a PDF page, put into lines, columns and reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from pstlib.readers.documents.cleaning import split_bullet
from pstlib.readers.documents.headers import column
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.statuses import known_state

_TAB = 2.2
_GUTTER = 9.0
_SAME = 3.0  # points between the starts of one column on two pages
_FEWEST_LINES, _FEWEST_OF_LISTS = 6, 2
_DEEPEST = 5
_LARGER = 1.15
_LONGEST_STATE = 4
_MOST_NUMBERS = 8
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
    upright: bool = False

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
    state: str = ""  # printed at its end, apart from its words

    @property
    def texts(self) -> list[str]:
        """Its words, as one text."""
        return [self.text]


def page_lines(words: Sequence[Word], known: Sequence[float] = ()) -> list[Line]:
    """Give the lines of a page in reading order: column after column, between lines across.

    Args:
        words: Its words.
        known: Where the second columns of the page before start: a last page has few lines.
    """
    return _in_order(rows_of(_with_labels(words)), 0, known)


def second_columns(lines: Sequence[Line]) -> list[float]:
    """Give where the columns of a page start, the first left out."""
    starts: dict[int, float] = {}
    for line in lines:
        if line.column and not line.column % 2:  # see _column_id
            starts[line.column] = min(line.left, starts.get(line.column, line.left))
    return list(starts.values())


def _with_labels(words: Sequence[Word]) -> list[Word]:
    """Put large numbers that stand beside « OBJECTIF STRATÉGIQUE » and a title after the label."""
    sizes = sorted(word.size for word in words) or [0.0]
    least = 1.5 * sizes[len(sizes) // 2]
    large = [w for w in words if len(w.text) < 3 and w.text.isalnum() and w.size > least]
    moved = {}
    for number in large[:_MOST_NUMBERS]:
        beside = [w for w in words if number.bottom < (w.bottom + w.top) / 2 < number.top]
        for row in rows_of([w for w in beside if w.size < number.size]):
            found = find_mark(" ".join(w.text for w in [*row, number]))
            if found and found.mark is not Mark.NUMBER and found.title in ("", number.text):
                left = row[-1].right + 0.3 * row[-1].size
                moved[number] = replace(row[-1], text=number.text, left=left, right=left + 5)
                break
    return [moved.get(word, word) for word in words]


def _in_order(rows: Sequence[Row], depth: int, known: Sequence[float]) -> list[Line]:
    found = _columns(rows, known) if depth < _DEEPEST else None
    if found is None:
        return [_line(row) for row in rows]
    start, end, place = found
    sides = [side for row in rows[start:end] if (side := _parted(row, place))]
    halves = [[word for side in sides for word in side[rank]] for rank in (0, 1)]
    first, second = (min(word.left for word in half) for half in halves)
    inner = [
        replace(line, column=_column_id(line, place, rank), shift=line.shift + shift)
        for rank, (half, shift) in enumerate(zip(halves, (0.0, second - first), strict=True))
        for line in _in_order(rows_of(half), depth + 1, known)
    ]
    above, below = (_in_order(part, depth + 1, known) for part in (rows[:start], rows[end:]))
    return [*above, *inner, *below]


def _column_id(line: Line, place: float, rank: int) -> int:
    """Name a column by its place: those of other pages that part elsewhere have other margins."""
    return line.column * 1_000 + round(place / _GUTTER) * 2 + rank + 1


def lines_of(words: Sequence[Word], **place: Any) -> list[Line]:
    """Give the lines of a column or cell, and say where it is."""
    return [replace(_line(row), **place) for row in rows_of(words)]


def _stands_off(rows: Sequence[Row], index: int) -> bool:
    """Tell a header or footer, that a blank parts from the columns, left and right together."""
    if index not in (0, len(rows) - 1) or len(rows) < 2:
        return False
    upper, lower = (rows[0], rows[1]) if index == 0 else (rows[-2], rows[-1])
    return _gap(upper, lower) > 0.8 * rows[index][0].size


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


def _columns(rows: Sequence[Row], known: Sequence[float]) -> tuple[int, int, float] | None:
    """Find the lines that part into two columns of running text, and where they part."""
    if len(rows) < _FEWEST_OF_LISTS:
        return None
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    best, most = None, 0
    for step in range(20, 81):
        place = left + (right - left) * step / 100
        parted = [_parted(row, place) for row in rows]
        for index in (0, len(rows) - 1):
            if _stands_off(rows, index):
                parted[index] = None
        for start, end in _runs(parted):
            points = _points(parted[start:end], (left, place, right), known)
            if points > most:
                best, most = (start, end, parted), points
                at = place
    if best is None:
        return None
    start, end, parted = best
    start = _start(rows, parted, start, end)
    return start, _end(rows, parted, start, end), at


def _runs(parted: Sequence[Sides]) -> Iterator[tuple[int, int]]:
    """Give the runs of lines that all part at a place."""
    start = 0
    for index, side in enumerate([*parted, None]):
        if side is None:
            if index - start >= _FEWEST_OF_LISTS:
                yield start, index
            start = index + 1


def _points(
    sides: Sequence[Sides], edges: tuple[float, float, float], known: Sequence[float]
) -> int:
    """Tell how many lines stand on both sides, 0 where they are no running text."""
    before = [side[0] for side in sides if side and side[0]]
    after = [side[1] for side in sides if side and side[1]]
    start = min((part[0].left for part in after), default=0.0)
    goes_on = any(abs(start - edge) < _SAME for edge in known)
    listed = goes_on or (_is_list(before) and _is_list(after))
    fewest = _FEWEST_OF_LISTS if listed else _FEWEST_LINES
    count = min(len(before), len(after))
    if count < fewest or _are_labels(before) or _are_states(after, before):
        return 0
    # Running text fills its column; names and dates of a list do not.
    left, place, right = edges
    filled = _fills(before, place - left) and _fills(after, right - place)
    blank = start - max(part[-1].right for part in before)
    return int(count * (10 + min(blank, 40))) if filled else 0


def _start(rows: Sequence[Row], parted: Sequence[Sides], start: int, end: int) -> int:
    """Leave out what stands above both columns, though it reaches only one."""
    found, side = start, parted[start]
    rank = 0 if side and side[0] else 1
    for index in range(start, end - 1):
        side = parted[index]
        if side is None or side[1 - rank]:
            break
        if _gap(rows[index], rows[index + 1]) > (0.8 + rank) * rows[index][0].size:
            found = index + 1
    return found


def _end(rows: Sequence[Row], parted: Sequence[Sides], start: int, end: int) -> int:
    """Stop at a larger heading that has nothing beside it, though columns go on below."""
    sizes = sorted(row[0].size for row in rows[start:end])
    body = sizes[len(sizes) // 2]
    seconds = [word for side in parted[start:end] if side for word in side[1]]
    for index in range(start + 1, end):
        side, word = parted[index], rows[index][0]
        if side and not side[1] and word.size > _LARGER * body:
            near = (w for w in seconds if w.top > word.bottom - body and w.bottom < word.top + body)
            above = any(w.bottom > word.top for w in seconds)
            if above and next(near, None) is None and any(w.top < word.bottom for w in seconds):
                return index
    return end


def _gap(upper: Row, lower: Row) -> float:
    return min(word.bottom for word in upper) - max(word.top for word in lower)


def _is_list(parts: Sequence[Row]) -> bool:
    return any(split_bullet(f"{part[0].text} x")[0] for part in parts)


def _are_states(parts: Sequence[Row], before: Sequence[Row]) -> bool:
    """Tell the states of the actions on the left."""
    told = sum(map(_opens_with_state, parts))
    return told * 3 >= len(parts) and not any(map(_opens_with_state, before))


def _opens_with_state(part: Row) -> bool:
    texts = (" ".join(word.text for word in part[:size]) for size in (1, 2, 3))
    return any(known_state(text) is not None for text in texts)


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
    return widths[len(widths) * 2 // 3] >= 0.45 * width


def _line(row: Row) -> Line:
    row, state = _stated(row)
    text = row[0].text
    for before, word in pairwise(row):
        wide = word.left - before.right > _TAB * max(word.size, 1)
        text += ("\t" if wide and text.strip() and not _is_marker(text) else " ") + word.text
    bullet, rest = split_bullet(text)
    number = len(row) > 1 and (_is_marker(row[0].text) or _is_set_off(row[0], row[1]))
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
        state=state,
    )


def _stated(row: Row) -> tuple[Row, str]:
    """Part the state that stands at the end of a line, in another size, from its words."""
    for index in range(max(1, len(row) - _LONGEST_STATE), len(row)):
        before, word = row[index - 1], row[index]
        off = word.left - before.right > 0.5 * word.size and abs(word.size / before.size - 1) > 0.1
        state = " ".join(word.text for word in row[index:]) if off else ""
        if state and known_state(state):
            return row[:index], state
    return row, ""


def _is_set_off(first: Word, second: Word) -> bool:
    """Tell the number of a line that a blank or its size sets off: « 01   Étendre la zone »."""
    off = second.left - first.right > 0.6 * second.size or first.size > 1.3 * second.size
    return off and first.text.isdigit() and len(first.text) < 3


def _is_marker(text: str) -> bool:
    return _MARKER.fullmatch(text) is not None

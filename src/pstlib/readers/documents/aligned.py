"""Tables of a PDF without vertical rules: their header and the place of their columns tell them."""

from collections.abc import Sequence
from itertools import pairwise

from pstlib.readers.documents.headers import header
from pstlib.readers.documents.lines import Word
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.rulings import Grid, Rule

_FEWEST_COLUMNS = 3
_INSIDE = 2.0
_NEAR = 8.0
_TOP_LINES = 4
_OTHERS = (Mark.NUMBER, Mark.ACTION, Mark.SUB_ACTION)

Row = Sequence[Word]


def find_aligned(
    rows: Sequence[Row], rules: Sequence[Rule], before: Sequence[float] = ()
) -> list[Grid]:
    """Find the tables whose columns only stand under their header.

    Args:
        rows: The lines of a page that stand in no ruled table, from top to bottom.
        rules: The horizontal rules of the page, which may part the rows of a table.
        before: The edges of the last table of the page before, which may go on here.
    """
    grids = _continued(rows, rules, before) if before else []
    for index, row in enumerate(rows):
        edges = _starts(row)[1:]
        if len(edges) + 1 < _FEWEST_COLUMNS or not _is_header(row):
            continue
        if body := body_of(rows[index + 1 :], row, edges):
            words = [word for line in (row, *body) for word in line]
            left = min(word.left for word in words) - _INSIDE
            right = max(word.right for word in words) + _INSIDE
            grids.append(_grid([left, *edges, right], [row, *body], rules))
    return grids


def _continued(rows: Sequence[Row], rules: Sequence[Rule], edges: Sequence[float]) -> list[Grid]:
    """Find at the top of a page, under its header, the rest of a table."""
    for index, row in enumerate(rows[:_TOP_LINES]):
        kept = sum(any(abs(start - e) < _NEAR for e in edges[1:-1]) for start in _starts(row))
        if kept >= _FEWEST_COLUMNS - 1 and not _is_header(row):
            body = body_of(rows[index:], row, edges[1:-1])
            return [_grid(list(edges), body, rules, headed=False)] if body else []
    return []


def _segments(row: Row) -> list[list[Word]]:
    segments = [[row[0]]]
    for before, word in pairwise(row):
        if word.left - before.right > 0.5 * word.size:
            segments.append([])
        segments[-1].append(word)
    return segments


def _starts(row: Row) -> list[float]:
    return [segment[0].left - _INSIDE for segment in _segments(row)]


def _is_header(row: Row) -> bool:
    return header([_text(segment) for segment in _segments(row)]) is not None


def _text(words: Row) -> str:
    return " ".join(word.text for word in words)


def body_of(rows: Sequence[Row], head: Row, edges: Sequence[float]) -> list[Row]:
    """Give the lines under a header, up to the first that doesn't keep to its columns."""
    body: list[Row] = []
    before = head
    for row in rows:
        gap = bottom_of(before) - top_of(row)
        found = find_mark(_text(row))
        heading = row[0].size > 1.15 * head[0].size or (found and found.mark not in _OTHERS)
        across = any(w.left < edge - 4 and w.right > edge + 6 for w in row for edge in edges)
        if gap > 2.5 * head[0].size or heading or across or _is_header(row):
            break
        body.append(row)
        before = row
    return body


def _grid(
    xs: list[float], rows: Sequence[Row], rules: Sequence[Rule], *, headed: bool = True
) -> Grid:
    wide = [rule for rule in rules if rule.start <= xs[1] and rule.end >= xs[-2]]
    places = [rule.at for rule in wide]
    parted = [
        any(_middle(below) < at < _middle(above) for at in places)
        for above, below in pairwise(rows)
    ]
    if sum(parted) < max(1, len(rows) // 6):
        parted = _by_gaps(rows, xs)
    if headed:
        parted[0] = True
    cuts = zip(pairwise(rows), parted, strict=True)
    between = [(bottom_of(above) + top_of(below)) / 2 for (above, below), cut in cuts if cut]
    ys = (top_of(rows[0]) + _INSIDE, *between, bottom_of(rows[-1]) - _INSIDE)
    owner = tuple(tuple((r, c) for c in range(len(xs) - 1)) for r in range(len(ys) - 1))
    return Grid(tuple(xs), ys, owner)


def _by_gaps(rows: Sequence[Row], xs: Sequence[float]) -> list[bool]:
    """Part rows where more blank stands between them; else where a line fills several columns."""
    steps = [_middle(above) - _middle(below) for above, below in pairwise(rows)]
    least = min(steps[1:], default=0.0)
    if max(steps[1:], default=0.0) > 1.25 * least > 0:
        return [step > 1.2 * least for step in steps]
    return [
        below[0].left < xs[1] and any(word.left > xs[1] for word in below) for below in rows[1:]
    ]


def top_of(row: Row) -> float:
    """Give the top of a line."""
    return max(word.top for word in row)


def bottom_of(row: Row) -> float:
    """Give the foot of a line."""
    return min(word.bottom for word in row)


def _middle(row: Row) -> float:
    return (top_of(row) + bottom_of(row)) / 2

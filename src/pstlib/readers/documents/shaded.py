"""Tables whose every second row is shaded: the rows between two boxes stand in their columns."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pstlib.readers.documents.aligned import Row, body_of, bottom_of, top_of
from pstlib.readers.documents.rulings import Grid

_NEAR = 4.0
_FEWEST_EDGES, _FEWEST_FILLED = 3, 2
# As parts of the size of letters: what parts rows or cells, what stands above a row at most.
_BLANK, _PADDING = 0.4, 1.2


def with_rows_between(grids: Sequence[Grid], rows: Sequence[Row]) -> list[Grid]:
    """Join the boxes of a table with the rows that stand between and below them, without box.

    Args:
        grids: What is drawn on a page.
        rows: Its lines that stand outside of them, from top to bottom.
    """
    result: list[Grid] = []
    goes_on = False
    ordered = sorted(grids, key=lambda grid: -grid.ys[0])
    for grid, below in pairwise([*ordered, None]):
        if grid is None:
            break
        result[-1:] = [_joined(result[-1], grid)] if goes_on else [*result[-1:], grid]
        floor = below.ys[0] if below else 0.0
        xs = _last_edges(grid)
        under = [row for row in rows if floor < _middle(row) < grid.ys[-1]]
        filling = list(_rows(xs, grid.ys[-1], under)) if len(xs) > _FEWEST_EDGES else []
        goes_on = bool(filling and below and _alike(result[-1], below))
        if filling:
            end = floor if goes_on else bottom_of(filling[-1][-1]) - 1
            ys = (grid.ys[-1], *(_between(a, b) for a, b in pairwise(filling)), end)
            columns = range(len(xs) - 1)
            owner = tuple(tuple((r, c) for c in columns) for r in range(len(filling)))
            result[-1] = _joined(result[-1], Grid(xs, ys, owner))
    return result


def _last_edges(grid: Grid) -> tuple[float, ...]:
    """Give the edges of the columns of the last row: a band above may have others."""
    cells = [(-1, -1), *grid.owner[-1], (-1, -1)]
    return tuple(x for x, (a, b) in zip(grid.xs, pairwise(cells), strict=True) if a != b)


def _rows(xs: Sequence[float], top: float, under: Sequence[Row]) -> Iterator[list[Row]]:
    """Group the lines under a grid into rows, up to the first that fills no two of its columns."""
    if not under or top - top_of(under[0]) > _PADDING * under[0][0].size:
        return
    groups: list[list[Row]] = []
    for row in body_of(under, under[0], xs[1:-1]):
        if row[0].left < xs[0] - _NEAR or row[-1].right > xs[-1] + _NEAR or _runs_on(row, xs):
            break
        if groups and bottom_of(groups[-1][-1]) - top_of(row) < _BLANK * row[0].size:
            groups[-1].append(row)
        else:
            groups.append([row])
    for group in groups:
        if _filled(xs, group) < _FEWEST_FILLED:
            return
        yield group


def _runs_on(row: Row, xs: Sequence[float]) -> bool:
    """Tell a sentence: no more than a blank parts its words where a column starts."""
    return any(
        b.left - a.right < _BLANK * b.size and any(a.left < x < b.left for x in xs[1:-1])
        for a, b in pairwise(row)
    )


def _filled(xs: Sequence[float], rows: Sequence[Row]) -> int:
    starts = [word.left + 1 for row in rows for word in row]
    return sum(any(a <= start <= b for start in starts) for a, b in pairwise(xs))


def _between(above: Sequence[Row], below: Sequence[Row]) -> float:
    return (bottom_of(above[-1]) + top_of(below[0])) / 2


def _middle(row: Row) -> float:
    return (top_of(row) + bottom_of(row)) / 2


def _alike(one: Grid, other: Grid) -> bool:
    """Tell two grids of one width, of which one has at least the columns of the other."""
    few, many = sorted((one.xs, other.xs), key=len)
    ends = abs(few[0] - many[0]) < _NEAR and abs(few[-1] - many[-1]) < _NEAR
    return ends and all(any(abs(x - edge) < _NEAR for edge in many) for x in few)


def _joined(upper: Grid, lower: Grid) -> Grid:
    """Put a grid under another; a column that one parts is one cell in the other."""
    xs = max(upper.xs, lower.xs, key=len)
    rows = len(upper.ys) - 1
    owner = (*_spread(upper, xs, 0), *_spread(lower, xs, rows))
    return Grid(xs, (*upper.ys, *lower.ys[1:]), owner)


def _spread(grid: Grid, xs: Sequence[float], offset: int) -> Iterator[tuple[tuple[int, int], ...]]:
    middles = [(a + b) / 2 for a, b in pairwise(xs)]
    own = [sum(middle > edge for edge in grid.xs[1:-1]) for middle in middles]
    first = {column: own.index(column) for column in set(own)}
    for row in grid.owner:
        yield tuple((row[c][0] + offset, first[row[c][1]]) for c in own)

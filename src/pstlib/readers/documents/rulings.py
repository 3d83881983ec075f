"""The ruled tables of a PDF page: lines and boxes drawn on it, made into a grid of cells."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

_NEAR = 3.0
_THIN = 2.5
_DOT = 8.0
_SHORTEST = 6.0
_MOST_LINES = 4_000
_MOST_DOTS = 400  # more are a pattern, not bullets
_MOVE = 2  # FPDF_SEGMENT_MOVETO
_PATH = 2  # FPDF_PAGEOBJ_PATH

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line: where it stands, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """A ruled table: edges of its columns (left to right) and rows (top to bottom).

    ``owner[row][column]`` is the cell, as (row, column), that this one belongs to.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[tuple[int, int], ...], ...]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Give the cell that holds a point, None outside of the table."""
        column, row = _interval(self.xs, x), _interval([-edge for edge in self.ys], -y)
        return None if column is None or row is None else self.owner[row][column]

    def right_of(self, cell: tuple[int, int]) -> float:
        """Give the right edge of a cell, those merged with it included."""
        row, column = cell
        last = max(c for c in range(len(self.xs) - 1) if self.owner[row][c] == cell)
        return self.xs[max(last, column) + 1]


def _interval(edges: Sequence[float], value: float) -> int | None:
    return next((i for i, (low, high) in enumerate(pairwise(edges)) if low <= value <= high), None)


@dataclass(frozen=True)
class Drawn:
    """What is drawn on a page: ruled tables, and dots that may be the bullets of a list."""

    grids: tuple[Grid, ...] = ()
    dots: tuple[Point, ...] = ()
    across: tuple[Rule, ...] = ()


def find_drawn(page: Any) -> Drawn:
    """Find the ruled tables of at least two cells of a page, and its dots."""
    across, down, dots = _rules(page)
    return Drawn(tuple(_grids(across, down)), tuple(dots), tuple(across))


def _grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    if len(across) < 2 or len(down) < 2 or len(across) + len(down) > _MOST_LINES:
        return []
    grids = (_grid(rows, columns) for rows, columns in _connected(across, down))
    return [grid for grid in grids if grid is not None]


def _rules(page: Any) -> tuple[list[Rule], list[Rule], list[Point]]:
    across: list[Rule] = []
    down: list[Rule] = []
    dots: list[Point] = []
    for path in page.get_objects(filter=(_PATH,), max_depth=2):
        if len(across) + len(down) > _MOST_LINES:
            break
        for left, bottom, right, top in _boxes(path):
            if max(right - left, top - bottom) < _DOT:
                dots.append(((left + right) / 2, (bottom + top) / 2))
            else:
                _sort_box((left, bottom, right, top), across, down)
    return across, down, dots if len(dots) <= _MOST_DOTS else []


def _sort_box(box: Box, across: list[Rule], down: list[Rule]) -> None:
    left, bottom, right, top = box
    if top - bottom <= _THIN:
        if right - left >= _SHORTEST:
            across.append(Rule((top + bottom) / 2, left, right))
    elif right - left <= _THIN:
        if top - bottom >= _SHORTEST:
            down.append(Rule((left + right) / 2, bottom, top))
    else:
        across += [Rule(top, left, right), Rule(bottom, left, right)]
        down += [Rule(left, bottom, top), Rule(right, bottom, top)]


def _boxes(path: Any) -> list[Box]:
    """Give the box around each part of a path: a stroke, an edge or a rectangle."""
    import pypdfium2.raw as pdfium

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[Point]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_LINES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == _MOVE or not parts:
            parts.append([])
        parts[-1].append(matrix.on_point(x.value, y.value))
    drawn = [part for part in parts if len(part) > 1]
    # Three points are two edges of a box left open.
    return [_box(s) for part in drawn for s in (pairwise(part) if len(part) == 3 else (part,))]


def _box(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group the lines that touch one another: each group is a table."""
    parents = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for i, flat in enumerate(across):
        for j, tall in enumerate(down, start=len(across)):
            if _touch(flat, tall):
                parents[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*across, *down]):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    return list(groups.values())


def _touch(flat: Rule, tall: Rule) -> bool:
    return (
        flat.start - _NEAR <= tall.at <= flat.end + _NEAR
        and tall.start - _NEAR <= flat.at <= tall.end + _NEAR
    )


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    if not across or not down:
        return None
    ys = sorted(_edges(across, [r.start for r in down] + [r.end for r in down]), reverse=True)
    xs = sorted(_edges(down, [r.start for r in across] + [r.end for r in across]))
    if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MOST_LINES:
        return None
    return Grid(tuple(xs), tuple(ys), _owners(xs, ys, across, down))


def _edges(rules: list[Rule], ends: list[float]) -> list[float]:
    """Give the distinct places of parallel lines, and where the crossing lines end beyond them."""
    edges: list[float] = []
    for place in sorted(rule.at for rule in rules):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    if min(ends) < edges[0] - 3 * _NEAR:
        edges.insert(0, min(ends))
    if max(ends) > edges[-1] + 3 * _NEAR:
        edges.append(max(ends))
    return edges


def _owners(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Tell of each square of the grid to which cell it belongs: no line between, same cell."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[(r, c) for c in range(columns)] for r in range(rows)]
    for r in range(rows):
        middle = (ys[r] + ys[r + 1]) / 2
        for c in range(columns):
            center = (xs[c] + xs[c + 1]) / 2
            if r and not _crosses(across, ys[r], center):
                owner[r][c] = owner[r - 1][c]
            elif c and not _crosses(down, xs[c], middle):
                owner[r][c] = owner[r][c - 1]
    return tuple(tuple(row) for row in owner)


def _crosses(rules: list[Rule], at: float, along: float) -> bool:
    return any(abs(r.at - at) <= _NEAR and r.start - 1 <= along <= r.end + 1 for r in rules)

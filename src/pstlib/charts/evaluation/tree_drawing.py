"""The cells of the plan's tree: where each stands, what it says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pstlib.charts.evaluation.tree_rows import Node, Row
from pstlib.charts.theme import BRAND, INK, PANEL, status_marker, text_colour
from pstlib.charts.wording import numbered, plotly_lines, shorten, text_width, wrap
from pstlib.model.statuses import STATUS_LABELS, Level, Status

_SHORT = STATUS_LABELS | {Status.DROPPED: "Abandonné"}
_FILLS = {Level.VOLET: "#cfdce9", Level.OS: "#dbe6f0", Level.OO: "#ecf1f6"}
FEW = 24
"""Up to so many rows, each has room for two lines."""
_GAP = 0.35  # blank between two strategic objectives, in rows


@dataclass(frozen=True)
class Shape:
    """A layout: where its columns begin (0 to 1), and its sizes in pixels.

    ``width`` is the narrowest drawing that the texts must fit in.
    """

    volet: float
    oo: float
    status: float
    action: float
    width: int
    row: int
    size: int
    lines: int
    nested: bool


LARGE = Shape(0.035, 0.19, 0.41, 0.53, width=680, row=18, size=12, lines=1, nested=True)
SMALL = Shape(0.0, 0.13, 0.26, 0.5, width=288, row=50, size=12, lines=3, nested=False)


@dataclass(frozen=True)
class _Cell:
    x: tuple[float, float]
    y: tuple[float, float]
    text: str
    hover: str
    key: str


def tree_figure(rows: list[Row], shape: Shape) -> dict[str, Any]:
    """Draw the rows of the plan's tree in one of the two layouts."""
    if shape.lines == 1 and (len(rows) <= FEW or not any(row.action for row in rows)):
        shape = replace(shape, row=36, lines=2)
    tops = _tops(rows)
    groups = list(_group_cells(rows, tops, shape))
    volets = [cell for cell in groups if cell.key == Level.VOLET]
    plain = [cell for cell in groups if cell.key != Level.VOLET]
    labels = list(_label_cells(rows, tops, shape))
    marks = list(_status_cells(rows, tops, shape))
    data = [_flat(cells) for cells in (groups, labels) if cells]
    for status in STATUS_LABELS:
        if cells := [cell for cell in marks if cell.key == status]:
            data.append(_bars(cells) | _written(cells, text_colour(status), shape.size - 1))
            data[-1]["marker"] = status_marker(status)
    if volets:
        upright = _written(volets, BRAND, shape.size) | {"textangle": -90}
        data.append(_bars(volets) | upright | {"marker": {"color": "rgba(0,0,0,0)"}})
    data += [_texts(plain, BRAND, shape.size), _texts(labels, INK, shape.size)]
    return {"data": data, "layout": _layout(rows, tops, shape)}


def _layout(rows: list[Row], tops: list[float], shape: Shape) -> dict[str, Any]:
    total = (tops[-1] if tops else 0) + 1
    return {
        "height": round(total * shape.row) + 8,
        "barmode": "overlay",
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
        "xaxis": {"range": [0, 1], "visible": False},
        "yaxis": {"range": [total, 0], "visible": False},
        "meta": {"coupes": [*_cuts(rows, tops), total], "unite": shape.row},
    }


def _cuts(rows: list[Row], tops: list[float]) -> list[float]:
    """Give the edges where a print may cut: above the first row of each strategic objective."""
    return [
        round(top - (_GAP / 2 if i else 0), 3)
        for i, top in enumerate(tops)
        if i == 0 or _strategic(rows[i]) != _strategic(rows[i - 1])
    ]


def _strategic(row: Row) -> Node | None:
    return next((node for node in row.path if node.niveau == Level.OS), None)


def _tops(rows: list[Row]) -> list[float]:
    """Give the upper edge of each row; a blank parts the strategic objectives."""
    tops: list[float] = []
    edge, before = 0.0, None
    for row in rows:
        first = _strategic(row)
        edge += _GAP if tops and first != before else 0
        before = first
        tops.append(round(edge, 3))
        edge += 1
    return tops


def _group_cells(rows: list[Row], tops: list[float], shape: Shape) -> Iterator[_Cell]:
    """Give one cell an objective, as high as its rows; sub-objectives share a column."""
    spans: dict[Node, tuple[float, float]] = {}
    columns: dict[Node, tuple[float, float]] = {}
    depths = _depths(rows)
    has_volets = any(node.niveau == Level.VOLET for row in rows for node in row.path)
    for row, top in zip(rows, tops, strict=True):
        columns |= _columns(row, depths, shape, shape.volet if has_volets else 0)
        spans |= {node: (spans.get(node, (top, 0))[0], top + 1) for node in row.path}
    for node, x in columns.items():
        y = spans[node]
        yield _Cell(
            x, y, _group_text(node, x, y, shape), numbered(node.code, node.libelle), node.niveau
        )


def _depths(rows: list[Row]) -> Counter[Node]:
    """Count, for each first operational objective, the levels that it holds."""
    depths = Counter[Node]()
    for row in rows:
        nested = [node for node in row.path if node.niveau == Level.OO]
        if nested:
            depths[nested[0]] = max(depths[nested[0]], len(nested))
    return depths


def _columns(
    row: Row, depths: Counter[Node], shape: Shape, left: float
) -> dict[Node, tuple[float, float]]:
    nested = [node for node in row.path if node.niveau == Level.OO]
    step = (shape.status - shape.oo) / (depths[nested[0]] if nested else 1)
    if not shape.nested:
        nested, step = nested[-1:], shape.status - shape.oo
    columns = {
        node: (shape.oo + place * step, shape.oo + (place + 1) * step)
        for place, node in enumerate(nested)
    }
    for node in row.path:
        if node.niveau == Level.OS:
            columns[node] = (left, shape.oo)
        elif node.niveau == Level.VOLET and left:
            columns[node] = (0, left)
    return columns


def _group_text(node: Node, x: tuple[float, float], y: tuple[float, float], shape: Shape) -> str:
    """Write as much of an objective as its cell holds: its code alone where it is small."""
    width, height = (x[1] - x[0]) * shape.width - 10, (y[1] - y[0]) * shape.row - 4
    if node.niveau == Level.VOLET:
        width, height = height, width
    lines = max(int(height / (shape.size * 1.3)), 1)
    if text_width("objectifs", shape.size) > width:
        return plotly_lines([shorten(node.code.rsplit(".", 1)[-1], width + 4, shape.size)])
    return plotly_lines(wrap(numbered(node.code, node.libelle), width, lines, shape.size))


def _status_cells(rows: list[Row], tops: list[float], shape: Shape) -> Iterator[_Cell]:
    """Give the status of each action, or the counts of each gathered row side by side."""
    for row, top in zip(rows, tops, strict=True):
        right = shape.action if row.action else 1.0
        total, done = sum(row.statuses.values()), 0
        for status in [s for s in STATUS_LABELS if row.statuses.get(s)]:
            count = row.statuses[status]
            scale = (right - shape.status) / total
            edges = (shape.status + done * scale, shape.status + (done + count) * scale)
            done += count
            text = _SHORT[status] if row.action else str(count)
            hover = row.action.detail if row.action else f"{STATUS_LABELS[status]} : {count}"
            yield _Cell(edges, (top, top + 1), text, hover, status)


def _label_cells(rows: list[Row], tops: list[float], shape: Shape) -> Iterator[_Cell]:
    """Give the words of each action; an objective without any says so."""
    width = (1 - shape.action) * shape.width - 10
    for row, top in zip(rows, tops, strict=True):
        y = (top, top + 1)
        if row.action:
            words = numbered(row.action.code, row.action.libelle)
            text = plotly_lines(wrap(words, width, shape.lines, shape.size))
            yield _Cell((shape.action, 1.0), y, text, words, "")
        elif not row.statuses:
            yield _Cell((shape.status, 1.0), y, "aucune action", "Aucune action", "")


def _flat(cells: list[_Cell]) -> dict[str, Any]:
    """Draw the ground of objectives and labels; their words come over it."""
    fills = [_FILLS[Level(cell.key)] if cell.key else PANEL for cell in cells]
    return _bars(cells) | {"marker": {"color": fills, "line": {"color": "#ffffff", "width": 1}}}


def _bars(cells: list[_Cell]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [round(cell.x[0], 4) for cell in cells],
        "x": [round(cell.x[1] - cell.x[0], 4) for cell in cells],
        "y": [_middle(cell) for cell in cells],
        "width": [round(cell.y[1] - cell.y[0], 3) for cell in cells],
        "customdata": [plotly_lines(wrap(cell.hover, 460, 8)) for cell in cells],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _written(cells: list[_Cell], colour: str, size: int) -> dict[str, Any]:
    """Write inside the bars, in their middle; plotly reduces what does not fit."""
    return {
        "text": [cell.text for cell in cells],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": colour, "size": size},
    }


def _texts(cells: list[_Cell], colour: str, size: int) -> dict[str, Any]:
    """Write from the left edge of the cells: bars would centre the lines of a text."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [round(cell.x[0] + 0.004, 4) for cell in cells],
        "y": [_middle(cell) for cell in cells],
        "text": [cell.text for cell in cells],
        "textposition": "middle right",
        "textfont": {"color": colour, "size": size},
        "hoverinfo": "skip",
        "cliponaxis": True,
    }


def _middle(cell: _Cell) -> float:
    return round((cell.y[0] + cell.y[1]) / 2, 4)

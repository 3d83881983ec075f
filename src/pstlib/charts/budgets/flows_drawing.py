"""The drawing of flows between two columns of nodes, each with its words beside it.

Plotly's own Sankey diagram writes its labels over one another where nodes are small, and hatches
nothing: nodes are bars here, flows are shapes, words are annotations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pstlib.charts.rows import BLUE, DARK_GREY
from pstlib.charts.theme import INK, INK_2, hatching
from pstlib.charts.wording import plotly_lines, plotly_text, wrap

_FLOW, _FREE = "rgba(47,109,181,0.34)", "rgba(125,135,147,0.30)"
_LINE = 17  # pixels for a line of words
_WIDTHS, _LINES = {True: 132, False: 262}, {True: 3, False: 2}
_GAP = 6
_SCALE = 280  # pixels for all the money


@dataclass(frozen=True)
class Node:
    """A function or a place of the plan: its name, its money, the same in words."""

    nom: str
    montant: float
    valeur: str
    bref: str
    libre: bool = False


@dataclass(frozen=True)
class Flow:
    """The money that goes from a function to a place."""

    source: str
    cible: str
    montant: float


@dataclass(frozen=True)
class _Placed:
    """A node with its top and height in pixels, and where its words stand."""

    node: Node
    top: float
    height: float
    words: float
    lines: tuple[str, ...]


def flows_figure(
    left: Sequence[Node], right: Sequence[Node], flows: Sequence[Flow], *, narrow: bool
) -> dict[str, Any]:
    """Draw the flows from the left nodes to the right ones, in one of the two layouts."""
    whole = sum(node.montant for node in left) or 1.0
    columns = [_column(nodes, _SCALE / whole, narrow=narrow) for nodes in (left, right)]
    height = max(_bottom(column) for column in columns)
    columns = [_spread(column, height) for column in columns]
    thick = 0.035 if narrow else 0.022
    side = 8 if narrow else 268
    return {
        "data": [
            _bars(columns[0], thick / 2, thick),
            _bars([p for p in columns[1] if not p.node.libre], 1 - thick / 2, thick),
            *_free(columns[1], thick),
        ],
        "layout": {
            "height": round(height) + 12,
            "barmode": "overlay",
            "margin": {"l": side, "r": side + 22 if not narrow else 8, "t": 6, "b": 6},
            "xaxis": {"range": [0, 1], "showgrid": False, "showticklabels": False},
            "yaxis": {"range": [round(height, 1), 0]},
            "shapes": _shapes(columns, flows, _SCALE / whole, thick),
            "annotations": [
                *(_label(place, left=True, narrow=narrow) for place in columns[0]),
                *(_label(place, left=False, narrow=narrow) for place in columns[1]),
            ],
        },
    }


def _column(nodes: Sequence[Node], scale: float, *, narrow: bool) -> list[_Placed]:
    """Stack nodes, each with room for its words: beside it, or above it on a phone."""
    placed, top = [], 0.0
    for node in nodes:
        size = max(node.montant * scale, 2.0)
        lines = wrap(node.nom, _WIDTHS[narrow], _LINES[narrow])
        tall = _LINE * (len(lines) + 1)
        room = size + tall if narrow else max(size, tall)
        start = top + tall if narrow else top + (room - size) / 2
        words = top + tall / 2 if narrow else top + room / 2
        placed.append(_Placed(node, start, size, words, lines))
        top += room + _GAP
    return placed


def _bottom(column: Sequence[_Placed]) -> float:
    return max(
        (max(p.top + p.height, p.words + _LINE * (len(p.lines) + 1) / 2) for p in column),
        default=0.0,
    )


def _spread(column: list[_Placed], height: float) -> list[_Placed]:
    """Space out the shorter column over the height of the other."""
    step = (height - _bottom(column)) / max(len(column) - 1, 1)
    return [
        replace(p, top=p.top + i * step, words=p.words + i * step) for i, p in enumerate(column)
    ]


def _bars(column: Sequence[_Placed], x: float, thick: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [x] * len(column),
        "base": [round(p.top, 1) for p in column],
        "y": [round(p.height, 1) for p in column],
        "width": thick,
        "marker": {"color": BLUE},
        "customdata": [_hover(p.node) for p in column],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _free(column: Sequence[_Placed], thick: float) -> list[dict[str, Any]]:
    """Hatch the node of what is attached to nothing."""
    own = [p for p in column if p.node.libre]
    pattern = hatching(DARK_GREY, "#dfe3e8") | {"size": 6}
    marker = {"color": "#dfe3e8", "line": {"color": DARK_GREY, "width": 1}, "pattern": pattern}
    return [_bars(own, 1 - thick / 2, thick) | {"marker": marker}] if own else []


def _hover(node: Node) -> str:
    return plotly_lines([*wrap(node.nom, 420, 4), node.valeur])


def _shapes(
    columns: Sequence[list[_Placed]], flows: Sequence[Flow], scale: float, thick: float
) -> list[dict[str, Any]]:
    """Draw each flow as a band, those of a node one under the other in the other column's order."""
    ranks = [{p.node.nom: i for i, p in enumerate(column)} for column in columns]
    tops = [{p.node.nom: p.top for p in column} for column in columns]
    free = {p.node.nom for p in columns[1] if p.node.libre}
    ordered = sorted(flows, key=lambda f: (ranks[0][f.source], ranks[1][f.cible]))
    shapes = []
    for flow in ordered:
        size = flow.montant * scale
        start, end = tops[0][flow.source], tops[1][flow.cible]
        tops[0][flow.source], tops[1][flow.cible] = start + size, end + size
        colour = _FREE if flow.cible in free else _FLOW
        shapes.append(
            {
                "type": "path",
                "path": _band(thick, 1 - thick, (start, end), max(size, 0.8)),
                "fillcolor": colour,
                "line": {"width": 0},
                "layer": "below",
            }
        )
    return shapes


def _band(x0: float, x1: float, tops: tuple[float, float], size: float) -> str:
    a, b = (round(top, 1) for top in tops)
    c, d = (round(top + size, 1) for top in tops)
    return f"M{x0},{a}C0.5,{a} 0.5,{b} {x1},{b}L{x1},{d}C0.5,{d} 0.5,{c} {x0},{c}Z"


def _label(place: _Placed, *, left: bool, narrow: bool) -> dict[str, Any]:
    """Write a node's name and money beside it, or above it on a phone."""
    amount = place.node.bref if narrow else place.node.valeur
    inner = left if narrow else not left
    money = f'<span style="color:{INK_2}">{plotly_text(amount)}</span>'
    return {
        "x": 0 if left else 1,
        "y": round(place.words, 1),
        "xshift": 0 if narrow else -10 if left else 10,
        "xanchor": "left" if inner else "right",
        "align": "left" if inner else "right",
        "text": f"{plotly_lines(place.lines)}<br>{money}",
        "font": {"size": 13, "color": INK},
        **({"bgcolor": "rgba(255,255,255,0.72)", "borderpad": 0} if narrow else {}),
    }

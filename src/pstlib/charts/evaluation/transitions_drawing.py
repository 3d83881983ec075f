"""The drawing of what became of the actions: bands between the states of two days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.charts.theme import INK, INK_2, INK_3, PANEL, STATUS_STYLES, status_marker
from pstlib.charts.wording import plotly_lines, plotly_text, wrap
from pstlib.evaluation.transitions import STATES
from pstlib.model.statuses import Status

_LABEL, _GAP, _HEAD = 22, 8, 30  # pixels: least room of a label, between states, over them
_TALL, _ACTION = 320, 24  # pixels: of all actions, of one at most
_PALE = "139,149,163"
Moves = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Side:
    """The states of one day: what stands over them, the words and the count of each."""

    titre: str
    mots: Mapping[str, str]
    comptes: Mapping[str, int]


@dataclass(frozen=True)
class _Node:
    state: str
    top: float
    size: float
    middle: float


def transitions_figure(left: Side, right: Side, moves: Moves, *, narrow: bool) -> dict[str, Any]:
    """Draw the moves between two days as bands in the colour of where they lead."""
    scale = min(_ACTION, _TALL / max(sum(moves.values()), 1))
    columns = [_column(side, scale, narrow=narrow) for side in (left, right)]
    height = max(column[-1].middle + column[-1].size / 2 for column in columns) + _LABEL
    side, thick = (112, 0.06) if narrow else (190, 0.03)
    return {
        "data": [
            _bar(node, one, x, thick)
            for column, one, x in zip(
                columns, (left, right), (thick / 2, 1 - thick / 2), strict=True
            )
            for node in column
        ]
        + [_counts(columns, moves, scale, thick)],
        "layout": {
            "height": round(height),
            "barmode": "overlay",
            "margin": {"l": side, "r": side, "t": 0, "b": 0},
            "xaxis": {"range": [0, 1], "showgrid": False, "showticklabels": False},
            "yaxis": {"range": [round(height), 0]},
            "shapes": _bands(columns, moves, scale, thick),
            "annotations": [
                _head(left, 0, narrow=narrow),
                _head(right, 1, narrow=narrow),
                *(_label(n, left, 0, narrow=narrow) for n in columns[0]),
                *(_label(n, right, 1, narrow=narrow) for n in columns[1]),
            ],
        },
    }


def _column(side: Side, scale: float, *, narrow: bool) -> list[_Node]:
    room, top, nodes = _LABEL + 16 * narrow, float(_HEAD + 18 * narrow), []
    for state in STATES:
        if n := side.comptes.get(state, 0):
            size = n * scale
            tall = max(size, room)
            nodes.append(_Node(state, top + (tall - size) / 2, size, top + tall / 2))
            top += tall + _GAP
    return nodes


def _bar(node: _Node, side: Side, x: float, thick: float) -> dict[str, Any]:
    known = node.state in STATUS_STYLES
    plain = {"color": PANEL, "line": {"color": INK_3, "width": 1}}
    return {
        "type": "bar",
        "x": [x],
        "base": [round(node.top, 1)],
        "y": [round(node.size, 1)],
        "width": thick,
        "marker": status_marker(node.state) if known else plain,
        "customdata": [plotly_text(f"{side.titre} : {side.mots[node.state]}")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _placed(
    columns: Sequence[Sequence[_Node]], moves: Moves, scale: float
) -> list[tuple[str, str, int, float, float]]:
    """Stack the bands on either side in the order of the states; give their tops."""
    tops = [{node.state: node.top for node in column} for column in columns]
    placed = []
    for before, after in sorted(moves, key=lambda m: (STATES.index(m[0]), STATES.index(m[1]))):
        n = moves[before, after]
        placed.append((before, after, n, tops[0][before], tops[1][after]))
        tops[0][before] += n * scale
        tops[1][after] += n * scale
    return placed


def _bands(
    columns: Sequence[Sequence[_Node]], moves: Moves, scale: float, thick: float
) -> list[dict[str, Any]]:
    return [
        {
            "type": "path",
            "path": _path(thick, (start, end), n * scale),
            "fillcolor": f"rgba({_rgb(after)},{0.5 if before != after else 0.28})",
            "line": {"width": 0.5, "color": "#ffffff"},
            "layer": "below",
        }
        for before, after, n, start, end in _placed(columns, moves, scale)
    ]


def _path(thick: float, tops: tuple[float, float], size: float) -> str:
    a, b, c, d = (round(top + more, 1) for more in (0.0, size) for top in tops)
    right = 1 - thick
    return f"M{thick},{a}C0.5,{a} 0.5,{b} {right},{b}L{right},{d}C0.5,{d} 0.5,{c} {thick},{c}Z"


def _rgb(state: str) -> str:
    fill = STATUS_STYLES[Status(state)].fill if state in STATUS_STYLES else "#ffffff"
    if fill == "#ffffff":
        return _PALE
    return ",".join(str(int(fill[i : i + 2], 16)) for i in (1, 3, 5))


def _counts(
    columns: Sequence[Sequence[_Node]], moves: Moves, scale: float, thick: float
) -> dict[str, Any]:
    """Write the count of a band where it starts, if the band is as tall as the figure."""
    told = [
        (start + n * scale / 2, n)
        for _, _, n, start, _ in _placed(columns, moves, scale)
        if n * scale >= 12
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [thick + 0.012] * len(told),
        "y": [round(y, 1) for y, _ in told],
        "text": [str(n) for _, n in told],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": INK},
        "hoverinfo": "skip",
    }


def _head(side: Side, x: int, *, narrow: bool) -> dict[str, Any]:
    words = wrap(side.titre, 150, 2) if narrow else [side.titre]
    return _words(f"<b>{plotly_lines(words)}</b>", x, (_HEAD + 14 * narrow) / 2, inside=narrow)


def _label(node: _Node, side: Side, x: int, *, narrow: bool) -> dict[str, Any]:
    lines = wrap(side.mots[node.state], 104 if narrow else 184, 2 if narrow else 1)
    return _words(plotly_lines(lines), x, node.middle, inside=False)


def _words(text: str, x: int, y: float, *, inside: bool) -> dict[str, Any]:
    """Write beside a column, outwards; a head on a phone starts at the edge of the drawing."""
    outwards = "right" if x == 0 else "left"
    shift = -104 if inside else -8
    return {
        "x": x,
        "y": round(y, 1),
        "xshift": shift if x == 0 else -shift,
        "xanchor": ("left" if x == 0 else "right") if inside else outwards,
        "align": ("left" if x == 0 else "right") if inside else outwards,
        "text": text,
        "font": {"size": 13, "color": INK if inside else INK_2 if text.startswith("<b>") else INK},
    }

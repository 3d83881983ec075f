"""The drawing of small multiples: every panel in one pair of axes, so that a print can cut rows.

Plotly would give each panel its own axes; here a panel is a cell of one grid, its values scaled to
its height, and the page's script prints the grid row by row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.charts.theme import BRAND, INK, INK_2, INK_3
from pstlib.charts.wording import plotly_lines, plotly_text, wrap

ROW = 216  # pixels
_HEAD, _FOOT = 108 / ROW, 34 / ROW
_GAP = 8 / ROW  # between a point and its value
_LEFT, _RIGHT = 0.16, 0.25
# By number of columns, for the narrowest drawing of each: the pixels of a line of words, and the
# years that can be written side by side.
_WORDS = {1: 280, 2: 322}
_YEARS = {1: 5, 2: 7}
_GOOD, _BAD, _PACE = "#17795a", "#b3261e", "#8b95a3"
_ROOM = 0.12  # of the height, free above and below
_VALUE_ROOM = 0.28  # the same on the side where the last value is written


@dataclass(frozen=True)
class Panel:
    """An indicator as it is drawn: its words, its points as (year, value, words)."""

    titre: str
    etat: str
    precision: str
    atteint: bool | None
    mesures: Sequence[tuple[float, float, str]]
    reference: tuple[float | None, float, str] | None
    cible: tuple[float | None, float, str] | None
    regulier: bool
    valeur: str


_At = Callable[[float, float], tuple[float, float]]


def panels_figure(panels: Sequence[Panel], *, columns: int) -> dict[str, Any]:
    """Draw the panels in a grid of so many columns."""
    first, last = _years(panels)
    rows = -(-len(panels) // columns)
    placed = [(p, i % columns, i // columns) for i, p in enumerate(panels)]
    scales = [_scale(p, column, row, (first, last)) for p, column, row in placed]
    pairs = list(zip(panels, scales, strict=True))
    return {
        "data": [
            _lines([_pace(p, at) for p, at in pairs], _PACE, "dot", 1.5),
            _lines([_target(p, at, last) for p, at in pairs], INK_2, "dash", 1.5),
            _lines([[at(t, v) for t, v, _ in p.mesures] for p, at in pairs], BRAND, "solid", 2.5),
            _ends(pairs),
            _points(pairs),
            _texts(pairs, first, last, -(-(last - first) // _YEARS[columns])),
        ],
        "layout": {
            "height": rows * ROW + 8,
            "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
            "xaxis": {"range": [0, columns], "showgrid": False, "showticklabels": False},
            "yaxis": {"range": [rows, 0]},
            "meta": {"coupes": list(range(rows + 1)), "unite": ROW},
            "annotations": [_head(p, column, row, columns) for p, column, row in placed],
        },
    }


def _years(panels: Sequence[Panel]) -> tuple[int, int]:
    ends = [end[0] for p in panels for end in (p.reference, p.cible) if end and end[0]]
    told = [t for p in panels for t, _, _ in p.mesures] + [year for year in ends if year]
    first, last = int(min(told)), max(told)
    return first, max(int(last) + (last > int(last)), first + 1)


def _scale(panel: Panel, column: int, row: int, years: tuple[int, int]) -> _At:
    """Give the function that places a year and a value in the panel's cell."""
    ends = [end[1] for end in (panel.reference, panel.cible) if end]
    values = [*(v for _, v, _ in panel.mesures), *ends]
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    first, last = years
    place = (panel.mesures[-1][1] - low) / spread
    under = _is_under(panel)
    below = _VALUE_ROOM if under and place < _VALUE_ROOM else _ROOM
    over = _VALUE_ROOM if not under and 1 - place < _VALUE_ROOM else _ROOM

    def at(year: float, value: float) -> tuple[float, float]:
        x = column + _LEFT + (year - first) / (last - first) * (1 - _LEFT - _RIGHT)
        up = below + (value - low) / spread * (1 - below - over)
        return round(x, 4), round(row + 1 - _FOOT - up * (1 - _HEAD - _FOOT), 4)

    return at


def _is_under(panel: Panel) -> bool:
    """Say whether the last value is written under its point: the target's line is above it."""
    return panel.cible is not None and panel.mesures[-1][1] < panel.cible[1]


def _pace(panel: Panel, at: _At) -> list[tuple[float, float]]:
    ends = [panel.reference, panel.cible] if panel.regulier else []
    return [at(end[0], end[1]) for end in ends if end and end[0] is not None]


def _target(panel: Panel, at: _At, last: int) -> list[tuple[float, float]]:
    if panel.cible is None:
        return []
    start = at(last, panel.cible[1])
    column = int(start[0])
    return [(column + _LEFT, start[1]), start]


def _lines(
    chains: Sequence[list[tuple[float, float]]], colour: str, dash: str, width: float
) -> dict[str, Any]:
    """Draw chains of points as one trace, a gap between two."""
    x: list[float | None] = []
    y: list[float | None] = []
    for chain in chains:
        x += [*(point[0] for point in chain), None]
        y += [*(point[1] for point in chain), None]
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _points(pairs: Sequence[tuple[Panel, _At]]) -> dict[str, Any]:
    spots = [(at(t, v), words) for p, at in pairs for t, v, words in p.mesures]
    sizes = [11 if i == len(p.mesures) - 1 else 6 for p, _ in pairs for i in range(len(p.mesures))]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for (x, _), _ in spots],
        "y": [y for (_, y), _ in spots],
        "marker": {
            "color": BRAND, "opacity": 1, "size": sizes, "line": {"color": "#ffffff", "width": 1},
        },
        "customdata": [plotly_text(words) for _, words in spots],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _ends(pairs: Sequence[tuple[Panel, _At]]) -> dict[str, Any]:
    """Mark the reference by a ring and the year of the target by a diamond."""
    spots = [
        (at(end[0], end[1]), symbol)
        for p, at in pairs
        for end, symbol in ((p.reference, "circle"), (p.cible, "diamond"))
        if end and end[0] is not None
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for (x, _), _ in spots],
        "y": [y for (_, y), _ in spots],
        "marker": {
            "color": "#ffffff", "size": 9, "symbol": [symbol for _, symbol in spots],
            "line": {"color": INK_2, "width": 1.5},
        },
        "hoverinfo": "skip",
    }  # fmt: skip


def _texts(pairs: Sequence[tuple[Panel, _At]], first: int, last: int, step: int) -> dict[str, Any]:
    """Write the years, the reference, the target and the last value on each panel."""
    words: list[tuple[float, float, str, str, str]] = []
    for panel, at in pairs:
        foot = _bottom(at(first, panel.mesures[0][1])[1])
        words += [
            (at(year, 0)[0], foot, str(year), "bottom center", INK_3)
            for year in range(first, last + 1, step)
        ]
        words += _named(panel, at, last)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, *_ in words],
        "y": [y for _, y, *_ in words],
        "text": [plotly_text(text) for _, _, text, *_ in words],
        "textposition": [place for *_, place, _ in words],
        "textfont": {"size": 12, "color": [colour for *_, colour in words]},
        "hoverinfo": "skip",
    }


def _bottom(y: float) -> float:
    return int(y) + 1 - _FOOT + 2 / ROW


def _named(panel: Panel, at: _At, last: int) -> list[tuple[float, float, str, str, str]]:
    """Name the ends of a panel and its last value, on the free side of the target's line."""
    told = []
    if panel.reference:
        year, value, words = panel.reference
        x, y = at(last if year is None else year, value)
        x = int(x) + _LEFT if year is None else x
        told.append((x, y, f"{words}  ", "middle left" if len(words) < 8 else "top right", INK_2))
    if panel.cible:
        x, y = at(last, panel.cible[1])
        words = panel.cible[2]
        goal = f"cible {words}" if len(words) < 6 else words
        told.append((x, y, f"    {goal}", "middle right", INK_2))
    when, value, _ = panel.mesures[-1]
    x, y = at(when, value)
    side, gap = ("bottom center", _GAP) if _is_under(panel) else ("top center", -_GAP)
    told.append((x, y + gap, panel.valeur, side, BRAND))
    return told


def _head(panel: Panel, column: int, row: int, columns: int) -> dict[str, Any]:
    width = _WORDS[columns]
    colour = INK if panel.atteint is None else _GOOD if panel.atteint else _BAD
    title = wrap(panel.titre, width, 2, 14)
    state = wrap(panel.etat, width, 2, 13)
    detail = wrap(panel.precision, width, min(3, 6 - len(title) - len(state)), 12.5)
    lines = [
        f"<b>{plotly_lines(title)}</b>",
        f'<span style="color:{colour}">{plotly_lines(state)}</span>',
        f'<span style="color:{INK_3}">{plotly_lines(detail)}</span>',
    ]
    return {
        "x": column,
        "xref": "x",
        "y": row,
        "yanchor": "top",
        "yshift": -6,
        "text": "<br>".join(lines),
        "font": {"size": 13},
    }

"""The bars of the chart of execution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.charts.rows import (
    BLUE,
    DARK,
    DARK_GREY,
    EDGE,
    GREY,
    PALE,
    Frame,
    Row,
    row_bars,
    rows_layout,
)
from pstlib.charts.theme import INK_2, hatching
from pstlib.charts.wording import plotly_lines, plotly_text, wrap
from pstlib.text import NBSP

_LARGE = Frame(row=38, label=330, end=104, stacked=True)
_SMALL = Frame(row=70, label=0, end=104, stacked=True)
_TICKS = [0, 25, 50, 75, 100]
_HATCHED = {"color": GREY, "pattern": hatching("#737e8c", GREY) | {"size": 6}}
_LOOKS: dict[str, tuple[dict[str, Any], str]] = {
    "plan": ({"color": BLUE}, DARK),
    "libre": (_HATCHED, DARK_GREY),
}


@dataclass(frozen=True)
class Bar:
    """What was committed and booked of a vote, as fractions of it, and the same in words.

    ``look`` is ``plan``, ``libre`` (attached to nothing) or ``inconnu`` (no rate).
    """

    nom: str
    valeur: str
    engage: float | None = None
    impute: float | None = None
    fin: str = ""
    fin_impute: str = ""
    look: str = "plan"


_Placed = tuple[float, Bar]


def execution_figure(groups: Sequence[tuple[str, list[Bar]]], *, narrow: bool) -> dict[str, Any]:
    """Draw the groups of bars under their headings, in one of the two layouts."""
    frame = _SMALL if narrow else _LARGE
    rows: list[Row] = []
    bars: list[_Placed] = []
    for heading, own in groups:
        rows.append(Row(heading, titre=True))
        for bar in own:
            bars.append((frame.mark_after(rows), bar))
            rows.append(Row(bar.nom, bar.valeur))
    top = max([1.0, *(bar.engage or 0 for _, bar in bars), *(bar.impute or 0 for _, bar in bars)])
    axis = {
        "range": [0, round(100 * top, 1)],
        "tickvals": _TICKS,
        "ticktext": [f"{tick}{NBSP}%" for tick in _TICKS],
    }
    layout = rows_layout(rows, frame, axis)
    layout["annotations"] += [_end(place, bar) for place, bar in bars if bar.fin]
    return {"data": _traces(bars, frame), "layout": layout}


def _traces(bars: list[_Placed], frame: Frame) -> list[dict[str, Any]]:
    """Draw votes, then commitments on them, then bookings on these, each thinner."""
    unit = 1 / frame.row
    rated = [(place, bar) for place, bar in bars if bar.engage is not None]
    traces = [_votes(rated, frame)]
    if unknown := [item for item in bars if item[1].look == "inconnu"]:
        pattern = hatching("#9aa3af", "#ffffff")
        marker = {"color": "#ffffff", "line": {"color": EDGE, "width": 1}, "pattern": pattern}
        traces.append(_shares(unknown, [1.0] * len(unknown), 20 * unit, marker))
    for look, (spent, dark) in _LOOKS.items():
        own = [item for item in rated if item[1].look == look]
        booked = [item for item in own if item[1].impute is not None]
        shares = [item[1].engage or 0 for item in own]
        traces.append(_shares(own, shares, 20 * unit, spent))
        shares = [item[1].impute or 0 for item in booked]
        traces.append(_shares(booked, shares, 7 * unit, {"color": dark}))
    return [trace for trace in traces if trace["y"]]


def _votes(rated: list[_Placed], frame: Frame) -> dict[str, Any]:
    marker = {"color": PALE, "line": {"color": EDGE, "width": 1}}
    return _shares(rated, [1.0] * len(rated), 20 / frame.row, marker)


def _shares(
    items: list[_Placed], shares: list[float], height: float, marker: dict[str, Any]
) -> dict[str, Any]:
    marks = [
        (place, 0.0, round(100 * share, 3)) for (place, _), share in zip(items, shares, strict=True)
    ]
    hover = [
        plotly_lines([*wrap(bar.nom, 420, 4), bar.valeur, f"{bar.fin} {bar.fin_impute}".strip()])
        for _, bar in items
    ]
    return row_bars(marks, height=round(height, 4), marker=marker) | {
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _end(place: float, bar: Bar) -> dict[str, Any]:
    """Write the rates after the bar."""
    booked = f'<br><span style="color:{INK_2}">{plotly_text(bar.fin_impute)}</span>'
    return {
        "y": place,
        "x": 1,
        "xshift": 10,
        "text": f"<b>{plotly_text(bar.fin)}</b>{booked if bar.fin_impute else ''}",
        "font": {"size": 13},
    }

"""The bars of the timeline of deadlines."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.theme import INK, INK_2, STATUS_STYLES, status_marker
from pstlib.charts.wording import counted, numbered, plotly_lines, shorten, wrap
from pstlib.evaluation import Evaluation
from pstlib.model.statuses import Status
from pstlib.text import fr_date

LATE = "#b3261e"
_LABEL_WIDTH = 300


@dataclass(frozen=True)
class Span:
    """An action from its start to its deadline, and its delay in days."""

    code: str
    libelle: str
    statut: str
    debut: pd.Timestamp
    fin: pd.Timestamp
    retard: int
    detail: str


@dataclass(frozen=True)
class Shape:
    """A layout: pixels a row, height of a bar in rows, labels beside the bars or above them."""

    row: int
    bar: float
    above: bool


LARGE = Shape(row=21, bar=0.62, above=False)
SMALL = Shape(row=38, bar=0.34, above=True)


def timeline_figure(spans: list[Span], ev: Evaluation, shape: Shape) -> dict[str, Any]:
    """Draw the spans in one of the two layouts."""
    day = pd.Timestamp(ev.date_arrete)
    left, right = _bounds(spans, ev)
    late = [(i, span) for i, span in enumerate(spans) if span.retard]
    return {
        "data": [_planned(spans, shape), *([_late(late, shape)] if late else [])],
        "layout": {
            "height": len(spans) * shape.row + 62,
            "barmode": "overlay",
            "margin": {"l": 0 if shape.above else _LABEL_WIDTH + 12, "r": 12, "t": 26, "b": 30},
            "xaxis": {"type": "date", "range": [_iso(left), _iso(right)], **_years(left, right)},
            "yaxis": {"range": [len(spans) - 0.4, -0.7 if shape.above else -0.6]},
            "shapes": [_line(day)],
            "annotations": [
                _day_label(day, left, right),
                *(_label(span, i, shape) for i, span in enumerate(spans)),
            ],
        },
    }


def _bounds(spans: list[Span], ev: Evaluation) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Show the years of the plan, and more where a date lies outside them."""
    first = pd.Timestamp(year=ev.identite.exercice_debut, month=1, day=1)
    last = pd.Timestamp(year=ev.identite.exercice_fin, month=12, day=31)
    day = pd.Timestamp(ev.date_arrete)
    return (
        min(first, day, *(span.debut for span in spans)),
        max(last, day, *(span.fin for span in spans)),
    )


def _years(left: pd.Timestamp, right: pd.Timestamp) -> dict[str, Any]:
    years = range(left.year, right.year + 2)
    step = max(1, len(years) // 8)
    kept = [y for y in years[::step] if left <= pd.Timestamp(year=y, month=1, day=1) <= right]
    return {
        "tickvals": [f"{year}-01-01" for year in kept],
        "ticktext": [str(y) for y in kept],
        "ticklabelshift": 18,
    }


def _planned(spans: list[Span], shape: Shape) -> dict[str, Any]:
    marker = status_marker([span.statut for span in spans])
    colours = [
        STATUS_STYLES[Status(s.statut)].fill if s.statut != Status.UNKNOWN else "#7b8592"
        for s in spans
    ]
    marker["line"] = {"color": colours, "width": 1}
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_iso(span.debut) for span in spans],
        "x": [_milliseconds(span.debut, span.fin) for span in spans],
        "y": list(range(len(spans))),
        "width": shape.bar,
        "marker": marker,
        "customdata": [_hover(span) for span in spans],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _late(late: list[tuple[int, Span]], shape: Shape) -> dict[str, Any]:
    """Hatch the days from the deadline to the day of the evaluation."""
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_iso(span.fin) for _, span in late],
        "x": [span.retard * 86_400_000 for _, span in late],
        "y": [i for i, _ in late],
        "width": shape.bar,
        "text": [counted(span.retard, "jour") for _, span in late],
        "textposition": "none",
        "marker": {
            "color": "#ffffff",
            "line": {"color": LATE, "width": 1},
            "pattern": {
                "shape": "/", "fgcolor": LATE, "bgcolor": "#ffffff", "size": 6, "solidity": 0.35,
            },
        },
        "customdata": [_hover(span) for _, span in late],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _hover(span: Span) -> str:
    lines = [*wrap(numbered(span.code, span.libelle), 440, 6), span.detail]
    if span.retard:
        lines.append(f"En retard de {counted(span.retard, 'jour')}")
    return plotly_lines(lines)


def _line(day: pd.Timestamp) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": _iso(day),
        "x1": _iso(day),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 2},
    }


def _day_label(day: pd.Timestamp, left: pd.Timestamp, right: pd.Timestamp) -> dict[str, Any]:
    middle = left + (right - left) / 2
    return {
        "x": _iso(day),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if day < middle else "right",
        "text": fr_date(day),
        "showarrow": False,
        "font": {"color": INK, "size": 13, "weight": 600},
    }


def _label(span: Span, place: int, shape: Shape) -> dict[str, Any]:
    words = numbered(span.code, span.libelle)
    width = 320 if shape.above else _LABEL_WIDTH
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 0 if shape.above else -_LABEL_WIDTH - 12,
        "y": place,
        "yshift": 14 if shape.above else 0,
        "yanchor": "middle",
        "text": plotly_lines([shorten(words, width, 12)]),
        "showarrow": False,
        "align": "left",
        "font": {"color": LATE if span.retard else INK_2 if shape.above else INK, "size": 12},
    }


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"


def _milliseconds(start: pd.Timestamp, end: pd.Timestamp) -> int:
    # A day is the least that can be seen; an end before its start is drawn at its end.
    return max((end - start).days, 1) * 86_400_000

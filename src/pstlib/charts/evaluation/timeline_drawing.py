"""The bars of the timeline of deadlines."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.theme import BRAND, INK, hatching, status_marker
from pstlib.charts.wording import plotly_lines, plotly_text, shorten, wrap
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS
from pstlib.text import fr_date

LATE = "#b3261e"
_LABEL_WIDTH, _ABOVE = 320, 280  # pixels, beside the bars or above them on a phone
_DAY = 86_400_000  # plotly counts time in milliseconds


@dataclass(frozen=True)
class Heading:
    """The objective that the following actions belong to."""

    nom: str


@dataclass(frozen=True)
class Span:
    """An action from its start to its deadline, and its delay in days."""

    nom: str
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


LARGE = Shape(row=20, bar=0.64, above=False)
SMALL = Shape(row=38, bar=0.34, above=True)
_Placed = tuple[int, Span]


def timeline_figure(rows: list[Heading | Span], ev: Evaluation, shape: Shape) -> dict[str, Any]:
    """Draw the actions under their headings, in one of the two layouts."""
    day = pd.Timestamp(ev.date_arrete)
    spans = [(i, row) for i, row in enumerate(rows) if isinstance(row, Span)]
    left, right = _bounds([span for _, span in spans], ev)
    data = [
        _planned([item for item in spans if item[1].statut == status], status, shape)
        for status in STATUS_LABELS
        if any(span.statut == status for _, span in spans)
    ]
    if late := [item for item in spans if item[1].retard]:
        data.append(_late(late, shape))
    layout = {
        "height": len(rows) * shape.row + 62,
        "barmode": "overlay",
        "margin": {"l": 0 if shape.above else _LABEL_WIDTH + 12, "r": 12, "t": 26, "b": 30},
        "xaxis": {"type": "date", "range": [_iso(left), _iso(right)], **_years(left, right)},
        "yaxis": {"range": [len(rows) - 0.4, -0.7 if shape.above else -0.6]},
        "meta": {"coupes": [*_cuts(rows), len(rows) - 0.4], "unite": shape.row},
        "shapes": [_line(day)],
        "annotations": [
            _day_label(day, left, right),
            *(_label(row, i, shape) for i, row in enumerate(rows)),
        ],
    }
    return {"data": data, "layout": layout}


def _bounds(spans: list[Span], ev: Evaluation) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Show the years of the plan, and more where a date lies outside them."""
    first = pd.Timestamp(year=ev.identite.exercice_debut, month=1, day=1)
    last = pd.Timestamp(year=ev.identite.exercice_fin, month=12, day=31)
    day = pd.Timestamp(ev.date_arrete)
    return (
        min(first, day, *(span.debut for span in spans)),
        max(last, day, *(span.fin for span in spans)),
    )


def _cuts(rows: list[Heading | Span]) -> list[float]:
    """Give the edges where a print may cut: above each heading."""
    return [i - 0.6 for i, row in enumerate(rows) if i == 0 or isinstance(row, Heading)]


def _years(left: pd.Timestamp, right: pd.Timestamp) -> dict[str, Any]:
    years = range(left.year, right.year + 1)
    kept = [year for year in years if pd.Timestamp(year=year, month=1, day=1) >= left]
    kept = kept[:: max(1, len(kept) // 8)]
    return {
        "tickvals": [f"{year}-01-01" for year in kept],
        "ticktext": [str(year) for year in kept],
        "ticklabelshift": 18,
    }


def _planned(items: list[_Placed], status: str, shape: Shape) -> dict[str, Any]:
    # A day is the least that can be seen; an end before its start is drawn at its end.
    lengths = [max((span.fin - span.debut).days, 1) * _DAY for _, span in items]
    return _bars(items, [span.debut for _, span in items], lengths, shape) | {
        "marker": status_marker(status)
    }


def _late(items: list[_Placed], shape: Shape) -> dict[str, Any]:
    """Hatch the days from the deadline to the day of the evaluation."""
    lengths = [span.retard * _DAY for _, span in items]
    pattern = hatching(LATE, "#ffffff") | {"size": 6, "solidity": 0.35}
    return _bars(items, [span.fin for _, span in items], lengths, shape) | {
        "marker": {"color": "#ffffff", "line": {"color": LATE, "width": 1}, "pattern": pattern}
    }


def _bars(
    items: list[_Placed], starts: list[pd.Timestamp], lengths: list[int], shape: Shape
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_iso(start) for start in starts],
        "x": lengths,
        "y": [i for i, _ in items],
        "width": shape.bar,
        "customdata": [_hover(span) for _, span in items],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(span: Span) -> str:
    lines = [*wrap(span.nom, 440, 6), span.detail]
    if span.retard:
        lines.append(f"En retard de {counted(span.retard, 'jour')}")
    return plotly_lines(lines)


def _line(day: pd.Timestamp) -> dict[str, Any]:
    line = {"color": INK, "width": 2}
    ends = {"x0": _iso(day), "x1": _iso(day), "y0": 0, "y1": 1}
    return {"type": "line", "yref": "paper", "line": line, **ends}


def _day_label(day: pd.Timestamp, left: pd.Timestamp, right: pd.Timestamp) -> dict[str, Any]:
    return {
        "x": _iso(day),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if day < left + (right - left) / 2 else "right",
        "xref": "x",
        "text": fr_date(day),
        "font": {"color": INK, "size": 13, "weight": 600},
    }


def _label(row: Heading | Span, place: int, shape: Shape) -> dict[str, Any]:
    words = plotly_text(shorten(row.nom, _ABOVE if shape.above else _LABEL_WIDTH, 12))
    heading = isinstance(row, Heading)
    late = isinstance(row, Span) and row.retard > 0
    return {
        "y": place,
        "xshift": 0 if shape.above else -_LABEL_WIDTH - 12,
        "yshift": 14 * shape.above if not heading else -5 * shape.above,
        "text": f"<b>{words}</b>" if heading else words,
        "font": {"color": BRAND if heading else LATE if late else INK},
        **({"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0} if shape.above else {}),
    }


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"

"""The bars of the life of synergies: the state is told by thickness and pattern, then by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.theme import BRAND, INK, INK_2, hatching
from pstlib.charts.wording import plotly_lines, plotly_text, shorten, wrap
from pstlib.synergies.words import DROPPED, EXISTING, PLANNED, STATE_LABELS, UNDER_WAY
from pstlib.text import fr_date

_LABEL_WIDTH = 330
_DAY = 86_400_000  # plotly counts time in milliseconds
Bounds = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Heading:
    """The state of the day that the following synergies are in."""

    nom: str


@dataclass(frozen=True)
class Phase:
    """A state, from a day to another."""

    etat: str
    debut: pd.Timestamp
    fin: pd.Timestamp


@dataclass(frozen=True)
class Track:
    """A synergy and its states in order."""

    nom: str
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class Shape:
    """A layout: pixels a row, thickness of a full bar in rows, labels beside or above."""

    row: int
    bar: float
    above: bool


LARGE = Shape(row=21, bar=0.72, above=False)
SMALL = Shape(row=40, bar=0.28, above=True)
_THICK = {PLANNED: 0.35, UNDER_WAY: 0.62, EXISTING: 1.0, DROPPED: 0.35}
_FILLS: dict[str, tuple[str, str | None]] = {
    PLANNED: ("#c3cad3", "#737e8c"),
    UNDER_WAY: ("#2f6db5", None),
    EXISTING: ("#14314f", None),
}
_Row = tuple[int, Track, Phase]


def life_figure(rows: Sequence[Heading | Track], bounds: Bounds, shape: Shape) -> dict[str, Any]:
    """Draw the synergies under their headings, in one of the two layouts."""
    tracks = [(i, row) for i, row in enumerate(rows) if isinstance(row, Track)]
    placed = [(i, track, phase) for i, track in tracks for phase in track.phases]
    groups = {state: [one for one in placed if one[2].etat == state] for state in _THICK}
    data = [_bars(groups[state], bounds, shape) for state in _FILLS if groups[state]]
    data += [_crosses(groups[DROPPED], bounds)] if groups[DROPPED] else []
    left, right = bounds
    return {
        "data": data,
        "layout": {
            "height": len(rows) * shape.row + 62,
            "barmode": "overlay",
            "margin": {"l": 0 if shape.above else _LABEL_WIDTH + 12, "r": 12, "t": 26, "b": 30},
            "xaxis": {
                "type": "date",
                "range": [_iso(left), _iso(right + (right - left) * 0.02)],
                **_years(left, right),
            },
            "yaxis": {"range": [len(rows) - 0.4, -0.7 if shape.above else -0.6]},
            "meta": {"coupes": [*_cuts(rows), len(rows) - 0.4], "unite": shape.row},
            "shapes": [_line(right)],
            "annotations": [_day_label(right), *(_label(r, i, shape) for i, r in enumerate(rows))],
        },
    }


def _cuts(rows: Sequence[Heading | Track]) -> list[float]:
    """Give the edges where a print may cut: above each heading."""
    return [i - 0.6 for i, row in enumerate(rows) if i == 0 or isinstance(row, Heading)]


def _bars(rows: Sequence[_Row], bounds: Bounds, shape: Shape) -> dict[str, Any]:
    state = rows[0][2].etat
    fill, hatch = _FILLS[state]
    starts = [max(phase.debut, bounds[0]) for _, _, phase in rows]
    ends = [max(phase.fin, bounds[0]) for _, _, phase in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_iso(start) for start in starts],
        # A day is the least that can be seen.
        "x": [
            max((end - start).days, 1) * _DAY for start, end in zip(starts, ends, strict=True)
        ],
        "y": [i for i, _, _ in rows],
        "width": round(shape.bar * _THICK[state], 3),
        "marker": {
            "color": fill,
            "line": {"color": "#ffffff" if hatch is None else hatch, "width": 1},
            "pattern": hatching(hatch, fill) if hatch else {"shape": ""},
        },
        "customdata": [_hover(track, phase) for _, track, phase in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _crosses(rows: Sequence[_Row], bounds: Bounds) -> dict[str, Any]:
    """Mark the day on which a synergy was dropped."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_iso(max(phase.debut, bounds[0])) for _, _, phase in rows],
        "y": [i for i, _, _ in rows],
        "marker": {"symbol": "x-thin", "size": 11, "line": {"color": INK, "width": 2.5}},
        "customdata": [_hover(track, phase) for _, track, phase in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(track: Track, phase: Phase) -> str:
    words = STATE_LABELS[phase.etat]
    span = f"le {fr_date(phase.debut)}"
    if phase.etat != DROPPED:
        span = f"du {fr_date(phase.debut)} au {fr_date(phase.fin)}"
    return plotly_lines([*wrap(track.nom, 440, 6), f"{words}, {span}"])


def _years(left: pd.Timestamp, right: pd.Timestamp) -> dict[str, Any]:
    years = list(range(left.year, right.year + 1))
    kept = years[:: max(1, len(years) // 8)]
    return {
        "tickvals": [f"{year}-01-01" for year in kept],
        "ticktext": [str(year) for year in kept],
        "ticklabelshift": 18,
    }


def _line(day: pd.Timestamp) -> dict[str, Any]:
    ends = {"x0": _iso(day), "x1": _iso(day), "y0": 0, "y1": 1}
    return {"type": "line", "yref": "paper", "line": {"color": INK, "width": 2}, **ends}


def _day_label(day: pd.Timestamp) -> dict[str, Any]:
    return {
        "x": _iso(day),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "right",
        "text": fr_date(day),
        "font": {"color": INK, "size": 13, "weight": 600},
    }


def _label(row: Heading | Track, place: int, shape: Shape) -> dict[str, Any]:
    words = plotly_text(shorten(row.nom, 280 if shape.above else _LABEL_WIDTH, 12))
    heading = isinstance(row, Heading)
    return {
        "y": place,
        "xshift": 0 if shape.above else -_LABEL_WIDTH - 12,
        "yshift": (-5 if heading else 14) * shape.above,
        "text": f"<b>{words}</b>" if heading else words,
        "font": {"color": BRAND if heading else INK_2},
        **({"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0} if shape.above else {}),
    }


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"

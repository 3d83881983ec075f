"""Rows of a chart: a name and an amount in words, and room for a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.charts.theme import BRAND, INK, INK_2
from pstlib.charts.wording import plotly_lines, plotly_text, shorten, wrap

BLUE, DARK, PALE, EDGE, ORANGE = "#2f6db5", "#14314f", "#e6ebf1", "#8793a1", "#c8641b"
GREY, DARK_GREY = "#c3cad3", "#4b5666"
_SMALL_WINDOW = 288  # pixels of a drawing on the narrowest phone, 320 px wide
_HEADINGS = {True: 34, False: 28}  # pixels, above the marks or beside them
_SHEET = 620  # a taller drawing is printed heading by heading, so that no sheet stays half empty


@dataclass(frozen=True)
class Row:
    """A line of the chart: a heading, or a name with its amount in words."""

    nom: str
    valeur: str = ""
    titre: bool = False


@dataclass(frozen=True)
class Frame:
    """A layout of rows.

    Attributes:
        row: Pixels a row.
        label: Pixels for the words at the left; none: they stand above the marks.
        end: Pixels at the right, for what is written after the marks.
        stacked: The amount stands under the name, else at the end of the line.
    """

    row: int
    label: int
    end: int = 12
    stacked: bool = False

    @property
    def heading(self) -> float:
        """Height of a heading, in rows."""
        return _HEADINGS[not self.label] / self.row

    def marks(self, rows: Sequence[Row]) -> list[float]:
        """Give the height of each row's mark: the middle of the row, or under its words."""
        down = 0 if self.label else 0.25
        return [round(place + down, 3) for place in self.middles(rows)]

    def mark_after(self, rows: Sequence[Row]) -> float:
        """Give the height of the mark of the row that comes after ``rows``."""
        return self.marks([*rows, Row("")])[-1]

    def middles(self, rows: Sequence[Row]) -> list[float]:
        """Give the middle of each row, in rows; headings take less room, or more."""
        found, edge = [], 0.0
        for row in rows:
            size = self.heading if row.titre else 1.0
            found.append(round(edge + size / 2, 3))
            edge += size
        return found


def rows_layout(rows: Sequence[Row], frame: Frame, xaxis: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out the rows with their words; the marks are the traces of each chart."""
    middles, half = frame.middles(rows), frame.heading / 2
    end = middles[-1] + (half if rows[-1].titre else 0.5)
    tops = [round(m - half, 3) for m, row in zip(middles, rows, strict=True) if row.titre]
    below = 28 if xaxis.get("showticklabels", True) else 4
    height = round(end * frame.row) + below + 6
    cuts = [*tops, round(end, 3)] if height > _SHEET else []
    return {
        "height": height,
        "barmode": "overlay",
        "margin": {"l": frame.label or 8, "r": frame.end, "t": 4, "b": below},
        "xaxis": dict(xaxis),
        "yaxis": {"range": [round(end, 3), 0]},
        "meta": {"coupes": cuts, "unite": frame.row},
        "annotations": [
            words
            for middle, row in zip(middles, rows, strict=True)
            for words in _words(middle, row, frame)
            if words["text"]
        ],
    }


def _words(place: float, row: Row, frame: Frame) -> list[dict[str, Any]]:
    """Write a row's name and amount."""
    width = (frame.label or _SMALL_WINDOW) - 12
    amount = plotly_text(row.valeur)
    if row.titre:
        value = f' <span style="color:{INK_2}">{amount}</span>' if amount else ""
        name = plotly_text(row.nom) if frame.label else plotly_lines(wrap(row.nom, 0.93 * width, 2))
        return [_at(place, frame, f"<b>{name}</b>{value}", color=BRAND)]
    if frame.stacked:
        name = plotly_text(shorten(row.nom, width, 13))
        text = f'{name}<br><span style="color:{INK_2}">{amount}</span>'
        return [_at(place, frame, text, color=INK)]
    room = width - 8 * len(row.valeur)
    name = plotly_text(shorten(row.nom, room, 13))
    last = _at(place, frame, amount, color=INK) | {"xanchor": "right"}
    if frame.label:
        last |= {"xshift": -14}
    else:
        last |= {"x": 1, "xshift": frame.end}
    return [_at(place, frame, name, color=INK), last]


def _at(place: float, frame: Frame, text: str, *, color: str) -> dict[str, Any]:
    up = 0 if frame.label or color == BRAND else 11 if frame.stacked else 9
    return {
        "y": place,
        "xshift": -(frame.label or 8),
        "yshift": up - 4 * (color == BRAND),
        "text": text,
        "font": {"size": 13, "color": color},
        **({} if frame.label else {"bgcolor": "rgba(255,255,255,0.85)", "borderpad": 0}),
    }


def row_bars(
    marks: Sequence[tuple[float, float, float]], *, height: float, marker: Mapping[str, Any]
) -> dict[str, Any]:
    """Draw horizontal bars: (height on the page, start, length) of each."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": [place for place, _, _ in marks],
        "base": [start for _, start, _ in marks],
        "x": [length for _, _, length in marks],
        "width": height,
        "marker": dict(marker),
    }

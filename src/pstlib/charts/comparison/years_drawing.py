"""The drawing of small multiples: panels through the years, with the breaks marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.comparison.marks import COLOURS, FOCUS, MIDDLE, PEER
from pstlib.charts.theme import INK, INK_3
from pstlib.charts.wording import plotly_text
from pstlib.reference.breaks import Break
from pstlib.text import NBSP, fr_number, fr_share, is_missing

PERCENT = f"{NBSP}%"
_LEFT = 62  # pixels for the values of an axis, on a phone
Mark = tuple[float, Break]
"""Where a break stands on the axis of a panel, and which."""


@dataclass(frozen=True)
class Panel:
    """One measure through time: ``ensemble`` and ``pairs`` are ``spread``; ``propre``, the focus.

    The index of all is the text of the day or year, in order. ``unite`` follows the numbers.
    """

    titre: str
    unite: str
    ensemble: pd.DataFrame
    pairs: pd.DataFrame | None
    propre: "pd.Series[Any] | None"


def years_figure(panels: Sequence[Panel], marks: Sequence[Mark], *, narrow: bool) -> dict[str, Any]:
    """Put the panels side by side, or one under the other on a phone."""
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "height": 204 * len(panels) + 30 if narrow else 290,
        "margin": {"l": _LEFT if narrow else 8, "r": 8, "t": 30, "b": 30},
        "annotations": [],
        "shapes": [],
    }
    for rank, panel in enumerate(panels):
        place = _place(rank, len(panels), narrow=narrow)
        suffix = "" if rank == 0 else str(rank + 1)
        data += _traces(panel, suffix)
        layout |= {
            f"xaxis{suffix}": _moments(panel, place["x"], f"y{suffix}"),
            f"yaxis{suffix}": _values(panel, place["y"], f"x{suffix}"),
        }
        lines, letters = _break_lines(marks, suffix)
        layout["shapes"] += lines
        layout["annotations"] += [_panel_title(panel, place, narrow=narrow), *letters]
    return {"data": data, "layout": layout}


def _break_lines(
    marks: Sequence[Mark], suffix: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw a dotted line at each break of one panel, with its letter."""
    refs = {"xref": f"x{suffix}", "yref": f"y{suffix} domain"}
    look = {"color": INK_3, "width": 1, "dash": "dot"}
    lines = [{"type": "line", **refs, "x0": x, "x1": x, "y0": 0, "y1": 1, "line": look}
             for x, _ in marks]  # fmt: skip
    letters = [
        {
            **refs, "x": x, "y": 1, "yanchor": "top", "xanchor": "left", "xshift": 2,
            "text": letter(rank), "font": {"size": 12, "color": INK_3},
        }
        for rank, (x, _) in enumerate(marks)
    ]  # fmt: skip
    return lines, letters


def _place(rank: int, total: int, *, narrow: bool) -> dict[str, list[float]]:
    if narrow:
        gap = 0.25 / total  # for the years of a panel and the title of the next
        height = (1 - gap * (total - 1)) / total
        top = 1 - rank * (height + gap)
        return {"x": [0, 1], "y": [round(max(top - height, 0), 3), round(top, 3)]}
    width = 1 / total
    return {
        "x": [round(rank * width + 0.055, 3), round((rank + 1) * width - 0.012, 3)],
        "y": [0, 0.94],
    }


def _traces(panel: Panel, suffix: str) -> list[dict[str, Any]]:
    axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    whole = panel.ensemble
    moments = list(range(len(whole)))
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    found = [
        {"type": "scatter", **axes, **edge, "x": moments, "y": _numbers(whole["q1"])},
        {
            "type": "scatter", **axes, **edge, "x": moments, "y": _numbers(whole["q3"]),
            "fill": "tonexty", "fillcolor": "#e1e6ec",
        },
        _line(moments, whole["mediane"], panel, axes, (MIDDLE, "médiane de tous", 2)),
    ]  # fmt: skip
    if panel.pairs is not None:
        said = (COLOURS[PEER], "médiane des pairs", 2)
        found.append(_line(moments, panel.pairs["mediane"], panel, axes, said))
    if panel.propre is not None:
        found.append(_line(moments, panel.propre, panel, axes, (COLOURS[FOCUS], "", 3)))
    return found


def _line(
    moments: list[int],
    values: "pd.Series[Any]",
    panel: Panel,
    axes: dict[str, str],
    look: tuple[str, str, int],
) -> dict[str, Any]:
    colour, words, width = look
    return {
        "type": "scatter",
        **axes,
        "mode": "lines+markers",
        "x": moments,
        "y": _numbers(values),
        "line": {"color": colour, "width": width},
        "marker": {"size": 6 if width == 2 else 8, "symbol": "circle" if words else "diamond"},
        "customdata": [
            plotly_text(f"{words or 'ce plan'}, {when}\u00a0: {written(value, panel)}")
            if not is_missing(value)
            else ""
            for when, value in values.items()
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _moments(panel: Panel, domain: list[float], anchor: str) -> dict[str, Any]:
    texts = [_short(str(moment)) for moment in panel.ensemble.index]
    return {
        "domain": domain,
        "anchor": anchor,
        "range": [-0.25, len(texts) - 0.75],
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
        "showgrid": False,
    }


def _short(moment: str) -> str:
    """Write the last day of a year as its year."""
    return moment[6:] if moment.startswith("31/12/") else moment.replace("/20", "/")


def _values(panel: Panel, domain: list[float], anchor: str) -> dict[str, Any]:
    return {
        "domain": domain,
        "anchor": anchor,
        "showgrid": True,
        "showticklabels": True,
        "rangemode": "tozero",
        "ticksuffix": panel.unite,
        "nticks": 5,
        "tickfont": {"color": INK_3, "size": 12},
        "tickformat": ",.1~f" if panel.unite == "" else ",.0f",
    }


def _panel_title(panel: Panel, place: dict[str, list[float]], *, narrow: bool) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": max(place["x"][0] - 0.05, 0),
        "xshift": 8 - _LEFT if narrow else 0,
        "y": place["y"][1],
        "yanchor": "bottom",
        "yshift": 4,
        "text": f"<b>{plotly_text(panel.titre)}</b>",
        "font": {"color": INK, "size": 13},
    }


def _numbers(values: "pd.Series[Any]") -> list[float | None]:
    return [None if is_missing(value) else round(float(value), 2) for value in values]


def letter(rank: int) -> str:
    """Name a break by the letter that marks it."""
    return chr(ord("a") + rank)


def written(value: Any, panel: Panel) -> str:
    """Write a value of a panel with its unit."""
    if panel.unite == PERCENT:
        return fr_share(float(value) / 100)
    digits = 1 if panel.unite == "" else 0
    return f"{fr_number(float(value), digits)}{panel.unite}"

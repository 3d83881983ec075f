"""Colours, patterns and the one layout that every chart shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.model.statuses import STATUS_LABELS, Status

INK, INK_2, INK_3, LINE, PANEL, BRAND = (
    "#1c2430",
    "#4b5666",
    "#5f6977",
    "#d9dee5",
    "#f6f7f9",
    "#1f4e79",
)
FONT = '"Source Sans 3","Segoe UI","Liberation Sans",system-ui,Arial,sans-serif'
NARROW = 600
"""Width of the window, in pixels, under which charts take their own layout."""


@dataclass(frozen=True)
class StatusStyle:
    """How a status is drawn: fill, colour of a text on it, hatching if any."""

    fill: str
    text: str
    hatch: str | None = None


# The texts keep a contrast of 4.5 on their fill (WCAG 1.4.3); hatching is the second sign of what
# is given up and of what nobody knows.
STATUS_STYLES = {
    Status.DONE: StatusStyle("#17795a", "#ffffff"),
    Status.IN_PROGRESS: StatusStyle("#2f6db5", "#ffffff"),
    Status.WAITING: StatusStyle("#86aedb", "#10161f"),
    Status.NOT_STARTED: StatusStyle("#b9c1cc", "#10161f"),
    Status.PROBLEM: StatusStyle("#c8641b", "#000000"),
    Status.DROPPED: StatusStyle("#6a7079", "#ffffff", "#4f555d"),
    Status.UNKNOWN: StatusStyle("#ffffff", "#10161f", "#c9d0d9"),
}

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "separators": ",\u00a0",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": "#ffffff",
            "bordercolor": INK_3,
            "font": {"family": FONT, "size": 13, "color": INK},
            "align": "left",
            "namelength": 0,
        },
        "margin": {"l": 0, "r": 8, "t": 8, "b": 28, "pad": 0},
        "bargap": 0,
        "annotationdefaults": {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "showarrow": False,
            "font": {"color": INK, "size": 12},
        },
        "xaxis": {
            "fixedrange": True,
            "gridcolor": LINE,
            "zeroline": False,
            "ticks": "",
            "tickfont": {"color": INK_2, "size": 13},
            "automargin": False,
        },
        "yaxis": {
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
            "ticks": "",
            "automargin": False,
        },
    }
}
"""Shared by all figures: the page holds it once, and the drawing script adds it to each."""


def status_css(status: str) -> str:
    """Name the CSS class of a status, e.g. ``st-en-cours``."""
    return f"st-{status.lower().replace('_', '-')}"


def status_legend(shown: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give (CSS class, word) of the statuses that a chart shows, in the order of the charts."""
    return tuple((status_css(s), label) for s, label in STATUS_LABELS.items() if s in shown)


def status_marker(status: str) -> dict[str, Any]:
    """Give the plotly marker of the bars of one status.

    One status a trace: plotly.js mixes up the patterns of bars of several colours in one.
    """
    style = STATUS_STYLES[Status(status)]
    pale = style.fill == "#ffffff"
    return {
        "color": style.fill,
        "line": {"color": INK_3 if pale else "#ffffff", "width": 1},
        "pattern": hatching(style.hatch, style.fill) if style.hatch else {"shape": ""},
    }


def hatching(colour: str, ground: str) -> dict[str, Any]:
    """Give the plotly pattern of what is hatched."""
    return {"shape": "/", "fgcolor": colour, "bgcolor": ground, "size": 7, "solidity": 0.3}


def text_colour(status: str) -> str:
    """Give the colour of the text written on a status."""
    return STATUS_STYLES[Status(status)].text

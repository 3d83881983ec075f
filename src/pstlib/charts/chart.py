"""A chart: what is drawn, what it says in words, and the table behind it."""

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from pstlib.charts.block import render
from pstlib.charts.theme import TEMPLATE
from pstlib.charts.wording import plotly_text

PLOTLY_MIME = "application/vnd.plotly.v1+json"


@dataclass(frozen=True, eq=False, kw_only=True)
class Chart:
    """A chart of a report.

    Attributes:
        identifiant: Identifier in the page, unique in a report.
        titre: What is seen, as a sentence with its figure.
        sous_titre: What is drawn.
        figure: Plotly ``data`` and ``layout``, as plain lists and dictionaries.
        figure_etroite: The same where a drawing has less than 680 pixels.
        alternative: What the chart shows, in words, for who does not see it.
        table: The figures behind it, with French headers.
        source: Where the figures come from.
        n: How many observations are drawn, with their unit.
        legende: CSS class and word of each colour.
    """

    identifiant: str
    titre: str
    sous_titre: str
    figure: dict[str, Any]
    figure_etroite: dict[str, Any]
    alternative: str
    table: pd.DataFrame
    source: str
    n: str
    legende: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> Markup:
        """The semantic ``<figure>`` of the report: title, drawing, words, table, CSV, source."""
        both = {"large": self.figure, "etroite": self.figure_etroite}
        return render("figure.html.j2", graphique=self, donnees=script_json(both))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        del include, exclude  # JupyterLab takes plotly's form, our exporter the HTML
        return {
            PLOTLY_MIME: {
                "data": self.figure["data"],
                "layout": titled(self.figure["layout"], self.titre),
                "config": CONFIG,
            },
            "text/html": self.html,
            "text/plain": f"{self.titre} ({self.n})",
        }


# Not responsive: in JupyterLab, a chart that is loses its height when the window changes.
CONFIG = {"displayModeBar": False, "locale": "fr", "responsive": False}


def titled(layout: dict[str, Any], title: str) -> dict[str, Any]:
    """Put the title over the drawing, for JupyterLab, which shows no caption."""
    above = 34
    margin = layout["margin"] | {"t": layout["margin"]["t"] + above}
    words = {"text": f"<b>{plotly_text(title)}</b>", "font": {"size": 15}}
    place = {"x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 6}}
    sizes = {"height": layout["height"] + above, "margin": margin}
    return {**layout, **sizes, "title": words | place, "template": TEMPLATE}


def script_json(value: Any) -> Markup:
    """Write JSON that a ``<script>`` element can hold, whatever the texts in it.

    ``<``, ``>`` and ``&`` only stand inside strings, where their escapes mean the same: no
    ``</script>`` nor ``<!--`` can appear.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above

"""A piece of safe HTML of a report, and the templates that make it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pstlib.charts import cells
from pstlib.charts.wording import clean
from pstlib.text import fr_date, fr_long_date, fr_number, fr_percent, fr_share

FICTITIOUS = "Organisme fictif"


@dataclass(frozen=True)
class Block:
    """A part of a report that is no chart: sentences, figures, a table.

    Attributes:
        html: Safe: it comes from a template that escapes every value.
        resume: The same in a line, for a terminal.
        page: What the block says of the whole page: ``entete`` and ``fictif``, printed on every
            sheet.
    """

    html: Markup
    resume: str = ""
    page: Mapping[str, str] = field(default_factory=dict)

    def __html__(self) -> str:
        """Give the block's HTML, for templates and ``markupsafe``."""
        return self.html

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        del include, exclude  # JupyterLab and nbconvert choose what they show
        html = f'<div class="pst">{self.html}</div>' if self.html.strip() else ""
        return {"text/html": html, "text/plain": self.resume}, {"pst": dict(self.page)}


def render(template: str, **values: Any) -> Markup:
    """Fill one of the templates of this room; every value is escaped."""
    return Markup(environment().get_template(template).render(**values))  # noqa: S704 - escaped


def block(template: str, resume: str = "", **values: Any) -> Block:
    """Make a block from one of the templates of this room."""
    return Block(render(template, **values), resume)


def component_css() -> str:
    """Read the style of the blocks and charts, that reports and JupyterLab share."""
    return files("pstlib.charts").joinpath("assets/composants.css").read_text(encoding="utf-8")


def notebook_style() -> str:
    """Keep the style of the parts to the parts, in a page that is JupyterLab's."""
    css = component_css().replace(".pst{", ":scope{").replace(".pst ", ":scope:scope ")
    return f"@scope (.pst) {{{css}}}"


def _unbroken_years(title: str) -> Markup:
    """Keep the years of a title on one line: « 2019-2024 » would be broken at its hyphen."""
    return Markup(re.sub(r"\d{4}-\d{4}", r"<span>\g<0></span>", str(escape(title))))  # noqa: S704


@cache
def environment() -> Environment:
    """Give the template engine of this room, which escapes everything by default."""
    engine = Environment(
        loader=PackageLoader("pstlib.charts", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters |= {
        "nombre": fr_number,
        "pourcent": fr_percent,
        "part": fr_share,
        "jour": fr_date,
        "date_longue": fr_long_date,
        "net": clean,
        "adresse_csv": cells.csv_address,
        "cellules": cells.shown,
        "cellules_nues": cells.bare,
        "titre_de_colonne": cells.heading,
        "lignes_de_table": cells.table_rows,
        "rangs": cells.plain_rows,
        "colonnes": cells.columns_of,
        "annees": _unbroken_years,
    }
    engine.globals["zip"] = zip
    return engine

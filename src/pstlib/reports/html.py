"""Turns an executed notebook into the HTML page of a report, through nbconvert."""

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets.config import Config

from pstlib.charts.chart import script_json
from pstlib.charts.plotlyjs import map_style_id, plotly_script
from pstlib.charts.theme import TEMPLATE
from pstlib.errors import ReportError
from pstlib.reports.assets import (
    asset_names,
    copy_assets,
    css_string,
    inline_script,
    script,
    style,
)
from pstlib.reports.policy import security_policy
from pstlib.reports.sections import FIGURE_MARK, content, count_figures

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["ReportExporter", "copy_assets", "export_html"]

# papermill adds cells of its own where one fails; the page says it in French, in its place.
_HIDDEN_TAGS = {"remove_cell", "papermill-error-cell-tag"}


def export_html(
    nb: "NotebookNode", *, title: str, standalone: bool = False, assets_href: str = "../assets"
) -> str:
    """Make the page of an executed notebook.

    Args:
        nb: The notebook with its outputs; its ``##`` headings are the sections of the page. A
            section whose cells show nothing is left out.
        title: Title of the page, as the browser shows it.
        standalone: Put style, scripts and plotly.js inside the page.
        assets_href: Where the shared files are, from the page, when they are not inside.

    Returns:
        The page: French, without code, that fetches nothing from any network.

    Raises:
        ReportError: If the page does not hold every chart of the notebook.
    """
    values = {
        "titre": title,
        "assets_href": assets_href,
        "noms": asset_names(),
        "gabarit": script_json(TEMPLATE),
        "style_des_cartes": map_style_id(),
        "css": style() if standalone else None,
        "js": _inline_scripts() if standalone else None,
    }
    html, _ = _exporter().from_notebook_node(_shown(nb), {"rapport": values})
    _check_figures(count_figures(nb), html.count(FIGURE_MARK))
    return html


def _shown(nb: "NotebookNode") -> "NotebookNode":
    """Keep of each output the form that the page shows: nbconvert copies and checks all it gets."""
    cells = [
        type(cell)(cell, outputs=[_html_alone(output) for output in cell.outputs])
        if cell.cell_type == "code"
        else cell
        for cell in nb.cells
    ]
    return type(nb)(nb, cells=cells)


def _html_alone(output: "NotebookNode") -> "NotebookNode":
    data = output.get("data", {})
    html = {"text/html": data["text/html"]} if "text/html" in data else None
    return type(output)(output, data=html) if html else output


class ReportExporter(TemplateExporter):
    """nbconvert's exporter with our template.

    It is no ``HTMLExporter``: that one parses the whole page again to number what our page does
    not have, which takes four fifths of the time of a conversion.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_file="rapport.html.j2",
            template_paths=[],
            extra_loaders=[PackageLoader("pstlib.reports", "template")],
            optimistic_validation=True,  # once, not after each of eleven preprocessors
            **kwargs,
        )

    @property
    def default_config(self) -> Config:
        """Take out the cells that are for the notebook only."""
        config: Config = super().default_config
        config.TagRemovePreprocessor.remove_cell_tags = _HIDDEN_TAGS
        return config

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters |= {
            "chaine_css": css_string,
            "contenu": content,
            "politique": security_policy,
        }
        return environment


@cache
def _exporter() -> ReportExporter:
    """Give the exporter, its template compiled once."""
    return ReportExporter()


def _inline_scripts() -> dict[str, str]:
    return {"plotly": inline_script(plotly_script()), "rapport": inline_script(script())}


def _check_figures(expected: int, found: int) -> None:
    if expected != found:
        raise ReportError(
            "Des graphiques manquent dans la page",
            found=f"{found} sur les {expected} du carnet",
            todo="Vérifiez que chaque cellule de graphique se termine par le graphique lui-même.",
        )

"""Reads an executed notebook as the sections of a page."""

import base64
import json
import re
import zlib
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from pstlib.charts import PLOTLY_MIME
from pstlib.charts.chart import script_json
from pstlib.text import fold

if TYPE_CHECKING:
    from nbformat import NotebookNode

FIGURE_MARK = Markup('class="figure-donnees"')
_HEADING = re.compile(r"\A\s*##\s+(?P<title>[^\n]+)(?P<rest>.*)\Z", re.DOTALL)
# Only JupyterLab needs the style that the first block brings: the page has it.
_STYLE = re.compile(r"<style data-pst>.*?</style>\s*", re.DOTALL)
# A link to a CSV, as the templates write it; no text of the data can hold a bare quote.
_CSV_LINK = re.compile(
    r'<a (?P<table>data-table )?download="(?P<name>[^"]+)" '
    r'href="data:text/csv;charset=utf-8;base64,(?P<csv>[^"]+)">'
)
# HTML lets a cell, a row, a part of a table or an item end where the next one begins, and knows
# that the first cell of a row heads it; a report has thousands.
_ENDS = re.compile(r"</(?:t[dhr]|thead|tbody|li)>\s*")
_ROW_HEAD, _BARE_HEAD = '<th scope="row">', "<th>"
# Nor does it ask quotes around a word; no text of the data can hold a bare quote.
_WORD = re.compile(
    r'<(tr id|tr class|td class|i class|th scope|span class|p class|div class)="([\w~.-]+)"(?=>)'
)
# The forms of a chart, as ``charts`` writes them: JSON that holds no ``<``.
_FIGURE = re.compile(
    r'<script type="application/json" class="figure-donnees">(?P<json>[^<]*)</script>'
)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Section:
    """A section of the page; one whose code shows nothing is left out."""

    titre: str
    identifiant: str
    html: Markup = field(default_factory=Markup)
    has_code: bool = False
    has_output: bool = False

    @property
    def shown(self) -> bool:
        """Tell whether the page has something to show under this heading."""
        return self.has_output or not self.has_code

    def add_code(self, html: Markup) -> None:
        """Add what a code cell shows."""
        self.has_code = True
        self.has_output = self.has_output or bool(html)
        self.html += html


@dataclass
class Content:
    """What the template shows of a notebook."""

    ouverture: Markup
    sections: list[Section]
    entete: str = ""
    fictif: str = ""
    graphiques: str = field(init=False)
    a_un_titre: bool = field(init=False)

    def __post_init__(self) -> None:
        """Take the drawings out of the parts, to compress them together: they are much alike."""
        drawings: list[str] = []
        self.ouverture = _taken_out(self.ouverture, drawings)
        for section in self.sections:
            section.html = _taken_out(section.html, drawings)
        self.graphiques = _packed(f"[{','.join(drawings)}]".encode()) if drawings else ""
        self.a_un_titre = "<h1" in "".join([self.ouverture, *(s.html for s in self.sections)])


def content(nb: "NotebookNode") -> Content:
    """Gather the outputs and texts of a notebook under its ``##`` headings."""
    opening = Section("", "")
    sections = [opening]
    page: dict[str, str] = {}
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            _add_text(cell.source, sections)
        elif cell.cell_type == "code":
            sections[-1].add_code(Markup("").join(map(_output_html, cell.outputs)))
            for output in cell.outputs:
                page |= output.get("metadata", {}).get("pst", {})
    shown = [section for section in sections[1:] if section.shown]
    return Content(opening.html, shown, page.get("entete", ""), page.get("fictif", ""))


def count_figures(nb: "NotebookNode") -> int:
    """Count the charts among the outputs of a notebook."""
    return sum(
        PLOTLY_MIME in output.get("data", {})
        for cell in nb.cells
        for output in cell.get("outputs", [])
    )


def _add_text(source: str, sections: list[Section]) -> None:
    match = _HEADING.match(source)
    if match:
        title = match["title"].strip().rstrip("#").strip()
        sections.append(Section(title, _identifier(title, sections)))
    text = match["rest"] if match else source
    if text.strip():
        sections[-1].html += _markdown(text)


def _identifier(title: str, sections: list[Section]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-") or "section"
    taken = {section.identifiant for section in sections}
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(name for name in numbered if name not in taken)


def _markdown(text: str) -> Markup:
    renderer = IPythonRenderer(
        escape=True, allow_harmful_protocols=False, exclude_anchor_links=True
    )
    html = MarkdownWithMath(renderer=renderer).render(text)
    return Markup(html)  # noqa: S704 - the renderer escapes HTML


def _output_html(output: Any) -> Markup:
    if output.output_type == "error":
        return _failure(output)
    if output.output_type == "stream":
        return (
            Markup('<pre class="texte">{}</pre>').format(_plain(output.text))
            if (output.name == "stdout")
            else Markup("")
        )
    data = output.get("data", {})
    if "text/html" in data:
        # Blocks and charts escape what they hold; other HTML is the notebook author's own.
        html = _STYLE.sub("", _joined(data["text/html"]))
        return Markup(_lightened(html))  # noqa: S704
    if PLOTLY_MIME in data:
        return _bare_figure(data[PLOTLY_MIME])
    text = _plain(data.get("text/plain", ""))
    return Markup('<pre class="texte">{}</pre>').format(text) if text else Markup("")


def _lightened(html: str) -> str:
    """Say each thing once: the script of the page makes the CSV of a table from the table.

    What only that script reads is compressed: drawings, and CSV that hold more than their table.
    The notebook keeps all as it is, for JupyterLab.
    """
    html = _ENDS.sub("", html.replace(_ROW_HEAD, _BARE_HEAD))
    html = _WORD.sub(r"<\1=\2", html)
    return _CSV_LINK.sub(_csv_link, html)


def _csv_link(link: re.Match[str]) -> str:
    content = "" if link["table"] else _packed(base64.b64decode(link["csv"]))
    return f'<a hidden data-fichier="{link["name"]}" data-csv="{content}">'


def _told_once(forms: dict[str, Any]) -> dict[str, Any]:
    """Keep of the narrow form of a chart what differs from the wide one; None takes a key away."""
    wide, narrow = forms["large"], forms["etroite"]
    nothing: dict[str, Any] = {}
    pairs = zip_longest(wide["data"][: len(narrow["data"])], narrow["data"], fillvalue=nothing)
    differing = [_differing(ours, theirs) for ours, theirs in pairs]
    layout = _differing(wide["layout"], narrow["layout"])
    return {"large": wide, "etroite": {"data": differing, "layout": layout}}


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in after.items() if before.get(name, ...) != value}
    # In the order of ``before``: a set's changes with each process, and the page with it.
    return changed | {name: None for name in before if name not in after}


def _taken_out(html: Markup, drawings: list[str]) -> Markup:
    def take(figure: re.Match[str]) -> str:
        drawings.append(script_json(_told_once(json.loads(figure["json"]))))
        return f'<script type="text/plain" {FIGURE_MARK}></script>'

    return Markup(_FIGURE.sub(take, html))  # noqa: S704 - safe, less its drawings


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 9)).decode()


def _bare_figure(figure: Any) -> Markup:
    """Show a plotly figure that an analyst drew without pstlib."""
    layout = {"height": 450, **figure.get("layout", {})}
    form = {"data": figure["data"], "layout": {k: v for k, v in layout.items() if k != "template"}}
    return Markup(
        '<figure class="graphique"><div class="dessin" role="img" aria-label="{}" '
        'style="--haut:{}px;--haut-etroit:{}px"></div>{}</figure>'
    ).format(
        "Graphique sans description",
        layout["height"],
        layout["height"],
        Markup('<script type="application/json" {}>{}</script>').format(
            FIGURE_MARK, script_json({"large": form, "etroite": form})
        ),
    )


def _failure(output: Any) -> Markup:
    """Say in French that a part is missing, and keep the technical words for the maintainer."""
    trace = _ANSI.sub("", "\n".join(output.get("traceback", [])))
    return Markup(
        '<div class="erreur-cellule" role="alert"><p><strong>Cette partie du rapport n’a pas pu '
        "être produite.</strong> {}</p><details><summary>Détail technique</summary><pre>{}</pre>"
        "</details></div>"
    ).format(output.evalue or output.ename, trace)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _plain(text: str | list[str]) -> str:
    return _ANSI.sub("", _joined(text)).strip()

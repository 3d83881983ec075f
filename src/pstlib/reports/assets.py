"""What all the pages of a folder share: style, script, plotly.js; and the page of their list."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pstlib.charts.block import component_css
from pstlib.charts.plotlyjs import plotly_script, plotly_version
from pstlib.paths import write_atomically
from pstlib.reports.policy import security_policy

_LIST_STYLE, _LIST_SCRIPT = "liste.css", "liste.js"


@dataclass(frozen=True)
class AssetNames:
    """Names of the shared files; each holds the hash or version of what it names.

    A page keeps the style and script that it was made with, even beside newer pages.
    """

    css: str
    js: str
    plotly: str


@cache
def style() -> str:
    """Give the style sheet of the pages."""
    return component_css() + template_file("page.css")


@cache
def script() -> str:
    """Give the script of the pages: drawing, contents, search, sorting, printing."""
    return template_file("rapport.js")


@cache
def asset_names() -> AssetNames:
    """Name the shared files after their content, plotly.js after its version."""
    return AssetNames(
        css=f"rapport-{_digest(style())}.css",
        js=f"rapport-{_digest(script())}.js",
        plotly=f"plotly-{plotly_version()}.min.js",
    )


def copy_assets(folder: Path) -> None:
    """Write the shared files into ``folder``; what is there already is left as it is."""
    names = asset_names()
    write_atomically(folder / names.css, style())
    write_atomically(folder / names.js, script())
    if not (folder / names.plotly).is_file():
        write_atomically(folder / names.plotly, plotly_script())


def copy_list_assets(folder: Path) -> None:
    """Write into ``folder`` what the list of reports needs, besides what pages share."""
    copy_assets(folder)
    for name in (_LIST_STYLE, _LIST_SCRIPT):
        write_atomically(folder / _hashed(name), template_file(name))


@cache
def template_engine() -> Environment:
    """Give what makes the pages that come from no notebook; a text of the data stays a text."""
    engine = Environment(
        loader=PackageLoader("pstlib.reports", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters |= {"chaine_css": css_string, "politique": security_policy}
    return engine


def list_page(assets_href: str, **values: Any) -> str:
    """Make the page of the list of reports."""
    own = {"liste_css": _hashed(_LIST_STYLE), "liste_js": _hashed(_LIST_SCRIPT)}
    return (
        template_engine()
        .get_template("index.html.j2")
        .render(**values, **own, assets_href=assets_href, noms=asset_names(), styles=[], scripts=[])
    )


def css_string(text: str) -> Markup:
    """Write a text as a CSS string that can neither end it nor end the style element."""
    safe = "".join(c if c.isalnum() or c in " .,’-–" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{safe}"')  # noqa: S704 - every special character is escaped


def inline_script(source: str) -> Markup:
    """Write a script of ours so that a ``<script>`` element can hold it."""
    return Markup(source.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704


def _hashed(name: str) -> str:
    stem, _, suffix = name.partition(".")
    return f"{stem}-{_digest(template_file(name))}.{suffix}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def template_file(name: str) -> str:
    """Give the text of a file of the templates."""
    return files("pstlib.reports").joinpath("template", name).read_text(encoding="utf-8")

"""``index.html``: the list of the reports of a folder, from the figures written beside them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pstlib.paths import write_atomically
from pstlib.reports.assets import copy_assets, page
from pstlib.reports.jobs import EVALUATION_NAMES, SHORT
from pstlib.reports.runner import ASSETS, IDENTITY
from pstlib.text import NC, fold, fr_date, fr_number, fr_percent, fr_share, parse_date

INDEX = "index.html"
_TITLE = "Rapports d’évaluation des programmes stratégiques transversaux"
_TITLES = [
    "Rapport",
    "Organisme",
    "Situation au",
    "Taux de réalisation",
    "Avancement",
    "Attendu",
    "Actions en retard",
]


def write_index(sortie: Path) -> Path:
    """Write the list of all the reports found in ``sortie``, and give its path.

    The list holds every report that has its page and its figures, whichever batch made them, by
    organisation, PST and date. The same reports give the same bytes.
    """
    environment = Environment(
        loader=PackageLoader("pstlib.reports", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = sorted(_rows(sortie), key=lambda row: (fold(row["organisme"]), row["page"]))
    content = environment.get_template("index.html.j2").render(
        rows=rows, titles=_TITLES, fictitious=any(row["fictif"] for row in rows)
    )
    copy_assets(sortie / ASSETS)
    write_atomically(sortie / INDEX, page(_TITLE, Markup(content), assets_href=ASSETS))  # noqa: S704 - autoescaped
    return sortie / INDEX


def _rows(sortie: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(sortie.glob("*/*.html")):
        figures, notebook = path.with_suffix(".json"), path.with_suffix(".ipynb")
        if figures.is_file() and notebook.is_file():
            identity = _read(notebook)["metadata"]["pst"]
            row = _row(_read(figures), identity, path.relative_to(sortie))
            printed = path.with_suffix(".pdf")
            yield row | {"pdf": printed.relative_to(sortie).as_posix() * printed.is_file()}


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _row(figures: dict[str, Any], identity: dict[str, Any], page: Path) -> dict[str, Any]:
    whole = figures["ensemble"]
    rate = whole["taux_realisation"]
    late = _late(whole)
    ranks = (rate["taux"], whole["avancement"]["min"], None if late == NC else whole["n_en_retard"])
    return {
        **{name: identity[name] for name in IDENTITY},
        "evaluation": EVALUATION_NAMES[figures["evaluation"]].capitalize()
        + (" (version courte)" if page.stem.endswith(SHORT) else ""),
        "date": fr_date(parse_date(figures["date_arrete"])),
        "page": page.as_posix(),
        "taux": fr_share(rate["taux"]),
        "fraction": f"{rate['numerateur']} sur {rate['denominateur']}",
        "avancement": _between(whole["avancement"]["min"], whole["avancement"]["max"]),
        "attendu": fr_percent(whole["attendu"]),
        "retard": late,
        "tri": {
            name: "" if rank is None else rank
            for name, rank in zip(("taux", "avancement", "retard"), ranks, strict=True)
        },
    }


def _late(whole: dict[str, Any]) -> str:
    """Count the late actions; where no deadline is known, delays are unknown, not zero."""
    rate, undated = whole["taux_realisation"], whole["n_sans_echeance"]
    if undated and undated == rate["denominateur"] - rate["numerateur"]:
        return NC
    known = fr_number(whole["n_en_retard"])
    return f"{known} ({undated} sans échéance)" if undated else known


def _between(low: float | None, high: float | None) -> str:
    lower, upper = fr_percent(low), fr_percent(high)
    return lower if lower == upper else f"entre {lower} et {upper}"

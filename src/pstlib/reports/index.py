"""``index.html``: the list of the reports of a folder, from the figures written beside them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pstlib.paths import write_atomically
from pstlib.reports.html import copy_assets
from pstlib.reports.runner import ASSETS
from pstlib.text import fold, fr_date, fr_percent, fr_share, parse_date

INDEX = "index.html"
_KINDS = {"mi-parcours": "Évaluation à mi-parcours", "finale": "Évaluation finale"}


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
    page = environment.get_template("index.html.j2").render(
        rows=rows, assets=ASSETS, fictitious=any(row["fictif"] for row in rows)
    )
    copy_assets(sortie / ASSETS)
    write_atomically(sortie / INDEX, page)
    return sortie / INDEX


def _rows(sortie: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(sortie.glob("*/*.json")):
        page = path.with_suffix(".html")
        if page.is_file():
            yield _row(json.loads(path.read_text(encoding="utf-8")), page.relative_to(sortie))


def _row(figures: dict[str, Any], page: Path) -> dict[str, Any]:
    pst, whole = figures["pst"], figures["ensemble"]
    rate = whole["taux_realisation"]
    return {
        "organisme": pst["organisme"],
        "libelle": pst["libelle"],
        "fictif": pst["fictif"],
        "evaluation": _KINDS[figures["evaluation"]],
        "date": fr_date(parse_date(figures["date_arrete"])),
        "page": page.as_posix(),
        "taux": fr_share(rate["taux"]),
        "fraction": f"{rate['numerateur']} sur {rate['denominateur']}",
        "avancement": _between(whole["avancement"]["min"], whole["avancement"]["max"]),
        "attendu": fr_percent(whole["attendu"]),
        "retard": whole["n_en_retard"],
    }


def _between(low: float | None, high: float | None) -> str:
    lower, upper = fr_percent(low), fr_percent(high)
    return lower if lower == upper else f"entre {lower} et {upper}"

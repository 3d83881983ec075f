"""What is known of each plan, field by field: a matrix, and the table behind it."""

import re
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.theme import INK, INK_2
from pstlib.charts.wording import plotly_lines, plotly_text, shorten
from pstlib.grammar import counted
from pstlib.quality import DataReview
from pstlib.text import NBSP, fr_date, fr_share

PAGE = 40
"""Rows of a matrix at most: more can't be read."""
SHORT = {
    "statut": "Statut",
    "date_suivi": "Statut récent",
    "taux_avancement": "Taux",
    "responsable": "Responsable",
    "date_debut": "Début",
    "date_fin": "Échéance",
    "etp": "ETP des actions",
    "budget": "Moyens des actions",
    "budget_vote": "Budget voté",
    "compte": "Compte",
    "effectifs": "Effectifs",
    "indicateurs": "Indicateurs",
    "date_installation": "Installation",
    "delegation_bureau_permanent": "Délégation",
    "date_adoption": "Adoption",
}
_ROW, _LABEL, _NARROW_LABEL, _ABOVE = 22, 190, 96, 108
# Pale where little is known; the text of a cell says it without the colour.
_SCALE = [[0, "#fbe6d4"], [0.5, "#dce7f4"], [1, "#2f6db5"]]
_KIND = re.compile(r"^(CPAS|Commune) (?:de |du |des |d[’'])")
_Cells = dict[tuple[str, str], dict[str, Any]]


def completeness_matrices(review: DataReview) -> list[Chart | Block]:
    """Draw what is known of each plan, the least known ones first, forty a page."""
    known = review.completude
    if known.empty:
        text = "Aucun plan n’a pu être lu."
        return [block("note.html.j2", text, phrases=[text])]
    part = known.assign(part=known["part"].astype("Float64"))
    order = part.groupby("slug")["part"].mean().sort_values(kind="stable").index.tolist()
    pages = [order[start : start + PAGE] for start in range(0, len(order), PAGE)]
    return [_page(review, slugs, (rank, len(pages))) for rank, slugs in enumerate(pages, start=1)]


def _page(review: DataReview, slugs: list[str], rank: tuple[int, int]) -> Chart:
    rows = review.completude[review.completude["slug"].isin(slugs)]
    part = f" ({rank[0]} sur {rank[1]})" if rank[1] > 1 else ""
    told = _totals(review)
    made_up = ", organismes fictifs compris" if review.fictif else ""
    return Chart(
        identifiant=f"completude-{rank[0]}",
        titre=f"{_title(told)}{part}",
        sous_titre="Part connue de chaque donnée, de chaque plan ; les plans dont on sait le moins "
        "viennent d’abord. En blanc : sans objet.",
        figure=_figure(rows, slugs, narrow=False),
        figure_etroite=_figure(rows, slugs, narrow=True),
        alternative=_alternative(told, len(slugs)),
        table=_table(rows, slugs),
        source=f"Tables des PST transmis, situation au {fr_date(review.jour)}{made_up}",
        n=counted(len(slugs), "plan"),
    )


def _totals(review: DataReview) -> list[tuple[str, float]]:
    """Pool each field over all the plans, the least known first."""
    sums = review.completude.groupby("champ", sort=False)[["n_connus", "n_total"]].sum()
    asked = sums[sums["n_total"].gt(0)]
    shares = (asked["n_connus"] / asked["n_total"]).astype("float64").sort_values(kind="stable")
    return [(str(field), float(share)) for field, share in shares.items()]


def _title(told: list[tuple[str, float]]) -> str:
    if not told or told[0][1] >= 1:
        return "Toutes les données attendues sont connues"
    field, share = told[0]
    name = f"«{NBSP}{SHORT.get(field, field)}{NBSP}»"
    return f"La donnée la moins connue est {name} ({fr_share(share, 0)})"


def _alternative(told: list[tuple[str, float]], n: int) -> str:
    said = [f"{SHORT.get(field, field)} {fr_share(share, 0)}" for field, share in told]
    return f"Matrice de {counted(n, 'plan')}. Part connue, tous plans réunis{NBSP}: " + (
        f"{', '.join(said)}."
    )


def _figure(rows: pd.DataFrame, slugs: list[str], *, narrow: bool) -> dict[str, Any]:
    fields = list(dict.fromkeys(rows["champ"]))
    label = _NARROW_LABEL if narrow else _LABEL
    names = dict(zip(rows["slug"], rows["organisme"], strict=True))
    return {
        "data": [_heat(_cells(rows), slugs, fields, narrow=narrow)],
        "layout": {
            "height": len(slugs) * _ROW + _ABOVE + 10,
            "margin": {"l": label + 8, "r": 8, "t": _ABOVE, "b": 10},
            "xaxis": {
                "range": [-0.5, len(fields) - 0.5],
                "side": "top",
                "showgrid": False,
                "tickvals": list(range(len(fields))),
                "ticktext": [plotly_text(SHORT.get(field, field)) for field in fields],
                "tickangle": -60,
                "tickfont": {"size": 10 if narrow else 11, "color": INK_2},
            },
            "yaxis": {"range": [len(slugs) - 0.5, -0.5]},
            "annotations": [
                _name(_briefly(names[slug]) if narrow else names[slug], place, label)
                for place, slug in enumerate(slugs)
            ],
        },
    }


def _heat(cells: _Cells, slugs: list[str], fields: list[str], *, narrow: bool) -> dict[str, Any]:
    shares = [[_share(cells, slug, field) for field in fields] for slug in slugs]
    words = [["" if s is None or narrow else f"{s:.0f}" for s in line] for line in shares]
    return {
        "type": "heatmap",
        "z": shares,
        "x": list(range(len(fields))),
        "y": list(range(len(slugs))),
        "zmin": 0,
        "zmax": 100,
        "colorscale": _SCALE,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "text": words,
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": [[_hover(cells, slug, field) for field in fields] for slug in slugs],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _cells(rows: pd.DataFrame) -> _Cells:
    keys = zip(rows["slug"], rows["champ"], strict=True)
    return dict(zip(keys, rows.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _share(cells: _Cells, slug: str, field: str) -> float | None:
    row = cells.get((slug, field))
    if row is None or not row["n_total"]:
        return None
    return round(100 * int(row["n_connus"]) / int(row["n_total"]), 1)


def _hover(cells: _Cells, slug: str, field: str) -> str:
    row = cells.get((slug, field))
    if row is None:
        return ""
    known = f"{row['n_connus']} sur {row['n_total']}" if row["n_total"] else "sans objet"
    return plotly_lines([str(row["organisme"]), str(row["libelle"]), known])


def _briefly(name: str) -> str:
    """Leave out what most names begin with, where there is no room for more than a word.

    >>> _briefly("CPAS de Celles"), _briefly("Commune d’Ohey"), _briefly("Ville de Mons")
    ('Celles', 'Com. Ohey', 'Ville de Mons')
    """
    return _KIND.sub(lambda found: "" if found[1] == "CPAS" else "Com. ", name)


def _name(name: str, place: int, label: int) -> dict[str, Any]:
    return {
        "y": place,
        "xshift": -label - 8,
        "text": plotly_text(shorten(name, label, 11)),
        "font": {"size": 11, "color": INK},
    }


def _table(rows: pd.DataFrame, slugs: list[str]) -> pd.DataFrame:
    cells = _cells(rows)
    fields = list(dict.fromkeys(rows["champ"]))
    names = dict(zip(rows["slug"], rows["organisme"], strict=True))
    columns = {
        SHORT.get(field, field): [_written(cells.get((slug, field))) for slug in slugs]
        for field in fields
    }
    who = {"Organisme": [names[slug] for slug in slugs], "PST": slugs}
    return pd.DataFrame({**who, **columns})


def _written(row: dict[str, Any] | None) -> str:
    if row is None or not row["n_total"]:
        return "sans objet"
    return f"{row['n_connus']} sur {row['n_total']}"

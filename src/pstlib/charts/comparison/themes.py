"""Heat maps of plans by theme: what they are about, and how far each theme has come."""

from typing import Any

import numpy as np
import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import FOCUS, OTHER, kind_of, names, roles, share, source
from pstlib.charts.theme import INK, INK_2, PANEL
from pstlib.charts.wording import plotly_lines, plotly_text, shorten
from pstlib.comparison.region import MISSING_STATES, SHOWN
from pstlib.comparison.similarity import alike
from pstlib.comparison.study import Study
from pstlib.grammar import counted
from pstlib.text import NBSP, fr_euro, fr_number

PAGE = 40
"""Rows of a heat map at most: more can't be read."""
_MEASURES = {
    "part": ("part des actions", "#ffffff", "#1f4e79"),
    "taux_lisse": ("réalisation, taux lissé", "#fff7e6", "#8a4b00"),
    "part_credits": ("part des crédits rattachés", "#eef7f1", "#14613f"),
}
Cells = dict[tuple[str, str], dict[Any, Any]]
_Drawn = tuple[Cells, list[str], list[str], str]
_ROW, _LABEL, _NARROW_LABEL = 17, 190, 96
_SCALED = 6
_UNKNOWN = "#d3d9e0"
_MONEY_UNKNOWN = "Crédits n. c. pour {n} {kind} qui ne rattachent aucun article à une action"


def theme_maps(study: Study, measure: str) -> list[Chart | Block]:
    """Draw plans by theme, similar ones together, forty a page; peers alone where one is in focus.

    Args:
        study: The comparison.
        measure: ``part`` (share of the actions), ``taux_lisse`` (completion, steadied) or
            ``part_credits`` (share of the credits linked to an action).
    """
    table, unlinked = _linked(_chosen(study), measure)
    if table.empty and unlinked:
        text = f"{_MONEY_UNKNOWN.format(n=unlinked, kind=kind_of(study, plural=unlinked > 1))}."
        return [block("note.html.j2", text, phrases=[text])]
    if table.empty:
        text = "Aucun plan n’a d’action à classer par thème."
        return [block("note.html.j2", text, phrases=[text])]
    by = measure if measure == "part_credits" else "part"
    shares = table.pivot_table(index="slug", columns="theme", values=by, fill_value=0.0)
    order = alike(shares.astype("float64"))
    pages = [order[start : start + PAGE] for start in range(0, len(order), PAGE)]
    return [
        _page(study, table, slugs, (measure, unlinked), (rank, len(pages)))
        for rank, slugs in enumerate(pages, start=1)
    ]


def _chosen(study: Study) -> pd.DataFrame:
    table = study.comparaison.themes
    if study.slug is None or table.empty:
        return table
    found = roles(study)
    kept = found.index[found.ne(OTHER)][:PAGE]
    return table[table["slug"].isin(list(kept)) | table["slug"].eq(study.slug)]


def _linked(table: pd.DataFrame, measure: str) -> tuple[pd.DataFrame, int]:
    """Leave out, for euros, the plans that link none to an action, and count them."""
    if measure != "part_credits" or table.empty:
        return table, 0
    known = table.loc[table["part_credits"].notna(), "slug"]
    kept = table[table["slug"].isin(known)]
    return kept, table["slug"].nunique() - kept["slug"].nunique()


def _page(
    study: Study,
    table: pd.DataFrame,
    slugs: list[str],
    what: tuple[str, int],
    rank: tuple[int, int],
) -> Chart:
    measure, unlinked = what
    rows = table[table["slug"].isin(slugs)]
    codes = [code for code in study.themes if code in set(table["theme"])]
    words = _MEASURES[measure][0]
    drawn = (_cells(rows), slugs, codes, measure)
    part = f" ({rank[0]} sur {rank[1]})" if rank[1] > 1 else ""
    return Chart(
        identifiant=f"themes-{measure.replace('_', '-')}-{rank[0]}",
        titre=f"{_title(study, table, measure)}{part}",
        sous_titre=_subtitle(study, measure, unlinked),
        figure=_figure(study, drawn, narrow=False),
        figure_etroite=_figure(study, drawn, narrow=True),
        alternative=f"Carte de {len(slugs)} {kind_of(study, plural=True)} par thème, {words}"
        f"{part}. {_leading(study, rows, measure)}",
        table=_table(study, drawn),
        source=f"{source(study)}\u00a0; thèmes\u00a0: règles de pstlib appliquées aux "
        "intitulés des actions et de leurs OO",
        n=f"{len(slugs)} {kind_of(study, plural=True)}",
    )


def _title(study: Study, table: pd.DataFrame, measure: str) -> str:
    if measure == "part_credits":
        return _money_title(study, table)
    totals = table.groupby("theme")[["n_evaluees", "n_terminees", "n_poursuivies"]].sum()
    if measure == "part":
        first = str(totals["n_evaluees"].idxmax())
        most = totals["n_evaluees"].max() / totals["n_evaluees"].sum()
        return f"Le thème le plus présent est «{NBSP}{study.themes[first]}{NBSP}» ({share(most)})"
    pooled = totals["n_terminees"].sum() / max(int(totals["n_poursuivies"].sum()), 1)
    return f"Réalisation par thème, pour {share(pooled)} des actions terminées en tout"


def _money_title(study: Study, table: pd.DataFrame) -> str:
    euros = table.groupby("theme")["credits"].sum(min_count=1).dropna().astype("Float64")
    if euros.empty:
        return "Part de chaque thème dans les crédits rattachés aux actions d’un plan"
    first = str(euros.idxmax())
    most = share(euros.max() / euros.sum())
    theme = f"«{NBSP}{study.themes[first]}{NBSP}»"
    return f"{most} des crédits rattachés à une action vont au thème {theme}"


def _subtitle(study: Study, measure: str, unlinked: int) -> str:
    if measure == "part_credits":
        kind = kind_of(study, plural=unlinked > 1)
        aside = (
            f" {_MONEY_UNKNOWN.format(n=unlinked, kind=kind)}, hors de cette carte."
            if unlinked
            else ""
        )
        return (
            "Part de chaque thème dans les crédits de dépenses votés (dernier vote de chaque "
            f"exercice, jusqu’à {study.jour.year}) que le plan rattache à une action. En "
            f"gris\u00a0: n. c., aucun article n’est rattaché à ce thème\u00a0; en blanc\u00a0: "
            f"aucune action.{aside}"
        )
    if measure == "part":
        return (
            "Part de chaque thème dans les actions évaluées d’un plan\u00a0; les plans qui se "
            "ressemblent sont côte à côte. Plus n’est pas mieux."
        )
    return (
        "Taux de réalisation par thème, ramené vers celui de tous selon le nombre "
        "d’actions\u00a0; le taux brut est dans l’infobulle et dans le tableau. En gris\u00a0: "
        "aucune action ou aucune donnée."
    )


def _figure(study: Study, drawn: _Drawn, *, narrow: bool) -> dict[str, Any]:
    _, slugs, codes, _ = drawn
    label, above = (_NARROW_LABEL, 44) if narrow else (_LABEL, 132)
    named, found = names(study), roles(study)
    return {
        "data": [*_untouched(drawn), _heat(study, drawn, narrow=narrow)],
        "layout": {
            "height": len(slugs) * _ROW + above + 18,
            "plot_bgcolor": _UNKNOWN if drawn[3] == "part_credits" else PANEL,
            "margin": {"l": label + 8, "r": 8 if narrow else 70, "t": above, "b": 8},
            "xaxis": {
                "range": [-0.5, len(codes) - 0.5],
                "side": "top",
                "showgrid": False,
                "tickvals": list(range(len(codes))),
                "ticktext": [_heading(study, code, narrow=narrow) for code in codes],
                "tickangle": -90 if narrow else -60,
                "tickfont": {"size": 10 if narrow else 11, "color": INK_2},
            },
            "yaxis": {"range": [len(slugs) - 0.5, -0.5]},
            "annotations": [
                _name(_short(named[slug]) if narrow else named[slug], place, label,
                      focus=found.get(slug) == FOCUS)
                for place, slug in enumerate(slugs)
            ],
        },
    }  # fmt: skip


def _heat(study: Study, drawn: _Drawn, *, narrow: bool) -> dict[str, Any]:
    cells, slugs, codes, measure = drawn
    _, low, high = _MEASURES[measure]
    values = [[_value(cells, slug, code, measure) for code in codes] for slug in slugs]
    known = [v for line in values for v in line if v is not None]
    named = names(study)
    return {
        "type": "heatmap",
        "z": values,
        "x": list(range(len(codes))),
        "y": list(range(len(slugs))),
        "zmin": 0,
        "zmax": max(float(np.quantile(known, 0.98)) if known else 1.0, 1.0),
        "colorscale": [[0, low], [1, high]],
        # Of a few rows, the scale would be too low for its numbers; the table says them all.
        "showscale": not narrow and len(slugs) >= _SCALED,
        "colorbar": {"thickness": 10, "len": 0.6, "ticksuffix": f"{NBSP}%", "nticks": 4},
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "customdata": [[_hover(study, drawn, (slug, code), named) for code in codes]
                       for slug in slugs],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _untouched(drawn: _Drawn) -> list[dict[str, Any]]:
    """Paint white, on the map of euros, the themes without action: nothing is unknown of them."""
    cells, slugs, codes, measure = drawn
    if measure != "part_credits":
        return []
    return [
        {
            "type": "heatmap",
            "z": [[None if (slug, code) in cells else 0 for code in codes] for slug in slugs],
            "x": list(range(len(codes))),
            "y": list(range(len(slugs))),
            "colorscale": [[0, "#ffffff"], [1, "#ffffff"]],
            "showscale": False,
            "xgap": 1,
            "ygap": 1,
            "hoverinfo": "skip",
        }
    ]


def _short(name: str) -> str:
    """Leave « CPAS de » out where there is no room for it."""
    return name.removeprefix("CPAS de ").removeprefix("CPAS d’")


def _cells(rows: pd.DataFrame) -> Cells:
    keys = zip(rows["slug"], rows["theme"], strict=True)
    return dict(zip(keys, rows.to_dict("records"), strict=True))


def _heading(study: Study, code: str, *, narrow: bool) -> str:
    return code if narrow else plotly_text(shorten(study.themes[code], 140, 11))


def _value(cells: Cells, slug: str, code: str, measure: str) -> float | None:
    """Give a percentage; a theme that a plan doesn't touch has a nil share, and no rate."""
    if (slug, code) not in cells:
        return 0.0 if measure == "part" else None
    value = cells[slug, code][measure]
    return None if pd.isna(value) else round(100 * float(value), 1)


def _hover(study: Study, drawn: _Drawn, cell: tuple[str, str], named: dict[str, str]) -> str:
    (cells, _, _, measure), (slug, code) = drawn, cell
    head = [named[slug], study.themes[code]]
    if (slug, code) not in cells:
        return plotly_lines([*head, "aucune action"])
    row = cells[slug, code]
    return plotly_lines(
        [
            *head,
            f"{counted(int(row['n_evaluees']), 'action')}, {share(row['part'])} du plan",
            f"terminées\u00a0: {_raw(row)}",
            *([f"crédits\u00a0: {_credits(row)}"] if measure == "part_credits" else []),
        ]
    )


def _credits(row: Any) -> str:
    """Write the credits linked three ways: share, euros, euros for 1,000 inhabitants."""
    if pd.isna(row["part_credits"]):
        return "n. c."
    said = share(row["part_credits"])
    if not pd.isna(row["credits"]):
        said += f", {fr_euro(row['credits'])}"
    if not pd.isna(row.get("credits_1000")):
        said += f", {fr_number(float(row['credits_1000']))}{NBSP}€ pour 1{NBSP}000 habitants"
    return f"{said} ({counted(int(row['n_actions_liees']), 'action liée', 'actions liées')})"


def _raw(row: Any) -> str:
    """Write the raw rate, or why it isn't shown."""
    if row["realisation_etat"] != SHOWN:
        return MISSING_STATES[row["realisation_etat"]]
    rate = share(row["realisation"])
    steadied = share(row["taux_lisse"])
    return f"{row['n_terminees']} sur {row['n_poursuivies']} ({rate}, lissé {steadied})"


def _name(name: str, place: int, label: int, *, focus: bool) -> dict[str, Any]:
    words = plotly_text(shorten(name, label, 11))
    return {
        "y": place,
        "xshift": -label - 8,
        "text": f"<b>{words}</b>" if focus else words,
        "font": {"size": 11, "color": INK},
    }


def _leading(study: Study, rows: pd.DataFrame, measure: str) -> str:
    counted_by = "credits" if measure == "part_credits" else "n_evaluees"
    totals = rows.groupby("theme")[counted_by].sum().astype("Float64")
    totals = totals[totals > 0].sort_values(ascending=False)
    if totals.empty:
        return ""
    said = [
        f"{study.themes[str(code)]} {share(n / totals.sum())}" for code, n in totals.head(5).items()
    ]
    return f"Thèmes les plus présents{NBSP}: {', '.join(said)}."


def _table(study: Study, drawn: _Drawn) -> pd.DataFrame:
    (cells, slugs, codes, measure), named = drawn, names(study)
    columns = {code: [_cell(cells, slug, code, measure) for slug in slugs] for code in codes}
    headings = {code: f"{code} {study.themes[code]}" for code in codes}
    return pd.DataFrame({"Organisme": [named[slug] for slug in slugs], **columns}).rename(
        columns=headings
    )


def _cell(cells: Cells, slug: str, code: str, measure: str) -> str:
    if (slug, code) not in cells:
        return "–"
    row = cells[slug, code]
    if measure == "part":
        return f"{fr_number(int(row['n_evaluees']))} ({share(row['part'], 0)})"
    if measure == "part_credits":
        return _credits_cell(row)
    if row["realisation_etat"] != SHOWN:
        return "–"
    return f"{share(row['realisation'], 0)} (lissé {share(row['taux_lisse'], 0)})"


def _credits_cell(row: Any) -> str:
    if pd.isna(row["part_credits"]):
        return "n. c."
    euros = "" if pd.isna(row["credits"]) else f" ({fr_euro(row['credits'])})"
    return f"{share(row['part_credits'], 0)}{euros}"

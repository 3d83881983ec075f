"""Who already has which synergy: by domain, form, size and province, and one by one."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    CLASSES,
    COLOURS,
    FOCUS,
    OTHER,
    focus_name,
    interval,
    kind_of,
    percent_axis,
    percents,
    source,
)
from pstlib.charts.comparison.synergy_tables import (
    agreed,
    synergy_forms,
    synergy_list,
)
from pstlib.charts.theme import INK, INK_2
from pstlib.charts.wording import plotly_lines, plotly_text
from pstlib.grammar import capitalised, listing
from pstlib.synergies.regional import RegionalSynergies
from pstlib.synergies.words import DOMAIN_LABELS, EXISTING
from pstlib.text import NBSP, fr_share

__all__ = ["synergy_domains", "synergy_forms", "synergy_list"]

_ROW, _LABEL, _MARK = 34, 210, "◆"


def synergy_domains(found: RegionalSynergies) -> Chart | Block:
    """Draw in how many organisations a synergy exists, domain by domain, with the interval."""
    rows = found.domaines[found.domaines["n"].gt(0)].reset_index(drop=True)
    if rows.empty:
        text = _nothing(found)
        return block("note.html.j2", text, phrases=[text])
    kind = kind_of(found.etude, plural=True)
    own = _own_domains(found)
    return Chart(
        identifiant="synergies-region",
        titre=_title(rows, kind),
        sous_titre=f"Part des {kind} qui ont au moins une synergie existante dans le domaine, "
        f"parmi {agreed(found, 'ceux', 'celles')} qui consignent leurs synergies, avec son "
        f"intervalle à 95{NBSP}%.",
        figure=_figure(rows, own, narrow=False),
        figure_etroite=_figure(rows, own, narrow=True),
        alternative=" ".join(_in_words(row, kind) for row in rows.to_dict("records")),
        table=_domain_table(found, own),
        source=source(found.etude),
        n=f"{found.n_connus} {kind} qui consignent leurs synergies",
        legende=(
            *([(CLASSES[FOCUS], f"{focus_name(found.etude)} en a une")] if own else []),
            (CLASSES[OTHER], f"part des {kind}, et son intervalle"),
        ),
    )


def _nothing(found: RegionalSynergies) -> str:
    kind = kind_of(found.etude, plural=True)
    if not found.n_connus:
        none, compared = agreed(found, "Aucun", "Aucune"), agreed(found, "comparés", "comparées")
        return f"{none} des {kind} {compared} ne consigne ses synergies{NBSP}: rien n’en est dit."
    if found.domaines.empty:
        return f"Trop peu de {kind} consignent leurs synergies pour en parler sans les nommer."
    return f"Aucune synergie existante n’est consignée par les {kind}."


def _title(rows: pd.DataFrame, kind: str) -> str:
    best = rows.iloc[0]
    first = rows[rows["n"].eq(best["n"])].head(3)
    names = [DOMAIN_LABELS[name].lower() for name in first["domaine"]]
    return (
        f"Synergies existantes{NBSP}: {listing(names)} d’abord, dans {fr_share(best['taux'])} des "
        f"{kind} qui consignent les leurs"
    )


def _in_words(row: dict[Any, Any], kind: str) -> str:
    return (
        f"{DOMAIN_LABELS[row['domaine']]}{NBSP}: {row['n']} {kind} sur {row['n_connus']}, "
        f"{fr_share(row['taux'])} ({interval(row['borne_basse'], row['borne_haute'])})."
    )


def _own_domains(found: RegionalSynergies) -> set[str]:
    if found.cpas is None:
        return set()
    rows = found.synergies
    own = rows[rows["slug"].eq(found.etude.slug or "") & rows["etat"].eq(EXISTING)]
    return set(own["domaine"])


def _figure(rows: pd.DataFrame, own: set[str], *, narrow: bool) -> dict[str, Any]:
    label = 4 if narrow else _LABEL
    step = _ROW + (18 if narrow else 0)
    names = rows["domaine"].tolist()
    axis = percent_axis(100 * float(rows["borne_haute"].max()))
    lines = zip(percents(rows["borne_basse"]), percents(rows["borne_haute"]), strict=True)
    return {
        "data": [_dots(rows, own)],
        "layout": {
            "height": len(rows) * step + 44,
            "margin": {"l": label + 8, "r": 18, "t": 8, "b": 34},
            "xaxis": {**axis, "showgrid": True, "showticklabels": True},
            "yaxis": {"range": [len(rows) - 0.5, -0.8 if narrow else -0.5]},
            "shapes": [_span(low, high, rank) for rank, (low, high) in enumerate(lines)],
            "annotations": [
                _name(name, rank, label, own=name in own, narrow=narrow)
                for rank, name in enumerate(names)
            ],
        },
    }


def _dots(rows: pd.DataFrame, own: set[str]) -> dict[str, Any]:
    held = rows["domaine"].isin(own)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": percents(rows["taux"]),
        "y": rows.index.tolist(),
        "marker": {
            "color": [COLOURS[FOCUS] if one else INK_2 for one in held],
            "symbol": ["diamond" if one else "circle" for one in held],
            "size": [13 if one else 10 for one in held],
        },
        "customdata": [plotly_lines(_hover(row)) for row in rows.to_dict("records")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(row: dict[Any, Any]) -> list[str]:
    return [
        DOMAIN_LABELS[row["domaine"]],
        f"{row['n']} sur {row['n_connus']}, {fr_share(row['taux'])}",
        f"Intervalle à 95{NBSP}%{NBSP}: {interval(row['borne_basse'], row['borne_haute'])}",
    ]


def _span(low: float | None, high: float | None, rank: int) -> dict[str, Any]:
    line = {"color": COLOURS[OTHER], "width": 6}
    refs = {"xref": "x", "yref": "y", "layer": "below"}
    return {"type": "line", **refs, "x0": low, "x1": high, "y0": rank, "y1": rank, "line": line}


def _name(domain: str, rank: int, label: int, *, own: bool, narrow: bool) -> dict[str, Any]:
    words = plotly_text(DOMAIN_LABELS[domain])
    place = (
        {"y": rank - 0.18, "yanchor": "bottom", "xshift": 0}
        if narrow
        else {"y": rank, "xshift": -label - 8}
    )
    text = f"<b>{words}</b> {_MARK}" if own else words
    return {**place, "text": text, "font": {"size": 13, "color": INK}}


def _domain_table(found: RegionalSynergies, own: set[str]) -> pd.DataFrame:
    rows = found.domaines
    kind = capitalised(kind_of(found.etude, plural=True))
    table = pd.DataFrame(
        {
            "Domaine": [DOMAIN_LABELS[name] for name in rows["domaine"]],
            f"{kind} avec une synergie existante": rows["n"],
            f"{kind} qui consignent": rows["n_connus"],
            "Part (%)": percents(rows["taux"]),
            "Intervalle bas (%)": percents(rows["borne_basse"]),
            "Intervalle haut (%)": percents(rows["borne_haute"]),
        }
    )
    if found.cpas is None:
        return table
    told = ["oui" if name in own else "non" for name in rows["domaine"]]
    known = bool(found.cpas["consigne"])
    return table.assign(**{focus_name(found.etude): told if known else "n. c."})

"""An ordered strip: each organisation's rate in its place among the others, without any rank."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    COLOURS,
    FOCUS,
    MIDDLE,
    OTHER,
    PEER,
    focus_words,
    fragile,
    interval,
    kind_of,
    level,
    percent_axis,
    percents,
    role_legend,
    shown_rates,
    source,
    whole,
)
from pstlib.charts.wording import plotly_lines
from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.region import RATES
from pstlib.comparison.standardisation import shrunken_rates
from pstlib.comparison.study import Study
from pstlib.text import NBSP, fr_long_date, fr_share


@dataclass(frozen=True)
class Wording:
    """How a rate is spoken of: its name, its numerator and its denominator in words."""

    nom: str
    numerateur: str
    denominateur: str


WORDINGS = {
    "realisation": Wording("taux de réalisation", "terminées", "poursuivies"),
    "retard": Wording("part des actions en retard", "en retard", "poursuivies"),
    "suivi_recent": Wording(
        "part des actions au statut connu et récent", "au statut connu et récent", "évaluées"
    ),
}


def strip(study: Study, rate: str) -> Chart | Block:
    """Draw every plan's rate, from the lowest to the highest as steadied by all the others.

    Args:
        study: The comparison.
        rate: A key of ``WORDINGS``.
    """
    rows = _ordered(study, rate)
    said = WORDINGS[rate]
    if len(rows) < FEWEST_PEERS:
        text = (
            f"Moins de {FEWEST_PEERS} {kind_of(study, plural=True)} ont un chiffre à montrer "
            f"({said.nom}){NBSP}: aucune statistique n’est donnée."
        )
        return block("note.html.j2", text, phrases=[text])
    return Chart(
        identifiant=f"ruban-{rate.replace('_', '-')}",
        titre=_title(study, rate, said),
        sous_titre=f"{said.nom.capitalize()} de chaque plan au {fr_long_date(study.jour)}{NBSP}: "
        "la barre est le taux ramené vers celui de tous selon la taille du plan, qui fixe "
        "l’ordre\u00a0; le point, le taux brut. La place n’est pas un rang\u00a0: regardez la "
        f"médiane et l’intervalle.{_all_alike(rows)}",
        figure=_figure(rows, study, rate, narrow=False),
        figure_etroite=_figure(rows, study, rate, narrow=True),
        alternative=_alternative(rows, study, rate, said),
        table=_table(rows, rate, said),
        source=source(study),
        n=f"{len(rows)} {kind_of(study, plural=True)}",
        legende=role_legend(study, middle="médiane de tous les plans"),
    )


def _all_alike(rows: pd.DataFrame) -> str:
    """Say why all bars are of one height, where chance explains all that differs."""
    if rows["lisse"].max() - rows["lisse"].min() > 1e-6:
        return ""
    return " Ici la taille des plans suffit à expliquer les écarts\u00a0: les barres sont égales."


def _ordered(study: Study, rate: str) -> pd.DataFrame:
    rows = shown_rates(study, rate)
    count, total = RATES[rate]
    smooth = shrunken_rates(rows[count].astype("Int64"), rows[total].astype("Int64"))
    found = rows.assign(lisse=smooth, numerateur=rows[count], denominateur=rows[total])
    return found.sort_values(["lisse", rate, "slug"]).reset_index(drop=True)


def _title(study: Study, rate: str, said: Wording) -> str:
    region, own = whole(study.comparaison, rate), study.cpas
    middle = f"{fr_share(region['mediane'])} pour le {kind_of(study)} médian"
    pooled = f"{fr_share(region['taux'])} pour l’ensemble des actions"
    if own is None or pd.isna(own[rate]):
        return f"{said.nom.capitalize()}{NBSP}: {middle}, {pooled}"
    value = f"{fr_share(own[rate])} pour {focus_words(study)}"
    return f"{said.nom.capitalize()}{NBSP}: {value}, {middle}"


def _figure(rows: pd.DataFrame, study: Study, rate: str, *, narrow: bool) -> dict[str, Any]:
    middle = 100 * float(whole(study.comparaison, rate)["mediane"])
    own = rows[rows["role"].eq(FOCUS)]
    tops = [*percents(rows["lisse"]), *percents(rows[rate]), *percents(own[f"{rate}_haut"])]
    axis = percent_axis(max((top for top in tops if top is not None), default=100.0))
    bars = [_bars(rows, role) for role in (OTHER, PEER, FOCUS) if rows["role"].eq(role).any()]
    return {
        "data": [*bars, _raw(rows, rate, narrow=narrow), *([_own(own, rate)] if len(own) else [])],
        "layout": {
            "height": 300 if narrow else 340,
            "barmode": "overlay",
            "margin": {"l": 46, "r": 8, "t": 12, "b": 14},
            "xaxis": {
                "range": [-0.8, len(rows) - 0.2],
                "showgrid": False,
                "showticklabels": False,
            },
            "yaxis": {**axis, "showgrid": True, "showticklabels": True},
            "shapes": [level("y", round(middle, 2), MIDDLE, "dash")],
        },
    }


def _bars(rows: pd.DataFrame, role: str) -> dict[str, Any]:
    own = rows[rows["role"].eq(role)]
    return {
        "type": "bar",
        "x": own.index.tolist(),
        "y": percents(own["lisse"]),
        "width": 1 if role == FOCUS else 0.82,
        "marker": {"color": COLOURS[role], "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _raw(rows: pd.DataFrame, rate: str, *, narrow: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows.index.tolist(),
        "y": percents(rows[rate]),
        "marker": {"color": "#4b5666", "size": 3 if narrow else 4, "opacity": 0.8},
        "customdata": [_hover(row, rate) for row in rows.to_dict("records")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _own(own: pd.DataFrame, rate: str) -> dict[str, Any]:
    """Draw the organisation in focus again, with its interval."""
    value, low, high = (percents(own[name])[0] or 0 for name in (rate, *_ends(rate)))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": own.index.tolist(),
        "y": [value],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [round(high - value, 2)],
            "arrayminus": [round(value - low, 2)],
            "color": COLOURS[FOCUS],
            "thickness": 2,
            "width": 5,
        },
        "marker": {"color": COLOURS[FOCUS], "size": 11, "symbol": "diamond"},
        "customdata": [_hover(row, rate) for row in own.to_dict("records")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _ends(rate: str) -> tuple[str, str]:
    return f"{rate}_bas", f"{rate}_haut"


def _hover(row: dict[Any, Any], rate: str) -> str:
    low, high = _ends(rate)
    return plotly_lines(
        [
            str(row["nom"]),
            f"{row['numerateur']} sur {row['denominateur']}\u00a0: {fr_share(row[rate])}",
            f"intervalle à 95\u00a0%\u00a0: {interval(row[low], row[high])}",
        ]
    )


def _alternative(rows: pd.DataFrame, study: Study, rate: str, said: Wording) -> str:
    region = whole(study.comparaison, rate)
    text = (
        f"{said.nom.capitalize()} de {len(rows)} {kind_of(study, plural=True)}, "
        f"de {fr_share(rows[rate].min())} à {fr_share(rows[rate].max())}. Médiane "
        f"{fr_share(region['mediane'])} ({interval(region['mediane_bas'], region['mediane_haut'])} "
        f"à 95{NBSP}%), moitié centrale {interval(region['q1'], region['q3'])}."
    )
    own = rows[rows["role"].eq(FOCUS)].to_dict("records")
    if own:
        low, high = _ends(rate)
        text += (
            f" {own[0]['nom']}{NBSP}: {fr_share(own[0][rate])}, "
            f"intervalle {interval(own[0][low], own[0][high])}."
        )
    return text


def _table(rows: pd.DataFrame, rate: str, said: Wording) -> pd.DataFrame:
    """Give the figures by name: the order of the drawing says nothing that they don't."""
    low, high = _ends(rate)
    by_name = rows.sort_values("nom", key=lambda column: column.map(_natural))
    return pd.DataFrame(
        {
            "Organisme": by_name["nom"].astype("str"),
            f"Actions {said.numerateur}": by_name["numerateur"].astype("Int64"),
            f"Actions {said.denominateur}": by_name["denominateur"].astype("Int64"),
            "Taux (%)": (by_name[rate] * 100).round(1),
            "Borne basse (%)": (by_name[low] * 100).round(1),
            "Borne haute (%)": (by_name[high] * 100).round(1),
            "Taux lissé (%)": (by_name["lisse"] * 100).round(1),
            "Remarque": by_name["denominateur"].map(fragile).astype("str"),
        }
    )


def _natural(name: str) -> str:
    """Sort « Pair 2 » before « Pair 10 »."""
    head, _, rank = str(name).rpartition(" ")
    return f"{head} {rank.zfill(4)}" if rank.isdecimal() else str(name)

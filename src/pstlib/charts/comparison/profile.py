"""One plan among its peers: a spine of measures, each with its median, its middle half, a word."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    COLOURS,
    FOCUS,
    MIDDLE,
    focus_name,
    focus_words,
    fragile,
    interval,
    source,
)
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.theme import INK, INK_2
from pstlib.charts.wording import plotly_lines, plotly_text
from pstlib.comparison.profile import AT_MEDIAN, FEWEST_PEERS, profile, sensitivity
from pstlib.comparison.region import HIDDEN, MISSING_STATES, RATES
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised, counted, listing
from pstlib.text import NBSP, fr_share, is_missing

_NOTHING = f"Aucun PST en évidence{NBSP}: ajoutez son nom («{NBSP}slug{NBSP}») pour son profil."
_UNUSUAL = " L’écart sort de l’ordinaire : à examiner avant d’en dire plus."
_NO_UNIT = " La moitié des pairs au moins ont cette médiane : l’écart n’a pas de mesure."
_ROW, _LABEL = 62, 250


def spine(study: Study) -> Chart | Block:
    """Draw each measure of the plan in focus against its peers."""
    if study.slug is None:
        return block("note.html.j2", "", phrases=[])
    rows = _rows(study)
    drawn = [row for row in rows if not is_missing(row.get("mediane"))]
    if not drawn:
        text = _too_few(study, rows)
        return block("note.html.j2", text, phrases=[text])
    return Chart(
        identifiant="profil",
        titre=_title(study, drawn),
        sous_titre="Pour chaque mesure, en bleu pâle, la moitié centrale des pairs\u00a0; le "
        "trait, leur médiane\u00a0; le losange, le plan et son intervalle à 95\u00a0%. Aucune "
        "mesure n’est une note.",
        figure=_figure(drawn, narrow=False),
        figure_etroite=_figure(drawn, narrow=True),
        alternative=" ".join(_sentence(row) for row in drawn),
        table=_table(rows),
        source=source(study),
        n=f"{drawn[0]['n_connus']} pairs connus",
        legende=(
            ("ar-moins", focus_name(study)),
            ("ar-niveau", f"médiane des pairs ({study.modele.nom})"),
            ("st-en-attente", "moitié centrale des pairs"),
        ),
    )


def profile_sentences(study: Study) -> Block:
    """Say each measure in a sentence: value, median, distance in words, quarter, interval."""
    if study.slug is None:
        text = _NOTHING
        return block("note.html.j2", text, phrases=[text])
    said = [_sentence(row) for row in _rows(study)]
    return lists_block([], phrases=said)


def sensitivity_table(study: Study) -> Block:
    """Tell whether the quarter in which the plan stands depends on who its peers are."""
    if study.slug is None:
        return block("note.html.j2", "", phrases=[])
    found = sensitivity(
        study.comparaison,
        {name: model.pairs for name, model in study.modeles.items()},
        slug=study.slug,
        rate="realisation",
    )
    rows = [_model_row(row, study) for row in found.to_dict("records")]
    quarters = {str(q) for q in found["quart"].dropna()}
    told = (
        "La place du plan ne dépend pas du modèle de pairs."
        if len(quarters) == 1
        else f"La place du plan dépend du modèle de pairs{NBSP}: {listing(sorted(quarters))}. "
        "Une conclusion qui ne tient qu’avec un seul modèle est fragile."
    )
    table = ElementTable(
        "Taux de réalisation selon le modèle de pairs",
        ["Modèle de pairs", "Pairs connus", "Médiane", "Place du plan"],
        rows,
        genre="chiffres fin",
    )
    return lists_block([table], phrases=[told] if quarters else [])


def _model_row(row: Mapping[Any, Any], study: Study) -> list[Cell]:
    model = study.modeles[str(row["modele"])]
    middle = "–" if is_missing(row["mediane"]) else fr_share(row["mediane"])
    quarter = _why_none(model.absent) if is_missing(row["quart"]) else str(row["quart"])
    name = f"{model.nom} – {model.libelle}"
    return [Cell(name), Cell(str(row["n_connus"])), Cell(middle), Cell(quarter)]


def _why_none(absent: str) -> str:
    return absent or f"moins de {FEWEST_PEERS} pairs connus, ou plan sans taux"


def _rows(study: Study) -> list[dict[str, Any]]:
    own = study.cpas or {}
    rows = profile(study.comparaison, study.modele.pairs, slug=str(study.slug)).to_dict("records")
    return [
        {
            **{str(k): v for k, v in row.items()},
            "numerateur": own[RATES[row["mesure"]][0]],
            "denominateur": own[RATES[row["mesure"]][1]],
        }
        for row in rows
    ]


def _too_few(study: Study, rows: list[dict[str, Any]]) -> str:
    n = max((int(row["n_connus"]) for row in rows), default=0)
    why = study.modele.absent or f"{counted(n, 'pair connu', 'pairs connus')} seulement."
    return (
        f"Pas de statistique{NBSP}: il faut au moins {FEWEST_PEERS} pairs dont le chiffre est "
        f"connu. {why}"
    )


def _title(study: Study, rows: list[dict[str, Any]]) -> str:
    known = [row for row in rows if not is_missing(row["valeur"]) and not is_missing(row["ecart"])]
    if not known:
        return f"{capitalised(focus_words(study))}{NBSP}: aucun chiffre à comparer à ses pairs"
    far = [row for row in known if abs(float(row["ecart"])) >= 1.5]
    if not far:
        return f"{capitalised(focus_words(study))} est proche de ses pairs sur chaque mesure connue"
    first = max(far, key=lambda row: abs(float(row["ecart"])))
    return (
        f"{capitalised(focus_words(study))} s’écarte surtout de ses pairs par la "
        f"{_lower(first['libelle'])}"
    ).replace("par la taux", "par le taux")


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _sentence(row: Mapping[str, Any]) -> str:
    """Say a measure in words; what can't be known says why."""
    label = str(row["libelle"])
    if is_missing(row["valeur"]):
        state = MISSING_STATES.get(str(row["etat"]), MISSING_STATES[HIDDEN])
        return f"{label}{NBSP}: {state}."
    few = f" ({fragile(row['denominateur'])})" if fragile(row["denominateur"]) else ""
    value = (
        f"{label}{NBSP}: {row['numerateur']} sur {row['denominateur']}, soit "
        f"{fr_share(row['valeur'])}{few}"
    )
    if is_missing(row.get("mediane")):
        return f"{value}. Moins de {FEWEST_PEERS} pairs connus{NBSP}: pas de comparaison."
    return (
        f"{value}, {_distance(row)} la médiane des {row['n_connus']} pairs connus "
        f"({fr_share(row['mediane'])}, moitié centrale {interval(row['q1'], row['q3'])})"
        f"{_where(row['quart'])}. Intervalle à 95{NBSP}% du plan{NBSP}: "
        f"{interval(row['bas'], row['haut'])}."
        f"{_remark(row)}"
    )


def _where(quarter: Any) -> str:
    return "" if is_missing(quarter) or quarter == AT_MEDIAN else f", dans le {quarter}"


def _distance(row: Mapping[str, Any]) -> str:
    word, side = row["mot"], row["sens"]
    if row["ecart"] == 0:
        return "à"
    if word == "proche":
        return "proche de"
    link = "en dessous de" if side == "en dessous" else "au-dessus de"
    return link if _beyond_words(row) else f"{word} {link}"


def _remark(row: Mapping[str, Any]) -> str:
    """Say why the distance has no word, where it has none."""
    if not _beyond_words(row):
        return ""
    return _NO_UNIT if is_missing(row["ecart"]) else _UNUSUAL


def _beyond_words(row: Mapping[str, Any]) -> bool:
    return is_missing(row["mot"]) or not row["mot"]


def _figure(rows: list[dict[str, Any]], *, narrow: bool) -> dict[str, Any]:
    places = list(range(len(rows)))
    known = [(place, row) for place, row in zip(places, rows, strict=True)
             if not is_missing(row["valeur"])]  # fmt: skip
    return {
        "data": [
            _halves(rows, places, narrow=narrow),
            _medians(rows, places),
            _values(known),
        ],
        "layout": {
            "height": len(rows) * _ROW + 40,
            "barmode": "overlay",
            "margin": {"l": 8 if narrow else _LABEL + 12, "r": 16, "t": 6, "b": 30},
            "xaxis": {
                "range": [-1, 101],
                "tickvals": [0, 25, 50, 75, 100],
                "ticktext": [f"{tick}{NBSP}%" for tick in (0, 25, 50, 75, 100)],
            },
            "yaxis": {"range": [len(rows) - 0.5, -0.62]},
            "annotations": [_label(row, place, narrow=narrow)
                            for place, row in zip(places, rows, strict=True)],
        },
    }  # fmt: skip


def _halves(rows: list[dict[str, Any]], places: list[int], *, narrow: bool) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "base": [round(100 * float(row["q1"]), 2) for row in rows],
        "x": [round(100 * max(float(row["q3"]) - float(row["q1"]), 0.004), 2) for row in rows],
        "width": 0.3 if narrow else 0.42,
        "marker": {"color": "#86aedb", "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _medians(rows: list[dict[str, Any]], places: list[int]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(100 * float(row["mediane"]), 2) for row in rows],
        "y": places,
        "marker": {
            "symbol": "line-ns",
            "size": 26,
            "line": {"color": MIDDLE, "width": 3},
        },
        "customdata": [plotly_text(f"médiane des pairs\u00a0: {fr_share(row['mediane'])}")
                       for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _values(known: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    values = [round(100 * float(row["valeur"]), 2) for _, row in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": [place for place, _ in known],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(100 * float(row["haut"]) - v, 2)
                      for v, (_, row) in zip(values, known, strict=True)],
            "arrayminus": [round(v - 100 * float(row["bas"]), 2)
                           for v, (_, row) in zip(values, known, strict=True)],
            "color": COLOURS[FOCUS],
            "thickness": 2,
            "width": 6,
        },
        "marker": {"color": COLOURS[FOCUS], "size": 13, "symbol": "diamond",
                   "line": {"color": "#ffffff", "width": 1}},
        "customdata": [plotly_lines([str(row["libelle"]), fr_share(row["valeur"]),
                                     interval(row["bas"], row["haut"])]) for _, row in known],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _label(row: Mapping[str, Any], place: int, *, narrow: bool) -> dict[str, Any]:
    value = fr_share(row["valeur"]) if not is_missing(row["valeur"]) else "–"
    words = f"{plotly_text(row['libelle'])}{f'{NBSP}: ' if narrow else '<br>'}"
    count = f'<span style="color:{INK_2}">{plotly_text(value)}</span>'
    return {
        "y": place,
        "xshift": 0 if narrow else -_LABEL - 12,
        "yshift": 22 if narrow else 0,
        "text": f"{words}{count}",
        "font": {"size": 13, "color": INK},
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    shares = {
        "Valeur (%)": "valeur",
        "Borne basse (%)": "bas",
        "Borne haute (%)": "haut",
        "Médiane des pairs (%)": "mediane",
        "Premier quart (%)": "q1",
        "Troisième quart (%)": "q3",
    }
    return pd.DataFrame(
        {
            "Mesure": [str(row["libelle"]) for row in rows],
            **{
                title: pd.array([_hundred(row.get(name)) for row in rows], dtype="Float64")
                for title, name in shares.items()
            },
            "Écart (unités robustes)": pd.array(
                [None if is_missing(row.get("ecart")) else round(float(row["ecart"]), 1)
                 for row in rows], dtype="Float64"),
            "Place": [str(row["quart"]) if not is_missing(row.get("quart")) else "–"
                      for row in rows],
            "Pairs connus": pd.array([int(row["n_connus"]) for row in rows], dtype="Int64"),
        }
    )  # fmt: skip


def _hundred(value: Any) -> float | None:
    return None if is_missing(value) else round(100 * float(value), 1)

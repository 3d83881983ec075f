"""The years of a plan: what was planned, projected, voted and spent for it."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.budgets.trajectory import FIGURES, UNATTACHED, WHOLE
from pstlib.charts.block import Block, block
from pstlib.charts.budgets.words import added_source, money_source, short_euro, silent_years
from pstlib.charts.chart import Chart
from pstlib.charts.rows import BLUE, DARK, ORANGE, Frame, Row, rows_layout
from pstlib.charts.wording import clean, plotly_text
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, listing
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, is_missing

_LARGE = Frame(row=19, label=300)
_SMALL = Frame(row=42, label=0)
_WORDS = {"prevu": "Prévu", "projete": "Projeté", "vote": "Voté", "depense": "Dépensé"}
_SENTENCE = {
    "prevu": "de financements déclarés",
    "projete": "projetés",
    "vote": "votés",
    "depense": "engagés",
}
_MARKS = {
    "prevu": ("diamond-open", ORANGE),
    "projete": ("triangle-up-open", "#17795a"),
    "vote": ("square-open", BLUE),
    "depense": ("circle", DARK),
}
_Year = dict[str, Any]


def trajectory(ev: Evaluation) -> Chart | Block:
    """Draw what was planned, projected, voted and spent for the plan, year by year.

    Where nothing of it is attached to the plan, a sentence says so, unless nothing at all is known.
    """
    table = ev.argent.trajectoire
    whole = table[table["perimetre"].eq(WHOLE)]
    if whole.empty:
        text = "Aucun montant n’est rattaché au plan : sa trajectoire financière n’est pas connue."
        text = text.replace(" :", f"{NBSP}:")
        return block("note.html.j2", text, phrases=[] if table.empty else [text])
    years = list(_years(ev, whole))
    return Chart(
        identifiant="trajectoire",
        titre=_title(years, whole),
        sous_titre=_subtitle(whole, ev),
        figure=_figure(years, _LARGE),
        figure_etroite=_figure(years, _SMALL),
        alternative=_alternative(years),
        table=_table(ev),
        source=f"{money_source(ev)}{NBSP}; financements et projections déclarés"
        + added_source(ev, "indice", "indice des prix"),
        n=counted(len(_known(years)), "montant", "montants"),
    )


def _years(ev: Evaluation, whole: pd.DataFrame) -> Iterator[_Year]:
    """Give every year of the plan and of the figures, known or not."""
    dated = records(whole[whole["exercice"].notna()])
    figures = {int(row["exercice"]): row for row in dated}
    own = range(ev.identite.exercice_debut, ev.identite.exercice_fin + 1)
    for year in sorted({*own, *figures}):
        row = figures.get(year, {})
        found = {name: row.get(name) for name in FIGURES}
        known = {name: amount for name, amount in found.items() if not is_missing(amount)}
        yield {"annee": year, "apres": year > ev.date_arrete.year, "connus": known}


def _known(years: list[_Year]) -> list[Any]:
    return [amount for year in years for amount in year["connus"].values()]


def _title(years: list[_Year], whole: pd.DataFrame) -> str:
    """Say what is known of the last year with a vote, else of the last known one."""
    known = [year for year in years if year["connus"]]
    voted = [year for year in known if "vote" in year["connus"]]
    if not known:
        total = next(a for name in FIGURES for a in whole[name] if not is_missing(a))
        return f"Le plan compte {fr_euro(total)} de financements, sans exercice connu"
    year = (voted or known)[-1]
    told = [f"{fr_euro(amount)} {_SENTENCE[name]}" for name, amount in year["connus"].items()]
    return f"Pour {year['annee']}, le plan compte {listing(told)}"


def _subtitle(whole: pd.DataFrame, ev: Evaluation) -> str:
    text = (
        "Dépenses rattachées au plan, par exercice, les deux services ensemble. Prévu"
        f"{NBSP}: financements déclarés{NBSP}; projeté{NBSP}: projection pluriannuelle{NBSP}; "
        f"voté{NBSP}: dernier budget{NBSP}; dépensé{NBSP}: engagements."
    )
    absent = [_WORDS[name].lower() for name in FIGURES if whole[name].isna().all()]
    if absent:
        text += f" Jamais connu pour le plan{NBSP}: {listing(absent)}."
    undated = records(whole[whole["exercice"].isna()])
    for name in FIGURES:
        if undated and not is_missing(undated[0][name]):
            text += f" Sans exercice, donc non dessiné{NBSP}: {fr_euro(undated[0][name])} "
            text += f"{_SENTENCE[name]}."
    if silent := silent_years(ev):
        text += f" Absents du dépensé, faute d’engagements connus{NBSP}: {listing(silent)}."
    if ev.identite.exercice_fin > ev.date_arrete.year:
        text += f" Les budgets et comptes postérieurs à {ev.date_arrete.year} ne sont pas repris."
    return text


def _missing(year: _Year, shown: list[str]) -> str:
    """Say which of the four aren't known that year."""
    absent = [_WORDS[name].lower() for name in shown if name not in year["connus"]]
    if year["apres"]:
        planned = any(name in year["connus"] for name in ("prevu", "projete"))
        return "(après la date d’arrêt)" if planned else "(après la date d’arrêt, rien de connu)"
    if not absent:
        return ""
    if len(absent) == len(shown):
        return "(rien n’est connu)"
    return f"(non connu{NBSP}: {listing(absent)})"


def _figure(years: list[_Year], frame: Frame) -> dict[str, Any]:
    """Draw the marks of each year under it, what isn't known beside it in words."""
    shown = [name for name in FIGURES if any(name in year["connus"] for year in years)]
    rows: list[Row] = []
    marks: dict[str, list[tuple[float, Any]]] = {name: [] for name in shown}
    for year in years:
        rows.append(Row(str(year["annee"]), _missing(year, shown), titre=True))
        for name, amount in year["connus"].items():
            marks[name].append((frame.mark_after(rows), amount))
            rows.append(Row(_WORDS[name], fr_euro(amount)))
    top = max((float(amount) for amount in _known(years)), default=1.0)
    layout = rows_layout(rows, frame, _axis(min(0.0, *map(float, _known(years)), 0.0), top))
    return {"data": [_trace(name, marks[name]) for name in shown], "layout": layout}


def _axis(low: float, top: float) -> dict[str, Any]:
    """Give an axis with three or four round amounts."""
    size = 10 ** max(int(math.log10(max(top, 1.0))), 0)
    step = next(n * size // 10 or 1 for n in (2, 5, 10, 20, 50) if top / (n * size / 10) < 4)
    values = range(0, int(top) + 1, step)
    return {
        "range": [round(low - 0.02 * top, 2), round(1.04 * top, 2)],
        "tickvals": list(values),
        "ticktext": [short_euro(Decimal(value)) for value in values],
    }


def _trace(name: str, marks: list[tuple[float, Any]]) -> dict[str, Any]:
    symbol, colour = _MARKS[name]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(float(amount), 2) for _, amount in marks],
        "y": [place for place, _ in marks],
        "marker": {"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2.5}},
        "customdata": [plotly_text(f"{_WORDS[name]} {fr_euro(amount)}") for _, amount in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }


def _alternative(years: list[_Year]) -> str:
    parts = []
    for year in years:
        told = [f"{_WORDS[n].lower()} {fr_euro(amount)}" for n, amount in year["connus"].items()]
        parts.append(f"{year['annee']}{NBSP}: {', '.join(told) or 'rien n’est connu'}.")
    return f"Trajectoire financière du plan. {' '.join(parts)}"


def _table(ev: Evaluation) -> pd.DataFrame:
    """Give the whole plan, each OS and the unattached, in current and constant euros."""
    table = ev.argent.trajectoire
    labels = dict(zip(ev.plan["element_id"], map(clean, ev.plan["code"]), strict=True))
    scopes = {WHOLE: "Ensemble du plan", UNATTACHED: "Non rattaché"}
    places = [
        scopes.get(scope) or labels.get(os_id, "Hors objectif stratégique")
        for scope, os_id in zip(table["perimetre"], table["os_id"], strict=True)
    ]
    years = ["sans exercice" if is_missing(y) else str(y) for y in table["exercice"]]
    columns = {
        "Objectif": pd.Series(places, dtype="str"),
        "Exercice": pd.Series(years, dtype="str"),
    }
    columns |= {_WORDS[name]: table[name] for name in FIGURES}
    if (constant := ev.argent.trajectoire_constante) is not None:
        unit = f"en euros de {ev.date_arrete.year}"
        columns |= {f"{_WORDS[name]}, {unit}": constant[name] for name in FIGURES}
    return pd.DataFrame(columns)

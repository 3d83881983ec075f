"""The chart of the indicator ``taux_modele``, by strategic objective."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.rows import BLUE, EDGE, PALE, Frame, Row, row_bars, rows_layout
from pstlib.charts.wording import numbered
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.records import records
from pstlib.text import NBSP, fr_long_date, fr_share

_LARGE, _SMALL = Frame(row=30, label=440, end=26), Frame(row=44, label=0, end=26)
_TICKS = [0, 25, 50, 75, 100]
_WHOLE = "Ensemble du PST"


def taux_modele(ev: Evaluation) -> Chart | Block:
    """Draw ``taux_modele``; where nothing is known, a sentence says so."""
    rows = _rows(ev)
    if not rows:
        text = "À ÉCRIRE : ce que l’on ne sait pas, et faute de quelle donnée."
        return block("note.html.j2", text, phrases=[text] if len(ev.actions) else [])
    whole = rows[0]
    return Chart(
        identifiant="taux-modele",
        titre=f"{counted(whole['numerateur'], 'action')} sur {whole['denominateur']} À ÉCRIRE",
        sous_titre=f"Part des actions évaluées au {fr_long_date(ev.date_arrete)}.",
        figure=_figure(rows, _LARGE),
        figure_etroite=_figure(rows, _SMALL),
        alternative=" ".join(
            f"{row['nom']}{NBSP}: {_in_words(row)} ({fr_share(row['taux'])})." for row in rows
        ),
        table=_table(rows),
        source=f"table des éléments du plan, {ev.identite.organisme}",
        n=counted(whole["denominateur"], "action évaluée", "actions évaluées"),
    )


def _rows(ev: Evaluation) -> list[dict[str, Any]]:
    """Give the plan then each OS whose share is known, with its name."""
    names = dict(
        zip(ev.plan["element_id"], map(numbered, ev.plan["code"], ev.plan["libelle"]), strict=True)
    )
    known = ev.taux_modele[ev.taux_modele["taux"].notna()]
    return [row | {"nom": names.get(row["element_id"], _WHOLE)} for row in records(known)]


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Objectif": [row["nom"] for row in rows],
            "Actions": pd.array([row["numerateur"] for row in rows], dtype="Int64"),
            "Actions évaluées": pd.array([row["denominateur"] for row in rows], dtype="Int64"),
            "Part (%)": [round(100 * row["taux"], 2) for row in rows],
        }
    )


def _in_words(row: dict[str, Any]) -> str:
    return f"{row['numerateur']} sur {row['denominateur']}"


def _figure(rows: list[dict[str, Any]], frame: Frame) -> dict[str, Any]:
    lines = [Row(row["nom"], _in_words(row)) for row in rows]
    places = frame.marks(lines)
    shares = [round(100 * row["taux"], 3) for row in rows]
    height = round(14 / frame.row, 4)
    edge = {"color": PALE, "line": {"color": EDGE, "width": 1}}
    whole = row_bars([(place, 0, 100) for place in places], height=height, marker=edge)
    marks = [(place, 0.0, share) for place, share in zip(places, shares, strict=True)]
    bars = row_bars(marks, height=height, marker={"color": BLUE})
    axis = {"range": [0, 100], "tickvals": _TICKS, "ticktext": [f"{t}{NBSP}%" for t in _TICKS]}
    data = [trace | {"hoverinfo": "skip"} for trace in (whole, bars)]
    return {"data": data, "layout": rows_layout(lines, frame, axis)}

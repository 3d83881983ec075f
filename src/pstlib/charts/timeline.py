"""Deadlines: a timeline of the actions against the day of the evaluation."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.facts import tracking_source
from pstlib.charts.theme import status_legend
from pstlib.charts.timeline_drawing import LARGE, SMALL, Span, timeline_figure
from pstlib.charts.wording import clean, counted
from pstlib.evaluation import Evaluation
from pstlib.evaluation.wording import plural
from pstlib.model.statuses import STATUS_LABELS, Status
from pstlib.text import NBSP, fr_date, fr_long_date

MAX_ROWS = 75
"""Beyond so many dated actions, those that are late or due soon are drawn, the others listed."""
SOON = dt.timedelta(days=366)


def deadlines(ev: Evaluation) -> Chart | Block:
    """Draw each dated action from its start to its end, what is late hatched.

    Where no action has a deadline, a sentence says so: an empty chart would say nothing.
    """
    assessed = ev.actions[ev.actions["evaluee"]]
    dated = assessed[assessed["date_fin"].notna()]
    if dated.empty:
        return _nothing_dated(assessed)
    drawn = _most_urgent(dated, ev.date_arrete)
    spans = [_span(row, ev) for row in drawn.to_dict("records")]
    statuses = list(drawn["statut"].unique())
    late = [("st-retard", "Retard au jour de l’évaluation")] if drawn["en_retard"].any() else []
    return Chart(
        identifiant="echeancier",
        titre=_title(dated),
        sous_titre=_subtitle(ev, len(assessed), len(dated), len(drawn)),
        figure=timeline_figure(spans, ev, LARGE),
        figure_etroite=timeline_figure(spans, ev, SMALL),
        alternative=_alternative(dated, ev.date_arrete),
        table=_table(drawn),
        source=tracking_source(ev),
        n=f"{counted(len(drawn), 'action')} avec échéance",
        legende=(*status_legend(statuses), *late),
    )


def _nothing_dated(assessed: pd.DataFrame) -> Block:
    n = len(assessed)
    text = (
        "Aucune échéance n’est connue"
        f"{NBSP}: la source ne donne de date de fin pour aucune des {n} actions évaluées. Les "
        "retards ne peuvent donc pas être mesurés, ce qui ne veut pas dire qu’il n’y en a pas."
    )
    return block("note.html.j2", text, phrases=[text])


def _most_urgent(dated: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Keep what fits: late first, then what is due within a year, in the order of the plan."""
    if len(dated) <= MAX_ROWS:
        return dated
    open_ = dated["statut"].ne(Status.DONE) & dated["statut"].ne(Status.DROPPED)
    soon = open_ & dated["date_fin"].le(pd.Timestamp(day + SOON))
    ranked = dated[dated["en_retard"] | soon].sort_values(
        ["en_retard", "date_fin"], ascending=[False, True], kind="stable"
    )
    return ranked.head(MAX_ROWS).sort_index()


def _span(row: dict[Any, Any], ev: Evaluation) -> Span:
    first = pd.Timestamp(dt.date(ev.identite.exercice_debut, 1, 1))
    known_start = not pd.isna(row["date_debut"])
    start = row["date_debut"] if known_start else min(first, row["date_fin"])
    return Span(
        code=clean(row["code"]),
        libelle=clean(row["libelle"]),
        statut=row["statut"],
        debut=start,
        fin=row["date_fin"],
        retard=int(row["retard_jours"]) if row["en_retard"] else 0,
        detail=(
            f"{STATUS_LABELS[row['statut']]} – du "
            f"{fr_date(start) if known_start else 'début du PST (date n. c.)'} "
            f"au {fr_date(row['date_fin'])}"
        ),
    )


def _title(dated: pd.DataFrame) -> str:
    late = int(dated["en_retard"].sum())
    if not late:
        return f"Aucune des {len(dated)} actions avec échéance n’est en retard"
    return f"{counted(late, 'action')} sur {len(dated)} avec échéance {plural(late, 'est', 'sont')} en retard"


def _subtitle(ev: Evaluation, assessed: int, dated: int, drawn: int) -> str:
    text = (
        f"Du début à l’échéance de chaque action, dans la couleur de son statut{NBSP}; le trait "
        f"vertical est le {fr_long_date(ev.date_arrete)}."
    )
    if drawn < dated:
        text += f" Montrées{NBSP}: {drawn} des {dated}, en retard ou à terminer dans l’année."
    if missing := assessed - dated:
        text += f" Sans échéance connue, donc absentes{NBSP}: {counted(missing, 'action')}."
    return text


def _alternative(dated: pd.DataFrame, day: dt.date) -> str:
    late = dated[dated["en_retard"]]
    text = (
        f"Échéancier de {counted(len(dated), 'action')}, de {dated['date_debut'].min():%Y} à "
        f"{dated['date_fin'].max():%Y}, au {fr_long_date(day)}."
        if dated["date_debut"].notna().any()
        else f"Échéancier de {counted(len(dated), 'action')} au {fr_long_date(day)}."
    )
    if late.empty:
        return f"{text} Aucune n’est en retard."
    named = [
        f"{code} ({counted(int(days), 'jour')})"
        for code, days in zip(late["code"], late["retard_jours"], strict=True)
    ]
    return f"{text} En retard{NBSP}: {', '.join(named)}."


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Code": drawn["code"],
            "Action": drawn["libelle"],
            "Début": drawn["date_debut"],
            "Échéance": drawn["date_fin"],
            "Statut": drawn["statut"].map(STATUS_LABELS).astype("str"),
            "Retard (jours)": drawn["retard_jours"],
        }
    )

"""Deadlines: a timeline of the actions against the day of the evaluation."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.evaluation.facts import tracking_source
from pstlib.charts.evaluation.timeline_drawing import LARGE, SMALL, Heading, Span, timeline_figure
from pstlib.charts.theme import status_legend
from pstlib.charts.wording import clean, numbered, tidy
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, of, plural, shortened, some
from pstlib.model.columns import DTYPES
from pstlib.model.records import table_of
from pstlib.model.statuses import FINAL_STATUSES, STATUS_LABELS
from pstlib.text import NBSP, fr_date, fr_long_date, is_missing

MAX_ROWS = 75
"""Of more dated actions, the most urgent are drawn; the annex lists them all."""
_KINDS = {
    "Code": "str", "Action": "str", "Début": DTYPES["date"], "Échéance": DTYPES["date"],
    "Statut": "str", "Retard (jours)": "Int64",
}  # fmt: skip
_Row = Mapping[str, Any]


def deadlines(ev: Evaluation) -> Chart | Block:
    """Draw each dated action from its start to its end, what is late hatched.

    Where no action has a deadline, a sentence says so: an empty chart would say nothing.
    """
    assessed = [row for row in ev.lignes_actions if row["evaluee"]]
    dated = [row for row in assessed if not is_missing(row["date_fin"])]
    if not dated:
        return _nothing_dated(len(assessed))
    drawn = _most_urgent(dated)
    rows = list(_rows(drawn, ev))
    statuses = list(dict.fromkeys(row["statut"] for row in drawn))
    held_up = any(row["en_retard"] for row in drawn)
    late = [("st-retard", "Retard au jour de l’évaluation")] if held_up else []
    return Chart(
        identifiant="echeancier",
        titre=_title(dated),
        sous_titre=_subtitle(ev, len(assessed), len(dated), len(drawn)),
        figure=timeline_figure(rows, ev, LARGE),
        figure_etroite=timeline_figure(rows, ev, SMALL),
        alternative=_alternative(dated, ev.date_arrete),
        table=_table(drawn),
        source=tracking_source(ev),
        n=f"{counted(len(drawn), 'action')} avec échéance",
        legende=(*status_legend(statuses), *late),
    )


def _nothing_dated(n: int) -> Block:
    which = "pas de date de fin pour l’action évaluée"
    if n > 1:
        which = f"de date de fin pour aucune des {n} actions évaluées"
    text = (
        f"Aucune échéance n’est connue{NBSP}: la source ne donne {which}. "
        "Les retards ne peuvent donc pas être mesurés, ce qui ne veut pas dire qu’il n’y en a pas."
    )
    return block("note.html.j2", text, phrases=[text] if n else [])


def _most_urgent(dated: Sequence[_Row]) -> list[_Row]:
    """Keep what fits: late first, then open by deadline; shown in the order of the plan."""
    ranked = sorted(enumerate(dated), key=lambda item: _urgency(item[1]))
    return [row for _, row in sorted(ranked[:MAX_ROWS], key=itemgetter(0))]


def _urgency(row: _Row) -> tuple[bool, bool, dt.date]:
    return not row["en_retard"], row["statut"] in FINAL_STATUSES, row["date_fin"]


def _rows(drawn: Sequence[_Row], ev: Evaluation) -> Iterator[Heading | Span]:
    """Put the actions of each strategic objective under its name."""
    names = {
        row["element_id"]: numbered(row["code"], row["libelle"]) for row in ev.lignes_objectifs
    }
    held: dict[Any, list[Span]] = {}
    for row in drawn:
        held.setdefault(clean(row["os_id"]), []).append(_span(row, ev))
    for os_id, spans in held.items():
        if os_id in names:
            yield Heading(names[os_id])
        yield from spans


def _span(row: _Row, ev: Evaluation) -> Span:
    first = pd.Timestamp(dt.date(ev.identite.exercice_debut, 1, 1))
    known = not is_missing(row["date_debut"])
    start = row["date_debut"] if known else min(first, row["date_fin"])
    begins = f"du {fr_date(start)}" if known else "début n. c.,"
    return Span(
        nom=f"{_place(row['code'])} · {tidy(row['libelle'])}",
        statut=row["statut"],
        debut=start,
        fin=row["date_fin"],
        retard=int(row["retard_jours"]) if row["en_retard"] else 0,
        detail=f"{STATUS_LABELS[row['statut']]} – {begins} au {fr_date(row['date_fin'])}",
    )


def _place(code: object) -> str:
    """Give an action's code within its strategic objective, whose name stands above."""
    parts = clean(code).split(".")
    place = next((i for i, part in enumerate(parts) if part.startswith("OS")), -1)
    return ".".join(parts[place + 1 :])


def _title(dated: Sequence[_Row]) -> str:
    n, late = len(dated), sum(row["en_retard"] for row in dated)
    if n == 1:
        return f"La seule action avec échéance {'est' if late else 'n’est pas'} en retard"
    if not late:
        return f"Aucune des {n} actions avec échéance n’est en retard"
    verb = plural(late, "est", "sont")
    return f"{counted(late, 'action')} sur {n} avec échéance {verb} en retard"


def _subtitle(ev: Evaluation, assessed: int, dated: int, drawn: int) -> str:
    text = (
        f"Du début à l’échéance de chaque action, dans la couleur de son statut{NBSP}; le trait "
        f"vertical est le {fr_long_date(ev.date_arrete)}."
    )
    if drawn < dated:
        text += (
            f" Montrées{NBSP}: {drawn} des {dated}, les plus urgentes. L’annexe les donne toutes."
        )
    if missing := assessed - dated:
        text += f" Sans échéance connue, donc absentes{NBSP}: {counted(missing, 'action')}."
    return text


def _alternative(dated: Sequence[_Row], day: dt.date) -> str:
    late = [row for row in dated if row["en_retard"]]
    text = (
        f"Échéancier {of(some(len(dated), 'action', feminine=True))}, {_dues(dated)}, "
        f"au {fr_long_date(day)}."
    )
    if not late:
        return f"{text} Aucune n’est en retard."
    named = [f"{row['code']} ({counted(row['retard_jours'], 'jour')})" for row in late]
    return f"{text} En retard{NBSP}: {shortened(named, 20)}."


def _dues(dated: Sequence[_Row]) -> str:
    days = [row["date_fin"] for row in dated]
    first, last = fr_date(min(days)), fr_date(max(days))
    return f"échéance du {first}" if first == last else f"échéances du {first} au {last}"


def _table(drawn: Sequence[_Row]) -> pd.DataFrame:
    rows = [
        {
            "Code": row["code"],
            "Action": row["libelle"],
            "Début": row["date_debut"],
            "Échéance": row["date_fin"],
            "Statut": STATUS_LABELS[row["statut"]],
            "Retard (jours)": row["retard_jours"],
        }
        for row in drawn
    ]
    return table_of(rows, _KINDS)

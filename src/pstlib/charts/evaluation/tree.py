"""The plan as a tree drawn from left to right, each action with its status."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from pstlib.charts.chart import Chart
from pstlib.charts.evaluation.facts import level_counts, status_words, tracking_source
from pstlib.charts.evaluation.tree_drawing import LARGE, SMALL, tree_figure
from pstlib.charts.evaluation.tree_rows import Row, action_rows, objective_rows
from pstlib.charts.theme import status_legend
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS, Status
from pstlib.text import NBSP, fr_long_date

MAX_ROWS = 75
"""Beyond so many actions, a row is an objective and its actions are counted by status."""


def plan_tree(ev: Evaluation) -> Chart:
    """Draw the plan: strategic objectives, operational objectives, actions by status."""
    every = action_rows(ev.plan)
    rows = _fitting(every)
    counts = _total(every)
    day = fr_long_date(ev.date_arrete)
    return Chart(
        identifiant="plan",
        titre=f"Le plan compte {level_counts(ev)}",
        sous_titre=_subtitle(rows is every, day),
        figure=tree_figure(rows, LARGE),
        figure_etroite=tree_figure(rows, SMALL),
        alternative=f"Arbre du plan au {day}. {_in_words(every)}",
        table=_table(rows),
        source=tracking_source(ev),
        n=_n(len(ev.actions), counts.total()),
        legende=status_legend(list(counts)),
    )


def _n(actions: int, drawn: int) -> str:
    """Count the actions; a shared one shows under each of its objectives."""
    twice = f", dont {drawn - actions} sous plusieurs objectifs" if drawn > actions else ""
    return counted(actions, "action") + twice


def _fitting(rows: list[Row]) -> list[Row]:
    """Keep a row an action where the drawing stays readable, else gather them."""
    if len(rows) <= MAX_ROWS:
        return rows
    levels = [objective_rows(rows), objective_rows(rows, 2), objective_rows(rows, 1)]
    return next((level for level in levels if len(level) <= MAX_ROWS), levels[-1])


def _subtitle(by_action: bool, day: str) -> str:  # noqa: FBT001 - private, one caller
    if by_action:
        return (
            f"Chaque ligne est une action{NBSP}; la couleur et le mot disent son statut au {day}."
        )
    return (
        f"Chaque ligne est un objectif{NBSP}; le nombre de ses actions est écrit dans la couleur "
        f"de leur statut au {day}. L’annexe donne chaque action."
    )


def _total(rows: Sequence[Row]) -> Counter[str]:
    total = Counter[str]()
    for row in rows:
        total.update(row.statuses)
    return total


def _in_words(rows: list[Row]) -> str:
    return " ".join(_sentences(rows))


def _sentences(rows: list[Row]) -> Iterator[str]:
    for row in objective_rows(rows, 1):
        top = row.path[0]
        n = sum(row.statuses.values())
        counts = f" ({status_words(row.statuses)})" if n else ""
        yield f"{top.code} {top.libelle}{NBSP}: {counted(n, 'action')}{counts}."


def _table(rows: list[Row]) -> pd.DataFrame:
    """Give what is drawn: one row an action, or one an objective with its counts."""
    if any(row.action for row in rows):
        actions = [(row.action, next(iter(row.statuses))) for row in rows if row.action]
        return pd.DataFrame(
            {
                "Code": [node.code for node, _ in actions],
                "Action": [node.libelle for node, _ in actions],
                "Statut": [STATUS_LABELS[Status(status)] for _, status in actions],
            },
            dtype="str",
        )
    named = {"Objectif": [row.path[-1].code for row in rows]}  # named beside their progress
    counts = {
        label: pd.array([row.statuses.get(status, 0) for row in rows], dtype="Int64")
        for status, label in STATUS_LABELS.items()
    }
    return pd.DataFrame(named, dtype="str").assign(**counts)

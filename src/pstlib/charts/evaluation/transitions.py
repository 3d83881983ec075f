"""What became of the actions since the mid-term: bands from status to status, and their table."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.evaluation.facts import tracking_source
from pstlib.charts.evaluation.transitions_drawing import Moves, Side, transitions_figure
from pstlib.evaluation import Evaluation
from pstlib.evaluation.transitions import OTHERWISE, OUT, STATES
from pstlib.grammar import counted, plural
from pstlib.model.records import records, table_of
from pstlib.model.statuses import FINAL_STATUSES, STATUS_LABELS, Status
from pstlib.text import NBSP, fr_date, fr_long_date

_APART = "Suivies par leurs sous-actions"
_FIRST = "Statut au départ"
_FACTS = ["evaluee", "mouvement", "releve_depuis", "statut_apres"]
_STATUSES = {str(status): label for status, label in STATUS_LABELS.items()}
BEFORE = {**_STATUSES, OTHERWISE: _APART, OUT: "Entrées au plan"}
AFTER = {**_STATUSES, OTHERWISE: _APART, OUT: "Sorties du plan"}


def transitions(ev: Evaluation) -> Chart | Block:
    """Draw what became of each assessed action since the mid-term evaluation."""
    since, moves = ev.transitions.depuis, _moves(ev.transitions.matrice)
    if since is None or _nothing_new(ev):
        return _nothing_compared(ev)
    left = _side(moves, 0, since, BEFORE)
    right = _side(moves, 1, ev.date_arrete, AFTER)
    return Chart(
        identifiant="transitions",
        titre=_title(moves, since, ev.date_arrete),
        sous_titre=_subtitle(ev, moves, since),
        figure=transitions_figure(left, right, moves, narrow=False),
        figure_etroite=transitions_figure(left, right, moves, narrow=True),
        alternative=_alternative(moves, since, ev.date_arrete),
        table=matrix_table(ev),
        source=tracking_source(ev),
        n=counted(sum(moves.values()), "action évaluée", "actions évaluées"),
    )


def transition_matrix(ev: Evaluation) -> Block:
    """Show the same counts as a table, for who reads on paper."""
    since = ev.transitions.depuis
    if since is None or _nothing_new(ev):
        return block("note.html.j2", "", phrases=[])
    title = f"Du statut au {fr_long_date(since)} (lignes) à celui du {fr_long_date(ev.date_arrete)}"
    return block("matrice.html.j2", title, table=matrix_table(ev), titre=title)


def matrix_table(ev: Evaluation) -> pd.DataFrame:
    """Give the matrix with French names and totals, without the states that nobody has."""
    moves = _moves(ev.transitions.matrice)
    before, after = ([s for s in STATES if any(move[end] == s for move in moves)] for end in (0, 1))
    counts = [[moves.get((state, to), 0) for to in after] for state in before]
    counts.append([sum(column) for column in zip(*counts, strict=True)])
    heads = [*(AFTER[state] for state in after), "Total"]
    names = [*(BEFORE[state] for state in before), "Total"]
    rows = [
        dict(zip((_FIRST, *heads), (name, *row, sum(row)), strict=True))
        for name, row in zip(names, counts, strict=True)
    ]
    return table_of(rows, {_FIRST: "str"} | dict.fromkeys(heads, "Int64"))


def _moves(matrix: pd.DataFrame) -> Moves:
    return {(row["avant"], to): row[to] for row in records(matrix) for to in STATES if row[to]}


def _nothing_new(ev: Evaluation) -> bool:
    """Tell that nobody has looked since the earlier day, and nothing entered or left."""
    return all(row["mouvement"] == "INCHANGE" and not row["releve_depuis"] for row in _assessed(ev))


def _nothing_compared(ev: Evaluation) -> Block:
    since = ev.transitions.depuis
    text = (
        "Aucune évaluation à mi-parcours antérieure à la date d’arrêt n’est connue"
        f"{NBSP}: l’évolution des actions ne peut pas être montrée."
    )
    if since:
        text = (
            f"Aucune action n’a été relevée depuis le {fr_long_date(since)}{NBSP}: rien ne dit ce "
            "que les actions sont devenues."
        )
    return block("note.html.j2", text, phrases=[text])


def _side(moves: Moves, end: int, day: dt.date, names: dict[str, str]) -> Side:
    counts = {s: sum(n for move, n in moves.items() if move[end] == s) for s in STATES}
    words = {state: f"{names[state]}{NBSP}·{NBSP}{n}" for state, n in counts.items()}
    return Side(fr_long_date(day), words, counts)


def _title(moves: Moves, since: dt.date, day: dt.date) -> str:
    """Compare the actions done on either day, as both evaluations count them."""
    first, last = (sum(n for m, n in moves.items() if m[end] == Status.DONE) for end in (0, 1))
    then, now = fr_long_date(since), fr_long_date(day)
    # Unknown isn't undone: nothing is counted on a day of which no status is known.
    if not _known(moves, 1):
        return f"Aucun statut n’est connu au {now}"
    if not _known(moves, 0):
        done = f"{counted(last, 'action')} {plural(last, 'terminée')}"
        return f"{done} au {now}, aucun statut connu au {then}"
    span = f"du {then} au {now}"
    if first == last:
        if not first:
            return f"Aucune action terminée, {span}"
        return f"{counted(first, 'action')} {plural(first, 'terminée')} aux deux dates, {span}"
    return f"De {first} à {counted(last, 'action')} {plural(last, 'terminée')}, {span}"


def _known(moves: Moves, end: int) -> bool:
    return any(move[end] not in (Status.UNKNOWN, OUT) for move in moves)


def _subtitle(ev: Evaluation, moves: Moves, since: dt.date) -> str:
    came = sum(n for (before, _), n in moves.items() if before == OUT)
    left = sum(n for (_, after), n in moves.items() if after == OUT)
    parts = ["Chaque bande va du statut de départ au statut d’arrivée, dans la couleur du second."]
    if came:
        parts.append(
            f"{counted(came, 'action')} {plural(came, 'est entrée', 'sont entrées')} au plan."
        )
    if left:
        parts.append(f"{counted(left, 'action')} en {plural(left, 'est sortie', 'sont sorties')}.")
    if old := _unseen(ev):
        verb = plural(old, "n’a pas été relevée", "n’ont pas été relevées")
        same = f"{counted(old, 'action')} au même statut {verb}"
        parts.append(f"{same} depuis le {fr_date(since)}.")
    return " ".join(parts)


def _unseen(ev: Evaluation) -> int:
    """Count the actions whose status, not final, is the same because nobody looked again."""
    old = [row for row in _assessed(ev) if row["mouvement"] == "INCHANGE"]
    looked_at = [row["releve_depuis"] or row["statut_apres"] in FINAL_STATUSES for row in old]
    return looked_at.count(False)


def _assessed(ev: Evaluation) -> list[dict[str, Any]]:
    return [row for row in records(ev.transitions.actions, _FACTS) if row["evaluee"]]


def _alternative(moves: Moves, since: dt.date, day: dt.date) -> str:
    told = [
        f"De «{NBSP}{BEFORE[before]}{NBSP}» à{NBSP}: "
        + ", ".join(f"{AFTER[after]} {n}" for (b, after), n in moves.items() if b == before)
        for before in STATES
        if any(b == before for b, _ in moves)
    ]
    return f"Du {fr_long_date(since)} au {fr_long_date(day)}. " + ". ".join(told) + "."

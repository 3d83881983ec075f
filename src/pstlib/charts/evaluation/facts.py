"""Facts that several parts of a report word the same way."""

from collections.abc import Mapping
from typing import Any

from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS, Level, Status
from pstlib.text import NBSP, fr_date, is_missing

_WORDS = {
    Status.DONE: ("terminée", "terminées"),
    Status.IN_PROGRESS: ("en cours", "en cours"),
    Status.WAITING: ("en attente", "en attente"),
    Status.NOT_STARTED: ("non commencée", "non commencées"),
    Status.PROBLEM: ("en problème", "en problème"),
    Status.DROPPED: ("annulée ou abandonnée", "annulées ou abandonnées"),
    Status.UNKNOWN: ("au statut inconnu", "au statut inconnu"),
}


def status_words(counts: Mapping[str, int]) -> str:
    """Write counts of actions by status: ``7 terminées, 1 en cours``."""
    shown = [(counts.get(s, 0), _WORDS[s]) for s in STATUS_LABELS if counts.get(s, 0)]
    return ", ".join(counted(n, singular, plural) for n, (singular, plural) in shown)


def level_counts(ev: Evaluation) -> str:
    """Write how many objectives and actions the plan has."""
    levels = ev.plan["niveau"].tolist()
    parts = [
        counted(levels.count(Level.OS), "objectif stratégique", "objectifs stratégiques"),
        counted(levels.count(Level.OO), "objectif opérationnel", "objectifs opérationnels"),
        counted(len(ev.actions), "action"),
    ]
    return f"{parts[0]}, {parts[1]} et {parts[2]}"


def tracking_source(ev: Evaluation) -> str:
    """Say where the statuses come from, with the dates between which they were observed."""
    who = ev.identite.organisme
    days = [row["date_suivi"] for row in ev.lignes_actions if not is_missing(row["date_suivi"])]
    if not days:
        return f"suivi du PST, {who}{NBSP}; aucun relevé daté"
    first, last = fr_date(min(days)), fr_date(max(days))
    span = f"relevé du {first}" if first == last else f"relevés du {first} au {last}"
    return f"suivi du PST, {who}, {span}"


def objective_counts(objective: Mapping[Any, Any]) -> dict[str, int]:
    """Give the counts by status of a row of ``ensemble`` or ``objectifs``."""
    return {str(status): int(objective[f"n_{status}"]) for status in STATUS_LABELS}

"""What is said of an action that was found: its status, its dates, what it costs, who else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS, Status
from pstlib.text import NBSP, fr_date, fr_euro, is_missing

_NAMED = 5


def status_words(row: Mapping[Any, Any]) -> str:
    """Say the status that was last seen, and when."""
    label = STATUS_LABELS[Status(row["statut"])].lower()
    if is_missing(row["date_suivi"]):
        return f"statut {label}"
    return f"{label} au {fr_date(row['date_suivi'])}"


def facts(row: Mapping[Any, Any]) -> Iterator[str]:
    """Say the planned dates and the declared funding, where they are known."""
    start, end = row["date_debut"], row["date_fin"]
    if not (is_missing(start) and is_missing(end)):
        yield _span(start, end)
    if not is_missing(row["cout"]):
        yield f"financements déclarés{NBSP}: {fr_euro(Decimal(row['cout']))}"


def others_words(others: Sequence[str]) -> str:
    """Say who else does nearly the same, nothing where nobody does."""
    if not others:
        return ""
    verb = "semblables" if len(others) > 1 else "semblable"
    return f"et {counted(len(others), 'action')} {verb}{NBSP}: {named(others)}"


def named(names: Sequence[str]) -> str:
    """Name a few, and count the others."""
    shown = ", ".join(names[:_NAMED])
    hidden = len(names) - _NAMED
    return shown if hidden <= 0 else f"{shown} et {counted(hidden, 'autre')}"


def _span(start: Any, end: Any) -> str:
    if is_missing(start):
        return f"prévue pour le {fr_date(end)}"
    if is_missing(end):
        return f"prévue dès le {fr_date(start)}"
    return f"prévue du {fr_date(start)} au {fr_date(end)}"

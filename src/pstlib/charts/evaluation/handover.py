"""The note that the outgoing council hands over: what is left, by its figures and its names."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pstlib.charts.block import Block
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.evaluation.execution_report import given_up
from pstlib.charts.evaluation.facts import status_words
from pstlib.charts.wording import clean, tidy
from pstlib.evaluation import APPRECIATION_LABELS, CALENDAR_LABELS, Evaluation
from pstlib.grammar import counted, cut, listing, quoted
from pstlib.model.records import records
from pstlib.model.statuses import Level
from pstlib.synergies import review_synergies
from pstlib.synergies.words import PLANNED, UNDER_WAY
from pstlib.text import NBSP, fr_date, fr_long_date, fr_share, is_missing

_SHORT_OF = ("NON_ATTEINT", "PARTIELLEMENT_ATTEINT", "NON_EVALUABLE")
_NEXT = ("RAPPORT_EXECUTION", "EVALUATION_FINALE", "TRANSMISSION")


def handover(ev: Evaluation) -> Block:
    """Gather what the next council has to know, each line with its figure; none is an opinion."""
    told = [
        ("À reprendre ou non dans le prochain PST", _left(ev.lignes_execution)),
        ("Sans suite dans ce plan", _sentence([given_up(ev.lignes_execution)])),
        ("Objectifs opérationnels non ou partiellement atteints, ou non évaluables", _goals(ev)),
        ("Indicateurs dont la cible n’est pas atteinte", _indicators(ev.indicateurs)),
        ("Synergies à suivre", _synergies(review_synergies(ev).lignes)),
        ("À vérifier auprès des services", _doubts(ev)),
        ("Transmission", _steps(ev.calendrier)),
    ]
    lines = [(Cell(name), Cell(text)) for name, text in told if text]
    title = f"Ce que le conseil sortant transmet, au {fr_long_date(ev.date_arrete)}"
    return lists_block([ElementTable(title, ("Point", "Faits"), lines)])


def _left(rows: Sequence[dict[str, Any]]) -> str:
    left = [row for row in rows if row["a_reporter"]]
    if not left:
        return "Aucune action poursuivie ne reste à terminer." if rows else ""
    counts = Counter(row["statut"] for row in left)
    late = sum(row["en_retard"] for row in left)
    tail = f"{NBSP}; {late} en retard sur leur échéance" if late else ""
    return f"{counted(len(left), 'action')}{NBSP}: {status_words(counts)}{tail}."


def _goals(ev: Evaluation) -> str:
    rows = [row for row in ev.lignes_objectifs if row["niveau"] == Level.OO]
    parts = [
        f"{APPRECIATION_LABELS[word].lower()}{NBSP}: {', '.join(codes)}"
        for word in _SHORT_OF
        if (codes := [row["code"] for row in rows if row["appreciation"] == word])
    ]
    return _sentence(parts)


def _indicators(rows: pd.DataFrame) -> str:
    return _sentence([_indicator(row) for row in records(rows) if row["atteint"] is False])


def _indicator(row: dict[Any, Any]) -> str:
    """Name an indicator with its attainment and, if its target is still to come, its year."""
    facts = [] if is_missing(row["atteinte"]) else [f"{fr_share(row['atteinte'])} du chemin"]
    if not is_missing(row["cible_echue"]) and not row["cible_echue"]:
        facts.append(f"cible pour fin {row['annee_cible']}")
    return tidy(row["libelle"]) + (f" ({', '.join(facts)})" if facts else "")


def _synergies(rows: Sequence[dict[str, Any]]) -> str:
    """Name the synergies that weaken someone; count those that the next council sees through."""
    flagged = [quoted(cut(tidy(row["libelle"]))) for row in rows if row["signalee"]]
    known = {UNDER_WAY: ("en cours", "en cours"), PLANNED: ("projetée", "projetées")}
    counts = Counter(row["etat"] for row in rows)
    parts = [f"à revoir{NBSP}: {listing(flagged)}"] if flagged else []
    return _sentence(
        parts + [counted(counts[state], *words) for state, words in known.items() if counts[state]]
    )


def _doubts(ev: Evaluation) -> str:
    figures = ev.chiffres
    known = {
        "n_INCONNU": ("action au statut inconnu", "actions au statut inconnu"),
        "n_perimees": ("relevé périmé", "relevés périmés"),
        "n_sans_echeance": ("action sans échéance connue", "actions sans échéance connue"),
    }
    return _sentence([counted(figures[k], *words) for k, words in known.items() if figures[k]])


def _steps(calendar: pd.DataFrame) -> str:
    return _sentence([_step(row) for row in records(calendar) if row["demarche"] in _NEXT])


def _step(row: dict[Any, Any]) -> str:
    done = "" if is_missing(row["date"]) else f", le {fr_date(row['date'])}"
    return f"{clean(row['libelle'])}{NBSP}: {CALENDAR_LABELS[row['etat']].lower()}{done}"


def _sentence(parts: Sequence[str]) -> str:
    text = f"{NBSP}; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""

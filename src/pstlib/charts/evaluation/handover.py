"""The note that the outgoing council hands over: what is left, by its figures and its names."""

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
        ("À reprendre ou non dans le prochain PST", _left(ev.execution)),
        ("Sans suite dans ce plan", _sentence([given_up(ev.execution)])),
        ("Objectifs opérationnels non ou partiellement atteints, ou non évaluables", _goals(ev)),
        ("Indicateurs dont la cible n’est pas atteinte", _indicators(ev.indicateurs)),
        ("Synergies à suivre", _synergies(review_synergies(ev).synergies)),
        ("À vérifier auprès des services", _doubts(ev)),
        ("Transmission", _steps(ev.calendrier)),
    ]
    lines = [(Cell(name), Cell(text)) for name, text in told if text]
    title = f"Ce que le conseil sortant transmet, au {fr_long_date(ev.date_arrete)}"
    return lists_block([ElementTable(title, ("Point", "Faits"), lines)])


def _left(rows: pd.DataFrame) -> str:
    left = rows[rows["a_reporter"]]
    if left.empty:
        return "Aucune action poursuivie ne reste à terminer." if len(rows) else ""
    counts = {str(status): int(n) for status, n in left["statut"].value_counts().items()}
    late = int(left["en_retard"].sum())
    tail = f"{NBSP}; {late} en retard sur leur échéance" if late else ""
    return f"{counted(len(left), 'action')}{NBSP}: {status_words(counts)}{tail}."


def _goals(ev: Evaluation) -> str:
    rows = ev.objectifs[ev.objectifs["niveau"].eq(Level.OO)]
    parts = [
        f"{APPRECIATION_LABELS[word].lower()}{NBSP}: {', '.join(codes)}"
        for word in _SHORT_OF
        if (codes := rows.loc[rows["appreciation"].eq(word), "code"].tolist())
    ]
    return _sentence(parts)


def _indicators(rows: pd.DataFrame) -> str:
    short = rows[rows["atteint"].eq(False).fillna(value=False)]  # noqa: FBT003 - a value to find
    return _sentence([_indicator(row) for row in records(short)])


def _indicator(row: dict[Any, Any]) -> str:
    """Name an indicator with its attainment and, if its target is still to come, its year."""
    facts = [] if is_missing(row["atteinte"]) else [f"{fr_share(row['atteinte'])} du chemin"]
    if not is_missing(row["cible_echue"]) and not row["cible_echue"]:
        facts.append(f"cible pour fin {row['annee_cible']}")
    return tidy(row["libelle"]) + (f" ({', '.join(facts)})" if facts else "")


def _synergies(rows: pd.DataFrame) -> str:
    """Name the synergies that weaken someone; count those that the next council sees through."""
    flagged = [quoted(cut(tidy(name))) for name in rows.loc[rows["signalee"], "libelle"]]
    known = {UNDER_WAY: ("en cours", "en cours"), PLANNED: ("projetée", "projetées")}
    counts = {state: int(rows["etat"].eq(state).sum()) for state in known}
    parts = [f"à revoir{NBSP}: {listing(flagged)}"] if flagged else []
    return _sentence(parts + [counted(n, *known[state]) for state, n in counts.items() if n])


def _doubts(ev: Evaluation) -> str:
    figures = ev.chiffres
    known = {
        "n_INCONNU": ("action au statut inconnu", "actions au statut inconnu"),
        "n_perimees": ("relevé périmé", "relevés périmés"),
        "n_sans_echeance": ("action sans échéance connue", "actions sans échéance connue"),
    }
    return _sentence([counted(figures[k], *words) for k, words in known.items() if figures[k]])


def _steps(calendar: pd.DataFrame) -> str:
    rows = calendar[calendar["demarche"].isin(_NEXT)]
    return _sentence([_step(row) for row in records(rows)])


def _step(row: dict[Any, Any]) -> str:
    done = "" if is_missing(row["date"]) else f", le {fr_date(row['date'])}"
    return f"{clean(row['libelle'])}{NBSP}: {CALENDAR_LABELS[row['etat']].lower()}{done}"


def _sentence(parts: Sequence[str]) -> str:
    text = f"{NBSP}; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""

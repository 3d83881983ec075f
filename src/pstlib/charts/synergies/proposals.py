"""What both plans could do together: pairs of actions proposed, accepted and rejected."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import FIRST, source, view
from pstlib.charts.wording import clean, tidy
from pstlib.grammar import counted
from pstlib.synergies.detection import TIMETABLE_LABELS
from pstlib.synergies.side_sentences import proposal_sentences
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.suggestions import DECISION_LABELS, PROPOSED
from pstlib.text import NBSP, fr_date, fr_euro, fr_number, is_missing

_HEADINGS = {
    "a_code": "Action", "a_libelle": "Intitulé", "b_code": "Action du partenaire",
    "b_libelle": "Intitulé chez le partenaire", "objet": "Ce qui se partage",
    "domaine": "Domaine", "pourquoi": "Pourquoi", "score": "Score",
    "a_debut": "Début", "a_fin": "Fin",
    "b_debut": "Début chez le partenaire", "b_fin": "Fin chez le partenaire",
    "calendrier": "Calendriers", "a_budget": "Budget", "b_budget": "Budget du partenaire",
    "decision": "Décision", "decision_date": "Date de la décision", "decision_motif": "Motif",
}  # fmt: skip


def proposals(study: SynergyStudy) -> Block:
    """List the pairs of actions that could be shared, then those of which it was decided."""
    table, other = study.propositions, study.autre
    sentences = proposal_sentences(study)
    if other is None or table.empty:
        return block("note.html.j2", " ".join(sentences), phrases=sentences)
    new = table["decision"].eq(PROPOSED) & ~table["liee"].astype(bool)
    shown, settled = table[new].head(FIRST), table[table["decision"].ne(PROPOSED)]
    columns = (study.identite.organisme, other.organisme, "Ce qui se partage", "Calendriers")
    left = int(new.sum())
    title = (
        f"{counted(left, 'paire proposée', 'paires proposées')} qu’aucune synergie ne décrit encore"
    )
    title += f", les {FIRST} premières par score" if left > FIRST else ""
    return view(
        "synergies-propositions",
        [
            ElementTable(title, columns, _lines(shown), genre="paires"),
            ElementTable("Propositions déjà examinées", (*columns[:3], "Décision"),
                         _lines(settled, decided=True)),
        ],
        _csv(table),
        origin=source(study, "tables elements et suggestions"),
        phrases=sentences,
        notes=["Une proposition est une question posée aux deux organismes, jamais une "
               "décision\u00a0: elle dit quels mots des deux intitulés l’ont fait naître. Une "
               "réponse se note dans la table suggestions, ou par «\u00a0pst synergies\u00a0» "
               "avec --accepter ou --rejeter, et la question n’est plus posée."],
    )  # fmt: skip


def _lines(rows: pd.DataFrame, *, decided: bool = False) -> list[Sequence[Cell]]:
    last = _decision if decided else _timetable
    return [
        (_action(row, "a"), _action(row, "b"), _evidence(row), last(row))
        for row in rows.to_dict("records")
    ]


def _action(row: Mapping[Any, Any], side: str) -> Cell:
    budget, first, last = (row[f"{side}_{name}"] for name in ("budget", "debut", "fin"))
    span = "" if is_missing(first) and is_missing(last) else f"{fr_date(first)} – {fr_date(last)}"
    money = "" if is_missing(budget) else f"budget{NBSP}: {fr_euro(budget)}"
    note = f"{NBSP}; ".join(part for part in (span, money) if part)
    return Cell(tidy(row[f"{side}_libelle"]), clean(row[f"{side}_code"]), note=note)


def _evidence(row: Mapping[Any, Any]) -> Cell:
    """Name what could be shared, why, and the words that say so."""
    shared = tidy(row["objet"]) or "intitulés semblables"
    score = "" if is_missing(row["score"]) else f"score {fr_number(row['score'], 2)}"
    hints = [clean(row[name]) for name in ("a_indices", "b_indices") if clean(row[name])]
    words = f"mots{NBSP}: {' / '.join(hints)}" if hints else clean(row["mots"])
    said = (tidy(row["pourquoi"]), words, score)
    return Cell(shared, note=f"{NBSP}; ".join(part for part in said if part))


def _timetable(row: Mapping[Any, Any]) -> Cell:
    months = row["mois_communs"]
    note = (
        ""
        if is_missing(months) or not months
        else f"{counted(int(months), 'mois', 'mois')} communs"
    )
    return Cell(TIMETABLE_LABELS[row["calendrier"]], note=note)


def _decision(row: Mapping[Any, Any]) -> Cell:
    when = "" if is_missing(row["decision_date"]) else fr_date(row["decision_date"])
    note = f"{NBSP}; ".join(part for part in (when, tidy(row["decision_motif"])) if part)
    return Cell(DECISION_LABELS[row["decision"]], note=note)


def _csv(table: pd.DataFrame) -> pd.DataFrame:
    said = table.assign(
        calendrier=table["calendrier"].map(TIMETABLE_LABELS).astype("str"),
        decision=table["decision"].map(DECISION_LABELS).astype("str"),
        score=table["score"].astype("Float64").round(2),
    )
    return said[list(_HEADINGS)].rename(columns=_HEADINGS)

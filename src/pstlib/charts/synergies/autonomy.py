"""What stays with the CPAS: what it is, the synergies that may touch it, the open questions."""

import pandas as pd

from pstlib.charts.block import Block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import own_source, text_cell, view
from pstlib.charts.wording import tidy
from pstlib.grammar import capitalised, plural
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import autonomy_sentences
from pstlib.synergies.words import STATE_LABELS
from pstlib.text import NBSP, is_missing, parts_of

_ANSWERS = {
    "OUI": "oui", "NON": "non", "EN_PARTIE": "en partie", "SANS_OBJET": "sans objet",
    "INCONNU": "inconnu",
}  # fmt: skip
_STATUS = {"verifie": "vérifié", "a_verifier": "à vérifier"}


def autonomy(study: SynergyStudy) -> Block:
    """Show what stays with the CPAS, what may touch it, then what each synergy leaves open."""
    kept = [
        (text_cell(one.libelle, capitalised(one.texte)),
         text_cell(one.reference, _STATUS.get(one.statut, one.statut)),
         Cell(_who_touches(study, one.libelle) or "aucune"))
        for one in study.axes.garde
    ]  # fmt: skip
    columns = ("Synergie", "Questions posées", "Restent ouvertes", "Dont bloquantes")
    asked = _asked(study)
    return view(
        "synergies-autonomie",
        [
            ElementTable("Ce qui reste au CPAS, et les synergies qui peuvent y toucher",
                         ("Quoi", "Référence", "Synergies"), kept),
            ElementTable(
                f"Listes de questions remplies{NBSP}: {len(asked)}", columns, asked, "chiffres"
            ),
            _open(study),
        ],
        _csv(study.questions),
        origin=own_source(study, "tables synergies et reponses"),
        phrases=autonomy_sentences(study),
        notes=_notes(study),
    )  # fmt: skip


def _who_touches(study: SynergyStudy, name: str) -> str:
    rows = study.autonomie
    pairs = zip(rows["libelle"], rows["touche"], strict=True)
    return f"{NBSP}; ".join(tidy(label) for label, cell in pairs if name in parts_of(cell))


def _asked(study: SynergyStudy) -> list[list[Cell]]:
    rows = study.autonomie[study.autonomie["n_questions"].gt(0)].to_dict("records")
    names = ("n_questions", "n_ouvertes", "n_bloquantes")
    return [
        [text_cell(row["libelle"], STATE_LABELS[row["etat"]]),
         *(Cell(str(row[name])) for name in names)]
        for row in rows
    ]  # fmt: skip


def _open(study: SynergyStudy) -> ElementTable:
    """List the open questions that stop a project or have an answer; the CSV has the others."""
    table = study.questions
    shown = table[table["bloquant"].astype(bool) | table["reponse"].notna()]
    ranked = shown.sort_values("bloquant", ascending=False, kind="stable")
    rows = [
        (text_cell(row["texte"], row["libelle"]), Cell(_answer(row["reponse"])),
         Cell("bloquante" if row["bloquant"] else "–"), text_cell(row["commentaire"]))
        for row in ranked.to_dict("records")
    ]  # fmt: skip
    title = f"Questions ouvertes sur l’autonomie{NBSP}: {len(table)}"
    if left := len(table) - len(rows):
        title += f", dont {left} sans réponse et non {plural(left, 'bloquante')}, dans le CSV"
    return ElementTable(title, ("Question", "Réponse", "Portée", "Commentaire"), rows)


def _answer(value: object) -> str:
    return "sans réponse" if is_missing(value) else _ANSWERS[str(value)]


def _notes(study: SynergyStudy) -> list[str]:
    if study.autonomie.empty:
        return []
    return [
        "Toucher n’est pas enfreindre\u00a0: c’est une question à poser, d’après le domaine et la "
        "forme de la synergie. Les listes de questions («\u00a0pst synergies … --liste\u00a0») la "
        "détaillent."
    ]


def _csv(table: pd.DataFrame) -> pd.DataFrame:
    names = {
        "synergie_id": "Synergie", "libelle": "Intitulé", "liste": "Liste", "texte": "Question",
        "reponse": "Réponse", "commentaire": "Commentaire",
    }  # fmt: skip
    said = table.assign(reponse=[_answer(value) for value in table["reponse"]])
    return said[list(names)].rename(columns=names)

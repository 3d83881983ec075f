"""What stays with the CPAS: what it is, the synergies that may touch it, the open questions."""

import pandas as pd

from pstlib.charts.block import Block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import own_source, text_cell, view
from pstlib.grammar import capitalised, counted, plural
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import autonomy_sentences
from pstlib.synergies.words import STATE_LABELS
from pstlib.text import NBSP, is_missing

_ANSWERS = {
    "OUI": "oui", "NON": "non", "EN_PARTIE": "en partie", "SANS_OBJET": "sans objet",
    "INCONNU": "inconnu",
}  # fmt: skip
_STATUS = {"verifie": "vérifié", "a_verifier": "à vérifier"}


def autonomy(study: SynergyStudy) -> Block:
    """Show what stays with the CPAS, then what each synergy leaves open of it."""
    kept = [
        (text_cell(one.libelle), text_cell(capitalised(one.texte)),
         text_cell(one.reference, _STATUS.get(one.statut, one.statut)))
        for one in study.axes.garde
    ]  # fmt: skip
    n = len(study.autonomie)
    title = f"{counted(n, 'synergie')} {plural(n, 'peut', 'peuvent')} y toucher"
    return view(
        "synergies-autonomie",
        [
            ElementTable("Ce qui reste au CPAS", ("Quoi", "C’est-à-dire", "Référence"), kept),
            ElementTable(title, ("Synergie", "Peut toucher", "Questions posées", "Restent ouvertes",
                                 "Dont bloquantes"), _touched(study)),
            _open(study),
        ],
        _csv(study.questions),
        origin=own_source(study, "tables synergies et reponses"),
        phrases=autonomy_sentences(study),
        notes=_notes(study),
    )  # fmt: skip


def _touched(study: SynergyStudy) -> list[list[Cell]]:
    rows = []
    for row in study.autonomie.to_dict("records"):
        asked = int(row["n_questions"])
        counts = [asked, row["n_ouvertes"], row["n_bloquantes"]] if asked else ["aucune", "–", "–"]
        names = row["touche"].replace(" ; ", ", ").lower()
        rows.append(
            [text_cell(row["libelle"], STATE_LABELS[row["etat"]]), text_cell(capitalised(names)),
             *(Cell(str(count)) for count in counts)]
        )  # fmt: skip
    return rows


def _open(study: SynergyStudy) -> ElementTable:
    rows = [
        (text_cell(row["texte"], row["libelle"]), Cell(_answer(row["reponse"])),
         Cell("bloquante" if row["bloquant"] else "–"), text_cell(row["commentaire"]))
        for row in study.questions.to_dict("records")
    ]  # fmt: skip
    title = f"Questions ouvertes sur l’autonomie{NBSP}: {len(rows)}"
    return ElementTable(title, ("Question", "Réponse", "Portée", "Commentaire"), rows)


def _answer(value: object) -> str:
    return "sans réponse" if is_missing(value) else _ANSWERS[str(value)]


def _notes(study: SynergyStudy) -> list[str]:
    if study.autonomie.empty:
        return []
    return [
        "Toucher n’est pas enfreindre : c’est une question à poser, d’après le domaine et la forme "
        "de la synergie. Les listes de questions (« pst synergies … --liste ») la détaillent."
    ]


def _csv(table: pd.DataFrame) -> pd.DataFrame:
    names = {
        "synergie_id": "Synergie", "libelle": "Intitulé", "liste": "Liste", "texte": "Question",
        "reponse": "Réponse", "commentaire": "Commentaire",
    }  # fmt: skip
    said = table.assign(reponse=[_answer(value) for value in table["reponse"]])
    return said[list(names)].rename(columns=names)

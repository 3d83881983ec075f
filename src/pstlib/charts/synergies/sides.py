"""Both sides: where they contradict each other, what one alone writes of, what leads nowhere."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import source, text_cell, view
from pstlib.grammar import capitalised, counted
from pstlib.synergies.partners import with_article
from pstlib.synergies.side_sentences import side_sentences
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.words import BALANCE_LABELS, CONTRADICTION_LABELS, STATE_LABELS
from pstlib.text import NBSP, fr_euro, is_missing

_ANSWERS = {
    "OUI": "oui", "NON": "non", "EN_PARTIE": "en partie", "SANS_OBJET": "sans objet",
    "INCONNU": "inconnu",
}  # fmt: skip


def both_sides(study: SynergyStudy) -> Block:
    """Show the contradictions of the two sides, their differing answers, and dead links."""
    sentences = side_sentences(study)
    if study.autre is None and not sentences:
        text = "Aucun autre PST n’est mis en regard («\u00a0pst synergies … --avec\u00a0»)."
        return block("note.html.j2", text, phrases=[text])
    return view(
        "synergies-contradictions",
        [*_differences(study), *_lost(study)],
        _csv(study),
        origin=source(study, "tables synergies, suivi_synergies, gains_synergies et reponses"),
        phrases=sentences,
        notes=_notes(study),
    )


def _differences(study: SynergyStudy) -> list[ElementTable]:
    sides, names = study.cotes, _names(study)
    differing = f"Questions auxquelles les deux côtés répondent autrement{NBSP}: "
    return [
        ElementTable(
            f"Contradictions{NBSP}: {len(sides.contradictions)}",
            ("Point", *names),
            [_contradiction(row) for row in sides.contradictions.to_dict("records")],
        ),
        ElementTable(
            f"{differing}{len(sides.reponses)}",
            ("Question", *names),
            [_answers(row) for row in sides.reponses.to_dict("records")],
        ),
    ]


def _lost(study: SynergyStudy) -> list[ElementTable]:
    """List what one side alone writes of, and the links that lead nowhere."""
    sides = study.cotes
    seen = [
        (text_cell(row["libelle"]), text_cell(row["cote"]), Cell(STATE_LABELS[row["etat"]]))
        for row in sides.seuls.to_dict("records")
    ]
    return [
        ElementTable(
            "Synergies entre les deux qu’un seul décrit", ("Synergie", "Décrite par", "État"), seen
        ),
        ElementTable(
            counted(len(sides.liens), "lien ne mène à rien", "liens ne mènent à rien"),
            ("Ligne", "Table", "Organisme", "Vers"),
            [_link(row) for row in sides.liens.to_dict("records")],
        ),
    ]


def _names(study: SynergyStudy) -> tuple[str, str]:
    return study.identite.organisme, study.autre.organisme if study.autre else "l’autre"


def _contradiction(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    what = CONTRADICTION_LABELS[row["genre"]]
    year = "" if is_missing(row["exercice"]) else f" {row['exercice']}"
    whom = "" if is_missing(row["partenaire"]) else f", pour {with_article(row['partenaire'])}"
    return (
        text_cell(row["libelle"], f"{what}{year}{whom}"),
        Cell(_value(row["genre"], row["valeur"])),
        Cell(_value(row["genre"], row["valeur_partenaire"])),
    )


def _value(kind: str, value: str) -> str:
    if kind == "ETAT":
        return STATE_LABELS[value]
    return BALANCE_LABELS[value] if kind == "BILAN" else fr_euro(value)  # type: ignore[arg-type]


def _answers(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    asked = row["question"] if is_missing(row["texte"]) else row["texte"]
    return (
        text_cell(asked, row["libelle"]),
        text_cell(capitalised(_ANSWERS[row["reponse"]]), row["commentaire"]),
        text_cell(capitalised(_ANSWERS[row["reponse_partenaire"]]), row["commentaire_partenaire"]),
    )


def _link(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["ligne"]),
        Cell(row["table"]),
        text_cell(row["cote"]),
        Cell(row["vers"], note=f"colonne {row['champ']}"),
    )


def _notes(study: SynergyStudy) -> list[str]:
    if study.autre is None:
        return []
    return [
        "Deux synergies sont tenues pour la même d’après leur intitulé, leur convention, leur "
        "début et leur domaine\u00a0; le même identifiant aide, sans suffire. Chacun écrit ses "
        "propres montants\u00a0: seuls se contredisent ceux qui sont écrits pour le même "
        "partenaire et le même exercice. «\u00a0pst verifier\u00a0» donne le fichier et la ligne."
    ]


def _csv(study: SynergyStudy) -> pd.DataFrame:
    first, second = _names(study)
    rows = [
        (CONTRADICTION_LABELS[row["genre"]], row["libelle"], row["exercice"], row["partenaire"],
         _value(row["genre"], row["valeur"]), _value(row["genre"], row["valeur_partenaire"]))
        for row in study.cotes.contradictions.to_dict("records")
    ]  # fmt: skip
    columns = ["Point", "Synergie", "Exercice", "Partenaire", first, second]
    return pd.DataFrame(rows, columns=columns)

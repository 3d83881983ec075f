"""The dashboard: marks by domain and state, forms and partners, the synergies one by one."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.section import (
    dated_note,
    full_table,
    line,
    mark,
    marks_by_domain,
    saving_lines,
)
from pstlib.charts.synergies.view import own_source, text_cell, view
from pstlib.synergies.sentences import effect_sentences, saving_sentences, state_sentences
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import NOTHING, yearly_saving_sentences
from pstlib.synergies.words import EFFECT_LABELS, STATE_LABELS
from pstlib.text import fr_euro, fr_long_date

_SYNERGIES = "tables synergies et suivi_synergies"


def dashboard(study: SynergyStudy) -> Block:
    """Show the effect on the service of each synergy, by domain and by state."""
    review = study.revue
    rows = review.synergies
    if rows.empty:
        return block("note.html.j2", NOTHING, phrases=[NOTHING])
    states = [state for state in STATE_LABELS if rows["etat"].eq(state).any()]
    sentences = [*effect_sentences(review), *state_sentences(review)]
    return block(
        "synergies_grille.html.j2",
        " ".join(sentences),
        phrases=sentences,
        titre=f"{len(rows)} synergies par domaine et par état, au {fr_long_date(study.jour)}",
        etats=[STATE_LABELS[state] for state in states],
        domaines=marks_by_domain(review, states),
        legende=[mark(effect, 1) for effect in EFFECT_LABELS],
        source=own_source(study, _SYNERGIES),
        table=full_table(rows),
        notes=dated_note(review),
    )


def one_by_one(study: SynergyStudy) -> Block:
    """List the synergies with their state, effect and savings."""
    rows = study.revue.synergies
    title = f"Les synergies une à une, au {fr_long_date(study.jour)}"
    return block(
        "synergies_liste.html.j2",
        title if len(rows) else "",
        titre=title,
        lignes=[line(row) for row in rows.to_dict("records")],
        source=own_source(study, _SYNERGIES),
        table=full_table(rows),
    )


def savings(study: SynergyStudy) -> Block:
    """Show the savings estimated and observed apart, by state, over what is known."""
    review = study.revue
    if review.synergies.empty:
        return block("note.html.j2", "", phrases=[])
    sentences = [*saving_sentences(review), *yearly_saving_sentences(study)]
    return block(
        "synergies_economies.html.j2",
        " ".join(sentences),
        phrases=sentences,
        economies=saving_lines(review.economies),
        exercices=_yearly(study.exercices),
        source=own_source(study, "tables synergies, suivi_synergies et gains_synergies"),
        table=_by_state(review.economies),
    )


def _yearly(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Write the savings of each exercice and partner."""
    return [
        {
            **{str(key): value for key, value in row.items()},
            "nom": f"{row['exercice']}, {row['partenaire']}",
            "estimee": fr_euro(row["estimee"]),
            "constatee": fr_euro(row["constatee"]),
        }
        for row in table.to_dict("records")
    ]


def _by_state(table: pd.DataFrame) -> pd.DataFrame:
    names = {
        "perimetre": "État", "n": "Synergies", "estimee": "Économie estimée",
        "n_estimees": "Estimée connue pour", "constatee": "Économie constatée",
        "n_constatees": "Constatée connue pour",
    }  # fmt: skip
    words = {**STATE_LABELS, "EN_VIGUEUR": "Existantes ou en cours"}
    kept = table[table["perimetre"].isin(list(words))]
    said = kept.assign(perimetre=kept["perimetre"].map(words).astype("str"))
    return said[list(names)].rename(columns=names)


def forms(study: SynergyStudy) -> Block:
    """Count the synergies by form and by partner, those in force among them."""
    found = study.revue
    by_form = [
        (text_cell(row["forme"]), Cell(str(row["n"])), Cell(str(row["n_en_vigueur"])))
        for row in found.formes.to_dict("records")
    ]
    by_partner = [
        (text_cell(row["nom"]), Cell(str(row["n"])), Cell(str(row["n_en_vigueur"])),
         Cell(str(row["n_signalees"])))
        for row in found.partenaires.to_dict("records")
    ]  # fmt: skip
    names = {"forme": "Forme", "n": "Synergies", "n_en_vigueur": "En vigueur"}
    counts = ("Synergies", "En vigueur")
    return view(
        "synergies-formes",
        [
            ElementTable("Formes de coopération", ("Forme", *counts), by_form, "chiffres"),
            ElementTable(
                "Partenaires", ("Partenaire", *counts, "À revoir"), by_partner, "chiffres"
            ),
        ],
        found.formes[list(names)].rename(columns=names),
        origin=own_source(study, "table synergies"),
    )

"""The report of each year as a grid: steps by exercice, done, late, missing or to come."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.synergies.view import own_source
from pstlib.charts.wording import tidy
from pstlib.grammar import capitalised, counted, listing
from pstlib.synergies.partners import with_article
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import year_sentences
from pstlib.synergies.words import STEP_LABELS
from pstlib.synergies.yearly import DONE, DONE_LATE, MISSING, NOT_TOLD, TO_DO
from pstlib.text import NBSP, fr_date, is_missing

_MARKS = {
    DONE: ("●", "ok"), DONE_LATE: ("◆", "tardif"), MISSING: ("■", "mal"),
    TO_DO: ("○", "ne"), NOT_TOLD: ("–", "ne"),
}  # fmt: skip


def yearly_report(study: SynergyStudy) -> Block:
    """Draw the steps of the report of each exercice."""
    steps = study.etapes
    sentences = year_sentences(study)
    years = list(dict.fromkeys(steps["exercice"]))
    return block(
        "cooperation.html.j2",
        " ".join(sentences),
        identifiant="synergies-calendrier",
        phrases=sentences,
        remarques=_remarks(steps),
        titre=_title(steps),
        genre="annees",
        entete="Étape",
        colonnes=[str(year) for year in years],
        lignes=[
            _line(steps[steps["demarche"].eq(name)]) for name in dict.fromkeys(steps["demarche"])
        ],
        legende=", ".join(f"{sign} {STEP_LABELS[state]}" for state, (sign, _) in _MARKS.items())
        + f". Le retard se compte depuis le {_due(study)} de l’exercice.{_from_partner(study)}",
        source=own_source(study, "table demarches"),
        csv=_csv(steps),
        notes=[f"{study.axes.calendrier}."],
    )


def _title(steps: pd.DataFrame) -> str:
    """Count the steps by how they stand."""
    counts = steps["etat"].value_counts()
    words = {
        DONE: ("faite à temps", "faites à temps"),
        DONE_LATE: ("faite en retard", "faites en retard"),
        MISSING: ("manquante", "manquantes"), TO_DO: ("à faire", "à faire"),
        NOT_TOLD: ("non documentée", "non documentées"),
    }  # fmt: skip
    told = [counted(int(counts[s]), *words[s]) for s in words if s in counts]
    return f"Étapes du rapport annuel, par exercice{NBSP}: {listing(told)}"


def _from_partner(study: SynergyStudy) -> str:
    """Say what the star means, where the partner dates a step that one's own record doesn't."""
    dated = study.etapes["selon"].notna() & study.etapes["date"].notna()
    return (
        f" * date donnée par {with_article(study.autre.organisme)}."
        if (study.autre and dated.any())
        else ""
    )


def _due(study: SynergyStudy) -> str:
    month, day = study.axes.repere
    return f"{day:02}/{month:02}"


def _line(rows: pd.DataFrame) -> dict[str, Any]:
    told = rows.to_dict("records")
    first = told[0]
    doubt = "" if first["statut"] == "verifie" else " (à vérifier)"
    return {
        "nom": first["libelle"],
        "note": f"{capitalised(first['acteur'])} – {first['reference']}{doubt}",
        "cases": [[_mark(row)] for row in told],
    }


def _mark(row: Mapping[Any, Any]) -> dict[str, Any]:
    sign, css = _MARKS[row["etat"]]
    date = "" if is_missing(row["date"]) else fr_date(row["date"])
    late = f" (+{row['jours']} j)" if row["etat"] == DONE_LATE else ""
    star = "" if is_missing(row["selon"]) or not date else " *"
    words = f"{date}{late}{star}" if date else STEP_LABELS[row["etat"]]
    disorder = " avant l’étape précédente" if row["desordre"] else ""
    return {
        "signe": sign,
        "css": css,
        "texte": f"{words}{disorder}",
        "fort": row["etat"] == MISSING,
    }


def _remarks(steps: pd.DataFrame) -> list[str]:
    rows = steps[steps["remarque"].notna()].to_dict("records")
    told = [
        f"{row['exercice']}, {row['libelle'][:1].lower()}{row['libelle'][1:]}{NBSP}: "
        f"{tidy(row['remarque'])}"
        for row in rows
    ]
    return [text if text.endswith((".", "!", "?")) else f"{text}." for text in told]


def _csv(steps: pd.DataFrame) -> pd.DataFrame:
    names = {
        "exercice": "Exercice", "libelle": "Étape", "acteur": "Qui", "date": "Date",
        "etat": "État", "jours": "Jours après le repère", "decision": "Décision",
        "remarque": "Remarque", "reference": "Référence", "selon": "Selon",
    }  # fmt: skip
    said = steps.assign(etat=steps["etat"].map(STEP_LABELS).astype("str"))
    return said[list(names)].rename(columns=names)

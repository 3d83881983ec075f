"""The study of synergies as plain JSON: the figures of its report, and nothing more."""

from typing import Any

import pandas as pd

from pstlib.model.records import json_value
from pstlib.synergies.review import SynergyReview
from pstlib.synergies.study import SynergyStudy

_SYNERGY = [
    "synergie_id", "libelle", "domaine", "forme", "partenaires", "etat", "date_etat", "motif",
    "effet", "economie_estimee", "economie_constatee", "date_economie", "element_id", "lien",
    "alerte",
]  # fmt: skip


def to_json(study: SynergyStudy) -> dict[str, Any]:
    """Give the figures of a study as what JSON holds: ISO dates, amounts as text, null unknown."""
    sides = study.cotes
    return {
        "synergies_de": study.identite.slug,
        "organisme": study.identite.organisme,
        "partenaire": study.autre.organisme if study.autre else None,
        "avec": study.autre.slug if study.autre else None,
        "date_arrete": study.jour.isoformat(),
        "fictif": study.fictif,
        "synergies": _review(study.revue),
        "synergies_du_partenaire": _review(sides.revue) if sides.revue else None,
        "vie": _records(study.vie),
        "economies": _records(study.revue.economies),
        "economies_par_exercice": _records(study.exercices),
        "bilans": _records(study.bilans),
        "verdicts": _records(study.verdicts),
        "autonomie": _records(study.autonomie),
        "questions_ouvertes": _records(study.questions),
        "matrice": _records(study.matrice),
        "contrats": _records(study.contrats),
        "calendrier": _records(study.etapes),
        "appariees": _records(sides.paires),
        "effets": _records(sides.effets),
        "contradictions": _records(sides.contradictions),
        "reponses_differentes": _records(sides.reponses),
        "un_seul_cote": _records(sides.seuls),
        "liens_morts": _records(sides.liens),
        "propositions": _records(study.propositions),
        "partenaires_inconnus": _records(study.inconnus),
    }


def _review(review: SynergyReview) -> list[dict[str, Any]]:
    return _records(review.synergies[_SYNERGY])


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype("object").to_dict("records")
    return [{str(name): json_value(value) for name, value in row.items()} for row in rows]

"""An evaluation as JSON: the same figures as the report, for machines."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.money import Money
from pstlib.budgets.tally import YEARLY
from pstlib.evaluation.evaluate import Evaluation
from pstlib.evaluation.transitions import STATES, Transitions
from pstlib.evaluation.transversality import Role, Transversality
from pstlib.model.records import json_value, records
from pstlib.model.statuses import Status

_OBJECTIVE = ["element_id", "code", "niveau", "libelle"]
_ACTION = [
    "element_id", "code", "libelle", "statut", "taux_avancement", "date_suivi", "perimee",
    "en_retard", "retard_jours", "attendu",
]  # fmt: skip
_YEARLY = [*YEARLY, *AMOUNTS]
_STEP = ["demarche", "echeance", "date", "etat"]
_INDICATOR = {
    "id": "indicateur_id", "libelle": "libelle", "element_id": "element_id", "element": "code",
    "unite": "unite", "sens": "sens", "valeur": "valeur", "date": "date_mesure",
    "reference": "valeur_reference", "annee_reference": "annee_reference",
    "cible": "valeur_cible", "annee_cible": "annee_cible", "atteinte": "atteinte",
    "atteint": "atteint", "atteint_le": "atteint_le", "cible_echue": "cible_echue",
    "perimee": "perimee", "motif": "motif",
}  # fmt: skip
"""Keys of an indicator, and the columns of ``Evaluation.indicateurs`` that they give."""
_CARRIED = {"nom": "nom", "n_evaluees": "n_evaluees", "n_terminees": "n_TERMINE",
            "n_en_retard": "n_en_retard", "n_os": "n_os"}  # fmt: skip
_NOTICE = ["niveau", "message", "element_id"]

Row = Mapping[str, Any]


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Give the evaluation in types that JSON knows: ISO dates, null where nothing is known."""
    return {
        "pst": evaluation.identite.slug,
        "date_arrete": evaluation.date_arrete.isoformat(),
        "evaluation": evaluation.evaluation,
        "ensemble": _figures(evaluation.chiffres),
        "objectifs": [_objective(row) for row in evaluation.lignes_objectifs],
        "actions": _records(evaluation.actions, _ACTION),
        "budget": _budget(evaluation.argent),
        "calendrier": _records(evaluation.calendrier, _STEP),
        "avertissements": [
            *_records(evaluation.avertissements, _NOTICE),
            *_records(evaluation.argent.notes, _NOTICE),
        ],
        "indicateurs": _records(_named(evaluation.indicateurs), list(_INDICATOR)),
        "transitions": _transitions(evaluation.transitions),
        "transversalite": _transversality(evaluation.transversalite),
    }


def _budget(money: Money) -> dict[str, Any]:
    """Give the figures of money: an amount is text with two decimals, null where unknown."""
    objective = ["element_id", "code", "niveau", "libelle"]
    return {
        "par_exercice": _records(money.par_exercice, [*_YEARLY, "taux_execution"]),
        "par_objectif": _records(money.par_objectif, [*objective, *_YEARLY, "taux_execution"]),
        "non_rattache": _records(money.non_rattache, _YEARLY),
    }


def _named(indicators: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({key: indicators[column] for key, column in _INDICATOR.items()})


def _transitions(moves: Transitions) -> dict[str, Any]:
    """Give how many assessed actions went from which status to which, since when."""
    cells = [
        {"avant": before, "apres": after, "n": n}
        for row in records(moves.matrice)
        for before, after, n in ((row["avant"], after, row[after]) for after in STATES)
        if n
    ]
    return {"depuis": moves.depuis.isoformat() if moves.depuis else None, "actions": cells}


def _transversality(found: Transversality) -> dict[str, Any]:
    """Give the shared actions, and by role the assessed actions that each name carries."""
    shared = found.partagees.assign(lieux=found.partagees["lieux"].str.split(", "))
    roles = {str(role).lower(): [_carried(row) for row in found.named(role)] for role in Role}
    return {"partagees": _records(shared, ["element_id", "code", "lieux"]), "noms": roles}


def _carried(row: Row) -> dict[str, Any]:
    return {key: json_value(row[name]) for key, name in _CARRIED.items()}


def _objective(row: Row) -> dict[str, Any]:
    verdicts = ("appreciation", "appreciation_conseil")
    return {
        **{name: json_value(row[name]) for name in _OBJECTIVE},
        **_figures(row),
        **{name: json_value(row[name]) for name in verdicts},
    }


def _figures(row: Row) -> dict[str, Any]:
    counts = {name: json_value(row[name]) for name in ("n_actions", "n_evaluees", "n_perennes")}
    return {
        **counts,
        "par_statut": {str(status): json_value(row[f"n_{status}"]) for status in Status},
        "taux_realisation": {
            "numerateur": json_value(row["n_TERMINE"]),
            "denominateur": json_value(row["n_poursuivies"]),
            "taux": json_value(row["taux_realisation"]),
        },
        "avancement": {
            "min": json_value(row["avancement_min"]),
            "max": json_value(row["avancement_max"]),
        },
        "attendu": json_value(row["attendu"]),
        "n_en_retard": json_value(row["n_en_retard"]),
        "n_sans_echeance": json_value(row["n_sans_echeance"]),
        "n_perimees": json_value(row["n_perimees"]),
    }


def _records(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return [
        {name: json_value(value) for name, value in row.items()} for row in records(table[columns])
    ]

"""An evaluation as JSON: the same figures as the report, for machines."""

from collections.abc import Iterable, Mapping
from typing import Any

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
        "actions": _named(evaluation.lignes_actions, _ACTION),
        "budget": _budget(evaluation.argent),
        "calendrier": _named(records(evaluation.calendrier), _STEP),
        "avertissements": [
            *_named(records(evaluation.avertissements), _NOTICE),
            *_named(records(evaluation.argent.notes), _NOTICE),
        ],
        "indicateurs": _named(records(evaluation.indicateurs), _INDICATOR),
        "transitions": _transitions(evaluation.transitions),
        "transversalite": _transversality(evaluation.transversalite),
    }


def _budget(money: Money) -> dict[str, Any]:
    """Give the figures of money: an amount is text with two decimals, null where unknown."""
    rated = [*_YEARLY, "taux_execution"]
    return {
        "par_exercice": _named(money.lignes_par_exercice, rated),
        "par_objectif": _named(records(money.par_objectif), [*_OBJECTIVE, *rated]),
        "non_rattache": _named(records(money.non_rattache), _YEARLY),
    }


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
    shared = [
        {"element_id": row["element_id"], "code": row["code"], "lieux": row["lieux"].split(", ")}
        for row in records(found.partagees)
    ]
    roles = {str(role).lower(): _named(found.named(role), _CARRIED) for role in Role}
    return {"partagees": shared, "noms": roles}


def _objective(row: Row) -> dict[str, Any]:
    verdicts = ("appreciation", "appreciation_conseil")
    return {**_cells(row, _OBJECTIVE), **_figures(row), **_cells(row, verdicts)}


def _figures(row: Row) -> dict[str, Any]:
    return {
        **_cells(row, ("n_actions", "n_evaluees", "n_perennes")),
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
        **_cells(row, ("n_en_retard", "n_sans_echeance", "n_perimees")),
    }


def _named(rows: Iterable[Row], names: Iterable[str] | Mapping[str, str]) -> list[dict[str, Any]]:
    """Give some cells of each row, by their own names or by the keys that stand for them."""
    keys = names if isinstance(names, Mapping) else {name: name for name in names}
    return [{key: json_value(row[name]) for key, name in keys.items()} for row in rows]


def _cells(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: json_value(row[name]) for name in names}

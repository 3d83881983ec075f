"""A comparison as plain JSON: the figures of its report, and nothing more."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.comparison.delays import delays
from pstlib.comparison.profile import profile, sensitivity
from pstlib.comparison.study import Study
from pstlib.model.records import json_value

_LINE = (
    *("slug", "ins", "organisme", "n_evaluees", "n_poursuivies", "n_terminees", "n_en_retard"),
    *("realisation", "realisation_bas", "realisation_haut", "realisation_etat"),
    *("retard", "retard_bas", "retard_haut", "retard_etat"),
    *("suivi_recent", "suivi_recent_bas", "suivi_recent_haut", "suivi_recent_etat"),
)
_THEME = (
    *("slug", "theme", "n_evaluees", "n_poursuivies", "n_terminees", "part", "taux_lisse"),
    *("n_actions_liees", "credits", "part_credits"),
)


def to_json(study: Study) -> dict[str, Any]:
    """Give the figures of a comparison as what JSON holds; what is unknown is null."""
    found = study.comparaison
    states = found.couverture["etat"].value_counts()
    return {
        "comparaison": _asked(study),
        "couverture": {str(state): int(n) for state, n in states.items()},
        "ensemble": records(found.ensemble),
        "organismes": records(found.organismes[list(_LINE)]),
        "themes": records(found.themes.reindex(columns=list(_THEME))),
        "entonnoir": {
            "centre": found.entonnoir.centre,
            "phi": found.entonnoir.phi,
            "tau2": found.entonnoir.tau2,
            "organismes": records(found.entonnoir.organismes[["slug", "taux", "z", "position"]]),
        },
        "retards": _delays(study),
        "profil": _profile(study),
        "sensibilite": _sensitivity(study),
        "ecartes": records(found.ecartes),
        "illisibles": records(study.illisibles),
        "codes_inconnus": list(study.inconnus),
    }


def _asked(study: Study) -> dict[str, Any]:
    asked = study.question
    return {
        "date_arrete": study.jour.isoformat(),
        "legislature": list(study.legislature),
        "type_admin": asked.type_admin,
        "pst": study.slug,
        "pairs": asked.pairs,
        "anonyme": asked.anonyme,
        "mois": asked.mois or None,
        "choisis": study.choisis,
        "fictif": study.fictif,
    }


def _delays(study: Study) -> dict[str, Any]:
    """Give the delays of all actions, and those of the plan in focus."""
    actions = study.comparaison.actions
    if actions.empty:
        return {}
    found = {"ensemble": delays(actions)}
    if study.slug is not None:
        found["pst"] = delays(actions[actions["slug"].eq(study.slug)])
    return found


def _profile(study: Study) -> list[dict[str, Any]] | None:
    if study.slug is None:
        return None
    return records(profile(study.comparaison, study.modele.pairs, slug=study.slug))


def _sensitivity(study: Study) -> list[dict[str, Any]] | None:
    if study.slug is None:
        return None
    models = {name: model.pairs for name, model in study.modeles.items()}
    return records(sensitivity(study.comparaison, models, slug=study.slug, rate="realisation"))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as what JSON holds."""
    rows = table.astype("object").to_dict("records")
    return [{str(name): json_value(value) for name, value in row.items()} for row in rows]

"""Progress of each objective against what was expected, with its appreciation."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean, numbered
from pstlib.evaluation import APPRECIATION_LABELS, Evaluation
from pstlib.evaluation.wording import between
from pstlib.grammar import capitalised
from pstlib.model.statuses import Level
from pstlib.reference import WEIGHT_LABELS
from pstlib.text import NC, fr_percent, is_missing

_SHAPES = {
    "ATTEINT": "ok",
    "LARGEMENT_ATTEINT": "ok",
    "EN_BONNE_VOIE": "ok",
    "PARTIELLEMENT_ATTEINT": "moyen",
    "A_SURVEILLER": "moyen",
    "EN_DIFFICULTE": "mal",
    "NON_ATTEINT": "mal",
    "ABANDONNE": "ne",
    "NON_EVALUABLE": "ne",
}
"""A disc, a diamond, a square or a ring: the shape tells what the colour tells."""


def progress_table(ev: Evaluation, *, court: bool = False) -> Block:
    """List every objective: actions done, progress as a bar, expected progress, appreciation.

    Args:
        ev: The evaluation.
        court: Leave out which rule gives each appreciation.
    """
    by_council = ev.objectifs["appreciation_conseil"].notna().any()
    return block(
        "avancement.html.j2",
        "Avancement et appréciation de chaque objectif",
        lignes=_rows(ev),
        conseil=bool(by_council),
        motifs=not court,
        poids=WEIGHT_LABELS[ev.methode.ponderation],
        incertain=bool(ev.ensemble["n_taux_inconnus"].iloc[0]),
    )


def _rows(ev: Evaluation) -> list[dict[str, Any]]:
    rows = ev.objectifs.to_dict("records")
    parents = dict(zip(ev.objectifs["element_id"], ev.objectifs["parent_id"], strict=True))
    levels = dict(zip(ev.objectifs["element_id"], ev.objectifs["niveau"], strict=True))
    return [_row(row, levels.get(parents.get(row["element_id"])) == Level.OO) for row in rows]


def _row(row: Mapping[Any, Any], nested: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    pursued = int(row["n_poursuivies"])
    return {
        "classe": "sous-oo" if nested else str(row["niveau"]).lower(),
        "nom": numbered(row["code"], row["libelle"]),
        "n": pursued,
        "terminees": int(row["n_TERMINE"]),
        "barre": _bar(row),
        "avancement": _progress_words(row),
        "attendu": fr_percent(row["attendu"]),
        "appreciation": _badge(row["appreciation"], row["appreciation_motif"]),
        "conseil": _badge(row["appreciation_conseil"], row["appreciation_conseil_motif"]),
    }


def _bar(row: Mapping[Any, Any]) -> dict[str, float] | None:
    """Give the bar in percent: known progress, uncertain progress, expected mark."""
    if is_missing(row["avancement_min"]):
        return None
    low, high = round(float(row["avancement_min"]), 1), round(float(row["avancement_max"]), 1)
    return {"min": low, "max": high, "attendu": round(float(row["attendu"]), 1)}


def _progress_words(row: Mapping[Any, Any]) -> str:
    low, high = row["avancement_min"], row["avancement_max"]
    if is_missing(low):
        return "sans objet" if not row["n_poursuivies"] else NC
    if round(float(low), 1) == round(float(high), 1):
        return fr_percent(low)
    if low == 0 and high == 100:
        return f"{NC} (entre 0 et 100)"
    return between(low, high)


def _badge(appreciation: Any, reason: Any) -> dict[str, str] | None:
    if pd.isna(appreciation):
        return None
    return {
        "forme": _SHAPES.get(appreciation, "ne"),
        "mot": APPRECIATION_LABELS.get(appreciation, clean(appreciation)),
        "motif": capitalised(clean(reason)),
    }

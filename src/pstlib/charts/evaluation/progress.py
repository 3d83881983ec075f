"""Progress of each objective against what was expected, with its appreciation."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean, numbered
from pstlib.evaluation import APPRECIATION_LABELS, Evaluation
from pstlib.evaluation.wording import between
from pstlib.grammar import capitalised
from pstlib.model.records import records
from pstlib.model.statuses import Level
from pstlib.reference import WEIGHT_LABELS
from pstlib.text import NBSP, NC, fr_percent, is_missing

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
_SHORT_ROWS = 30
"""Rows of the table of the short report: a sheet."""
_EVERY = "Avancement et appréciation de chaque objectif"
_TOPS = "Avancement de chaque objectif stratégique et appréciation de ses objectifs opérationnels"


def progress_table(ev: Evaluation, *, court: bool = False) -> Block:
    """List every objective: actions done, progress as a bar, expected progress, appreciation.

    Args:
        ev: The evaluation.
        court: Leave out which rule gives each appreciation, and count the operational objectives
            of a large plan rather than list them.
    """
    counted = court and len(ev.objectifs) > _SHORT_ROWS
    lines = _tops(ev.objectifs) if counted else _rows(ev)
    title = _TOPS if counted else _EVERY
    return block(
        "avancement.html.j2",
        title,
        titre=title,
        lignes=lines,
        conseil=any(line["conseil"] for line in lines),
        motifs=not court,
        poids=WEIGHT_LABELS[ev.methode.ponderation],
        incertain=bool(ev.chiffres["n_taux_inconnus"]),
    )


def _rows(ev: Evaluation) -> list[dict[str, Any]]:
    levels = {row["element_id"]: row["niveau"] for row in ev.lignes_objectifs}
    return [_row(row, levels.get(row["parent_id"]) == Level.OO) for row in ev.lignes_objectifs]


def _tops(objectives: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of strategic objectives, counting the appreciations of those under each."""
    below = objectives[objectives["niveau"].eq(Level.OO)]
    counts = below.groupby(["os_id", "appreciation"], sort=False).size().to_dict()
    tops = records(objectives[objectives["niveau"].ne(Level.OO)])
    return [_row(row, nested=False) | {"appreciations": _sums(counts, row)} for row in tops]


def _sums(counts: Mapping[Any, int], row: Mapping[Any, Any]) -> list[dict[str, str]]:
    found = [(key, counts.get((row["element_id"], key), 0)) for key in APPRECIATION_LABELS]
    return [
        {
            "forme": _SHAPES[key],
            "mot": f"{APPRECIATION_LABELS[key]}{NBSP}: {n}",
            "motif": "",
        }
        for key, n in found
        if n
    ]


def _row(row: Mapping[Any, Any], nested: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    pursued = int(row["n_poursuivies"])
    return {
        "classe": "sous-oo" if nested else str(row["niveau"]).lower(),
        "nom": numbered(row["code"], row["libelle"]),
        "n": pursued,
        # Nothing is known to be done where no status is known: that isn't zero.
        "terminees": None if row["n_INCONNU"] == pursued else int(row["n_TERMINE"]),
        "barre": _bar(row),
        "avancement": _progress_words(row),
        "attendu": fr_percent(row["attendu"]),
        "appreciations": _badge(row["appreciation"], row["appreciation_motif"]),
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


def _badge(appreciation: Any, reason: Any) -> list[dict[str, str]]:
    if pd.isna(appreciation):
        return []
    word = APPRECIATION_LABELS.get(appreciation, clean(appreciation))
    shape = _SHAPES.get(appreciation, "ne")
    return [{"forme": shape, "mot": word, "motif": capitalised(clean(reason))}]

"""Why these peers: what makes them comparable, in values and in robust units."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.comparison.marks import capital_focus, kind_of
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.comparison.study import Study
from pstlib.grammar import counted
from pstlib.text import NBSP, fr_number, is_missing

_LABELS = {
    "population": "Population",
    "densite": "Densité (hab./km²)",
    "part_65_plus": "65 ans et plus (%)",
    "revenu_median": "Revenu médian (€)",
    "faible_instruction": "Peu diplômés (%)",
}
_DIGITS = {"part_65_plus": 1, "faible_instruction": 1}
_SHOWN = 40


def peers_explained(study: Study) -> Block:
    """Show who the peers are and why; warn where the organisation looks like no other."""
    if study.slug is None:
        return block("note.html.j2", "", phrases=[])
    model = study.modele
    own = study.cpas or {}
    mates = model.pairs[model.pairs["ins_a"].eq(own["ins"])]
    there = len(study.pairs_slugs)
    said = [
        f"Modèle «{NBSP}{model.nom}{NBSP}»{NBSP}: {model.libelle}. "
        f"{counted(len(mates), 'pair')}, dont {there} "
        f"{'ont un PST comparé' if there > 1 else 'a un PST comparé'}."
    ]
    if model.absent:
        said = [f"{model.absent} Choisissez un autre modèle, ou ajoutez ce fichier."]
    if study.isole:
        said.append(
            f"{kind_of(study)} isolé{NBSP}: pairs peu comparables. Le plus proche voisin est plus "
            "loin que neuf plus proches voisins sur dix."
        )
    if study.pourquoi is None:
        said.append(
            "Les valeurs de contexte ne sont pas montrées dans un rapport anonyme\u00a0: la "
            "population ou le revenu d’une commune suffisent à la reconnaître."
        )
        return lists_block([], phrases=said)
    return lists_block([_why(study.pourquoi, capital_focus(study))], phrases=said)


def _why(table: pd.DataFrame, own: str) -> ElementTable:
    known = [name for name in _LABELS if name in table and table[name].notna().any()]
    distance = table["distance"].notna().any()
    headings = ["Commune", *(["Distance"] if distance else []), *(_LABELS[n] for n in known)]
    rows = [_row(row, known, distance=bool(distance)) for row in table.to_dict("records")]
    title = f"Pourquoi ces pairs{NBSP}: {own} d’abord, puis chaque pair et son écart"
    return ElementTable(title, headings, rows[:_SHOWN], "chiffres")


def _row(row: dict[Any, Any], known: list[str], *, distance: bool) -> list[Cell]:
    name = row["commune"] if not is_missing(row["commune"]) else row["ins"]
    cells = [Cell(str(name))]
    if distance:
        cells.append(Cell("–" if is_missing(row["distance"]) else fr_number(row["distance"], 2)))
    return cells + [_value(row, variable) for variable in known]


def _value(row: dict[Any, Any], variable: str) -> Cell:
    if is_missing(row[variable]):
        return Cell("n. c.")
    value = fr_number(float(row[variable]), _DIGITS.get(variable, 0))
    gap: Any = row.get(f"ecart_{variable}")
    parts = [str(row[f"annee_{variable}"])]
    if not is_missing(gap) and row["position"] != 0:
        signed = f"{'+' if gap > 0 else ''}{fr_number(float(gap), 1)}"
        parts.append(f"écart{NBSP}{signed}")
    return Cell(value, note=f"{NBSP}; ".join(parts))

"""The matrix of cooperation as a grid: services by degree, the years in the cells."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.synergies.view import own_source
from pstlib.charts.wording import tidy
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import matrix_sentences
from pstlib.text import NBSP, is_missing

NOW, BEFORE = "■", "□"


def matrix(study: SynergyStudy) -> Block:
    """Draw each support service at the degree declared for each year, the last one filled."""
    table, axes = study.matrice, study.axes
    sentences = matrix_sentences(study)
    told = table["degre"].notna().any()
    return block(
        "cooperation.html.j2",
        " ".join(sentences),
        identifiant="synergies-matrice",
        phrases=[] if told else sentences,
        titre=sentences[0].rstrip("."),
        genre="cooperation",
        entete="Service",
        colonnes=[axis.libelle for axis in axes.degres],
        lignes=_lines(study) if told else [],
        legende=f"{NOW} dernier exercice déclaré, {BEFORE} exercices précédents\u00a0; une ligne "
        "sans marque n’est pas déclarée. Plus intégré n’est pas mieux\u00a0: c’est un degré, pas "
        "une note. "
        + " ".join(f"{axis.libelle}{NBSP}: {axis.texte}." for axis in axes.degres if axis.texte),
        source=own_source(study, "table matrice_cooperation"),
        csv=_csv(table, {axis.id: axis.libelle for axis in axes.degres}),
        remarques=[],
        notes=_notes(study),
    )


def _lines(study: SynergyStudy) -> list[dict[str, Any]]:
    lines = []
    for service in dict.fromkeys(study.matrice["service"]):
        rows = study.matrice[study.matrice["service"].eq(service)].to_dict("records")
        cells = [
            [_mark(row) for row in reversed(rows) if row["degre"] == axis.id]
            for axis in study.axes.degres
        ]
        lines.append({"nom": rows[0]["libelle"], "note": _note(rows[-1]), "cases": cells})
    return lines


def _mark(row: Mapping[Any, Any]) -> dict[str, Any]:
    last = bool(row["dernier"])
    css = "marque" if last else "attenue"
    return {
        "signe": NOW if last else BEFORE,
        "css": css,
        "texte": str(row["exercice"]),
        "fort": last,
    }


def _note(row: Mapping[Any, Any]) -> str:
    if is_missing(row["degre"]):
        return "non déclaré"
    said = tidy(row["commentaire"])
    return f"{row['exercice']}{NBSP}: {said}" if said else ""


def _notes(study: SynergyStudy) -> list[str]:
    strange = study.matrice.loc[~study.matrice["connu"], "service"].unique()
    told = [f"{study.axes.matrice.rstrip('.')}."]
    if len(strange):
        names = ", ".join(str(name) for name in strange)
        told.append(
            f"Hors des axes de matrice_cooperation.yml, mais gardés{NBSP}: {names}. Ajoutez-les à "
            "ce fichier pour leur donner un libellé et une place."
        )
    return told


def _csv(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    names = {
        "libelle": "Service", "exercice": "Exercice", "degre": "Degré", "synergies": "Synergies",
        "commentaire": "Commentaire",
    }  # fmt: skip
    said = table.assign(degre=table["degre"].map(labels).astype("str"))
    return said[list(names)].rename(columns=names)

"""Small plans with synergies."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model import Identity, Pst
from pstlib.model.table_files import conform

Row = dict[str, Any]
KNOWN = {
    "slug": "essai", "organisme": "CPAS d’Essai", "libelle": "PST d’essai",
    "exercice_debut": 2019, "exercice_fin": 2024, "fictif": True,
}  # fmt: skip


def make(
    elements: Sequence[Row],
    suivi: Sequence[Row] = (),
    *,
    dossier: Path | None = None,
    **tables: Sequence[Row],
) -> Pst:
    """A PST of 2019-2024; an element's ``code`` and ``libelle`` are made of its identifier."""
    full = [
        {"position": i, "code": row["element_id"].upper(), "libelle": f"Action {row['element_id']}"}
        | row
        for i, row in enumerate(elements)
    ]
    given = {"elements": full, "suivi": suivi, **tables}
    frames = {name: conform(pd.DataFrame(rows), name) for name, rows in given.items() if rows}
    return Pst.from_tables(Identity(**KNOWN), frames, dossier=dossier)


def one_oo(*actions: Row) -> list[Row]:
    """An OS, an OO, and actions under it."""
    return [
        {"element_id": "os1", "niveau": "OS"},
        {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
        *({"niveau": "ACTION", "parent_id": "oo1"} | action for action in actions),
    ]


def seen(element_id: str, statut: str) -> Row:
    """An observation of 31 December 2021."""
    day = pd.Timestamp(dt.date(2021, 12, 31))
    return {"element_id": element_id, "date_suivi": day, "statut": statut}

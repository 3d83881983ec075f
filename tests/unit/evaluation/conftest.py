"""Small PST written in the tests that use them."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from pstlib.model import Identity, Pst, conform

Row = dict[str, Any]
MakePst = Callable[..., Pst]
CASES = Path(__file__).parents[2] / "cases"


def cases(name: str) -> list[Any]:
    """The cases of a file of tests/cases, each with its name."""
    text = (CASES / f"{name}.yml").read_text(encoding="utf-8")
    return [pytest.param(case, id=case["nom"]) for case in yaml.safe_load(text)]


def plain(text: str) -> str:
    """The text with ordinary spaces, as a test writes it."""
    return text.replace("\u00a0", " ")


def make(
    elements: Sequence[Row] = (),
    suivi: Sequence[Row] = (),
    *,
    identite: Row | None = None,
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
    known = {
        "slug": "essai", "organisme": "CPAS d’Essai", "libelle": "PST d’essai",
        "exercice_debut": 2019, "exercice_fin": 2024, "fictif": True,
    }  # fmt: skip
    identity = Identity(**(known | (identite or {})))
    return Pst.from_tables(identity, frames, dossier=dossier)


def one_oo(*actions: Row) -> list[Row]:
    """An OS, an OO, and actions under it."""
    return [
        {"element_id": "os1", "niveau": "OS"},
        {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
        *({"niveau": "ACTION", "parent_id": "oo1"} | action for action in actions),
    ]


def voted(article: str, montant: str, **more: Any) -> Row:
    """A budget line: voted first, an ordinary expense of 2021 unless told."""
    given = {"exercice": 2021, "version": "INITIAL", "service": "O", "type": "D", **more}
    return {**given, "article": article, "montant": Decimal(montant)}


def seen(element_id: str, statut: str | None, taux: float | None = None, le: Any = None) -> Row:
    """An observation, on 31 December 2021 unless told."""
    day = le or dt.date(2021, 12, 31)
    return {
        "element_id": element_id, "date_suivi": pd.Timestamp(day), "statut": statut,
        "taux_avancement": taux,
    }  # fmt: skip

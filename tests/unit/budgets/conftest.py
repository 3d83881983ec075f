"""Small budgets and plans written in the tests that use them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.budgets import amounts_by_version, budget_lines
from pstlib.model import Identity, Pst, conform
from pstlib.model.table_files import empty_table
from pstlib.reference.nomenclature import Nomenclature, load_nomenclature

Row = Mapping[str, Any]
NOMENCLATURE = load_nomenclature()
DAY = "2021-12-31"


def table(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """A table of the model with these rows."""
    return conform(pd.DataFrame(list(rows)), name) if rows else empty_table(name)


def line(article: str, amount: str, version: str = "INITIAL", **more: Any) -> Row:
    """A row of the table ``budget``: an ordinary expense of 2021 unless told."""
    given = {"exercice": 2021, "service": "O", "type": "D"} | more
    return given | {"article": article, "version": version, "montant": Decimal(amount)}


def lines(*rows: Row, nomenclature: Nomenclature = NOMENCLATURE) -> pd.DataFrame:
    return budget_lines(table("budget", rows), nomenclature=nomenclature)


def amounts(*rows: Row) -> pd.DataFrame:
    return amounts_by_version(lines(*rows))


def links(*rows: Row) -> pd.DataFrame:
    return table("liens_budget", rows)


def plan(*elements: Row, states: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The situation of a PST of 2019-2024, on the last day of 2021."""
    rows = [
        {"position": i, "code": row["element_id"].upper(), "libelle": row["element_id"]} | row
        for i, row in enumerate(elements)
    ]
    seen = [
        {"element_id": element, "date_suivi": pd.Timestamp(DAY), "statut": state}
        for element, state in (states or {}).items()
    ]
    identity = Identity(
        slug="essai",
        organisme="CPAS d’Essai",
        libelle="PST d’essai",
        exercice_debut=2019,
        exercice_fin=2024,
        fictif=True,
    )
    tables = {"elements": table("elements", rows), "suivi": table("suivi", seen)}
    return Pst.from_tables(identity, tables).situation(DAY)


def tree() -> list[Row]:
    """Two OS, three OO, four actions; ``b2`` repeats ``a1`` under another OO."""
    return [
        {"element_id": "os1", "niveau": "OS", "theme": "Logement"},
        {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
        {"element_id": "a1", "niveau": "ACTION", "parent_id": "oo1", "theme": "Emploi"},
        {"element_id": "sa1", "niveau": "SOUS_ACTION", "parent_id": "a1"},
        {"element_id": "a2", "niveau": "ACTION", "parent_id": "oo1"},
        {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
        {"element_id": "os2", "niveau": "OS"},
        {"element_id": "oo3", "niveau": "OO", "parent_id": "os2"},
        {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo3"},
        {"element_id": "b2", "niveau": "ACTION", "parent_id": "oo3", "partage_de": "a1"},
    ]


def shared_tree(part: float | None) -> list[Row]:
    """The tree whose ``b2`` takes ``part`` of the shared action ``a1``."""
    return [row | {"part": part} if row["element_id"] == "b2" else row for row in tree()]


def told(value: Any) -> Any:
    """A cell as a test writes it: text of an amount, None when missing."""
    if isinstance(value, Decimal):
        return str(value)
    return None if value is pd.NA or value is None or value != value else value  # noqa: PLR0124


def rows_of(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of some columns, amounts as text and missing cells as None."""
    return [tuple(map(told, row)) for row in zip(*(frame[c] for c in columns), strict=True)]

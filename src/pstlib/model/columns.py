"""Kinds of columns: each makes a pandera column that knows its French title and meaning."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow

AMOUNT = pd.ArrowDtype(pyarrow.decimal128(18, 2))
"""Exact euros and cents; no float ever holds an amount."""
LIMIT = Decimal(10) ** 9
"""No amount of a table reaches it; ten million amounts then add up within ``AMOUNT``."""

DTYPES: dict[str, Any] = {
    "texte": pd.StringDtype(na_value=float("nan")),
    "entier": pd.Int64Dtype(),
    "nombre": pd.Float64Dtype(),
    "date": "datetime64[us]",
    "booleen": pd.BooleanDtype(),
    "montant": AMOUNT,
}
EXPECTED = {
    "texte": "un texte",
    "entier": "un nombre entier",
    "nombre": "un nombre (point décimal)",
    "date": "une date AAAA-MM-JJ",
    "booleen": "true ou false",
    "montant": "un montant à deux décimales au plus (point décimal), de moins d’un "
    "milliard d’euros",
}


def column(
    kind: str,
    meaning: str,
    *,
    needed: bool = False,
    unique: bool = False,
    check: pa.Check | None = None,
) -> pa.Column:
    """Make a column of one of the kinds of ``DTYPES``.

    Args:
        kind: A key of ``DTYPES``; kept in the column's metadata with the rest.
        meaning: What a cell holds, in French: the dictionary and the data package print it.
        needed: Whether an empty cell is an error.
        unique: Whether two equal cells are an error.
        check: What the values must satisfy; its ``error`` says so in French.
    """
    return pa.Column(
        DTYPES[kind],
        checks=[check] if check else [],
        nullable=not needed,
        unique=unique,
        description=meaning,
        metadata={"kind": kind},
    )


def text(meaning: str, *, needed: bool = False, unique: bool = False) -> pa.Column:
    """Make a free text column."""
    return column("texte", meaning, needed=needed, unique=unique)


def key(meaning: str, *, unique: bool = False) -> pa.Column:
    """Make a text column that every row must fill."""
    return column("texte", meaning, needed=True, unique=unique)


def choice(meaning: str, values: Iterable[str], *, needed: bool = False) -> pa.Column:
    """Make a text column whose cells come from a closed list."""
    allowed = [str(value) for value in values]
    check = pa.Check.isin(allowed, error="une de ces valeurs : " + ", ".join(allowed))
    return column("texte", meaning, needed=needed, check=check)


def pattern(meaning: str, regex: str, expected: str, *, needed: bool = False) -> pa.Column:
    """Make a text column whose cells match ``regex`` wholly."""
    check = pa.Check.str_matches(rf"^(?:{regex})$", error=expected)
    return column("texte", meaning, needed=needed, check=check)


def date(meaning: str, *, needed: bool = False) -> pa.Column:
    """Make a date column."""
    return column("date", meaning, needed=needed)


def integer(meaning: str, *, needed: bool = False) -> pa.Column:
    """Make a column of whole numbers."""
    return column("entier", meaning, needed=needed)


def year(meaning: str, *, needed: bool = False) -> pa.Column:
    """Make a column of years (exercices)."""
    check = pa.Check.in_range(1999, 2099, error="une année de 1999 à 2099")
    return column("entier", meaning, needed=needed, check=check)


def number(meaning: str, low: float | None = None, high: float | None = None) -> pa.Column:
    """Make a column of numbers, within bounds where they are given."""
    check = None
    if low is not None and high is not None:
        check = pa.Check.in_range(low, high, error=f"un nombre de {low:g} à {high:g}")
    elif low is not None:
        check = pa.Check.ge(low, error=f"un nombre d’au moins {low:g}")
    return column("nombre", meaning, check=check)


def amount(meaning: str, *, needed: bool = False) -> pa.Column:
    """Make a column of exact amounts in euros, below ``LIMIT``."""
    check = pa.Check(
        lambda amounts: amounts.abs().lt(LIMIT), error=EXPECTED["montant"], ignore_na=True
    )
    return column("montant", meaning, needed=needed, check=check)


def schema(title: str, columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    """Make the schema of a table: these columns and no other, in this order."""
    return pa.DataFrameSchema(columns, title=title, strict=True, ordered=True)

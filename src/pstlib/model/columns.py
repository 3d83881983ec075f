"""Kinds of columns: each makes a column that knows its meaning, and what its cells must satisfy.

pandera, which says what is wrong with a table, takes a third of a second to load: it is asked only
where something is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow

PERSONAL = ("non", "possible", "oui")
"""Whether a cell names a person: never, perhaps (a note written for oneself), always."""
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


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a value must satisfy.

    Attributes:
        error: What was expected, in French.
        statistics: ``allowed_values``; ``pattern``; ``min_value``, ``max_value``; ``limit``,
            which no amount reaches on either side.
    """

    error: str
    statistics: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, value: Any) -> bool:
        """Tell whether a value that isn't missing satisfies it."""
        known = self.statistics
        return (
            value in known.get("allowed_values", (value,))
            and known.get("min_value", value) <= value <= known.get("max_value", value)
            and ("pattern" not in known or re.match(known["pattern"], value) is not None)
            and ("limit" not in known or abs(value) < known["limit"])
        )


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table.

    ``kind`` is a key of ``DTYPES``, ``description`` is French, ``personal`` one of ``PERSONAL``.
    """

    name: str = ""
    kind: str
    description: str
    nullable: bool
    unique: bool
    checks: tuple[Check, ...]
    personal: str = "non"


@dataclass(frozen=True)
class Table:
    """A table: these columns and no other, in this order; ``internal`` if it isn't to publish."""

    title: str
    columns: Mapping[str, Column]
    internal: bool = False


def column(
    kind: str,
    meaning: str,
    *,
    needed: bool = False,
    unique: bool = False,
    check: Check | None = None,
) -> Column:
    """Make a column of one of the kinds of ``DTYPES``.

    Args:
        kind: A key of ``DTYPES``.
        meaning: What a cell holds, in French: the dictionary and the data package print it.
        needed: Whether an empty cell is an error.
        unique: Whether two equal cells are an error.
        check: What the values must satisfy; its ``error`` says so in French.
    """
    return Column(
        kind=kind,
        description=meaning,
        nullable=not needed,
        unique=unique,
        checks=(check,) if check else (),
    )


def text(meaning: str, *, needed: bool = False, unique: bool = False) -> Column:
    """Make a free text column."""
    return column("texte", meaning, needed=needed, unique=unique)


def person(meaning: str) -> Column:
    """Make a text column that names somebody."""
    return replace(text(meaning), personal="oui")


def note(meaning: str) -> Column:
    """Make a text column of notes, which may name somebody and weren't written to be published."""
    return replace(text(meaning), personal="possible")


def key(meaning: str, *, unique: bool = False) -> Column:
    """Make a text column that every row must fill."""
    return column("texte", meaning, needed=True, unique=unique)


def choice(meaning: str, values: Iterable[str], *, needed: bool = False) -> Column:
    """Make a text column whose cells come from a closed list."""
    allowed = [str(value) for value in values]
    error = "une de ces valeurs : " + ", ".join(allowed)
    check = Check(error=error, statistics={"allowed_values": allowed})
    return column("texte", meaning, needed=needed, check=check)


def pattern(meaning: str, regex: str, expected: str, *, needed: bool = False) -> Column:
    """Make a text column whose cells match ``regex`` wholly."""
    check = Check(error=expected, statistics={"pattern": rf"^(?:{regex})$"})
    return column("texte", meaning, needed=needed, check=check)


def date(meaning: str, *, needed: bool = False) -> Column:
    """Make a date column."""
    return column("date", meaning, needed=needed)


def integer(meaning: str, *, needed: bool = False) -> Column:
    """Make a column of whole numbers."""
    return column("entier", meaning, needed=needed)


def year(meaning: str, *, needed: bool = False) -> Column:
    """Make a column of years (exercices)."""
    years = {"min_value": 1999, "max_value": 2099}
    check = Check(error="une année de 1999 à 2099", statistics=years)
    return column("entier", meaning, needed=needed, check=check)


def number(meaning: str, low: float | None = None, high: float | None = None) -> Column:
    """Make a column of numbers, within bounds where they are given."""
    bounds = {"min_value": low, "max_value": high}
    told = {name: bound for name, bound in bounds.items() if bound is not None}
    between = f"un nombre de {low:g} à {high:g}" if len(told) > 1 else ""
    error = between or f"un nombre d’au moins {low:g}" if told else ""
    return column("nombre", meaning, check=Check(error=error, statistics=told) if told else None)


def amount(meaning: str, *, needed: bool = False) -> Column:
    """Make a column of exact amounts in euros, below ``LIMIT``."""
    check = Check(error=EXPECTED["montant"], statistics={"limit": LIMIT})
    return column("montant", meaning, needed=needed, check=check)


def schema(title: str, columns: Mapping[str, Column], *, internal: bool = False) -> Table:
    """Make a table of columns, each of which takes its name."""
    named = {name: replace(spec, name=name) for name, spec in columns.items()}
    return Table(title, named, internal)

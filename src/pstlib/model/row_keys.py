"""What tells a row of a table from the others, for programs and in words."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.model.articles import line_keys
from pstlib.model.tables import REPEATED_STEPS, ROW_KEYS
from pstlib.text import is_missing

_READ = 9  # parts of a line whose article was read; six where it is told by its text
_PROVENANCE = {"suivi": "source", "suivi_synergies": "source"}


def row_keys(table: pd.DataFrame, name: str) -> pd.Series:
    """Give what tells each row of the table ``name``, by which a source's row is known to be one.

    An article is the same however it is written, and a step taken once is the same at any date.
    """
    return pd.Series(_keys(table, name, ROW_KEYS[name]), index=table.index, dtype=object)


def row_names(table: pd.DataFrame, name: str) -> list[str]:
    """Name each row in words, whatever source it is of: « budget : 2021 / MB1 / O / D / … »."""
    keys = _keys(table, name, naming_columns(name))
    return [f"{name} : {' / '.join(part for part in key if part)}" for key in keys]


def naming_columns(name: str) -> tuple[str, ...]:
    """Give the columns that name a row of a table, whatever source it is of."""
    return tuple(column for column in ROW_KEYS[name] if column != _PROVENANCE.get(name))


def _keys(table: pd.DataFrame, name: str, columns: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    if name == "budget":
        return [_budget_key(tuple(str(part or "") for part in key)) for key in line_keys(table)]
    if name == "demarches":
        # Most steps are taken once (a year): another date corrects the first one.
        table = table.assign(date=table["date"].where(table["demarche"].isin(REPEATED_STEPS)))
    cells = (table[column].astype(object) for column in columns)
    return [tuple(_text(value) for value in row) for row in zip(*cells, strict=True)]


def _budget_key(line: tuple[str, ...]) -> tuple[str, ...]:
    """Write the article of a line of a budget, if it was read, as the regulation does."""
    if len(line) != _READ:
        return line
    *place, function, code, number, year, project = line
    return (*place, f"{function}/{code}-{number}", year, project)


def _text(value: Any) -> str | None:
    if is_missing(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)

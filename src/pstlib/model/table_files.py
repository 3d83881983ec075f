"""A CSV file or a loose DataFrame becomes a table that obeys its schema, or an error."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow

from pstlib.errors import TableError
from pstlib.model.columns import AMOUNT, DTYPES, EXPECTED
from pstlib.model.tables import TABLES
from pstlib.text import is_missing, nearest

Problem = tuple[int, str, Any, str]
"""Row position, column, value found, what was expected."""

_BOOLEANS = {"true": True, "false": False}


def empty_table(name: str) -> pd.DataFrame:
    """Give the table ``name`` without rows, its columns and dtypes as in the schema."""
    kinds = _kinds(name)
    return pd.DataFrame({col: pd.Series(dtype=DTYPES[kind]) for col, kind in kinds.items()})


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read the canonical CSV of the table ``name``.

    Raises:
        TableError: If the file is no UTF-8 CSV or breaks the schema; the message gives the
            file's line, the column, the value and what was expected.
    """
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise TableError(
            "Table illisible",
            where=str(path),
            found=str(error).splitlines()[0],
            todo="Enregistrez-la en CSV UTF-8, séparé par des virgules, avec sa ligne de titres.",
        ) from error
    _refuse_wrong_columns(raw, name, str(path))
    table, problems = _convert(raw, name)
    problems += _schema_problems(table, name, known=problems)
    if problems:
        lines = physical_lines(path)
        raise _table_error(problems, str(path), [f"ligne {line}" for line in lines])
    return table


def conform(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give ``table`` all the columns of the schema ``name``, in order, with their dtypes.

    Args:
        table: Any columns of the schema, in any order; a missing column is added empty.
        name: A key of ``TABLES``.

    Raises:
        TableError: If a column is unknown or a value breaks the schema.
    """
    missing: dict[str, Any] = {col: pd.NA for col in _kinds(name) if col not in table}
    full = table.reset_index(drop=True).assign(**missing)
    _refuse_wrong_columns(full, name, name)
    converted, problems = _convert(full, name)
    problems += _schema_problems(converted, name, known=problems)
    if problems:
        raise _table_error(problems, name, [f"rangée {i + 1}" for i in range(len(full))])
    return converted


def _kinds(name: str) -> dict[str, str]:
    return {col: spec.metadata["kind"] for col, spec in TABLES[name].columns.items()}


def _refuse_wrong_columns(table: pd.DataFrame, name: str, where: str) -> None:
    known = list(_kinds(name))
    needed = [col for col, spec in TABLES[name].columns.items() if not spec.nullable]
    absent = [col for col in needed if col not in table]
    unknown = [str(col) for col in table if col not in known]
    details = [f"colonne obligatoire absente : {col}" for col in absent]
    for col in unknown:
        near = nearest(col, known, 1)
        details.append(f"colonne inconnue : {col}" + (f" (proche : {near[0]})" if near else ""))
    if details:
        raise TableError(
            "Colonnes inattendues",
            where=where,
            todo=f"Colonnes de la table {name} : {', '.join(known)}.",
            details=details,
        )


def _convert(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Give each column its dtype; cells that resist are left missing and reported."""
    converted, problems = {}, []
    for col, kind in _kinds(name).items():
        source = table[col] if col in table else pd.Series(pd.NA, index=table.index)
        converted[col] = _to_kind(source, kind)
        lost = source.notna() & converted[col].isna()
        problems += [
            (int(row), col, source.iloc[row], EXPECTED[kind])
            for row in lost.to_numpy().nonzero()[0]
        ]
    return pd.DataFrame(converted), problems


def _to_kind(source: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if source.dtype == DTYPES[kind]:
        return source
    if kind == "date":
        dates = pd.to_datetime(source, format="%Y-%m-%d", errors="coerce")
        return dates.astype("datetime64[us]")
    if kind in ("entier", "nombre"):
        return _to_number(source, kind)
    if kind == "booleen":
        return source.map(lambda v: v if isinstance(v, bool) else _BOOLEANS.get(v)).astype(
            "boolean"
        )
    if kind == "montant":
        return _to_amounts(source)
    return source.astype(DTYPES[kind])


def _to_number(source: pd.Series[Any], kind: str) -> pd.Series[Any]:
    numbers = pd.to_numeric(source, errors="coerce").astype("Float64")
    # Infinity is no measure, and 2.5 no whole number: both count as unreadable.
    numbers = numbers.mask(numbers.abs() == float("inf"))
    if kind == "entier":
        numbers = numbers.mask(numbers != numbers.round())
    return numbers.astype(DTYPES[kind])


def _to_amounts(source: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_float_dtype(source):
        # No float ever holds a euro: such cells are left missing, hence reported.
        return pd.Series(pd.NA, index=source.index, dtype=AMOUNT)
    texts = source.astype(DTYPES["texte"])
    try:
        # All at once: a budget has thousands of rows.
        cents = pyarrow.array(texts, from_pandas=True, type=pyarrow.string()).cast(
            AMOUNT.pyarrow_dtype
        )
    except pyarrow.ArrowInvalid:
        cents = pyarrow.array([_to_amount(value) for value in source], AMOUNT.pyarrow_dtype)
    return pd.Series(pd.array(cents, dtype=AMOUNT), index=source.index)


def _to_amount(value: Any) -> Any:
    if is_missing(value):
        return None
    try:
        return pyarrow.scalar(str(value)).cast(AMOUNT.pyarrow_dtype).as_py()
    except pyarrow.ArrowInvalid:
        return None


def _schema_problems(table: pd.DataFrame, name: str, *, known: Sequence[Problem]) -> list[Problem]:
    """List the breaches of the schema, those of cells already reported set apart."""
    try:
        TABLES[name].validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        reported = {(row, col) for row, col, _, _ in known}
        return [p for p in _failures(error.failure_cases, table) if p[:2] not in reported]
    return []


def _failures(cases: pd.DataFrame, table: pd.DataFrame) -> Iterator[Problem]:
    for case in cases.to_dict("records"):
        row = 0 if is_missing(case["index"]) else int(case["index"])
        column = str(case["column"])
        value = table[column].iloc[row] if column in table else case["failure_case"]
        yield row, column, value, _expectation(str(case["check"]))


def _expectation(check: str) -> str:
    fixed = {"not_nullable": "une valeur", "field_uniqueness": "une valeur unique"}
    return fixed.get(check, check)


def _table_error(problems: list[Problem], where: str, places: list[str]) -> TableError:
    details = [
        f"{places[row] if row < len(places) else '?'}, colonne {col} : "
        f"{'vide' if is_missing(value) else f'« {value} »'} – attendu : {expected}"
        for row, col, value, expected in sorted(problems, key=lambda p: p[0])
    ]
    return TableError(
        "La table ne respecte pas son schéma",
        where=where,
        todo="Corrigez ces cases, puis recommencez.",
        details=details,
    )


def physical_lines(path: Path) -> list[int]:
    """Give the file's line on which each row begins: a quoted cell may hold line breaks."""
    lines, previous = [], 0
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        for row in reader:
            if row:
                lines.append(previous + 1)
            previous = reader.line_num
    return lines[1:]

"""A CSV file or a loose DataFrame becomes a table that obeys its schema, or an error."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from pstlib.errors import TableError
from pstlib.model.columns import AMOUNT, DTYPES, EXPECTED
from pstlib.model.quick_csv import arrow_table, from_arrow, obeys, to_arrow
from pstlib.model.tables import TABLES
from pstlib.text import is_missing, nearest

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

Problem = tuple[int, str, Any, str]
"""Row position, column, value found, what was expected."""

_BOOLEANS = {"true": True, "false": False}


def empty_table(name: str) -> pd.DataFrame:
    """Give the table ``name`` without rows, its columns and dtypes as in the schema."""
    # Making 28 columns takes 5 ms; with copy-on-write, a view is as good as a table of its own.
    return _empty(name).copy(deep=False)


@cache
def _empty(name: str) -> pd.DataFrame:
    kinds = _kinds(name)
    return pd.DataFrame({col: pd.Series(dtype=DTYPES[kind]) for col, kind in kinds.items()})


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read the canonical CSV of the table ``name``.

    Raises:
        TableError: If the file is no UTF-8 CSV or breaks the schema; the message gives the
            file's line, the column, the value and what was expected.
    """
    # Texts that Arrow keeps are best read as they are.
    table = arrow_table(path, name, encoded=DTYPES["texte"].storage == "python")
    return _read_cell_by_cell(path, name) if table is None else from_arrow(table)


def read_tables(files: Mapping[str, Path], name: str) -> pd.DataFrame:
    """Read the canonical CSV of the table ``name`` of several PSTs into one table.

    Args:
        files: The files by the slug of their PST.
        name: A key of ``TABLES``.

    Returns:
        ``slug``, then the columns of the table, in the order of ``files``.

    Raises:
        TableError: At the first file that breaks its schema.
    """
    with ThreadPoolExecutor() as threads:  # Arrow works outside Python's lock
        tables = threads.map(partial(_as_arrow, name=name), files.values())
    return side_by_side(dict(zip(files, tables, strict=True)), name)


def side_by_side(tables: Mapping[str, pa.Table], name: str) -> pd.DataFrame:
    """Make one table of those that Arrow read of several PSTs.

    Args:
        tables: Each by the slug of its PST, their columns those of ``arrow_types``.
        name: A key of ``TABLES``.

    Returns:
        ``slug``, then the columns of the table.
    """
    if not tables:
        return empty_table(name).assign(slug=pd.Series(dtype=DTYPES["texte"]))[
            ["slug", *_kinds(name)]
        ]
    return from_arrow(pa.concat_tables(_labelled(slug, one) for slug, one in tables.items()))


def sound_table(path: Path, name: str) -> pa.Table | None:
    """Read the canonical CSV of the table ``name``, None where ``read_table`` would refuse it.

    What is wrong isn't looked for: pandera, which words it, takes half a second to load.
    """
    table = arrow_table(path, name)
    if table is not None:
        return table
    try:
        raw = _cells(path)
        _refuse_wrong_columns(raw, name, str(path))
    except TableError:
        return None
    careful, problems = _convert(raw, name)
    if problems:
        return None
    table = to_arrow(careful, name)
    return table if obeys(table, name) else None


def _labelled(slug: str, table: pa.Table) -> pa.Table:
    return table.add_column(0, "slug", pa.repeat(pa.scalar(slug, pa.large_string()), len(table)))


def _as_arrow(path: Path, name: str) -> pa.Table:
    table = arrow_table(path, name)
    return to_arrow(_read_cell_by_cell(path, name), name) if table is None else table


def _read_cell_by_cell(path: Path, name: str) -> pd.DataFrame:
    """Read a table that may hold what only a closer look can read, or name each problem."""
    raw = _cells(path)
    table, problems = convert(raw, name, str(path))
    if problems:
        lines = physical_lines(path)
        raise _table_error(problems, str(path), [f"ligne {line}" for line in lines])
    return table


def _cells(path: Path) -> pd.DataFrame:
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _unreadable(path, str(error).splitlines()[0]) from error
    if not isinstance(raw.index, pd.RangeIndex):  # pandas took the first cells for row labels
        raise _unreadable(path, "des lignes de plus de cellules que de titres")
    return raw


def _unreadable(path: Path, found: str) -> TableError:
    return TableError(
        "Table illisible",
        where=str(path),
        found=found,
        todo="Enregistrez-la en CSV UTF-8, séparé par des virgules, avec sa ligne de titres.",
    )


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
    converted, problems = convert(full, name, name)
    if problems:
        raise _table_error(problems, name, [f"rangée {i + 1}" for i in range(len(full))])
    return converted


def convert(raw: pd.DataFrame, name: str, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Give a table the dtypes of its schema, and list what in it breaks the schema.

    Args:
        raw: Every needed column of the schema ``name``; its index is the rows' positions.
        name: A key of ``TABLES``.
        where: What the message names as the place of the table.

    Raises:
        TableError: If a column is unknown, or a needed one is absent.
    """
    _refuse_wrong_columns(raw, name, where)
    table, problems = _convert(raw, name)
    return table, problems + _schema_problems(table, name, known=problems)


def _kinds(name: str) -> dict[str, str]:
    return {col: spec.kind for col, spec in TABLES[name].columns.items()}


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
        cents = pa.array(texts, from_pandas=True, type=pa.string()).cast(AMOUNT.pyarrow_dtype)
    except pa.ArrowInvalid:
        cents = pa.array([_to_amount(value) for value in source], AMOUNT.pyarrow_dtype)
    return pd.Series(pd.array(cents, dtype=AMOUNT), index=source.index)


def _to_amount(value: Any) -> Any:
    if is_missing(value):
        return None
    try:
        return pa.scalar(str(value)).cast(AMOUNT.pyarrow_dtype).as_py()
    except pa.ArrowInvalid:
        return None


def _schema_problems(table: pd.DataFrame, name: str, *, known: Sequence[Problem]) -> list[Problem]:
    """List the breaches of the schema, those of cells already reported set apart."""
    from pandera.errors import SchemaErrors

    try:
        _pandera_schema(name).validate(table, lazy=True)
    except SchemaErrors as error:
        reported = {(row, col) for row, col, _, _ in known}
        return [p for p in _failures(error.failure_cases, table) if p[:2] not in reported]
    return []


def _pandera_schema(name: str) -> DataFrameSchema:
    from pandera.pandas import Check, Column, DataFrameSchema

    columns = {
        column: Column(
            DTYPES[spec.kind],
            [Check(check.holds, element_wise=True, error=check.error) for check in spec.checks],
            nullable=spec.nullable,
            unique=spec.unique,
        )
        for column, spec in TABLES[name].columns.items()
    }
    return DataFrameSchema(columns, strict=True, ordered=True)


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

"""A canonical CSV read in one go by Arrow: every cell as its column wants it, or nothing."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pstlib.model.cache import kept
from pstlib.model.columns import AMOUNT, DTYPES, LIMIT, Column
from pstlib.model.tables import TABLES

_ARROW = {
    "texte": pa.large_string(),
    "entier": pa.int64(),
    "nombre": pa.float64(),
    "date": pa.timestamp("us"),
    "booleen": pa.bool_(),
    "montant": AMOUNT.pyarrow_dtype,
}
_DTYPES = {kind: DTYPES[name] for name, kind in _ARROW.items()}
_EXACT = 2.0**53  # whole numbers below it are exact as floats
_READING = pyarrow.csv.ReadOptions(use_threads=False)
# A quoted cell may hold line breaks; the cost is one thread a file.
_PARSING = pyarrow.csv.ParseOptions(newlines_in_values=True)


def arrow_types(name: str) -> dict[str, pa.DataType]:
    """Give the Arrow type of each column of the table ``name``."""
    return {col: _ARROW[spec.kind] for col, spec in TABLES[name].columns.items()}


def arrow_table(path: Path, name: str, *, encoded: bool = False) -> pa.Table | None:
    """Read the canonical CSV of the table ``name``, or its copy in the cache.

    Args:
        path: The file.
        name: A key of ``TABLES``.
        encoded: Whether texts may come as a copy holds them, each distinct one once: as codes.

    Returns:
        The table, its columns those of ``arrow_types``; None if a cell can't be read in one go or
        breaks the schema. Who gets None reads the file cell by cell: that way is slower and names
        each problem.
    """

    def read() -> pa.Table | None:
        table = quick_table(path.read_bytes(), name)
        return table if table is not None and obeys(table, name) else None

    texts = [col for col, kind in arrow_types(name).items() if kind == _ARROW["texte"]]
    return kept(path, _form(name), read, encoded=texts if encoded else ())


def quick_table(data: bytes, name: str) -> pa.Table | None:
    """Read a canonical CSV whose every cell can be read, None for any other."""
    types = arrow_types(name)
    conversion = pyarrow.csv.ConvertOptions(
        column_types={col: _written(kind) for col, kind in types.items()},
        null_values=[""],
        strings_can_be_null=True,
        true_values=["true"],
        false_values=["false"],
    )
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            read_options=_READING,
            convert_options=conversion,
            parse_options=_PARSING,
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    names = table.column_names
    if len(set(names)) < len(names) or not set(names) <= set(types):
        return None
    numbers = [col for col, column in zip(names, table.columns, strict=True) if _is_number(column)]
    if not all(_sound(table[col], whole=pa.types.is_integer(types[col])) for col in numbers):
        return None
    columns = [
        table[col].cast(kind) if col in names else pa.nulls(len(table), kind)
        for col, kind in types.items()
    ]
    return pa.table(columns, names=list(types))


def _written(kind: pa.DataType) -> pa.DataType:
    """Give the type by which Arrow reads a column.

    Its dates without hours know the calendar; its whole numbers may be written 0x7e4, not 2020.0.
    """
    if pa.types.is_integer(kind):
        return pa.float64()
    return pa.date32() if pa.types.is_timestamp(kind) else kind


def _is_number(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_floating(column.type))


def _sound(column: pa.ChunkedArray, *, whole: bool) -> bool:
    """Tell whether all numbers are measures, not infinity, and whole where they must be."""
    sound = pc.is_finite(column)
    if whole:
        exact = pc.and_(pc.equal(pc.round(column), column), pc.less(pc.abs(column), _EXACT))
        sound = pc.and_(sound, exact)
    return pc.all(sound, min_count=0).as_py() is not False


def from_arrow(table: pa.Table) -> pd.DataFrame:
    """Give an Arrow table of the types of ``arrow_types`` as a DataFrame of our dtypes."""
    columns = zip(table.column_names, table.columns, strict=True)
    return pd.DataFrame({name: _cells(column) for name, column in columns}, copy=False)


def _cells(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        return _decoded(column)
    if pa.types.is_timestamp(column.type):
        return column.to_numpy()
    # ``to_pandas`` does the same, with what the schema says of pandas: three times as long.
    return _DTYPES[column.type].__from_arrow__(column)


def _decoded(column: pa.ChunkedArray) -> Any:
    """Give texts that share what they repeat: a budget says few things many times."""
    whole = column.unify_dictionaries().combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    distinct = pd.array(whole.dictionary.to_pylist(), dtype=DTYPES["texte"])
    return distinct.take(codes, allow_fill=True)


def to_arrow(table: pd.DataFrame, name: str) -> pa.Table:
    """Give a table of our dtypes as an Arrow table of the types of ``arrow_types``."""
    return pa.Table.from_pandas(table, schema=pa.schema(arrow_types(name)), preserve_index=False)


@cache
def _form(name: str) -> str:
    """Describe a schema: a table kept under another one isn't the same."""
    columns = TABLES[name].columns.items()
    types = arrow_types(name)
    rules = [
        (str(col), str(types[col]), spec.nullable, spec.unique, [c.error for c in spec.checks])
        for col, spec in columns
    ]
    return f"{name} {rules}"


def obeys(table: pa.Table, name: str) -> bool:
    """Tell whether a table of the types of ``arrow_types`` obeys its schema.

    The checks of a column look at each value by itself: they are asked about each once.
    """
    return all(_column_obeys(table[str(col)], spec) for col, spec in TABLES[name].columns.items())


def _column_obeys(column: pa.ChunkedArray, spec: Column) -> bool:
    if column.null_count and not spec.nullable:
        return False
    if not spec.checks and not spec.unique:
        return True
    if column.type == AMOUNT.pyarrow_dtype:
        return _within(column)
    values = column.unique().drop_null()
    if spec.unique and len(values) + column.null_count < len(column):
        return False
    return all(check.holds(value) for value in values.to_pylist() for check in spec.checks)


def _within(amounts: pa.ChunkedArray) -> bool:
    """Tell whether all amounts are below the limit; a budget has too many to look at each."""
    ends = pc.min_max(amounts).as_py().values()
    return all(end is None or abs(end) < LIMIT for end in ends)

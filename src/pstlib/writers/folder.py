"""A PST to its folder: ``pst.yml``, ``tables/*.csv``, ``datapackage.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pstlib.model import Identity, Pst, load_identity
from pstlib.model.quick_csv import to_arrow
from pstlib.model.tables import TABLES
from pstlib.paths import write_atomically
from pstlib.writers.datapackage import datapackage
from pstlib.writers.yaml_keys import dump, set_keys

_SPECIAL = frozenset('",\n\r')


def write_pst(pst: Pst, folder: Path) -> list[Path]:
    """Write a PST into ``folder``.

    A table without rows has no file. A file whose content would be the same is left alone, and
    in a ``pst.yml`` that exists only the keys that differ change, so that comments stay.

    Returns:
        The files written or removed.
    """
    changed = _write_identity(pst.identite, folder / "pst.yml")
    for name, table in pst.tables.items():
        path = folder / "tables" / f"{name}.csv"
        if table.empty:
            changed += _remove(path)
        elif write_atomically(path, to_csv(table, name)):
            changed.append(path)
    package = folder / "datapackage.json"
    if write_atomically(package, datapackage(pst)):
        changed.append(package)
    return changed


def to_csv(table: pd.DataFrame, name: str) -> str:
    """Write a table in its canonical form: UTF-8, commas, ISO dates, exact amounts, line feeds."""
    kinds = {column: spec.kind for column, spec in TABLES[name].columns.items()}
    return arrow_csv(to_arrow(table, name), kinds)


def arrow_csv(table: pa.Table, kinds: Mapping[str, str]) -> str:
    """Write the columns named, each of its kind, in that form.

    Arrow's own writer isn't used: it quotes every text.
    """
    rows = table.combine_chunks()
    cells = {column: _cells(rows[column], kind) for column, kind in kinds.items()}
    # A lone carriage return ends a line for many readers: then every cell is quoted.
    whole = any("\r" in text for texts, _ in cells.values() for text in texts)
    written = [_written(texts, places, quote_all=whole) for texts, places in cells.values()]
    lines = pc.binary_join_element_wise(*written, _text(","))
    titles = [_quoted(column) if whole else column for column in kinds]
    return "\n".join([",".join(titles), *lines.to_pylist(), ""])


def _cells(values: pa.ChunkedArray, kind: str) -> tuple[list[str], pa.Array]:
    """Give the distinct texts of a column, a missing value being none, and where each one is."""
    found = (values.chunk(0) if values.num_chunks else pa.array([], values.type)).dictionary_encode(
        null_encoding="encode"
    )
    distinct = found.dictionary
    if kind == "date":
        distinct = distinct.cast(pa.date32())
    if kind == "nombre":
        texts = [_number(value) for value in distinct.to_pylist()]
    else:
        texts = distinct.cast(pa.large_string()).to_pylist()
    return ["" if text is None else text for text in texts], found.indices


def _written(texts: list[str], places: pa.Array, *, quote_all: bool) -> pa.Array:
    quoted = [_quoted(text) if quote_all or _SPECIAL & set(text) else text for text in texts]
    return pa.array(quoted, pa.large_string()).take(places)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value == int(value) else repr(value)


def _write_identity(identity: Identity, path: Path) -> list[Path]:
    values = _keys(identity)
    if not path.is_file():
        write_atomically(path, dump(values))
        return [path]
    known = _keys(load_identity(path.parent))
    different = {key: value for key, value in values.items() if known.get(key) != value}
    if not different:
        return []
    write_atomically(path, set_keys(path.read_text(encoding="utf-8"), different))
    return [path]


def _keys(identity: Identity) -> dict[str, Any]:
    """Give the keys of ``pst.yml``; what isn't known has none."""
    values = asdict(identity) | {"evaluations": [asdict(item) for item in identity.evaluations]}
    return {key: value for key, value in values.items() if value is not None and value != []}


def _remove(path: Path) -> list[Path]:
    if not path.is_file():
        return []
    path.unlink()
    return [path]

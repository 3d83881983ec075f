"""A PST to its folder: ``pst.yml``, ``tables/*.csv``, ``datapackage.json``."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model import Identity, Pst, load_identity
from pstlib.model.tables import TABLES
from pstlib.paths import write_atomically
from pstlib.writers.datapackage import datapackage
from pstlib.writers.yaml_keys import dump, set_keys


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
    kinds = {column: spec.metadata["kind"] for column, spec in TABLES[name].columns.items()}
    cells = pd.DataFrame({column: _cells(table[column], kind) for column, kind in kinds.items()})
    text: str = cells.to_csv(index=False, lineterminator="\n")
    if "\r" in text:
        # Only the writers of newer Pythons quote a lone carriage return, which ends a line.
        text = cells.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_ALL)
    return text


def _cells(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "date":
        days: pd.Series[Any] = values.dt.strftime("%Y-%m-%d")
        return days
    written: pd.Series[Any] = values.astype(object).map(_WRITERS.get(kind, str), na_action="ignore")
    return written


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


_WRITERS: dict[str, Callable[[Any], str]] = {
    "booleen": lambda value: str(value).lower(),
    "nombre": _number,
    "montant": lambda value: f"{value:f}",
}


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

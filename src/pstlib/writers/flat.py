"""A PST in files that any program opens: CSV tables with their description, or one JSON."""

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

import pandas as pd

from pstlib.model import Pst
from pstlib.model.tables import TABLES
from pstlib.text import escaped_cell, is_missing
from pstlib.writers.datapackage import datapackage
from pstlib.writers.folder import to_csv
from pstlib.writers.yaml_keys import dump

JSON_FORM = "pstlib-pst 1"
# The same PST gives the same bytes: the oldest date that a zip knows, not the clock.
_MADE = (1980, 1, 1, 0, 0, 0)


def csv_files(pst: Pst) -> tuple[dict[str, bytes], list[str]]:
    """Give the files of a CSV export: ``pst.yml``, the tables that have rows, ``datapackage.json``.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe.

    Returns:
        Content by path, and in French what changes of the PST.
    """
    files = {"pst.yml": dump(_identity(pst)).encode()}
    changed = 0
    for name, table in pst.tables.items():
        if len(table):
            safe, count = without_formulas(table, name)
            files[f"tables/{name}.csv"] = to_csv(safe, name).encode()
            changed += count
    files["datapackage.json"] = datapackage(pst).encode()
    told = f"textes précédés d’une apostrophe, qu’un tableur aurait exécutés : {changed}"
    return files, [told] if changed else []


def zipped(files: dict[str, bytes]) -> bytes:
    """Put files into one zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, _MADE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def write_json(pst: Pst) -> tuple[bytes, list[str]]:
    """Write a PST as one JSON document.

    ``format`` says what it is, ``identite`` holds the keys of ``pst.yml`` and ``tables`` a list
    of rows per table: dates are ISO texts, amounts texts with two decimals, and what is missing
    is null. Tables without rows are left out.

    Returns:
        The document in UTF-8, and what it can't hold: nothing.
    """
    content = {
        "format": JSON_FORM,
        "identite": _identity(pst),
        "tables": {
            name: [_row(row, name) for row in table.astype(object).to_dict("records")]
            for name, table in pst.tables.items()
            if len(table)
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    return f"{text}\n".encode(errors="replace"), []


def _identity(pst: Pst) -> dict[str, Any]:
    values = asdict(pst.identite) | {"evaluations": [asdict(e) for e in pst.identite.evaluations]}
    return {key: value for key, value in values.items() if value is not None and value != []}


def without_formulas(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, int]:
    """Put an apostrophe before the texts that a spreadsheet would run; give how many there are."""
    kinds = {column: spec.kind for column, spec in TABLES[name].columns.items()}
    texts = table[[column for column, kind in kinds.items() if kind == "texte"]]
    safe = texts.apply(lambda column: column.map(escaped_cell, na_action="ignore"))
    changed = int((safe.ne(texts) & texts.notna()).to_numpy().sum())
    return table.assign(**{column: safe[column] for column in safe.columns}), changed


def _row(row: dict[Any, Any], name: str) -> dict[str, Any]:
    kinds = {column: spec.kind for column, spec in TABLES[name].columns.items()}
    return {column: _plain(row[column], kind) for column, kind in kinds.items()}


def _plain(value: Any, kind: str) -> Any:
    if is_missing(value):
        return None
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    return f"{value:.2f}" if kind == "montant" else value

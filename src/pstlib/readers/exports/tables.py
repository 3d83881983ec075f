"""The tables that ``pst exporter --format csv`` writes, read back: a zip of them, or one alone."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pstlib.errors import SourceError, TableError
from pstlib.model.table_files import convert
from pstlib.model.tables import FOREIGN_KEYS, TABLES
from pstlib.readers.archive import Archive
from pstlib.readers.exports.whole import (
    MAX_ROWS,
    SHOWN,
    identity_keys,
    parents_first,
    reading_of,
    reasons,
    refused,
)
from pstlib.readers.reading import Reading
from pstlib.text import unsafe_cell

IDENTITY_FILE = "pst.yml"
MAX_IDENTITY = 16 * 1024
_MAX_MARKS = 200  # of YAML's nesting: the time to read grows with its square
_PART = re.compile(r"(?P<top>(?:[^/]+/)?)(?:pst\.yml|tables/(?P<name>[^/]+)\.csv)")
_REASON_NO_PARENT = "parent_id : élément absent de la table, rejeté, ou qui mène à lui-même"
Row = tuple[int, list[str]]
"""Line on which a row begins, and its cells."""


@dataclass
class _Loaded:
    """Tables as they are read, with the place of each row, and what is rejected."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    rejected: list[tuple[str, str, str]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    count: int = 0

    def drop(self, name: str, reasons: Mapping[int, str]) -> None:
        """Reject rows of a table, by position."""
        table, rows = self.tables[name], self.rows[name]
        kept = [position for position in range(len(rows)) if position not in reasons]
        self.rejected += [(*rows[position], reasons[position]) for position in sorted(reasons)]
        if name == "elements":
            self.lost |= set(table["element_id"].iloc[sorted(reasons)].dropna())
        self.tables[name] = table.iloc[kept].reset_index(drop=True)
        self.rows[name] = [rows[position] for position in kept]


def is_export(names: Collection[str]) -> bool:
    """Tell whether the members of an archive are the tables of a PST."""
    return any(_PART.fullmatch(name) for name in names)


def table_named(data: bytes) -> str | None:
    """Name the table of which a CSV has all the columns, and no other; None for another CSV."""
    head = data[:8192].decode("utf-8-sig", "ignore").splitlines()
    titles = {title.strip('"') for title in head[0].split(",")} if head else set()
    return next((name for name, schema in TABLES.items() if set(schema.columns) == titles), None)


def read_table_file(file: Path, data: bytes) -> Reading:
    """Read one table as ``pst exporter`` writes it; its rows point to the elements of a PST.

    Raises:
        SourceError: If it is no UTF-8 CSV, or has more rows than any PST.
    """
    loaded = _Loaded()
    _load(loaded, str(table_named(data)), data, str(file), "")
    return _reading(file, data, {}, loaded)


def read_archive(file: Path, data: bytes) -> Reading:
    """Read a zip of ``pst.yml`` and ``tables/*.csv``, at its top or in its only folder.

    A row that breaks the schema of its table, or that belongs to a rejected element, is rejected
    and the others are loaded.

    Raises:
        SourceError: If the zip is damaged, encrypted, swollen or holds several PST, or if a
            table of it is unknown, no UTF-8 CSV, or without its needed columns.
    """
    archive = Archive(data, str(file))
    found = {name: match for name in sorted(archive.names) if (match := _PART.fullmatch(name))}
    tops = {match["top"] for match in found.values()}
    if len(tops) > 1:
        raise _refusal(file, f"plusieurs dossiers : {', '.join(sorted(tops)[:5])}")
    parts = {name: archive.content(name) for name in found}
    (top,) = tops
    identity = _identity(parts.pop(top + IDENTITY_FILE, b""), f"{file}, {IDENTITY_FILE}")
    tables = {str(found[path]["name"]): (path, content) for path, content in parts.items()}
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise _refusal(file, f"tables inconnues : {', '.join(unknown[:5])}")
    loaded = _Loaded()
    for name in TABLES:
        if name in tables:
            path, content = tables[name]
            place = path.removeprefix(top)
            _load(loaded, name, content, f"{file}, {place}", f"{place}, ")
    return _reading(file, data, identity, loaded)


def _load(loaded: _Loaded, name: str, data: bytes, where: str, place: str) -> None:
    """Read the rows of a table; those that break its schema are rejected with their reason."""
    lines = _lines(data, where)
    titles = next(lines, (1, []))[1][: len(TABLES[name].columns) + 1]
    cells: list[list[str | None]] = []
    rows: list[tuple[str, str]] = []
    for number, line in lines:
        loaded.count += 1
        if loaded.count > MAX_ROWS:
            raise SourceError(
                "Tables trop longues pour un PST",
                where=where,
                found=f"plus de {MAX_ROWS // 1000} 000 lignes",
                todo="Vérifiez que ce sont bien les tables d’un seul PST.",
            )
        shown = (f"{place}ligne {number}", " | ".join(line)[:SHOWN])
        if len(line) == len(titles):
            cells.append([unsafe_cell(cell) if cell else None for cell in line])
            rows.append(shown)
        else:
            loaded.rejected.append((*shown, f"{len(line)} cases au lieu de {len(titles)}"))
    raw = pd.DataFrame(cells, columns=titles, dtype="str")
    try:
        table, problems = convert(raw, name, where)
    except TableError as error:
        raise refused(error, where) from error
    loaded.tables[name], loaded.rows[name] = table, rows
    loaded.drop(name, reasons(problems))


def _lines(data: bytes, where: str) -> Iterator[Row]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        before = 0
        for line in reader:
            if line:
                yield before + 1, line
            before = reader.line_num
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            "Table illisible",
            where=where,
            found="pas un CSV en UTF-8 dont les cases sont séparées par des virgules",
            todo="Exportez-la de nouveau, sans la passer par un tableur.",
        ) from error


def _reading(file: Path, data: bytes, identity: dict[str, Any], loaded: _Loaded) -> Reading:
    if "elements" in loaded.tables:
        table = loaded.tables["elements"]
        ordered = parents_first(table)
        held = table["element_id"].isin(ordered["element_id"])
        orphans = [position for position, known in enumerate(held) if not known]
        loaded.drop("elements", dict.fromkeys(orphans, _REASON_NO_PARENT))
        _drop_rows_of_lost_elements(loaded)
        loaded.tables["elements"] = ordered
    return reading_of(file, data, "csv", identity, loaded.tables, loaded.rejected)


def _drop_rows_of_lost_elements(loaded: _Loaded) -> None:
    for name, column, target, _ in FOREIGN_KEYS:
        if target == "elements" and name != "elements" and name in loaded.tables:
            pointed = enumerate(loaded.tables[name][column].isin(loaded.lost))
            lost = [position for position, gone in pointed if gone]
            loaded.drop(name, dict.fromkeys(lost, f"{column} : élément rejeté"))


def _identity(data: bytes, where: str) -> dict[str, Any]:
    """Read a ``pst.yml`` that anyone may have written: small, and without any alias."""
    if not data:
        return {}
    try:
        text = data.decode("utf-8-sig") if len(data) <= MAX_IDENTITY else ""
        nested = sum(map(text.count, "[{?-")) > _MAX_MARKS
        if not text or nested or any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text)):
            raise yaml.YAMLError
        return identity_keys(yaml.safe_load(text), IDENTITY_FILE)
    except TableError as error:
        raise refused(error, where) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceError(
            "Identité du PST illisible", where=where, todo="Exportez le PST de nouveau."
        ) from error


def _refusal(file: Path, found: str) -> SourceError:
    return SourceError(
        "Cette archive n’est pas un seul PST exporté par pstlib",
        where=str(file),
        found=found,
        todo="Faites-la avec « pst exporter SLUG --format csv », ou compressez le dossier d’un "
        "seul PST.",
    )

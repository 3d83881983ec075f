"""The JSON that ``pst exporter`` writes, read back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import SourceError, TableError
from pstlib.model import Identity, conform
from pstlib.model.articles import line_keys, parse_article
from pstlib.model.identity import check_identity
from pstlib.model.table_files import Problem, convert, empty_table
from pstlib.model.tables import TABLES
from pstlib.readers.building import READ_COLUMNS, rejects
from pstlib.readers.reading import Reading
from pstlib.readers.warnings import WARNING, Warnings
from pstlib.text import is_missing

FORMAT = "pstlib-pst"
# A PST has a few thousand rows; parsed, one takes a hundred times the bytes of its text.
MAX_ROWS = 200_000
MAX_CELLS = 5_000_000
SHOWN = 200


def read_exported(file: Path, data: bytes) -> Reading:
    """Read a PST exported as JSON.

    Raises:
        SourceError: If the file is no such JSON, or a table in it breaks its schema.
    """
    content = _content(file, data)
    rejected: list[tuple[str, str, str]] = []
    try:
        tables = {
            name: _table(_frame(rows, name, file), name, rejected)
            for name, rows in content["tables"].items()
        }
        identity = identity_keys(content["identite"], "identite")
    except TableError as error:
        raise refused(error, f"{file}, {error.where}") from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _not_ours(file, "une structure inattendue") from error
    elements = tables.pop("elements", empty_table("elements"))
    ordered = parents_first(elements)
    if len(ordered) < len(elements):
        lost = elements[~elements["element_id"].isin(ordered["element_id"])]
        raise _not_ours(file, f"parents introuvables de {', '.join(lost['element_id'][:5])}")
    return reading_of(file, data, "json", identity, {**tables, "elements": ordered}, rejected)


def _table(frame: pd.DataFrame, name: str, rejected: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Give a table its schema, without the rows that break it; a plan is whole or refused."""
    if name == "elements":
        return conform(frame, name)
    table, problems = convert(frame.reindex(columns=list(TABLES[name].columns)), name, name)
    told = reasons(problems)
    for row, reason in sorted(told.items()):
        values = [str(v) for v in frame.iloc[row] if not is_missing(v)]
        place = f"table {name}, rangée {row + 1}"
        rejected.append((place, " | ".join(values)[:SHOWN], reason))
    kept = [row for row in range(len(table)) if row not in told]
    return conform(table.iloc[kept], name)


def reasons(problems: Sequence[Problem]) -> dict[int, str]:
    """Give the French reason to reject each row that has problems, by its position."""
    told: dict[int, list[str]] = {}
    for row, column, value, expected in problems:
        found = "vide" if is_missing(value) else f"« {str(value)[:SHOWN]} »"
        told.setdefault(row, []).append(f"{column} : {found} – attendu : {expected}")
    return {row: " ; ".join(lines) for row, lines in told.items()}


def reading_of(
    file: Path,
    data: bytes,
    form: str,
    identity: dict[str, Any],
    tables: dict[str, pd.DataFrame],
    rejected: list[tuple[str, str, str]],
) -> Reading:
    """Make the reading of tables that are in their canonical form, parents before children."""
    others = {name: table for name, table in tables.items() if name != "elements"}
    return Reading(
        source={"fichier": file.name, "format": form, "sha256": sha256(data).hexdigest()},
        pst=identity,
        elements=_elements(tables.get("elements", empty_table("elements"))),
        rejets=rejects(rejected),
        avertissements=_doubts(others),
        tables=others,
    )


def _doubts(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say what is kept of a budget and may be a slip: our own tables hold it for a reason."""
    told = Warnings()
    budget = tables.get("budget", empty_table("budget"))
    first: dict[object, int] = {}
    rows = zip(line_keys(budget), budget["article"], strict=True)
    for number, (key, article) in enumerate(rows, start=1):
        place = f"table budget, rangée {number}"
        if parse_article(article) is None:
            told.add(WARNING, f"Article « {article[:SHOWN]} » illisible, gardé.", place)
        if first.setdefault(key, number) != number:
            message = f"Article {article[:SHOWN]}, {key[0]}, {key[1]} : déjà à la rangée"
            told.add(WARNING, f"{message} {first[key]} ; les montants s’additionnent.", place)
    return told.table()


def identity_keys(content: Any, where: str) -> dict[str, Any]:
    """Give the checked keys of a PST's identity, as a reading holds them."""
    identity = check_identity(content, where)
    return {field.name: getattr(identity, field.name) for field in fields(Identity)}


def parents_first(elements: pd.DataFrame) -> pd.DataFrame:
    """Put parents before children, else in the same order; leave out what hangs from nothing."""
    ids = elements["element_id"]
    rows = dict(zip(ids, range(len(elements)), strict=True))
    parents = dict(zip(ids, elements["parent_id"].astype(object), strict=True))
    hangs: dict[str, bool] = {}
    order = []
    for start in ids:
        chain: list[str] = []
        climbed: set[str] = set()
        node = start
        while node in rows and node not in hangs and node not in climbed:
            chain.append(node)
            climbed.add(node)
            node = parents[node]
        held = hangs.get(node, False) if node in rows else pd.isna(node)
        hangs |= dict.fromkeys(chain, bool(held))
        order += [rows[name] for name in reversed(chain) if held]
    return elements.iloc[order].reset_index(drop=True)


def refused(error: TableError, where: str) -> SourceError:
    """Make the refusal of a source of what is wrong with a table in it."""
    return SourceError(
        error.what, where=where, found=error.found, todo=error.todo, details=error.details
    )


def _content(file: Path, data: bytes) -> dict[str, Any]:
    if data.count(b"{") + data.count(b"[") > MAX_ROWS or data.count(b",") > MAX_CELLS:
        raise _not_ours(file, f"plus de {MAX_ROWS // 1000} 000 lignes, ou autant de cases")
    try:
        # Numbers with decimals stay texts, so that no amount ever passes through a float.
        content = json.loads(data.decode("utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "Fichier JSON illisible", where=str(file), todo="Exportez-le de nouveau."
        ) from error
    form = content.get("format") if isinstance(content, dict) else None
    if not str(form).startswith(FORMAT) or not isinstance(content.get("tables"), dict):
        raise _not_ours(file, f"format « {str(form)[:40]} »")
    unknown = [name for name in content["tables"] if name not in TABLES]
    if unknown:
        raise _not_ours(file, f"tables inconnues : {', '.join(map(str, unknown[:5]))}")
    return dict(content)


def _not_ours(file: Path, found: str) -> SourceError:
    return SourceError(
        "Ce JSON n’est pas un PST exporté par pstlib",
        where=str(file),
        found=found,
        todo="Faites-le avec « pst exporter SLUG --format json ».",
    )


def _frame(rows: list[dict[str, Any]], name: str, file: Path) -> pd.DataFrame:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    unknown = [column for column in columns if column not in TABLES[name].columns]
    if unknown:
        # Before the frame is made: a name of its own in each row would fill the memory.
        raise _not_ours(file, f"table {name}, colonnes inconnues : {', '.join(unknown[:5])[:200]}")
    return pd.DataFrame(rows, columns=columns)


def _elements(table: pd.DataFrame) -> pd.DataFrame:
    """Add what a reading says of its elements; their statuses are dated rows of ``suivi``."""
    by_id = table.set_index("element_id")
    parents = table["parent_id"]
    return table.assign(
        parent_code=by_id["code"].reindex(parents).to_numpy(),
        parent_libelle=by_id["libelle"].reindex(parents).to_numpy(),
        **{name: None for name in READ_COLUMNS if not name.startswith("parent_")},
        confiance=1.0,
        natif=True,
    )

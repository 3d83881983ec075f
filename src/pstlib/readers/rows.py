"""The rows of a source go into the tables of a PST: what they point at, what is new or differs."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import pandas as pd

from pstlib.errors import SourceError
from pstlib.model import conform
from pstlib.model.rejects import lacking
from pstlib.model.row_keys import row_keys, row_names
from pstlib.model.synergy_tables import SYNERGY_LINKS
from pstlib.model.tables import LINKS
from pstlib.readers.differences import Differences
from pstlib.readers.matching import records, resolve
from pstlib.readers.reading import Reading
from pstlib.text import is_missing

_LASTING = {(table, column) for table, column, *_ in SYNERGY_LINKS}
_FIXED = ("element_id", "parent_id", "position", "code")


def reconcile(
    known: dict[str, Any], said: Mapping[str, Any], table: str, told: Differences
) -> None:
    """Fill the gaps of a row of our own; what differs is told, and replaced if so asked."""
    for column, value in said.items():
        if column in (*_FIXED, "lieu", "partage_de") or is_missing(value):
            continue
        before = known.get(column)
        if is_missing(before):
            known[column] = value
            told.add("complété", table, known.get("code", ""), column, None, value)
        elif before != value and str(before) != str(value):
            told.add("différent", table, known.get("code", ""), column, before, value)
            if told.replace_known:
                known[column] = value


def pointed(
    table: pd.DataFrame,
    name: str,
    ids: Mapping[str, str],
    elements: pd.DataFrame,
    find: Callable[..., Mapping[str, str | None]],
) -> pd.DataFrame:
    """Point the rows of a table at the elements of the PST; rows to ignore are left out.

    Args:
        table: The rows, by their place in the source where it is known.
        name: A key of ``TABLES``.
        ids: Identifiers in the source → in the PST.
        elements: Table ``elements`` of the PST.
        find: ``matching.resolve`` with what the user decided.
    """
    for source, column, target, _ in LINKS:
        if (source, target) != (name, "elements") or column not in table:
            continue
        unread = table[column][table[column].notna() & ~table[column].isin(list(ids))]
        said = {ref: list(rows.index) for ref, rows in unread.groupby(unread, sort=False)}
        lasting = (source, column) in _LASTING
        targets = {**ids, **find(elements, said, keep_unknown=lasting)}
        pointed = table[column].map(lambda v, to=targets: v if is_missing(v) else to[v])
        table = table.assign(**{column: pointed})[~(table[column].notna() & pointed.isna())]
    return table


def merged_rows(
    known: pd.DataFrame, read: pd.DataFrame, name: str, told: Differences
) -> pd.DataFrame:
    """Add the rows of a table that are not there yet, by the columns that tell a row."""
    added = conform(read, name).set_axis(read.index)
    here, there = row_keys(known, name), row_keys(added, name)
    fresh = added[~there.isin(set(here))]
    if len(fresh):
        told.add("ajouté", name, f"{len(fresh)} ligne{'s' if len(fresh) > 1 else ''}")
    common = _reconciled(known, here, added[there.isin(set(here))], name, told)
    return conform(pd.concat([common, fresh], ignore_index=True), name) if len(fresh) else common


def _reconciled(
    known: pd.DataFrame, keys: pd.Series, read: pd.DataFrame, name: str, told: Differences
) -> pd.DataFrame:
    """Fill the gaps of rows already known; several rows of one key are left as they are."""
    unique = ~keys.duplicated(keep=False)
    places = {key: row for row, key in keys[unique].items()}
    rows = records(known)
    before = len(told.rows)
    for said, key, place in zip(records(read), row_keys(read, name), read.index, strict=True):
        if key in places:
            row = rows[int(places[key])]  # type: ignore[call-overload]
            where = f" ({place})" if isinstance(place, str) else ""
            merged = {**row, "code": " / ".join(part for part in key if part) + where}
            reconcile(merged, said, name, told)
            rows[int(places[key])] = {c: merged[c] for c in row}  # type: ignore[call-overload]
    changed = len(told.rows) > before
    return conform(pd.DataFrame(rows, columns=list(known.columns)), name) if changed else known


def awaited_rows(
    reading: Reading, ids: Mapping[str, str], elements: pd.DataFrame, links: Mapping[str, str]
) -> dict[int, str]:
    """Name the rows that each rejected row would have given, by its rank among the rejects.

    One that speaks of an element nobody knows names none.
    """
    names: dict[int, list[str]] = {}
    find = partial(_resolved, links=links)
    for name, rows in reading.attendus.items():
        own = pointed(rows, name, ids, elements, find)
        for rank, told in zip(own.index.tolist(), row_names(own, name), strict=True):
            names.setdefault(rank, []).append(told)
    return {rank: lacking(told) for rank, told in names.items()}


def _resolved(
    elements: pd.DataFrame, references: Iterable[str], *, keep_unknown: bool, **decided: Any
) -> dict[str, str | None]:
    """Find the elements that references name, None for those of which it isn't certain."""
    found: dict[str, str | None] = {}
    for reference in references:
        found[reference] = None
        with suppress(SourceError):
            found |= resolve(elements, {reference: []}, keep_unknown=keep_unknown, **decided)
    return found

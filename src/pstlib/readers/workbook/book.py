"""A whole workbook: its sheets in the order in which they depend on each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model import conform
from pstlib.model.synergy_tables import SYNERGY_TABLES
from pstlib.model.tables import TABLES
from pstlib.readers.reading import Reading
from pstlib.readers.tables.grid import open_grid
from pstlib.readers.tables.ledger import Ledger
from pstlib.readers.tables.sheet import Grid
from pstlib.readers.workbook.identity import ADOPTION, read_identity
from pstlib.readers.workbook.links import Links
from pstlib.readers.workbook.pages import (
    Page,
    find_pages,
    identity_sheet,
    is_ours,
    named_table,
    quick_sheet,
    refuse_sheet,
)
from pstlib.readers.workbook.plan import finish, read_plan
from pstlib.readers.workbook.quick import read_quick
from pstlib.readers.workbook.records import read_records, tell_columns
from pstlib.text import NBSP

FORMAT = "classeur"


def recognises(grid: Grid) -> bool:
    """Tell whether a file of tables is the workbook of a PST: it has a sheet of the plan."""
    return any(page.table == "elements" for page in find_pages(grid))


def holds_synergies(grid: Grid) -> bool:
    """Tell whether a file without a plan has tables of synergies: a sheet of the workbook alone."""
    return any(page.table in SYNERGY_TABLES for page in find_pages(grid))


def named_after(file: Path, grid: Grid) -> Grid:
    """Name the sheet of a CSV file after the file, as a spreadsheet does the other way round."""
    sheets = [replace(sheet, name=sheet.name or file.stem) for sheet in grid.sheets]
    return replace(grid, sheets=sheets)


def read_workbook(file: Path, data: bytes, grid: Grid | None = None) -> Reading:
    """Read the workbook that a CPAS filled in, ours or one that looks like it.

    Args:
        file: Where the file is, for messages.
        data: Its content.
        grid: Its cells, where they are read already.

    Raises:
        SourceError: If the file is no table file, or is damaged, protected or too large.
    """
    grid, ledger, links = grid or open_grid(file, data), Ledger(), Links()
    pages = list(find_pages(grid))
    _tell_unread(grid, pages, ledger)
    for page in pages:
        tell_columns(page, ledger)
    identity, adopted = read_identity(identity_sheet(grid), ledger)
    nodes = read_plan([page for page in pages if page.table == "elements"], ledger, links)
    others = [page for page in pages if page.table != "elements"]
    rows = read_records(others, ledger, links)
    rows["suivi"] += read_quick(quick_sheet(grid), nodes, ledger, links)
    if adopted and all(row["demarche"] != ADOPTION for row in rows["demarches"]):
        rows["demarches"].append({"demarche": ADOPTION, "date": adopted})
    tables = _tables(rows)
    places = {name: [row.get("lieu") for row in rows[name]] for name in tables}
    reading = ledger.reading(
        file, data, FORMAT, elements=finish(nodes, links), tables=tables, places=places
    )
    return replace(reading, pst=identity)


def _tables(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pd.DataFrame]:
    return {
        name: conform(pd.DataFrame(rows[name], columns=list(TABLES[name].columns)), name)
        for name in TABLES
        if rows.get(name)
    }


def _tell_unread(grid: Grid, pages: Sequence[Page], ledger: Ledger) -> None:
    """Reject the rows of a sheet whose titles were not found; name the sheets of another kind."""
    read = {id(page.sheet) for page in pages}
    read |= {id(sheet) for sheet in (identity_sheet(grid), quick_sheet(grid)) if sheet}
    for sheet in grid.sheets:
        if id(sheet) in read or is_ours(sheet) or not sheet.rows:
            continue
        if named_table(sheet):
            refuse_sheet(sheet, ledger)
        else:
            message = f"Feuille « {sheet.name} » non lue{NBSP}: ses titres ne sont d’aucune table."
            ledger.inform(f"{message} {len(sheet.rows)} lignes.")

"""Which table a file holds, told by its content; and the door to the reader of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.reading import Reading
from pstlib.readers.tables import (
    budget,
    budget_layout,
    context,
    followup,
    iapst_export,
    iapst_progress,
    marche,
)
from pstlib.readers.tables.grid import open_grid
from pstlib.readers.tables.joined import with_joined_headers
from pstlib.readers.tables.sheet import Grid, Sheet, is_blank, shown
from pstlib.readers.warnings import INFO, WARNING, Warnings

_SEARCHED, _TITLE, _LONGEST = 30, 40, 400
NO_OWNER = "Le fichier ne dit pas de quel organisme il vient."
Find = Callable[[Sheet], Any]
Read = Callable[[Path, bytes, Grid], Reading]


@dataclass(frozen=True)
class _Kind:
    """A kind of table: its name, what finds its header, what reads it."""

    name: str
    find: Find
    read: Read


def _context_of(kind: str) -> Find:
    def find(sheet: Sheet) -> Any:
        layout = context.find_layout(sheet)
        return layout if layout is not None and layout.kind == kind else None

    return find


# The most particular first: a header of iA.PST has the columns of a history too.
_KINDS = (
    _Kind("iapst-export", iapst_export.find_layout, iapst_export.read_iapst_export),
    _Kind("iapst-avancement", iapst_progress.find_progress, iapst_progress.read_iapst_progress),
    _Kind("marche-ville", marche.find_ville, marche.read_marche_ville),
    _Kind("marche-cpas", marche.find_cpas, marche.read_marche_cpas),
    _Kind("budget", budget_layout.find_layout, budget.read_budget),
    _Kind("population", _context_of("population"), context.read_context),
    _Kind("walstat", _context_of("walstat"), context.read_context),
    _Kind("suivi", followup.find_followup, followup.read_followup),
)


# Read only where the file is no plan either: the same columns may hold one.
_LAST = _Kind("suivi", followup.find_snapshots, followup.read_followup)


def recognise(grid: Grid) -> str | None:
    """Name the kind of table that a file holds, from its titles; None if it is none of ours."""
    kind = _kind(grid)
    return kind.name if kind else None


def _kind(grid: Grid) -> _Kind | None:
    return next(
        (kind for kind in _KINDS if any(kind.find(sheet) is not None for sheet in grid.sheets)),
        None,
    )


def read_table(file: Path, data: bytes) -> Reading:
    """Read a CSV, XLSX or ODS file of one of the kinds known.

    Raises:
        SourceError: If the file can't be read, or its table is of no known kind.
    """
    return read_grid(file, data, open_grid(file, data))


def read_grid(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read a file already opened as a grid; ``data`` are its bytes, for their hash.

    Raises:
        SourceError: If its table is of no known kind.
    """
    kind = _kind(grid)
    if kind is None and (joined := with_joined_headers(grid)) and (kind := _kind(joined)):
        grid = joined
    if kind is None and any(_LAST.find(sheet) is not None for sheet in grid.sheets):
        kind = _LAST
    if kind is None:
        raise _unknown(file, grid)
    reading = kind.read(file, data, grid)
    notes = Warnings()
    for note in grid.notes:
        notes.add(WARNING, note)
    if reading.pst["organisme"] is None and "contexte" not in reading.tables:
        notes.add(INFO, NO_OWNER)
    if not notes.rows:
        return reading
    told = pd.concat([notes.table(), reading.avertissements], ignore_index=True)
    return replace(reading, avertissements=told)


def _unknown(file: Path, grid: Grid) -> SourceError:
    rows = [row for sheet in grid.sheets for row in sheet.rows[:_SEARCHED]]
    if not rows:
        return SourceError("Tableau vide", where=str(file), todo="Vérifiez l’envoi.")
    widest = max(rows, key=lambda row: sum(not is_blank(value) for value in row.cells))
    titles = [" ".join(shown(value).split())[:_TITLE] for value in widest.cells]
    return SourceError(
        "Tableau non reconnu",
        where=str(file),
        found="colonnes " + ", ".join(f"« {title} »" for title in titles if title)[:_LONGEST],
        todo="Tableaux lus : plan (des colonnes d’objectifs et d’actions), exports d’iA.PST, "
        "acmarche/pst, budget, historique de suivi, population et indicateurs par commune. "
        "Vérifiez les titres des colonnes, ou utilisez le classeur que donne « pst modele ».",
    )

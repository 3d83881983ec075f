"""A workbook whose sheets are of several kinds: the plan on one, its budget or follow-up beside."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pstlib.readers.reading import Reading
from pstlib.readers.tables.recognition import NO_OWNER, read_grid, recognise
from pstlib.readers.tables.sheet import Grid

_BESIDE = ("budget", "suivi")  # kinds that hold no plan of their own

Plan = Callable[[Path, bytes, Grid], Reading | None]


def read_several(file: Path, data: bytes, grid: Grid, plan: Plan) -> Reading | None:
    """Read a plan and the tables beside it; None where the sheets are not of several kinds.

    Args:
        file: Where the file is, for messages.
        data: Its content.
        grid: Its sheets.
        plan: What reads the plan of sheets of no known kind.
    """
    kinds = [recognise(replace(grid, sheets=[sheet])) for sheet in grid.sheets]
    beside = [kind for kind in _BESIDE if kind in kinds]
    others = [s for s, kind in zip(grid.sheets, kinds, strict=True) if kind is None]
    if not beside or not others or set(kinds) - {None, *_BESIDE}:
        return None
    main = plan(file, data, replace(grid, sheets=others))
    if main is None:
        return None
    readings = [main]
    for kind in beside:
        own = [s for s, found in zip(grid.sheets, kinds, strict=True) if found == kind]
        readings.append(read_grid(file, data, Grid(grid.kind, own)))
    return _together(readings)


def _together(readings: Sequence[Reading]) -> Reading:
    """Put readings of one file together; the first tells the plan and whose it is."""
    main = readings[0]
    said = [reading.pst for reading in reversed(readings)]
    pst = {key: value for told in said for key, value in told.items() if value is not None}
    told = _stacked([reading.avertissements for reading in readings])
    return replace(
        main,
        pst={**main.pst, **pst},
        rejets=_stacked([reading.rejets for reading in readings]),
        avertissements=told[told["message"].ne(NO_OWNER)].reset_index(drop=True),
        tables={name: table for reading in readings for name, table in reading.tables.items()},
        intitules={ref: title for one in readings for ref, title in one.intitules.items()},
        lieux={name: places for reading in readings for name, places in reading.lieux.items()},
    )


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]

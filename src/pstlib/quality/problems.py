"""All that looks wrong in the tables of a PST, money included, with the source of each row."""

import pandas as pd

from pstlib.budgets.checks import check_money
from pstlib.model import Pst, check
from pstlib.model.findings import ERROR, INFO, WARNING, Places
from pstlib.quality.synergies import check_synergy_names
from pstlib.reference.nomenclature import Nomenclature
from pstlib.text import is_missing

GRAVITIES = (ERROR, WARNING, INFO)
_SOURCES = {"suivi": "source", "elements": "lieu"}
"""By table, the column that says where a row comes from."""


def problems_of(pst: Pst, nomenclature: Nomenclature) -> pd.DataFrame:
    """List what deserves a look in a PST, the gravest first.

    Returns:
        The columns of ``pstlib.model.check``, but that ``ligne`` is the line of the table's file
        as a text editor shows it; ``lieu``: the file and the line, in words; and ``source``:
        where the row comes from, as its table says it. Each is missing where it isn't known.
    """
    found = (check(pst), check_money(pst, nomenclature), check_synergy_names(pst))
    parts = [part for part in found if len(part)]
    if not parts:
        return check(pst).assign(lieu=pd.Series(dtype="str"), source=pd.Series(dtype="str"))
    every = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    rank = every["gravite"].map({gravity: rank for rank, gravity in enumerate(GRAVITIES)})
    ordered = every.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)
    places = Places(pst)
    told = [
        _located(pst, places, str(table), None if is_missing(rank) else int(rank))
        for table, rank in zip(ordered["table"], ordered["ligne"], strict=True)
    ]
    located = pd.DataFrame(told, columns=["ligne", "lieu", "source"])
    return ordered.assign(
        ligne=located["ligne"].astype("Int64"), **located[["lieu", "source"]].astype("str")
    )


def _located(
    pst: Pst, places: Places, table: str, rank: int | None
) -> tuple[int | None, str | None, str | None]:
    """Give the line of a row, its place in words, and where it comes from."""
    if rank is None or table not in pst.tables:
        return None, None, None
    said = pst.tables[table][_SOURCES[table]].iloc[rank - 1] if table in _SOURCES else None
    source = None if is_missing(said) else str(said)
    return places.line(table, rank), places.told(table, rank), source

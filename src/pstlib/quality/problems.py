"""All that looks wrong in the tables of a PST, money included, with the source of each row."""

import pandas as pd

from pstlib.budgets.checks import check_money
from pstlib.model import Pst, check
from pstlib.model.findings import ERROR, INFO, WARNING
from pstlib.quality.synergies import check_synergy_names
from pstlib.reference.nomenclature import Nomenclature

GRAVITIES = (ERROR, WARNING, INFO)
_PLACES = ("source", "lieu")
"""Columns by which a table says where a row comes from, the best first."""


def problems_of(pst: Pst, nomenclature: Nomenclature) -> pd.DataFrame:
    """List what deserves a look in a PST, the gravest first.

    Returns:
        The columns of ``pstlib.model.check`` and ``source``: where the row comes from, as its
        table says it, missing where it doesn't.
    """
    found = (check(pst), check_money(pst, nomenclature), check_synergy_names(pst))
    parts = [part for part in found if len(part)]
    if not parts:
        return check(pst).assign(source=pd.Series(dtype="str"))
    every = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    rank = every["gravite"].map({gravity: rank for rank, gravity in enumerate(GRAVITIES)})
    ordered = every.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)
    places = [
        _place(pst, table, line)
        for table, line in zip(ordered["table"], ordered["ligne"], strict=True)
    ]
    return ordered.assign(source=pd.Series(places, dtype="str")).astype({"ligne": "Int64"})


def _place(pst: Pst, table: object, line: object) -> str | None:
    """Say where a row comes from: its own source, or its place in the source of its table."""
    rows = pst.tables.get(str(table))
    if rows is None or pd.isna(line):  # type: ignore[call-overload]
        return None
    for name in _PLACES:
        if name in rows and not pd.isna(found := rows[name].iloc[int(line) - 1]):  # type: ignore[call-overload]
            return str(found)
    return None

"""The rows of sources that were not loaded: which of them are in the tables by now."""

from collections.abc import Iterable

import pandas as pd

from pstlib.model.pst import Pst
from pstlib.model.row_keys import row_names

REJECT_COLUMNS = ["fichier", "lieu", "contenu", "motif", "manque"]
"""``manque`` names the rows of tables that the rejected row would have given, where it tells."""
_NEXT = " | "


def lacking(names: Iterable[str]) -> str:
    """Write the names of the rows that a rejected one would have given as one cell."""
    return _NEXT.join(dict.fromkeys(names))


def settled(rejects: pd.DataFrame, pst: Pst) -> pd.Series:
    """Tell which rejected rows are in the tables now: all the rows that they would have given.

    A row that doesn't tell what it would have given never is: only a person can know.

    Args:
        rejects: ``manque`` (empty where the row doesn't tell).
        pst: The PST as it is now.
    """
    wanted = [set(cell.split(_NEXT)) - {""} for cell in rejects["manque"]]
    known: set[str] = set()
    for name in {one.partition(" : ")[0] for names in wanted for one in names} & set(pst.tables):
        table = pst.tables[name]
        # An article without its amount is still awaited.
        rows = table[table["montant"].notna()] if name == "budget" else table
        known |= set(row_names(rows, name))
    return pd.Series(
        [bool(names) and names <= known for names in wanted], rejects.index, dtype=bool
    )

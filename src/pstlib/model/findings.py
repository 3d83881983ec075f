"""One problem found in the tables of a PST: its gravity, its place, what to do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pstlib.model.table_files import physical_lines

COLUMNS = ["gravite", "table", "ligne", "element_id", "probleme", "conseil"]
ERROR, WARNING, INFO = "erreur", "avertissement", "info"

Finding = tuple[str, str, int | None, str | None, str, str]


def per_row(
    rows: pd.DataFrame, gravity: str, table: str, problem: str, advice: str, *, where: Any = None
) -> Iterator[Finding]:
    """Give one finding per row; ``{column}`` in ``problem`` is replaced by the row's value.

    ``where`` tells which rows: picking out none, the usual case, takes longer than to look.
    """
    if where is not None:
        chosen = np.flatnonzero(where)
        if not len(chosen):
            return
        rows = rows.take(chosen)
    if rows.empty:  # turning a table without rows into records takes time too
        return
    for index, row in zip(rows.index.to_numpy(), rows.to_dict("records"), strict=True):
        shown = {
            str(name): f"{value:%d/%m/%Y}" if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
        subject = row.get("element_id")
        yield gravity, table, int(index) + 1, subject, problem.format(**shown), advice


def row_places(folder: Path | None, name: str, rows: pd.DataFrame) -> list[str]:
    """Give the file and line of rows of a table, by their index; their rank without a folder."""
    path = folder / "tables" / f"{name}.csv" if folder else None
    ranks = [int(rank) for rank in rows.index.to_numpy()]
    if not ranks or path is None or not path.is_file():
        return [f"{name}, rangée {rank + 1}" for rank in ranks]
    lines = physical_lines(path)
    return [f"tables/{name}.csv, ligne {lines[rank]}" for rank in ranks]

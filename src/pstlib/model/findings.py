"""One problem found in the tables of a PST: its gravity, its place, what to do."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pstlib.model.pst import Pst
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


def cells_of(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Give the cells of a few columns, row by row: a check of a hundred rows needs no more."""
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


class Places:
    """Where the rows of a PST stand in its files: looked up once a table, and where asked for."""

    def __init__(self, pst: Pst) -> None:
        self._pst = pst
        self._lines: dict[str, Sequence[int]] = {}

    def line(self, table: str, rank: int) -> int:
        """Give the line of ``tables/<table>.csv`` on which a row begins, the first row being 1.

        It is the one that a text editor shows; a PST in memory would be written in such lines.
        """
        if table not in self._lines:
            self._lines[table] = self._uneven(table)
        lines = self._lines[table]
        return lines[rank - 1] if rank <= len(lines) else rank + 1

    def _uneven(self, table: str) -> Sequence[int]:
        """Give the line of each row, where a row may take several; nothing where each takes one."""
        path = self._pst.dossier / "tables" / f"{table}.csv" if self._pst.dossier else None
        if path is None or not path.is_file():
            return ()
        data = path.read_bytes()
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        # Blank lines and breaks within a cell only add lines; a budget is long to read as CSV.
        return () if count == len(self._pst.tables[table]) + 1 else physical_lines(path)

    def told(self, table: str, rank: int) -> str:
        """Say where a row stands, as a text editor shows it, and a spreadsheet where they differ.

        A spreadsheet shows one row where a cell that holds line breaks takes several lines.
        """
        line = self.line(table, rank)
        shown = "" if line == rank + 1 else f" (rangée {rank + 1} dans un tableur)"
        return f"tables/{table}.csv, ligne {line}{shown}"

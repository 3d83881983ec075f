"""What an import changes, told before anything is written."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pstlib.text import is_missing

COLUMNS = ["nature", "table", "objet", "colonne", "avant", "apres"]


@dataclass
class Differences:
    """The differences between a PST and a source, in the order in which they were found.

    ``nature`` is ``ajouté`` (the PST lacked it), ``complété`` (an empty cell filled),
    ``différent`` (the source says otherwise: the known value stays unless ``replace_known``),
    ``déplacé`` (under another parent in the source; it stays), ``absent de la source`` or
    ``à vérifier`` (see ``doubts``).
    """

    replace_known: bool = False
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(
        self,
        nature: str,
        table: str,
        subject: str,
        column: str = "",
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Note a difference; values are kept as text."""
        shown = ("" if is_missing(value) else _text(value) for value in (before, after))
        self.rows.append((nature, table, subject, column, *shown))

    def table(self) -> pd.DataFrame:
        """Give the differences: ``nature, table, objet, colonne, avant, apres``, all text."""
        return pd.DataFrame(self.rows, columns=COLUMNS, dtype="str")


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{item.evaluation} {_text(item.date_arrete)}" for item in value)
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)

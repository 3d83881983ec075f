"""Budget lines added up once, in groups so small that every other sum is made of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.sums import Cents, numbered
from pstlib.text import is_missing

YEARLY = ["exercice", "service", "type"]
PLACED = [*YEARLY, "element_id", "os_id", "oo_id"]
"""What tells where budget lines go, year by year."""
COUNTS = ["n_lignes", "n_sans_vote", "n_sans_compte"]
TERMS = ["numerateur", "denominateur"]
RATE = "taux_execution"
EXECUTION = [*AMOUNTS, *COUNTS, *TERMS, RATE]
"""What is said of the execution of a group."""
SILENT = "n_muettes"
"""How many lines were voted of which the account says nothing."""
FIGURE = {"D": "engagements", "R": "droits_nets"}
"""What executes a vote: commitments for an expense, net established rights for a receipt."""
_EUROS = {*AMOUNTS, *TERMS, "resultat_budgetaire", "resultat_comptable"}

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Tally:
    """Groups of budget lines, in plain Python: a table of few rows takes longer to go through.

    Attributes:
        rows: Each group by what tells it from the others, its amounts in whole cents and its
            numbers of lines; what isn't known is None.
        kinds: The dtype of each column that tells groups apart.
    """

    rows: Sequence[Row]
    kinds: Mapping[str, Any]

    @classmethod
    def of(cls, lines: pd.DataFrame | Tally, columns: Sequence[str]) -> Tally:
        """Add up budget lines by some columns, sorted by them, a missing value last.

        Args:
            lines: The result of ``amounts_by_version``, or ``Attachments.lignes``. A tally of
                them stays as it is.
            columns: What tells the groups apart.
        """
        if isinstance(lines, Tally):
            return lines
        numbers, first = numbered((lines[name] for name in columns), sort=True)
        amounts = {name: Cents.of(lines[name]) for name in AMOUNTS}
        expense = lines["type"].eq("D").to_numpy()
        voted = amounts["dernier_vote"].known
        executed = np.where(expense, *(amounts[name].known for name in FIGURE.values()))
        flags = (voted | True, ~voted, ~executed, voted & ~executed)
        told: dict[str, Any] = {
            name: [None if is_missing(cell) else cell for cell in lines[name].array.take(first)]
            for name in columns
        }
        told |= {name: cents.by(numbers, len(first)).tolist() for name, cents in amounts.items()}
        for name, kept in zip([*COUNTS, SILENT], flags, strict=True):
            told[name] = np.bincount(numbers[kept], minlength=len(first)).tolist()
        rows = [dict(zip(told, row, strict=True)) for row in zip(*told.values(), strict=True)]
        return cls(rows, {name: lines[name].dtype for name in columns})

    def added(self, columns: Sequence[str]) -> Tally:
        """Add up the groups that share some columns, as they come."""
        held: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.rows:
            held.setdefault(tuple([row[name] for name in columns]), []).append(row)
        names = [name for name in (self.rows[0] if held else ()) if name not in self.kinds]
        rows = [
            dict(zip(columns, key, strict=True))
            | {name: total([row[name] for row in own]) for name in names}
            for key, own in held.items()
        ]
        return Tally(rows, {name: self.kinds[name] for name in columns})

    def rated(self, columns: Sequence[str], expense: str = FIGURE["D"]) -> Tally:
        """Add up, and compare what executes the votes with them: see ``execution``.

        Args:
            columns: What tells the groups apart.
            expense: The amount that executes the vote of an expense.
        """
        figures = FIGURE | {"D": expense}
        terms = [(row[figures[row["type"]]], row["dernier_vote"]) for row in self.rows]
        years = [tuple([row[name] for name in YEARLY]) for row in self.rows]
        known = list(zip(years, terms, strict=True))
        compared = set.intersection(*({y for y, t in known if t[i] is not None} for i in (0, 1)))
        told = [
            row | dict(zip(TERMS, term if year in compared else (None, None), strict=True))
            for row, (year, term) in zip(self.rows, known, strict=True)
        ]
        sums = Tally(told, self.kinds).added(columns)
        rows = [row | {RATE: _rate(*(row[name] for name in TERMS))} for row in sums.rows]
        return Tally(rows, sums.kinds)

    def in_euros(self) -> list[Row]:
        """Give the groups with their amounts in euros."""
        known = [[n for n in _EUROS if row.get(n) is not None] for row in self.rows]
        return [
            row | {name: Decimal(row[name]).scaleb(-2) for name in names}
            for row, names in zip(self.rows, known, strict=True)
        ]

    def table(self, columns: Sequence[str]) -> pd.DataFrame:
        """Give some columns of the groups as a table."""
        return pd.DataFrame({name: self._column(name) for name in columns})

    def _column(self, name: str) -> Any:
        values = [row[name] for row in self.rows]
        if name in _EUROS:
            return Cents.told(values).amounts()
        if name == RATE:
            return pd.array(values, dtype="Float64")
        return pd.array(values, dtype=self.kinds.get(name, "int64"))


def total(values: Sequence[int | None]) -> int | None:
    """Add up what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _rate(above: int | None, below: int | None) -> float | None:
    return None if above is None or below is None or below <= 0 else float(Decimal(above) / below)

"""Rows numbered by what they say, and exact sums of cents, which pandas would add up one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from pstlib.budgets.splitting import SAFE, Integers, split_cents, to_amounts, to_cents


@dataclass(frozen=True, eq=False)
class Cents:
    """A column of amounts: ``cents``, of which those that ``known`` says mean something.

    No sum leaves 64 bits: ``pstlib.model.columns.LIMIT`` times ten million rows hold in them.
    """

    cents: Integers
    known: Integers

    @classmethod
    def of(cls, amounts: pd.Series[Any]) -> Self:
        """Take a column of amounts."""
        return cls(to_cents(amounts), amounts.notna().to_numpy())

    @classmethod
    def unknown(cls, size: int) -> Self:
        """Give as many missing amounts."""
        return cls(np.zeros(size, dtype="int64"), np.zeros(size, dtype=bool))

    def otherwise(self, other: Cents) -> Cents:
        """Give the other amount where this one is missing."""
        return Cents(np.where(self.known, self.cents, other.cents), self.known | other.known)

    def by(self, numbers: Integers, n_groups: int) -> Cents:
        """Add up the amounts of each group, missing where it has none."""
        groups, sums = numbers[self.known], np.zeros(n_groups, dtype="int64")
        np.add.at(sums, groups, self.cents[self.known])
        return Cents(sums, np.bincount(groups, minlength=n_groups) > 0)

    def take(self, rows: Integers | slice) -> Cents:
        """Give the amounts of these rows."""
        return Cents(self.cents[rows], self.known[rows])

    @classmethod
    def told(cls, cents: Sequence[int | None]) -> Self:
        """Take whole numbers of cents, None where unknown."""
        known = np.array([amount is not None for amount in cents], dtype=bool)
        return cls(np.array([amount or 0 for amount in cents], dtype="int64"), known)

    def split(self, weights: Integers, totals: Integers, lines: Integers) -> Cents:
        """Give each row its share: see ``split_cents``."""
        return Cents(split_cents(self.cents, self.known, weights, totals, lines), self.known)

    def tolist(self) -> list[int | None]:
        """Give whole numbers of cents, None where unknown."""
        pairs = zip(self.cents.tolist(), self.known.tolist(), strict=True)
        return [amount if known else None for amount, known in pairs]

    def amounts(self) -> Any:
        """Give them as the array of a column of amounts."""
        return to_amounts(self.cents, ~self.known)


def numbered(columns: Iterable[pd.Series[Any]], *, sort: bool = False) -> tuple[Integers, Integers]:
    """Number the rows that say the same, a missing cell being one like another.

    Args:
        columns: At least one, of one length.
        sort: Number them in the order of the columns, missing cells last; else as they come.

    Returns:
        The number of each row, from 0, and the first row of each number.
    """
    numbers: Any = 0
    width = 1
    for column in columns:
        codes, distinct = pd.factorize(_cells(column), sort=sort)
        if width * (len(distinct) + 1) >= SAFE:
            numbers, found = pd.factorize(numbers, sort=sort)
            width = len(found)
        numbers = numbers * (len(distinct) + 1) + np.where(codes < 0, len(distinct), codes)
        width *= len(distinct) + 1
    numbers, found = pd.factorize(numbers, sort=sort)
    first = np.zeros(len(found), dtype="int64")
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return numbers, first


def _cells(column: pd.Series[Any]) -> Any:
    """Give the cells to tell apart: Python's texts as they are, which takes half the time."""
    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype) and dtype.storage == "python":
        return column.to_numpy()
    return column.array if isinstance(dtype, ExtensionDtype) else column.to_numpy()

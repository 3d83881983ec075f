"""Amounts made comparable: in euros of one year, or per inhabitant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from pstlib.budgets.sums import Cents
from pstlib.errors import TableError
from pstlib.reference.money import MoneyReference
from pstlib.text import is_missing

_SHOWN = 10


@dataclass(frozen=True, eq=False)
class Yardsticks:
    """What amounts are made comparable by: None if it isn't supplied, empty if it says nothing.

    Attributes:
        prices: ``annee, indice, source``, empty without the year whose euros are wanted.
        people: ``annee, population, source`` of the commune.
    """

    prices: pd.DataFrame | None
    people: pd.DataFrame | None

    @classmethod
    def of(cls, reference: MoneyReference, *, year: int, ins: str | None) -> Self:
        """Keep what speaks of a year and of a commune."""
        prices, people = reference.prices, reference.population
        if prices is not None and not prices["annee"].eq(year).any():
            prices = prices.iloc[:0]
        if people is not None:
            people = people.take(np.flatnonzero(people["ins"].eq(ins or "")))
        return cls(prices, people)

    @cached_property
    def sources(self) -> dict[str, str]:
        """The words of the files, once each: ``indice`` and ``population`` where they serve."""
        tables = {"indice": self.prices, "population": self.people}
        return {
            name: _named(table["source"].tolist())
            for name, table in tables.items()
            if table is not None and len(table)
        }


def _named(sources: Iterable[str]) -> str:
    names = list(dict.fromkeys(sources))
    more = f" et {len(names) - _SHOWN} autres" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def constant_euros(
    table: pd.DataFrame, columns: Sequence[str], *, index: pd.DataFrame, base: int
) -> pd.DataFrame:
    """Give amounts in euros of the year ``base``: amount × index of base ÷ index of its year.

    Args:
        table: Any table with ``exercice``.
        columns: Its columns of amounts.
        index: ``annee, indice``, as ``load_price_index`` gives it.
        base: The year whose euros are wanted.

    Returns:
        ``table`` with ``columns`` converted, rounded to the cent; missing
        where the year has no index: an amount of an unknown year isn't comparable.

    Raises:
        TableError: If the index doesn't have the year ``base``.
    """
    known = {int(y): Fraction(i) for y, i in zip(index["annee"], index["indice"], strict=True)}
    if base not in known:
        raise TableError(
            f"L’indice des prix n’a pas l’année de base {base}",
            found=f"les années {', '.join(map(str, sorted(known)))}",
            todo="Choisissez une de ces années, ou complétez indice_prix.csv.",
        )
    return _scaled(table, columns, {year: known[base] / value for year, value in known.items()})


def per_inhabitant(
    table: pd.DataFrame, columns: Sequence[str], *, population: pd.DataFrame
) -> pd.DataFrame:
    """Give amounts per inhabitant of a commune in the year of each row.

    Args:
        table: Any table with ``exercice``.
        columns: Its columns of amounts.
        population: ``annee, population`` of the commune.

    Returns:
        ``table`` with ``columns`` divided, rounded to the cent; missing where the population of
        the year isn't known.
    """
    known = zip(population["annee"].tolist(), population["population"].tolist(), strict=True)
    return _scaled(table, columns, {int(year): Fraction(1, int(people)) for year, people in known})


def _scaled(
    table: pd.DataFrame, columns: Sequence[str], factors: Mapping[int, Fraction]
) -> pd.DataFrame:
    years = table["exercice"].tolist()
    by_row = [None if is_missing(year) else factors.get(int(year)) for year in years]
    return table.assign(**{name: _times(table[name], by_row) for name in columns})


def _times(amounts: pd.Series[Any], factors: Sequence[Fraction | None]) -> Any:
    pairs = zip(Cents.of(amounts).tolist(), factors, strict=True)
    scaled = [
        None if cents is None or factor is None else _rounded(cents, factor)
        for cents, factor in pairs
    ]
    return Cents.told(scaled).amounts()


def _rounded(cents: int, factor: Fraction) -> int:
    """Multiply exactly, then round half a cent away from zero."""
    above, below = 2 * abs(cents) * factor.numerator, 2 * factor.denominator
    whole = (above + factor.denominator) // below
    return whole if cents >= 0 else -whole

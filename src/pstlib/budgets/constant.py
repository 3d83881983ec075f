"""Amounts made comparable: in euros of one year, or per inhabitant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.splitting import to_amounts
from pstlib.budgets.sums import Cents
from pstlib.errors import TableError
from pstlib.text import is_missing


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
    table: pd.DataFrame, columns: Sequence[str], *, population: pd.DataFrame, ins: str
) -> pd.DataFrame:
    """Give amounts per inhabitant of the commune ``ins`` in the year of each row.

    Args:
        table: Any table with ``exercice``.
        columns: Its columns of amounts.
        population: ``ins, annee, population``, as ``load_population`` gives it.
        ins: Code of the commune.

    Returns:
        ``table`` with ``columns`` divided, rounded to the cent; missing where the population of
        the year isn't known.
    """
    own = population[population["ins"].eq(ins)]
    known = zip(own["annee"], own["population"], strict=True)
    return _scaled(table, columns, {int(year): Fraction(1, int(people)) for year, people in known})


def _scaled(
    table: pd.DataFrame, columns: Sequence[str], factors: Mapping[int, Fraction]
) -> pd.DataFrame:
    years = [None if is_missing(year) else factors.get(int(year)) for year in table["exercice"]]
    return table.assign(**{name: _times(table[name], years) for name in columns})


def _times(amounts: pd.Series[Any], factors: Sequence[Fraction | None]) -> pd.Series[Any]:
    cents = Cents.of(amounts)
    known = cents.known & np.array([factor is not None for factor in factors], dtype=bool)
    rows = zip(cents.cents.tolist(), factors, known.tolist(), strict=True)
    scaled = [_rounded(cents, factor) if factor and known else 0 for cents, factor, known in rows]
    return to_amounts(np.array(scaled, dtype="int64"), ~known).set_axis(amounts.index)


def _rounded(cents: int, factor: Fraction) -> int:
    """Multiply exactly, then round half a cent away from zero."""
    above, below = 2 * abs(cents) * factor.numerator, 2 * factor.denominator
    whole = (above + factor.denominator) // below
    return whole if cents >= 0 else -whole

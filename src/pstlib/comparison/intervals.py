"""How far a rate, a count or a median could be from what chance alone would give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]
LEVEL = 0.95
_EXACT_BELOW = 10  # counts under it: chi-square; from it on: Byar (APHO Technical Briefing 3, 2008)
_DRAWS = 2_000
_SEED = 20_191_024  # fixed: the same tables give the same interval, to the last digit


def wilson_interval(
    counts: pd.Series[Any], totals: pd.Series[Any], *, level: float = LEVEL
) -> pd.DataFrame:
    """Score interval of a proportion, which stays within 0–1 and holds at 0 and at n.

    Source: E. B. Wilson, JASA 22 (1927), p. 209–212; method 3 of R. G. Newcombe, Statistics in
    Medicine 17 (1998), p. 857–872.

    Args:
        counts: How many of each total (done actions), 0 to the total.
        totals: Out of how many (pursued actions).
        level: Confidence, between 0 and 1.

    Returns:
        With the index of ``counts``: ``taux``, ``borne_basse``, ``borne_haute``, fractions
        0–1 (Float64); NA where the total is 0 or a value is missing.

    Raises:
        ValueError: If a count is negative or above its total.
    """
    count, total = counts.astype("Float64"), totals.astype("Float64")
    if ((count < 0) | (count > total)).fillna(value=False).any():
        raise ValueError("a count must lie between 0 and its total")
    total = total.where(total > 0)
    z2 = _normal_quantile(level) ** 2
    rate = count / total
    centre = (count + z2 / 2) / (total + z2)
    half = (z2 * (count * (1 - rate) + z2 / 4)) ** 0.5 / (total + z2)
    # Both ends touch the rate at 0 and at n; rounding must not move them past it.
    low = (centre - half).mask(rate.eq(0).fillna(value=False), 0.0)
    high = (centre + half).mask(rate.eq(1).fillna(value=False), 1.0)
    return pd.DataFrame({"taux": rate, "borne_basse": low, "borne_haute": high})


def count_interval(counts: pd.Series[Any], *, level: float = LEVEL) -> pd.DataFrame:
    """Interval of a Poisson mean: exact under ten events, Byar's approximation from ten on.

    Sources: exact by F. Garwood, Biometrika 28 (1936), p. 437–442; Byar in N. E. Breslow and
    N. E. Day, Statistical Methods in Cancer Research II (IARC, 1987), p. 69; the switch at ten:
    APHO, Technical Briefing 3 (2008).

    Args:
        counts: Observed events, whole numbers from 0 on.
        level: Confidence, between 0 and 1.

    Returns:
        With the index of ``counts``: ``borne_basse``, ``borne_haute`` in events (Float64); NA
        where the count is missing.

    Raises:
        ValueError: If a count is negative.
    """
    from scipy.special import chdtri

    known = counts.astype("Float64")
    if (known < 0).fillna(value=False).any():
        raise ValueError("a count of events can't be negative")
    count = known.to_numpy("float64", na_value=np.nan)
    tail = (1 - level) / 2
    z = _normal_quantile(level)
    # chdtri takes the upper tail. At 0 the lower end is 0 by definition.
    exact_low = np.where(count > 0, chdtri(2 * np.maximum(count, 1), 1 - tail) / 2, 0.0)
    exact_high = chdtri(2 * (count + 1), tail) / 2
    few = count < _EXACT_BELOW
    low = np.where(few, exact_low, _byar(np.maximum(count, 1), -z))
    high = np.where(few, exact_high, _byar(count + 1, z))
    frame = pd.DataFrame({"borne_basse": low, "borne_haute": high}, index=counts.index)
    return frame.astype("Float64")


def median_interval(
    values: pd.Series[Any], *, level: float = LEVEL, draws: int = _DRAWS, seed: int = _SEED
) -> tuple[float, float, float] | None:
    """Median of the peers and its percentile bootstrap interval.

    Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.

    Args:
        values: One value a peer; missing ones are left out.
        level: Confidence, between 0 and 1.
        draws: Resamples.
        seed: Of the draws.

    Returns:
        Median, lower and upper end, in the unit of ``values``; None where no value is known.
    """
    known = np.sort(values.dropna().to_numpy("float64"))
    if not known.size:
        return None
    # Sorted first: the order of the rows must not move the interval.
    picks = np.random.default_rng(seed).integers(known.size, size=(draws, known.size))
    medians = np.median(known[picks], axis=1)
    low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    return float(np.median(known)), float(low), float(high)


def _byar(count: Array, z: float) -> Array:
    root: Array = 1 - 1 / (9 * count) + z / (3 * np.sqrt(count))
    scaled: Array = count * root**3
    return scaled


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))

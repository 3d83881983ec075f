"""Funnel of rates: which organisation lies beyond what the size of its plan explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

LIMITS = (0.95, 0.998)
_WINSORISED = 0.10
_NEVER_BELOW = 2  # a variance between organisations needs at least two of them
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Funnel:
    """What a funnel plot draws.

    ``organismes``: the rows given, with ``taux``, ``z`` and ``position`` (``dessous``,
    ``dedans`` or ``dessus`` the 99,8 % limits; NA where nothing is counted).
    ``limites``: by ``n`` from 1 to the largest total, ``bas_95, haut_95, bas_998, haut_998``,
    fractions 0–1. ``centre``: pooled rate, None where nothing is counted. ``phi``: spread of the
    winsorised z, 1 where chance alone is at work. ``tau2``: variance between organisations that
    was added to the limits, 0 where there was none to add.
    """

    organismes: pd.DataFrame
    limites: pd.DataFrame
    centre: float | None
    phi: float | None
    tau2: float


def funnel(table: pd.DataFrame, *, count: str, total: str) -> Funnel:
    """Set each organisation's rate against the limits for a plan of its size.

    Limits are the exact binomial ones, interpolated, as long as rates spread as chance would
    have it; else the variance between organisations is added to the normal ones, so that
    ordinary diversity rings no bell.

    Source: D. J. Spiegelhalter, Statistics in Medicine 24 (2005), p. 1185–1202 (limits: A.1.1;
    over-dispersion: section 3.2); z winsorised at 10 % there too.

    Args:
        table: One row per organisation.
        count: Column of the numerators.
        total: Column of the denominators.
    """
    rows = table.copy()
    counts = rows[count].to_numpy("float64", na_value=np.nan)
    totals = rows[total].to_numpy("float64", na_value=np.nan)
    known = np.isfinite(counts) & (totals > 0)
    if not known.any():
        empty = pd.DataFrame(columns=["n", "bas_95", "haut_95", "bas_998", "haut_998"])
        rows = rows.assign(taux=np.nan, z=np.nan, position=None)
        return Funnel(_typed(rows), empty, None, None, 0.0)
    centre = counts[known].sum() / totals[known].sum()
    phi, tau2 = _between(counts[known], totals[known], centre)
    rates = np.where(known, counts / np.where(known, totals, 1), np.nan)
    sizes = np.where(known, totals, 1).astype("int64")
    spread = np.sqrt(centre * (1 - centre) / sizes + tau2)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(known & (spread > 0), (rates - centre) / spread, np.nan)
    outer = _limits(sizes, centre, tau2, LIMITS[1])
    sides = np.select([rates < outer[0], rates > outer[1]], ["dessous", "dessus"], "dedans")
    position = pd.Series(sides, index=rows.index, dtype="str").where(known)
    rows = _typed(rows.assign(taux=rates, z=z, position=position))
    return Funnel(rows, _curves(int(totals[known].max()), centre, tau2), centre, phi, tau2)


def between_variance(counts: pd.Series[Any], totals: pd.Series[Any]) -> float:
    """Variance of the true rates between organisations that chance can't explain (0 if none)."""
    known = counts.notna() & totals.gt(0).fillna(value=False)
    count, total = (values[known].to_numpy("float64") for values in (counts, totals))
    return _between(count, total, count.sum() / total.sum())[1] if count.size else 0.0


def _between(counts: Array, totals: Array, centre: float) -> tuple[float | None, float]:
    """Spread of the winsorised z (phi) and the additive variance that it calls for (tau²)."""
    size = counts.size
    variance = centre * (1 - centre)
    if size < _NEVER_BELOW or variance == 0:
        return None, 0.0
    z = (counts / totals - centre) / np.sqrt(variance / totals)
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    if phi <= 1 + 2 * np.sqrt(2 / size):
        return phi, 0.0
    weights = totals / variance
    excess = size * phi - (size - 1)
    tau2 = excess / (weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, float(tau2))


def _curves(largest: int, centre: float, tau2: float) -> pd.DataFrame:
    sizes = np.arange(1, largest + 1)
    columns: dict[str, Array] = {"n": sizes}
    for level, name in zip(LIMITS, ("95", "998"), strict=True):
        columns[f"bas_{name}"], columns[f"haut_{name}"] = _limits(sizes, centre, tau2, level)
    return pd.DataFrame(columns)


def _limits(sizes: Array, centre: float, tau2: float, level: float) -> tuple[Array, Array]:
    from scipy.special import ndtri

    if tau2:
        half = ndtri((1 + level) / 2) * np.sqrt(centre * (1 - centre) / sizes + tau2)
        return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    tail = (1 - level) / 2
    return _exact_limit(sizes, centre, tail), _exact_limit(sizes, centre, 1 - tail)


def _exact_limit(sizes: Array, centre: float, probability: float) -> Array:
    """Interpolate the binomial count whose distribution function reaches a probability."""
    from scipy.special import bdtr

    if centre in {0.0, 1.0}:
        return np.full(sizes.shape, centre)
    reached = _binomial_quantile(sizes, centre, probability)
    above = bdtr(reached, sizes, centre)
    below = np.where(reached > 0, bdtr(np.maximum(reached - 1, 0), sizes, centre), 0.0)
    excess = (above - probability) / (above - below)
    limit: Array = np.clip((reached - excess) / sizes, 0, 1)
    return limit


def _binomial_quantile(sizes: Array, centre: float, probability: float) -> Array:
    """Smallest count whose distribution function reaches the probability, by bisection."""
    from scipy.special import bdtr

    low, high = np.full(sizes.shape, -1.0), sizes.astype("float64")
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = (middle >= 0) & (bdtr(np.maximum(middle, 0), sizes, centre) >= probability)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"taux": "Float64", "z": "Float64"})

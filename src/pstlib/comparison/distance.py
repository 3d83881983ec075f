"""How far a value is from the median of its peers, in robust units and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

MAD_TO_SIGMA = 1.4826  # makes the median absolute deviation estimate a normal's standard deviation
_WORDS = (  # upper bound in robust units, words (None: left to a human)
    (0.5, "proche"),
    (1.5, "un peu"),
    (3.0, "nettement"),
    (7.5, "très nettement"),
    (float("inf"), None),
)


@dataclass(frozen=True)
class Distance:
    """A value against its peers: ``ecart`` in robust units, ``sens`` and ``mot``.

    ``ecart`` is None where the peers don't differ at all, so that no unit exists; ``mot`` is
    None where the gap is so large that a human must look at it first.
    """

    valeur: float
    mediane: float
    ecart: float | None
    sens: str
    mot: str | None


def robust_distance(value: float, peers: pd.Series[Any]) -> Distance | None:
    """Measure a value against the median of its peers in units of 1.4826 × MAD.

    Source of the unit: P. J. Rousseeuw and C. Croux, JASA 88 (1993), p. 1273–1283; the words are
    those of the Federation's method (0.5, 1.5, 3, 7.5).

    Returns:
        None where no peer's value is known.
    """
    known = peers.dropna().astype("float64")
    if known.empty:
        return None
    median = float(known.median())
    unit = MAD_TO_SIGMA * float((known - median).abs().median())
    gap = value - median
    side = "au-dessus" if gap > 0 else "en dessous" if gap < 0 else "égal"
    if gap == 0:
        return Distance(value, median, 0.0, side, "proche")
    if unit == 0:
        return Distance(value, median, None, side, None)
    distance = gap / unit
    word = next(word for bound, word in _WORDS if abs(distance) < bound or word is None)
    return Distance(value, median, distance, side, word)

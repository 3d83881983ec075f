"""What a plan's mix of themes would lead one to expect, and rates steadied by those of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pstlib.comparison.funnel import between_variance
from pstlib.comparison.intervals import LEVEL, count_interval


def standardised_ratio(
    own: pd.DataFrame, peers: pd.DataFrame, *, level: float = LEVEL
) -> pd.Series[Any]:
    """Done actions against those expected if each theme went as among the peers (indirect).

    Source: indirect standardisation as in N. E. Breslow and N. E. Day, Statistical Methods in
    Cancer Research II (IARC, 1987), chapter 2; limits of the ratio by ``count_interval``.

    Args:
        own: One row per ``theme``: ``n_poursuivies``, ``n_terminees``.
        peers: The same of the peers, any number of rows per theme; without the organisation.
        level: Confidence, between 0 and 1.

    Returns:
        ``observe``, ``attendu`` (actions), ``ratio``, ``borne_basse``, ``borne_haute`` and
        ``n_sans_reference``: pursued actions in themes that no peer pursues, left out of both
        sides. The ratio is NA where nothing is expected.
    """
    sums = peers.groupby("theme")[["n_poursuivies", "n_terminees"]].sum()
    rates = sums["n_terminees"] / sums["n_poursuivies"].where(sums["n_poursuivies"] > 0)
    reference = own["theme"].map(rates.astype("Float64"))
    compared = own[reference.notna()]
    observed = float(compared["n_terminees"].sum())
    expected = float((compared["n_poursuivies"] * reference.dropna()).sum())
    limits = count_interval(pd.Series([observed]), level=level).iloc[0]
    divide = (lambda value: float(value) / expected) if expected > 0 else (lambda _value: pd.NA)
    return pd.Series(
        {
            "observe": observed,
            "attendu": expected,
            "ratio": divide(observed),
            "borne_basse": divide(limits["borne_basse"]),
            "borne_haute": divide(limits["borne_haute"]),
            "n_sans_reference": int(own.loc[reference.isna(), "n_poursuivies"].sum()),
        },
        dtype="object",
    )


def shrunken_rates(counts: pd.Series[Any], totals: pd.Series[Any]) -> pd.Series[Any]:
    """Rates drawn towards the pooled one, the more so the smaller the plan (beta-binomial).

    For ordering and heat maps only, with the raw rate beside. The prior has the pooled rate as
    mean and ``between_variance`` as variance; where chance explains all, every rate is the
    pooled one. An organisation with nothing counted stays NA: nothing is known of it.

    Source: B. Efron and C. Morris, JASA 70 (1975), p. 311–319; beta-binomial by moments:
    J. C. Kleinman, JASA 68 (1973), p. 46–54.
    """
    count, total = counts.astype("Float64"), totals.astype("Float64")
    known = count.notna() & total.gt(0).fillna(value=False)
    if not known.any():
        return pd.Series(pd.NA, index=counts.index, dtype="Float64")
    pooled = float(count[known].sum() / total[known].sum())
    tau2 = between_variance(counts, totals)
    # Prior size: pooled·(1 − pooled)/tau² − 1; infinite where nothing but chance is at work.
    size = pooled * (1 - pooled) / tau2 - 1 if tau2 > 0 else np.inf
    weight = 1.0 if np.isinf(size) else max(size, 0.0) / (max(size, 0.0) + total)
    return (weight * pooled + (1 - weight) * count / total.where(total > 0)).where(known)

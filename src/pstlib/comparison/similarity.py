"""Rows of a table put so that those which look alike stand together."""

from __future__ import annotations

import pandas as pd

_FEW = 3


def alike(shares: pd.DataFrame) -> list[str]:
    """Order rows by their likeness, from the table alone.

    Source: Ward's hierarchical clustering, leaves ordered as in Z. Bar-Joseph et al.,
    Bioinformatics 17 (2001), S22–S29.

    Args:
        shares: One row per organisation, numbers.

    Returns:
        The index, in an order where neighbours look alike.
    """
    if len(shares) < _FEW:
        return [str(name) for name in shares.index]
    from scipy.cluster.hierarchy import leaves_list, linkage

    links = linkage(shares.to_numpy(), method="ward", optimal_ordering=True)
    return [str(shares.index[place]) for place in leaves_list(links)]

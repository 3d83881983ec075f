"""Sums of amounts: by year, function, theme, objective or action."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.model.columns import AMOUNT


def by(lignes: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add up the amounts of each group; what is attached to nothing is a row like another.

    Args:
        lignes: The result of ``amounts_by_version``, or ``Attachments.lignes``.
        columns: What to group by, e.g. ``["exercice", "os_id"]``; an empty list gives one row.

    Returns:
        One row per group, sorted by ``columns``, a missing value last (``os_id`` missing:
        « non rattaché » or above any OS; ``element_id`` tells which): ``columns`` and the six
        amounts, each missing where no line of the group has one.
    """
    if not columns:
        whole = lignes.assign(tout=0)
        return by(whole, ["tout"]).drop(columns="tout")
    sums = lignes.groupby(list(columns), dropna=False, sort=True)[AMOUNTS].sum(min_count=1)
    return sums.astype(AMOUNT).reset_index()

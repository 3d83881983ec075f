"""The votes of a budget one after the other: the initial budget, then each amendment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pstlib.budgets.execution import YEARLY
from pstlib.budgets.lines import LineVersions, line_versions, vote_rank
from pstlib.budgets.sums import totals


def votes(lines: pd.DataFrame, versions: LineVersions | None = None) -> pd.DataFrame:
    """Give what was voted in all after each vote.

    An amendment that prints only what it changes leaves the other lines as they were: the total
    after it adds up the last vote of each line until then.

    Args:
        lines: The result of ``budget_lines``.
        versions: Their ``line_versions``, where they are known already.

    Returns:
        One row per ``exercice, service, type`` and ``version`` (INITIAL, MB1, MB2…, those that
        the group has) in that order, ordinary and receipts first, with ``rang`` (0 for INITIAL)
        and ``montant``, the total after that vote.
    """
    found = versions or line_versions(lines)
    groups = found.keys.groupby(YEARLY)
    group, heads = groups.ngroup().to_numpy(), groups.size().index.to_frame(index=False)
    last, amounts = found.unknown, found.amounts
    parts = [heads.iloc[:0].assign(version="", rang=0, montant=last.iloc[:0])]
    for version in found.votes:
        last = amounts[version].fillna(last)
        held = np.unique(group[amounts[version].notna()])
        sums = totals(last, group, len(heads)).take(held)
        rank = vote_rank(version) - 1
        parts.append(heads.take(held).assign(version=version, rang=rank, montant=sums))
    return pd.concat(parts).sort_values(
        [*YEARLY, "rang"], ascending=[True, False, False, True], ignore_index=True
    )

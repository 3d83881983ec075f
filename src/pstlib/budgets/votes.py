"""The votes of a budget one after the other: the initial budget, then each amendment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pstlib.budgets.lines import LineVersions, ReadBudget, line_versions, vote_rank
from pstlib.budgets.splitting import to_amounts
from pstlib.budgets.sums import Cents, numbered
from pstlib.budgets.tally import YEARLY


def votes(lines: pd.DataFrame | ReadBudget, versions: LineVersions | None = None) -> pd.DataFrame:
    """Give what was voted in all after each vote.

    An amendment that prints only what it changes leaves the other lines as they were: the total
    after it adds up the last vote of each line until then.

    Args:
        lines: The result of ``budget_lines``, or of ``read_budget``.
        versions: Their ``line_versions``, where they are known already.

    Returns:
        One row per ``exercice, service, type`` and ``version`` (INITIAL, MB1, MB2…, those that
        the group has) in that order, ordinary and receipts first, with ``rang`` (0 for INITIAL)
        and ``montant``, the total after that vote.
    """
    found = versions or line_versions(lines)
    groups, heads = numbered(found.keys[name] for name in YEARLY)
    ranks = {vote_rank(version) - 1: version for version in found.votes}
    last, told = Cents.unknown(len(groups)), []
    for rank, version in ranks.items():
        last = found.amounts[version].otherwise(last)
        sums = last.by(groups, len(heads)).cents
        voted = np.unique(groups[found.amounts[version].known])
        told += [(group, rank, cents) for group, cents in zip(voted, sums[voted], strict=True)]
    group, rang, total = np.array(sorted(told), dtype="int64").reshape(-1, 3).T
    told_of = {name: found.keys[name].array.take(heads[group]) for name in YEARLY}
    names = pd.array([ranks[rank] for rank in rang.tolist()], dtype="str")
    amounts = to_amounts(total, np.zeros(len(total), dtype=bool))
    return pd.DataFrame(told_of | {"version": names, "rang": rang, "montant": amounts})

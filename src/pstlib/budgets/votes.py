"""The votes of a budget one after the other: the initial budget, then each amendment."""

from __future__ import annotations

import pandas as pd

from pstlib.budgets.execution import YEARLY
from pstlib.budgets.lines import KEY, carried
from pstlib.model.columns import AMOUNT

_INITIAL = "INITIAL"


def votes(lines: pd.DataFrame) -> pd.DataFrame:
    """Give what was voted in all after each vote.

    An amendment that prints only what it changes leaves the other lines as they were: the total
    after it adds up the last vote of each line until then.

    Args:
        lines: The result of ``budget_lines``.

    Returns:
        One row per ``exercice, service, type`` and ``version`` (INITIAL, MB1, MB2…, those that
        the group has) in that order, ordinary and receipts first, with ``rang`` (0 for INITIAL)
        and ``montant``, the total after that vote.
    """
    lines = carried(lines)
    voted = lines[lines["version"].str.fullmatch(r"INITIAL|MB\d+") & lines["montant"].notna()]
    ranks = voted["version"].str.removeprefix("MB").replace(_INITIAL, "0").astype("int64")
    sums = voted.assign(rang=ranks).groupby([*KEY, "rang"])[["montant"]].sum().reset_index()
    parts = [_after(sums, rank) for rank in sorted(ranks.unique())]
    columns = [*YEARLY, "version", "rang", "montant"]
    if not parts:
        return voted.assign(rang=ranks)[columns]
    return pd.concat(parts).sort_values(
        [*YEARLY, "rang"], ascending=[True, False, False, True], ignore_index=True
    )[columns]


def _after(sums: pd.DataFrame, rank: int) -> pd.DataFrame:
    """Add up the last vote of each line until ``rank``, where there was a vote of that rank."""
    held = sums.loc[sums["rang"].eq(rank), YEARLY].drop_duplicates()
    last = sums[sums["rang"].le(rank)].sort_values("rang").drop_duplicates(KEY, keep="last")
    totals = last.groupby(YEARLY)[["montant"]].sum().astype(AMOUNT).reset_index()
    name = f"MB{rank}" if rank else _INITIAL
    return totals.merge(held, on=YEARLY).assign(version=name, rang=rank)

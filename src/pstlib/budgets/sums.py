"""Sums of exact amounts by group, made by Arrow: pandas adds decimals up one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pstlib.budgets.splitting import Integers, to_amounts, to_cents
from pstlib.model.columns import AMOUNT

_KNOWN = pc.ScalarAggregateOptions(min_count=1)


def summed(rows: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Add up columns of amounts or numbers by group, a missing key being one like another.

    Returns:
        One row per group, sorted by ``keys``, a missing one last: ``keys``, then ``columns``, a
        sum missing where no row of the group has an amount.
    """
    table = pa.table(
        {name: pa.array(rows[name], from_pandas=True) for name in (*keys, *columns)}
    ).append_column("", pa.array(np.arange(len(rows))))
    sums = table.group_by(list(keys), use_threads=False).aggregate(
        [("", "min"), *((name, "sum", _KNOWN) for name in columns)]
    )
    sums = sums.sort_by([(name, "ascending") for name in keys])
    first = sums["_min"].to_numpy()
    found: dict[str, Any] = {name: rows[name].array.take(first) for name in keys}
    return pd.DataFrame(found | {name: _column(sums[f"{name}_sum"]) for name in columns})


def totals(amounts: pd.Series[Any], numbers: Integers, n_groups: int) -> pd.Series[Any]:
    """Add up amounts by the number of their group, missing where it has none."""
    known = amounts.notna().to_numpy()
    groups, sums = numbers[known], np.zeros(n_groups, dtype="int64")
    np.add.at(sums, groups, to_cents(amounts[known]))
    absent = np.bincount(groups, minlength=n_groups) == 0
    return to_amounts(sums, absent, pd.RangeIndex(n_groups))


def _column(sums: pa.ChunkedArray) -> Any:
    if pa.types.is_integer(sums.type):
        return sums.to_numpy()
    if pa.types.is_floating(sums.type):
        return pd.array(sums.to_numpy(), dtype="Float64")
    return pd.arrays.ArrowExtensionArray(sums.cast(AMOUNT.pyarrow_dtype))

"""Rows of a table as plain dictionaries."""

from typing import Any

import numpy as np
import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row by column name, its values of Python's types: whole numbers stay whole.

    The same as ``to_dict("records")``, which takes a tenth of a millisecond a column: a report
    asks for the few rows of a hundred tables of thirty columns.
    """
    columns = [_values(column) for _, column in table.items()]
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: "pd.Series[Any]") -> list[Any]:
    if isinstance(column.dtype, pd.api.extensions.ExtensionDtype):
        if column.dtype.na_value is pd.NA:
            return list(column.array.to_numpy(dtype=object, na_value=None))
        return list(column.array)
    if column.dtype == object:
        return [value.item() if isinstance(value, np.generic) else value for value in column]
    return column.tolist()

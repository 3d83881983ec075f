"""Rows as dictionaries: what a report reads of a table."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from pstlib.model.columns import AMOUNT
from pstlib.model.records import records


@pytest.fixture
def table() -> pd.DataFrame:
    days = pd.Series([dt.datetime(2024, 6, 30), None], dtype="datetime64[us]")
    return pd.DataFrame(
        {
            "jours": pd.Series([3, None], dtype="Int64"),
            "taux": pd.Series([0.5, None], dtype="Float64"),
            "montant": pd.Series([Decimal("12.30"), None], dtype=AMOUNT),
            "texte": pd.Series(["é", None], dtype="str"),
            "vrai": pd.Series([True, False]),
            "tout": pd.Series([np.float64(1.5), None], dtype=object),
            "date": days,
        }
    )


def test_values_are_of_pythons_types(table: pd.DataFrame) -> None:
    known = records(table)[0]

    types = {name: type(value) for name, value in known.items()}
    assert types == {
        "jours": int,
        "taux": float,
        "montant": Decimal,
        "texte": str,
        "vrai": bool,
        "tout": float,
        "date": pd.Timestamp,
    }
    assert known["montant"] == Decimal("12.30")


def test_rows_are_those_of_pandas(table: pd.DataFrame) -> None:
    ours, theirs = records(table), table.to_dict("records")

    for mine, expected in zip(ours, theirs, strict=True):
        assert list(mine) == list(expected)
        assert [*map(repr, mine.values())] == [*map(repr, expected.values())]


def test_an_empty_table_has_no_row(table: pd.DataFrame) -> None:
    assert records(table.head(0)) == []

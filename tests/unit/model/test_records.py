"""Rows as dictionaries: what a report reads of a table."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of


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


def test_a_table_of_its_rows_is_the_same(table: pd.DataFrame) -> None:
    kinds = table.dtypes.to_dict()

    pd.testing.assert_frame_equal(table_of(records(table), kinds), table)


def test_a_table_of_rows_has_its_columns_without_a_row_and_what_a_row_lacks_is_missing() -> None:
    kinds = {"n": "Int64", "nom": "str"}

    assert table_of([], kinds).dtypes.astype(str).to_dict() == kinds
    assert table_of([{"n": 2}], kinds)["nom"].isna().all()

"""Rows numbered by what they say, and exact sums of whole cents."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from pstlib.budgets.sums import Cents, numbered
from pstlib.model.columns import AMOUNT

STORAGES = ("python", "pyarrow")


def amounts(*told: str | None) -> pd.Series:
    return pd.Series([None if text is None else Decimal(text) for text in told], dtype=AMOUNT)


def texts(storage: str, *told: str | None) -> pd.Series:
    return pd.Series(told, dtype=pd.StringDtype(storage, na_value=np.nan))


@pytest.mark.parametrize("storage", STORAGES)
def test_rows_that_say_the_same_have_one_number_as_they_come(storage: str) -> None:
    years = pd.Series([2020, 2019, 2020, None, None], dtype="Int64")
    names = texts(storage, "b", "a", "b", None, None)

    numbers, first = numbered([years, names])

    assert numbers.tolist() == [0, 1, 0, 2, 2]
    assert first.tolist() == [0, 1, 3]


@pytest.mark.parametrize("storage", STORAGES)
def test_sorted_numbers_follow_the_columns_and_put_missing_cells_last(storage: str) -> None:
    names = texts(storage, "é", None, "a", "a", "Z")
    years = pd.Series([2020, 2019, 2021, 2020, None], dtype="Int64")

    numbers, first = numbered([names, years], sort=True)

    assert numbers.tolist() == [3, 4, 2, 1, 0]
    assert first.tolist() == [4, 3, 2, 0, 1]


def test_many_columns_of_many_texts_still_have_a_number_each() -> None:
    # 7 columns of a thousand distinct cells: their combinations don't hold in 64 bits.
    column = pd.Series(np.arange(1_000))
    twice = pd.concat([column, column], ignore_index=True)

    numbers, first = numbered([twice] * 7)

    assert numbers.tolist() == list(range(1_000)) * 2
    assert first.tolist() == list(range(1_000))


def test_amounts_become_cents_and_back_whatever_their_sign_and_size() -> None:
    told = amounts("0.01", "-0.01", None, "9999999999999999.99", "-9999999999999999.99", "0.00")

    cents = Cents.of(told)

    assert cents.known.tolist() == [True, True, False, True, True, True]
    assert cents.cents[cents.known].tolist() == [1, -1, 10**18 - 1, 1 - 10**18, 0]
    pd.testing.assert_series_equal(pd.Series(cents.amounts()), told)


def test_amounts_of_a_slice_are_those_of_its_rows() -> None:
    whole = amounts("1.00", "2.00", None, "4.00", "5.00")

    cents = Cents.of(whole.iloc[1:4])

    assert cents.cents[cents.known].tolist() == [200, 400]


def test_amounts_of_several_pieces_are_those_of_all() -> None:
    pieces = pd.concat([amounts("1.00"), amounts(None, "-3.50")], ignore_index=True)

    cents = Cents.of(pieces)

    assert cents.cents[cents.known].tolist() == [100, -350]


def test_a_sum_is_missing_only_where_no_amount_is_known() -> None:
    cents = Cents.of(amounts("0.10", None, "0.20", "-5.00", None))

    # Two rows in the first group, two without amount in the second, one in the last.
    assert cents.by(np.array([0, 1, 0, 2, 1]), 3).tolist() == [30, None, -500]


def test_nothing_adds_up_to_nothing() -> None:
    found = Cents.of(amounts()).by(np.zeros(0, dtype="int64"), 0)

    assert found.tolist() == []
    assert found.amounts().dtype == AMOUNT


def test_whole_numbers_of_cents_are_amounts_and_none_is_unknown() -> None:
    assert list(Cents.told([5, None, 0, -120]).amounts()) == [
        Decimal("0.05"), pd.NA, Decimal("0.00"), Decimal("-1.20"),
    ]  # fmt: skip

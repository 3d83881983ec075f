from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pstlib.budgets.splitting import exact, integers, whole_numbers
from pstlib.budgets.sums import Cents
from pstlib.model.columns import AMOUNT

from .conftest import told


def split(amount: str | None, *weights: int) -> list[str | None]:
    n = len(weights)
    amounts = pd.Series([None if amount is None else Decimal(amount)] * n, dtype=AMOUNT)
    whole = integers([sum(weights)] * n, whole=sum(weights))
    parts = Cents.of(amounts).split(
        integers(weights, whole=sum(weights)), whole, np.zeros(n, dtype="int64")
    )
    return [told(part) for part in parts.amounts()]


def test_the_largest_remainders_have_the_cents_left_over() -> None:
    assert split("100.00", 1, 1, 1) == ["33.34", "33.33", "33.33"]
    assert split("0.01", 1, 3) == ["0.00", "0.01"]
    assert split("0.02", 1, 1, 1) == ["0.01", "0.01", "0.00"]
    assert split("-100.00", 1, 1, 1) == ["-33.33", "-33.33", "-33.34"]


def test_a_missing_amount_is_split_into_missing_ones() -> None:
    assert split(None, 1, 2) == [None, None]


def test_shares_are_the_decimals_that_were_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert whole_numbers([Fraction(1, 4), Fraction(1, 6)]) == ([3, 2], 12)
    assert whole_numbers([]) == ([], 1)


cents = st.one_of(st.none(), st.integers(-(10**17), 10**17))
weights = st.lists(st.integers(1, 10**25), min_size=1, max_size=5)


@given(st.lists(st.tuples(cents, weights), min_size=1, max_size=6))
def test_parts_add_up_and_are_within_a_cent_of_exact(
    drawn: list[tuple[int | None, list[int]]],
) -> None:
    rows = [(i, amount, w, sum(ws)) for i, (amount, ws) in enumerate(drawn) for w in ws]
    lines, amounts, flat, wholes = zip(*rows, strict=True)
    euros = [None if amount is None else Decimal(amount).scaleb(-2) for amount in amounts]

    got = (
        Cents.of(pd.Series(euros, dtype=AMOUNT))
        .split(
            integers(flat, whole=max(wholes)),
            integers(wholes, whole=max(wholes)),
            np.array(lines),
        )
        .tolist()
    )

    for line, (amount, _) in enumerate(drawn):
        own = [part for part, at in zip(got, lines, strict=True) if at == line]
        assert own == [None] * len(own) if amount is None else sum(own) == amount  # type: ignore[arg-type]
    for part, amount, weight, whole in zip(got, amounts, flat, wholes, strict=True):
        assert part is None or abs(part - Fraction(amount * weight, whole)) < 1

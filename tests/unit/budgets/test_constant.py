"""Euros of one year, and euros per inhabitant."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.budgets.constant import constant_euros, per_inhabitant
from pstlib.errors import TableError
from pstlib.model.columns import AMOUNT

euro = Decimal
INDEX = pd.DataFrame(
    {"annee": [2019, 2021], "indice": [euro("100"), euro("104.5")], "source": "essai"}
)
PEOPLE = pd.DataFrame(
    {"ins": ["90001", "90001", "90002"], "annee": [2019, 2021, 2021], "population": [3, 7, 1]}
)


def table(*values: tuple[int | None, Any]) -> pd.DataFrame:
    years, amounts = zip(*values, strict=True)
    return pd.DataFrame(
        {
            "exercice": pd.Series(years, dtype="Int64"),
            "montant": pd.Series(amounts, dtype=AMOUNT),
            "libelle": "x",
        }
    )


def test_amounts_are_turned_into_euros_of_the_base_year() -> None:
    found = constant_euros(
        table(
            (2019, euro("200.00")),
            (2021, euro("200.00")),
            (2020, euro("200.00")),
            (2019, None),
        ),
        ["montant"],
        index=INDEX,
        base=2021,
    )

    # 200 × 104.5 / 100; the year itself; no index; no amount.
    assert found["montant"].tolist() == [euro("209.00"), euro("200.00"), pd.NA, pd.NA]
    assert found["montant"].dtype == AMOUNT
    assert found["libelle"].tolist() == ["x"] * 4


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    index = INDEX.assign(indice=[euro("2"), euro("1")])
    found = constant_euros(
        table((2019, euro("0.01")), (2019, euro("-0.01")), (2019, euro("0.03"))),
        ["montant"],
        index=index,
        base=2021,
    )

    assert found["montant"].tolist() == [euro("0.01"), euro("-0.01"), euro("0.02")]


def test_a_base_year_without_index_is_refused() -> None:
    with pytest.raises(TableError, match="année de base 2020 – trouvé : les années 2019, 2021"):
        constant_euros(table((2019, euro("1.00"))), ["montant"], index=INDEX, base=2020)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_euros_of_their_own_year_do_not_change(amount: Decimal) -> None:
    found = constant_euros(table((2019, amount)), ["montant"], index=INDEX, base=2019)

    assert found["montant"].tolist() == [amount]


def test_amounts_per_inhabitant_are_those_of_the_commune_and_the_year() -> None:
    found = per_inhabitant(
        table(
            (2019, euro("10.00")),
            (2021, euro("10.00")),
            (2020, euro("10.00")),
            (None, euro("1.00")),
        ),
        ["montant"],
        population=PEOPLE[PEOPLE["ins"].eq("90001")],
    )

    assert found["montant"].tolist() == [euro("3.33"), euro("1.43"), pd.NA, pd.NA]

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pandas as pd
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pstlib import text
from pstlib.errors import DateError

NBSP, NNBSP = "\u00a0", "\u202f"


def test_numbers_are_written_the_belgian_french_way() -> None:
    assert text.fr_number(1234567) == f"1{NNBSP}234{NNBSP}567"
    assert text.fr_percent(45.25) == f"45,3{NBSP}%"
    assert text.fr_share(88 / 117) == f"75,2{NBSP}%"
    assert text.fr_euro(Decimal("1234.56")) == f"1{NNBSP}234,56{NBSP}€"


@given(
    st.floats(-1e12, 1e12) | st.decimals(-(10**12), 10**12, places=4),
    st.sampled_from([None, 0, 1, 2]),
)
def test_numbers_are_those_of_babel(value: float | Decimal, digits: int | None) -> None:
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    with localcontext(rounding=ROUND_HALF_UP):
        expected = format_decimal(value, format=pattern, locale="fr_BE")
    sign = "−" if value < 0 and expected.strip("-0,") else ""

    assert text.fr_number(value, digits) == sign + expected.removeprefix("-")


@pytest.mark.parametrize(
    ("share", "digits", "written"),
    [
        (17 / 80, 1, "21,3"),
        (1 / 8, 0, "13"),
        (0.145, 0, "15"),
        (0.2849, 0, "28"),
        (-0.0004, 1, "0,0"),
    ],
)
def test_a_half_is_rounded_as_a_spreadsheet_does(share: float, digits: int, written: str) -> None:
    assert text.fr_share(share, digits) == f"{written}{NBSP}%"


def test_dates_are_written_the_belgian_french_way() -> None:
    assert text.fr_date(dt.date(2021, 12, 31)) == "31/12/2021"
    assert text.fr_long_date(dt.date(2022, 1, 1)) == f"1er{NBSP}janvier{NBSP}2022"
    assert text.fr_long_date(dt.date(2021, 12, 31)) == f"31{NBSP}décembre{NBSP}2021"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_is_missing_is_never_zero(missing: object) -> None:
    for write in (text.fr_number, text.fr_percent, text.fr_share, text.fr_date, text.fr_long_date):
        assert write(missing) == "n. c."


@pytest.mark.parametrize("given", ["2021-12-31", "31/12/2021", " 2021-12-31 "])
def test_a_date_is_read_in_both_usual_forms(given: str) -> None:
    assert text.parse_date(given) == dt.date(2021, 12, 31)


@pytest.mark.parametrize("wrong", ["2021-02-30", "31/13/2021", "demain", "", "2021", "12-31-2021"])
def test_what_is_no_date_is_refused_with_the_forms_expected(wrong: str) -> None:
    with pytest.raises(DateError, match=r"sous la forme 2021-12-31"):
        text.parse_date(wrong)


def test_nearest_names_come_best_first() -> None:
    names = ["celles-2019-2024", "valrive-2019-2024", "valrive-2025-2030"]

    assert text.nearest("valrive-2019", names)[0] == "valrive-2019-2024"
    assert text.nearest("xyz", names) == []


@given(st.text())
def test_no_cell_starts_a_formula(cell: str) -> None:
    assert not text.safe_cell(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_folding_twice_changes_nothing(words: str) -> None:
    assert text.fold(text.fold(words)) == text.fold(words)

"""Cells as a Belgian types them: read, or refused with a reason."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.readers.tables import cells
from pstlib.readers.tables.sheet import Fault, Percent

NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        (f"1{NBSP}234,56 €", "1234.56"),
        (f"1{THIN}234{THIN}567,8", "1234567.80"),
        ("€ 1.234", "1234.00"),
        ("1.234", "1234.00"),
        ("1234.5", "1234.50"),
        ("-12,5", "-12.50"),
        ("−12,5", "-12.50"),
        ("- 12,50 €", "-12.50"),
        ("1.234,56-", "-1234.56"),
        ("(1.234,56)", "-1234.56"),
        ("(1 250,00 €)", "-1250.00"),
        ("-   €", "0.00"),
        ("0", "0.00"),
        ("  7 EUR ", "7.00"),
        (40891.01, "40891.01"),
        (44018.569999999996, "44018.57"),
    ],
)
def test_amounts_as_belgians_write_them(written: str | float, expected: str) -> None:
    assert cells.amount(written) == cells.Got(Decimal(expected))


@pytest.mark.parametrize(
    "written",
    [
        *("1,234,56", "1.23.4,5", "(1 250,00", "1 250,00)", "#REF!", "########", "gratuit", "n.c."),
        *(
            "12/03/2021",
            "0.500",  # half a euro, or five hundred?
            "-0.005",
            "1.50,25",
            "1,234",
            "--5",
            "(-5)",
            "12 34",
            "1e5",
            "٣٤",
            "1234567890123456789",
        ),
        *(True, dt.date(2021, 1, 1), Percent(0.5), Fault("#N/A"), Fault("=1000+500")),
    ],
)
def test_unreadable_amounts_say_what_was_found(written: cells.Value) -> None:
    got = cells.amount(written)
    assert got.value is None
    assert got.doubt


def test_an_empty_amount_is_missing_and_a_lone_dash_is_said() -> None:
    assert cells.amount(" \u00a0") == cells.Got()
    assert cells.amount("-").doubt == "un tiret seul : montant inconnu"


@pytest.mark.parametrize(
    "written",
    [
        "9999999999999999,99", "1000000000", "-1 000 000 000,00 €", "999999999,999",
        1e15, -1e300, 999999999.999, "9" * 30,
    ],
)  # fmt: skip
def test_an_amount_that_no_organisation_has_is_unreadable(written: str | float) -> None:
    got = cells.amount(written)
    assert got.value is None
    assert "milliard d’euros" in str(got.doubt)


def test_a_third_decimal_is_rounded_and_said() -> None:
    assert cells.amount("1234,567") == (Decimal("1234.57"), "« 1234,567 » est arrondi au cent")


@given(st.decimals("-999999999.99", "999999999.99", places=2))
def test_any_amount_survives_french_writing(value: Decimal) -> None:
    written = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    assert cells.amount(written).value == value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2021-03-16", dt.date(2021, 3, 16)),
        ("16/3/2021", dt.date(2021, 3, 16)),
        ("16.03.2021", dt.date(2021, 3, 16)),
        ("2021-03-16 00:00:00", dt.date(2021, 3, 16)),
        ("1er août 2021", dt.date(2021, 8, 1)),
        (dt.date(2021, 3, 16), dt.date(2021, 3, 16)),
    ],
)
def test_dates(written: cells.Value, expected: dt.date) -> None:
    assert cells.date(written) == cells.Got(expected)


@pytest.mark.parametrize("written", ["31/11/2022", "2e trimestre 2021", "2022-13-31", "2021", "x"])
def test_impossible_or_vague_dates_are_missing_with_a_reason(written: str) -> None:
    got = cells.date(written)
    assert got.value is None
    assert written in str(got.doubt)


@pytest.mark.parametrize("written", [44271.0, "44271"])
def test_a_serial_number_is_a_date_to_be_checked(written: cells.Value) -> None:
    got = cells.date(written)
    assert got.value == dt.date(2021, 3, 16)
    assert "44271" in str(got.doubt)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("50 %", 50), ("50%", 50), ("33,33 %", 33.33), (Percent(0.15), 15), (75.0, 75), ("0", 0)],
)
def test_rates(written: cells.Value, expected: float) -> None:
    assert cells.rate(written) == cells.Got(expected)


@pytest.mark.parametrize("written", ["0,5", 0.5, "1", 1.0, "120", "-5 %", "beaucoup", Percent(1.2)])
def test_ambiguous_or_impossible_rates_are_missing_with_a_reason(written: cells.Value) -> None:
    got = cells.rate(written)
    assert got.value is None
    assert got.doubt


def test_yes_no_and_years() -> None:
    assert [cells.yes(word).value for word in ("Oui", "NON", "o", True)] == [
        True,
        False,
        True,
        True,
    ]
    assert cells.yes("peut-être").doubt
    assert [cells.year(word).value for word in ("2019", 2024.0, "19", "2O21")] == [
        2019,
        2024,
        None,
        None,
    ]


def test_states_keep_their_word() -> None:
    for word in ("ANNULE_ABANDONNE", "Annulé/abandonné", "annulée", "Abandonné"):
        assert cells.state(word)[:2] == ("ANNULE_ABANDONNE", word)
    assert cells.state("Finalisé") == ("TERMINE", "Finalisé", None, None)
    assert cells.state("Permanent").type_action == "PERENNE"
    assert cells.state("Zarbi").statut_source == "Zarbi"
    assert "Zarbi" in str(cells.state("Zarbi").doubt)

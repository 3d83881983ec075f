"""Execution and results, against a budget small enough to be added up by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pstlib.budgets import AMOUNTS, amounts_by_version, attach, budget_lines
from pstlib.budgets.execution import (
    by_year,
    execution,
    results,
    silent_years,
    unbudgeted,
)
from pstlib.budgets.tally import YEARLY
from pstlib.model import Pst, load
from pstlib.readers import read

from .conftest import NOMENCLATURE, amounts, line

PAY, PAPER, GRANT = "104/111-01", "104/123-02", "831/465-02"
RECEIPT = {"type": "R"}
VOTES = ["INITIAL", "MB1", "MB2"]
FIGURE = {"D": "ENGAGEMENTS", "R": "DROITS_NETS"}


@pytest.fixture(scope="module")
def valrive() -> Pst:
    return load("valrive-2019-2024", Path(__file__).parents[3] / "pst_data")


def vote(article: str, amount: str, version: str = "INITIAL", **more: Any) -> Any:
    return line(article, amount, version, **more)


@pytest.fixture
def two_years() -> pd.DataFrame:
    """2021 voted and closed; 2022 voted only; PAPER is at the account of 2021 without a vote."""
    return amounts(
        vote(PAY, "1000.00"),
        vote(PAY, "1200.00", "MB1"),
        vote(PAY, "900.00", "ENGAGEMENTS"),
        vote(PAY, "850.10", "IMPUTATIONS"),
        vote(PAPER, "60.00", "ENGAGEMENTS"),
        vote(PAPER, "60.00", "IMPUTATIONS"),
        vote(GRANT, "1500.00", **RECEIPT),
        vote(GRANT, "1350.00", "DROITS_NETS", **RECEIPT),
        vote(PAY, "2000.00", exercice=2022),
    )


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    shown = table[list(columns)].astype(object)
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))


def test_execution_compares_commitments_with_the_last_vote(two_years: pd.DataFrame) -> None:
    found = by_year(two_years)

    assert rows(found, "exercice", "type", "initial", "dernier_vote", "engagements") == [
        (2021, "D", Decimal("1000.00"), Decimal("1200.00"), Decimal("960.00")),
        (2021, "R", Decimal("1500.00"), Decimal("1500.00"), None),
        (2022, "D", Decimal("2000.00"), Decimal("2000.00"), None),
    ]
    # 960 / 1200; 1350 / 1500; the account of 2022 isn't known.
    assert rows(found, "taux_execution") == [(0.8,), (0.9,), (None,)]
    assert rows(found, "n_lignes", "n_sans_vote", "n_sans_compte") == [
        (2, 1, 0),
        (1, 0, 0),
        (1, 0, 1),
    ]


def test_a_year_without_account_does_not_lower_the_rate(two_years: pd.DataFrame) -> None:
    (expenses, _) = execution(two_years, ["type"]).to_dict("records")

    assert expenses["dernier_vote"] == Decimal("3200.00")
    assert (expenses["numerateur"], expenses["denominateur"]) == (
        Decimal("960.00"),
        Decimal("1200.00"),
    )
    assert expenses["taux_execution"] == 0.8


def test_an_account_that_says_nothing_more_is_never_taken_for_commitments() -> None:
    found = by_year(amounts(vote(PAY, "100.00"), vote(PAY, "90.00", "COMPTE")))

    assert rows(found, "engagements", "imputations", "compte", "taux_execution") == [
        (None, None, Decimal("90.00"), None)
    ]
    silent = silent_years(amounts(vote(PAY, "100.00"), vote(PAY, "90.00", "COMPTE")))
    assert silent.to_numpy().tolist() == [[2021, "O", True]]


@pytest.mark.parametrize("voted", ["0.00", "-5.00"])
def test_no_rate_where_nothing_was_voted(voted: str) -> None:
    found = by_year(amounts(vote(PAY, voted), vote(PAY, "10.00", "ENGAGEMENTS")))

    assert rows(found, "taux_execution") == [(None,)]


def test_receipts_and_expenses_are_never_added(two_years: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="type"):
        execution(two_years, ["exercice"])


def test_an_account_without_budget_is_kept_and_said(two_years: pd.DataFrame) -> None:
    assert unbudgeted(two_years)["article"].tolist() == [PAPER]


def test_years_without_account_are_said(two_years: pd.DataFrame) -> None:
    assert silent_years(two_years).to_numpy().tolist() == [[2022, "O", False]]


def test_results_by_portion_add_up_to_the_total() -> None:
    budget = amounts(
        line(PAY, "900.00", "ENGAGEMENTS"),
        line(PAY, "880.00", "IMPUTATIONS"),
        line(GRANT, "1000.50", "DROITS_NETS", type="R"),
        line("104/111-01.2020", "30.00", "ENGAGEMENTS"),
        line("104/111-01.2020", "30.00", "IMPUTATIONS"),
        line("104/111-01.2020", "50.00", "INITIAL"),
        line("831/465-02.2020", "10.00", "DROITS_NETS", type="R"),
        line("060/954-01", "40.00", "ENGAGEMENTS"),
        line("060/954-01", "40.00", "IMPUTATIONS"),
    )

    columns = ("portion", "droits_nets", "resultat_budgetaire", "resultat_comptable")
    assert rows(results(budget), *columns) == [
        ("PROPRE", Decimal("1000.50"), Decimal("100.50"), Decimal("120.50")),
        ("ANTERIEURS", Decimal("10.00"), Decimal("-20.00"), Decimal("-20.00")),
        # No receipt at all in this portion, of an account whose receipts are known: 0 − 40.
        ("PRELEVEMENTS", Decimal("0.00"), Decimal("-40.00"), Decimal("-40.00")),
        ("TOTAL", Decimal("1010.50"), Decimal("40.50"), Decimal("60.50")),
    ]


def test_no_result_unless_both_sides_are_known() -> None:
    budget = amounts(
        line(PAY, "900.00", "ENGAGEMENTS"),
        line(GRANT, "1000.00", "INITIAL", type="R"),
        line("124/723-60", "70.00", "DROITS_NETS", type="R", service="E"),
    )

    columns = ("service", "portion", "droits_nets", "engagements", "resultat_budgetaire")
    assert rows(results(budget), *columns) == [
        ("O", "PROPRE", None, Decimal("900.00"), None),
        ("O", "TOTAL", None, Decimal("900.00"), None),
        ("E", "PROPRE", Decimal("70.00"), None, None),
        ("E", "TOTAL", Decimal("70.00"), None, None),
    ]
    assert results(budget)["n_sans_compte"].tolist() == [1, 1, 0, 0]


def test_no_budget_gives_empty_tables() -> None:
    nothing = amounts()

    assert by_year(nothing).empty
    assert results(nothing).empty
    assert silent_years(nothing).empty


def test_rates_of_the_fixture_are_those_of_its_rows_added_by_hand(shared: Path) -> None:
    budget = read(shared / "fixtures/tables/budget_large.csv").tables["budget"]
    votes: dict[Any, dict[Any, tuple[int, Decimal]]] = {}
    booked: dict[Any, Decimal] = {}
    for row in budget.to_dict("records"):
        group = (row["exercice"], row["service"], row["type"])
        article = tuple(
            str(row[name]) for name in ("fonction", "code_economique", "numero", "projet")
        )
        if row["version"] == FIGURE[row["type"]]:
            booked[group] = booked.get(group, Decimal(0)) + row["montant"]
        elif row["version"] in VOTES:
            rank = VOTES.index(row["version"])
            known = votes.setdefault(group, {})
            known[article] = max(known.get(article, (rank, row["montant"])), (rank, row["montant"]))
    voted = {
        group: sum((amount for _, amount in known.values()), Decimal(0))
        for group, known in votes.items()
    }

    found = by_year(amounts_by_version(budget_lines(budget, nomenclature=NOMENCLATURE)))

    groups = list(zip(found["exercice"], found["service"], found["type"], strict=True))
    assert set(groups) == set(voted)
    assert found["dernier_vote"].tolist() == [voted[group] for group in groups]
    assert {group[0] for group in voted.keys() - booked.keys()} == {2024}  # not closed yet
    expected = [
        pytest.approx(float(booked[group] / voted[group])) if group in booked else None
        for group in groups
    ]
    assert [rate for (rate,) in rows(found, "taux_execution")] == expected


def test_execution_by_objective_reconciles_with_the_years_to_the_cent(valrive: Pst) -> None:
    whole = amounts_by_version(budget_lines(valrive.budget, nomenclature=NOMENCLATURE))
    attached = attach(whole, valrive.liens_budget, valrive.situation("2023-12-31")).lignes
    by_objective = execution(attached, [*YEARLY, "os_id"])

    sums = by_objective.groupby(YEARLY)[AMOUNTS].sum(min_count=1).reset_index()
    years = by_year(whole)
    assert by_objective["os_id"].isna().any()
    for name in AMOUNTS:
        assert sums[name].tolist() == years[name].tolist()

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.budgets import AMOUNTS, amounts_by_version, budget_lines
from pstlib.budgets.execution import by_year
from pstlib.budgets.links import attach
from pstlib.budgets.votes import votes
from pstlib.model.columns import AMOUNT
from pstlib.model.table_files import empty_table
from pstlib.readers import read

from .conftest import NOMENCLATURE, amounts, line, lines, links, plan, rows_of, table, tree


def test_an_article_says_its_function_its_codes_and_its_project() -> None:
    read_lines = lines(
        line("8013/111-01", "10"),
        line("124/723-60/2020 20200052", "20", service="E"),
        line("831/3339902", "30", groupe_economique="72 Transferts"),
    )

    assert rows_of(read_lines, "cle", "fonction", "code_economique", "numero", "annee") == [
        ("8013/111-01", "8013", "111", "01", None),
        ("124/723-60/2020 20200052", "124", "723", "60", "2020"),
        ("831/33399-02", "831", "33399", "02", None),
    ]
    assert rows_of(read_lines, "projet", "groupe", "fonction_libelle", "lisible") == [
        (None, "70", "Médiation de dettes", True),
        ("20200052", "91", "Patrimoine privé", True),
        (None, "72", "Aide sociale", True),
    ]


def test_the_year_of_the_exercice_tells_no_line_from_another() -> None:
    read_lines = lines(
        line("104/123-13", "1"), line("104/123-13.2021", "2"), line("104/123-13.2020", "3")
    )

    assert list(read_lines["cle"]) == ["104/123-13", "104/123-13", "104/123-13/2020"]
    assert list(read_lines["portion"]) == ["PROPRE", "PROPRE", "ANTERIEURS"]


def test_an_article_that_cannot_be_read_keeps_its_line() -> None:
    read_lines = lines(line("xxx/WAL-17", "5"), line("xxx/wal-17 ", "6", version="MB1"))

    assert (
        rows_of(read_lines, "cle", "fonction", "groupe", "portion", "lisible")
        == [("xxx/wal-17", None, None, "PROPRE", False)] * 2
    )
    assert rows_of(amounts_by_version(read_lines), "initial", "dernier_vote") == [("5.00", "6.00")]


def test_what_the_source_says_comes_before_the_article_and_the_nomenclature() -> None:
    read_lines = lines(
        line("124/723-60", "1", service="E", projet="20210001", groupe_economique="98")
    )

    assert rows_of(read_lines, "cle", "groupe", "portion") == [
        ("124/723-60 20210001", "98", "PRELEVEMENTS")
    ]


def test_an_amendment_that_prints_only_its_changes_leaves_other_lines_as_voted() -> None:
    table_of_amounts = amounts(
        line("104/111-01", "100.10"),
        line("104/111-01", "120.20", "MB2"),
        line("104/111-01", "110", "MB1"),
        line("104/123-13", "50"),
        line("104/124-06", "7", "MB1"),
        line("104/113-01", "9", "COMPTE"),
    )

    assert rows_of(table_of_amounts, "cle", "initial", "dernier_vote", "version_votee") == [
        ("104/111-01", "100.10", "120.20", "MB2"),
        ("104/113-01", None, None, None),
        ("104/123-13", "50.00", "50.00", "INITIAL"),
        ("104/124-06", None, "7.00", "MB1"),
    ]


def test_the_tenth_amendment_comes_after_the_second() -> None:
    table_of_amounts = amounts(
        line("104/111-01", "10", "MB10"), line("104/111-01", "2", "MB2"), line("104/111-01", "1")
    )

    assert rows_of(table_of_amounts, "dernier_vote", "version_votee") == [("10.00", "MB10")]


def test_each_version_has_its_column_and_the_account_is_taken_for_no_other() -> None:
    table_of_amounts = amounts(
        line("104/111-01", "3", "ENGAGEMENTS"),
        line("104/111-01", "2", "IMPUTATIONS"),
        line("104/111-01", "4", "COMPTE"),
        line("104/111-01", "5", "DROITS_NETS", type="R"),
        line("104/111-01", "6", exercice=2020),
    )

    assert rows_of(table_of_amounts, "exercice", "type", *AMOUNTS) == [
        (2020, "D", "6.00", "6.00", None, None, None, None),
        (2021, "R", None, None, None, None, "5.00", None),
        (2021, "D", None, None, "3.00", "2.00", None, "4.00"),
    ]


def test_an_amount_that_is_missing_stays_so() -> None:
    missing = line("104/111-01", "1") | {"montant": None}

    assert rows_of(amounts(missing), "initial", "dernier_vote", "version_votee") == [
        (None, None, None)
    ]


def test_an_empty_budget_has_all_the_columns() -> None:
    empty = amounts_by_version(budget_lines(empty_table("budget"), nomenclature=NOMENCLATURE))

    assert empty.empty
    assert (empty.dtypes == amounts(line("104/111-01", "1")).dtypes).all()


articles = st.sampled_from(
    ["104/111-01", "104/111-01.2021", "104/111-01/2020", "8013/12306", "x y", "060/954-01"]
)
cents = st.one_of(st.none(), st.integers(-(10**9), 10**11 - 1).map(lambda n: Decimal(n) / 100))
budgets = st.lists(
    st.fixed_dictionaries(
        {
            "exercice": st.sampled_from([2020, 2021]),
            "version": st.sampled_from(["INITIAL", "MB1", "MB2", "ENGAGEMENTS", "COMPTE"]),
            "service": st.sampled_from("OE"),
            "type": st.sampled_from("RD"),
            "article": articles,
            "montant": cents,
        }
    ),
    min_size=1,
    max_size=30,
)


@given(budgets)
def test_totals_reconcile_with_the_source_to_the_cent(rows: list[dict[str, object]]) -> None:
    budget = table("budget", rows)

    wide = amounts_by_version(budget_lines(budget, nomenclature=NOMENCLATURE))

    for column, version in (
        ("initial", "INITIAL"), ("engagements", "ENGAGEMENTS"), ("compte", "COMPTE"),
    ):  # fmt: skip
        expected = [r["montant"] for r in rows if r["version"] == version and r["montant"]]
        assert sum(wide[column].dropna()) == sum(expected)  # type: ignore[arg-type]
        assert wide[column].dtype == AMOUNT
    assert not wide.duplicated(["exercice", "service", "type", "cle"]).any()


def test_an_amendment_silent_on_one_element_of_an_article_leaves_its_part_as_it_was() -> None:
    # Two elements share the article: 100 and 50; MB1 gives 60 to the second, MB2 90 to the first.
    shared = lines(
        line("831/111-01", "100"),
        line("831/111-01", "0", "MB1") | {"montant": None},
        line("831/111-01", "90", "MB2"),
        line("831/111-01", "50"),
        line("831/111-01", "60", "MB1"),
        line("831/111-01", "0", "MB2") | {"montant": None},
        line("104/111-01", "7"),
        line("104/111-01", "0", "MB1") | {"montant": None},
    )

    wide = amounts_by_version(shared)

    assert rows_of(wide, "cle", "initial", "dernier_vote", "version_votee") == [
        ("104/111-01", "7.00", "7.00", "INITIAL"),
        ("831/111-01", "150.00", "150.00", "MB2"),
    ]
    assert rows_of(votes(shared), "version", "montant") == [
        ("INITIAL", "157.00"), ("MB1", "167.00"), ("MB2", "157.00"),
    ]  # fmt: skip


def test_an_amendment_of_a_whole_shared_article_takes_the_place_of_its_parts() -> None:
    rows = [line("831/111-01", "100"), line("831/111-01", "50"), line("831/111-01", "160", "MB1")]

    assert rows_of(amounts(*rows), "initial", "dernier_vote") == [("150.00", "160.00")]


@pytest.mark.parametrize("largest", ["999999999.99", "-999999999.99"])
def test_ten_million_of_the_largest_amounts_add_up_exactly(largest: str) -> None:
    budget = table("budget", [line("831/111-01", largest)] * 10)
    lines = budget_lines(budget, nomenclature=NOMENCLATURE)
    # Ten rows of which each holds a million of the largest amounts.
    million = lines.assign(montant=pd.Series([Decimal(largest) * 10**6] * 10, dtype=AMOUNT))

    wide = amounts_by_version(million)
    total = Decimal(largest) * 10**7

    assert wide["initial"].tolist() == [total]
    assert by_year(wide)["dernier_vote"].tolist() == [total]
    assert votes(million)["montant"].tolist() == [total]
    assert attach(wide, links(), plan(*tree())).lignes["initial"].tolist() == [total]


@given(budgets)
def test_the_source_table_is_left_as_it_was(rows: list[dict[str, object]]) -> None:
    budget = table("budget", rows)
    before = budget.copy(deep=True)

    amounts_by_version(budget_lines(budget, nomenclature=NOMENCLATURE))

    pd.testing.assert_frame_equal(budget, before)


VERSIONS = {"Budget initial": "initial", "Compte": "compte"}
LARGE = {
    "Budget initial": "initial", "Engagements": "engagements", "Imputations": "imputations",
    "Droits constatés nets": "droits_nets",
}  # fmt: skip


@pytest.mark.parametrize(("name", "columns"), [("long", VERSIONS), ("large", LARGE)])
def test_budget_fixtures_reproduce_their_truth_to_the_cent(
    shared: Path, name: str, columns: dict[str, str]
) -> None:
    folder = shared / "fixtures/tables"
    truth = json.loads((folder / f"budget_{name}.truth.json").read_text(encoding="utf-8"))

    budget = read(folder / f"budget_{name}.csv").tables["budget"]
    wide = amounts_by_version(budget_lines(budget, nomenclature=NOMENCLATURE))

    sums = wide.groupby(["exercice", "service", "type"])[list(columns.values())].sum(min_count=1)
    found = {
        f"{'|'.join(map(str, key))}|{version}": str(sums.loc[key, column])
        for key in sums.index
        for version, column in columns.items()
        if not pd.isna(sums.loc[key, column])
    }
    expected = truth["par_exercice_service_type_version"]
    assert found == {k: v for k, v in expected.items() if k.rsplit("|", 1)[1] in columns}


def test_the_last_vote_of_a_wide_budget_falls_back_line_by_line(shared: Path) -> None:
    """Added up here from the file itself: MB 2, else MB1, else the initial budget."""
    budget = read(shared / "fixtures/tables/budget_large.csv").tables["budget"]
    voted: dict[tuple[object, ...], Decimal] = {}
    for version in ("INITIAL", "MB1", "MB2"):
        for row in budget[budget["version"] == version].to_dict("records"):
            key = (row["exercice"], row["service"], row["type"], row["article"], row["projet"])
            voted[tuple(map(str, key))] = row["montant"]

    wide = amounts_by_version(budget_lines(budget, nomenclature=NOMENCLATURE))

    assert wide["dernier_vote"].sum() == sum(voted.values())
    assert wide["dernier_vote"].count() == len(voted)

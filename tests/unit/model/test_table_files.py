from decimal import Decimal

import pandas as pd
import pytest

from pstlib.errors import TableError
from pstlib.model.table_files import conform, empty_table
from pstlib.model.tables import FOREIGN_KEYS, TABLES

LINE = {"exercice": 2020, "version": "MB1", "service": "O", "type": "D", "article": "831/331-01"}


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_table_obeys_its_own_schema(name: str) -> None:
    pd.testing.assert_frame_equal(conform(empty_table(name), name), empty_table(name))


def test_amounts_stay_exact_to_the_cent() -> None:
    amounts = ["0.10", "0.20", "999999999.99", "-12.3"]
    table = conform(pd.DataFrame([{**LINE, "montant": a} for a in amounts]), "budget")

    assert list(table["montant"]) == [Decimal(a) for a in amounts]
    assert table["montant"].iloc[:2].sum() == Decimal("0.30")


@pytest.mark.parametrize(
    "amount", ["12.345", "1 234,56", "1e400", "n. c.", 12.5, "1000000000.00", "-1e16"]
)
def test_what_is_no_exact_amount_is_refused(amount: object) -> None:
    with pytest.raises(TableError, match="un montant à deux décimales au plus"):
        conform(pd.DataFrame([{**LINE, "montant": amount}]), "budget")


@pytest.mark.parametrize("version", ["MB0", "Initial", "MB1 ", "COMPTES"])
def test_an_unknown_budget_version_is_refused(version: str) -> None:
    with pytest.raises(TableError, match="INITIAL, MB1"):
        conform(pd.DataFrame([{**LINE, "version": version}]), "budget")


def test_every_link_names_columns_that_exist() -> None:
    for table, column, target, target_column in FOREIGN_KEYS:
        assert column in TABLES[table].columns
        assert TABLES[target].columns[target_column].unique

"""The small plans that the tests of charts read: one of every kind of row, one of hostile texts."""

from pathlib import Path

import pytest

import pstlib
from pstlib.evaluation import Evaluation

DATA = Path(__file__).parents[2] / "snapshot" / "donnees"


@pytest.fixture(scope="session")
def petit() -> Evaluation:
    return pstlib.evaluate(pstlib.load("petit-2019-2024", DATA), date_arrete="2021-12-31")


@pytest.fixture(scope="session")
def hostile() -> Evaluation:
    return pstlib.evaluate(pstlib.load("hostile-2019-2024", DATA), date_arrete="2021-12-31")

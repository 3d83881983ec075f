"""What is asked of a comparison: by name, with the next step where something is missing."""

import inspect
from pathlib import Path

import pytest

import pstlib
from pstlib.errors import UsageError


def test_each_argument_of_a_comparison_has_its_name_for_the_tab_key() -> None:
    named = list(inspect.signature(pstlib.compare).parameters)

    assert named == [
        "donnees", "date_arrete", "slug", "pairs", "anonyme", "nommer", "mois", "type_admin",
        "parmi", "workers", "on_plan",
    ]  # fmt: skip


def test_a_comparison_without_its_day_says_how_to_give_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'jour.*date_arrete="31/12/2021"'):
        pstlib.compare(tmp_path)


def test_an_unknown_argument_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"« slgu »\. Écrivez slug"):
        pstlib.compare(tmp_path, date_arrete="2021-12-31", slgu="x")  # type: ignore[call-arg]

"""The search as an analyst calls it."""

from pathlib import Path

import pytest

import pstlib
from pstlib.errors import DateError, UnknownNameError, UsageError


def test_a_text_finds_who_does_it_best_first(root: Path) -> None:
    found = pstlib.search("épicerie sociale", root / "pst_data", nombre=4)

    assert found["score"].is_monotonic_decreasing
    assert len(found) == 4
    # Its two actions, replaced one by the other, are named so in the plan.
    titles = found.loc[found["slug"].eq("valrive-2025-2030"), "libelle"]
    assert titles.str.startswith("Ouvrir une épicerie sociale").tolist() == [True, True]


def test_an_action_finds_others_than_itself(root: Path) -> None:
    found = pstlib.search("valrive-2019-2024:os1-oo1-a1", root / "pst_data")
    itself = found["slug"].eq("valrive-2019-2024") & found["element_id"].eq("os1-oo1-a1")

    assert not itself.any()


def test_statuses_are_those_of_the_day(root: Path) -> None:
    wanted = {"statuts": ["TERMINE"], "nombre": 50}
    early = pstlib.search("local", root / "pst_data", date="2018-12-31", **wanted)
    late = pstlib.search("local", root / "pst_data", date="31/12/2025", **wanted)

    assert early.empty
    assert set(late["statut"]) == {"TERMINE"}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"texte": "valrive-2019-2042:os1-oo1-a1"}, UnknownNameError),
        ({"texte": "local", "themes": ["T77"]}, UnknownNameError),
        ({"texte": "local", "date": "demain"}, DateError),
        ({"texte": "et de la"}, UsageError),
    ],
)
def test_what_cannot_be_asked_is_refused_in_french(
    asked: dict, error: type[Exception], root: Path
) -> None:
    with pytest.raises(error):
        pstlib.search(donnees=root / "pst_data", **asked)

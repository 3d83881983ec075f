from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import evaluate
from pstlib.evaluation.appreciation import APPRECIATION_LABELS, appreciate, reason
from pstlib.model.tables import APPRECIATIONS
from pstlib.reference import load_method

from .conftest import cases, make, one_oo, plain, seen

METHOD = load_method()
COUNTS = (
    "evaluees", "poursuivies", "TERMINE", "PROBLEME", "recents", "difficulte", "taux_inconnus",
    "INCONNU", "ANNULE_ABANDONNE",
)  # fmt: skip
MEANS = {"min": "avancement_min", "max": "avancement_max", "attendu": "attendu"}


def figures(given: dict[str, float]) -> dict[str, Any]:
    counts = {f"n_{name}": int(given.get(name, 0)) for name in COUNTS}
    return counts | {column: given.get(name, pd.NA) for name, column in MEANS.items()}


@pytest.mark.parametrize("case", cases("appreciation"))
def test_the_first_rule_that_holds_gives_the_appreciation_and_its_reason(
    case: dict[str, Any],
) -> None:
    row = figures(case["chiffres"])

    found = appreciate(row, evaluation=case["evaluation"], method=METHOD)

    assert found == case["appreciation"]
    if "motif" in case:
        assert plain(reason(row, appreciation=found, method=METHOD)) == case["motif"]


def test_every_appreciation_has_a_label() -> None:
    assert set(APPRECIATION_LABELS) == set(APPRECIATIONS)


def test_an_os_is_appreciated_only_when_it_holds_actions_itself() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}),
            {"element_id": "os2", "niveau": "OS"},
            {"element_id": "b1", "niveau": "ACTION", "parent_id": "os2"},
        ],
        [seen("a1", "TERMINE"), seen("b1", "TERMINE")],
    )

    given = evaluate(pst, date_arrete="2021-12-31").objectifs.set_index("element_id")

    assert given["appreciation"].dropna().to_dict() == {"oo1": "ATTEINT", "os2": "ATTEINT"}


def test_the_council_s_last_appreciation_at_the_date_stands_beside_the_computed_one() -> None:
    def given(day: str, word: str) -> dict[str, Any]:
        return {"element_id": "oo1", "appreciation": word, "motif": f"le {day}", "date": day}

    pst = make(
        one_oo({"element_id": "a1"}),
        [seen("a1", "TERMINE")],
        appreciations=[
            given("2021-12-01", "EN_BONNE_VOIE"),
            given("2021-06-01", "EN_DIFFICULTE"),
            given("2022-01-01", "NON_ATTEINT"),
        ],
    )

    oo = evaluate(pst, date_arrete="2021-12-31").objectifs.set_index("element_id").loc["oo1"]

    assert oo["appreciation"] == "ATTEINT"
    assert oo["appreciation_conseil"] == "EN_BONNE_VOIE"
    assert oo["appreciation_conseil_motif"] == "le 2021-12-01"

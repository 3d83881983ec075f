"""What became of each action between two days, on a plan small enough to be read."""

from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation, evaluate
from pstlib.evaluation.transitions import STATES
from pstlib.model import Pst
from pstlib.model.identity import PlannedEvaluation
from pstlib.text import parse_date

from .conftest import Row, make, one_oo, seen

MIDTERM, END = "2021-12-31", "2024-06-30"


def pst_with(*evaluations: tuple[str, str], suivi: list[Row] | None = None) -> Pst:
    """V2 takes ``a3`` out, brings ``a4`` in and splits ``a5`` into two sub-actions."""
    planned = tuple(PlannedEvaluation(kind, parse_date(day)) for kind, day in evaluations)
    return make(
        [
            *one_oo(
                {"element_id": "a1"},
                {"element_id": "a2", "type_action": "PERENNE"},
                {"element_id": "a3", "version_sortie": "V2"},
                {"element_id": "a4", "version_entree": "V2"},
                {"element_id": "a5"},
            ),
            {
                "element_id": "s1",
                "niveau": "SOUS_ACTION",
                "parent_id": "a5",
                "version_entree": "V2",
            },
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "c1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1"},
        ],
        suivi
        or [
            seen("a1", "EN_COURS", 40, le="2021-06-30"),
            seen("a1", "TERMINE", le="2024-01-31"),
            seen("a1", "PROBLEME", le="2024-07-01"),
            seen("a2", "EN_COURS", le="2021-06-30"),
            seen("a3", "EN_ATTENTE", le="2021-06-30"),
            seen("a4", "NON_COMMENCE", le="2023-06-30"),
        ],
        identite={"evaluations": planned},
        versions=[{"version": "V2", "date": "2022-03-15", "motif": "EVALUATION"}],
    )


@pytest.fixture
def final() -> Evaluation:
    return evaluate(pst_with(("mi-parcours", MIDTERM), ("finale", END)), date_arrete=END)


def told(evaluation: Evaluation) -> dict[str, tuple[Any, ...]]:
    rows = evaluation.transitions.actions.to_dict("records")
    return {
        row["element_id"]: (row["statut_avant"], row["statut_apres"], row["mouvement"])
        for row in rows
    }


def test_each_action_of_either_plan_has_a_state_before_and_after(final: Evaluation) -> None:
    assert told(final) == {
        "a1": ("EN_COURS", "TERMINE", "CHANGE"),
        "a2": ("EN_COURS", "EN_COURS", "INCHANGE"),
        "a4": ("HORS_PLAN", "NON_COMMENCE", "ENTREE"),
        # Its sub-action counts now in its place: the action itself hasn't left the plan.
        "s1": ("HORS_PLAN", "INCONNU", "ENTREE"),
        "a5": ("INCONNU", "COMPTEE_AUTREMENT", "CHANGE"),
        "a3": ("EN_ATTENTE", "HORS_PLAN", "SORTIE"),
    }


def test_the_matrix_counts_the_assessed_actions_and_a_shared_one_once(final: Evaluation) -> None:
    matrix = final.transitions.matrice.set_index("avant")
    cells = {(a, b): int(n) for a, row in matrix.iterrows() for b, n in row.items()}

    assert list(matrix.index) == list(matrix.columns) == STATES
    assert {moved: n for moved, n in cells.items() if n} == {
        ("EN_COURS", "TERMINE"): 1,
        ("HORS_PLAN", "NON_COMMENCE"): 1,
        ("HORS_PLAN", "INCONNU"): 1,
        ("INCONNU", "COMPTEE_AUTREMENT"): 1,
        ("EN_ATTENTE", "HORS_PLAN"): 1,
    }


def test_an_unchanged_status_that_nobody_looked_at_again_is_told_apart(final: Evaluation) -> None:
    rows = final.transitions.actions.set_index("element_id")

    assert rows["releve_depuis"].to_dict() == {
        "a1": True, "a2": False, "a4": True, "s1": False, "a5": False, "a3": False,
    }  # fmt: skip
    assert rows.loc["a1", "date_suivi_apres"] == pd.Timestamp("2024-01-31")


@pytest.mark.parametrize(
    ("evaluations", "expected"),
    [
        ([], None),
        ([("finale", MIDTERM)], None),
        # An evaluation of that very day, or a later one, isn't behind.
        ([("mi-parcours", END), ("mi-parcours", "2025-01-01")], None),
        ([("mi-parcours", "2020-12-31"), ("mi-parcours", MIDTERM)], MIDTERM),
    ],
)
def test_the_comparison_starts_at_the_last_midterm_that_the_pst_records(
    evaluations: list[tuple[str, str]], expected: str | None
) -> None:
    found = evaluate(pst_with(*evaluations), date_arrete=END).transitions

    assert str(found.depuis or "") == (expected or "")
    assert found.actions.empty is (expected is None)
    assert found.matrice.set_index("avant").to_numpy().sum() == (0 if expected is None else 5)


def test_a_shared_action_that_leaves_by_its_original_keeps_its_line() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1", "version_sortie": "V2"}),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "c1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1"},
        ],
        [seen("a1", "EN_COURS", le="2021-06-30")],
        identite={"evaluations": (PlannedEvaluation("mi-parcours", parse_date(MIDTERM)),)},
        versions=[{"version": "V2", "date": "2022-03-15"}],
    )

    assert told(evaluate(pst, date_arrete=END)) == {"c1": ("EN_COURS", "EN_COURS", "INCHANGE")}

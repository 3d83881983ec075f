"""What the report on execution says of each action: facts and reasons as written."""

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation, evaluate
from pstlib.evaluation.execution_report import EXECUTION

from .conftest import Row, make, one_oo, seen

END = "2024-06-30"


def noted(element: str, status: str, comment: str | None, le: str) -> Row:
    return seen(element, status, le=le) | {"commentaire": comment}


@pytest.fixture
def final() -> Evaluation:
    pst = make(
        [
            *one_oo(
                {"element_id": "a1"},
                {"element_id": "a2", "date_fin": "2024-06-01"},
                {"element_id": "a3"},
                {"element_id": "a4", "type_action": "PERENNE"},
                {"element_id": "a5"},
            ),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1", "version_sortie": "V2"},
            {"element_id": "a6", "niveau": "ACTION", "parent_id": "oo2"},
            {
                "element_id": "s1",
                "niveau": "SOUS_ACTION",
                "parent_id": "a5",
                "version_entree": "V2",
            },
        ],
        [
            noted("a1", "TERMINE", "Inauguré.", "2023-01-31"),
            noted("a2", "EN_COURS", "Le fournisseur a fait faillite.", "2022-01-31"),
            noted("a2", "PROBLEME", None, "2024-05-31"),
            noted("a2", "TERMINE", "Enfin.", "2024-07-31"),
            noted("a3", "ANNULE_ABANDONNE", None, "2021-01-31"),
            noted("a6", "EN_ATTENTE", "Attend un subside.", "2021-01-31"),
        ],
        versions=[{"version": "V2", "date": "2022-03-15"}],
    )
    return evaluate(pst, date_arrete=END, evaluation="finale")


def test_each_assessed_action_stands_under_one_heading_and_what_left_comes_last(
    final: Evaluation,
) -> None:
    rows = final.execution

    assert list(rows) == EXECUTION
    assert dict(zip(rows["element_id"], rows["rubrique"], strict=True)) == {
        "a1": "REALISEE",
        "a2": "BLOQUEE",
        "a3": "ABANDONNEE",
        "s1": "INCONNUE",
        "a6": "RETIREE",
    }


def test_a_reason_is_the_last_comment_written_up_to_the_day_with_its_own_date(
    final: Evaluation,
) -> None:
    rows = final.execution.set_index("element_id")

    assert rows.loc["a2", "commentaire"] == "Le fournisseur a fait faillite."
    assert rows.loc["a2", "date_commentaire"] == pd.Timestamp("2022-01-31")
    assert rows.loc["a2", "date_suivi"] == pd.Timestamp("2024-05-31")
    assert rows["commentaire"].isna().to_dict() == {
        "a1": False, "a2": False, "a3": True, "s1": True, "a6": False,
    }  # fmt: skip


def test_what_is_pursued_and_not_done_is_for_the_next_plan(final: Evaluation) -> None:
    rows = final.execution

    assert list(rows.loc[rows["a_reporter"], "element_id"]) == ["a2", "s1"]


def test_an_action_taken_out_with_its_objective_is_told_as_it_stood(final: Evaluation) -> None:
    row = final.execution.set_index("element_id").loc["a6"]

    assert (row["statut"], row["commentaire"]) == ("EN_ATTENTE", "Attend un subside.")
    assert row["date_sortie"] == pd.Timestamp("2022-03-15")


def test_an_empty_plan_gives_an_empty_table_with_its_columns() -> None:
    found = evaluate(make(), date_arrete=END).execution

    assert found.empty
    assert list(found) == EXECUTION

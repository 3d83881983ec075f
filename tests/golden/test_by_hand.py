"""Valrive on 31 December 2021, worked out on paper: see README.md beside this file."""

from typing import Any

import pytest

from pstlib.evaluation import evaluate, to_json
from pstlib.model import Pst

# code: done, pursued, progress from, to, expected, late, appreciation
OBJECTIVES = {
    "OS1.OO2": (3, 3, 100, 100, 100, 0, "ATTEINT"),
    "OS2.OO1": (2, 9, 425 / 9, 525 / 9, 73.70, 1, "A_SURVEILLER"),
    "OS2.OO2": (0, 0, None, None, None, 0, "ABANDONNE"),
    "OS3.OO1.OO1": (1, 6, 32.5, 32.5, 84.52, 3, "EN_DIFFICULTE"),
    "OS4.OO2": (1, 5, 26, 86, 64.78, 0, "NON_EVALUABLE"),
    "OS5.OO3": (0, 6, 215 / 6, 215 / 6, 67.09, 0, "EN_DIFFICULTE"),
}
LATE = {
    "OS2.OO1.A2.SA2": 184,
    "OS3.OO1.OO1.A2": 365,
    "OS3.OO1.OO1.A3.SA1": 275,
    "OS3.OO1.OO1.A3.SA2": 92,
    "OS4.OO1.A4": 184,
    "OS5.OO2.A4": 184,
}


@pytest.fixture(scope="module")
def midterm(loaded: dict[str, Pst]) -> dict[str, Any]:
    pst = loaded["valrive-2019-2024"]
    return to_json(evaluate(pst, date_arrete="2021-12-31", evaluation="mi-parcours"))


@pytest.mark.parametrize("code", OBJECTIVES)
def test_objectives_agree_with_the_figures_worked_out_on_paper(
    code: str, midterm: dict[str, Any]
) -> None:
    done, pursued, low, high, expected, late, appreciation = OBJECTIVES[code]
    (found,) = (row for row in midterm["objectifs"] if row["code"] == code)
    assert found["taux_realisation"]["numerateur"] == done
    assert found["taux_realisation"]["denominateur"] == pursued
    assert found["avancement"] == {
        "min": pytest.approx(low, abs=0.005),
        "max": pytest.approx(high, abs=0.005),
    }
    assert found["attendu"] == pytest.approx(expected, abs=0.006)
    assert found["n_en_retard"] == late
    assert found["appreciation"] == appreciation


def test_the_whole_plan_counts_a_shared_action_once(midterm: dict[str, Any]) -> None:
    whole = midterm["ensemble"]
    assert whole["n_actions"] == 68
    assert whole["n_evaluees"] == 64
    assert whole["n_perennes"] == 3
    assert whole["taux_realisation"] == {
        "numerateur": 18,
        "denominateur": 60,
        "taux": pytest.approx(0.3),
    }
    assert whole["par_statut"] == {
        "NON_COMMENCE": 8,
        "EN_COURS": 26,
        "EN_ATTENTE": 3,
        "PROBLEME": 3,
        "TERMINE": 18,
        "ANNULE_ABANDONNE": 4,
        "INCONNU": 2,
    }


def test_late_actions_are_those_due_before_the_day_and_not_final(midterm: dict[str, Any]) -> None:
    assert {row["code"]: row["retard_jours"] for row in midterm["actions"] if row["en_retard"]} == (
        LATE
    )


def test_only_a_given_up_objective_has_no_progress(midterm: dict[str, Any]) -> None:
    none = [row["code"] for row in midterm["objectifs"] if row["avancement"]["min"] is None]
    assert none == ["OS2.OO2"]


def test_the_appreciation_of_the_council_shows_once_given(loaded: dict[str, Pst]) -> None:
    pst = loaded["valrive-2019-2024"]

    def given(date: str) -> dict[str, str]:
        rows = to_json(evaluate(pst, date_arrete=date))["objectifs"]
        known = {row["code"]: row["appreciation_conseil"] for row in rows}
        return {code: word for code, word in known.items() if word}

    assert given("2021-12-13") == {}
    assert given("2021-12-31") == {"OS1.OO2": "ATTEINT"}
    assert given("2022-06-30") == {
        "OS1.OO2": "ATTEINT",
        "OS2.OO1": "EN_BONNE_VOIE",
        "OS3.OO1.OO1": "A_SURVEILLER",
        "OS4.OO2": "EN_DIFFICULTE",
    }

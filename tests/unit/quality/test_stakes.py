"""What gaps cost, recomputed by hand on the plan of conftest.

Eight actions are pursued (c2 is given up). Nothing is known of a4 and b2: 200 of the 800 points
of progress, 25 in the mean. The rate of a2 is not given: 100 of 800, 12.5.
"""

import pytest

from pstlib.evaluation import Evaluation
from pstlib.quality import stakes


@pytest.fixture(scope="module")
def costs(plan: Evaluation) -> dict[str, dict]:
    return stakes(plan).set_index("enjeu").to_dict("index")


@pytest.mark.parametrize(
    ("code", "n", "total"),
    [
        ("STATUT", 2, 8),
        ("TAUX", 1, 8),
        ("OBJECTIFS", 1, 3),  # OO2: no recent status
        ("APPRECIATIONS", 1, 3),  # OO1: 35 % at least, 85 % at most, 50 % expected
        ("RETARDS", 5, 6),  # all that is left to do but a2
        ("CALENDRIER", 6, 8),  # all but a2 and c1
    ],
)
def test_each_gap_is_counted(costs: dict[str, dict], code: str, n: int, total: int) -> None:
    assert (costs[code]["n"], costs[code]["total"]) == (n, total)


def test_gaps_share_the_width_of_the_interval(plan: Evaluation, costs: dict[str, dict]) -> None:
    assert costs["STATUT"]["effet"] == pytest.approx(25.0)
    assert costs["TAUX"]["effet"] == pytest.approx(12.5)
    width = plan.chiffres["avancement_max"] - plan.chiffres["avancement_min"]
    assert costs["STATUT"]["effet"] + costs["TAUX"]["effet"] == pytest.approx(width)


def test_sentences_say_what_the_figures_say(costs: dict[str, dict]) -> None:
    said = {code: row["phrase"].replace("\u00a0", " ") for code, row in costs.items()}

    assert said["STATUT"] == "Deux actions élargissent l’avancement de 25,0 points."
    assert said["TAUX"] == "Une action élargit l’avancement de 12,5 points."
    assert said["OBJECTIFS"] == (
        "Un objectif n’est pas évaluable ; avec des statuts récents, il le serait."
    )
    assert said["APPRECIATIONS"].startswith("Un objectif changerait d’appréciation")
    assert said["RETARDS"] == (
        "Le retard de cinq actions à terminer ne se calcule pas, faute d’échéance."
    )


def test_no_gap_costs_nothing(plan: Evaluation) -> None:
    done = plan.actions[plan.actions["statut"].eq("TERMINE")]
    whole = plan.ensemble.assign(n_sans_echeance=0, n_calendrier_defaut=0)
    from dataclasses import replace

    found = stakes(replace(plan, actions=done, ensemble=whole, objectifs=plan.objectifs.head(0)))

    assert found["n"].tolist() == [0] * 6
    assert found.loc[0, "phrase"] == "Aucun statut ne manque."

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pstlib.model import Pst, load, memberships

Rewrite = Callable[[str, str, str], None]


@pytest.fixture
def pst(data: Path) -> Pst:
    return load("essai-2019-2024", data)


def _column(plan: pd.DataFrame, name: str) -> dict[str, object]:
    return dict(zip(plan["element_id"], plan[name], strict=True))


def test_situation_takes_the_last_observation_up_to_the_date(pst: Pst) -> None:
    before = _column(pst.situation("2021-05-31"), "statut")
    after = _column(pst.situation("2021-06-01"), "statut")

    assert before["a1"] == "EN_COURS"
    assert after["a1"] == "TERMINE"


def test_a_leaf_without_observation_is_unknown_and_an_objective_has_no_status(pst: Pst) -> None:
    status = _column(pst.situation("2019-12-31"), "statut")

    assert status["a1"] == status["s1"] == "INCONNU"
    assert pd.isna(status["os1"])
    assert pd.isna(status["oo1"])


def test_situation_holds_what_the_versions_had_in_the_plan(pst: Pst) -> None:
    before = set(pst.situation("2020-12-31")["element_id"])
    after = set(pst.situation("2021-01-01")["element_id"])

    assert before - after == {"a4"}
    assert after - before == {"a3"}


def test_what_hangs_below_an_element_that_left_is_out_of_the_plan(
    data: Path, rewrite: Rewrite
) -> None:
    rewrite(
        "tables/elements.csv",
        "a2,oo1,ACTION,2,OS1.OO1.A2,Former l’équipe,,,",
        "a2,oo1,ACTION,2,OS1.OO1.A2,Former l’équipe,,,V2",
    )

    plan = load("essai-2019-2024", data).situation("2021-12-31")

    assert set(plan["element_id"]) == {"os1", "oo1", "a1", "oo2", "c2", "a3"}
    # The original has left: the place that remains counts.
    assert _column(plan, "feuille")["c2"]


def test_leaves_are_sub_actions_where_there_are_some_and_one_place_of_a_shared_action(
    pst: Pst,
) -> None:
    plan = pst.situation("2020-12-31")

    assert set(plan.loc[plan["feuille"], "element_id"]) == {"a1", "s1", "s2", "a4"}


def test_rows_come_in_the_order_of_the_plan(data: Path, rewrite: Rewrite) -> None:
    rewrite("tables/elements.csv", "oo2,os1,OO,2,", "oo2,os1,OO,0,")

    plan = load("essai-2019-2024", data).situation("2020-12-31")

    assert list(plan["element_id"]) == ["os1", "oo2", "c2", "a4", "oo1", "a1", "a2", "s1", "s2"]


def test_nearest_objectives_are_those_that_hold_the_element(pst: Pst) -> None:
    plan = pst.situation("2021-12-31")

    assert _column(plan, "oo_id")["s1"] == "oo1"
    assert _column(plan, "oo_id")["c2"] == "oo2"
    assert _column(plan, "os_id")["s1"] == "os1"
    assert pd.isna(_column(plan, "oo_id")["os1"])


def test_a_sub_action_takes_the_type_of_its_action(data: Path, rewrite: Rewrite) -> None:
    path = "tables/elements.csv"
    rewrite(path, "partage_de,", "type_action,partage_de,")
    rewrite(path, "Former l’équipe,,,", "Former l’équipe,PERENNE,,,")
    for label in (
        *("Être un CPAS proche", "Ouvrir un accueil", "Louer un local", "Choisir la formation"),
        *("Suivre la formation", "Travailler ensemble", "(rappel)", "Écrire une charte"),
        "Imprimer un dépliant",
    ):
        rewrite(path, f"{label},", f"{label},,")

    types = _column(load("essai-2019-2024", data).situation("2021-12-31"), "type_effectif")

    assert types["s1"] == types["s2"] == "PERENNE"
    assert types["a1"] == "PST"


def test_of_two_observations_on_one_date_the_last_line_wins_and_is_flagged(
    data: Path, rewrite: Rewrite
) -> None:
    rewrite(
        "tables/suivi.csv",
        "a1,2021-06-01,TERMINE,\n",
        "a1,2021-06-01,TERMINE,\na1,2021-06-01,PROBLEME,30\n",
    )

    plan = load("essai-2019-2024", data).situation("2021-12-31")

    assert _column(plan, "statut")["a1"] == "PROBLEME"
    assert _column(plan, "contradiction")["a1"]
    assert not _column(plan, "contradiction")["s1"]


def test_the_same_observation_twice_is_no_contradiction(data: Path, rewrite: Rewrite) -> None:
    twice = "a1,2021-06-01,TERMINE,\n"
    rewrite("tables/suivi.csv", twice, twice * 2)

    plan = load("essai-2019-2024", data).situation("2021-12-31")

    assert not plan["contradiction"].any()


def test_memberships_count_a_shared_action_once_in_each_total_that_holds_it(pst: Pst) -> None:
    pairs = memberships(pst.situation("2020-12-31"))
    of = pairs.groupby("element_id")["membre_id"].agg(set)

    assert of["oo1"] == {"a1", "s1", "s2"}
    assert of["oo2"] == {"s1", "s2", "a4"}
    assert of["os1"] == {"a1", "s1", "s2", "a4"}
    assert not pairs.duplicated().any()


def test_situation_leaves_the_tables_of_the_pst_as_they_are(pst: Pst) -> None:
    before = pst.elements.copy()

    pst.situation("2021-12-31")

    pd.testing.assert_frame_equal(pst.elements, before)

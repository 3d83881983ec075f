import math

import numpy as np
import pandas as pd
import pytest

from pstlib.comparison.peers import (
    chosen,
    context_values,
    isolated,
    nearest,
    robust_scores,
    same_group,
    size_classes,
    variable_weights,
)
from pstlib.reference.context import load_peer_reference

REFERENCE = load_peer_reference()
BY_ID = {variable.id: variable for variable in REFERENCE.variables}
LINEAR = [BY_ID["part_65_plus"], BY_ID["revenu_median"]]


def context(rows: list[tuple[str, int, str, float | None]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["ins", "annee", "variable", "valeur"])
    return table.astype({"valeur": "Float64", "annee": "Int64"})


def test_the_last_known_value_is_taken_with_its_year() -> None:
    rows = [
        ("99001", 2022, "part_65_plus", 18.0),
        ("99001", 2024, "part_65_plus", 20.0),
        ("99001", 2025, "part_65_plus", None),
        ("99002", 2021, "revenu_median", 25_000.0),
    ]
    found = context_values(context(rows), LINEAR)

    assert found.loc["99001", "part_65_plus"] == 20.0
    assert found.loc["99001", "annee_part_65_plus"] == 2024
    assert found["revenu_median"].isna().tolist() == [True, False]


def test_no_value_of_after_the_year_asked_is_taken() -> None:
    rows = [("99001", 2022, "part_65_plus", 18.0), ("99001", 2024, "part_65_plus", 20.0)]

    assert context_values(context(rows), LINEAR, year=2023).loc["99001", "part_65_plus"] == 18.0


def test_scores_are_gaps_to_the_median_in_units_of_the_spread() -> None:
    values = pd.DataFrame({"part_65_plus": [10.0, 20.0, 30.0, 40.0, 90.0]}, index=list("abcde"))
    # Median 30, absolute gaps 20 10 0 10 60, MAD 10, unit 14.826.
    found = robust_scores(values, [BY_ID["part_65_plus"]])["part_65_plus"]

    assert found.tolist() == pytest.approx([g / 14.826 for g in (-20, -10, 0, 10, 60)])


def test_populations_are_compared_by_their_ratio_and_not_their_difference() -> None:
    values = pd.DataFrame({"population": [1_000, 2_000, 4_000, 8_000, 0]}, index=list("abcde"))
    found = robust_scores(values, [BY_ID["population"]])["population"]

    gaps = np.diff(found.iloc[:4])
    assert gaps.tolist() == pytest.approx([gaps[0]] * 3)
    assert math.isnan(found["e"])


def test_a_variable_that_tells_nothing_apart_is_left_out() -> None:
    values = pd.DataFrame({"part_65_plus": [20.0] * 4, "revenu_median": [1.0, 2.0, 3.0, 9.0]})

    assert list(robust_scores(values, LINEAR)) == ["revenu_median"]


def test_two_variables_that_say_the_same_weigh_as_one() -> None:
    first = pd.Series([-1.0, -1.0, 1.0, 1.0])
    scores = pd.DataFrame({"a": first, "b": 2 * first, "c": [1.0, -1.0, 1.0, -1.0]})

    assert variable_weights(scores).tolist() == pytest.approx([0.25, 0.25, 0.5])


def test_the_nearest_are_those_of_the_distance_done_by_hand() -> None:
    # Spearman of (0, 1, 3) and (0, 2, 1) is 0.5, its square 0.25: equal weights of 1/2.
    scores = pd.DataFrame({"x": [0.0, 1.0, 3.0], "y": [0.0, 2.0, 1.0]}, index=["a", "b", "c"])
    found = nearest(scores, REFERENCE)
    of_a = found[found["ins_a"].eq("a")]

    assert of_a["ins_b"].tolist() == ["b", "c"]
    assert of_a["distance"].tolist() == pytest.approx([math.sqrt(2.5), math.sqrt(5.0)])
    assert of_a["position"].tolist() == [1, 2]


def test_nobody_is_its_own_peer_and_no_one_has_more_than_asked() -> None:
    draw = np.random.default_rng(1)
    scores = pd.DataFrame(draw.normal(size=(40, 3)), index=[f"{n:05}" for n in range(40)])
    found = nearest(scores, REFERENCE)

    assert found["ins_a"].ne(found["ins_b"]).all()
    assert found.groupby("ins_a").size().eq(REFERENCE.voisins).all()


def test_too_little_known_of_a_commune_gives_it_no_peers() -> None:
    scores = pd.DataFrame({"x": [0.0, 1.0, 2.0], "y": [0.0, 1.0, np.nan]}, index=list("abc"))
    found = nearest(scores, REFERENCE)

    assert "c" not in {*found["ins_a"], *found["ins_b"]}


def test_a_commune_far_from_all_is_said_to_be_isolated() -> None:
    steps = [float(n) for n in range(19)]
    scores = pd.DataFrame(
        {"x": [*steps, 90.0], "y": [*steps, 90.0]}, index=[f"{n:02}" for n in range(20)]
    )

    assert isolated(nearest(scores, REFERENCE), REFERENCE) == ["19"]


def test_a_group_pairs_its_members_both_ways_and_ranks_none() -> None:
    found = same_group(pd.Series({"a": "Namur", "b": "Namur", "c": "Liège", "d": None}))

    assert found[["ins_a", "ins_b"]].to_numpy().tolist() == [["a", "b"], ["b", "a"]]
    assert found[["distance", "position"]].isna().all(axis=None)


def test_a_list_keeps_its_order_and_leaves_out_oneself_and_repeats() -> None:
    found = chosen({"a": ["c", "a", "b", "c"]})

    assert found["ins_b"].tolist() == ["c", "b"]
    assert found["position"].tolist() == [1, 2]


def test_size_classes_have_their_bounds_inside() -> None:
    found = size_classes(pd.Series([4_999, 5_000, 49_999, 50_000, None], dtype="Int64"), REFERENCE)

    assert found.tolist()[:4] == [
        "moins de 5 000 habitants",
        "5 000 à 9 999 habitants",
        "20 000 à 49 999 habitants",
        "50 000 habitants et plus",
    ]
    assert found.isna().tolist() == [False, False, False, False, True]

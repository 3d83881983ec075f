import numpy as np
import pandas as pd
import pytest

from pstlib.comparison.standardisation import shrunken_rates, standardised_ratio


def themes(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["theme", "n_poursuivies", "n_terminees"])


def test_expected_actions_follow_the_rates_of_the_peers_theme_by_theme() -> None:
    # Peers: T01 30/60 = 0.5 (two rows), T04 10/100 = 0.1. Own: 10 in T01, 20 in T04:
    # expected 5 + 2 = 7; done 6 + 1 = 7; ratio 1; exact limits of 7: 2.814 and 14.423 (Garwood).
    own = themes([("T01", 10, 6), ("T04", 20, 1)])
    peers = themes([("T01", 40, 25), ("T01", 20, 5), ("T04", 100, 10)])
    found = standardised_ratio(own, peers)

    assert found["attendu"] == pytest.approx(7)
    assert found["ratio"] == pytest.approx(1)
    assert (found["borne_basse"], found["borne_haute"]) == pytest.approx(
        (2.814 / 7, 14.423 / 7), abs=1e-3
    )


def test_a_theme_that_no_peer_pursues_is_left_out_of_both_sides_and_said() -> None:
    own = themes([("T01", 10, 6), ("T11", 4, 4)])
    found = standardised_ratio(own, themes([("T01", 20, 10), ("T11", 0, 0)]))

    assert found["observe"] == 6
    assert found["attendu"] == pytest.approx(5)
    assert found["n_sans_reference"] == 4


def test_without_any_expectation_there_is_no_ratio() -> None:
    found = standardised_ratio(themes([("T01", 3, 1)]), themes([]))

    assert found["ratio"] is pd.NA


def test_shrinkage_pulls_small_plans_more_than_large_ones() -> None:
    counts, totals = pd.Series([8, 80, 10, 20, 5, 90]), pd.Series([8, 100, 40, 100, 50, 100])
    raw = counts / totals
    found = shrunken_rates(counts, totals)
    pooled = counts.sum() / totals.sum()
    pull = ((found - raw) / (pooled - raw)).astype(float)

    assert pull[0] > pull[1] > 0
    assert pull.between(0, 1).all()


def test_where_chance_explains_all_every_plan_has_the_pooled_rate() -> None:
    assert shrunken_rates(pd.Series([5, 10]), pd.Series([10, 20])).tolist() == [0.5, 0.5]


def test_a_plan_with_nothing_counted_stays_unknown() -> None:
    found = shrunken_rates(pd.Series([5, 0]), pd.Series([10, 0]))

    assert found.isna().tolist() == [False, True]


def test_shrunken_rates_are_nearer_the_truth_than_raw_ones() -> None:
    draw = np.random.default_rng(1)
    truth = draw.beta(9, 11, 252)
    totals = pd.Series(draw.integers(8, 120, 252))
    counts = pd.Series(draw.binomial(totals, truth))
    error = ((shrunken_rates(counts, totals) - truth) ** 2).mean()

    assert error < 0.8 * ((counts / totals - truth) ** 2).mean()

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.comparison.intervals import count_interval, median_interval, wilson_interval


def wilson(count: int, total: int) -> tuple[float, float]:
    row = wilson_interval(pd.Series([count]), pd.Series([total])).iloc[0]
    return row["borne_basse"], row["borne_haute"]


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [  # R. G. Newcombe, Statistics in Medicine 17 (1998), p. 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_intervals_published_by_newcombe(
    count: int, total: int, low: float, high: float
) -> None:
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_an_empty_plan_is_unknown_and_not_zero() -> None:
    found = wilson_interval(pd.Series([0, pd.NA, 3]), pd.Series([0, 5, pd.NA]))

    assert found.isna().all(axis=None)


def test_wilson_refuses_more_done_than_there_are() -> None:
    with pytest.raises(ValueError, match="between 0 and its total"):
        wilson(6, 5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_solves_the_score_equation_at_both_ends(pair: tuple[int, int]) -> None:
    count, total = pair
    low, high = wilson(count, total)

    assert 0 <= low <= count / total <= high <= 1
    for end in (low, high):
        if 0 < end < 1:  # |p̂ − end| / sqrt(end(1 − end)/n) = 1.959964, Wilson's definition
            score = abs(count / total - end) / math.sqrt(end * (1 - end) / total)
            assert score == pytest.approx(1.959963985, rel=1e-6)


def test_wilson_holds_the_true_rate_95_times_in_100_over_plans_of_8_to_119_actions() -> None:
    draw = np.random.default_rng(7)
    totals = pd.Series(draw.integers(8, 120, 40_000))
    rates = draw.uniform(0.1, 0.9, len(totals))
    found = wilson_interval(pd.Series(draw.binomial(totals, rates)), totals)
    held = found["borne_basse"].le(rates) & found["borne_haute"].ge(rates)

    assert 0.93 <= held.mean() <= 0.97


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [  # F. Garwood, Biometrika 28 (1936), p. 437-442, limits at 95 %
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (2, 0.2422, 7.225),
        (5, 1.6235, 11.668),
        (9, 4.115, 17.085),
    ],
)
def test_small_counts_have_garwoods_exact_limits(count: int, low: float, high: float) -> None:
    found = count_interval(pd.Series([count])).iloc[0]

    assert tuple(found) == pytest.approx((low, high), abs=1e-3)


def test_from_ten_on_byars_formula_is_used() -> None:
    # By hand, z = 1.959964. Low: 10·(1 − 1/90 − 1.959964/(3·√10))³ = 10·0.782290³ = 4.78742;
    # high: 11·(1 − 1/99 + 1.959964/(3·√11))³ = 11·1.186883³ = 18.39112.
    found = count_interval(pd.Series([10])).iloc[0]

    assert tuple(found) == pytest.approx((4.7874, 18.3911), abs=1e-3)


def poisson_tail(mean: float, count: int) -> float:
    """P(X ≥ count), summed term by term: another way to the exact limit."""
    term, below = math.exp(-mean), 0.0
    for k in range(count):
        below += term
        term *= mean / (k + 1)
    return 1 - below


@given(st.integers(10, 300))
def test_byar_is_within_half_a_percent_of_the_tails_it_stands_for(count: int) -> None:
    low, high = count_interval(pd.Series([count])).iloc[0]

    assert poisson_tail(low, count) == pytest.approx(0.025, abs=5e-4)
    assert 1 - poisson_tail(high, count + 1) == pytest.approx(0.025, abs=5e-4)


def test_counts_hold_the_true_mean_between_93_and_97_times_in_100() -> None:
    draw = np.random.default_rng(11)
    means = draw.uniform(10, 200, 40_000)
    found = count_interval(pd.Series(draw.poisson(means)))
    held = found["borne_basse"].le(means) & found["borne_haute"].ge(means)

    assert 0.93 <= held.mean() <= 0.97


def test_an_unknown_count_has_no_interval_and_a_negative_one_is_refused() -> None:
    assert count_interval(pd.Series([pd.NA], dtype="Int64")).isna().all(axis=None)
    with pytest.raises(ValueError, match="negative"):
        count_interval(pd.Series([-1]))


def test_the_median_of_the_peers_is_that_of_the_known_ones() -> None:
    median, low, high = median_interval(pd.Series([3.0, None, 1.0, 2.0, 10.0])) or (0, 0, 0)

    assert median == 2.5
    assert 1.0 <= low <= 2.5 <= high <= 10.0
    assert median_interval(pd.Series([None, None], dtype="Float64")) is None


def test_the_median_interval_does_not_depend_on_the_order_of_the_rows() -> None:
    values = pd.Series(np.random.default_rng(3).normal(size=25))

    assert median_interval(values) == median_interval(values.sample(frac=1, random_state=1))


def test_the_bootstrap_holds_the_true_median_between_93_and_97_times_in_100() -> None:
    draw = np.random.default_rng(5)
    held = 0
    for _ in range(1_000):
        interval = median_interval(pd.Series(draw.lognormal(size=41)), draws=600)
        assert interval is not None
        held += interval[1] <= 1.0 <= interval[2]  # the median of a standard lognormal is 1

    assert 930 <= held <= 970


def test_exact_limits_hold_the_true_mean_of_few_events_at_least_95_times_in_100() -> None:
    # Exact limits are never too short (Garwood); of few events they are too long, up to 99 %.
    draw = np.random.default_rng(13)
    for mean in (0.5, 1.5, 3.0, 5.0, 7.0):
        found = count_interval(pd.Series(draw.poisson(mean, 20_000)))
        held = (found["borne_basse"] <= mean) & (found["borne_haute"] >= mean)

        assert 0.95 - 0.005 <= held.mean() <= 0.999, mean


def test_the_bootstrap_holds_the_median_of_ten_peers_too() -> None:
    # Ten peers is what a report has: a percentile bootstrap of a median is somewhat short there.
    draw = np.random.default_rng(17)
    held = 0
    for _ in range(1_000):
        interval = median_interval(pd.Series(draw.lognormal(size=10)), draws=600)
        assert interval is not None
        held += interval[1] <= 1.0 <= interval[2]

    assert 920 <= held <= 970

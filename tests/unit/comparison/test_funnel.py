import math

import numpy as np
import pandas as pd
import pytest

from pstlib.comparison.funnel import between_variance, funnel


def plans(counts: list[int | None], totals: list[int | None]) -> pd.DataFrame:
    return pd.DataFrame({"k": counts, "n": totals}, dtype="Int64")


def drawn(rates: np.ndarray, seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    totals = draw.integers(8, 120, rates.size)
    return pd.DataFrame({"k": draw.binomial(totals, rates), "n": totals})


def test_the_centre_is_the_pooled_rate_and_not_the_mean_of_rates() -> None:
    found = funnel(plans([1, 90], [10, 100]), count="k", total="n")

    assert found.centre == pytest.approx(91 / 110)
    assert found.organismes["taux"].tolist() == pytest.approx([0.1, 0.9])


def test_exact_limits_are_the_interpolated_binomial_ones() -> None:
    # n = 10, p = 1/2 (k = 5 of 10 pooled): F(1) = 11/1024, F(2) = 56/1024, 2,5 % = 25.6/1024, so
    # low = (2 − (56 − 25.6)/45)/10 = 0.132444…, and high by symmetry of the interpolation:
    # F(7) = 968/1024, F(8) = 1013/1024, 97,5 % = 998.4/1024: (8 − (1013 − 998.4)/45)/10 = 0.767556.
    row = funnel(plans([5], [10]), count="k", total="n").limites.set_index("n").loc[10]

    assert row["bas_95"] == pytest.approx((2 - 30.4 / 45) / 10)
    assert row["haut_95"] == pytest.approx((8 - 14.6 / 45) / 10)


def test_the_binomial_limits_agree_with_a_sum_of_probabilities() -> None:
    row = funnel(plans([30], [100]), count="k", total="n").limites.set_index("n").loc[37]
    distribution = np.cumsum([math.comb(37, k) * 0.3**k * 0.7 ** (37 - k) for k in range(38)])
    reached = int(np.argmax(distribution >= 0.999))
    part = (distribution[reached] - 0.999) / (distribution[reached] - distribution[reached - 1])

    assert row["haut_998"] == pytest.approx((reached - part) / 37)


def test_a_plan_with_nothing_counted_has_no_position() -> None:
    found = funnel(plans([0, None, 5], [0, 4, 10]), count="k", total="n").organismes

    assert found["position"].tolist()[2] == "dedans"
    assert found["position"].isna().tolist() == [True, True, False]
    assert found["taux"].isna().tolist() == [True, True, False]


def test_no_plan_at_all_gives_no_centre() -> None:
    found = funnel(plans([None], [None]), count="k", total="n")

    assert found.centre is None
    assert found.limites.empty


def test_everyone_done_leaves_nobody_outside() -> None:
    found = funnel(plans([10, 25], [10, 25]), count="k", total="n")

    assert found.organismes["position"].tolist() == ["dedans", "dedans"]
    assert found.tau2 == 0.0


def test_chance_alone_puts_about_two_plans_in_a_thousand_beyond_the_limits() -> None:
    outside = [
        funnel(drawn(np.full(252, 0.45), seed), count="k", total="n")
        .organismes["position"]
        .ne("dedans")
        .mean()
        for seed in range(60)
    ]

    assert 0.0005 <= np.mean(outside) <= 0.004


def test_the_variance_between_plans_is_found_again() -> None:
    # True rates spread with a standard deviation of 0.12: tau² = 0.0144.
    draw = np.random.default_rng(2)
    found = []
    for seed in range(40):
        table = drawn(np.clip(draw.normal(0.45, 0.12, 252), 0.02, 0.98), seed)
        found.append(between_variance(table["k"], table["n"]))

    # Winsorising trims 10 % at each end, so the estimate is below the truth, never above it.
    assert 0.5 * 0.0144 <= np.mean(found) <= 0.0144


def test_ordinary_diversity_rings_few_bells() -> None:
    draw = np.random.default_rng(4)
    table = drawn(np.clip(draw.normal(0.45, 0.12, 252), 0.02, 0.98), 9)
    found = funnel(table, count="k", total="n")

    assert found.phi is not None
    assert found.phi > 1
    assert found.tau2 > 0
    assert found.organismes["position"].ne("dedans").mean() <= 0.03


def test_the_additive_variance_is_that_of_the_formula() -> None:
    # By hand. Four plans of 100: 10, 90, 20, 80 done; p = 0.5, w = 100/0.25 = 400 each.
    # z = (p_i − 0.5)/0.05 = −8, 8, −6, 6. Quantiles at 10 and 90 % (linear, position 0.3 between
    # −8 and −6): −7.4 and 7.4: winsorised −7.4, 7.4, −6, 6; phi = (2·54.76 + 2·36)/4 = 45.38.
    # tau² = (4·45.38 − 3)/(1600 − 4·160000/1600) = 178.52/1200.
    found = funnel(plans([10, 90, 20, 80], [100] * 4), count="k", total="n")

    assert found.phi == pytest.approx(45.38)
    assert found.tau2 == pytest.approx(178.52 / 1200)


def test_the_inner_limits_hold_19_plans_of_20_where_chance_alone_is_at_work() -> None:
    # Interpolated limits lie between two counts, so that those beyond are 5 %, give or take one
    # count's worth: 93 to 97 % over plans of 8 to 119 actions.
    held = []
    for seed in range(40):
        table = drawn(np.full(252, 0.45), seed)
        found = funnel(table, count="k", total="n")
        if found.tau2:  # chance gives a little over-dispersion now and then
            continue
        limits = found.limites.set_index("n").loc[table["n"]]
        rates = (table["k"] / table["n"]).to_numpy()
        held.append(
            (
                (rates >= limits["bas_95"].to_numpy()) & (rates <= limits["haut_95"].to_numpy())
            ).mean()
        )

    assert len(held) > 30
    assert 0.93 <= np.mean(held) <= 0.97

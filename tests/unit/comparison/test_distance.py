import pandas as pd
import pytest

from pstlib.comparison.distance import robust_distance

PEERS = pd.Series([40.0, 45.0, 50.0, 55.0, 60.0, None])  # median 50, MAD 5, unit 7.413


@pytest.mark.parametrize(
    ("value", "side", "word"),
    [
        (50.0, "égal", "proche"),
        (53.7, "au-dessus", "proche"),  # 3.7/7.413 = 0.499
        (53.8, "au-dessus", "un peu"),
        (39.0, "en dessous", "un peu"),  # 11/7.413 = 1.48
        (30.0, "en dessous", "nettement"),  # 2.70
        (0.0, "en dessous", "très nettement"),  # 6.74
        (106.0, "au-dessus", None),  # 7.55: a human must look
    ],
)
def test_words_follow_the_distance_in_robust_units(value: float, side: str, word: str) -> None:
    found = robust_distance(value, PEERS)

    assert found is not None
    assert (found.sens, found.mot) == (side, word)
    assert found.ecart == pytest.approx((value - 50) / 7.413, abs=1e-6)


def test_peers_that_all_agree_give_no_unit_so_no_word() -> None:
    found = robust_distance(60.0, pd.Series([50.0] * 6))

    assert found is not None
    assert (found.ecart, found.mot) == (None, None)


def test_no_known_peer_gives_no_distance() -> None:
    assert robust_distance(1.0, pd.Series([None], dtype="Float64")) is None

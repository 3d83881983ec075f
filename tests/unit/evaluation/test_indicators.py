"""Indicators against values worked out by hand."""

from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import evaluate
from pstlib.evaluation.indicators import INDICATORS, REASON_LABELS

from .conftest import make, one_oo


def read(*values: tuple[str, float], date: str = "2021-12-31", **indicator: Any) -> dict[str, Any]:
    """Evaluate one indicator: from 0 in 2019 to 100 in 2024, upwards, unless told."""
    known = {
        "indicateur_id": "i1", "element_id": "oo1", "libelle": "Visites", "sens": "HAUSSE",
        "valeur_reference": 0, "annee_reference": 2019, "valeur_cible": 100, "annee_cible": 2024,
    }  # fmt: skip
    pst = make(
        one_oo({"element_id": "a1"}),
        indicateurs=[known | indicator],
        mesures=[{"indicateur_id": "i1", "date": day, "valeur": v} for day, v in values],
    )
    (row,) = evaluate(pst, date_arrete=date).indicateurs.to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("more", "value", "share", "reached"),
    [
        # 25 of the 100 to go.
        ({}, 25, 0.25, False),
        # Down from 52 to 21: 33 has done 19 of 31, 19 has done 33 of 31.
        ({"sens": "BAISSE", "valeur_reference": 52, "valeur_cible": 21}, 33, 19 / 31, False),
        ({"sens": "BAISSE", "valeur_reference": 52, "valeur_cible": 21}, 19, 33 / 31, True),
        # Over the target and behind the reference: neither is capped.
        ({}, 163, 1.63, True),
        ({"valeur_reference": 40}, 10, -0.5, False),
        ({}, 100, 1.0, True),
    ],
)
def test_attainment_is_the_share_of_the_way_in_either_direction(
    more: dict[str, Any], value: float, share: float, reached: bool
) -> None:
    row = read(("2021-06-30", value), **more)

    assert row["atteinte"] == pytest.approx(share)
    assert row["atteint"] is reached
    assert row["motif"] is None


@pytest.mark.parametrize(
    ("more", "value", "reason", "reached"),
    [
        ({"valeur_reference": None}, 120, "SANS_REFERENCE", True),
        ({"valeur_reference": None, "sens": "BAISSE"}, 120, "SANS_REFERENCE", False),
        ({"valeur_reference": 100}, 99, "CIBLE_EGALE_REFERENCE", False),
        ({"valeur_cible": None}, 50, "SANS_CIBLE", None),
        ({"sens": None}, 50, "SANS_SENS", None),
        # A rise is wanted, from 0 to -10: one of the two is wrong.
        ({"valeur_cible": -10}, 5, "CIBLE_CONTRAIRE_AU_SENS", None),
        # Kept at 6.5 at most, as the reference lies under it; at 60 at least where it lies over.
        (
            {"sens": "MAINTIEN", "valeur_reference": 6.2, "valeur_cible": 6.5},
            6.6,
            "MAINTIEN",
            False,
        ),
        ({"sens": "MAINTIEN", "valeur_reference": 6.2, "valeur_cible": 6.5}, 4, "MAINTIEN", True),
        ({"sens": "MAINTIEN", "valeur_reference": 70, "valeur_cible": 60}, 60, "MAINTIEN", True),
        ({"sens": "MAINTIEN", "valeur_reference": 70, "valeur_cible": 60}, 59, "MAINTIEN", False),
        # Without a side nobody can tell, unless it stands right on the target.
        ({"sens": "MAINTIEN", "valeur_reference": None}, 101, "MAINTIEN_SANS_COTE", None),
        ({"sens": "MAINTIEN", "valeur_reference": 100}, 99, "MAINTIEN_SANS_COTE", None),
        ({"sens": "MAINTIEN", "valeur_reference": 100}, 100, "MAINTIEN", True),
    ],
)
def test_what_has_no_attainment_says_why_and_is_compared_with_its_target_where_it_can(
    more: dict[str, Any], value: float, reason: str, reached: bool | None
) -> None:
    row = read(("2021-06-30", value), **more)

    assert row["atteinte"] is None
    assert row["motif"] == reason
    assert row["motif"] in REASON_LABELS
    assert row["atteint"] is reached


def test_measures_after_the_day_are_not_looked_at() -> None:
    row = read(("2020-12-31", 20), ("2021-12-31", 40), ("2022-01-01", 90))

    assert (row["n_mesures"], row["valeur"]) == (2, 40)
    assert row["date_mesure"] == pd.Timestamp("2021-12-31")


def test_without_a_measure_nothing_is_computed() -> None:
    row = read(("2022-01-01", 90))

    assert (row["n_mesures"], row["motif"]) == (0, "SANS_MESURE")
    assert [row[name] for name in ("valeur", "date_mesure", "ecart", "atteinte", "atteint")] == (
        [None] * 5
    )


def test_of_two_measures_on_one_day_the_last_line_counts_and_the_order_of_days_does_not() -> None:
    row = read(("2021-06-30", 10), ("2021-06-30", 30), ("2020-06-30", 5))

    assert (row["n_mesures"], row["valeur"]) == (2, 30)


def test_a_target_once_reached_and_lost_keeps_its_day() -> None:
    row = read(
        ("2020-12-31", 33), ("2021-06-30", 19), ("2021-12-31", 22),
        sens="BAISSE", valeur_reference=52, valeur_cible=21,
    )  # fmt: skip

    assert row["atteint"] is False
    assert row["atteint_le"] == pd.Timestamp("2021-06-30")


@pytest.mark.parametrize(
    ("day", "year", "over"),
    [
        ("2021-12-30", 2021, False),
        ("2021-12-31", 2021, True),
        ("2022-01-01", 2021, True),
        ("2021-12-31", None, None),
    ],
)
def test_a_target_falls_due_on_the_last_day_of_its_year(
    day: str, year: int | None, over: bool | None
) -> None:
    assert read(("2021-01-01", 5), date=day, annee_cible=year)["cible_echue"] is over


def test_a_measure_is_stale_after_twelve_months_unless_it_is_of_the_target_s_year() -> None:
    assert read(("2020-12-30", 5))["perimee"] is True
    assert read(("2020-12-31", 5))["perimee"] is False
    assert read(("2020-12-30", 5), annee_cible=2020)["perimee"] is False


def test_the_mark_of_a_steady_pace_is_read_on_the_day_of_the_measure() -> None:
    # End of 2021: two of the five years from the end of 2019 to the end of 2024.
    assert read(("2021-12-31", 5))["repere"] == pytest.approx(40)
    # 182 of the 366 days of 2020: 0.497 year of five.
    assert read(("2020-06-30", 5))["repere"] == pytest.approx(100 * (182 / 366) / 5)
    assert read(("2021-12-31", 5), annee_cible=2020)["repere"] == 100
    assert read(("2021-12-31", 5), sens="MAINTIEN")["repere"] is None
    assert read(("2021-12-31", 5), annee_reference=None)["repere"] is None


def test_indicators_of_what_left_the_plan_are_not_shown_and_the_table_keeps_its_columns() -> None:
    pst = make(
        one_oo({"element_id": "a1", "version_sortie": "V2"}),
        versions=[{"version": "V2", "date": "2020-01-01"}],
        indicateurs=[{"indicateur_id": "i1", "element_id": "a1", "libelle": "Visites"}],
    )

    found = evaluate(pst, date_arrete="2021-12-31").indicateurs

    assert found.empty
    assert list(found) == INDICATORS

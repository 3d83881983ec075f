import datetime as dt
from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation.actions import action_facts
from pstlib.evaluation.days import add_months
from pstlib.model import Pst
from pstlib.reference import Method, load_method

from .conftest import cases, make, one_oo, seen

METHOD = load_method()


def facts(pst: Pst, day: str = "2021-12-31", method: Method = METHOD) -> pd.DataFrame:
    table = action_facts(
        pst.situation(day), identity=pst.identite, day=dt.date.fromisoformat(day), method=method
    )
    return table.set_index("element_id")


@pytest.mark.parametrize("case", cases("attendu"))
def test_expected_progress_of_an_action(case: dict[str, Any]) -> None:
    dates = {"date_debut": case.get("debut"), "date_fin": case.get("fin")}
    pst = make(one_oo({"element_id": "a1", **dates}))

    action = facts(pst, case["date"].isoformat()).loc["a1"]

    assert action["attendu"] == pytest.approx(case["attendu"])
    assert action["calendrier_defaut"] == case["defaut"]


@pytest.mark.parametrize(
    ("status", "rate", "bounds"),
    [
        ("TERMINE", None, (100, 100)),
        ("TERMINE", 80, (100, 100)),
        ("NON_COMMENCE", None, (0, 0)),
        ("NON_COMMENCE", 10, (0, 0)),
        ("EN_COURS", 40, (40, 40)),
        ("EN_COURS", None, (0, 100)),
        ("EN_ATTENTE", 0, (0, 0)),
        ("PROBLEME", None, (0, 100)),
        (None, 40, (0, 100)),
    ],
)
def test_progress_of_an_action_is_its_rate_or_an_interval(
    status: str | None, rate: float | None, bounds: tuple[float, float]
) -> None:
    pst = make(one_oo({"element_id": "a1"}), [seen("a1", status, rate)])

    action = facts(pst).loc["a1"]

    assert (action["avancement_min"], action["avancement_max"]) == bounds


def test_an_abandoned_or_perennial_action_has_no_progress_and_nothing_is_expected_of_it() -> None:
    pst = make(
        one_oo({"element_id": "a1"}, {"element_id": "a2", "type_action": "PERENNE"}),
        [seen("a1", "ANNULE_ABANDONNE", 30), seen("a2", "EN_COURS", 30)],
    )

    table = facts(pst)

    assert table[["avancement_min", "avancement_max", "attendu"]].isna().all(axis=None)
    assert not table["calendrier_defaut"].any()


@pytest.mark.parametrize(
    ("observed", "status", "stale"),
    [
        ("2020-12-31", "EN_COURS", False),
        ("2020-12-30", "EN_COURS", True),
        ("2020-12-30", "NON_COMMENCE", True),
        ("2019-01-01", "TERMINE", False),
        ("2019-01-01", "ANNULE_ABANDONNE", False),
        ("2021-12-31", "EN_ATTENTE", False),
    ],
)
def test_an_observation_is_stale_beyond_twelve_calendar_months_unless_final(
    observed: str, status: str, stale: bool
) -> None:
    pst = make(one_oo({"element_id": "a1"}), [seen("a1", status, le=observed)])

    assert facts(pst).loc["a1", "perimee"] == stale


def test_an_action_never_observed_is_unknown_not_stale() -> None:
    action = facts(make(one_oo({"element_id": "a1"}))).loc["a1"]

    assert action["statut"] == "INCONNU"
    assert not action["perimee"]


@pytest.mark.parametrize(
    ("due", "status", "days"),
    [
        ("2021-12-30", "EN_COURS", 1),
        ("2020-12-31", "NON_COMMENCE", 365),
        ("2021-12-31", "EN_COURS", None),
        ("2022-01-01", "EN_COURS", None),
        ("2020-12-31", "TERMINE", None),
        ("2020-12-31", "ANNULE_ABANDONNE", None),
        (None, "PROBLEME", None),
    ],
)
def test_an_action_is_late_the_day_after_its_deadline(
    due: str | None, status: str, days: int | None
) -> None:
    pst = make(one_oo({"element_id": "a1", "date_fin": due}), [seen("a1", status)])

    action = facts(pst).loc["a1"]

    assert action["en_retard"] == (days is not None)
    assert pd.isna(action["retard_jours"]) if days is None else action["retard_jours"] == days


def test_an_action_done_after_its_deadline_is_done_late() -> None:
    pst = make(
        one_oo(
            {"element_id": "a1", "date_fin": "2021-06-30", "date_fin_effective": "2021-07-01"},
            {"element_id": "a2", "date_fin": "2021-06-30", "date_fin_effective": "2021-06-30"},
            {"element_id": "a3", "date_fin": "2021-06-30"},
        ),
        [seen(name, "TERMINE") for name in ("a1", "a2", "a3")],
    )

    assert facts(pst)["termine_en_retard"].to_dict() == {"a1": True, "a2": False, "a3": False}


def test_a_shared_action_names_the_other_objectives_where_it_shows() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}, {"element_id": "a2"}),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1"},
            {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a1"},
        ]
    )

    shown = facts(pst)["partages"]

    assert shown["s1"] == "OO2"
    assert pd.isna(shown["a2"])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2019-01-10", 2, "2019-03-10"),
        ("2018-12-31", 2, "2019-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2019-01-10", 9, "2019-10-10"),
        ("2021-12-31", -12, "2020-12-31"),
        ("2024-02-29", -12, "2023-02-28"),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(
    day: str, months: int, expected: str
) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)

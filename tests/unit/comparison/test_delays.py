import pandas as pd

from pstlib.comparison.anonymity import disguised
from pstlib.comparison.delays import delays

from .test_region import done, plan

ROW = {"evaluee": True, "poursuivie": True, "terminee": False, "en_retard": False,
       "retard_jours": None, "sans_echeance": False, "slug": "a"}  # fmt: skip


def actions(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([ROW | row for row in rows]).astype({"retard_jours": "Int64"})


def late(days: int, slug: str = "a") -> dict:
    return {"en_retard": True, "retard_jours": days, "slug": slug}


def test_days_late_are_those_of_late_actions_and_the_unknown_are_counted_apart() -> None:
    found = delays(
        actions(
            *(late(days, slug) for days, slug in zip((10, 20, 30, 40, 100), "aabbc", strict=True)),
            {},
            {"sans_echeance": True},
            {"sans_echeance": True},
            {"terminee": True},
            {"poursuivie": False},
            {"evaluee": False},
        )
    )

    assert (found["n_ouvertes"], found["n_en_retard"], found["n_a_temps"]) == (8, 5, 1)
    assert (found["n_sans_echeance"], found["n_plans"]) == (2, 3)
    assert (found["q1"], found["mediane"], found["q3"]) == (20, 30, 40)


def test_fewer_than_five_delays_have_no_median() -> None:
    found = delays(actions(*(late(days) for days in (10, 20, 30, 40))))

    assert found["n_en_retard"] == 4
    assert found["mediane"] is None


def test_an_anonymous_plan_tells_delays_in_months() -> None:
    # A day of delay, subtracted from the day of the report, would give a published deadline.
    figures = plan("10", done(0, 2))
    given = figures.actions.assign(retard_jours=pd.array([44, 46], dtype="Int64"))
    found = disguised(type(figures)(**(vars(figures) | {"actions": given})), ("p", "p", "Pair 1"))

    assert found.actions["retard_jours"].tolist() == [30, 60]
    assert "date_fin" not in found.actions
    assert found.actions["sans_echeance"].tolist() == [True, True]

"""pstlib and the second evaluator must give the same figures on the shipped PST."""

import datetime as dt
import itertools
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pstlib.evaluation import evaluate, to_json
from pstlib.model import Pst, load

SLUGS = ("celles-2019-2024", "valrive-2019-2024")
DATES = ("2019-12-31", "2020-06-30", "2021-12-31", "2022-06-30", "2024-06-30")
SITUATIONS = (
    *itertools.product(SLUGS, DATES),
    *itertools.product(["commune-valrive-2019-2024"], ["2021-12-31", "2024-06-30"]),
    # With volets; the second day is the one on which the plan changes.
    *itertools.product(["valrive-2025-2030"], ["2025-12-31", "2026-03-24", "2026-10-31"]),
)
KINDS = ("mi-parcours", "finale")
COUNTS = ("n_actions", "n_evaluees", "n_perennes", "par_statut", "n_en_retard", "n_perimees")


def flat(found: dict[str, Any]) -> dict[str, Any]:
    """Lay the contract's JSON of a group of actions flat, as the second evaluator does."""
    return {
        **{name: found[name] for name in COUNTS},
        **found["taux_realisation"],
        **found["avancement"],
        "attendu": found["attendu"],
    }


def expected_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """Make the exact fractions comparable with floats, and drop what the JSON doesn't give."""
    return {
        key: pytest.approx(float(value), abs=1e-9) if isinstance(value, Fraction) else value
        for key, value in figures.items()
        if key != "n_poursuivies"
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("slug", "date"), SITUATIONS)
def test_the_evaluation_is_the_same_when_computed_twice(
    slug: str,
    date: str,
    kind: str,
    independent: ModuleType,
    pst_data: Path,
    loaded: dict[str, Pst],
) -> None:
    plan = independent.Plan(pst_data / slug, dt.date.fromisoformat(date))
    found = to_json(evaluate(loaded[slug], date_arrete=date, evaluation=kind))

    assert flat(found["ensemble"]) == expected_figures(independent.figures(plan.members(None)))
    groups = {
        key for key, row in plan.inside.items() if row["niveau"] not in ("ACTION", "SOUS_ACTION")
    }
    assert {row["element_id"] for row in found["objectifs"]} == groups
    for row in found["objectifs"]:
        leaves = plan.members(row["element_id"])
        assert flat(row) == expected_figures(independent.figures(leaves)), row["code"]
        if row["niveau"] == "OO":
            assert row["appreciation"] == independent.appreciation(leaves, kind), row["code"]

    assert {row["element_id"]: action(row) for row in found["actions"]} == {
        key: leaf_action(leaf) for key, leaf in plan.leaves.items()
    }


def action(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: row[name]
        for name in ("statut", "date_suivi", "perimee", "en_retard", "retard_jours", "attendu")
    }


def leaf_action(leaf: Any) -> dict[str, Any]:
    return {
        "statut": leaf.statut,
        "date_suivi": leaf.date_suivi.isoformat() if leaf.date_suivi else None,
        "perimee": leaf.perimee,
        "en_retard": leaf.retard_jours is not None,
        "retard_jours": leaf.retard_jours,
        # Point 6 speaks of pursued actions only: of the others nothing is expected.
        "attendu": pytest.approx(float(leaf.attendu), abs=1e-9) if leaf.pursued else None,
    }


def test_a_published_list_that_says_done_or_to_do_gives_15_of_55(
    independent: ModuleType, pst_data: Path
) -> None:
    plan = independent.Plan(pst_data / "celles-2019-2024", dt.date(2019, 12, 31))
    figures = independent.figures(plan.members(None))
    assert (figures["numerateur"], figures["denominateur"]) == (15, 55)


def test_two_years_later_the_40_actions_to_do_are_stale(
    independent: ModuleType, pst_data: Path
) -> None:
    plan = independent.Plan(pst_data / "celles-2019-2024", dt.date(2021, 12, 31))
    assert independent.figures(plan.members(None))["n_perimees"] == 40


def test_delays_that_cannot_be_known_are_counted(pst_data: Path) -> None:
    """Celles prints no deadline at all; in Valrive, one of the actions left to do has none."""
    for slug, expected in (("celles-2019-2024", 40), ("valrive-2019-2024", 1)):
        found = evaluate(load(slug, pst_data), date_arrete="2021-12-31")
        assert found.chiffres["n_sans_echeance"] == expected

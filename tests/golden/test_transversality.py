"""Transversality and synergies must be the same when computed twice, and as counted by hand."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pstlib.evaluation import evaluate, to_json
from pstlib.evaluation.transversality import Role
from pstlib.model import Pst
from pstlib.synergies import review_synergies
from pstlib.synergies.review import FORCE
from pstlib.text import is_missing

SITUATIONS = [
    ("valrive-2019-2024", "2019-12-31"),
    ("valrive-2019-2024", "2021-12-31"),
    ("valrive-2019-2024", "2024-06-30"),
    ("commune-valrive-2019-2024", "2024-06-30"),
    ("valrive-2025-2030", "2026-10-31"),
    ("celles-2019-2024", "2021-12-31"),
]
COUNTS = ("n_evaluees", "n_TERMINE", "n_en_retard", "n_os")


@pytest.mark.parametrize(("slug", "date"), SITUATIONS)
def test_names_and_shared_actions_are_the_same_when_computed_twice(
    slug: str,
    date: str,
    independent: ModuleType,
    independent_transversality: ModuleType,
    pst_data: Path,
    loaded: dict[str, Pst],
) -> None:
    plan = independent.Plan(pst_data / slug, dt.date.fromisoformat(date))
    second = independent_transversality
    found = evaluate(loaded[slug], date_arrete=date).transversalite

    for role in Role:
        rows = found.noms[found.noms["role"].eq(role) & found.noms["n_evaluees"].gt(0)]
        named = {
            "" if is_missing(row["nom"]) else second.spelling(row["nom"]): {
                count: None if is_missing(row[count]) else row[count] for count in COUNTS
            }
            for row in rows.to_dict("records")
        }
        assert named == second.charges(plan, str(role)), role
    originals = {plan.original(key) for key in found.partagees["element_id"]}
    assert originals == second.shared(plan)


@pytest.mark.parametrize(("slug", "date"), SITUATIONS)
def test_synergies_are_the_same_when_computed_twice(
    slug: str,
    date: str,
    independent: ModuleType,
    independent_transversality: ModuleType,
    pst_data: Path,
    loaded: dict[str, Pst],
) -> None:
    second = independent_transversality
    rows = second.rows_of(pst_data / slug, independent)
    life = second.life_of(pst_data / slug, independent)
    review = review_synergies(evaluate(loaded[slug], date_arrete=date))
    table = review.synergies

    states = second.states(rows, life, date)
    assert dict(zip(table["synergie_id"], table["etat"], strict=True)) == states
    assert set(table.loc[table["signalee"], "synergie_id"]) == second.flagged(rows, life, date)
    running = review.economies.set_index("perimetre").loc[FORCE]
    for kind in ("estimee", "constatee"):
        known, total = second.savings(rows, life, date, f"economie_{kind}")
        assert running[f"n_{kind}s"] == known
        assert (0 if is_missing(running[kind]) else Fraction(running[kind])) == total


def test_valrive_at_the_end_of_its_term_as_counted_by_hand(loaded: dict[str, Pst]) -> None:
    """Counted with a pencil in elements.csv, suivi.csv and synergies.csv: see README.md."""
    ev = evaluate(loaded["valrive-2019-2024"], date_arrete="2024-06-30", evaluation="finale")
    services = _by_name(ev.transversalite.noms, Role.SERVICE)

    assert services["Service des finances"] == (5, 3, 1)
    assert services["Service de médiation de dettes et énergie"] == (5, 5, 0)
    assert len(services) == 7
    assert sum(n for n, *_ in services.values()) == 69
    review = review_synergies(ev)
    assert review.synergies["etat"].value_counts().to_dict() == {
        "EXISTANTE": 16,
        "EN_COURS": 5,
        "ABANDONNEE": 3,
        "PROJETEE": 2,
    }
    assert set(review.synergies.loc[review.synergies["signalee"], "synergie_id"]) == {
        "sy19",
        "sy22",
    }


def _by_name(table: Any, role: Role) -> dict[str, tuple[int, int, int]]:
    rows = table[table["role"].eq(role) & table["nom"].notna()]
    return {
        row["nom"]: (row["n_evaluees"], row["n_TERMINE"], row["n_en_retard"])
        for row in rows.to_dict("records")
    }


def test_the_json_holds_the_same_figures_as_the_tables(loaded: dict[str, Pst]) -> None:
    ev = evaluate(loaded["valrive-2019-2024"], date_arrete="2024-06-30", evaluation="finale")
    told = to_json(ev)

    assert sum(cell["n"] for cell in told["transitions"]["actions"]) == int(
        ev.transitions.matrice.drop(columns="avant").to_numpy().sum()
    )
    assert told["transitions"]["depuis"] == "2021-12-31"
    assert {row["id"] for row in told["indicateurs"]} == set(ev.indicateurs["indicateur_id"])
    first = told["indicateurs"][0]
    assert first["element"] == ev.indicateurs["code"].iloc[0]
    assert first["atteinte"] == pytest.approx(
        (first["valeur"] - first["reference"]) / (first["cible"] - first["reference"])
    )
    assert [row["code"] for row in told["transversalite"]["partagees"]] == [
        "OS5.OO3.A2",
        "OS4.OO1.A3",
    ]
    assert told["transversalite"]["partagees"][0]["lieux"] == ["OS5.OO3", "OS2.OO1"]

"""What holds of the figures of any plan."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.evaluation import Evaluation, evaluate, summary, to_json
from pstlib.model import Pst
from pstlib.model.statuses import Status

from .conftest import Row, make, seen

STATUSES = [str(status) for status in Status if status is not Status.UNKNOWN]
DAY = "2021-12-31"
# An evaluation takes long for a property: fewer examples than elsewhere.
few = settings(max_examples=15)
DATES = st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2025, 12, 31)).map(str)


@st.composite
def plans(draw: Any) -> tuple[list[Row], list[Row]]:
    """One OS with one to three OO, up to eight actions, some of them shared."""
    n_objectives = draw(st.integers(1, 3))
    elements: list[Row] = [{"element_id": "os1", "niveau": "OS"}]
    for i in range(n_objectives):
        elements.append({"element_id": f"oo{i}", "niveau": "OO", "parent_id": "os1"})
    suivi: list[Row] = []
    for i in range(draw(st.integers(0, 8))):
        name = f"a{i}"
        elements.append(
            {
                "element_id": name,
                "niveau": "ACTION",
                "parent_id": f"oo{draw(st.integers(0, n_objectives - 1))}",
                "type_action": draw(st.sampled_from([None, "PST", "PERENNE", "HORS_CHAMP"])),
                "date_debut": draw(DATES),
                "date_fin": draw(DATES),
            }
        )
        if draw(st.booleans()):
            rate = draw(st.none() | st.integers(0, 100))
            day = draw(st.sampled_from(["2019-06-30", "2021-06-30", "2023-06-30"]))
            suivi.append(seen(name, draw(st.sampled_from(STATUSES)), rate, le=day))
        if draw(st.booleans()):
            parent = f"oo{draw(st.integers(0, n_objectives - 1))}"
            elements.append(
                {
                    "element_id": f"c{i}",
                    "niveau": "ACTION",
                    "parent_id": parent,
                    "partage_de": name,
                    "type_action": elements[-1]["type_action"],
                }
            )
    return elements, suivi


def at(plan: tuple[list[Row], list[Row]]) -> Evaluation:
    return evaluate(make(*plan), date_arrete=DAY)


@few
@given(plans())
def test_bounds_and_counts_are_consistent(plan: tuple[list[Row], list[Row]]) -> None:
    result = at(plan)
    rows = [result.chiffres, *result.objectifs.to_dict("records")]

    for row in rows:
        assert row["n_actions"] == row["n_evaluees"] + row["n_perennes"] + row["n_hors_champ"]
        assert row["n_evaluees"] == sum(row[f"n_{status}"] for status in Status)
        assert row["n_poursuivies"] == row["n_evaluees"] - row["n_ANNULE_ABANDONNE"]
        if row["n_poursuivies"]:
            assert 0 <= row["avancement_min"] <= row["avancement_max"] <= 100
            assert 0 <= row["attendu"] <= 100
            assert row["taux_realisation"] == pytest.approx(row["n_TERMINE"] / row["n_poursuivies"])


@few
@given(plans())
def test_each_action_counts_once_in_the_plan_and_once_under_each_of_its_objectives(
    plan: tuple[list[Row], list[Row]],
) -> None:
    elements, _ = plan
    originals = [row["element_id"] for row in elements if row["element_id"].startswith("a")]
    result = at(plan)
    counts = result.objectifs.set_index("element_id")["n_actions"]

    assert result.chiffres["n_actions"] == counts["os1"] == len(originals)
    for objective in counts.index.drop("os1"):
        below = {
            row.get("partage_de", row["element_id"])
            for row in elements
            if row.get("parent_id") == objective
        }
        assert counts[objective] == len(below)


@few
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    plan: tuple[list[Row], list[Row]], random: Any
) -> None:
    elements, suivi = plan
    numbered = [{**row, "position": i} for i, row in enumerate(elements)]
    mixed, observed = numbered.copy(), suivi.copy()
    random.shuffle(mixed)
    random.shuffle(observed)

    assert _same(at((numbered, suivi)), at((mixed, observed)))


def _same(one: Evaluation, other: Evaluation) -> bool:
    first = {key: value for key, value in to_json(one).items() if key != "avertissements"}
    second = {key: value for key, value in to_json(other).items() if key != "avertissements"}
    return first == second


@few
@given(plans())
def test_removing_the_abandoned_actions_changes_neither_the_rate_nor_the_progress(
    plan: tuple[list[Row], list[Row]],
) -> None:
    elements, suivi = plan
    dropped = {
        row["element_id"]
        for row in suivi
        if row["statut"] == "ANNULE_ABANDONNE" and str(row["date_suivi"])[:4] != "2023"
    }
    kept = [
        row
        for row in elements
        if row["element_id"] not in dropped and row.get("partage_de") not in dropped
    ]
    observed = [row for row in suivi if row["element_id"] not in dropped]

    before, after = at(plan).chiffres, at((kept, observed)).chiffres

    for name in ("n_TERMINE", "n_poursuivies", "n_en_retard"):
        assert before[name] == after[name]
    for name in ("taux_realisation", "avancement_min", "avancement_max", "attendu"):
        assert str(before[name]) == str(after[name]) or before[name] == pytest.approx(after[name])


@few
@given(plans())
def test_what_is_dated_after_the_day_changes_nothing(plan: tuple[list[Row], list[Row]]) -> None:
    elements, suivi = plan
    pst = make(elements, suivi)
    past: Pst = dataclasses.replace(
        pst, suivi=pst.suivi[pst.suivi["date_suivi"].le(DAY)].reset_index(drop=True)
    )

    assert _same(evaluate(pst, date_arrete=DAY), evaluate(past, date_arrete=DAY))


@few
@given(plans())
def test_every_plan_can_be_told(plan: tuple[list[Row], list[Row]]) -> None:
    for sentence in summary(at(plan)):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "nan" not in sentence.lower().split()
        assert "<NA>" not in sentence

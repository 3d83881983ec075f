"""The indicator ``taux_modele``, counted by hand on a small plan."""

import pytest

from pstlib.evaluation import evaluate

from .conftest import make, one_oo

# One action of every kind that the indicator tells apart, and no more than one counts by hand.
ACTIONS = one_oo(
    {"element_id": "a1"},
    {"element_id": "a2"},
    {"element_id": "a3"},
    {"element_id": "a4", "type_action": "PERENNE"},  # not assessed: in no share
)
# À ÉCRIRE: [numerateur, denominateur, taux] of the plan, and why: « 1 of a1, a2, a3, for a2 … ».
# Then take out the lines of the test that ask for it.
BY_HAND: list[float] | None = None


def test_taux_modele_is_what_was_counted_by_hand() -> None:
    if BY_HAND is None:
        pytest.fail("À ÉCRIRE : comptez-le à la main (ACTIONS, BY_HAND).")
    ev = evaluate(make(ACTIONS), date_arrete="2021-12-31")
    figures = ev.taux_modele.drop(columns="element_id")
    whole, objective = figures.to_numpy().tolist()

    assert whole == pytest.approx(BY_HAND)
    assert objective == whole  # all of it stands in the one OS


def test_taux_modele_counts_a_shared_action_once() -> None:
    elements = [
        *one_oo({"element_id": "a1"}, {"element_id": "a2"}),
        {"element_id": "os2", "niveau": "OS"},
        {"element_id": "oo2", "niveau": "OO", "parent_id": "os2"},
        {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1"},
    ]

    ev = evaluate(make(elements), date_arrete="2021-12-31")
    table = ev.taux_modele

    assert table["element_id"].fillna("plan").tolist() == ["plan", "os1", "os2"]
    assert table["denominateur"].tolist() == [2, 2, 1]

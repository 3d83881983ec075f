"""A date before the plan is refused, and the refusal says why."""

from typing import Any

import pytest

from pstlib.errors import UsageError
from pstlib.evaluation import evaluate
from pstlib.model import Pst

from .conftest import make, one_oo, plain

ADOPTED = [{"demarche": "PST_ADOPTION", "date": "2019-09-24"}]
VERSIONS = [{"version": "V1", "date": "2019-09-30"}, {"version": "V2", "date": "2022-03-15"}]


def plan(*, entered: str | None = None, **tables: Any) -> Pst:
    rows = [row | {"version_entree": entered} for row in one_oo({"element_id": "a1"})]
    return make(rows, identite={"exercice_debut": 2019, "exercice_fin": 2024}, **tables)


@pytest.mark.parametrize(
    ("pst", "eve", "first", "reason"),
    [
        (
            plan(demarches=ADOPTED),
            "2019-09-23",
            "2019-09-24",
            "l’adoption du PST, le 24 septembre 2019",
        ),
        (
            plan(entered="V1", versions=VERSIONS),
            "2019-09-29",
            "2019-09-30",
            "la première version du PST, du 30 septembre 2019",
        ),
        (plan(), "2018-12-31", "2019-01-01", "le premier exercice du PST, 2019"),
    ],
)
def test_a_date_before_the_plan_is_refused_with_its_reason(
    pst: Pst, eve: str, first: str, reason: str
) -> None:
    with pytest.raises(UsageError) as refused:
        evaluate(pst, date_arrete=eve)

    assert f"précède {reason}" in plain(str(refused.value))
    assert evaluate(pst, date_arrete=first).chiffres["n_actions"] == 1


def test_a_record_of_versions_that_begins_later_does_not_refuse_the_plan_before_it() -> None:
    pst = plan(versions=VERSIONS[1:])

    assert evaluate(pst, date_arrete="2021-12-31").chiffres["n_actions"] == 1
    with pytest.raises(UsageError, match="premier exercice"):
        evaluate(pst, date_arrete="2018-12-31")

"""How a plan got where it stands: what each version brought in, took out and replaced."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation, evaluate
from pstlib.evaluation.revisions import VOTES, votes_of_the_year

from .conftest import Row, make, one_oo, seen, voted

DAY = "2024-06-30"
VERSIONS = [
    {"version": "V1", "date": "2019-09-24"},
    {"version": "V2", "date": "2021-03-15", "motif": "EVALUATION", "decision": "CAS, point 5"},
    {"version": "V3", "date": "2025-01-01", "motif": "AUTRE"},
]


def revised(*actions: Row, **tables: Any) -> Evaluation:
    """Evaluate a plan with ``oo1`` and those actions, whose versions are those above."""
    given = {"versions": VERSIONS, **tables}
    return evaluate(make(one_oo(*actions), **given), date_arrete=DAY)


def out(name: str, label: str, **more: Any) -> Row:
    return {"element_id": name, "libelle": label, "version_sortie": "V2", **more}


def come(name: str, label: str, **more: Any) -> Row:
    return {"element_id": name, "libelle": label, "version_entree": "V2", **more}


def test_versions_come_in_order_and_later_ones_are_ignored() -> None:
    shuffled = [VERSIONS[2], VERSIONS[1], VERSIONS[0]]
    found = revised({"element_id": "a1"}, versions=shuffled).revisions.versions

    assert list(found["version"]) == ["V1", "V2"]
    assert list(found["initiale"]) == [True, False]
    assert found["decision"].iloc[1] == "CAS, point 5"


def test_a_first_version_with_a_motive_is_a_revision() -> None:
    found = revised(come("a1", "Ouvrir"), versions=VERSIONS[1:]).revisions

    assert list(found.versions["initiale"]) == [False]
    assert list(found.changements["element_id"]) == ["a1"]


def test_what_enters_or_leaves_by_its_parent_is_told_too() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1", "version_sortie": "V2"},
            {"element_id": "a2", "niveau": "ACTION", "parent_id": "oo2"},
            {"element_id": "a3", "niveau": "ACTION", "parent_id": "oo2", "version_entree": "V3"},
            {"element_id": "oo3", "niveau": "OO", "parent_id": "os1", "version_entree": "V2"},
            {"element_id": "a4", "niveau": "ACTION", "parent_id": "oo3", "version_entree": "V1"},
            {"element_id": "c1", "niveau": "ACTION", "parent_id": "oo3", "partage_de": "a1"},
        ],
        [seen("a2", "EN_ATTENTE", le="2020-06-30"), seen("a2", "TERMINE", le="2021-03-15")],
        versions=VERSIONS,
    )
    found = evaluate(pst, date_arrete=DAY).revisions

    moves = found.changements.set_index("element_id")
    assert moves["nature"].to_dict() == {
        "oo3": "ENTREE", "a4": "ENTREE", "c1": "ENTREE", "oo2": "SORTIE", "a2": "SORTIE",
    }  # fmt: skip
    # On the eve of the version, not on its day; an objective has no status of its own.
    assert moves.loc["a2", "statut"] == "EN_ATTENTE"
    assert moves["statut"].isna().sum() == 4
    counts = found.bilan.set_index("niveau")[["entrees", "sorties", "solde", "au_plan"]]
    assert counts.loc["OO"].to_list() == [1, 1, 0, 2]
    # The reminder of a shared action isn't one more action: a1 and a4 are in the plan.
    assert counts.loc["ACTION"].to_list() == [1, 1, 0, 2]
    assert found.versions["n_entrees"].to_list() == [0, 3]


def test_a_description_that_names_its_replacement_makes_a_sure_pair() -> None:
    found = revised(
        out("a1", "Bâtir", numero="Action 1", description="Remplacée par l’action 3 en 2021."),
        come("a2", "Bâtir vite", numero="Action 2"),
        come("a3", "Démolir", numero="Action 3", date_fin="2023-12-31"),
    ).revisions.remplacements

    (row,) = found.to_dict("records")
    assert (row["avant_id"], row["apres_id"], row["preuve"]) == ("a1", "a3", "ECRIT")
    assert row["texte"] == "Remplacée par l’action 3 en 2021."
    assert (row["reformule"], row["deplace"], row["redate"]) == (True, False, True)
    assert pd.isna(row["refinance"])


def test_titles_that_are_alike_make_a_pair_to_confirm_each_element_once() -> None:
    found = revised(
        out("a1", "Isoler la toiture du siège"),
        out("a2", "Former les bénévoles"),
        come("a3", "Isoler la toiture du siège social", date_fin="2023-12-31"),
        come("a4", "Isoler la toiture"),
        come("a5", "Acheter un véhicule"),
    ).revisions.remplacements

    (row,) = found.to_dict("records")
    assert (row["avant_id"], row["apres_id"], row["preuve"]) == ("a1", "a3", "SIMILITUDE")
    assert row["similitude"] > 80


def test_a_pair_of_the_same_words_elsewhere_is_a_move() -> None:
    pst = make(
        [
            *one_oo(out("a1", "Former les bénévoles")),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"niveau": "ACTION", "parent_id": "oo2"} | come("a2", "FORMER les bénévoles"),
        ],
        versions=VERSIONS,
        financements=[
            {"element_id": "a1", "source": "Wallonie", "montant": Decimal("100.00")},
            {"element_id": "a2", "source": "Wallonie", "montant": Decimal("60.00")},
            {"element_id": "a2", "source": "Province", "montant": Decimal("50.00")},
        ],
    )
    (row,) = evaluate(pst, date_arrete=DAY).revisions.remplacements.to_dict("records")

    assert (row["reformule"], row["deplace"], row["redate"]) == (False, True, False)
    assert row["refinance"] is True
    assert (row["finance_avant"], row["finance_apres"]) == (Decimal("100.00"), Decimal("110.00"))


@pytest.mark.parametrize("label", ["Former les bénévoles", "Acheter un véhicule"])
def test_elements_of_two_versions_are_never_paired(label: str) -> None:
    versions = [*VERSIONS[:2], {"version": "V3", "date": "2022-01-01", "motif": "AUTRE"}]
    found = revised(
        out("a1", "Former les bénévoles"),
        {"element_id": "a2", "libelle": label, "version_entree": "V3"},
        versions=versions,
    ).revisions

    assert found.remplacements.empty
    assert list(found.changements["version"]) == ["V2", "V3"]


def test_votes_that_changed_in_the_year_of_a_version_are_listed_exactly() -> None:
    evaluation = revised(
        {"element_id": "a1"},
        budget=[
            voted("831/111-01", "1000.10"),
            voted("831/111-01", "1200.30", version="MB1"),
            voted("104/123-02", "50.00"),
            voted("831/111-01", "900.00", exercice=2022),
            voted("831/111-01", "950.00", exercice=2022, version="MB1"),
        ],
        liens_budget=[
            {"element_id": "a1", "exercice": year, "article": "831/111-01", "part": 1}
            for year in (2021, 2022)
        ],
    )
    found = votes_of_the_year(evaluation.revisions.versions, evaluation.argent.par_objectif)

    assert list(found) == VOTES
    assert found[["version", "exercice", "code", "ecart"]].to_dict("records") == [
        {"version": "V2", "exercice": 2021, "code": "OS1", "ecart": Decimal("200.20")},
        {"version": "V2", "exercice": 2021, "code": "OO1", "ecart": Decimal("200.20")},
    ]


def test_a_plan_without_versions_has_no_revision() -> None:
    found = evaluate(make(one_oo({"element_id": "a1"})), date_arrete=DAY).revisions

    for table in (found.versions, found.changements, found.bilan, found.remplacements):
        assert table.empty

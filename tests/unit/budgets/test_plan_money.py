"""Trajectory, means and DPS of a plan of two OS with a shared action and sub-actions."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pstlib.budgets.dps import added_since, dps_trace
from pstlib.budgets.links import attach
from pstlib.budgets.means import art60_notes, coverage, means_of_actions, staff
from pstlib.budgets.trajectory import spread, trajectory

from .conftest import amounts, line, links, plan, table

PAY = "104/111-01"


@pytest.fixture
def tree() -> pd.DataFrame:
    """OS 1 holds a (with sub-actions s and t) and b; OS 2 holds c, and 30 % of b."""
    return plan(
        {"element_id": "os1", "niveau": "OS"},
        {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
        {"element_id": "a", "niveau": "ACTION", "parent_id": "oo1"},
        {"element_id": "s", "niveau": "SOUS_ACTION", "parent_id": "a"},
        {"element_id": "t", "niveau": "SOUS_ACTION", "parent_id": "a", "etp": 0.5},
        {"element_id": "b", "niveau": "ACTION", "parent_id": "oo1"},
        {"element_id": "os2", "niveau": "OS"},
        {"element_id": "oo2", "niveau": "OO", "parent_id": "os2"},
        {
            "element_id": "b2",
            "niveau": "ACTION",
            "parent_id": "oo2",
            "partage_de": "b",
            "part": 0.3,
        },
        {"element_id": "c", "niveau": "ACTION", "parent_id": "oo2"},
        {"element_id": "p", "niveau": "ACTION", "parent_id": "oo2", "type_action": "PERENNE"},
    )


def funding(*rows: tuple[str, int | None, str | None]) -> pd.DataFrame:
    return table(
        "financements",
        [
            {"element_id": element, "source": "Ville", "exercice": year, "montant": amount}
            for element, year, amount in rows
        ],
    )


def cost(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    return table(
        "projections",
        [
            {"element_id": element, "type": kind, "exercice": 2021, "montant": amount}
            for element, kind, amount in rows
        ],
    )


def records(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    plain = found.astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def test_what_is_given_to_a_shared_action_is_split_to_the_cent(tree: pd.DataFrame) -> None:
    found = spread(funding(("b2", 2021, "10.01"), ("gone", 2021, "5.00"), ("b", 2022, None)), tree)

    # 70 % of 10.01 is 7.007, 30 % is 3.003: the two parts add up to 10.01.
    assert records(found[["element_id", "os_id", "montant", "hors_plan"]]) == [
        ("b", "os1", Decimal("7.01"), False),
        ("b2", "os2", Decimal("3.00"), False),
        ("gone", None, Decimal("5.00"), True),
        ("b", "os1", None, False),
        ("b2", "os2", None, False),
    ]


def test_the_trajectory_keeps_planned_projected_voted_and_spent_apart(tree: pd.DataFrame) -> None:
    budget = amounts(
        line(PAY, "100.00"),
        line(PAY, "80.00", "ENGAGEMENTS"),
        line("104/123-02", "9.00", "COMPTE"),
        line("831/465-02", "500.00", type="R"),
    )
    attached = attach(budget, links({"element_id": "c", "article": PAY, "part": 0.25}), tree)
    found = trajectory(
        attached.lignes,
        tree,
        financements=funding(("c", 2021, "7.00"), ("c", None, "2.00"), ("a", 2021, None)),
        projections=cost(("a", "D", "40.00"), ("c", None, "1.00"), ("c", "R", "99.00")),
    )

    assert records(found) == [
        ("PLAN", None, 2021, Decimal("7.00"), Decimal("41.00"), Decimal("25.00"), Decimal("20.00")),
        ("PLAN", None, None, Decimal("2.00"), None, None, None),
        ("OS", "os1", 2021, None, Decimal("40.00"), None, None),
        ("OS", "os2", 2021, Decimal("7.00"), Decimal("1.00"), Decimal("25.00"), Decimal("20.00")),
        ("OS", "os2", None, Decimal("2.00"), None, None, None),
        ("NON_RATTACHE", None, 2021, None, None, Decimal("75.00"), Decimal("60.00")),
    ]


def team(*rows: tuple[str | None, str | None, float | None]) -> pd.DataFrame:
    return table(
        "effectifs",
        [
            {"exercice": 2021, "element_id": element, "statut": status, "etp": etp}
            for element, status, etp in rows
        ],
    )


def test_workers_of_articles_60_and_61_never_add_to_the_staff() -> None:
    everyone = team(
        (None, "STATUTAIRE", 0.1),
        ("a", "CONTRACTUEL", 0.2),
        (None, "ART60", 15),
        (None, "ART61", 2),
        (None, "APE", None),
    )

    assert records(staff(everyone, ["exercice"])) == [
        (2021, False, 0.3, 0.2, 1),
        (2021, True, 17.0, None, 0),
    ]
    by_status = staff(everyone, ["exercice", "statut"]).set_index("statut")["etp"]
    assert by_status["ART60"] == 15
    assert pd.isna(by_status["APE"])


def test_the_transfer_that_pays_article_60_is_said_where_it_is_booked() -> None:
    notes = art60_notes(
        amounts(
            line("84512/33399-02", "1000.00"),
            line("84512/33399-02", "900.00", "ENGAGEMENTS"),
            line("84512/33399-02", "7.00", exercice=2022),
            line("84512/333-02", "5.00"),
        )
    )

    assert notes["montant"].tolist() == [Decimal("900.00"), Decimal("7.00")]
    texts = [text.replace("\u00a0", " ") for text in notes["message"]]
    assert "Exercice 2021 : 900,00 € engagés à l’article 33399-02" in texts[0]
    assert "Exercice 2022 : 7,00 € votés" in texts[1]
    assert art60_notes(amounts(line(PAY, "5.00"))).empty


def test_an_action_is_costed_by_a_link_a_funding_or_a_projection(tree: pd.DataFrame) -> None:
    budget = amounts(line(PAY, "100.00"))
    attached = attach(budget, links({"element_id": "a", "article": PAY}), tree)
    found = means_of_actions(
        tree,
        lignes=attached.lignes,
        financements=funding(("c", 2021, None), ("oo2", 2021, "5.00")),
        projections=cost(("b2", "D", "3.00")),
        effectifs=team(("b", "APE", 1), ("c", "APE", 0), (None, "APE", 4)),
    )

    # s and t take the link of their action, b the projection of its repetition; the funding of
    # c has no amount, and that of its objective doesn't say what c costs.
    assert records(found[["element_id", "lien", "financement", "projection", "moyens"]]) == [
        ("s", True, False, False, False),
        ("t", True, False, False, True),
        ("b", False, False, True, True),
        ("c", False, False, False, False),
    ]
    assert records(coverage(found, tree)) == [
        ("PLAN", None, 4, 3, 2, 0.75, 0.5),
        ("OS", "os1", 3, 3, 2, 1.0, pytest.approx(2 / 3)),
        ("OS", "os2", 2, 1, 1, 0.5, 0.5),
    ]


def test_no_share_is_given_where_no_action_is_assessed() -> None:
    bare = plan({"element_id": "os1", "niveau": "OS"})
    nothing = means_of_actions(
        bare,
        lignes=attach(amounts(), links(), bare).lignes,
        financements=funding(),
        projections=cost(),
        effectifs=team(),
    )

    assert records(coverage(nothing, bare)) == [
        ("PLAN", None, 0, 0, 0, None, None),
        ("OS", "os1", 0, 0, 0, None, None),
    ]


def declaration(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return table(
        "dps",
        [
            {"projet_id": project, "libelle": project, "montant_annonce": "8.50", "element_id": e}
            for project, e in rows
        ],
    )


def test_projects_of_the_dps_are_covered_not_covered_or_gone(tree: pd.DataFrame) -> None:
    found = dps_trace(declaration(("d1", "oo1"), ("d2", None), ("d3", "gone")), tree)

    assert records(found[["projet_id", "montant_annonce", "etat", "code", "os_id"]]) == [
        ("d1", Decimal("8.50"), "COUVERT", "OO1", "os1"),
        ("d2", Decimal("8.50"), "NON_COUVERT", None, None),
        ("d3", Decimal("8.50"), "SORTI_DU_PLAN", None, None),
    ]


@pytest.mark.parametrize(
    ("target", "added"),
    [
        ("os1", ["os2", "oo2"]),  # an OS covers what it holds
        ("oo1", ["os2", "oo2"]),  # an OO covers what holds it
        ("b", []),  # a shared action covers all its places
        ("gone", ["os1", "oo1", "os2", "oo2"]),
    ],
)
def test_objectives_that_no_project_covers_were_added_since(
    tree: pd.DataFrame, target: str, added: list[str]
) -> None:
    assert added_since(declaration(("d1", target)), tree)["element_id"].tolist() == added


def test_without_a_declaration_nothing_is_said_to_be_added(tree: pd.DataFrame) -> None:
    assert added_since(declaration(), tree).empty

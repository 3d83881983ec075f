from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from pstlib.budgets import AMOUNTS, by
from pstlib.budgets.lines import amounts_by_version, budget_lines
from pstlib.budgets.links import attach
from pstlib.budgets.rollup import IAPST_STATES, iapst_rollup
from pstlib.model.tables import ELEMENTS
from pstlib.readers import Reading, read

from .conftest import (
    NOMENCLATURE,
    Row,
    amounts,
    line,
    links,
    plan,
    rows_of,
    shared_tree,
    table,
    told,
    tree,
)  # fmt: skip

DEMO = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/iapst_demo.yml").read_text(encoding="utf-8")
)


def funding(*rows: tuple[str, int, str, str]) -> pd.DataFrame:
    names = ("element_id", "exercice", "source", "montant")
    full = [dict(zip(names, row, strict=True)) for row in rows]
    return table("financements", [row | {"montant": Decimal(str(row["montant"]))} for row in full])


def test_sums_keep_what_is_attached_to_nothing_as_a_row() -> None:
    found = attach(
        amounts(
            line("831/111-01", "100"), line("831/111-01", "90", "ENGAGEMENTS"),
            line("834/111-01", "10"), line("834/111-01", "5", exercice=2020),
        ),
        links({"element_id": "a2", "fonction": "831", "part": 0.25}),
        plan(*tree()),
    )  # fmt: skip

    assert rows_of(by(found.lignes, ["exercice", "os_id"]), "exercice", "os_id", *AMOUNTS) == [
        (2020, None, "5.00", "5.00", None, None, None, None),
        (2021, "os1", "25.00", "25.00", "22.50", None, None, None),
        (2021, None, "85.00", "85.00", "67.50", None, None, None),
    ]
    assert rows_of(by(found.lignes, []), "initial", "engagements") == [("115.00", "90.00")]
    assert rows_of(by(found.lignes, ["theme"]), "theme", "initial") == [
        ("Logement", "25.00"), (None, "90.00"),
    ]  # fmt: skip


def test_sums_of_any_columns_give_the_same_total() -> None:
    wide = amounts(
        *(line(f"83{i % 3}/12{i}-01", f"{i}.01", exercice=2020 + i % 2) for i in range(9))
    )

    totals = {by(wide, columns)["initial"].sum() for columns in (
        [], ["exercice"], ["fonction", "groupe"], ["service", "type", "portion"],
    )}  # fmt: skip

    assert totals == {Decimal("36.09")}


def demo_plan(parts: Row) -> pd.DataFrame:
    elements = [
        {
            "element_id": e["id"],
            "niveau": e["niveau"],
            "parent_id": e.get("dans"),
            "partage_de": e.get("rappel_de"),
            "part": parts.get(e["id"], e.get("part")),
        }
        for e in DEMO["elements"]
    ]
    return plan(*elements, states={e["id"]: e["etat"] for e in DEMO["elements"] if "etat" in e})


def demo_funding() -> pd.DataFrame:
    return funding(*((e["id"], *row) for e in DEMO["elements"] for row in e.get("montants", [])))


@pytest.mark.parametrize("case", DEMO["cas"], ids=lambda case: case["nom"])
def test_the_rollup_of_the_demonstration_is_the_one_of_its_site(case: dict[str, Any]) -> None:
    states = dict(IAPST_STATES) | {
        level: case["etats"] for level in ("ACTION", "SOUS_ACTION") if "etats" in case
    }

    found = iapst_rollup(demo_funding(), demo_plan(case.get("parts", {})), states=states)

    rows = found[found["element_id"].eq(case["element"])].dropna(subset=case["colonne"])
    sums = rows.groupby(case["par"])[case["colonne"]].sum()
    assert {key: told(sums[key]) for key in sums.index} == case["attendu"]


def test_nothing_goes_up_from_or_through_an_element_whose_state_does_not_count() -> None:
    given = funding(
        ("os1", 2021, "Ville", "1"), ("oo1", 2021, "Ville", "2"), ("a1", 2021, "Ville", "4"),
        ("sa1", 2021, "Ville", "8"), ("a2", 2021, "Ville", "16"),
    )  # fmt: skip
    states = {"os1": "EN_COURS", "oo1": "TERMINE", "a1": "EN_COURS", "sa1": "EN_ATTENTE"}

    def totals(**changed: str) -> dict[str, str]:
        found = iapst_rollup(given, plan(*tree(), states=states | changed))
        return dict(rows_of(found, "element_id", "total"))

    # a2 was never observed: it shows its own amount, which no objective counts.
    assert totals() == {"os1": "15.00", "oo1": "14.00", "a1": "12.00", "sa1": "8.00", "a2": "16.00"}
    assert totals(a1="ANNULE_ABANDONNE") == {
        "os1": "3.00", "oo1": "2.00", "a1": "4.00", "sa1": "8.00", "a2": "16.00",
    }  # fmt: skip
    assert totals(oo1="NON_COMMENCE")["os1"] == "1.00"
    assert totals(a2="TERMINE")["oo1"] == "30.00"


def test_a_shared_action_goes_up_from_each_of_its_places_to_the_cent() -> None:
    states = {"os1": "EN_COURS", "oo1": "EN_COURS", "os2": "EN_COURS", "oo3": "EN_COURS",
              "a1": "EN_COURS"}  # fmt: skip

    found = iapst_rollup(
        funding(("b2", 2021, "Ville", "100.01")), plan(*shared_tree(0.5), states=states)
    )

    assert rows_of(found, "element_id", "propre", "enfants", "total") == [
        ("os1", None, "50.01", "50.01"), ("oo1", None, "50.01", "50.01"),
        ("a1", "50.01", None, "50.01"), ("os2", None, "50.00", "50.00"),
        ("oo3", None, "50.00", "50.00"), ("b2", "50.00", None, "50.00"),
    ]  # fmt: skip


def test_fundings_of_what_is_not_in_the_plan_or_has_no_amount_have_no_row() -> None:
    found = iapst_rollup(funding(("parti", 2021, "Ville", "1")), plan(*tree()))

    assert found.empty
    assert list(found) == [
        "element_id", "niveau", "code", "exercice", "source", "propre", "enfants", "total",
    ]  # fmt: skip


def test_a_funding_without_year_is_added_up_apart() -> None:
    given = table(
        "financements",
        [
            {"element_id": "a2", "source": "Ville", "montant": Decimal("1.50")},
            {"element_id": "a2", "source": "Ville", "montant": Decimal("2")},
            {"element_id": "a2", "source": "Ville", "montant": Decimal("4"), "exercice": 2021},
            {"element_id": "a2", "source": "Ville"},
        ],
    )

    found = iapst_rollup(given, plan(*tree(), states={"a2": "EN_COURS"}))

    assert rows_of(found, "element_id", "exercice", "total") == [
        ("os1", 2021, "4.00"), ("os1", None, "3.50"),
        ("oo1", 2021, "4.00"), ("oo1", None, "3.50"),
        ("a2", 2021, "4.00"), ("a2", None, "3.50"),
    ]  # fmt: skip


def situation_of(reading: Reading) -> pd.DataFrame:
    """The plan that a source says, with its states."""
    columns = [name for name in ELEMENTS.columns if name in reading.elements]
    observed = reading.elements.dropna(subset="statut")
    return plan(
        *reading.elements[columns].to_dict("records"),
        states=dict(zip(observed["element_id"], observed["statut"], strict=True)),
    )


def per_year(found: pd.DataFrame, element: str, column: str = "total") -> dict[int, str]:
    sums = found[found["element_id"].eq(element)].groupby("exercice")[column].sum()
    return {int(year): str(sums[year]) for year in sums.index}


def test_the_export_of_a_site_adds_up_as_the_site_does(shared: Path) -> None:
    """Added up by hand from the states and amounts that the fixture's truth lists.

    OS 1 is closed: its own 1,000, those of OO 2 (12,000 and 90,437), of action 6 (1,000, 44,388
    and 1,000), of OO 8 (12,000) and of action 10 (1,000 and 92,992); action 3 is cancelled.
    OO 12 and OO 22 aren't begun: they show their own amounts, none of their actions'.
    """
    reading = read(shared / "fixtures/tables/iapst_export.ods")

    found = iapst_rollup(reading.table("financements"), situation_of(reading))

    assert per_year(found, "os-1") == {
        2019: "2000.00", 2020: "135825.00", 2022: "1000.00", 2023: "12000.00", 2024: "104992.00",
    }  # fmt: skip
    assert per_year(found, "oo-12") == {2022: "7500.00", 2024: "20183.00"}
    assert per_year(found, "oo-22") == {2019: "45000.00"}
    assert per_year(found, "a-3") == {2019: "1000.00", 2020: "200.00"}
    assert per_year(found, "os-11") == per_year(found, "os-21") == {}
    assert found["propre"].sum() == Decimal("518588.00")  # budget_total


def test_the_articles_of_the_demonstration_go_to_their_objectives(shared: Path) -> None:
    """Added up by hand from the twenty articles of the file, all of them under OS.10."""
    reading = read(shared / "fixtures/ecomptes/demo_import_pst_from_ecomptes_201805V1.xml")
    situation = situation_of(reading)
    wide = amounts_by_version(budget_lines(reading.table("budget"), nomenclature=NOMENCLATURE))

    found = attach(wide, reading.table("liens_budget"), situation)

    os_10 = situation.loc[situation["numero"].eq("OS.10"), "element_id"].item()
    expected = {2019: "7355.00", 2020: "7445.55", 2021: "3500.00", 2022: "1500.00"}
    assert found.problemes.empty
    assert rows_of(by(found.lignes, ["exercice", "os_id"]), "exercice", "os_id", "initial") == [
        (year, os_10, amount) for year, amount in expected.items()
    ]
    declared = found.lignes.assign(source="article", montant=found.lignes["initial"])
    assert per_year(iapst_rollup(declared, situation), os_10) == expected

"""Credits by theme: what is linked is added up, what isn't stays unknown."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from pstlib.comparison.anonymity import disguised
from pstlib.comparison.euros import per_thousand
from pstlib.comparison.figures import PlanFigures, plan_figures
from pstlib.comparison.region import Comparison, compare
from pstlib.evaluation import evaluate
from pstlib.model import Identity, Pst, conform

THEMES = {"a1": "T04", "a2": "T04", "a3": "T08", "a4": "T01"}


def line(article: str, year: int, amount: str, kind: str = "D", version: str = "INITIAL") -> dict:
    return {"exercice": year, "service": "O", "type": kind, "version": version,
            "article": article, "montant": amount}  # fmt: skip


def plan(budget: list[dict], links: list[dict]) -> PlanFigures:
    rows = [
        {"element_id": "os", "niveau": "OS", "position": 1, "code": "OS1", "libelle": "OS"},
        {"element_id": "oo", "niveau": "OO", "position": 1, "code": "OS1.OO1", "libelle": "OO",
         "parent_id": "os"},
        *({"element_id": name, "niveau": "ACTION", "position": rank, "code": f"OS1.OO1.A{rank}",
           "libelle": f"Action {name}", "parent_id": "oo"}
          for rank, name in enumerate(THEMES, start=1)),
    ]  # fmt: skip
    given = {"elements": rows, "budget": budget, "liens_budget": links}
    tables = {name: conform(pd.DataFrame(t, dtype="str"), name) for name, t in given.items()}
    identity = Identity(
        slug="essai-2019-2024", organisme="CPAS d’Essai", libelle="PST", ins="99001",
        type_admin="CPAS", exercice_debut=2019, exercice_fin=2024, fictif=True,
    )  # fmt: skip
    pst = Pst.from_tables(identity, tables, dossier=None)
    themes = pd.DataFrame({"element_id": list(THEMES), "theme": list(THEMES.values())})
    return plan_figures(evaluate(pst, date_arrete=dt.date(2021, 12, 31)), themes)


BUDGET = [
    line("831/111-01", 2020, "1000.00"),
    line("831/111-01", 2020, "1500.50", version="MB1"),
    line("832/124-06", 2021, "400.00"),
    line("833/124-06", 2021, "600.00"),
    line("834/161-01", 2021, "9000.00", kind="R"),  # a receipt gives nothing to an action
    line("835/124-06", 2022, "7000.00"),  # voted for after the day
    line("836/124-06", 2018, "5000.00"),  # before the plan
]
LINKS = [
    {"element_id": "a1", "article": "831/111-01", "part": "0.5"},
    {"element_id": "a2", "article": "832/124-06"},
    {"element_id": "a3", "article": "833/124-06", "part": "0.1"},
    {"element_id": "a3", "article": "834/161-01"},
    {"element_id": "a3", "article": "835/124-06"},
    {"element_id": "a3", "article": "836/124-06"},
    {"element_id": "oo", "article": "833/124-06", "part": "0.9"},  # says nothing of one theme
]


def test_the_last_vote_of_each_linked_expense_goes_to_the_theme_of_its_action() -> None:
    found = plan(BUDGET, LINKS).credits.set_index("theme")

    # T04: half of the last vote of 2020 (1 500.50 / 2) and the 400 of 2021; T08: 10 % of 600.
    assert found["credits"].to_dict() == {"T04": Decimal("1150.25"), "T08": Decimal("60.00")}
    assert found["n_actions_liees"].to_dict() == {"T04": 2, "T08": 1}
    assert found["part_credits"].to_dict() == pytest.approx(
        {"T04": 1150.25 / 1210.25, "T08": 60 / 1210.25}
    )


def test_a_theme_without_link_is_unknown_and_not_at_nil() -> None:
    table = compare([plan(BUDGET, LINKS)], term=(2019, 2024)).themes.set_index("theme")

    assert table.loc["T01", "n_evaluees"] == 1
    assert pd.isna(table.loc["T01", "credits"])
    assert pd.isna(table.loc["T01", "part_credits"])
    assert pd.isna(table.loc["T01", "n_actions_liees"])


def test_a_plan_without_any_link_or_budget_has_no_credits() -> None:
    for budget, links in (([], LINKS), (BUDGET, []), ([], [])):
        assert plan(budget, links).credits.empty


def test_euros_for_a_thousand_inhabitants_take_the_population_of_that_year_only() -> None:
    compared = Comparison(
        **dict.fromkeys(("ensemble", "couverture", "entonnoir", "actions", "argent", "ecartes")),
        themes=pd.DataFrame({"slug": ["a", "b"], "credits": [5000.0, 5000.0]}),
        organismes=pd.DataFrame({"slug": ["a", "b"], "ins": ["99001", "99002"]}),
    )
    people = pd.DataFrame(
        {"ins": ["99001", "99002"], "annee": [2021, 2020], "valeur": [2_500.0, 2_500.0]}
    )
    found = per_thousand(compared, people, year=2021)["credits_1000"]

    assert found.iloc[0] == pytest.approx(2_000)
    assert pd.isna(found.iloc[1])


def test_a_disguised_plan_keeps_rounded_shares_and_no_amount() -> None:
    found = disguised(plan(BUDGET, LINKS), ("pair-1", "pair-1", "Pair 1")).credits

    assert found["credits"].isna().all()
    assert found["part_credits"].tolist() == [0.95, 0.05]

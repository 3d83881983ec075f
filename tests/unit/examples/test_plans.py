"""The plans of a fictitious region: in French, of their theme, with a life that can be."""

import re

import pandas as pd
import pytest

from pstlib.budgets.lines import amounts_by_version, budget_lines
from pstlib.examples.folders import pst_of
from pstlib.examples.organisations import Organisation
from pstlib.examples.plans import Plan, make_plan
from pstlib.examples.region import Region, carried_over
from pstlib.examples.titles import filled, forms
from pstlib.examples.vocabulary import words
from pstlib.model import Pst
from pstlib.readers.documents.statuses import known_state
from pstlib.reference.nomenclature import load_nomenclature

SEED = 5
YEARS = (2019, 2024)
THEMES = {f"T{number:02}" for number in (*range(1, 14), *range(20, 26))}
# « de élan », « le aîné », « de le », « à les », two spaces, a slot left open
FAULTS = re.compile(
    r"\{|\}|  |^ | $|\b(?:[dD]e|[lL]e|[lL]a|que) [aeiouéèêâîœ]|\b[dD]e les? |\b[àÀ] les? |’ | ,"
)


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return [make_plan(owner, YEARS) for owner in Region(25, SEED)]


@pytest.fixture(scope="module")
def lived() -> Pst:
    """The first that has a budget, accounts, dates and observations."""
    owner = next(o for o in Region(200, SEED) if not o.gaps and o.actions > 60)
    return pst_of(make_plan(owner, YEARS), f"{owner.stem}-2019-2024", lines=120)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("un atelier", ("un atelier", "l’atelier", "d’un atelier", "de l’atelier", "à l’atelier")),
        ("une crèche", ("une crèche", "la crèche", "d’une crèche", "de la crèche", "à la crèche")),
        ("un plan", ("un plan", "le plan", "d’un plan", "du plan", "au plan")),
        ("des aides", ("des aides", "les aides", "d’aides", "des aides", "aux aides")),
        ("le lien", ("le lien", "le lien", "du lien", "du lien", "au lien")),
        ("l’accueil", ("l’accueil", "l’accueil", "de l’accueil", "de l’accueil", "à l’accueil")),
        ("deux lits", ("deux lits", "deux lits", "de deux lits", "de deux lits", "à deux lits")),
    ],
)
def test_a_noun_takes_its_articles(noun: str, expected: tuple[str, ...]) -> None:
    assert tuple(forms(noun)[name] for name in ("un", "le", "dun", "du", "au")) == expected


def test_a_slot_after_de_is_elided_or_contracted() -> None:
    values = {"b": "offrir", "p": "le CPAS", "lieu": "Aubrival"}

    assert filled("afin de {b}, près de {lieu}", values) == "afin d’offrir, près d’Aubrival"
    assert filled("avec l’aide de {p}", values) == "avec l’aide du CPAS"


def test_titles_are_written_as_french_is(plans: list[Plan]) -> None:
    titles = [row["libelle"].replace("'", "’") for plan in plans for row in plan.rows]

    assert len(titles) > 1_500
    assert [title for title in titles if FAULTS.search(title.casefold())] == []


def test_no_title_comes_twice_in_a_plan_but_for_shared_actions(plans: list[Plan]) -> None:
    for plan in plans:
        titles = [row["libelle"] for row in plan.actions if not row.get("partage_de")]
        assert len(titles) == len(set(titles))


def test_titles_are_varied(plans: list[Plan]) -> None:
    titles = pd.Series([row["libelle"] for plan in plans for row in plan.actions])

    assert titles.nunique() / len(titles) > 0.85


def test_every_theme_occurs_and_every_action_has_one(plans: list[Plan]) -> None:
    assert {theme for plan in plans for theme in plan.themes.values()} == THEMES
    for plan in plans:
        alone = {row["element_id"] for row in plan.actions if not row.get("partage_de")}
        assert set(plan.themes) == alone


def test_a_theme_column_is_filled_by_few_and_never_by_the_code(plans: list[Plan]) -> None:
    filling = [plan for plan in plans if any(row.get("theme") for row in plan.actions)]

    assert 0 < len(filling) < len(plans) / 2
    assert not any(row["theme"] in THEMES for plan in filling for row in plan.actions
                   if row.get("theme"))  # fmt: skip


def test_sizes_are_those_of_published_plans() -> None:
    sizes = pd.Series([owner.actions for owner in Region(261, SEED)])
    objectives = [
        sum(row["niveau"] == "OS" for row in make_plan(owner, YEARS).rows)
        for owner in Region(20, SEED)
    ]

    assert 8 <= sizes.min() < 15
    assert 250 < sizes.max() <= 320
    assert 45 <= sizes.median() <= 85
    assert min(objectives) >= 3
    assert max(objectives) <= 12


def test_a_cpas_without_a_service_plans_nothing_for_it(plans: list[Plan]) -> None:
    for plan in plans:
        if "MR" not in plan.owner.services:
            assert "T01" not in plan.themes.values()


def test_the_next_plan_takes_actions_over(plans: list[Plan]) -> None:
    first = next(plan for plan in plans if plan.owner.actions > 80)
    carried = carried_over(first)
    second = make_plan(first.owner, (2025, 2030), carried)

    shared = {row["libelle"] for row in second.actions} & {row["libelle"] for row in first.actions}
    assert {row["libelle"] for row in carried} & shared
    assert len(shared) < len(first.actions) / 2


@pytest.mark.parametrize("style", range(5))
def test_words_for_a_status_are_those_of_the_field(style: int) -> None:
    said = words("vie")["mots"][style]

    for status, word in said.items():
        state = known_state(word)
        assert (state and state.status) == status


def test_an_end_is_an_end(lived: Pst) -> None:
    seen = lived.suivi.sort_values("date_suivi")
    final = seen["statut"].isin(["TERMINE", "ANNULE_ABANDONNE"])
    first_end = seen[final].groupby("element_id")["date_suivi"].min()
    after = seen[seen["date_suivi"].gt(seen["element_id"].map(first_end))]

    assert len(first_end) > 10
    assert set(after["statut"]) <= {"TERMINE", "ANNULE_ABANDONNE"}


def test_nothing_is_observed_after_the_horizon_nor_before_the_adoption(lived: Pst) -> None:
    adopted = lived.versions["date"].min()

    assert lived.suivi["date_suivi"].max() <= pd.Timestamp("2024-06-30")
    assert lived.suivi["date_suivi"].min() >= adopted


def test_a_budget_is_balanced_in_each_vote_to_the_cent(lived: Pst) -> None:
    votes = lived.budget[lived.budget["version"].isin(["INITIAL", "MB1", "MB2"])]
    totals = votes.groupby(["exercice", "version", "service", "type"])["montant"].sum()
    receipts, expenses = totals.xs("R", level="type"), totals.xs("D", level="type")

    assert len(receipts) > 30
    assert (receipts == expenses).all()


def test_a_budget_has_twelve_exercices_of_about_the_lines_wanted(lived: Pst) -> None:
    ordinary = lived.budget[lived.budget["service"].eq("O")]
    lines = ordinary.groupby("exercice").size()

    assert list(lines.index) == list(range(2013, 2025))
    assert lines.loc[2013:2023].between(105, 120).all()
    assert set(lived.budget.loc[lived.budget["exercice"].eq(2024), "version"]) == {"INITIAL", "MB1"}


def test_no_more_is_booked_than_committed(lived: Pst) -> None:
    lines = budget_lines(lived.budget, nomenclature=load_nomenclature())
    amounts = amounts_by_version(lines)

    assert amounts["engagements"].notna().sum() > 100
    assert not amounts["imputations"].gt(amounts["engagements"]).fillna(value=False).any()


def test_codes_and_groups_are_those_of_the_nomenclature(lived: Pst) -> None:
    nomenclature = load_nomenclature()
    lines = lived.budget.drop_duplicates("article")
    codes = zip(*(lines[n] for n in ("service", "type", "code_economique")), strict=True)

    assert all(map(nomenclature.function_label, lines["fonction"]))
    assert [nomenclature.group_of(*code) for code in codes] == list(lines["groupe_economique"])


def test_expenses_are_those_of_a_cpas_of_its_size() -> None:
    spent = []
    for owner in Region(40, SEED):
        if not owner.gaps & {"SANS_BUDGET", "EXERCICES_MANQUANTS"}:
            budget = pst_of(make_plan(owner, YEARS), f"{owner.stem}-2019-2024", lines=60).budget
            voted = budget[budget["exercice"].eq(2022) & budget["version"].eq("INITIAL")]
            ordinary = voted[voted["service"].eq("O") & voted["type"].eq("D")]
            spent.append(float(ordinary["montant"].sum()) / owner.population)

    assert len(spent) > 25
    assert min(spent) > 250
    assert max(spent) < 1_100


def test_links_never_take_more_than_the_whole_of_an_article(lived: Pst) -> None:
    taken = lived.liens_budget.groupby(["exercice", "article"])["part"].sum()

    assert len(taken) > 0
    assert taken.max() <= 1


def test_an_organisation_knows_nothing_of_the_others() -> None:
    alone = Organisation(SEED, 7)
    among = list(Region(20, SEED))[7]

    assert make_plan(alone, YEARS).rows == make_plan(among, YEARS).rows

"""What is said beside the figures of money when a part of what they need is missing."""

import datetime as dt
from decimal import Decimal

import pandas as pd

from pstlib.budgets.money import Money, money
from pstlib.model import Identity, Pst
from pstlib.reference.money import MoneyReference

from .conftest import NOMENCLATURE, Row, line, table

DAY = dt.date(2021, 12, 31)


def of_essai(
    *rows: Row, prices: pd.DataFrame | None = None, population: pd.DataFrame | None = None
) -> Money:
    identity = Identity(
        slug="essai",
        organisme="CPAS d’Essai",
        libelle="PST d’essai",
        exercice_debut=2021,
        exercice_fin=2026,
        fictif=True,
        ins="90001",
    )
    tables = {
        "elements": table("elements", [
            {"element_id": "os1", "niveau": "OS", "libelle": "Un", "position": 1, "code": "OS1"},
        ]),
        "budget": table("budget", rows),
        "projections": table("projections", [
            {"element_id": "os1", "exercice": 2021, "montant": Decimal("10.00")},
        ]),
    }  # fmt: skip
    pst = Pst.from_tables(identity, tables)
    reference = MoneyReference(NOMENCLATURE, prices, population)
    return money(pst, pst.situation(DAY), day=DAY, reference=reference)


def warnings(found: Money) -> list[str]:
    notes = found.notes
    chosen = notes.loc[notes["niveau"].eq("avertissement"), "message"]
    return chosen.str.replace("\u00a0", " ").to_list()


def index(*years: int) -> pd.DataFrame:
    rows = {"annee": years, "indice": [Decimal(100)] * len(years), "source": "Statbel"}
    return pd.DataFrame(rows).astype({"annee": "Int64"})


def people(ins: str) -> pd.DataFrame:
    rows = {"ins": [ins], "annee": [2021], "population": [4], "source": f"Registre de {ins}"}
    return pd.DataFrame(rows).astype({"annee": "Int64", "population": "Int64"})


def test_a_vote_known_by_its_amendments_alone_is_said_to_lack_the_rest() -> None:
    paid = line("831/334-01", "7.00", "ENGAGEMENTS")
    receipts = [line("831/465-48", "2.00", type="R"), line("831/465-01", "1.00", "MB1", type="R")]
    found = of_essai(line("831/334-01", "8.00", "MB1"), paid, *receipts)

    assert warnings(found) == [
        "Exercice 2021, service ordinaire, dépenses : aucun budget initial n’est connu, le budget "
        "voté ne compte que les articles des modifications budgétaires."
    ]


def test_an_index_without_the_year_gives_no_constant_euros_and_says_so() -> None:
    vote = [line("831/334-01", "8.00"), line("831/334-01", "7.00", "ENGAGEMENTS")]
    without = of_essai(*vote, prices=index(2019, 2020))

    assert without.trajectoire_constante is None
    assert warnings(without) == [
        "L’indice des prix n’a pas l’année 2021 : aucun montant n’est donné en euros constants."
    ]
    given = of_essai(*vote, prices=index(2020, 2021))
    assert given.trajectoire_constante is not None
    assert given.trajectoire_constante["projete"].to_list()[0] == Decimal("10.00")
    assert warnings(given) == []


def test_a_population_of_other_communes_gives_nothing_per_inhabitant_and_says_so() -> None:
    vote = [line("831/334-01", "8.00"), line("831/334-01", "7.00", "ENGAGEMENTS")]
    without = of_essai(*vote, population=people("90002"))

    assert without.par_habitant is None
    assert warnings(without) == [
        "La population de la commune n’est pas connue : aucun montant n’est donné par habitant."
    ]
    given = of_essai(*vote, population=people("90001"))
    assert given.par_habitant is not None
    assert given.par_habitant["dernier_vote"].to_list() == [Decimal("2.00")]
    assert warnings(given) == []


def test_the_sources_of_the_index_and_of_the_population_are_named_where_they_are_used() -> None:
    vote = [line("831/334-01", "8.00"), line("831/334-01", "7.00", "ENGAGEMENTS")]
    other = [line("831/334-01", "8.00", exercice=2020)]
    prices = index(2019, 2021).assign(source=["Statbel, mars 2022", "Bureau du Plan"])

    found = of_essai(*vote, *other, prices=prices, population=people("90001"))

    assert found.sources == {
        "indice": "Statbel, mars 2022, Bureau du Plan",
        "population": "Registre de 90001",
    }
    told = found.notes["message"].str.replace("\u00a0", " ").to_list()
    assert (
        "Les montants en euros constants de 2021 suivent l’indice des prix (source : Statbel, "
        "mars 2022, Bureau du Plan)." in told
    )
    assert (
        "Les montants par habitant divisent par la population de la commune (source : Registre "
        "de 90001)." in told
    )
    assert "L’indice des prix n’a pas 2020 : leurs montants manquent en euros constants." in told
    assert of_essai(*vote, prices=index(2019), population=people("90002")).sources == {}

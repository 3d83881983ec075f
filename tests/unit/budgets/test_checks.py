"""What ``pst verifier`` says of the money: place, problem and advice."""

from collections.abc import Sequence

import pandas as pd
import pytest

from pstlib.budgets.checks import check_money
from pstlib.model import Identity, Pst
from pstlib.model.checks import COLUMNS

from .conftest import NOMENCLATURE, Row, line, table

PAY, GRANT = "104/111-01", "831/465-02"
ELEMENTS = [
    {"element_id": "os1", "niveau": "OS", "code": "OS1", "libelle": "Un"},
    {"element_id": "a", "niveau": "ACTION", "code": "OS1.A1", "libelle": "A", "parent_id": "os1"},
    {"element_id": "b", "niveau": "ACTION", "code": "OS1.A2", "libelle": "B", "parent_id": "os1"}
    | {"version_sortie": "V2"},
]
VERSIONS = [{"version": "V2", "date": "2020-06-01"}]


def check(*budget: Row, **tables: Sequence[Row]) -> pd.DataFrame:
    identity = Identity(
        slug="essai",
        organisme="CPAS d’Essai",
        libelle="PST d’essai",
        exercice_debut=2019,
        exercice_fin=2024,
        fictif=True,
    )
    given = {"elements": ELEMENTS, "versions": VERSIONS, "budget": budget} | tables
    named = {name: table(name, rows) for name, rows in given.items()}
    return check_money(Pst.from_tables(identity, named), NOMENCLATURE)


def said(found: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    plain = found.assign(probleme=found["probleme"].str.replace("\u00a0", " "))
    columns = plain[["gravite", "table", "ligne", "probleme"]]
    return list(columns.itertuples(index=False, name=None))


def test_a_sound_budget_has_no_problem() -> None:
    found = check(
        line(PAY, "100.00"),
        line(PAY, "120.00", "MB1"),
        line(PAY, "90.00", "ENGAGEMENTS"),
        line(PAY, "90.00", "IMPUTATIONS"),
        line(GRANT, "100.00", type="R"),
        line(GRANT, "95.00", "DROITS_NETS", type="R"),
        liens_budget=[{"element_id": "a", "exercice": 2021, "article": PAY, "part": 1}],
    )

    assert list(found.columns) == COLUMNS
    assert said(found) == []


def test_a_plan_without_money_has_no_problem() -> None:
    assert check().empty


@pytest.mark.parametrize(
    ("budget", "gravity", "row", "problem"),
    [
        (
            [line(PAY, "1.00", exercice=2016), line(PAY, "1.00", exercice=2017)],
            "avertissement",
            1,
            "exercice 2016 à plus de deux ans du PST (lignes concernées : 1)",
        ),
        (
            [line(PAY, "1.00"), line("divers", "1.00")],
            "avertissement",
            2,
            "article « divers » illisible",
        ),
        (
            [line("104/742-53", "1.00")],
            "avertissement",
            1,
            "article 104/742-53 : son numéro est inhabituel au service ordinaire",
        ),
        ([line("999/111-01", "1.00")], "info", 1, "fonction 999 absente de la nomenclature"),
        (
            [line(PAY, "1.00", fonction="831", code_economique="111", numero="01")],
            "avertissement",
            1,
            "article 104/111-01, mais fonction 831, code 111 et numéro 01",
        ),
        (
            [line(PAY, "1.00"), line("104/11101", "2.00")],
            "avertissement",
            2,
            "article 104/11101, dépense de 2021 : figure deux fois à la version INITIAL, les "
            "montants sont additionnés",
        ),
        (
            [line(PAY, "1.00"), line(GRANT, "2.00", "MB1", type="R")],
            "avertissement",
            2,
            "2021, service ordinaire, recettes : MB1 sans budget initial",
        ),
        (
            [line(PAY, "1.00"), line("104/123-02", "2.00", "ENGAGEMENTS")],
            "info",
            2,
            "article 104/123-02, dépense de 2021 : au compte sans être au budget, son montant est "
            "gardé",
        ),
        (
            [line(PAY, "1.00", "COMPTE"), line("104/123-02", "2.00", "COMPTE")],
            "info",
            1,
            "exercice 2021 : un compte sans aucun budget (articles concernés : 2)",
        ),
        (
            [line(PAY, "9.00"), line(PAY, "5.00", "ENGAGEMENTS"), line(PAY, "5.01", "IMPUTATIONS")],
            "avertissement",
            1,
            "article 104/111-01, dépense de 2021 : 5,01 € imputés pour 5,00 € engagés",
        ),
        (
            [line(PAY, "9.00"), line(PAY, "5.00", "DROITS_NETS")],
            "avertissement",
            2,
            "article 104/111-01, dépense de 2021 : la version DROITS_NETS ne convient pas à une "
            "dépense",
        ),
        (
            [line(PAY, "9.00") | {"montant": None}],
            "info",
            1,
            "article 104/111-01, dépense de 2021, version INITIAL : montant inconnu",
        ),
    ],
)
def test_each_problem_has_its_place(
    budget: list[Row], gravity: str, row: int, problem: str
) -> None:
    found = check(*budget)

    assert said(found) == [(gravity, "budget", row, problem)]
    assert (found["conseil"].str.len() > 10).all()


def test_an_article_attached_beyond_all_of_it_is_an_error_with_its_rows() -> None:
    found = check(
        line("999/111-01", "1.00"),
        liens_budget=[
            {"element_id": "a", "exercice": 2021, "article": "999/111-01", "part": 0.6},
            {"element_id": "b", "exercice": 2021, "article": "999/111-01", "part": 0.5},
        ],
    )

    assert list(found["gravite"]) == ["erreur", "info"]
    (_, where, row, problem) = said(found)[0]
    assert (where, row) == ("liens_budget", 1)
    for part in ("999/111-01", "OS1.A1", "OS1.A2", "110"):
        assert part in problem


def test_a_link_to_an_element_that_left_the_plan_is_no_problem() -> None:
    found = check(
        line(PAY, "1.00", exercice=2019),
        liens_budget=[{"element_id": "b", "exercice": 2019, "article": PAY, "part": 1}],
    )

    assert said(found) == []

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pstlib.model import Identity, PlannedEvaluation, Pst, conform
from pstlib.model.tables import TABLES
from pstlib.reference.workbook import labels, layout, list_name, sheets
from pstlib.writers.workbook import write_workbook

HOSTILE = "=cmd|' /C calc'!A0"
IDENTITY = Identity(
    slug="essai-2019-2024",
    organisme="CPAS d’Essai",
    libelle="=1+1",
    exercice_debut=2019,
    exercice_fin=2024,
    ins="01234",
    date_installation=dt.date(2019, 1, 9),
    delegation_bureau_permanent=True,
    evaluations=(PlannedEvaluation("finale", dt.date(2024, 6, 30)),),
)
ELEMENTS = pd.DataFrame(
    {
        "element_id": ["os1", "oo1", "a1", "a2"],
        "parent_id": [None, "os1", "oo1", "oo1"],
        "niveau": ["OS", "OO", "ACTION", "ACTION"],
        "position": [1, 1, 1, 2],
        "code": ["OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO1.A2"],
        "libelle": ["Bien vieillir", "Rester chez soi", HOSTILE, "http://exemple.invalid"],
        "date_fin": pd.to_datetime([None, None, "2021-06-30", "1850-01-01"]),
    }
)
SUIVI = pd.DataFrame(
    {
        "element_id": ["a1", "a1"],
        "date_suivi": pd.to_datetime(["2020-12-31", "2021-12-31"]),
        "statut": ["NON_COMMENCE", "EN_COURS"],
        "taux_avancement": [0, 33.25],
    }
)


@pytest.fixture
def known() -> Pst:
    tables = {"elements": ELEMENTS, "suivi": SUIVI}
    return Pst.from_tables(IDENTITY, {name: conform(t, name) for name, t in tables.items()})


def opened(pst: Pst | None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(pst)[0]))


def columns(page: Worksheet, header: int = 3) -> dict[str, int]:
    """Give the rank of each column by its title."""
    return {str(cell.value): cell.column for cell in page[header] if cell.value is not None}


def test_every_column_of_every_table_has_a_title_and_every_closed_list_its_words():
    for name, schema in TABLES.items():
        left_out = {"position", "lieu"} if name == "elements" else set()
        assert set(sheets()[name].columns) == set(schema.columns) - left_out
        for column, spec in schema.columns.items():
            for check in spec.checks:
                allowed = (check.statistics or {}).get("allowed_values")
                if allowed:
                    words = labels(list_name(name, column))
                    assert set(words) == {str(value) for value in allowed}


def test_the_empty_workbook_has_a_sheet_for_each_table_a_guide_and_an_identity():
    book = opened(None)

    assert book.sheetnames == [
        "Mode d’emploi", "Organisme", "Éléments", "Suivi", "Indicateurs", "Mesures", "Budget",
        "Liens budget", "Financements", "Projections", "ETP", "Synergies", "Suivi des synergies",
        "Gains des synergies", "Marchés conjoints", "Matrice de coopération", "Réponses",
        "Suggestions", "Versions", "Démarches", "DPS", "Appréciations", "Listes",
    ]  # fmt: skip
    assert book["Listes"].sheet_state == "hidden"
    assert book["Éléments"]["A4"].value == "Exemple : OO1.1-A1"


def test_titles_are_frozen_and_protected_and_data_cells_are_not():
    page = opened(None)["Éléments"]

    assert page.protection.sheet
    assert page.freeze_panes == "B5"
    assert page["A3"].protection.locked
    assert page["A4"].protection.locked
    assert not page.column_dimensions["A"].protection.locked


def test_every_closed_column_has_a_list_and_every_column_a_message():
    book = opened(None)
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in book["Éléments"].data_validations.dataValidation
    }
    level = book["Éléments"].cell(5, columns(book["Éléments"])["Niveau *"]).coordinate

    assert rules[level].formula1 == "liste_niveau"
    assert rules[level].errorStyle in (None, "stop")
    assert all(rule.prompt for rule in rules.values())
    assert book.defined_names["liste_niveau"].attr_text.startswith("Listes!$")
    assert rules["B5"].formula1 == "choix_elements"


def test_the_same_pst_gives_the_same_bytes(known):
    assert write_workbook(known) == write_workbook(known)


def test_texts_of_the_pst_are_never_formulas_nor_links(known):
    page = opened(known)["Éléments"]
    title = columns(page)["Intitulé *"]

    assert [page.cell(row, title).value for row in (7, 8)] == [HOSTILE, "http://exemple.invalid"]
    assert [page.cell(row, title).data_type for row in (7, 8)] == ["s", "s"]
    assert page.cell(8, title).hyperlink is None
    assert page.cell(7, title).number_format == "@"


def test_dates_and_rates_are_real_ones_and_a_date_before_excel_is_a_text(known):
    book = opened(known)
    due = columns(book["Éléments"])["Échéance"]
    rate = book["Suivi"].cell(6, columns(book["Suivi"])["Avancement"])

    assert book["Éléments"].cell(7, due).value == dt.datetime(2021, 6, 30)
    assert book["Éléments"].cell(8, due).value == "1850-01-01"
    assert (rate.value, rate.number_format) == (0.3325, "0%")


def test_the_quick_sheet_shows_the_last_status_and_leaves_room_for_the_new_one(
    known,
):
    page = opened(known)["Suivi rapide"]
    places = columns(page, 5)
    row = {title: page.cell(6, column) for title, column in places.items()}

    assert row["Référence"].value == "a1"
    assert row["Objectif"].value == "Rester chez soi"
    assert row["Dernier statut"].value == "En cours"
    assert row["Dernier avancement"].value == 0.3325
    assert row["Dernier relevé"].value == dt.datetime(2021, 12, 31)
    assert row["Nouveau statut"].value is None
    assert not row["Nouveau statut"].protection.locked
    assert row["Dernier statut"].protection.locked
    assert page.cell(7, places["Dernier statut"]).value == "Inconnu"


def test_the_identity_is_prefilled(known):
    page = opened(known)["Organisme"]
    said = {page.cell(row, 1).value: page.cell(row, 2).value for row in range(4, 20)}

    assert said["Nom"] == "CPAS d’Essai"
    assert said["Code INS"] == "01234"
    assert said["Intitulé du PST"] == "=1+1"
    assert said["Date d’installation du conseil"] == dt.datetime(2019, 1, 9)
    assert said["Délégation au bureau permanent"] == "Oui"
    assert said["Évaluation finale"] == dt.datetime(2024, 6, 30)


def test_the_largest_amounts_are_numbers_and_what_excel_would_change_is_written_as_text(known):
    amounts = [Decimal("1234.56"), Decimal("-999999999.99")]
    funding = conform(
        pd.DataFrame({"element_id": "a1", "source": "Région", "montant": amounts}), "financements"
    )
    staff = conform(pd.DataFrame({"exercice": [2020], "etp": [0.1 + 0.2]}), "effectifs")
    pst = Pst.from_tables(IDENTITY, {**known.tables, "financements": funding, "effectifs": staff})
    page, people = opened(pst)["Financements"], opened(pst)["ETP"]
    column = columns(page)["Montant"]

    assert [page.cell(row, column).value for row in (5, 6)] == [1234.56, -999999999.99]
    assert page["A5"].value == f"a1 – {HOSTILE}"
    assert people.cell(5, columns(people)["ETP"]).value == "0,30000000000000004"


def test_what_a_cell_cannot_hold_is_said_with_its_place(known):
    elements = known.elements.assign(description=["x" * 40_000, "a\x00b", None, None])
    pst = Pst.from_tables(IDENTITY, {"elements": conform(elements, "elements")})

    lost = write_workbook(pst)[1]

    assert lost[1:] == [
        "feuille « Éléments », F5 : texte coupé à 32767 caractères",
        "feuille « Éléments », F6 : caractères invisibles retirés",
    ]


def test_the_model_says_what_it_is():
    assert layout()["modele"] == opened(None).properties.description

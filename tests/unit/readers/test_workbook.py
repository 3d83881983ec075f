"""What a person types in a workbook is understood, or refused with its place."""

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pstlib.model import Identity, PlannedEvaluation, Pst, conform
from pstlib.model.columns import LIMIT
from pstlib.model.statuses import OBSERVED_STATUSES
from pstlib.model.tables import STAFF_STATUSES, TABLES
from pstlib.readers.reading import Reading
from pstlib.readers.tables.grid import open_grid
from pstlib.readers.workbook import read_workbook, recognises
from pstlib.writers.workbook import write_workbook

SHARED = Path(__file__).parents[4] / "shared/fixtures/tables"
Rows = Sequence[Sequence[Any]]
PLAN = [
    ["Référence", "Parent", "Niveau", "Titre", "Statut", "Avancement", "Échéance"],
    ["OS1", None, "OS", "Vivre", None, None, None],
    ["OO1", "OS1", "OO", "Agir", None, None, None],
    ["A1", "OO1", "Action", "Rire", "En cours", "50 %", "31/12/2022"],
]


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(sheets: Mapping[str, Rows]) -> Reading:
    return read_workbook(Path("classeur.xlsx"), workbook(sheets))


def notes(reading: Reading) -> list[tuple[str, str]]:
    """Give message and place of each warning."""
    table = reading.avertissements
    shown = table[table["niveau"].eq("avertissement")]
    return [
        (plain(text), place) for text, place in zip(shown["message"], shown["lieu"], strict=True)
    ]


def plain(text: str) -> str:
    """Give a message with ordinary spaces."""
    return text.replace("\u00a0", " ")


def reasons(reading: Reading) -> dict[str, str]:
    """Give the reason of each rejected row by its place."""
    table = reading.rejets
    return dict(zip(table["lieu"], table["motif"].map(plain), strict=True))


@pytest.fixture(scope="module")
def fixture() -> tuple[Reading, dict[str, Any]]:
    path = SHARED / "classeur_pst.xlsx"
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    truth = json.loads(path.with_name("classeur_pst.truth.json").read_text(encoding="utf-8"))
    return read_workbook(path, path.read_bytes()), truth


def test_the_elements_of_the_fixture_are_those_of_its_truth(fixture):
    reading, truth = fixture
    levels = {"OS": "OS", "OO": "OO", "Action": "ACTION"}
    read_rows = reading.elements.set_index("element_id")

    assert read_rows["niveau"].value_counts().to_dict() == {
        levels[name]: count for name, count in truth["feuilles"]["Elements"]["counts"].items()
    }
    for row in truth["elements"]:
        found = read_rows.loc[row["ref"]]
        parent = None if pd.isna(found["parent_id"]) else found["parent_id"]
        due = None if pd.isna(found["date_fin"]) else str(found["date_fin"])
        rate = None if pd.isna(found["taux_avancement"]) else found["taux_avancement"]
        service = None if pd.isna(found["departement"]) else found["departement"]
        assert (found["libelle"], parent, due, rate, service) == (
            row["titre"], row["parent"], row["ech"], row["avanc"], row["service"],
        )  # fmt: skip
        assert found["lieu"] == f"feuille « Elements », ligne {row['ligne']}"
    assert read_rows["statut"].dropna().value_counts().to_dict() == truth["statuts_actions"]
    assert read_rows["taux_avancement"].sum() == truth["avancements"]["sum_connus"]
    assert read_rows["taux_avancement"].notna().sum() == truth["avancements"]["connus"]


def test_the_other_tables_of_the_fixture_are_those_of_its_truth(fixture):
    reading, truth = fixture
    sheets = truth["feuilles"]
    unknown = sheets["Suivi"]["references_inconnues"]
    budget = reading.tables["budget"]
    initial = budget[budget["version"].eq("INITIAL")]
    by = ["exercice", "service", "type"]
    totals = {
        "|".join(str(part) for part in key): str(amount)
        for key, amount in initial.groupby(by)["montant"].sum().items()
    }

    assert len(reading.tables["suivi"]) == sheets["Suivi"]["lignes"] - unknown
    assert len(reading.tables["indicateurs"]) == sheets["Indicateurs"]["lignes"]
    assert len(reading.tables["mesures"]) == sheets["Mesures"]["lignes"]
    assert len(reading.tables["effectifs"]) == sheets["ETP"]["lignes"]
    assert len(reading.tables["synergies"]) == sheets["Synergies"]["lignes"]
    assert len(initial) == sheets["Budget"]["lignes_montants_lisibles"]
    assert totals == truth["budget_initial_par_exercice_service_type"]
    sums = budget.groupby("version")["montant"].sum()
    assert str(sums["INITIAL"]) == truth["budget_sommes"]["Budget initial"]
    assert str(sums["MB1"]) == truth["budget_sommes"]["MB1"]
    staff = reading.tables["effectifs"].groupby("exercice")["etp"].sum()
    expected = {int(year): float(etp) for year, etp in truth["etp_par_annee"].items()}
    assert staff.round(2).to_dict() == expected
    satisfaction = reading.tables["indicateurs"].set_index("libelle").loc["Taux de satisfaction"]
    assert satisfaction["valeur_cible"] == 80


def test_the_identity_of_the_fixture_is_read(fixture):
    reading, truth = fixture
    told = truth["organisme"]

    assert reading.pst["organisme"] == told["nom"]
    assert (reading.pst["ins"], reading.pst["type_admin"]) == (told["ins"], told["type"])
    assert (reading.pst["exercice_debut"], reading.pst["exercice_fin"]) == (2019, 2024)
    assert reading.pst["delegation_bureau_permanent"] is told["delegation_bp"]
    assert reading.pst["date_installation"] == dt.date.fromisoformat(told["installation"])
    adoption = reading.tables["demarches"].iloc[0]
    assert (adoption["demarche"], f"{adoption['date']:%Y-%m-%d}") == (
        "PST_ADOPTION",
        told["adoption"],
    )


def test_each_fault_of_the_fixture_is_told_with_its_cell(fixture):
    reading, _ = fixture
    places = [(place, message) for message, place in notes(reading)]

    for place, value in (
        ("feuille « Elements », cellule H12", "« 0,5 » est ambigu"),
        ("feuille « Elements », cellule J16", "« 44271 »"),
        ("feuille « Elements », cellule J17", "« 2e trimestre 2021 »"),
        ("feuille « Elements », cellule J18", "« 31/11/2022 »"),
        ("feuille « Elements », cellule O19", "=HYPERLINK("),
        ("feuille « Elements », ligne 26", "OO « OO9 » est sans parent"),
    ):
        assert any(where == place and value in message for where, message in places), place
    rejected = reasons(reading)
    assert list(rejected) == [
        "feuille « Suivi », ligne 15",
        "feuille « Budget », ligne 24",
        "feuille « Budget », ligne 25",
    ]
    assert "« A99.9 »" in rejected["feuille « Suivi », ligne 15"]
    assert "=1000+500" in rejected["feuille « Budget », ligne 24"]
    assert rejected["feuille « Budget », ligne 25"] == "ligne de total"


def test_each_row_of_the_fixture_is_loaded_or_rejected(fixture):
    reading, truth = fixture
    rows = sum(sheet.get("lignes", 0) for sheet in truth["feuilles"].values()) + 22

    account = plain(reading.avertissements["message"].iloc[-1])

    assert account == f"Lignes lues : {rows} ; chargées : {rows - 3} ; rejetées : 3."


def test_columns_are_found_in_any_order_under_titles_and_blank_rows():
    rows = [[*reversed(row)] for row in PLAN]
    reading = read({"PLAN ": [["Notre plan"], [], *rows[:2], [], *rows[2:]]})

    assert reading.elements["code"].tolist() == ["OS1", "OS1.OO1", "OS1.OO1.A1"]
    assert reading.elements["taux_avancement"].tolist()[-1] == 50


def test_a_sheet_is_known_by_its_titles_where_its_name_says_nothing():
    assert recognises(open_grid(Path("x.xlsx"), workbook({"Feuil1": PLAN})))
    assert not recognises(open_grid(Path("x.xlsx"), workbook({"Feuil1": [["Os", "Budget"]]})))
    assert len(read({"Feuil1": PLAN}).elements) == 3


def test_without_a_parent_column_the_order_of_the_rows_tells_the_tree():
    rows = [[*row[:1], *row[2:4]] for row in PLAN]

    assert read({"Elements": rows}).elements["parent_id"].tolist()[1:] == ["OS1", "OO1"]


def test_without_references_elements_take_their_code():
    rows = [row[2:4] for row in PLAN]

    assert read({"Elements": rows}).elements["element_id"].tolist() == [
        "os1", "os1-oo1", "os1-oo1-a1",
    ]  # fmt: skip


def test_a_row_that_cannot_be_loaded_is_rejected_with_its_reason():
    bad = [
        ["A1", "OO1", "Action", "Double", None, None, None],
        [None, "OO1", "Action", "Sans référence", None, None, None],
        ["A3", "OO1", "Tâcheron", "Niveau inconnu", None, None, None],
        ["A4", "OO1", "Action", "  ", None, None, None],
        ["Total", None, None, None, None, None, 3],
    ]
    reading = read({"Elements": [*PLAN, *bad]})

    assert reasons(reading) == {
        "feuille « Elements », ligne 5": "« A1 » est déjà utilisé plus haut",
        "feuille « Elements », ligne 6": "référence manquante",
        "feuille « Elements », ligne 7": "Niveau : « Tâcheron » n’est pas un mot de la liste",
        "feuille « Elements », ligne 8": "Titre : manquant",
        "feuille « Elements », ligne 9": "ligne de total",
    }
    assert reading.rejets["contenu"].iloc[2].startswith("A3 | OO1 | Tâcheron")


def test_a_parent_that_is_unknown_of_a_lower_level_or_the_element_itself_is_left_out():
    rows = [
        ["A2", "ZZ", "Action", "Perdue", None, None, None],
        ["OS2", "A1", "OS", "À l’envers", None, None, None],
        ["OO2", "OO3", "OO", "Boucle", None, None, None],
        ["OO3", "OO2", "OO", "Boucle aussi", None, None, None],
    ]
    reading = read({"Elements": [*PLAN, *rows]})
    parents = reading.elements.set_index("element_id")["parent_id"]

    assert parents.loc[["A2", "OS2"]].isna().all()
    assert (parents["OO2"], pd.isna(parents["OO3"])) == ("OO3", True)
    told = [message for message, _ in notes(reading)]
    assert "Parent : « ZZ » est une référence inconnue." in told
    assert "Parent : OS « OS2 » ne peut pas être sous ACTION « A1 »." in told


def test_unknown_columns_are_kept_in_the_description_and_named():
    rows = [[*row, extra] for row, extra in zip(PLAN, ["Lieu-dit", "Haut", "", "Bas"], strict=True)]
    reading = read({"Elements": rows})

    assert reading.elements["description"].tolist()[::2] == [
        "Lieu-dit : Haut",
        "Lieu-dit : Bas",
    ]
    assert notes(reading)[0] == (
        "Colonnes inconnues, reprises dans « description » : « Lieu-dit ».",
        "feuille « Elements », ligne 1",
    )


def test_a_known_sheet_without_titles_is_rejected_row_by_row():
    reading = read({"Elements": PLAN, "Synergies": [["a", "b"], ["c", "d"]], "Divers": [["e"]]})

    assert reading.rejets["contenu"].tolist() == ["a | b", "c | d"]
    assert "Feuille « Divers » non lue" in reading.avertissements["message"].iloc[0]


def test_rows_point_at_elements_by_reference_in_any_case_or_with_their_title():
    rows = [["Action", "Date", "Statut"], ["a1 ", "1/2/2021", "Terminé"],
            ["A1 – Rire", "1/2/2022", "abandonné"]]  # fmt: skip
    seen = read({"Elements": PLAN, "Suivi": rows}).tables["suivi"]

    assert seen["element_id"].tolist() == ["A1", "A1"]
    assert seen["statut"].tolist() == ["TERMINE", "ANNULE_ABANDONNE"]
    assert seen["statut_source"].tolist() == ["Terminé", "abandonné"]


def test_a_function_that_lost_its_zero_has_it_back_where_only_one_fits():
    head = ["Élément", "Exercice", "Fonction", "Article", "Part"]
    rows = [["A1", 2021, 60, None, 1], ["A1", 2021, 104, None, 1], ["A1", 2021, "8", None, 1.5],
            ["A1", 2021, None, 33399.02, 1], ["A1", 2021, "000", None, -0.5]]  # fmt: skip
    reading = read({"Éléments": PLAN, "Liens budget": [head, *rows]})

    assert list(reading.tables["liens_budget"]["fonction"]) == ["060", "104", "8"]
    assert notes(reading) == [
        ("Fonction : « 60 » est lu comme la fonction 060.", "feuille « Liens budget », cellule C2"),
        (
            "Part : « 1,5 » est lu comme un pourcentage.",
            "feuille « Liens budget », cellule E4",
        ),
        (
            "Fonction : « 8 » n’est pas une fonction de trois à cinq chiffres.",
            "feuille « Liens budget », cellule C4",
        ),
        ("Part : « -0,5 » n’est pas un nombre de 0 à 1.", "feuille « Liens budget », cellule E6"),
    ]
    assert list(reasons(reading).values()) == [
        "article impossible : « 33399,02 » (nombre ou date)",
        "Part : « -0,5 » n’est pas un nombre de 0 à 1",
    ]


def test_a_part_that_cannot_be_read_is_not_the_whole():
    reading = read(
        {
            "Éléments": PLAN,
            "Liens budget": [
                ["Élément", "Exercice", "Article", "Part"],
                ["A1", 2021, "831/111-01", "la moitié"],
                ["A1", 2021, "831/331-01", "25 %"],
                ["A1", 2021, "104/111-01", None],
            ],
        }
    )
    links = reading.tables["liens_budget"]

    assert list(links["article"]) == ["831/331-01", "104/111-01"]
    assert list(links["part"].fillna(-1)) == [0.25, -1]
    assert ["la moitié" in reason for reason in reasons(reading).values()] == [True]


BUDGET = ["Référence", "Exercice", "Service", "Type", "Article", "Budget initial", "MB1"]


def budgets(reading: Reading) -> list[tuple[Any, ...]]:
    columns = ["exercice", "version", "article", "montant"]
    rows = reading.table("budget")[columns].astype(object).itertuples(index=False, name=None)
    return [(*row[:3], None if pd.isna(row[3]) else str(row[3])) for row in rows]


def test_an_impossible_row_of_the_budget_is_rejected_and_the_others_are_loaded():
    reading = read(
        {
            "Éléments": PLAN,
            "Budget": [
                BUDGET,
                [None, 2021, "O", "D", "831/111-01", 10, None],
                [None, 2021, "O", "D", 33399.02, 10, None],
                [None, 2021, "O", "D", dt.date(2021, 11, 1), 10, None],
                [None, 2021, "O", "D", "8013-111/01", 10, None],
                [None, 2021, "Z", "D", "831/111-02", 10, None],
                [None, 2021, "O", "D", "831/111-03", 10, "douze"],
                [None, 2021, "O", "D", "831/111-04", "9999999999999999", None],
                [None, "2021 bis", "O", "D", "831/111-05", 10, None],
                [None, 2021, "O", "D", "831/11101", None, 12],
                [None, 2021, "O", "D", "831/111-01.2021", 12, None],
                [None, 2021, "O", "D", "831/111-01.2020", 13, None],
            ],
        }
    )
    place = "feuille « Budget », ligne"

    assert budgets(reading) == [
        (2021, "INITIAL", "831/111-01", "10.00"),
        (2021, "MB1", "831/11101", "12.00"),
        (2021, "INITIAL", "831/111-01.2020", "13.00"),
    ]
    assert reasons(reading) == {
        f"{place} 3": "article impossible : « 33399,02 » (nombre ou date pour le tableur ?)",
        f"{place} 4": "article impossible : « 01/11/2021 » (nombre ou date pour le tableur ?)",
        f"{place} 5": "article impossible : « 8013-111/01 »",
        f"{place} 6": "Service : « Z » n’est pas un mot de la liste",
        f"{place} 7": "MB1 : « douze » est illisible",
        f"{place} 8": "Budget initial : « 9999999999999999 » atteint le milliard d’euros : "
        "vérifiez la virgule",
        f"{place} 9": "Exercice : « 2021 bis » n’est pas une année de 1999 à 2099",
        f"{place} 11": f"doublon : mêmes article, exercice et version, {place} 2",
    }
    assert reading.rejets["contenu"].iloc[0] == " | 2021 | O | D | 33399,02 | 10"


def test_an_article_whose_columns_say_otherwise_is_rejected():
    head = ["Article", "Exercice", "Version", "Service", "Type", "Montant", "Fonction", "Projet"]
    rows = [
        ["831/111-01", 2021, "MB1", "O", "D", 5, "831", None],
        ["831/111-02", 2021, "MB1", "O", "D", 5, "104", None],
        ["124/723-60/2021 20210001", 2021, "MB1", "E", "D", 5, "124", "20210002"],
    ]
    reading = read({"Éléments": PLAN, "Budget": [head, *rows]})

    assert budgets(reading) == [(2021, "MB1", "831/111-01", "5.00")]
    assert list(reasons(reading).values()) == [
        "article incohérent : « 831/111-02 », mais fonction « 104 »",
        "n° de projet « 20210002 », mais « 20210001 » dans l’article",
    ]


def test_an_article_comes_again_for_another_element_and_their_parts_are_those_of_the_last_vote():
    two = [*PLAN, ["A2", "OO1", "Action", "Danser", None, None, None]]
    reading = read(
        {
            "Éléments": two,
            "Budget": [
                BUDGET,
                ["A1", 2021, "O", "D", "831/111-01", 100, None],
                ["A2", 2021, "O", "D", "831/111-01", 50, 60],
                ["A2", 2021, "O", "D", "831/11101", 50, None],
            ],
        }
    )
    links = reading.tables["liens_budget"]

    assert list(reasons(reading)) == ["feuille « Budget », ligne 4"]
    assert "mêmes article, exercice, version et élément" in next(iter(reasons(reading).values()))
    # What MB1 doesn't change isn't lost: its row is there, without amount.
    assert budgets(reading) == [
        (2021, "INITIAL", "831/111-01", "100.00"),
        (2021, "MB1", "831/111-01", None),
        (2021, "INITIAL", "831/111-01", "50.00"),
        (2021, "MB1", "831/111-01", "60.00"),
    ]
    assert list(zip(links["element_id"], links["part"], strict=True)) == [
        ("A1", 100 / 160),
        ("A2", 60 / 160),
    ]
    assert not notes(reading)


def test_the_sheet_of_links_holds_for_its_articles_and_an_element_alone_pays_the_whole():
    rows = [["A1", 2021, "O", "D", "831/111-01", 100, None],
            ["A1", 2021, "O", "R", "831/465-02", -100, None],
            ["A1", 2022, "O", "D", "831/111-01", 100, None]]  # fmt: skip
    head = ["Référence", "Exercice", "Article", "Part"]
    links = [["A1", 2021, "831/11101", 0.25], ["OO1", 2021, "831/111-01", 0.75]]
    reading = read({"Éléments": PLAN, "Budget": [BUDGET, *rows], "Liens budget": [head, *links]})

    found = reading.tables["liens_budget"][["element_id", "exercice", "article", "part"]]
    assert list(found.itertuples(index=False, name=None)) == [
        ("A1", 2021, "831/11101", 0.25),
        ("OO1", 2021, "831/111-01", 0.75),
        ("A1", 2021, "831/465-02", 1.0),
        ("A1", 2022, "831/111-01", 1.0),
    ]


def test_one_amount_told_for_two_elements_or_for_none_too_is_added_and_said():
    two = [*PLAN, ["A2", "OO1", "Action", "Danser", None, None, None]]
    rows = [["A1", 2021, "O", "D", "831/111-01", 70, None],
            ["A2", 2021, "O", "D", "831/111-01", 70, None],
            [None, 2021, "O", "D", "831/111-02", 70, None],
            ["A2", 2021, "O", "D", "831/111-02", 30, None]]  # fmt: skip
    reading = read({"Éléments": two, "Budget": [BUDGET, *rows]})

    told = [(place, message.partition(". Si")[0]) for message, place in notes(reading)]
    assert told == [
        (
            "feuille « Budget », ligne 3",
            "Article 831/111-01, 2021, INITIAL : 70,00 € (A1), feuille « Budget », ligne 2, et "
            "70,00 € (A2) s’additionnent : 140,00 €",
        ),
        (
            "feuille « Budget », ligne 5",
            "Article 831/111-02, 2021, INITIAL : 70,00 € (sans élément), feuille « Budget », "
            "ligne 4, et 30,00 € (A2) s’additionnent : 100,00 €",
        ),
    ]
    assert list(reading.tables["liens_budget"]["part"]) == [0.5, 0.5, 0.3]


def test_an_unknown_state_is_kept_as_written():
    rows = [["Référence", "Date", "Statut"], ["A1", "1/2/2021", "en gestation"]]
    reading = read({"Elements": PLAN, "Suivi": rows})
    row = reading.tables["suivi"].iloc[0]

    assert (pd.isna(row["statut"]), row["statut_source"]) == (True, "en gestation")
    assert ("feuille « Suivi », cellule C2") in [place for _, place in notes(reading)]


def test_texts_are_kept_as_they_are_and_an_html_tag_is_only_text():
    titles = ["<script>alert(1)</script>", "@somme", "-2 degrés"]
    rows = [[f"A{i}", "OO1", "Action", text, None, None, None] for i, text in enumerate(titles, 2)]
    reading = read({"Elements": [*PLAN, *rows]})

    assert reading.elements["libelle"].tolist()[3:] == titles


# What a CPAS sends back.

IDENTITY = Identity(
    slug="essai-2019-2024",
    organisme="CPAS d’Essai",
    libelle="PST d’essai",
    exercice_debut=2019,
    exercice_fin=2024,
    evaluations=(PlannedEvaluation("finale", dt.date(2024, 6, 30)),),
)


def small() -> Pst:
    elements = pd.DataFrame(
        {
            "element_id": ["os1", "oo1", "a1", "a2"],
            "parent_id": [None, "os1", "oo1", "oo1"],
            "niveau": ["OS", "OO", "ACTION", "ACTION"],
            "position": [1, 1, 1, 2],
            "code": ["OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO1.A2"],
            "libelle": ["Vivre", "Agir", "Rire", "Danser"],
        }
    )
    return Pst.from_tables(IDENTITY, {"elements": conform(elements, "elements")})


def sent_back(cells: Mapping[str, Any]) -> Reading:
    """Fill cells of the quick follow-up of a small PST, and read it."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(small())[0]))
    for place, value in cells.items():
        book["Suivi rapide"][place] = value
    return read_workbook(Path("retour.xlsx"), saved(book))


def test_a_quick_follow_up_left_as_it_was_adds_nothing():
    reading = sent_back({})

    assert "suivi" not in reading.tables
    assert reading.observed.empty
    assert reading.pst["evaluations"] == IDENTITY.evaluations


def test_a_quick_follow_up_dates_its_rows_by_the_date_above_or_by_their_own():
    reading = sent_back(
        {
            "D3": dt.date(2022, 6, 30), "J6": "Terminé", "K6": 1,
            "J7": "En cours", "K7": "40 %", "L7": "1/3/2022", "M7": "Deux sur cinq",
        }
    )  # fmt: skip
    seen = reading.tables["suivi"]

    assert seen["element_id"].tolist() == ["a1", "a2"]
    assert seen["date_suivi"].dt.strftime("%d/%m/%Y").tolist() == ["30/06/2022", "01/03/2022"]
    assert seen["statut"].tolist() == ["TERMINE", "EN_COURS"]
    assert seen["taux_avancement"].tolist() == [100, 40]
    assert seen["commentaire"].tolist()[1] == "Deux sur cinq"


def test_an_undated_quick_follow_up_is_told_of_the_elements():
    reading = sent_back({"J6": "Terminé"})

    assert "suivi" not in reading.tables
    assert reading.observed[["element_id", "statut"]].to_numpy().tolist() == [["a1", "TERMINE"]]


# Round trip.

WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufeff"),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and "\r" not in text)
AMOUNTS = st.decimals(-(LIMIT - 1), LIMIT - 1, places=2)
DAYS = st.dates(dt.date(1999, 1, 1), dt.date(2099, 12, 31))
RATES = st.integers(0, 10_000).map(lambda value: value / 100)
NUMBERS = st.floats(-1e9, 1e9).filter(lambda value: abs(value) > 1e-6 or value == 0)
YEARS = st.integers(2019, 2024)
# Two writings of one line, another line, and the name that iA.PST gives to a funding.
ARTICLES = ["8013/111-01", "8013/11101", "8013/111-01.2020", "xxx/wal-13.2019"]


def maybe(strategy: Any) -> Any:
    return st.none() | strategy


@st.composite
def psts(draw: Any) -> Pst:
    """A plan with observations, indicators, a budget, funding and staff."""
    elements = [{"element_id": "os1", "niveau": "OS", "position": 1, "code": "OS1",
                 "libelle": draw(WORDS)}]  # fmt: skip
    for rank in range(1, draw(st.integers(1, 4)) + 1):
        elements.append(
            {
                "element_id": f"n{rank}", "parent_id": "os1", "niveau": "ACTION",
                "position": rank, "code": f"OS1.A{rank}", "libelle": draw(WORDS),
                "description": draw(maybe(WORDS)), "numero": draw(maybe(WORDS)),
                "date_fin": draw(maybe(DAYS)), "etp": draw(maybe(NUMBERS.map(abs))),
                "part": draw(maybe(RATES.map(lambda rate: rate / 100))),
            }
        )  # fmt: skip
    ids = st.sampled_from([row["element_id"] for row in elements])
    rows = st.integers(0, 3)
    tables = {
        "elements": elements,
        "suivi": [
            {"element_id": draw(ids), "date_suivi": draw(DAYS),
             "statut": draw(maybe(st.sampled_from([str(s) for s in OBSERVED_STATUSES]))),
             "statut_source": draw(maybe(WORDS)), "taux_avancement": draw(maybe(RATES)),
             "commentaire": draw(maybe(WORDS))}
            for _ in range(draw(rows))
        ],
        "indicateurs": [
            {"indicateur_id": f"i{rank}", "element_id": draw(ids), "libelle": draw(WORDS),
             "sens": draw(maybe(st.sampled_from(["HAUSSE", "BAISSE", "MAINTIEN"]))),
             "valeur_cible": draw(maybe(NUMBERS)), "annee_cible": draw(maybe(YEARS))}
            for rank in range(draw(rows))
        ],
        "budget": [
            {"exercice": draw(YEARS), "version": draw(st.sampled_from(["INITIAL", "MB4"])),
             "service": "O", "type": draw(st.sampled_from("RD")),
             "article": draw(st.sampled_from(ARTICLES)),
             "fonction": draw(maybe(st.just("8013"))),
             "libelle": draw(maybe(WORDS)), "montant": draw(maybe(AMOUNTS))}
            for _ in range(draw(rows))
        ],
        "effectifs": [
            {"exercice": draw(YEARS), "element_id": draw(maybe(ids)),
             "service": draw(maybe(WORDS)), "statut": draw(maybe(st.sampled_from(STAFF_STATUSES))),
             "etp": draw(maybe(NUMBERS.map(abs)))}
            for _ in range(draw(rows))
        ],
    }  # fmt: skip
    return Pst.from_tables(
        IDENTITY,
        {
            name: conform(pd.DataFrame(found, columns=list(TABLES[name].columns)), name)
            for name, found in tables.items()
        },
    )


@settings(max_examples=20, phases=[Phase.generate])  # shrinking would take minutes
@given(psts())
def test_a_pst_written_and_read_back_is_the_same(pst):
    data, _ = write_workbook(pst)

    reading = read_workbook(Path("classeur.xlsx"), data)

    assert reading.rejets.empty, reading.rejets
    plan = reading.elements[list(TABLES["elements"].columns)].assign(lieu=None)
    pd.testing.assert_frame_equal(conform(plan, "elements"), pst.elements)
    for name in TABLES:
        if name != "elements":
            pd.testing.assert_frame_equal(reading.table(name), pst.tables[name])
    assert not notes(reading)

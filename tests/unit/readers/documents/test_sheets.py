"""Plans kept in a table of their own: sheets and CSV in any layout, each written by hand."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pstlib.errors import SourceError
from pstlib.readers import Reading, read
from pstlib.readers.documents.files import read_sheets
from pstlib.readers.tables.sheet import Grid, Percent, Row, Sheet, Span, Value

Rows = Sequence[Sequence[Value]]


def book(**sheets: Rows) -> Reading:
    """Read sheets given as rows; an empty one is a blank line."""
    made = [
        Sheet(name.replace("_", " "), [Row(n, list(row)) for n, row in enumerate(rows, 1) if row])
        for name, rows in sheets.items()
    ]
    return read_sheets(Path("plan.xlsx"), b"x", Grid("xlsx", made))


def told(reading: Reading, *columns: str) -> list[tuple[object, ...]]:
    rows = reading.to_json()["elements"]
    return [tuple(row[name] for name in columns) for row in rows]


HEADER = ["OS", "OO", "N°", "Action", "Service", "Échéance", "État", "% réalisé"]
DASHBOARD: Rows = [
    ["CPAS de Tellinval (fictif)"],
    ["Programme stratégique transversal 2025-2030"],
    [],
    HEADER,
    ["Accueillir", "Ouvrir", "1.1.1", "Créer un guichet", "DG", "fin T2 2026", "Terminé", 1.0],
    ["", "", "1.1.2", "Former l’accueil", "RH", "31/12/2026", "En cours", Percent(0.4)],
    ["", "", "", "Sous-total : 2 actions", "", "", "", Percent(0.7)],
    ["", "Aider", "1.2.1", "Créer une épicerie", "DG", "", "En cours", Percent(1.0)],
    ["TOTAL GÉNÉRAL"],
    [],
    ["Remarques : les échéances ont été revues."],
]


def test_a_dashboard_gives_its_tree_below_its_titles() -> None:
    reading = book(Suivi=DASHBOARD)
    assert told(reading, "niveau", "libelle", "parent_libelle") == [
        ("OS", "Accueillir", None),
        ("OO", "Ouvrir", "Accueillir"),
        ("ACTION", "Créer un guichet", "Ouvrir"),
        ("ACTION", "Former l’accueil", "Ouvrir"),
        ("OO", "Aider", "Accueillir"),
        ("ACTION", "Créer une épicerie", "Aider"),
    ]
    assert (reading.pst["organisme"], reading.pst["exercice_debut"]) == ("CPAS de Tellinval", 2025)


def test_a_rate_never_ends_an_action_whose_words_say_it_goes_on() -> None:
    actions = told(book(Suivi=DASHBOARD), "libelle", "statut", "taux_avancement")
    assert ("Créer une épicerie", "EN_COURS", 100) in actions
    assert ("Former l’accueil", "EN_COURS", 40) in actions


def test_a_rate_without_its_sign_stays_empty_and_is_told() -> None:
    reading = book(Suivi=DASHBOARD)
    assert ("Créer un guichet", None) in told(reading, "libelle", "taux_avancement")
    (said,) = [m for m in reading.avertissements["message"] if "ambigu" in m]
    assert "« 1 »" in said


def test_totals_and_notes_of_a_sheet_are_rejected_with_their_place() -> None:
    rejects = book(Suivi=DASHBOARD).rejets.to_dict("records")
    assert [(row["lieu"], row["motif"]) for row in rejects] == [
        ("feuille « Suivi », cellule D7", "ligne de total d’un tableau"),
        ("feuille « Suivi », cellule A9", "ligne de total d’un tableau"),
        ("feuille « Suivi », ligne 11", "note sous le tableau"),
    ]


@pytest.mark.parametrize("title", ["OS 1 : Loger", "Loger"])
def test_one_sheet_for_each_objective_with_crosses_under_its_states(title: str) -> None:
    header = ["N°", "Action", "Service", "Non démarrée", "En cours", "Réalisée"]
    one: Rows = [
        [title],
        [],
        ["OO 1.1 : Rénover"],
        header,
        [1.0, "Isoler un toit", "Tech", "", "x"],
        [2.0, "Changer un châssis", "Tech", "non", "non", "oui"],
        ["OO 1.2 : Accompagner"],
        header,
        [3.0, "Visiter les logements", "Social", "-", "", "-"],
        [4.0, "Assurer les locataires", "Social", "", "x", "x"],
    ]
    reading = book(Lisez_moi=[["Une feuille par objectif"]], OS_1=one)
    assert told(reading, "niveau", "libelle", "statut") == [
        ("OS", "Loger", None),
        ("OO", "Rénover", None),
        ("ACTION", "Isoler un toit", "EN_COURS"),
        ("ACTION", "Changer un châssis", "TERMINE"),
        ("OO", "Accompagner", None),
        ("ACTION", "Visiter les logements", None),
        ("ACTION", "Assurer les locataires", None),
    ]
    assert any("« Lisez moi » non lue" in m for m in reading.avertissements["message"])


def test_numbers_alone_tell_the_levels_and_keep_their_zero() -> None:
    actions = [[f"1.1.{n}" if n != 10 else "1.1.10", f"Acheter {n} lits"] for n in range(1, 12)]
    rows: Rows = [
        ["N°", "Intitulé", "Pilote"],
        [1.0, "Soigner"],
        [1.1, "Équiper la maison"],
        *[[*row, "DG"] for row in actions],
        *[[f"1.{n}" if n < 10 else 1.1, f"Aider {n} fois"] for n in range(2, 11)],
    ]
    found = told(book(Plan=rows), "niveau", "numero", "libelle")
    assert found[0] == ("OS", "1", "Soigner")
    assert found[1] == ("OO", "1.1", "Équiper la maison")
    assert found[2] == ("ACTION", "1.1.1", "Acheter 1 lits")
    assert found[-1] == ("OO", "1.10", "Aider 10 fois")


def test_a_csv_of_any_layout_is_read_as_a_plan_through_the_door(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    lines = (
        "OS;OO;N°;Libellé de l'action;Responsable;État d'avancement",
        'Aider;Loger;A1;"Rénover un\nlogement";J. Exemple;Réalisé',
        ";;A2;Conclure un bail;;Pas encore réalisé",
        ";Nourrir;A1;Ouvrir une épicerie;;?",
    )
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    reading = read(file)
    assert told(reading, "libelle", "parent_libelle", "statut", "lieu")[2:4] == [
        ("Rénover un logement", "Loger", "TERMINE", "ligne 2, colonne 4"),
        ("Conclure un bail", "Loger", None, "ligne 4, colonne 4"),
    ]


def test_a_table_without_objectives_stays_refused(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Nom;Service;Téléphone\nA. Exemple;Accueil;0\nB. Exemple;Social;1\n")
    with pytest.raises(SourceError, match="Tableau non reconnu"):
        read(file)


def test_a_hidden_remark_of_the_workbook_is_not_lost(make: Callable[..., Grid]) -> None:
    reading = read_sheets(Path("plan.xlsx"), b"x", make(DASHBOARD, "1 ligne masquée"))
    assert "1 ligne masquée" in list(reading.avertissements["message"])


@pytest.fixture
def make() -> Callable[..., Grid]:
    def grid(rows: Rows, note: str) -> Grid:
        kept = [Row(n, list(row)) for n, row in enumerate(rows, 1) if row]
        return Grid("xlsx", [Sheet("Suivi", kept)], [note])

    return grid


def test_of_several_dated_states_the_last_one_holds_wherever_it_stands() -> None:
    rows: Rows = [
        ["OS", "OO", "Action", "État au 30/06/2027", "État au 31/12/2026", "% au 30/06/2027"],
        ["Aider", "Loger", "Isoler un toit", "Terminé", "En cours", Percent(1.0)],
        ["", "", "Louer un local", "", "Suspendu", ""],
    ]
    reading = book(Plan=rows)
    actions = reading.elements[reading.elements["niveau"].eq("ACTION")]
    assert actions["statut"].isna().tolist() == [False, True]
    assert actions["statut"].tolist()[0] == "TERMINE"
    assert actions["description"].tolist() == [
        "État au 31/12/2026 : En cours",
        "État au 31/12/2026 : Suspendu",
    ]
    assert actions["date_suivi"].tolist()[0] == dt.date(2027, 6, 30)
    assert any("« État au 31/12/2026 »" in m for m in reading.avertissements["message"])


def merged(rows: Rows, *spans: Span) -> Reading:
    sheet = Sheet("Plan", [Row(n, list(row)) for n, row in enumerate(rows, 1)], merged=spans)
    return read_sheets(Path("plan.xlsx"), b"x", Grid("xlsx", [sheet]))


def test_one_cell_over_several_actions_says_the_state_and_the_deadline_of_each() -> None:
    rows: Rows = [
        ["OS", "OO", "Action", "Échéance", "État"],
        ["Aider", "Loger", "Isoler un toit", "31/12/2027", "Réalisé"],
        ["", "", "Louer un local"],
        ["", "Nourrir", "Ouvrir une épicerie", "", "En cours"],
        ["", "", "Planter un potager"],
    ]
    spans = (Span(2, 0, 5, 0), Span(2, 1, 3, 1), Span(2, 3, 3, 3), Span(2, 4, 3, 4))
    assert told(merged(rows, *spans), "libelle", "statut", "date_fin")[2:] == [
        ("Isoler un toit", "TERMINE", "2027-12-31"),
        ("Louer un local", "TERMINE", "2027-12-31"),
        ("Nourrir", None, None),
        ("Ouvrir une épicerie", "EN_COURS", None),
        ("Planter un potager", None, None),
    ]


def test_a_header_of_two_lines_is_read_as_one() -> None:
    rows: Rows = [
        ["Objectifs", "", "Actions", "Suivi", ""],
        ["stratégique", "opérationnel", "", "État", "%"],
        ["Aider", "Loger", "Isoler un toit", "Réalisé", Percent(1.0)],
    ]
    found = merged(rows, Span(1, 0, 1, 1), Span(1, 2, 2, 2), Span(1, 3, 1, 4))
    assert told(found, "niveau", "libelle", "statut") == [
        ("OS", "Aider", None),
        ("OO", "Loger", None),
        ("ACTION", "Isoler un toit", "TERMINE"),
    ]


def test_codes_beside_titles_number_each_level() -> None:
    rows: Rows = [
        ["Code OS", "Libellé OS", "Code OO", "Libellé OO", "Code action", "Libellé action", "État"],
        [1.0, "Aider", 1.1, "Loger", "1.1.1", "Isoler un toit", "Terminé"],
        [1.0, "Aider", 1.2, "Nourrir", "1.2.1", "Ouvrir une épicerie", "En cours"],
    ]
    assert told(book(Plan=rows), "numero", "libelle") == [
        ("1", "Aider"),
        ("1.1", "Loger"),
        ("1.1.1", "Isoler un toit"),
        ("1.2", "Nourrir"),
        ("1.2.1", "Ouvrir une épicerie"),
    ]


def test_lone_titles_above_actions_that_all_have_a_state_are_objectives_to_read_again() -> None:
    rows: Rows = [
        ["Objectif stratégique : Aider"],
        ["Actions", "Avancement", "Pilote"],
        ["Loger"],
        ["Isoler un toit", "Terminé"],
        ["Louer un local", "En cours"],
        ["Nourrir"],
        ["Ouvrir une épicerie", "En cours", "DG"],
    ]
    reading = book(Plan=rows)
    assert [e for e in told(reading, "niveau", "libelle") if e[0] == "OO"] == [
        ("OO", "Loger"),
        ("OO", "Nourrir"),
    ]
    assert any("à relire" in message for message in reading.avertissements["message"])


def test_an_action_without_a_state_among_others_stays_an_action() -> None:
    rows: Rows = [
        ["Objectif stratégique : Aider"],
        ["Actions", "Avancement"],
        ["Isoler un toit", "Terminé"],
        ["Louer un local"],
        ["Ouvrir une épicerie", "En cours"],
    ]
    levels = [level for (level,) in told(book(Plan=rows), "niveau")]
    assert levels == ["OS", "ACTION", "ACTION", "ACTION"]


def test_of_one_plan_at_several_dates_the_last_sheet_is_read_and_the_others_named() -> None:
    header = ["OS", "OO", "Action", "Statut"]

    def at(state: str) -> Rows:
        rest = [["", "", "Changer les châssis", state], ["", "", "Louer un local", state]]
        return [header, ["Aider", "Loger", "Isoler les toits", state], *rest]

    reading = book(Suivi_2025=at("En cours"), Suivi_2027=at("Terminé"), Suivi_2026=at("Reporté"))
    assert told(reading, "libelle", "statut")[2:] == [
        ("Isoler les toits", "TERMINE"),
        ("Changer les châssis", "TERMINE"),
        ("Louer un local", "TERMINE"),
    ]
    left = [m for m in reading.avertissements["message"] if "même plan" in m]
    assert [("« Suivi 2025 »" in m, "« Suivi 2027 », seule lue" in m) for m in left] == [
        (True, True),
        (False, True),
    ]


def test_counts_of_actions_by_state_are_no_crosses() -> None:
    plan: Rows = [["OS", "OO", "Action"], ["Aider", "Loger", "Isoler un toit"]]
    counts: Rows = [
        ["Objectif stratégique", "Nombre d’actions", "Terminé", "En cours"],
        ["Aider", 3.0, 2.0, 1.0],
    ]
    reading = book(PST=plan, Bilan=counts)
    assert reading.elements["statut_source"].isna().all()
    assert any("« Bilan » non lue" in m for m in reading.avertissements["message"])


def test_a_sign_alone_in_a_cell_is_kept_as_an_unknown_state() -> None:
    rows: Rows = [
        ["OS", "OO", "Action", "Responsable", "Statut"],
        ["Aider", "Loger", "Isoler un toit", "DT", "✔"],
        ["", "", "Louer un local", "DT", "En cours"],
    ]
    assert told(book(Plan=rows), "statut", "statut_source")[2:] == [
        (None, "✔"),
        ("EN_COURS", "En cours"),
    ]

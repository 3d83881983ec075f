"""One file that holds a plan and the tables beside it, and tables pasted into a text."""

from pathlib import Path

import pytest
import xlsxwriter

from pstlib.errors import SourceError
from pstlib.readers import read

PLAN = [
    ["CPAS de Tellinval (fictif) – PST 2025-2030"],
    ["OS", "OO", "N°", "Action", "Statut"],
    ["Aider", "Loger", "1.1.1", "Isoler un toit", "En cours"],
]
BUDGET = [
    ["Exercice", "Service", "Type", "Article", "Budget initial"],
    [2026, "E", "D", "124/723-56", 150000],
]
FOLLOWUP = [["N°", "Date", "Statut"], ["1.1.1", "31/12/2026", "Terminé"]]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return path


def test_a_plan_its_budget_and_its_follow_up_are_read_from_one_workbook(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path / "p.xlsx", PST=PLAN, Budget=BUDGET, Suivi=FOLLOWUP))
    assert reading.elements["libelle"].tolist() == ["Aider", "Loger", "Isoler un toit"]
    assert reading.tables["budget"]["article"].tolist() == ["124/723-56"]
    assert reading.tables["suivi"][["element_id", "statut"]].to_numpy().tolist() == [
        ["1.1.1", "TERMINE"]
    ]
    assert reading.pst["organisme"] == "CPAS de Tellinval"
    assert not any("quel organisme" in message for message in reading.avertissements["message"])


def test_a_budget_beside_notes_is_a_budget_and_its_notes_are_named(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path / "b.xlsx", Budget=BUDGET, Notes=[["À revoir en mai"]]))
    assert reading.source["format"] == "budget"
    assert any("« Notes » non lue" in message for message in reading.avertissements["message"])


def test_a_table_pasted_into_a_text_keeps_its_empty_cells(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    rows = [
        "OS\tOO\tAction\tÉtat",
        "Aider\tLoger\tIsoler un toit\tEn cours",
        "\t\tLouer un local\tTerminé",
        "\tNourrir\tOuvrir une épicerie\tSuspendu",
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    elements = read(file).to_json()["elements"]
    assert [(e["code"], e["libelle"], e["statut"]) for e in elements] == [
        ("OS1", "Aider", None),
        ("OS1.OO1", "Loger", None),
        ("OS1.OO1.A1", "Isoler un toit", "EN_COURS"),
        ("OS1.OO1.A2", "Louer un local", "TERMINE"),
        ("OS1.OO2", "Nourrir", None),
        ("OS1.OO2.A1", "Ouvrir une épicerie", "PROBLEME"),
    ]


def test_a_text_that_opens_with_blanks_alone_is_refused_as_before(tmp_path: Path) -> None:
    file = tmp_path / "vide.txt"
    file.write_text(" \n" * 40_000 + "Bonjour")
    with pytest.raises(SourceError, match="Aucune liste"):
        read(file)

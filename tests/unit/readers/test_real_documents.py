"""The published plan of the CPAS de Celles, and the fictitious documents with their truths."""

import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pstlib.errors import SourceError
from pstlib.readers import read
from pstlib.readers.documents.files import read_document

KINDS = {".txt": "texte", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html"}
DOCUMENTS = [
    "a01_cpas_valrive_2019-2024.txt",
    "a02_cpas_clairfontaine_2025-2030.docx",
    "a03_ville_rochevigne_bilan_2022.txt",
    "a04_ville_grandvernoy_evaluation_2024.html",
    "a05_cpas_mellebruyere_2019-2024.pdf",
    "a06_commune_bois-ranval_tableau_2025-2030.pdf",
    "a07_cpas_trois-aulnes_2019-2024.odt",
]
SEED = "seeds/003_4667e1c2b5fc762d.txt"


def elements_of_celles(shared):
    return read(shared / SEED).to_json()["elements"]


def test_celles_has_its_objectives_and_actions(shared: Path):
    elements = elements_of_celles(shared)
    assert Counter(e["niveau"] for e in elements) == {"OS": 4, "OO": 9, "ACTION": 55}
    states = Counter(e["statut"] for e in elements if e["niveau"] == "ACTION")
    assert states == {"TERMINE": 15, "NON_COMMENCE": 40}


def test_celles_keeps_the_printed_number_and_the_line(shared: Path):
    first = next(e for e in elements_of_celles(shared) if e["niveau"] == "OO")
    assert (first["code"], first["numero"], first["lieu"]) == ("OS1.OO1", "001", "ligne 124")
    assert first["statut_source"] is None


def test_celles_has_two_sub_objectives_under_an_objective_without_action(shared: Path):
    elements = elements_of_celles(shared)
    children = [(e["niveau"], e["numero"]) for e in elements if e["parent_code"] == "OS4.OO1"]
    assert children == [("OO", "OO1.1"), ("OO", "OO1.2")]


def test_celles_parts_two_actions_printed_on_one_line(shared: Path):
    on_line = [
        (e["numero"], e["libelle"]) for e in elements_of_celles(shared) if e["lieu"] == "ligne 254"
    ]
    assert on_line == [("A5", "Début des travaux"), ("A6", "Suivi du chantier")]


def test_celles_keeps_indented_details_in_their_action(shared: Path):
    told = {e["lieu"]: e["description"] for e in elements_of_celles(shared) if e["description"]}
    assert told == {
        "ligne 129": "Avalisé par le conseil de l'action sociale\n"
        "Réception de l'accord sur avant-projet par l'AVIQ",
        "ligne 132": "Avalisé par le conseil de l'action sociale\n"
        "Réception de l'accord sur projet par l'AVIQ",
    }


def test_celles_says_who_when_and_under_which_delegation(shared: Path):
    reading = read(shared / SEED).to_json()
    assert reading["pst"] == {
        "organisme": "CPAS de Celles",
        "type_admin": "CPAS",
        "ins": "57018",
        "libelle": "Programme stratégique transversal 2019-2024",
        "exercice_debut": 2019,
        "exercice_fin": 2024,
        "delegation_bureau_permanent": True,
        "demarches": [
            {
                "demarche": "DPS",
                "date": "2019-02-19",
                "autorite": "conseil de l’action sociale",
                "remarque": "date lue dans le document, ligne 32",
            }
        ],
    }
    assert reading["rejets"] == []
    assert reading["budget"] == {"lignes": 0, "totaux": []}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_its_truth_says(shared: Path, scoring: ModuleType, name: str):
    path = shared / "fixtures/documents" / name
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    reading = read_document(path, path.read_bytes(), KINDS[path.suffix]).to_json()
    result = scoring.score(reading["elements"], truth["elements"])
    assert (result.f1, result.parent, result.status) == (1, 1, 1), result
    assert result.manager == 1
    assert {key: reading["pst"][key] for key in truth["pst"]} == truth["pst"]
    assert {_bare(e["numero"]) for e in reading["elements"]} == {
        _bare(e["numero"]) for e in truth["elements"]
    }


def _bare(number: str | None) -> str:
    return "".join(c for c in number or "" if c.isdigit() or c == ".").strip(".")


def test_objectives_without_actions_come_with_a_warning(shared: Path):
    path = shared / "fixtures/documents/a07_cpas_trois-aulnes_2019-2024.odt"
    reading = read_document(path, path.read_bytes(), "odt")
    assert "des objectifs, mais aucune action : document partiel ?" in set(
        reading.avertissements["message"]
    )
    assert reading.rejets["contenu"].iloc[0].startswith("renforcer la collaboration")
    assert len(reading.rejets) == 4


@pytest.mark.parametrize(
    "document",
    [
        "fixtures/documents/a08_cpas_sauvenois_presentation.html",
        "fixtures/documents/a09_cpas_hautecombelle_dps_2025-2030.txt",
        "seeds/000_80644bde04761fa3.txt",
        "seeds/001_9d62893543b65819.txt",
    ],
)
def test_a_text_without_objectives_is_refused(shared: Path, document: str):
    path = shared / document
    with pytest.raises(SourceError, match="Aucune liste d’objectifs dans ce texte"):
        read_document(path, path.read_bytes(), KINDS[path.suffix])


def test_the_truncated_end_of_a_flattened_table_is_said(shared: Path):
    path = shared / "fixtures/documents/a03_ville_rochevigne_bilan_2022.txt"
    reading = read_document(path, path.read_bytes(), "texte")
    assert reading.avertissements["message"].str.contains("s’arrête peut-être au milieu").any()
    assert reading.elements["lieu"].iloc[1] == "ligne 6, caractère 99"
    assert reading.elements["confiance"].max() < 1

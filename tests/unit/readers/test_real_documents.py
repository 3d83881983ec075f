"""The published plan of the CPAS de Celles, and the fictitious documents with their truths."""

import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pstlib.errors import SourceError
from pstlib.readers import read

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


def test_valrive_is_read_as_its_truth_says(shared: Path, scoring: ModuleType):
    path = shared / "fixtures/documents/a01_cpas_valrive_2019-2024.txt"
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    reading = read(path).to_json()
    result = scoring.score(reading["elements"], truth["elements"])
    assert (result.f1, result.parent, result.status) == (1, 1, 1), result
    assert [e["numero"] for e in reading["elements"]] == [e["numero"] for e in truth["elements"]]
    assert {key: reading["pst"][key] for key in truth["pst"]} == truth["pst"]


@pytest.mark.parametrize(
    "document",
    [
        "fixtures/documents/a09_cpas_hautecombelle_dps_2025-2030.txt",
        "seeds/000_80644bde04761fa3.txt",
        "seeds/001_9d62893543b65819.txt",
    ],
)
def test_a_text_without_objectives_is_refused(shared: Path, document: str):
    with pytest.raises(SourceError, match="Aucune liste d’objectifs dans ce texte"):
        read(shared / document)


def test_a_flattened_table_is_refused_with_its_lines(shared: Path):
    path = shared / "fixtures/documents/a03_ville_rochevigne_bilan_2022.txt"
    with pytest.raises(SourceError, match="ligne 6 : ligne de 3349 caractères"):
        read(path)

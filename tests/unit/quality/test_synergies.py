"""Names in the tables of synergies that nothing is known by."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pstlib.model import Identity, Pst, conform
from pstlib.quality.synergies import check_synergy_names
from pstlib.reference.checklists import load_checklist

LIST = "batiment-commun"
TEXT = load_checklist(LIST).questions[0].texte


def pst(folder: Path | None = None, **tables: list[dict[str, Any]]) -> Pst:
    identity = Identity(
        slug="essai-2025-2030",
        organisme="CPAS de Valrive",
        type_admin="CPAS",
        libelle="PST",
        exercice_debut=2025,
        exercice_fin=2030,
    )
    made = {name: conform(pd.DataFrame(rows), name) for name, rows in tables.items()}
    return Pst.from_tables(identity, made, dossier=folder and folder / identity.slug)


def said(found: pd.DataFrame) -> list[str]:
    assert set(found["gravite"]) <= {"avertissement"}
    return found["probleme"].tolist()


def answer(**given: str) -> dict[str, str]:
    row = {"synergie_id": "sy1", "liste": LIST, "question": "variantes", "reponse": "OUI"}
    return row | given


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, []),
        ({"liste": "Bâtiment commun", "question": TEXT.replace("\u00a0", " ")}, []),
        ({"question": "couleur"}, [f"question « couleur » inconnue de la liste {LIST}"]),
        ({"liste": "garde"}, ["liste « garde » inconnue"]),
        ({"question": "{0} {x}"}, [f"question « {{0}} {{x}} » inconnue de la liste {LIST}"]),
    ],
)
def test_answers_to_an_unknown_list_or_question_are_told(
    given: dict[str, str], problems: list[str]
) -> None:
    assert said(check_synergy_names(pst(reponses=[answer(**given)]))) == problems


def test_services_outside_the_matrix_are_told() -> None:
    rows = [{"exercice": 2025, "service": name, "degre": "AUCUN"} for name in ("GRH", "Cantine")]

    found = check_synergy_names(pst(matrice_cooperation=rows))

    assert said(found) == ["service « Cantine » inconnu de la matrice"]
    assert list(found["ligne"]) == [2]


@pytest.mark.parametrize(
    ("partners", "lost"),
    [
        ("la Commune de Valrive", ""),  # of this very CPAS
        ("le CPAS de Ciney ; la Ville de Namur", ""),
        ("la Commune ; le CPAS", ""),
        ("Maison médicale de Perdu ; ASBL Commune de vie", ""),
        ("le CPAS de Perdu-les-Bains ; la Commune de Valrive", "le CPAS de Perdu-les-Bains"),
        ("CPAS d’Ailleurs-Loin", "CPAS d’Ailleurs-Loin"),
        (None, ""),
    ],
)
def test_partners_that_are_no_commune_nor_cpas_known_are_told(
    partners: str | None, lost: str
) -> None:
    row = {"synergie_id": "sy1", "libelle": "Achats", "partenaires": partners}

    found = check_synergy_names(pst(synergies=[row]))

    assert said(found) == ([f"partenaire inconnu : {lost}"] if lost else [])


def test_a_partner_whose_pst_is_loaded_is_known(tmp_path: Path) -> None:
    other = tmp_path / "perdu-les-bains-2025-2030"
    other.mkdir()
    (other / "pst.yml").write_text("slug: perdu-les-bains-2025-2030\n", encoding="utf-8")
    row = {"synergie_id": "sy1", "libelle": "Achats", "partenaires": "le CPAS de Perdu-les-Bains"}

    assert said(check_synergy_names(pst(tmp_path, synergies=[row]))) == []

"""The tables of synergies come back from every file that ``pst exporter`` makes of them."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pstlib.model import Pst, conform, load
from pstlib.model.synergy_tables import SYNERGY_TABLES
from pstlib.model.table_files import empty_table
from pstlib.readers import read
from pstlib.readers.merging import merge
from pstlib.readers.workbook import read_workbook
from pstlib.writers.flat import csv_files, write_json, zipped
from pstlib.writers.workbook import write_workbook

DATA = Path(__file__).parents[3] / "pst_data"
KEPT = ("elements", "versions", "demarches", *SYNERGY_TABLES)
HOSTILE = ["=1+1", "+32 4", "@moi", "-2", "'=deja", "<b>gras</b>", "deux\nlignes", "Achats – oui"]


def small(slug: str) -> Pst:
    """A shipped PST with its tables of synergies, and some decisions on suggested pairs."""
    pst = load(slug, DATA)
    tables = {
        name: table if name in KEPT else empty_table(name) for name, table in pst.tables.items()
    }
    rows = [
        {
            "a_element_id": element,
            "slug": "commune-valrive-2019-2024",
            "element_id": "os4-oo3-a1",
            "decision": decision,
            "date": "2024-05-28",
            "auteur": "comité de direction",
            "motif": text,
        }
        for element, decision, text in zip(
            pst.elements["element_id"], ["ACCEPTEE", "REJETEE"] * 4, HOSTILE, strict=False
        )
    ]
    tables["suggestions"] = conform(pd.DataFrame(rows), "suggestions")
    tables["elements"] = tables["elements"].assign(lieu=None)
    return Pst.from_tables(pst.identite, tables)


def same(found: Pst, known: Pst) -> None:
    for name in ("demarches", *SYNERGY_TABLES):
        pd.testing.assert_frame_equal(found.tables[name], known.tables[name], obj=name)


@pytest.mark.parametrize("slug", ["valrive-2019-2024", "commune-valrive-2019-2024"])
@pytest.mark.parametrize("form", ["xlsx", "zip", "json"])
def test_synergies_come_back_whole_with_their_links_to_nothing(
    form: str, slug: str, tmp_path: Path
) -> None:
    pst = small(slug)
    made = {
        "xlsx": lambda: write_workbook(pst)[0],
        "zip": lambda: zipped(csv_files(pst)[0]),
        "json": lambda: write_json(pst)[0],
    }
    path = tmp_path / f"export.{form}"
    path.write_bytes(made[form]())

    reading = read(path)
    again = merge(reading, None, slug=slug).pst

    assert reading.rejets.empty
    same(again, pst)
    assert merge(reading, again, slug=slug).differences.empty


def test_a_table_of_answers_alone_is_added_to_a_pst_and_the_last_answer_stays(
    tmp_path: Path,
) -> None:
    pst = small("valrive-2019-2024")
    path = tmp_path / "reponses.csv"
    path.write_text(
        "synergie_id,liste,question,reponse,commentaire,date,auteur\n"
        "sy11,batiment-commun,variantes,OUI,'=SOMME(1),2024-06-30,DG\n",
        encoding="utf-8",
    )

    again = merge(read(path), pst, slug="valrive-2019-2024").pst

    assert len(again.reponses) == len(pst.reponses) + 1
    last = again.reponses.iloc[-1]
    assert (last["question"], last["reponse"], last["commentaire"]) == (
        "variantes",
        "OUI",
        "=SOMME(1)",
    )


def test_another_date_of_a_step_corrects_it_and_a_year_more_is_added() -> None:
    pst = small("valrive-2019-2024")
    reading = read_workbook(Path("classeur.xlsx"), write_workbook(pst)[0])
    steps = pst.demarches.assign(
        date=pst.demarches["date"].mask(
            pst.demarches["demarche"].eq("DPS"), pd.Timestamp("2019-02-27")
        )
    )
    more = conform(
        pd.DataFrame([{"demarche": "SYNERGIES_CONCERTATION", "exercice": 2025}]), "demarches"
    )
    said = replace(
        reading,
        tables={
            **reading.tables,
            "demarches": conform(pd.concat([steps, more], ignore_index=True), "demarches"),
        },
    )

    merged = merge(said, pst, slug="valrive-2019-2024")

    changed = merged.differences
    assert list(changed["colonne"].dropna()[changed["colonne"].ne("")]) == ["date"]
    assert len(merged.pst.demarches) == len(pst.demarches) + 1


@pytest.mark.parametrize(
    ("titles", "row", "table", "expected"),
    [
        (
            ["Identifiant de la synergie", "À partir du", "Nouvel état", "Raison"],
            ["sy1", "1/6/2025", "Abandonnée", "Trop chère"],
            "suivi_synergies",
            {"synergie_id": "sy1", "etat": "ABANDONNEE", "motif": "Trop chère"},
        ),
        (
            ["Synergie", "Organisme", "Année", "Économie constatée", "Bilan"],
            ["sy1", "Commune", 2025, "1.234,50 €", "Gagne"],
            "gains_synergies",
            {"partenaire": "Commune", "exercice": 2025, "bilan": "GAGNANT"},
        ),
        (
            ["Objet du marché", "Pouvoir adjudicateur", "Notre part", "Type de marché"],
            ["Papier", "Commune", "1 200 €", "Fourniture"],
            "contrats_conjoints",
            {"contrat_id": "mc1", "objet": "Papier", "nature": "FOURNITURES"},
        ),
        (
            ["Année", "Service de soutien", "Degré de coopération", "Commentaire"],
            [2025, "Archives", "Échange d’informations", None],
            "matrice_cooperation",
            {"service": "Archives", "degre": "ECHANGE"},
        ),
        (
            ["Notre action", "Autre PST", "Son action", "Décision", "Décidé le"],
            ["a1", "commune-2025-2030", "b7", "Écartée", "2/6/2025"],
            "suggestions",
            {"a_element_id": "a1", "slug": "commune-2025-2030", "decision": "REJETEE"},
        ),
    ],
)
def test_sheets_of_synergies_are_read_under_other_titles(
    titles: list[str], row: list[object], table: str, expected: dict[str, object]
) -> None:
    names = {
        "suivi_synergies": "Historique des synergies",
        "gains_synergies": "Gains",
        "contrats_conjoints": "Marchés publics conjoints",
        "matrice_cooperation": "Coopération",
        "suggestions": "Suggestions",
    }
    book = openpyxl.Workbook()
    book.active.title = names[table]
    book.active.append(titles)
    book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)

    reading = read_workbook(Path("x.xlsx"), stream.getvalue())

    assert reading.rejets.empty
    found = reading.table(table).iloc[0]
    assert {column: found[column] for column in expected} == expected


@pytest.mark.parametrize(
    ("name", "text", "table", "expected"),
    [
        (
            "Suivi des synergies.csv",
            "Synergie;À partir du;Nouvel état;Motif\nsy01 – Délégué commun;1/6/2024;Abandonnée;x\n",
            "suivi_synergies",
            {"synergie_id": "sy01", "date": pd.Timestamp("2024-06-01"), "etat": "ABANDONNEE"},
        ),
        (
            "sans nom connu.csv",
            "Identifiant,Synergie,Objet du marché,Notre part\nmc90,sy02,Papier,1200.5\n",
            "contrats_conjoints",
            {"contrat_id": "mc90", "synergie_id": "sy02", "objet": "Papier"},
        ),
        (
            "réponses.tsv",
            "Synergie\tListe\tQuestion\tRéponse\nsy11\tBâtiment commun\tvariantes\tEn partie\n",
            "reponses",
            {"liste": "batiment-commun", "question": "variantes", "reponse": "EN_PARTIE"},
        ),
    ],
)
def test_a_sheet_saved_alone_as_csv_is_read(
    name: str, text: str, table: str, expected: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    reading = read(path)

    assert reading.rejets.empty
    found = reading.table(table).iloc[0]
    assert {column: found[column] for column in expected} == expected
    merged = merge(reading, small("valrive-2019-2024"), slug="valrive-2019-2024")
    assert list(merged.differences["nature"]) == ["ajouté"]

import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.errors import SourceError
from pstlib.readers import door, read
from pstlib.readers.documents.document import understand
from pstlib.readers.documents.plaintext import read_blocks
from pstlib.readers.ecomptes import recognises

PLAN = "CPAS de Tellinval – PST 2019-2024\nOS1 : Être près\nOO1 : Écouter\nA1 : Étudier à l’école\n"


def empty_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("notes.txt", "rien")
    return stream.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_a_text_is_found(tmp_path: Path, encoding: str):
    path = tmp_path / "pst.txt"
    path.write_bytes(PLAN.encode(encoding))
    titles = [e["libelle"] for e in read(path).to_json()["elements"]]
    assert titles == ["Être près", "Écouter", "Étudier à l’école"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_their_end(tmp_path: Path, ends: str):
    path = tmp_path / "pst.txt"
    path.write_bytes(PLAN.replace("\n", ends).encode())
    assert [e["lieu"] for e in read(path).to_json()["elements"]] == [
        "ligne 2",
        "ligne 3",
        "ligne 4",
    ]


def test_a_reading_gives_the_contract_of_pst_lire(tmp_path: Path):
    path = tmp_path / "pst.txt"
    path.write_text(PLAN, encoding="utf-8")
    reading = json.loads(json.dumps(read(path).to_json(), ensure_ascii=False))
    assert set(reading) == {"source", "pst", "elements", "budget", "rejets", "avertissements"}
    assert set(reading["source"]) == {"fichier", "format", "sha256"}
    asked = {"code", "niveau", "numero", "libelle", "parent_code", "parent_libelle", "statut"}
    asked |= {"statut_source", "responsable", "date_fin", "taux_avancement", "partage_de", "lieu"}
    assert asked <= set(reading["elements"][0])
    assert reading["avertissements"] == [
        {
            "niveau": "info",
            "message": "aucun état d’action dans ce document : ils restent inconnus",
            "lieu": None,
        }
    ]


def test_a_missing_file_is_named_with_its_nearest_neighbour(tmp_path: Path):
    (tmp_path / "programme-2019.txt").write_text(PLAN, encoding="utf-8")
    message = refusal(tmp_path / "programe-2019.txt")
    assert "Fichier introuvable" in message
    assert "Nom proche" in message
    assert "programme-2019.txt" in message


def test_a_missing_folder_is_said(tmp_path: Path):
    assert "n’existe pas non plus" in refusal(tmp_path / "nulle-part" / "pst.txt")


def test_a_folder_is_refused(tmp_path: Path):
    assert "C’est un dossier" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "vide.txt"
    path.write_bytes(content)
    assert "Fichier vide" in refusal(path)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("pst.rtf", b"{\\rtf1 OS1 : Vivre}", "un document RTF"),
        ("pst.txt", b"\x89PNG\r\n", "une image"),
        ("pst.docx", empty_zip(), "une archive compressée"),
    ],
)
def test_another_kind_of_file_is_refused_with_the_kinds_read(
    tmp_path: Path, name: str, content: bytes, kind: str
):
    path = tmp_path / name
    path.write_bytes(content)
    message = refusal(path)
    assert "Ce type de fichier n’est pas lu" in message
    assert kind in message
    assert "Types lus : documents PDF" in message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pst.txt", b"%PDF-1.7", "PDF"),
        ("pst.docx", b"PK\x03\x04....", "Fichier abîmé"),
        ("pst.csv", b"a,b\n1,2\n", "Tableau non reconnu"),
        ("pst.json", b'{"a": 1}', "n’est pas un PST exporté par pstlib"),
        ("pst.json", b'{"a": 1', "Fichier JSON illisible"),
        ("pst.xml", b"<?xml version='1.0'?><a/>", "eComptes"),
        ("pst.doc", b"\xd0\xcf\x11\xe0" + b"x" * 600, "Ancien document Word"),
    ],
)
def test_content_tells_the_kind_and_the_refusal_says_which(
    tmp_path: Path, name: str, content: bytes, said: str
):
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.pdf"])
def test_a_web_page_is_read_whatever_its_name(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_text(
        "<!DOCTYPE html><html><body><h2>OS1 : Vivre</h2><h3>OO1 : Agir</h3>"
        "<ul><li>A1 : Rire</li></ul></body></html>",
        encoding="utf-8",
    )
    assert [e["libelle"] for e in read(path).to_json()["elements"]] == ["Vivre", "Agir", "Rire"]


def test_a_binary_file_is_refused(tmp_path: Path):
    path = tmp_path / "pst.txt"
    path.write_bytes(bytes(range(256)) * 10)
    assert "Ce fichier n’est pas un texte" in refusal(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_refused(tmp_path: Path):
    path = tmp_path / "pst.txt"
    path.write_text(PLAN, encoding="utf-8")
    path.chmod(0)
    assert "Fichier illisible" in refusal(path)


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "pst.txt"
    path.write_text(PLAN, encoding="utf-8")
    monkeypatch.setattr(door, "MAX_BYTES", 10)
    assert "Fichier trop grand pour un PST" in refusal(path)


@pytest.mark.parametrize(
    "unit", ["A1 : ", "« ( – ", "1.1.1 ", "Responsable : x ; ", "a", "* _", "<u "]
)
def test_a_line_of_five_megabytes_is_set_apart(tmp_path: Path, unit: str):
    path = tmp_path / "pst.txt"
    path.write_text(PLAN + unit * (5_000_000 // len(unit)), encoding="utf-8")
    reading = read(path).to_json()
    assert len(reading["elements"]) == 3
    assert [row["lieu"] for row in reading["rejets"]] == ["ligne 5"]
    assert len(reading["rejets"][0]["contenu"]) <= 201


@given(st.text(alphabet="AO0S1.:–-•( )«»\n\tactions réalisé%éÉ/;", max_size=400))
def test_no_text_breaks_the_reader(text: str):
    blocks, rejected = read_blocks("OS1 : Vivre\nOO1 : Agir\n" + text, "essai")
    elements = understand(blocks, rejected, "essai").elements
    assert elements["code"].is_unique
    assert elements["libelle"].str.len().gt(0).all()


def test_control_characters_are_removed(tmp_path: Path):
    path = tmp_path / "pst.txt"
    path.write_text("OS1 : Vi\x07vre\nOO1 : A\u200bgir\nA1 : \u202eRire\x1b[2J", encoding="utf-8")
    assert [e["libelle"] for e in read(path).to_json()["elements"]] == ["Vivre", "Agir", "Rire[2J"]


def test_every_fixture_that_is_read_gives_json(shared: Path):
    names = ("classeur_pst.xlsx", "ecomptes_natif.xml", "budget_long.csv", "iapst_export.ods")
    for name in names:
        reading = json.loads(json.dumps(read(shared / "fixtures/tables" / name).to_json()))
        assert reading["source"]["fichier"] == name


def test_budget_totals_are_exact_texts(shared: Path):
    totals = read(shared / "fixtures/tables/budget_long.csv").to_json()["budget"]["totaux"]
    assert all(re.fullmatch(r"-?\d+\.\d\d", row["montant"]) for row in totals)
    assert set(totals[0]) == {"exercice", "version", "service", "type", "montant"}


def test_a_text_that_names_the_tag_of_ecomptes_is_no_ecomptes_file() -> None:
    assert not recognises(b'{"organisme": "CPAS", "lieu": "<dataroot"}')
    assert recognises(b'\xef\xbb\xbf\n<?xml version="1.0"?><dataroot></dataroot>')

import io
import json
import zipfile
from decimal import Decimal

import pandas as pd
import pytest

from pstlib.model import Identity, Pst, conform, load
from pstlib.writers.flat import csv_files, write_json, zipped

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture
def pst() -> Pst:
    elements = pd.DataFrame(
        {
            "element_id": ["os1"], "niveau": ["OS"], "position": [1], "code": ["OS1"],
            "libelle": [HOSTILE], "date_fin": pd.to_datetime(["2021-06-30"]),
        }
    )  # fmt: skip
    funding = pd.DataFrame(
        {"element_id": ["os1"], "source": ["Région"], "montant": [Decimal("1234.50")]}
    )
    identity = Identity(
        slug="essai", organisme="CPAS d’Essai", libelle="PST", exercice_debut=2019,
        exercice_fin=2024,
    )  # fmt: skip
    tables = {
        "elements": conform(elements, "elements"),
        "financements": conform(funding, "financements"),
    }
    return Pst.from_tables(identity, tables)


def test_csv_files_load_again_and_neutralise_what_a_spreadsheet_would_run(pst, tmp_path):
    files, told = csv_files(pst)
    for name, content in files.items():
        path = tmp_path / "essai" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    again = load("essai", tmp_path)

    assert list(files) == [
        "pst.yml", "tables/elements.csv", "tables/financements.csv", "datapackage.json",
    ]  # fmt: skip
    assert again.identite == pst.identite
    assert again.elements["libelle"].tolist() == [f"'{HOSTILE}"]
    assert again.financements.equals(pst.financements)
    assert told == ["textes précédés d’une apostrophe, qu’un tableur aurait exécutés : 1"]


def test_the_zip_holds_the_files_and_its_bytes_depend_on_them_alone(pst):
    files, _ = csv_files(pst)

    assert zipped(files) == zipped(files)
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_json_keeps_texts_dates_and_exact_amounts(pst):
    data, lost = write_json(pst)
    content = json.loads(data)

    assert lost == []
    assert content["format"] == "pstlib-pst 1"
    assert content["identite"]["slug"] == "essai"
    assert list(content["tables"]) == ["elements", "financements"]
    row = content["tables"]["elements"][0]
    assert (row["libelle"], row["date_fin"], row["position"]) == (HOSTILE, "2021-06-30", 1)
    assert row["parent_id"] is None
    assert content["tables"]["financements"][0]["montant"] == "1234.50"

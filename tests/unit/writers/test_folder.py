import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.model import Identity, PlannedEvaluation, Pst, conform, load
from pstlib.model.tables import TABLES
from pstlib.writers import write_pst
from pstlib.writers.folder import to_csv

IDENTITY = Identity(
    slug="essai-2019-2024",
    organisme="CPAS d’Essai",
    libelle="Programme d’essai",
    exercice_debut=2019,
    exercice_fin=2024,
    ins="01234",
    evaluations=(PlannedEvaluation("mi-parcours", dt.date(2021, 12, 31)),),
)


@pytest.fixture
def pst() -> Pst:
    elements = pd.DataFrame(
        {
            "element_id": ["os1", "os1-oo1", "os1-oo1-a1"],
            "parent_id": [None, "os1", "os1-oo1"],
            "niveau": ["OS", "OO", "ACTION"],
            "code": ["OS1", "OS1.OO1", "OS1.OO1.A1"],
            "position": [1, 1, 1],
            "libelle": ["Être, ou pas", "=SOMME(A1)", "« Agir »\nvite"],
            "date_fin": [None, None, "2022-06-30"],
            "etp": [None, None, 0.5],
        }
    )
    budget = pd.DataFrame(
        {
            "exercice": [2021],
            "version": ["INITIAL"],
            "service": ["O"],
            "type": ["D"],
            "article": ["8013/123-02"],
            "montant": ["12345.60"],
        }
    )
    suivi = pd.DataFrame(
        {
            "element_id": ["os1-oo1-a1"],
            "date_suivi": ["2021-12-31"],
            "statut": ["EN_COURS"],
            "taux_avancement": [50.0],
        }
    )
    return Pst(
        identite=IDENTITY,
        elements=conform(elements, "elements"),
        budget=conform(budget, "budget"),
        suivi=conform(suivi, "suivi"),
    )


def test_what_is_written_loads_as_it_was(tmp_path: Path, pst: Pst):
    write_pst(pst, tmp_path / IDENTITY.slug)
    again = load(IDENTITY.slug, tmp_path)
    assert again.identite == IDENTITY
    for name, table in pst.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_tables_are_written_in_their_canonical_form(tmp_path: Path, pst: Pst):
    write_pst(pst, tmp_path / IDENTITY.slug)
    tables = tmp_path / IDENTITY.slug / "tables"
    assert sorted(path.name for path in tables.iterdir()) == [
        "budget.csv",
        "elements.csv",
        "suivi.csv",
    ]
    seen = (tables / "suivi.csv").read_bytes().decode("utf-8").split("\n")
    assert seen == [
        "element_id,date_suivi,statut,statut_source,taux_avancement,sante,commentaire,source",
        "os1-oo1-a1,2021-12-31,EN_COURS,,50,,,",
        "",
    ]
    assert ",12345.60\n" in (tables / "budget.csv").read_text(encoding="utf-8")


def test_writing_twice_changes_nothing(tmp_path: Path, pst: Pst):
    folder = tmp_path / IDENTITY.slug
    assert len(write_pst(pst, folder)) == 5
    assert write_pst(pst, folder) == []


def test_a_table_without_rows_loses_its_file(tmp_path: Path, pst: Pst):
    folder = tmp_path / IDENTITY.slug
    write_pst(pst, folder)
    changed = write_pst(replace(pst, suivi=pst.suivi.head(0)), folder)
    assert {path.name for path in changed} == {"suivi.csv", "datapackage.json"}
    assert not (folder / "tables" / "suivi.csv").exists()


def test_comments_of_pst_yml_stay_when_a_key_is_filled(tmp_path: Path, pst: Pst):
    folder = tmp_path / IDENTITY.slug
    write_pst(pst, folder)
    path = folder / "pst.yml"
    path.write_text("# relu par la DG\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    installed = replace(IDENTITY, date_installation=dt.date(2019, 1, 8), organisme="CPAS d’\\Essai")
    write_pst(replace(pst, identite=installed), folder)
    assert path.read_text(encoding="utf-8").startswith("# relu par la DG\n")
    assert load(IDENTITY.slug, tmp_path).identite == installed


TEXTS = st.text(alphabet=st.sampled_from("aé,;\"'\n\r ’=<0"), max_size=6)
ROWS = st.fixed_dictionaries(
    {
        "element_id": TEXTS.filter(bool),
        "date_suivi": st.dates(dt.date(1999, 1, 1), dt.date(2099, 12, 31)),
        "statut_source": st.none() | TEXTS,
        "taux_avancement": st.none() | st.floats(0, 100) | st.integers(0, 100),
        "commentaire": st.none() | TEXTS,
    }
)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_any_text_and_number_is_written_as_the_csv_module_would(rows: list[dict[str, Any]]) -> None:
    written = to_csv(conform(pd.DataFrame(rows), "suivi"), "suivi")

    stream = io.StringIO()
    alone = "\r" in written  # a carriage return ends a line for many readers
    quoting = csv.QUOTE_ALL if alone else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, lineterminator="\n", quoting=quoting)
    titles = list(TABLES["suivi"].columns)
    writer.writerow(titles)
    for row in rows:
        rate = row["taux_avancement"]
        whole = rate is not None and rate == int(rate)
        shown = {"taux_avancement": int(rate) if whole else rate}
        writer.writerow([(row | shown).get(title) for title in titles])
    assert written == stream.getvalue()


def test_amounts_are_written_to_the_cent_whatever_their_size() -> None:
    amounts = ["0.00", "-0.05", "987654321.09", "12.30"]
    table = pd.DataFrame(
        {
            "exercice": 2020,
            "version": "INITIAL",
            "service": "O",
            "type": "D",
            "article": "104/111-01",
            "montant": [Decimal(text) for text in amounts],
        }
    )

    written = to_csv(conform(table, "budget"), "budget")

    assert [line.rsplit(",", 1)[1] for line in written.splitlines()[1:]] == amounts

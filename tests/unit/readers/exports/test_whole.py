import json
from pathlib import Path

import pytest

from pstlib.errors import SourceError
from pstlib.model import load
from pstlib.readers import merge, read
from pstlib.writers.flat import write_json

DATA = Path(__file__).parents[4] / "pst_data"


@pytest.mark.parametrize("slug", ["celles-2019-2024", "valrive-2019-2024"])
def test_what_is_exported_as_json_comes_back_whole(slug: str, tmp_path: Path):
    pst = load(slug, DATA)
    path = tmp_path / "pst.json"
    path.write_bytes(write_json(pst)[0])

    again = merge(read(path), None, slug=slug).pst

    assert again.identite == pst.identite
    for name, table in pst.tables.items():
        assert again.tables[name].equals(table), name


def test_importing_it_into_the_same_pst_changes_nothing(tmp_path: Path):
    pst = load("valrive-2019-2024", DATA)
    path = tmp_path / "pst.json"
    path.write_bytes(write_json(pst)[0])

    merged = merge(read(path), pst, slug=pst.identite.slug)

    assert merged.differences.empty
    assert all(merged.pst.tables[name].equals(table) for name, table in pst.tables.items())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "autre"}, "n’est pas un PST exporté"),
        ({"tables": {"elements": [{"element_id": "a"}]}}, "ne respecte pas son schéma"),
        ({"tables": {"notes": []}}, "tables inconnues"),
        ({"tables": {"elements": 3}}, "structure inattendue"),
        ({"tables": []}, "n’est pas un PST exporté"),
        ({"identite": None}, "ne décrit pas un PST"),
    ],
)
def test_another_json_is_refused(change: dict, said: str, tmp_path: Path):
    content = json.loads(write_json(load("celles-2019-2024", DATA))[0])
    path = tmp_path / "pst.json"
    path.write_text(json.dumps(content | change), encoding="utf-8")

    with pytest.raises(SourceError, match=said):
        read(path)


def test_a_json_nested_without_end_is_refused(tmp_path: Path):
    path = tmp_path / "pst.json"
    path.write_text('{"a":' * 100_000 + "1" + "}" * 100_000, encoding="utf-8")

    with pytest.raises(SourceError, match="Fichier JSON illisible"):
        read(path)


@pytest.mark.parametrize(
    "rows",
    ["{}," * 300_000, "[]," * 300_000, "1," * 6_000_000],
    ids=["empty rows", "lists", "numbers"],
)
def test_more_rows_than_any_pst_are_refused_before_they_are_parsed(rows: str, tmp_path: Path):
    path = tmp_path / "pst.json"
    path.write_text('{"format":"pstlib-pst 1","tables":{"elements":[' + rows + "{}]}}")

    with pytest.raises(SourceError, match="plus de 200 000 lignes"):
        read(path)


def test_rows_of_other_columns_are_refused_before_they_are_a_table(tmp_path: Path):
    rows = [{f"c{number}": 1} for number in range(20_000)]
    content = {"format": "pstlib-pst 1", "identite": {}, "tables": {"elements": rows}}
    path = tmp_path / "pst.json"
    path.write_text(json.dumps(content))

    with pytest.raises(SourceError, match="table elements, colonnes inconnues : c0, c1, c2"):
        read(path)


def test_elements_that_hang_from_nothing_are_refused(tmp_path: Path):
    content = json.loads(write_json(load("celles-2019-2024", DATA))[0])
    content["tables"]["elements"][0]["parent_id"] = "nulle-part"
    path = tmp_path / "pst.json"
    path.write_text(json.dumps(content))

    with pytest.raises(SourceError, match="parents introuvables de os1"):
        read(path)


def test_rows_of_a_budget_that_break_the_schema_are_rejected_and_the_others_loaded(tmp_path: Path):
    row = {"exercice": 2021, "version": "INITIAL", "service": "O", "type": "D", "montant": "1.00"}
    rows = [
        row | {"article": "831/111-01"},
        row | {"article": "831/111-02", "montant": "douze"},
        row | {"article": "831/111-03", "service": "Z", "exercice": 1980},
        row | {"article": "831/111-04", "montant": "1000000000"},
        row | {"article": "831/11101", "montant": "2.00"},
        row | {"article": "8013-111/01"},
    ]
    path = tmp_path / "pst.json"
    content = json.loads(write_json(load("valrive-2019-2024", DATA))[0])
    content["tables"]["budget"] = rows
    path.write_text(json.dumps(content))

    reading = read(path)

    assert reading.tables["budget"]["article"].tolist() == [
        "831/111-01", "831/11101", "8013-111/01",
    ]  # fmt: skip
    assert reading.rejets["lieu"].tolist() == [f"table budget, rangée {n}" for n in (2, 3, 4)]
    said = reading.rejets["motif"].tolist()
    assert said[0].startswith("montant : « douze » – attendu : un montant à deux décimales")
    assert "exercice : « 1980 »" in said[1]
    assert "service : « Z »" in said[1]
    assert "milliard" in said[2]
    assert reading.avertissements["message"].tolist() == [
        "Article 831/11101, 2021, INITIAL : déjà à la rangée 1 ; les montants s’additionnent.",
        "Article « 8013-111/01 » illisible, gardé.",
    ]

import json
from pathlib import Path

import pytest
from frictionless import Package, system

from pstlib.model.tables import TABLES
from pstlib.writers.datapackage import table_schema

REPOSITORY = Path(__file__).parents[3]
PACKAGES = sorted(REPOSITORY.glob("pst_data/*/datapackage.json"))


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_each_shipped_package_valid(path: Path):
    with system.use_context(trusted=True):
        report = Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


@pytest.mark.filterwarnings("ignore")
def test_frictionless_refuses_a_package_whose_link_points_to_nothing(tmp_path: Path):
    shipped = REPOSITORY / "pst_data" / "celles-2019-2024"
    for name in (
        "datapackage.json",
        "tables/elements.csv",
        "tables/suivi.csv",
        "tables/demarches.csv",
    ):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((shipped / name).read_bytes())
    suivi = tmp_path / "tables" / "suivi.csv"
    suivi.write_text(
        suivi.read_text(encoding="utf-8").replace("os1-oo1-a1,", "os9,"), encoding="utf-8"
    )
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert [row[0] for row in report.flatten(["type"])] == ["foreign-key"]


@pytest.mark.parametrize("name", TABLES)
def test_the_table_schema_has_the_columns_of_the_table(name: str):
    fields = table_schema(name)["fields"]
    assert [field["name"] for field in fields] == list(TABLES[name].columns)
    assert all(field["description"] for field in fields)


def test_closed_lists_bounds_and_needs_are_constraints():
    fields = {field["name"]: field for field in table_schema("suivi")["fields"]}
    assert fields["date_suivi"] == {
        "name": "date_suivi",
        "type": "date",
        "description": "Date du relevé",
        "personnel": "non",
        "constraints": {"required": True},
    }
    assert fields["statut"]["constraints"]["enum"] == [
        "NON_COMMENCE", "EN_COURS", "EN_ATTENTE", "PROBLEME", "TERMINE", "ANNULE_ABANDONNE",
    ]  # fmt: skip
    assert fields["taux_avancement"]["constraints"] == {"minimum": 0, "maximum": 100}


def test_the_package_of_celles_names_its_tables_and_links():
    path = REPOSITORY / "pst_data" / "celles-2019-2024" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    links = {r["name"]: r["schema"].get("foreignKeys", []) for r in package["resources"]}
    assert list(links) == ["elements", "suivi", "demarches"]
    assert links["suivi"] == [
        {"fields": "element_id", "reference": {"resource": "elements", "fields": "element_id"}}
    ]
    assert {link["reference"]["resource"] for link in links["elements"]} == {""}

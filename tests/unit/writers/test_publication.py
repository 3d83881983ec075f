"""Open data of many plans: valid for its readers, honest on what it is, without names of people."""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from pstlib.errors import PstError, UsageError
from pstlib.model.tables import TABLES
from pstlib.writers.publication import Terms, publish

HOSTILE = Path(__file__).parents[2] / "snapshot" / "donnees" / "hostile-2019-2024"
REAL, MADE_UP = "celles-2019-2024", "valrive-2019-2024"
NAMES = ("responsable", "mandataire", "auteur")
NOTES = ("commentaire", "remarque", "motif", "source")
TERMS = Terms(editeur="Fédération des CPAS", licence="CC-BY-4.0", contact="pst@exemple.be")


@pytest.fixture(scope="module")
def data(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plans, and one whose titles are meant to harm."""
    folder = tmp_path_factory.mktemp("donnees")
    shutil.copytree(root / "pst_data", folder, dirs_exist_ok=True)
    shutil.copytree(HOSTILE, folder / HOSTILE.name)
    return folder


@pytest.fixture(scope="module")
def slugs(data: Path) -> list[str]:
    return sorted(path.parent.name for path in data.glob("*/pst.yml"))


@pytest.fixture(scope="module")
def published(data: Path, slugs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("publication")
    publish(slugs, data, target, TERMS)
    return target


def package_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def catalogue_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "catalogue.jsonld").read_text("utf-8"))


def cells(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        for line in csv.reader(stream):
            yield from line


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_package_of_all_plans_valid(published: Path) -> None:
    with system.use_context(trusted=True):
        report = Package(str(published / "datapackage.json")).validate()

    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) > 40


def test_hash_and_size_are_those_of_the_file(published: Path) -> None:
    for resource in package_of(published)["resources"]:
        content = (published / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_rows_are_those_of_the_plans(published: Path, data: Path) -> None:
    """Count the lines of two plans of a set by other means."""
    made_up = published / "donnees" / "fictif-2019-2024-cc0-1.0" / "elements.csv"
    with made_up.open(encoding="utf-8", newline="") as stream:
        found = [row["pst"] for row in csv.DictReader(stream)]

    for slug in (MADE_UP, f"commune-{MADE_UP}"):
        with (data / slug / "tables" / "elements.csv").open(encoding="utf-8", newline="") as own:
            assert found.count(slug) == len(list(csv.DictReader(own)))


def test_no_name_of_a_person_and_no_note_is_published(published: Path, data: Path) -> None:
    kept = {
        (path.stem, column)
        for path in published.glob("donnees/*/*.csv")
        for column in path.read_text("utf-8").splitlines()[0].split(",")
    }
    elements = (data / MADE_UP / "tables" / "elements.csv").read_text("utf-8").splitlines()
    named = {row["responsable"] for row in csv.DictReader(elements)} - {""}
    told = {cell for path in published.glob("donnees/*/*.csv") for cell in cells(path)}

    # The source of a funding is who pays, the reason of a version one of a closed list.
    suspect = {one for one in kept if one[1] in (*NAMES, *NOTES)}
    assert suspect == {("financements", "source"), ("versions", "motif")}
    assert named
    assert not (named & told)
    assert not list(published.glob("donnees/*/reponses.csv"))
    assert not list(published.glob("donnees/*/suggestions.csv"))


def test_every_column_says_whether_it_names_somebody(published: Path) -> None:
    fields = [f for r in package_of(published)["resources"] for f in r["schema"]["fields"]]

    assert {field["personnel"] for field in fields} == {"non"}
    personal = {
        c for table in TABLES.values() for c, s in table.columns.items() if s.personal == "oui"
    }
    assert personal == set(NAMES)


def test_persons_are_published_where_it_is_asked(data: Path, tmp_path: Path) -> None:
    publish([MADE_UP], data, tmp_path / "tout", Terms(editeur="CPAS", personnes=True))
    fields = {
        field["name"]: field["personnel"]
        for resource in package_of(tmp_path / "tout")["resources"]
        for field in resource["schema"]["fields"]
    }

    assert fields["responsable"] == "oui"
    assert fields["auteur"] == "oui"


def test_fictitious_plans_are_apart_and_say_so_everywhere(published: Path) -> None:
    package, catalogue = package_of(published), catalogue_of(published)
    made_up = [r for r in package["resources"] if "/fictif-" in r["path"]]
    sets = {one["dct:identifier"]: one for one in catalogue["dcat:dataset"]}

    assert made_up
    assert all("données fictives" in resource["title"] for resource in made_up)
    for name, one in sets.items():
        said = "fictif" in one["dct:description"]["@value"].lower()
        assert said == name.startswith("pst-fictif-")
        assert ("(données fictives)" in one["dct:title"]["@value"]) == said
        assert ("dct:spatial" in one) != said  # nobody lives in a commune that doesn't exist
    with (published / "donnees/2019-2024-cc-by-4.0/organismes.csv").open(encoding="utf-8") as real:
        assert [row["pst"] for row in csv.DictReader(real)] == [REAL]


def test_catalogue_has_what_dcat_ap_asks(published: Path) -> None:
    """Check what the shapes of DCAT-AP 3.0 say must be there, and the terms of the context."""
    catalogue = catalogue_of(published)
    context = catalogue["@context"]

    assert catalogue["@type"] == "dcat:Catalog"
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"} <= set(catalogue)
    assert catalogue["dct:publisher"]["foaf:name"]["@value"] == "Fédération des CPAS"
    real = next(d for d in catalogue["dcat:dataset"] if "fictif" not in d["dct:identifier"])
    assert real["dct:temporal"]["dcat:startDate"] == {"@value": "2019-01-01", "@type": "xsd:date"}
    assert real["dct:temporal"]["dcat:endDate"] == {"@value": "2024-12-31", "@type": "xsd:date"}
    names = [place["locn:geographicName"]["@value"] for place in real["dct:spatial"]]
    assert names == ["Wallonie", "Celles"]
    for one in (d for dataset in catalogue["dcat:dataset"] for d in dataset["dcat:distribution"]):
        file = published / one["dcat:accessURL"]["@id"]
        assert one["spdx:checksum"]["spdx:checksumValue"] == {
            "@value": hashlib.sha256(file.read_bytes()).hexdigest(), "@type": "xsd:hexBinary",
        }  # fmt: skip
        assert one["dct:license"]["@id"].startswith("https://creativecommons.org/")
    assert {term.split(":")[0] for term in terms_of(catalogue)} <= set(context)


def terms_of(node: Any) -> Iterator[str]:
    """Give the compact names that a reader of JSON-LD must expand."""
    if isinstance(node, list):
        for item in node:
            yield from terms_of(item)
    if isinstance(node, dict):
        for key, value in node.items():
            if not key.startswith("@"):
                yield key
            if key != "@context":
                yield from terms_of(value)


def test_addresses_are_relative_unless_one_is_given(data: Path, tmp_path: Path) -> None:
    site = "https://www.exemple.be/pst"
    publish([MADE_UP], data, tmp_path / "a", Terms(editeur="CPAS", adresse=site))
    publish([MADE_UP], data, tmp_path / "b", Terms(editeur="CPAS"))

    assert catalogue_of(tmp_path / "a")["@context"]["@base"] == f"{site}/"
    assert "@base" not in catalogue_of(tmp_path / "b")["@context"]
    assert package_of(tmp_path / "a")["homepage"] == site


def test_a_hostile_title_is_neither_a_formula_nor_markup_that_breaks(published: Path) -> None:
    path = next(published.glob("donnees/fictif-2019-2024-cc-by-4.0/elements.csv"))
    texts = list(cells(path))

    assert any(text.startswith("'=") for text in texts)  # there is one to neutralise
    assert not any(text.startswith(("=", "+", "@", "\t")) for text in texts)


def test_names_of_files_suit_any_host(published: Path) -> None:
    paths = [path.relative_to(published).as_posix() for path in published.rglob("*")]

    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(len(path) <= 100 for path in paths)
    assert all(set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_./") for path in paths)


def test_the_same_plans_give_the_same_bytes_and_leave_the_files(
    data: Path, slugs: list[str], published: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in published.rglob("*") if path.is_file()}
    publish(slugs, data, published, TERMS)

    assert before == {p: p.stat().st_mtime_ns for p in published.rglob("*") if p.is_file()}


def test_a_plan_without_licence_stays_out_and_is_said(data: Path, tmp_path: Path) -> None:
    done = publish([REAL, MADE_UP], data, tmp_path / "p", Terms(editeur="Fédération"))

    assert list(done.left) == [REAL]
    assert "--licence" in str(done.left[REAL])
    assert done.unreadable == 0
    with pytest.raises(PstError, match="Aucun PST ne peut être publié"):
        publish([REAL], data, tmp_path / "q", Terms(editeur="Fédération"))
    assert not (tmp_path / "q").exists()


def test_a_plan_no_more_published_goes_away(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "p"
    publish([REAL, MADE_UP], data, target, TERMS)
    (target / "index.html").write_text("à moi", encoding="utf-8")
    publish([REAL], data, target, TERMS)

    left = sorted(path.name for path in (target / "donnees").iterdir())
    assert left == ["2019-2024-cc-by-4.0"]
    assert (target / "index.html").is_file()


def test_a_folder_that_holds_something_else_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "lettre.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(UsageError, match="autre chose"):
        publish([MADE_UP], data, tmp_path, TERMS)


def test_an_unreadable_plan_stops_nothing(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "donnees"
    for slug in (REAL, MADE_UP):
        shutil.copytree(data / slug, broken / slug)
    (broken / REAL / "tables" / "elements.csv").write_text("n’importe quoi\n", encoding="utf-8")
    done = publish([REAL, MADE_UP], broken, tmp_path / "p", TERMS)

    assert list(done.left) == [REAL]
    assert done.unreadable == 1
    assert [one.name for one in done.sets] == ["fictif-2019-2024-cc0-1.0"]


@pytest.mark.parametrize(
    ("written", "place"),
    [("cc by 4.0", "2019-2024-cc-by-4.0"), ("CC0 1.0", "2019-2024-cc0-1.0")],
)
def test_a_licence_is_known_however_it_is_written(
    data: Path, tmp_path: Path, written: str, place: str
) -> None:
    publish([with_licence(data, tmp_path, REAL, written)], tmp_path, tmp_path / "p", TERMS)

    assert [path.name for path in (tmp_path / "p/donnees").iterdir()] == [place]


def test_two_unknown_licences_are_two_sets_named_by_what_they_are(
    data: Path, tmp_path: Path
) -> None:
    words = {REAL: "Étude <b>seule</b>", "autre-2019-2024": "Etude  <b>seule</b> ?"}
    slugs = [with_licence(data, tmp_path, slug, said) for slug, said in words.items()]
    done = publish(slugs, tmp_path, tmp_path / "p", TERMS)
    catalogue = catalogue_of(tmp_path / "p")

    assert len(done.sets) == 2
    names = [path.name for path in (tmp_path / "p/donnees").iterdir()]
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in names)
    assert sorted(
        one["dcat:distribution"][0]["dct:license"]["dct:title"] for one in catalogue["dcat:dataset"]
    ) == ["Etude <b>seule</b> ?", "Étude <b>seule</b>"]


def with_licence(data: Path, folder: Path, slug: str, licence: str) -> str:
    """Copy the plan of Celles, its source under another licence."""
    shutil.copytree(data / REAL, folder / slug)
    identity = folder / slug / "pst.yml"
    identity.write_text(identity.read_text("utf-8").replace(REAL, slug), encoding="utf-8")
    for sheet in (folder / slug / "sources").glob("*.source.yml"):
        text = sheet.read_text("utf-8").replace("licence:\n", f"licence: {json.dumps(licence)}\n")
        sheet.write_text(text, encoding="utf-8")
    return slug

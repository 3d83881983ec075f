import datetime as dt
from pathlib import Path

import pytest
import yaml

from pstlib.errors import SourceError, TableError
from pstlib.model import load
from pstlib.readers import merge, read
from pstlib.writers import write_pst, write_rejects, write_source
from pstlib.writers.sources import known_rejects

REPOSITORY = Path(__file__).parents[3]
SEED = "seeds/003_4667e1c2b5fc762d.txt"
PLAN = "A9 : =Perdue\nCPAS de Tellinval – PST 2019-2024\nOS1 : Vivre\nOO1 : Agir\nA1 : Rire\n"
DAY, TODAY = dt.date(2021, 12, 31), dt.date(2026, 11, 22)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def written(folder: Path, path: Path, *, copy: bool = True) -> list[str]:
    files = write_source(
        folder, path, read(path), copy=copy, date_situation=DAY, date_lecture=TODAY
    )
    return [str(file.relative_to(folder)) for file in files]


def test_a_source_is_copied_with_its_provenance(tmp_path: Path, source: Path):
    folder = tmp_path / "tellin"
    assert written(folder, source) == ["sources/plan.txt.source.yml", "sources/plan.txt"]
    assert (folder / "sources" / "plan.txt").read_bytes() == source.read_bytes()
    sheet = (folder / "sources" / "plan.txt.source.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(sheet) == {
        "titre": "Programme stratégique transversal 2019-2024 – CPAS de Tellinval",
        "producteur": "CPAS de Tellinval",
        "adresse": None,
        "date_lecture": TODAY,
        "licence": None,
        "sha256": read(source).source["sha256"],
        "date_situation": DAY,
        "remarque": None,
    }
    assert written(folder, source) == []


def test_a_source_may_stay_where_it_is(tmp_path: Path, source: Path):
    assert written(tmp_path / "tellin", source, copy=False) == ["sources/plan.txt.source.yml"]


def test_what_a_person_wrote_in_the_provenance_stays(tmp_path: Path, source: Path):
    folder = tmp_path / "tellin"
    sheet = folder / "sources" / "plan.txt.source.yml"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(
        "# relu\ntitre: Notre plan\nlicence: CC BY 4.0\nproducteur:\n", encoding="utf-8"
    )
    written(folder, source)
    known = yaml.safe_load(sheet.read_text(encoding="utf-8"))
    assert sheet.read_text(encoding="utf-8").startswith("# relu\n")
    assert (known["titre"], known["licence"], known["producteur"]) == (
        "Notre plan",
        "CC BY 4.0",
        "CPAS de Tellinval",
    )


def test_another_file_of_the_same_name_is_refused(tmp_path: Path, source: Path):
    folder = tmp_path / "tellin"
    written(folder, source)
    source.write_text(PLAN + "A2 : Chanter\n", encoding="utf-8")
    with pytest.raises(SourceError, match="Un autre fichier du même nom est déjà importé"):
        written(folder, source)


def test_rejects_name_file_place_content_and_reason(tmp_path: Path, source: Path):
    folder = tmp_path / "tellin"
    folder.mkdir()
    path = folder / "rejets.csv"
    path.write_text("fichier,lieu,contenu,motif\nautre.txt,ligne 1,x,y\n", encoding="utf-8")
    assert write_rejects(folder, read(source)) == [path]
    assert path.read_text(encoding="utf-8") == (
        "fichier,lieu,contenu,motif\n"
        "autre.txt,ligne 1,x,y\n"
        "plan.txt,ligne 1,A9 : =Perdue,action sans objectif au-dessus d’elle\n"
    )
    assert write_rejects(folder, read(source)) == []


def test_rejects_go_away_with_their_reason(tmp_path: Path, source: Path):
    folder = tmp_path / "tellin"
    write_rejects(folder, read(source))
    source.write_text(PLAN.split("\n", 1)[1], encoding="utf-8")
    assert write_rejects(folder, read(source)) == [folder / "rejets.csv"]
    assert not (folder / "rejets.csv").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"fichier;lieu;contenu;motif\nb.csv;ligne 3;x;y\n",
        b'fichier,"lieu\na\n',
    ],
)
def test_rejects_that_a_spreadsheet_spoilt_are_told_and_left(tmp_path: Path, content: bytes):
    path = tmp_path / "rejets.csv"
    path.write_bytes(content)

    with pytest.raises(TableError, match="séparé par des virgules"):
        known_rejects(path)
    assert path.read_bytes() == content


def test_rejects_saved_by_a_spreadsheet_in_utf_8_are_read(tmp_path: Path):
    path = tmp_path / "rejets.csv"
    path.write_bytes("\ufefffichier,lieu,contenu,motif\r\nb.csv,ligne 3,x,é\r\n".encode())

    assert known_rejects(path).to_numpy().tolist() == [["b.csv", "ligne 3", "x", "é", ""]]


def test_importing_the_plan_of_celles_again_changes_nothing(shared: Path):
    folder = REPOSITORY / "pst_data" / "celles-2019-2024"
    reading, day = read(shared / SEED), dt.date(2019, 12, 31)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    pst = merge(reading, load(folder.name, folder.parent), slug=folder.name, date_situation=day).pst
    assert write_source(folder, shared / SEED, reading, copy=False, date_situation=day) == []
    assert write_pst(pst, folder) == []
    assert write_rejects(folder, reading) == []
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_plan_of_celles_is_what_its_document_gives_and_no_more(shared: Path, tmp_path: Path):
    reading, day = read(shared / SEED), dt.date(2019, 12, 31)
    fresh = merge(reading, None, slug="celles-2019-2024", date_situation=day).pst
    write_pst(fresh, tmp_path / "celles-2019-2024")
    shipped = REPOSITORY / "pst_data" / "celles-2019-2024"
    for name in ("elements", "suivi", "demarches"):
        table = f"tables/{name}.csv"
        assert (tmp_path / "celles-2019-2024" / table).read_bytes() == (
            shipped / table
        ).read_bytes()
    assert sorted(path.name for path in (shipped / "tables").iterdir()) == [
        "demarches.csv", "elements.csv", "suivi.csv",
    ]  # fmt: skip

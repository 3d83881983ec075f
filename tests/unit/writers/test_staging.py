"""Files put into a folder all together, whatever happens meanwhile."""

import shutil
import threading
from pathlib import Path

import pytest

from pstlib.model import load
from pstlib.paths import alone_in
from pstlib.writers.staging import WORK, put_in_place, working_copy

SLUG = "valrive-2019-2024"
DATA = Path(__file__).parents[3] / "pst_data"


def names_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_files_are_added_replaced_and_removed_as_in_the_stage(tmp_path: Path) -> None:
    stage, folder = tmp_path / "stage", tmp_path / "pst"
    for place, content in ((stage, "neuf"), (folder, "vieux")):
        (place / "tables").mkdir(parents=True)
        (place / "tables/suivi.csv").write_text(content)
    (folder / "rejets.csv").write_text("vieux")
    (stage / "pst.yml").write_text("neuf")

    put_in_place(["tables/suivi.csv", "rejets.csv", "pst.yml"], stage, folder)

    assert names_in(folder) == ["pst.yml", "tables/suivi.csv"]
    assert (folder / "tables/suivi.csv").read_text() == "neuf"


@pytest.mark.parametrize("moved", range(12))
def test_a_writer_that_dies_between_two_files_leaves_a_pst_that_loads(
    moved: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From nothing to the whole of a PST that has versions, indicators and synergies."""
    stage, folder = DATA / SLUG, tmp_path / SLUG
    names = [name for name in names_in(stage) if name.startswith(("tables/", "pst.yml"))]
    folder.mkdir()
    shutil.copy(stage / "pst.yml", folder)
    rename, done = Path.replace, []

    def dying(self: Path, target: Path) -> Path:
        if len(done) == moved:
            raise KeyboardInterrupt
        done.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        put_in_place(names, stage, folder)
    monkeypatch.undo()

    known = load(SLUG, tmp_path)
    assert sum(len(table) > 0 for table in known.tables.values()) == moved
    put_in_place(names, stage, folder)
    assert names_in(folder) == sorted(names)


def test_what_a_dead_import_left_is_removed_by_the_next(tmp_path: Path) -> None:
    stage, folder = tmp_path / "stage", tmp_path / "pst"
    (folder / f"{WORK}mort").mkdir(parents=True)
    (folder / f"{WORK}mort/x").write_text("x")
    stage.mkdir()
    (stage / "pst.yml").write_text("neuf")

    put_in_place(["pst.yml"], stage, folder)

    assert [path.name for path in folder.iterdir()] == ["pst.yml"]


def test_nothing_is_changed_where_one_file_cannot_be_written(tmp_path: Path) -> None:
    stage, folder = tmp_path / "stage", tmp_path / "pst"
    (stage / "tables").mkdir(parents=True)
    folder.mkdir()
    (folder / "tables").write_text("un fichier, pas un dossier")
    for name in ("pst.yml", "tables/suivi.csv"):
        (stage / name).write_text("neuf")

    with pytest.raises(OSError, match="tables"):
        put_in_place(["pst.yml", "tables/suivi.csv"], stage, folder)

    assert names_in(folder) == ["tables"]


def test_a_new_folder_goes_away_where_nothing_could_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), alone_in(tmp_path / "a/b", waiting=list):
        raise FileNotFoundError

    assert list(tmp_path.iterdir()) == []


def test_the_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with alone_in(tmp_path, waiting=waiting.set):
            order.append("second")

    with alone_in(tmp_path, waiting=lambda: order.append("jamais")):
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(30)
        order.append("first")
    other.join(30)
    assert order == ["first", "second"]


def test_the_copy_of_a_folder_that_may_only_be_read_may_be_written(tmp_path: Path) -> None:
    folder, stage = tmp_path / "pst", tmp_path / "stage"
    (folder / f"{WORK}mort").mkdir(parents=True)
    (folder / "tables").mkdir()
    (folder / "tables/suivi.csv").write_text("x")
    for path in (folder / "tables/suivi.csv", folder / "tables", folder):
        path.chmod(0o555)
    try:
        working_copy(folder, stage)
    finally:
        for path in (folder, folder / "tables"):
            path.chmod(0o755)

    assert names_in(stage) == ["tables/suivi.csv"]
    copies = (stage, stage / "tables", stage / "tables/suivi.csv")
    assert [bool(path.stat().st_mode & 0o200) for path in copies] == [True] * 3
    assert not list(stage.glob(f"{WORK}*"))

"""What a report is made from, as hashes: each thing that can change a report changes one."""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pstlib.reports import Job, fingerprints, jobs
from pstlib.reports.fingerprints import ContentHashes, Fingerprints

DAY = dt.date(2021, 12, 31)
FILES = ("pst.yml", "corrections.yml", "tables/elements.csv", "sources/plan.pdf.source.yml")


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose notebook and data may be changed."""
    for name in FILES:
        path = tmp_path / "donnees/un" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    for name in ("mi-parcours", "finale"):
        (tmp_path / f"{name}.ipynb").write_text(name)
    monkeypatch.setattr(jobs, "notebook_of", lambda kind: tmp_path / f"{kind}.ipynb")
    return Job(
        slug="un",
        evaluation="mi-parcours",
        date_arrete=DAY,
        donnees=tmp_path / "donnees",
        sortie=tmp_path / "sortie",
    )


def _of(job: Job) -> dict[str, str]:
    return Fingerprints(ContentHashes(job.sortie)).of(job)


def _changed(job: Job, change: Callable[[], object]) -> set[str]:
    before = _of(job)
    change()
    after = _of(job)
    return {key for key in after if after[key] != before[key]}


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_of_the_pst_changes_its_data(job: Job, name: str) -> None:
    assert _changed(job, lambda: (job.donnees / "un" / name).write_text("x")) == {"donnees"}


def test_a_table_more_or_renamed_changes_the_data(job: Job) -> None:
    tables = job.donnees / "un/tables"

    assert _changed(job, lambda: (tables / "suivi.csv").write_text("")) == {"donnees"}
    assert _changed(job, lambda: (tables / "suivi.csv").rename(tables / "dps.csv")) == {"donnees"}


def test_raw_sources_hidden_files_and_other_pst_change_nothing(job: Job) -> None:
    def change() -> None:
        (job.donnees / "un/sources/plan.pdf").write_text("x")
        (job.donnees / "un/.verrou").write_text("x")
        (job.donnees / "deux").mkdir()
        (job.donnees / "deux/pst.yml").write_text("x")

    assert _changed(job, change) == set()


def test_a_reference_file_of_the_user_changes_the_reference(job: Job) -> None:
    folder = job.donnees / "referentiel"
    folder.mkdir()

    assert _changed(job, lambda: (folder / "methode.yml").write_text("a: 1")) == {"referentiel"}
    assert _changed(job, lambda: (folder / "indice_prix.csv").write_text("x")) == {"referentiel"}


def test_only_the_notebook_of_the_report_counts(job: Job, tmp_path: Path) -> None:
    assert _changed(job, lambda: (tmp_path / "mi-parcours.ipynb").write_text("x")) == {"carnet"}
    assert _changed(job, lambda: (tmp_path / "finale.ipynb").write_text("x")) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"date_arrete": dt.date(2022, 1, 1)},
        {"autonome": True},
        {"court": True},
    ],
)
def test_each_wish_counts(job: Job, change: dict[str, object]) -> None:
    before, after = _of(job), _of(replace(job, **change))

    assert {key for key in after if after[key] != before[key]} == {"parametres"}


def test_a_pdf_more_or_less_changes_nothing_of_the_page(job: Job) -> None:
    assert _of(replace(job, navigateur=Path("c"))) == _of(job)


def test_neither_folder_nor_machine_counts(job: Job, tmp_path: Path) -> None:
    moved = tmp_path / "ailleurs"
    before = _of(job)
    job.donnees.rename(moved)

    assert _of(replace(job, donnees=moved, sortie=tmp_path / "autre")) == before


def test_code_templates_reference_data_and_libraries_count(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pstlib"
    for name in ("__init__.py", "charts/chart.html.j2", "reference/data/methode.yml"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    monkeypatch.setattr(fingerprints.pstlib, "__file__", str(package / "__init__.py"))

    for name in ("__init__.py", "charts/chart.html.j2", "reference/data/methode.yml"):
        assert _changed(job, lambda name=name: (package / name).write_text("x")) == {"pstlib"}
    (package / "__pycache__").mkdir()
    assert _changed(job, lambda: (package / "__pycache__/a.pyc").write_text("x")) == set()
    versions = monkeypatch.setattr
    assert _changed(
        job, lambda: versions(fingerprints.importlib.metadata, "version", lambda _: "9")
    ) == {"pstlib"}


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that has been as it is for long, and a cache to remember its hash in."""
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.csv"
    path.write_text("avant")
    monkeypatch.setattr(fingerprints, "_SETTLED", -(10**12))  # as if an hour had passed
    return path


def _hash_again(path: Path) -> str:
    hashes = ContentHashes(path.parent)
    found = hashes.of(path)
    hashes.keep()
    return found


def test_a_file_that_kept_its_state_isn_t_read_again(
    settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _hash_again(settled)
    monkeypatch.setattr(fingerprints, "sha256_of", lambda _: "lu de nouveau")

    assert _hash_again(settled) == before


def test_a_change_that_keeps_size_and_time_is_seen(settled: Path) -> None:
    before, state = _hash_again(settled), settled.stat()
    settled.write_text("apres")
    os.utime(settled, ns=(state.st_atime_ns, state.st_mtime_ns))

    assert settled.stat().st_size == state.st_size
    assert _hash_again(settled) != before


def test_a_file_changed_just_now_isn_t_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.csv"
    path.write_text("x")
    _hash_again(path)
    monkeypatch.setattr(fingerprints, "sha256_of", lambda _: "lu de nouveau")

    assert _hash_again(path) == "lu de nouveau"


def test_a_damaged_memory_is_done_without(settled: Path, tmp_path: Path) -> None:
    before = _hash_again(settled)
    (memory,) = (tmp_path / "cache/empreintes").iterdir()
    for content in ("{", "[]"):
        memory.write_text(content)
        assert _hash_again(settled) == before

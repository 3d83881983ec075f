"""A wheel is whole: reports can be made with it far from the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import Run

RUN_PST = "from pstlib.cli import main; main()"


@pytest.fixture(scope="module")
def wheel(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def python(site: Path, code: str, *args: str, cwd: Path, **env: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(site), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_wheel_holds_every_file_of_the_package_and_the_notebooks(
    unpacked: Path, root: Path
) -> None:
    source = root / "src"
    package = {
        str(path.relative_to(source))
        for path in (source / "pstlib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    notebooks = {f"pstlib/notebooks/{path.name}" for path in (root / "notebooks").glob("*.ipynb")}
    held = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}

    assert package | notebooks <= held
    assert "pstlib/py.typed" in held
    assert notebooks


def test_wheel_finds_its_notebooks_and_reference_data(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "import pstlib, pstlib.paths as p; from pstlib.reference import load_yaml;"
        "load_yaml('methode.yml'); print(p.notebooks_folder())"
    )

    returncode, said = python(unpacked, code, cwd=tmp_path)

    assert (returncode, said.strip()) == (0, str(unpacked / "pstlib/notebooks"))


def test_wheel_makes_a_report_far_from_the_repository(
    unpacked: Path, root: Path, tmp_path: Path
) -> None:
    arguments = ("rapport", "celles-2019-2024", "--evaluation", "mi-parcours")

    returncode, said = python(
        unpacked,
        RUN_PST,
        *arguments,
        "--date-arrete",
        "2021-12-31",
        cwd=tmp_path,
        PST_DONNEES=str(root / "pst_data"),
    )

    assert returncode == 0, said
    report = tmp_path / "reports/celles-2019-2024/mi-parcours-2021-12-31.html"
    assert "<h1" in report.read_text(encoding="utf-8")

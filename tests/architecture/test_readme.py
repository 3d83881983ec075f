"""What the README tells people to type works, in a folder of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import load_script

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMES = ("README.md", "CONTRIBUTING.md", "docs/guide.md")
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in NAMES}


pages = load_script("run_pages")


def lines(text: str) -> list[str]:
    return [step.command for step in pages.steps(text) if step.command]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the shipped data."""
    return pages.desk(tmp_path)


def test_readme_shows_both_commands_that_set_everything_up() -> None:
    typed = [line for page in PAGES.values() for line in lines(page)]

    assert "make rapports" in typed
    assert "make test" in typed


def test_tasks_named_in_the_pages_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    tasks = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {task for page in PAGES.values() for task in re.findall(r"`make ([a-z]+)`", page)}
    typed = {
        line.split()[1] for page in PAGES.values() for line in lines(page) if line[:5] == "make "
    }

    assert named | typed <= tasks


def test_pst_commands_of_the_readme_work_in_their_order(desk: Path) -> None:
    done = {step.command: done for step, done in pages.outcomes(README, desk)}

    assert {line: outcome.printed for line, outcome in done.items() if outcome.code} == {}
    assert list(done) == [line for line in lines(README) if line.startswith("pst ")]
    assert (desk / "reports/sart-fontaine-2019-2024/mi-parcours-2021-12-31.html").is_file()


def test_python_of_the_readme_works(desk: Path) -> None:
    (code,) = pages.blocks("python", README)

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", code],
        cwd=desk,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_files_that_the_pages_link_to_exist() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []

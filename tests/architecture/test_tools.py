"""The checks of `make lint`, so that the tests alone tell whether a change may land."""

from pathlib import Path

import pytest

from .conftest import Run

CHECKS = {
    "ruff check": ("ruff", "check", "--no-cache"),
    "ruff format": ("ruff", "format", "--check", "--no-cache"),
    "mypy --strict": ("mypy",),
    "import floors": ("lint-imports", "--no-cache"),
    "English spelling": ("codespell",),
    "French spelling": ("python", "scripts/check_french.py"),
}


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS.keys())
def test_tool_finds_nothing(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command)

    assert done.returncode == 0, done.stdout + done.stderr


def test_notebooks_are_committed_without_outputs(run: Run, root: Path) -> None:
    notebooks = [str(path) for path in sorted((root / "notebooks").glob("*.ipynb"))]

    done = run("nbstripout", "--keep-id", "--verify", *notebooks)

    assert notebooks
    assert done.returncode == 0, done.stdout + done.stderr

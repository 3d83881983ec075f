"""What every test can count on: the tree, the shared material, and nothing from outside."""

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# The same examples on every machine, and no timing: a slow machine is not a defect.
settings.register_profile("pstlib", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("pstlib")


@pytest.fixture(autouse=True)
def _no_setting_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the person who runs the tests must not change their result."""
    monkeypatch.delenv("PST_DONNEES", raising=False)
    monkeypatch.setenv("PST_CACHE", "")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The contract and fixtures beside the repository; without them the test is skipped."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not there: it comes with the project's workplace only")
    return folder

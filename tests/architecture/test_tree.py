"""Nothing of one machine gets into the tree."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written so that they do not find themselves.
MACHINE_PATHS = r"/(wor[k]|far[m]|roo[t]|hom[e]/[a-z])/"
REGISTRIES = r"\bpyp[i]\.(org|python)|pythonhoste[d]|npmj[s]\.|deb\.debia[n]|anaconda\.or[g]"
LARGEST_FILE = 6_000_000  # plotly.js, the largest that could be shipped, is under 5 MB


def git(*args: str) -> list[str]:
    done = subprocess.run(  # noqa: S603
        ["git", *args],  # noqa: S607 - git is found where the person's own calls find it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["paths", "registries"])
def test_tree_names_no_machine_and_no_registry(pattern: str) -> None:
    assert git("grep", "-nIE", pattern) == []


def test_tree_holds_no_large_file() -> None:
    tracked = [ROOT / name for name in git("ls-files")]

    assert [p for p in tracked if p.is_file() and p.stat().st_size > LARGEST_FILE] == []


def test_reports_folder_is_kept_empty_in_the_tree() -> None:
    assert git("ls-files", "reports") == ["reports/.gitkeep"]

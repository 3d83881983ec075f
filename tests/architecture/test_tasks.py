"""The tasks of make, of a commit and of the continuous run are whole and say the same."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TASKS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        ["make", *arguments],  # noqa: S607 - make is found where the person's own calls find it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_make
def test_make_alone_describes_every_task() -> None:
    assert TASKS is not None
    described = re.findall(r"^  make ([\w-]+) +\S", make().stdout, re.MULTILINE)

    assert sorted(described) == sorted(TASKS[1].split())


@needs_make
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (("PYTHON=no-such-python",), "Python est introuvable"),
        (("PYTHON=false",), "trop ancien"),
    ],
)
def test_a_python_that_will_not_do_is_refused_in_a_sentence(
    tmp_path: Path, variables: tuple[str, ...], said: str
) -> None:
    environment = tmp_path / "venv"

    done = make("env", f"VENV={environment}", *variables)

    assert done.returncode != 0
    assert said in done.stderr
    assert not environment.exists()


def test_hooks_of_a_commit_run_tools_that_are_installed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    tools = {hook["entry"].split()[0] for hook in hooks}

    assert all(hook["language"] == "system" for hook in hooks)
    assert {tool for tool in tools if not installed(tool)} == set()


def installed(tool: str) -> bool:
    assert tool.startswith(".venv/bin/")
    return Path(sys.executable).with_name(Path(tool).name).exists()


def test_continuous_run_ends_with_the_tests_and_reads_nothing() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert script.rstrip().endswith("make test < /dev/null")
    assert "set -euo pipefail" in script

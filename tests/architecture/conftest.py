"""How the architecture tests run the tools of the environment that they run in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run(root: Path) -> Run:
    """Run a tool installed beside Python, from the top of the tree unless told."""

    def run_tool(name: str, *args: str, cwd: Path = root, **env: str) -> object:
        tool = Path(sys.executable).with_name(name)
        return subprocess.run(  # noqa: S603 - our own tools, arguments written in the tests
            [str(tool), *args],
            cwd=cwd,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run_tool

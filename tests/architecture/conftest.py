"""How the architecture tests run the tools of the environment that they run in."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

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


def load_script(name: str) -> ModuleType:
    """Give a module of ``scripts``, which is no package."""
    path = Path(__file__).parents[2] / f"scripts/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module

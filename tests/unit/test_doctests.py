"""The examples in the docstrings say what the code does."""

import doctest
import importlib
from pathlib import Path

import pytest

import pstlib

SOURCE = Path(pstlib.__path__[0]).parent
DOOR = ["compare", "evaluate", "load", "load_all", "load_table", "read", "search"]


def modules_with_examples() -> list[str]:
    """Name the modules that hold an example; the text is enough to tell, and is quick."""
    files = sorted(Path(pstlib.__path__[0]).rglob("*.py"))
    told = [path for path in files if "    >>> " in path.read_text(encoding="utf-8")]
    parts = [path.relative_to(SOURCE).with_suffix("").parts for path in told]
    return [".".join(part for part in names if part != "__init__") for names in parts]


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_of_a_module_are_true(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)  # the examples name pst_data as an analyst would

    result = doctest.testmod(importlib.import_module(name))

    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", DOOR)
def test_every_function_of_the_door_has_an_example(name: str) -> None:
    assert ">>> " in (getattr(pstlib, name).__doc__ or "")

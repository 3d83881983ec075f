import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pstlib.readers import Reading, read


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[[str], Reading]:
    def reader(text: str) -> Reading:
        path = tmp_path / "pst.txt"
        path.write_text(text, encoding="utf-8")
        return read(path)

    return reader


@pytest.fixture
def outline(read_text: Callable[[str], Reading]) -> Callable[[str], list[tuple[Any, ...]]]:
    """Give (code, numero, libelle, statut) of each element of a text."""

    def reader(text: str) -> list[tuple[Any, ...]]:
        elements = read_text(text).to_json()["elements"]
        return [(e["code"], e["numero"], e["libelle"], e["statut"]) for e in elements]

    return reader


@pytest.fixture(scope="session")
def scoring() -> ModuleType:
    path = Path(__file__).with_name("scoring.py")
    spec = importlib.util.spec_from_file_location("scoring", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

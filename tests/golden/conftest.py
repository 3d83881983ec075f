"""The second evaluator and the shipped PST."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import pstlib
from pstlib.model import Pst

HERE = Path(__file__).parent
PST_DATA = HERE.parents[1] / "pst_data"


@pytest.fixture(scope="session")
def independent() -> ModuleType:
    return second("independent")


@pytest.fixture(scope="session")
def independent_money() -> ModuleType:
    return second("independent_money")


@pytest.fixture(scope="session")
def independent_transversality() -> ModuleType:
    return second("independent_transversality")


def second(name: str) -> ModuleType:
    """Load a second calculation, which is no module of any package."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its own module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pst_data() -> Path:
    return PST_DATA


@pytest.fixture(scope="session")
def loaded() -> dict[str, Pst]:
    return pstlib.load_all(PST_DATA)

"""Generated pages are what the code says, and every code has its word in the glossary."""

import dataclasses
import importlib.util
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import Identity, Pst, load
from pstlib.model.statuses import ActionType, Level, Status
from pstlib.model.tables import APPRECIATIONS, TABLES

ROOT = Path(__file__).parents[2]
DICTIONARY = (ROOT / "docs/dictionnaire.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossaire.md").read_text(encoding="utf-8")
GENERATED = ("commandes.md", "dictionnaire.md")


@pytest.fixture(scope="module")
def pages() -> Mapping[str, Callable[[], str]]:
    path = ROOT / "scripts/make_docs.py"
    spec = importlib.util.spec_from_file_location("make_docs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PAGES


def codes(page: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", page))


@pytest.mark.parametrize("name", GENERATED)
def test_page_is_what_make_docs_would_write(
    pages: Mapping[str, Callable[[], str]], name: str
) -> None:
    assert set(pages) == set(GENERATED)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages[name]()


def test_dictionary_tells_every_table_column_and_key() -> None:
    columns = {name for schema in TABLES.values() for name in schema.columns}
    keys = {field.name for field in dataclasses.fields(Identity)}

    assert (columns | keys | set(TABLES)) - codes(DICTIONARY) == set()


def test_glossary_has_a_word_for_every_table() -> None:
    assert set(TABLES) - codes(GLOSSARY) == set()


@pytest.mark.parametrize(
    "values",
    [Status, Level, ActionType, APPRECIATIONS],
    ids=["status", "level", "type", "judgment"],
)
def test_glossary_has_a_word_for_every_code(values: type[Status]) -> None:
    assert {str(value) for value in values} - codes(GLOSSARY) == set()


def test_glossary_has_a_word_for_every_figure() -> None:
    evaluation = evaluate(load("valrive-2019-2024", ROOT / "pst_data"), date_arrete="2021-12-31")
    figures = {name for name in evaluation.ensemble if not name.startswith(tuple(status_counts()))}

    assert figures - codes(GLOSSARY) == set()


def status_counts() -> list[str]:
    """Counts by status bear the code of the status, which has its own word."""
    return [f"n_{status}" for status in Status]


def test_names_in_the_code_column_of_the_glossary_exist() -> None:
    named = {
        code
        for row in re.findall(r"\| ([^|\n]*) \|$", GLOSSARY, re.MULTILINE)
        for code in codes(row)
    }
    source = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    attributes = {f.name for kind in (Pst, Evaluation, Identity) for f in dataclasses.fields(kind)}

    missing = [
        n
        for n in named
        if n not in attributes and not re.search(rf"\b{n.split('.')[-1]}\b", source)
    ]

    assert missing == []

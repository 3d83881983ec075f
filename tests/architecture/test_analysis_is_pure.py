"""Analysis takes tables and gives tables: no clock, no file, no screen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/pstlib"
ANALYSIS = ("budgets", "comparison", "evaluation", "quality", "synergies")
CLOCK = {"monotonic", "now", "perf_counter", "today", "utcnow"}
FILES = {"open", "read_bytes", "read_csv", "read_parquet", "read_text", "to_csv", "write_text"}
WAYS_TO_MUTATE = {"inplace"}


def calls(*rooms: str) -> Iterator[tuple[str, ast.Call]]:
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("names", [CLOCK, FILES], ids=["clock", "files"])
def test_analysis_looks_at_no_clock_and_no_file(names: set[str]) -> None:
    assert [where for where, call in calls(*ANALYSIS) if called(call) in names] == []


def test_charts_look_at_no_clock() -> None:
    assert [where for where, call in calls("charts") if called(call) in CLOCK] == []


def test_only_the_commands_print() -> None:
    rooms = [p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name not in {"cli", "reports"}]

    assert [where for where, call in calls(*rooms) if called(call) == "print"] == []


def test_tables_are_never_changed_in_place() -> None:
    rooms = [p.name for p in PACKAGE.iterdir() if p.is_dir()]
    found = [
        where
        for where, call in calls(*rooms)
        if any(keyword.arg in WAYS_TO_MUTATE for keyword in call.keywords)
    ]

    assert found == []

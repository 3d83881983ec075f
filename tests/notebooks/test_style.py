"""Notebooks speak, pstlib thinks: what a notebook may hold."""

import ast
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CELL_LINES = 12
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor,
    ast.While, ast.Try, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
PARAMETER = re.compile(r"[a-z_]+: (str|bool|int|float) = \S.*  # \S.{8,}")

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_cells_hold_12_lines_at_most(path: Path) -> None:
    assert [c["id"] for c in cells(path, "code") if len(source(c).splitlines()) > CELL_LINES] == []


def test_cells_define_and_repeat_nothing(path: Path) -> None:
    found = [
        (cell["id"], type(node).__name__)
        for cell in cells(path, "code")
        for node in ast.walk(ast.parse(source(cell)))
        if isinstance(node, FORBIDDEN)
    ]

    assert found == []


def test_notebooks_are_committed_without_outputs(path: Path) -> None:
    kept = [c["id"] for c in cells(path, "code") if c["outputs"] or c["execution_count"]]

    assert kept == []


def test_cell_ids_are_words_so_that_they_stay(path: Path) -> None:
    ids = [cell["id"] for kind in ("code", "markdown") for cell in cells(path, kind)]

    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []


def test_parameters_come_first_typed_and_explained(path: Path) -> None:
    first = cells(path, "code")[0]

    assert first["metadata"].get("tags") == ["parameters"]
    assert [line for line in source(first).splitlines() if not PARAMETER.fullmatch(line)] == []


def test_one_title_then_sections(path: Path) -> None:
    texts = [source(cell) for cell in cells(path, "markdown")]

    assert texts[0].startswith("# ")
    assert [text for text in texts[1:] if not re.match(r"#{2,3} \S", text)] == []


def test_language_is_python_without_a_machine_in_it(path: Path) -> None:
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]

    assert metadata["language_info"] == {"name": "python"}
    assert metadata["kernelspec"]["name"] == "python3"

"""A wrong name or date in a cell: one French line, and the calls that led to it folded."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

WRONG = {
    'pstlib.load("valrive-2019-2042")': "Noms proches : valrive-2019-2024",
    'pstlib.load("valrive-2019-2024").situation("31/13/2021")': "trouvé : « 31/13/2021 »",
    'pstlib.search("valrive-2019-2024:os1-oo1-a99")': "Noms proches : os1-oo1-a1",
}


@pytest.fixture(scope="module")
def outputs(root) -> dict[str, list[nbformat.NotebookNode]]:
    """Run all the wrong cells in one real kernel."""
    cells = [nbformat.v4.new_code_cell(code) for code in ("import pstlib", *WRONG)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    resources = {"metadata": {"path": str(root)}}
    NotebookClient(notebook, allow_errors=True, resources=resources).execute()
    return {cell.source: cell.outputs for cell in notebook.cells[1:]}


@pytest.mark.parametrize("code", WRONG)
def test_an_error_is_one_french_line_with_what_to_do(code: str, outputs) -> None:
    (error,) = [out for out in outputs[code] if out.output_type == "error"]
    (line,) = error.traceback

    assert WRONG[code] in line
    assert "\n" not in line
    assert "\x1b" not in line


@pytest.mark.parametrize("code", WRONG)
def test_the_line_comes_before_what_is_folded(code: str, outputs) -> None:
    assert [out.output_type for out in outputs[code]] == ["error", "display_data"]


@pytest.mark.parametrize("code", WRONG)
def test_the_calls_that_led_to_it_are_folded_and_shown_once(code: str, outputs) -> None:
    (shown,) = [out.data["text/html"] for out in outputs[code] if out.output_type != "error"]

    assert re.match(r"<details><summary>[^<]+</summary><pre>Traceback", shown)
    assert "&lt;module&gt;" in shown
    assert "<module>" not in shown

"""An executed notebook is written as nbformat writes it."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pstlib.reports.notebook_file import notebook_text

FIGURE = {
    "data": [{"y": [1, -2.5, None, 1e-7, 10**20], "x": [[1, "é"], []], "on": True, "vide": {}}],
    "layout": {"b": {"z": 1, "a": {"c": [{"d": float("inf")}]}}, "a": '«\u00a0\u2028"\\\n»'},
}
DATA = {
    "text/html": "<p>un\r\ndeux\u2028trois\x0cquatre</p>\n",
    "image/svg+xml": "<svg>\n</svg>",
    "application/vnd.plotly.v1+json": FIGURE,
    "application/json": "une seule\nchaîne",
}


def a_notebook():
    shown = new_output("display_data", DATA, metadata={"pst": {"entete": "CPAS"}})
    printed = new_output("stream", name="stdout", text="a\nb")
    code = new_code_cell("x = 1\nx", outputs=[shown, printed], execution_count=1, id="b")
    code.metadata["trusted"] = True
    text = new_markdown_cell(
        "# Titre\nfin", attachments={"a.txt": {"text/plain": "un\ndeux"}}, id="a"
    )
    metadata = {"signature": "x", "orig_nbformat": 4, "pst": {"fictif": True}, "liste": []}
    return new_notebook(cells=[text, code, new_code_cell("", id="c")], metadata=metadata)


def test_a_notebook_is_written_byte_for_byte_as_by_nbformat():
    assert notebook_text(a_notebook()) == nbformat.writes(a_notebook()) + "\n"


def test_writing_a_notebook_leaves_it_as_it_was():
    notebook = a_notebook()
    notebook_text(notebook)
    assert notebook == a_notebook()


def test_a_cell_that_nbformat_refuses_is_written_all_the_same():
    notebook = new_notebook(cells=[new_code_cell("x")])
    notebook.cells[0]["execution_count"] = "trois"
    assert notebook_text(notebook) == nbformat.writes(notebook) + "\n"

"""Tiny notebooks to run."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

MakeNotebook = Callable[..., Path]

PARAMETERS = """\
slug: str = "celles-2019-2024"  # PST à évaluer
court: bool = False  # sans annexe
seuil: int = 3  # nombre
"""


@pytest.fixture
def notebook(tmp_path: Path) -> MakeNotebook:
    """Write a notebook: a title, the parameters, then a section for each source given."""

    def make(*sources: str) -> Path:
        cells = [
            new_markdown_cell("# Essai", id="titre"),
            new_code_cell(PARAMETERS, id="parametres", metadata={"tags": ["parameters"]}),
        ]
        for number, source in enumerate(sources, 1):
            cells.append(new_markdown_cell(f"## Section {number}", id=f"s{number}"))
            cells.append(new_code_cell(source, id=f"c{number}"))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / "essai.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return path

    return make

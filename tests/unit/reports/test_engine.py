"""Notebooks run with checked parameters, in the Python of ``pst``, and give the same bytes."""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from pstlib.errors import ReportError, UnknownNameError
from pstlib.reports.engine import DeadNotebookError, check_parameters, execute

from .conftest import MakeNotebook

ENGINES = ["noyau", "rapide"]


def _printed(notebook: nbformat.NotebookNode) -> str:
    return "".join(
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )


def test_parameters_that_the_notebook_has_are_accepted(notebook: MakeNotebook) -> None:
    check_parameters(notebook(), {"slug": "essai", "court": True, "seuil": 4})


def test_unknown_parameter_is_refused_with_the_nearest_name(notebook: MakeNotebook) -> None:
    with pytest.raises(UnknownNameError, match=r"«.slugg.» inconnu – essai\.ipynb.*: slug"):
        check_parameters(notebook(), {"slugg": "essai"})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("slug", 12, "un texte"),
        ("court", "oui", "oui ou non"),
        ("court", 1, "oui ou non"),
        ("seuil", "3", "un entier"),
        ("seuil", True, "un entier"),
    ],
)
def test_parameter_of_another_type_is_refused(
    notebook: MakeNotebook, name: str, value: object, expected: str
) -> None:
    with pytest.raises(ReportError, match=f"«.{name}.» attend {expected}"):
        check_parameters(notebook(), {name: value})


@pytest.mark.parametrize("engine", ENGINES)
def test_notebook_runs_with_its_parameters_and_data_folder_in_this_python(
    notebook: MakeNotebook, tmp_path: Path, engine: str
) -> None:
    source = (
        "import os, sys\nprint(slug, seuil, os.environ['PST_DONNEES'], sys.executable, sep='|')"
    )
    data = tmp_path / "données $HOME"

    done = execute(notebook(source), {"slug": "essai"}, donnees=data, engine=engine)

    assert _printed(done) == f"essai|3|{data}|{sys.executable}\n"


def test_another_kernel_of_the_user_is_not_used(
    notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "jupyter/kernels/python3"
    spec.mkdir(parents=True)
    content = {"argv": ["/nulle/part/python"], "display_name": "Autre", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    done = execute(notebook("print(1 + 1)"), {"slug": "essai"}, donnees=tmp_path)

    assert _printed(done) == "2\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_start_up_files_of_the_user_are_not_run(
    notebook: MakeNotebook, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("surprise = 1", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    done = execute(
        notebook("print('surprise' in globals())"), {"slug": "x"}, donnees=tmp_path, engine=engine
    )

    assert _printed(done) == "False\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_failed_cell_is_told_with_its_section_and_last_line(
    notebook: MakeNotebook, tmp_path: Path, engine: str
) -> None:
    path = notebook("print(1)", "raise ValueError('première ligne\\nla \\x1b[31mdernière')")

    with pytest.raises(ReportError) as caught:
        execute(path, {"slug": "essai"}, donnees=tmp_path, engine=engine)

    assert caught.value.where == "essai.ipynb, section «\u00a0Section 2\u00a0»"
    assert caught.value.found == "ValueError – la dernière"
    assert sorted(tmp_path.iterdir()) == [path]


def test_dead_kernel_is_told(notebook: MakeNotebook, tmp_path: Path) -> None:
    path = notebook("import os; os._exit(9)")

    with pytest.raises(DeadNotebookError, match="Le processus Python du rapport s’est arrêté"):
        execute(path, {"slug": "essai"}, donnees=tmp_path, engine="noyau")


def test_quitting_in_a_cell_is_told(notebook: MakeNotebook, tmp_path: Path) -> None:
    path = notebook("exit()", "print('trop tard')")

    with pytest.raises(DeadNotebookError, match="Le processus Python du rapport s’est arrêté"):
        execute(path, {"slug": "essai"}, donnees=tmp_path)


def test_a_notebook_runs_where_a_loop_runs_already(notebook: MakeNotebook, tmp_path: Path) -> None:
    path = notebook("import asyncio", "await asyncio.sleep(0)", "print('fait')")

    async def as_in_jupyterlab() -> nbformat.NotebookNode:
        return execute(path, {"slug": "essai"}, donnees=tmp_path, engine="rapide")

    # In a thread: a browser test before this one may have left a loop in the main one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        executed = pool.submit(lambda: asyncio.run(as_in_jupyterlab())).result()

    assert _printed(executed) == "fait\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_two_runs_give_the_same_notebook(
    notebook: MakeNotebook, tmp_path: Path, engine: str
) -> None:
    path = notebook("print(slug)")

    first, second = (
        execute(path, {"slug": "essai"}, donnees=tmp_path, engine=engine) for _ in range(2)
    )

    assert nbformat.writes(first) == nbformat.writes(second)
    assert "papermill" not in nbformat.writes(first)

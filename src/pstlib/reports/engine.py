"""Runs a notebook through papermill, its parameters checked before anything starts."""

import contextlib
import copy
import itertools
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pstlib.errors import ReportError, UnknownNameError
from pstlib.paths import DATA_VARIABLE
from pstlib.text import nearest

# jsonschema tries this optional checker of web addresses, which builds 35 grammars at import:
# 0.75 s of the 1.2 s that papermill takes to load (jsonschema#1428). None says "not installed".
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from nbformat import NotebookNode

FAST, KERNEL = "rapide", "noyau"
OnCell = Callable[[str], None]
OnEnd = Callable[[Mapping[str, Any]], None]
_TYPES: Mapping[str, type] = {"str": str, "bool": bool, "int": int, "float": float}
_TYPE_NAMES = {"str": "un texte", "bool": "oui ou non", "int": "un entier", "float": "un nombre"}
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LANGUAGE = {"kernel_name": "python3", "language": "python"}
_NOTEBOOKS = 8
_IOPUB_SECONDS = 60  # a busy machine may be slow to hand over a large chart


class CellError(ReportError):
    """A cell of the notebook failed.

    Args:
        cell: The cell, by its number and first line.
        kind: Name of the exception that it raised.
        told: What is wrong, as for any ``PstError``.
    """

    def __init__(self, what: str, *, cell: str, kind: str, **told: Any) -> None:
        self.cell, self.kind = cell, kind
        super().__init__(what, **told)


class DeadNotebookError(ReportError):
    """The process of the notebook ended."""


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse a parameter that the notebook does not have, or of another type.

    papermill itself only logs an unknown name and runs with the default value.

    Raises:
        UnknownNameError: If the notebook has no such parameter.
        ReportError: If a value is not of the parameter's type.
    """
    known = _parameters_of(notebook.read_text(encoding="utf-8"))
    for name, value in parameters.items():
        if name not in known:
            near = ", ".join(nearest(name, known)) or ", ".join(known) or "aucun"
            raise UnknownNameError(
                f"Paramètre « {name} » inconnu", where=notebook.name, todo=f"Connus : {near}."
            )
        wanted = str(known[name]["inferred_type_name"])
        # bool is an int for Python, not for who reads the report
        if wanted in _TYPES and type(value) is not _TYPES[wanted]:
            raise ReportError(
                f"Le paramètre « {name} » attend {_TYPE_NAMES[wanted]}",
                where=notebook.name,
                found=f"« {value} »",
            )


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    donnees: Path,
    engine: str = FAST,
    on_cell: OnCell | None = None,
    on_end: OnEnd | None = None,
) -> "NotebookNode":
    """Run a notebook and give it back with its outputs, and no clock in it.

    Args:
        notebook: The notebook; it is left as it is.
        parameters: Its parameters, checked before.
        donnees: The folder of the PST, for its cells.
        engine: ``rapide`` runs it in this process, ``noyau`` in a kernel of its own.
        on_cell: Told of each cell of code before it runs.
        on_end: Given the variables that the cells leave, where they run in this process.

    Raises:
        CellError: If a cell fails; the message says in which section.
        DeadNotebookError: If the process of the notebook ends.
    """
    import papermill  # type: ignore[import-untyped]
    from papermill.execute import remove_error_markers  # type: ignore[import-untyped]
    from papermill.parameterize import parameterize_notebook  # type: ignore[import-untyped]

    # As ``execute_notebook``, which would also write the notebook several times, to nowhere.
    source = _loaded(notebook.read_text(encoding="utf-8"))
    prepared = remove_error_markers(
        parameterize_notebook(copy.deepcopy(source), dict(parameters), **_LANGUAGE)
    )
    variables = {DATA_VARIABLE: str(donnees.resolve())}
    try:
        with _engine_options(engine, variables) as options:
            if engine == FAST:
                options["on_end"] = on_end
            executed = _run(prepared, on_cell_start=_teller(on_cell), **options)
    except papermill.PapermillExecutionError as error:
        raise _cell_error(notebook, source, error) from error
    except RuntimeError as error:  # nbclient's DeadKernelError is one
        raise _dead_kernel(notebook, error) from error
    return _without_clock(executed)


@lru_cache(maxsize=_NOTEBOOKS)
def _loaded(content: str) -> "NotebookNode":
    """Read a notebook as papermill does; a batch reads the same few time and again."""
    import nbformat
    from papermill.iorw import load_notebook_node  # type: ignore[import-untyped]

    read = nbformat.reads(content, as_version=4)  # type: ignore[no-untyped-call]
    loaded: NotebookNode = load_notebook_node(read)
    return loaded


@lru_cache(maxsize=_NOTEBOOKS)
def _parameters_of(content: str) -> dict[str, dict[str, Any]]:
    import papermill

    known: dict[str, dict[str, Any]] = papermill.inspect_notebook(copy.deepcopy(_loaded(content)))
    return known


def _run(prepared: "NotebookNode", **options: Any) -> "NotebookNode":
    from papermill.engines import papermill_engines  # type: ignore[import-untyped]
    from papermill.execute import raise_for_execution_errors

    executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
        nb=prepared, kernel_name="python3", progress_bar=False, **options
    )
    raise_for_execution_errors(executed, None)
    return executed


@contextlib.contextmanager
def _engine_options(engine: str, variables: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Give what papermill and an engine are called with."""
    if engine == FAST:
        yield {"engine_name": "pst-rapide", "environment": variables}
        return
    from pstlib.reports.kernel import kernel_manager

    # The start-up files of a user's IPython profile could change a figure: an empty profile.
    with tempfile.TemporaryDirectory(prefix="pst-") as profile:
        manager = kernel_manager({**variables, "IPYTHONDIR": profile})
        yield {
            "engine_name": None,
            "kernel_manager_class": manager,
            "iopub_timeout": _IOPUB_SECONDS,
        }


def _teller(on_cell: OnCell | None) -> Callable[..., None]:
    """Tell ``on_cell`` of each cell of code, named by its number of execution and first line."""
    numbers = itertools.count(1)

    def tell(*, cell: Any, **_: Any) -> None:
        if on_cell and cell.cell_type == "code" and cell.source.strip():
            on_cell(cell_name(next(numbers), cell.source))

    return tell


def cell_name(number: int, source: str) -> str:
    """Name a cell as Jupyter numbers it, with its first line."""
    return f"[{number}] {source.strip().splitlines()[0]}"


def _dead_kernel(notebook: Path, error: RuntimeError) -> DeadNotebookError:
    return DeadNotebookError(
        "Le processus Python du rapport s’est arrêté",
        where=notebook.name,
        found=str(error).strip() or type(error).__name__,
        todo="Il manque peut-être de la mémoire : fermez d’autres programmes et recommencez.",
    )


def _cell_error(notebook: Path, source: "NotebookNode", error: Any) -> CellError:
    section = "avant le premier titre"
    for cell in source.cells:
        if cell.cell_type == "markdown" and (headings := _HEADING.findall(cell.source)):
            section = f"section « {headings[-1].strip()} »"
        if cell.source == error.source:
            break
    lines = _ANSI.sub("", str(error.evalue)).strip().splitlines()
    return CellError(
        "Une cellule du rapport échoue",
        cell=cell_name(error.exec_count, error.source),
        kind=error.ename,
        where=f"{notebook.name}, {section}",
        found=f"{error.ename} – {lines[-1].rstrip('.') if lines else 'sans message'}",
        todo="« pst verifier » contrôle les données ; « pst lab » ouvre le carnet pour chercher.",
    )


def _without_clock(executed: "NotebookNode") -> "NotebookNode":
    """Remove what would differ between two runs of the same report."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"  # papermill draws a new one at each run
    return executed

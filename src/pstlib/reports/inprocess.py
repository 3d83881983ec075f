"""Runs the cells of a notebook in this very process: no kernel, no sockets.

The shell is ipykernel's (``shell``) and what becomes of its messages is nbclient's: only the wire
between the two is replaced, by a call.
"""

import asyncio
import builtins
import contextlib
import getpass
import logging
import os
import platform
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from IPython.core.error import StdinNotImplementedError
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.notebooknode import from_dict
from papermill.clientwrap import PapermillNotebookClient  # type: ignore[import-untyped]
from papermill.log import logger  # type: ignore[import-untyped]

from pstlib.reports.shell import Message, report_shell

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SHOWN = {
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
}
_CLIENT_OPTIONS = ("on_cell_start", "allow_errors", "force_raise_errors")


def run_here(nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
    """Run a notebook for papermill; see ``InProcessEngine``."""
    options = {name: kwargs[name] for name in _CLIENT_OPTIONS if name in kwargs}
    log_output = kwargs.get("log_output", False)
    client = _Client(nb_man, kernel_name=kernel_name, log=logger, log_output=log_output, **options)
    with _own_world(kwargs.get("environment", {})):
        _outside_a_loop(partial(client.run, kwargs.get("on_end")))


def _outside_a_loop(run: Callable[[], None]) -> None:
    """Run cells, which have a loop of their own, where none runs: JupyterLab's may be here."""
    try:
        here: object = asyncio.get_running_loop()
    except RuntimeError:
        here = None
    if here is None:  # not inside the handler: errors of cells would seem to come from this one
        run()
    else:
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(run).result()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """nbclient, told of outputs by a call."""

    def run(self, on_end: Callable[[Mapping[str, Any]], None] | None) -> None:
        self.reset_execution_trackers()
        self.loop = asyncio.new_event_loop()
        try:
            with report_shell() as self.shell:
                self.papermill_execute_cells()
                if on_end:
                    on_end(self.shell.user_ns)
        finally:
            self.loop.close()
        self.nb.metadata["language_info"] = language_info()
        self.set_widgets_metadata()

    def papermill_execute_cells(self) -> None:
        """Run the cells; papermill notes times for a file, and reads them back, only for a file."""
        if self.nb_man.output_path:
            super().papermill_execute_cells()
            return
        for index, cell in enumerate(self.nb.cells):
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break

    def output(
        self, outs: list["NotebookNode"], msg: Message, display_id: str | None, cell_index: int
    ) -> "NotebookNode | None":
        """Keep an output, which the whole notebook is checked with when it is written.

        nbclient checks each alone, by the slow one of nbformat's two validators.
        """
        kind, content = msg["msg_type"], msg["content"]
        hooked = self.output_hook_stack[msg["parent_header"]["msg_id"]]
        if kind not in _SHOWN or display_id or hooked or self.clear_before_next_output:
            kept: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
            return kept
        fields = {name: content[name] for name in _SHOWN[kind]}
        outs.append(from_dict({"output_type": kind, **fields}))  # type: ignore[no-untyped-call]
        return outs[-1]

    def execute_cell(self, cell: "NotebookNode", cell_index: int) -> "NotebookNode":
        if self.on_cell_start:
            self.on_cell_start(cell=cell, cell_index=cell_index)
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags:
            return cell
        # A cell of a kernel finds a loop that runs. ``asyncio.run`` would keep the first Ctrl-C.
        return self.loop.run_until_complete(self.async_execute_cell(cell, cell_index))

    async def async_execute_cell(
        self, cell: "NotebookNode", cell_index: int, *_: Any, **__: Any
    ) -> "NotebookNode":
        cell.outputs, self.clear_before_next_output = [], False
        cell["execution_count"] = self.shell.execution_count

        def deliver(message: Message) -> None:
            self.process_message(message, cell, cell_index)

        with self.shell.delivering(deliver):
            reply = await _run_cell(self.shell, cell.source)
        self.code_cells_executed += 1
        await self._check_raise_for_error(cell, cell_index, {"content": reply})
        if self.shell.exit_now:
            raise DeadKernelError("Kernel died")
        return cell


async def _run_cell(shell: Any, source: str) -> Message:
    """Run a cell as ``IPythonKernel.do_execute`` does, and give its reply."""
    failure = None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        transformed, failure = source, sys.exc_info()
    # As ipykernel's ``run_cell``, which awaits the same after transforming the cell once more.
    shell._last_traceback, shell._last_traceback_during_displayhook = None, False
    result = await shell.run_cell_async(
        source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failure
    )
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)
    error = result.error_before_exec or result.error_in_exec
    if isinstance(error, KeyboardInterrupt):
        raise error
    if result.success and not shell._last_traceback_during_displayhook:
        return {"status": "ok"}
    told = {"ename": type(error).__name__, "evalue": str(error)}
    return {"status": "error", "traceback": shell._last_traceback or [], **told}


@contextlib.contextmanager
def _own_world(environment: Mapping[str, str]) -> Iterator[None]:
    """Put back what a notebook may change of the process that runs it."""
    variables, folder, path = dict(os.environ), os.getcwd(), list(sys.path)  # noqa: PTH109
    main, asked = sys.modules["__main__"], (builtins.input, getpass.getpass)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = []
    root.setLevel(logging.WARNING)
    builtins.input, getpass.getpass = _refuse("raw_input"), _refuse("getpass")
    os.environ |= environment
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    try:
        with warnings.catch_warnings():
            yield
    finally:
        builtins.input, getpass.getpass = asked
        sys.modules["__main__"] = main
        sys.path[:] = path
        root.handlers = handlers
        root.setLevel(level)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)


def _refuse(name: str) -> Callable[..., NoReturn]:
    def ask(*_: Any, **__: Any) -> NoReturn:
        raise StdinNotImplementedError(
            f"{name} was called, but this frontend does not support input requests."
        )

    return ask


def language_info() -> dict[str, Any]:
    """Describe the language as a kernel of this Python does."""
    return {
        "name": "python",
        "version": platform.python_version(),
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }

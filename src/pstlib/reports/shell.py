"""ipykernel's shell without a kernel around it: what it says is handed over by a call."""

import atexit
import contextlib
import tempfile
import types
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.compilerop import CachingCompiler
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from traitlets import Instance, Type
from traitlets.config import Config

from pstlib.reports.streams import CellStream, captured_streams

Message = dict[str, Any]
_CELLS = 256


class _Session(Session):
    """Hands each message over instead of sending it; JSON in between, as on a wire."""

    deliver: Callable[[Message], None] | None = None

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> Any:  # noqa: ARG002
        if self.deliver is None:  # between two cells, as a kernel's client that isn't listening
            return None
        message = msg_or_type
        if isinstance(msg_or_type, str):
            message = {"msg_type": msg_or_type, "content": content}
        kind = message["msg_type"]
        # An output widget would wait for a parent of its own.
        envelope = {"header": {"msg_type": kind}, "parent_header": {"msg_id": ""}}
        self.deliver({**envelope, "msg_type": kind, "content": self._received(message["content"])})
        return None

    def _received(self, content: Any) -> Any:
        """Give what the other end of a wire would read; long texts don't change on the way."""
        data = content.get("data") if isinstance(content, dict) else None
        texts = {}
        if isinstance(data, dict):
            texts = {name: text for name, text in data.items() if _is_sound(text)}
            content = {**content, "data": {**data, **dict.fromkeys(texts, "")}}
        received = self.unpack(self.pack(content))
        for name, text in texts.items():
            received["data"][name] = str(text)  # markupsafe's are of a class of their own
        return received


def _is_sound(value: object) -> bool:
    """Tell whether a value is a text that UTF-8 can say: half of a character can't be sent."""
    try:
        return isinstance(value, str) and bool(value.encode())
    except UnicodeEncodeError:
        return False


class _Compiler(CachingCompiler):
    """Names cells the same at each run: a kernel's names hold the number of its process."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002
        return f"<cellule {number}>"


class _Transformers(TransformerManager):
    """Transforms a cell once for all the reports of a notebook.

    A notebook that adds a transformer of its own changes what its next cells become.
    """

    def transform_cell(self, cell: str) -> str:
        if vars(self) == vars(TransformerManager()):  # type: ignore[no-untyped-call]
            return _transformed(cell)
        return super().transform_cell(cell)


@lru_cache(maxsize=_CELLS)
def _transformed(cell: str) -> str:
    return TransformerManager().transform_cell(cell)  # type: ignore[no-untyped-call]


class _DisplayHook(ZMQShellDisplayHook):
    """Looks for a semicolon at the end of a cell only where there is one."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        return ";" in expression and bool(
            ZMQShellDisplayHook.semicolon_at_end_of_expression(expression)  # type: ignore[no-untyped-call]
        )


class _EmptyProfile(ProfileDir):
    """A profile whose folders nobody asks for: making and removing all of them takes time."""

    check_dirs = ProfileDir.check_pid_dir  # one will do


class ReportShell(ZMQInteractiveShell):
    """ipykernel's shell, without a kernel around it."""

    compiler_class = Type(_Compiler)
    displayhook_class = Type(_DisplayHook)
    input_transformer_manager = Instance(_Transformers, ())

    def __init__(self, streams: Sequence[CellStream], **kwargs: Any) -> None:
        kernel = types.SimpleNamespace(eventloop=None)
        super().__init__(kernel=kernel, **kwargs)  # type: ignore[no-untyped-call]
        self.streams, self.wire = streams, _Session()
        senders: tuple[Any, ...] = (self.displayhook, self.display_pub)
        for sender in senders:
            sender.session = self.wire

    @contextlib.contextmanager
    def delivering(self, deliver: Callable[[Message], None]) -> Iterator[None]:
        """Hand over the messages of a cell, and what it has printed."""

        def stream(name: str, text: str) -> None:
            self.wire.send(None, "stream", {"name": name, "text": text})

        self.wire.deliver = deliver
        for one in self.streams:
            one.deliver = stream
        try:
            yield
        finally:
            for one in self.streams:
                one.flush()
            self.wire.deliver = None


# plotly, tqdm and others know a notebook by these.
ReportShell.__name__ = ZMQInteractiveShell.__name__
ReportShell.__module__ = ZMQInteractiveShell.__module__


@contextlib.contextmanager
def report_shell() -> Iterator[ReportShell]:
    """Give a shell with a profile of its own: no start-up file of the user's is run."""
    with tempfile.TemporaryDirectory(prefix="pst-") as folder, captured_streams() as streams:
        config = Config(HistoryManager={"enabled": False})
        own = _EmptyProfile(location=str(Path(folder, "profile_default")))
        shell: Any = ReportShell.instance(
            streams=streams, ipython_dir=folder, profile_dir=own, config=config
        )
        try:
            yield shell
        finally:
            # Else what is shown is emptied by looking for garbage everywhere; all goes anyway.
            shell.displayhook.do_full_cache = False
            shell.atexit_operations()
            atexit.unregister(shell.atexit_operations)
            shell.restore_sys_module_state()
            ReportShell.clear_instance()

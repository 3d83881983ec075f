"""What a notebook prints, in its order: from Python, from C and from other programs."""

import codecs
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator


class CellStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell.

    The file descriptor goes to a file, which is read before each text written through Python: a
    program started by a cell, or a C library, takes its place among them.

    Args:
        name: ``stdout`` or ``stderr``.
        number: Its file descriptor.
    """

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.deliver: Callable[[str, str], None] | None = None
        self._number, self._parts, self._read = number, list[str](), 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._saved = os.dup(number)
        self._file = tempfile.TemporaryFile(mode="a+b")  # noqa: SIM115 - closed by ``release``
        os.dup2(self._file.fileno(), number)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Any text can be printed, whatever the machine's language."""
        return "utf-8"

    def fileno(self) -> int:
        """Give the descriptor, so that a program can be told to write there."""
        return self._number

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep a text until the next ``flush``, as a kernel does."""
        if not isinstance(text, str):  # a program may try, to learn what the stream takes
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._take()
        if text:
            self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Hand over what is kept."""
        self._take()
        if self._parts and self.deliver:
            text = "".join(self._parts)
            self._parts.clear()
            self.deliver(self.name, text)

    def release(self) -> None:
        """Give the descriptor back."""
        os.dup2(self._saved, self._number)
        os.close(self._saved)
        self._file.close()

    def _take(self) -> None:
        if os.fstat(self._file.fileno()).st_size > self._read:
            self._file.seek(self._read)
            content = self._file.read()
            self._read += len(content)
            self._parts.append(self._decoder.decode(content))


@contextlib.contextmanager
def captured_streams() -> Iterator[tuple[CellStream, CellStream]]:
    """Put two ``CellStream`` in the place of the standard streams."""
    before = sys.stdout, sys.stderr
    for stream in before:
        stream.flush()
    streams = CellStream("stdout", 1), CellStream("stderr", 2)
    sys.stdout, sys.stderr = streams
    try:
        yield streams
    finally:
        for stream in streams:
            stream.release()
        sys.stdout, sys.stderr = before

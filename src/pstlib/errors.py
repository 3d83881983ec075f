"""The one family of errors that pstlib shows to its users, in French."""

import sys
import traceback
from collections.abc import Sequence

_SHOWN = 10


class PstError(Exception):
    """Something in the data or the request stops the work; the message says what to do next.

    Args:
        what: What is wrong, as a French sentence without its final point.
        where: File, line, column or option concerned.
        found: What was found there.
        todo: The next step, as a French sentence.
        details: Further lines; the first ten are shown and the others counted.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        found: str | None = None,
        todo: str | None = None,
        details: Sequence[str] = (),
    ) -> None:
        self.what, self.where, self.found, self.todo = what, where, found, todo
        self.details = tuple(details)
        self._folded = False
        super().__init__(self._message())

    def _render_traceback_(self) -> list[str]:
        """Give IPython the message alone; in a notebook, how it came about is folded under it."""
        if not self._folded:  # IPython asks again, for its history
            self._folded = True
            _show_folded(self)
        return [f"{type(self).__name__} : {self}"]

    def _message(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(self.where)
        if self.found:
            parts.append(f"trouvé : {self.found}")
        message = " – ".join(parts) + "."
        if self.todo:
            message += f" {self.todo}"
        for line in self.details[:_SHOWN]:
            message += f"\n  • {line}"
        hidden = len(self.details) - _SHOWN
        if hidden > 0:
            message += f"\n  … et {hidden} autre{'s' if hidden > 1 else ''}"
        return message


def _show_folded(error: PstError) -> None:
    """Show the calls that led to an error, folded, where a notebook asks; else there is %debug."""
    if "ipykernel" not in sys.modules:
        return
    from html import escape

    from IPython import get_ipython
    from IPython.display import publish_display_data

    shell = get_ipython()
    told = escape("".join(traceback.format_exception(error)))
    summary = "Détail technique, pour qui maintient pstlib"
    html = f"<details><summary>{summary}</summary><pre>{told}</pre></details>"

    def publish(_result: object) -> None:
        shell.events.unregister("post_run_cell", publish)
        publish_display_data({"text/html": html, "text/plain": summary})  # type: ignore[no-untyped-call]

    if shell is not None:  # the message is sent before the end of the cell: it comes first
        shell.events.register("post_run_cell", publish)


class SourceError(PstError):
    """A source file is refused: nothing of it was read."""


class TableError(PstError):
    """A table or a ``pst.yml`` breaks its schema."""


class UnknownNameError(PstError):
    """A PST, notebook or parameter has a name that nothing bears."""


class DateError(PstError):
    """A text is not a date."""


class ReportError(PstError):
    """A report could not be made."""


class UsageError(PstError):
    """The command was called in a way that cannot work."""

    exit_code = 2

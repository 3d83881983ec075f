"""How far a long command is: a bar with the remaining time, in a terminal only."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_SOON = 5.0


class Waiting:
    """A bar on the error output, so that results stay apart; nothing where nobody looks on.

    Args:
        title: What is counted.
        total: How many there are; unknown at first when none is given.
        console: Where to write; the error output when none is given.
    """

    def __init__(
        self, title: str, total: int | None = None, console: Console | None = None
    ) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn(title),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("reste"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=total is None,
        )
        self._task = self._bar.add_task(title, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self) -> None:
        """Tell that one more is done."""
        self._bar.advance(self._task)


class Counting(Waiting):
    """How many are done of how many, as told: a bar in a terminal, a line now and then elsewhere.

    What takes less than ``_SOON`` seconds, since all was kept, isn't told elsewhere.

    Args:
        title: What is counted.
        console: Where to write; the error output when none is given.
    """

    def __init__(self, title: str, console: Console | None = None) -> None:
        super().__init__(title, console=console)
        self._title, self._told = title, time.monotonic()

    def tell(self, done: int, total: int) -> None:
        """Tell how many are done of how many."""
        self._bar.update(self._task, completed=done, total=total)
        if not self._console.is_terminal and time.monotonic() - self._told >= _SOON:
            self._told = time.monotonic()
            self._console.print(f"{self._title} : {done}/{total}", soft_wrap=True)

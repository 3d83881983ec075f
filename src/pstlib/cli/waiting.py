"""How far a long command is: a bar with the remaining time, in a terminal only."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Waiting:
    """A bar on the error output, so that results stay apart; nothing where nobody looks on.

    Args:
        title: What is counted.
        total: How many there are.
    """

    def __init__(self, title: str, total: int) -> None:
        console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn(title),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("reste"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
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

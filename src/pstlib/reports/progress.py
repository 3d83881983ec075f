"""How far a batch is: a bar with rate and remaining time in a terminal, lines elsewhere."""

import datetime as dt
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
)
from rich.text import Text

from pstlib.reports.result import ReportResult
from pstlib.text import fr_number


class BatchProgress:
    """Shows how far a batch is, on the error output so that results stay apart.

    Args:
        console: Where to write; the error output when none is given.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._total, self._number, self._failed = 0, 0, 0
        self._bar = Progress(
            TextColumn("Rapports"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]}", style="red"),
            _PaceColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def start(self, total: int) -> None:
        """Begin to show, now that the number of reports to make is known."""
        self._total = total
        self._task = self._bar.add_task("rapports", total=total, failed="")
        self._bar.start()

    def done(self, result: ReportResult) -> None:
        """Tell that one more report is made or failed."""
        self._number += 1
        self._failed += result.error is not None
        if result.error or not self._console.is_terminal:
            end = "échec" if result.error else f"fait en {fr_number(result.seconds, 1)} s"
            self._say(f"[{self._number}/{self._total}] {result.job} : {end}")
        failed = f"{self._failed} échec{'s' if self._failed > 1 else ''}" if self._failed else ""
        self._bar.update(self._task, advance=1, failed=failed)

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)


class _PaceColumn(ProgressColumn):
    """How many reports a minute or a second since the start, and the time that is left.

    Since the start, and not of late: two that end together would promise thousands a second.
    """

    def render(self, task: Task) -> Text:
        if not task.completed or not task.elapsed:
            return Text("")
        pace = task.completed / task.elapsed
        rate = f"{fr_number(pace, 1)} par seconde" if pace >= 1 else ""
        rate = rate or f"{fr_number(pace * 60, 1)} par minute"
        left = dt.timedelta(seconds=round((task.remaining or 0) / pace))
        return Text(f"{rate}, reste {left}", style="cyan")

"""How far a batch is: a bar with the remaining time in a terminal, one line a report elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pstlib.reports.result import ReportResult
from pstlib.text import fr_number


class BatchProgress:
    """Shows each report as it is done, on the error output so that results stay apart.

    Args:
        total: Number of reports of the batch.
        console: Where to write; the error output when none is given.
    """

    def __init__(self, total: int, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._total, self._number = total, 0
        self._bar = Progress(
            TextColumn("Rapports"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("reste"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("rapports", total=total)

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

    def done(self, result: ReportResult) -> None:
        """Tell that one more report is made or failed."""
        self._number += 1
        end = "échec" if result.error else f"fait en {fr_number(result.seconds, 1)} s"
        self._console.print(
            f"[{self._number}/{self._total}] {result.job} : {end}", markup=False, soft_wrap=True
        )
        self._bar.advance(self._task)

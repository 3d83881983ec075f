"""What became of a report: made, or why it was not."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pstlib.reports.jobs import Job


class Cause(StrEnum):
    """Why a report was not made, for machines; ``ReportResult.error`` says it to people."""

    CELL = "cellule"
    """A cell of the notebook raised."""
    DATA = "donnees"
    """The data, the date or the wish cannot be served."""
    TIME = "temps"
    """It took longer than the limit."""
    MEMORY = "memoire"
    """It needed more memory than a report may take."""
    CRASH = "arret"
    """Its process ended without a word."""
    WRITING = "ecriture"
    """Its files can't be written."""
    INTERNAL = "interne"
    """A defect of pstlib."""


@dataclass(frozen=True)
class ReportResult:
    """A report made, or the French reason why it was not.

    ``cell`` names the cell that ran when it failed, if one did: number and first line.
    """

    job: Job
    seconds: float
    html: Path | None = None
    error: str | None = None
    cell: str | None = None
    cause: Cause | None = None

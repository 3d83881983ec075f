"""The workbook of a PST, filled in by a person: ours or one that looks like it."""

from pstlib.readers.workbook.book import (
    holds_synergies,
    named_after,
    read_workbook,
    recognises,
)

__all__ = ["holds_synergies", "named_after", "read_workbook", "recognises"]

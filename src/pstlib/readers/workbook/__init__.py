"""The workbook of a PST, filled in by a person: ours or one that looks like it."""

from pstlib.readers.workbook.book import read_workbook, recognises

__all__ = ["read_workbook", "recognises"]

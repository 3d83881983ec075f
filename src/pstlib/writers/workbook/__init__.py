"""The Excel workbook that a CPAS fills in, empty or with all of a known PST."""

from pstlib.writers.workbook.book import write_workbook

__all__ = ["write_workbook"]

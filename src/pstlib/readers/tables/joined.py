"""Headers of two lines made one: « 2024 » over « Engagements » and « Imputations »."""

from collections.abc import Iterator
from dataclasses import replace

from pstlib.readers.tables.sheet import Grid, Row, Sheet, Value, is_blank, shown

_SEARCHED = 30
_WIDEST = 500  # columns


def with_joined_headers(grid: Grid) -> Grid | None:
    """Give a workbook whose headers of two lines are one; None where no cell spans columns."""
    sheets = [_joined(sheet) for sheet in grid.sheets]
    if not any(sheets):
        return None
    kept = [new or old for new, old in zip(sheets, grid.sheets, strict=True)]
    return replace(grid, sheets=kept)


def _joined(sheet: Sheet) -> Sheet | None:
    """Join the first row under cells that span columns, in its first lines, to those cells."""
    rows = sheet.rows
    for index in range(min(len(rows) - 1, _SEARCHED)):
        upper, lower = rows[index], rows[index + 1]
        groups = dict(_groups(sheet, upper))
        filled = sum(not is_blank(lower.cell(rank)) for rank in groups)
        if lower.line == upper.line + 1 and filled > 1 and 2 * filled > len(groups):
            width = max(len(upper.cells), len(lower.cells))
            titles = [_title(groups.get(r, upper.cell(r)), lower.cell(r)) for r in range(width)]
            return replace(sheet, rows=[*rows[:index], Row(lower.line, titles), *rows[index + 2 :]])
    return None


def _groups(sheet: Sheet, row: Row) -> Iterator[tuple[int, Value]]:
    """Give what stands over each column of a group; a title that opens the row is none."""
    for span in sheet.merged:
        if span.top == span.bottom == row.line and 0 < span.left < span.right < _WIDEST:
            yield from ((rank, row.cell(span.left)) for rank in range(span.left, span.right + 1))


def _title(above: Value, own: Value) -> Value:
    return " ".join(filter(None, (shown(own).strip(), shown(above).strip())))

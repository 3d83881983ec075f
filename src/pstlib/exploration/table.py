"""A table that can be searched, sorted and filtered by column, in French and without network."""

from typing import Any

import pandas as pd
from itables.widget import ITable

from pstlib.charts.cells import shown
from pstlib.text import NBSP, NC, is_missing

_FRENCH = {
    "search": f"Chercher{NBSP}:",
    "lengthMenu": "Montrer _MENU_ lignes",
    "info": "_START_ à _END_ sur _TOTAL_ lignes",
    "infoEmpty": "aucune ligne",
    "infoFiltered": "(parmi _MAX_)",
    "zeroRecords": "Aucune ligne ne répond à la recherche",
    "emptyTable": "Aucune ligne",
    "thousands": "\u202f",
}
# A field as wide as its column: else nine of them are wider than the page, and cut.
STYLE = "<style>.dt-container tfoot input{width:100%;min-width:4em;box-sizing:border-box}</style>"
_LAYOUT = {
    "topStart": "pageLength", "topEnd": "search", "bottomStart": "info", "bottomEnd": "paging",
}  # fmt: skip


def filterable(table: pd.DataFrame) -> ITable:
    """Show a table whose rows can be searched, sorted, and filtered under each column.

    All the rows are there; a title that holds HTML is shown as text.
    """
    return ITable(written(table), **options())


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Write the texts and dates of a table for a reader; numbers stay numbers, to be sorted."""
    kept = {
        str(name): column
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        else _sortable(column)
        for name, column in table.items()
    }
    return pd.DataFrame(kept).reset_index(drop=True)


def _sortable(column: "pd.Series[Any]") -> "pd.Series[str]":
    """Write dates year first, so that their order is that of the texts."""
    if pd.api.types.is_datetime64_any_dtype(column):
        days = [NC if is_missing(day) else f"{day:%Y-%m-%d}" for day in column]
        return pd.Series(days, index=column.index, dtype="str")
    return pd.Series(shown(column), index=column.index, dtype="str")


def options() -> dict[str, Any]:
    """Give what every such table is shown with."""
    return {
        "language": _FRENCH,
        "layout": _LAYOUT,
        "column_filters": "footer",
        "allow_html": False,
        "maxBytes": 0,  # a table that is cut without a word would be wrong
        "showIndex": False,
        "classes": "display compact",
        "style": "width:100%",
    }

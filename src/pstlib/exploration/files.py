"""A selection as a file that a Belgian Excel opens."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from pstlib.charts.cells import csv_text
from pstlib.errors import UsageError
from pstlib.paths import write_atomically


def write_selection(table: pd.DataFrame, path: Path | str) -> Path:
    """Write a table as CSV or XLSX, by the ending of the name.

    Raises:
        UsageError: If the name ends otherwise.
    """
    target = Path(path)
    write_atomically(target, content_of(table, target.name))
    return target


def content_of(table: pd.DataFrame, name: str) -> str | bytes:
    """Give what a file of this name would hold.

    Raises:
        UsageError: If the name ends otherwise than ``.csv`` or ``.xlsx``.
    """
    write = _WRITERS.get(Path(name).suffix.lower())
    if write is None:
        raise UsageError(
            "Ce genre de fichier ne s’écrit pas",
            found=f"« {name} »",
            todo="Donnez un nom qui finit par .csv ou .xlsx.",
        )
    return write(table)


def _workbook(table: pd.DataFrame) -> bytes:
    """Write a workbook in which a text is never a formula or a link."""
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(
        content, engine="xlsxwriter", date_format="dd/mm/yyyy", datetime_format="dd/mm/yyyy",
        engine_kwargs={"options": options},
    ) as writer:  # fmt: skip
        table.to_excel(writer, sheet_name="Sélection", index=False, freeze_panes=(1, 0))
    return content.getvalue()


_WRITERS: Mapping[str, Callable[[pd.DataFrame], str | bytes]] = {
    ".csv": csv_text,
    ".xlsx": _workbook,
}

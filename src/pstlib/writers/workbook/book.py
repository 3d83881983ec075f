"""The whole workbook, in the order in which a person meets its sheets."""

import datetime as dt
import io

from xlsxwriter import Workbook

from pstlib.model import Pst
from pstlib.model.table_files import empty_table
from pstlib.model.tables import LINKS
from pstlib.reference.workbook import Sheet, labels, layout, list_name, sheets
from pstlib.writers.workbook.formats import BLUE, PALE_BLUE, Formats
from pstlib.writers.workbook.front import GUIDE, IDENTITY, write_guide, write_identity
from pstlib.writers.workbook.quick import write_quick
from pstlib.writers.workbook.sheets import TableSheet, write_choices, write_lists, write_table

LISTS = "Listes"
# The same PST gives the same bytes: no clock.
_MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LEFT_OUT = (
    "Éléments : la place dans la source (lieu) n’y est pas ; rang et code y sont donnés par "
    "l’ordre des lignes",
)


def write_workbook(pst: Pst | None = None) -> tuple[bytes, list[str]]:
    """Make the workbook that a CPAS fills in.

    Args:
        pst: A known PST, with which it is prefilled; None for an empty one.

    Returns:
        The XLSX file, and in French what of the PST it can't hold.
    """
    stream = io.BytesIO()
    book = Workbook(stream, _OPTIONS)
    told = {"title": layout()["titre"], "comments": layout()["modele"]}
    book.set_properties({**told, "created": _MADE})
    formats = Formats(book)
    names = _add_pages(book, quick=pst is not None)
    write_guide(book.get_worksheet_by_name(GUIDE), formats, pst)
    write_identity(book.get_worksheet_by_name(IDENTITY), formats, pst.identite if pst else None)
    if pst:
        write_quick(book.get_worksheet_by_name(names["suivi_rapide"]), formats, pst)
    tables = [_table(book, formats, sheet, pst) for sheet in sheets().values()]
    lost = [text for table in tables for text in write_table(table)]
    _write_lists(book, formats, tables)
    book.close()
    return stream.getvalue(), [*(_LEFT_OUT if pst else ()), *lost]


def _add_pages(book: Workbook, *, quick: bool) -> dict[str, str]:
    quick_name = layout()["suivi_rapide"]["feuille"]
    front = [GUIDE, IDENTITY, *([quick_name] if quick else [])]
    for name in front:
        book.add_worksheet(name).set_tab_color(BLUE)
    for sheet in sheets().values():
        page = book.add_worksheet(sheet.name)
        if sheet.use != "facultatif":
            page.set_tab_color(BLUE if sheet.use == "indispensable" else PALE_BLUE)
    book.add_worksheet(LISTS).hide()
    book.get_worksheet_by_name(quick_name if quick else GUIDE).activate()
    return {"suivi_rapide": quick_name}


def _table(book: Workbook, formats: Formats, sheet: Sheet, pst: Pst | None) -> TableSheet:
    targets = {target for table, _, target, _ in LINKS if table == sheet.table}
    titles = {target: _titles(pst, target) for target in targets}
    rows = pst.tables[sheet.table] if pst else empty_table(sheet.table)
    return TableSheet(book, book.get_worksheet_by_name(sheet.name), formats, sheet, rows, titles)


def _titles(pst: Pst | None, table: str) -> dict[str, str]:
    """Give the title of each row of a table that others point to, where it has titles."""
    rows = pst.tables[table] if pst else empty_table(table)
    key = next(iter(sheets()[table].columns))
    return dict(zip(rows[key], rows["libelle"], strict=True)) if "libelle" in rows else {}


def _write_lists(book: Workbook, formats: Formats, tables: list[TableSheet]) -> None:
    page = book.get_worksheet_by_name(LISTS)
    names = [list_name(t.sheet.table, column) for t in tables for column in t.sheet.columns]
    used = list(dict.fromkeys(name for name in names if name and labels(name)))
    rank = write_lists(book, page, formats, used)
    targets = {target for _, _, target, _ in LINKS}
    for table in tables:
        if table.sheet.table in targets:
            formula = write_choices(page, rank, table)
            book.define_name(f"choix_{table.sheet.table}", formula)
            rank += 1
    page.protect()

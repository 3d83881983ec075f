"""The sheets of the tables, made from their schemas: titles, help, lists, colours, rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pstlib.model.articles import line_keys, parse_article
from pstlib.model.columns import Column
from pstlib.model.statuses import Level, Status
from pstlib.model.tables import LINKS, TABLES
from pstlib.reference.workbook import CHOICE, Sheet, choice, is_open, labels, list_name
from pstlib.text import is_missing
from pstlib.writers.workbook.cells import Cell, kind_shown
from pstlib.writers.workbook.formats import (
    LATE,
    LEVEL_COLOURS,
    MISSING,
    STATUS_COLOURS,
    Formats,
)

HEADER, EXAMPLE, FIRST = 2, 3, 4
EXAMPLE_MARK = "Exemple : "
REPETITION = "Répétition"
_SPARE_ROWS = 500
# Shown to help; pstlib works it out again.
_DERIVED = ("code",)
_WIDTHS = {"texte": 18, "date": 13, "montant": 16, "nombre": 11, "entier": 10, "taux": 13}
_WIDE = {
    "libelle": 46, "description": 40, "commentaire": 40, "remarque": 36, "partenaires": 28,
    "question": 46, "decision": 34, "motif": 30, "responsable": 24, "departement": 24,
    "plans": 24, "service": 24, "theme": 22,
}  # fmt: skip
_LINK_WIDTH = 34
_MOST_LINES = 12
_MOST_ON_A4, _A3 = 14, 8
PROTECTION = dict.fromkeys(
    ("format_columns", "format_rows", "insert_rows", "delete_rows", "autofilter"), True
)


@dataclass(frozen=True)
class TableSheet:
    """What is needed to write the sheet of one table."""

    book: Workbook
    page: Worksheet
    formats: Formats
    sheet: Sheet
    rows: pd.DataFrame
    titles: Mapping[str, Mapping[Any, str]]
    """By table pointed to: the title of each identifier."""

    @property
    def last(self) -> int:
        """The last row that is ready to be filled."""
        return FIRST + len(self.rows) + _SPARE_ROWS

    def column(self, name: str) -> int:
        """Give the rank of a column in the sheet."""
        return list(self.sheet.columns).index(name)

    def spec(self, name: str) -> Column:
        """Give the schema of a column."""
        return TABLES[self.sheet.table].columns[name]

    def kind(self, name: str) -> str:
        """Give the kind of a column."""
        return self.spec(name).kind

    def target(self, name: str) -> str | None:
        """Name the table that a column points to, None for most columns."""
        links = {(table, column): target for table, column, target, _ in LINKS}
        return links.get((self.sheet.table, name))

    def needed(self, name: str) -> bool:
        """Tell whether a person must fill a column."""
        return not self.spec(name).nullable and name not in _DERIVED


def write_table(table: TableSheet) -> list[str]:
    """Write one sheet.

    Returns:
        What of the table's cells could not be written, in French.
    """
    page, formats = table.page, table.formats
    page.write_string(0, 0, TABLES[table.sheet.table].title, formats.get("titre"))
    page.write_string(1, 0, f"{table.sheet.help}  * : à remplir.", formats.get("aide"))
    page.set_row(0, 24)
    page.set_row(HEADER, 32)
    for rank, name in enumerate(table.sheet.columns):
        _write_column(table, rank, name)
    _write_repetitions(table)
    _colour(table)
    _set_heights(table)
    prepare_page(page, first=FIRST, header=HEADER)
    if len(table.sheet.columns) > _MOST_ON_A4:
        page.set_paper(_A3)
    return list(_write_rows(table))


def prepare_page(page: Worksheet, *, first: int, header: int) -> None:
    """Freeze and protect the titles; make the sheet print well."""
    page.freeze_panes(first, 1)
    page.protect("", PROTECTION)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(header)
    page.set_footer("&L&A&R&P / &N")


def _write_column(table: TableSheet, rank: int, name: str) -> None:
    page, formats = table.page, table.formats
    kind, needed = kind_shown(name, table.kind(name)), table.needed(name)
    title = table.sheet.columns[name][0] + (" *" if needed else "")
    style = "fixe" if name in _DERIVED else "donnee"
    page.set_column(rank, rank, column_width(table, name), formats.get(style, kind))
    page.write_string(HEADER, rank, title, formats.get("entete" if needed else "entete_libre"))
    cell = Cell(page, EXAMPLE, rank, formats.get("exemple", kind))
    example = table.sheet.example.get(name)
    if rank == 0:
        cell.write_text(f"{EXAMPLE_MARK}{example}")
    else:
        cell.write(_worded(table, name, example), name, table.kind(name))
    page.data_validation(FIRST, rank, table.last, rank, _validation(table, name))


def _write_repetitions(table: TableSheet) -> None:
    """Number the rows that a person couldn't have written: they are to be read back.

    The second row of one article in one version is no double; an article that can't be read was
    let in by a source that writes others so.
    """
    if table.sheet.table != "budget":
        return
    rank, form = len(table.sheet.columns), table.formats.get("fixe", "entier")
    seen: Counter[object] = Counter()
    for row, name in enumerate(line_keys(table.rows), FIRST):
        seen[name] += 1
        if seen[name] > 1 or parse_article(table.rows["article"].iloc[row - FIRST]) is None:
            table.page.write_string(HEADER, rank, REPETITION, table.formats.get("entete_libre"))
            table.page.write_number(row, rank, seen[name], form)


def _set_heights(table: TableSheet) -> None:
    """Make room for the wrapped texts: a spreadsheet may not do it when it opens a file."""
    texts = {name: column_width(table, name) for name in table.sheet.columns}
    for row, record in enumerate(table.rows.to_dict("records"), FIRST):
        shown = [
            (str(_worded(table, name, record[name])), width)
            for name, width in texts.items()
            if table.kind(name) == "texte" and not is_missing(record[name])
        ]
        table.page.set_row(row, height(shown))


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Give the height of a row from its texts and the widths of their columns."""
    lines = [
        sum(1 + int(len(line) // (1.1 * width)) for line in text.split("\n"))
        for text, width in texts
    ]
    return 13.5 * min(max([1, *lines]), _MOST_LINES)


def column_width(table: TableSheet, name: str) -> float:
    """Give the width of a column, in signs."""
    if _shows_titles(table, name):
        return _LINK_WIDTH
    return _WIDE.get(name, _WIDTHS[kind_shown(name, table.kind(name))])


def _shows_titles(table: TableSheet, name: str) -> bool:
    """Tell whether references show the title too; in the plan itself, they would hide it."""
    return table.target(name) is not None and table.sheet.table != "elements"


def _validation(table: TableSheet, name: str) -> dict[str, Any]:
    """Give the list and the help of a column."""
    vocabulary, target = list_name(table.sheet.table, name), table.target(name)
    title, meaning = table.sheet.columns[name][0], str(table.spec(name).description)
    told = {"input_title": title[:32], "input_message": f"{meaning}.{_form(table, name)}"[:255]}
    if vocabulary:
        strict = "warning" if is_open(vocabulary) else "stop"
        return told | _listed(f"liste_{vocabulary.replace('.', '_')}", strict, "une valeur")
    if target:
        return told | _listed(f"choix_{target}", "warning", "une référence")
    return told | {"validate": "any"}


def _form(table: TableSheet, name: str) -> str:
    """Say how to write a value of a column."""
    forms = {
        "date": " Une date : 31/12/2025.",
        "montant": " Un montant : 1234,56.",
        "taux": " Un pourcentage : 50 %.",
    }
    derived = " Donné par pstlib, ne le remplissez pas." if name in _DERIVED else ""
    return derived or forms.get(kind_shown(name, table.kind(name)), "")


def _listed(name: str, strictness: str, expected: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={name}",
        "error_type": strictness,
        "error_title": "Valeur inconnue",
        "error_message": f"Choisissez {expected} de la liste.",
    }


def _colour(table: TableSheet) -> None:
    """Show what is missing, statuses, levels and deadlines gone by."""
    sheet, formats = table.sheet, table.formats
    width = len(sheet.columns) - 1
    row = f"${xl_col_to_name(0)}{FIRST + 1}:${xl_col_to_name(width)}{FIRST + 1}"
    for rank, name in enumerate(sheet.columns):
        if table.needed(name):
            formula = f"=AND(COUNTA({row})>0,ISBLANK({cell_in_row(rank)}))"
            _rule(table, (rank, rank), formula, formats.fill(MISSING))
    if sheet.table == "elements":
        _colour_plan(table)
    if sheet.table == "suivi":
        rank = table.column("statut")
        colour_statuses(table.page, formats, (FIRST, rank, table.last, rank))


def _colour_plan(table: TableSheet) -> None:
    due, done, level = (
        cell_in_row(table.column(name)) for name in ("date_fin", "date_fin_effective", "niveau")
    )
    rank = table.column("date_fin")
    late = f"=AND(ISNUMBER({due}),{due}<TODAY(),ISBLANK({done}))"
    _rule(table, (rank, rank), late, table.formats.fill(LATE))
    for value, colour in LEVEL_COLOURS.items():
        formula = f'={level}="{labels("niveau")[Level(value)]}"'
        fill = table.formats.fill(colour, bold=True)
        _rule(table, (0, len(table.sheet.columns) - 1), formula, fill)


def cell_in_row(rank: int, row: int = FIRST) -> str:
    """Name a cell of the first row, for a rule that goes down the rows."""
    return str(xl_rowcol_to_cell(row, rank, col_abs=True))


def _rule(table: TableSheet, columns: tuple[int, int], formula: str, form: Any) -> None:
    rule = {"type": "formula", "criteria": formula, "format": form}
    table.page.conditional_format(FIRST, columns[0], table.last, columns[1], rule)


def colour_statuses(page: Worksheet, formats: Formats, area: tuple[int, int, int, int]) -> None:
    """Colour the cells that hold a status."""
    for value, label in labels("statut").items():
        form = formats.fill(STATUS_COLOURS[Status(value)])
        rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": form}
        page.conditional_format(*area, rule)


def _write_rows(table: TableSheet) -> Iterator[str]:
    for rank, name in enumerate(table.sheet.columns):
        kind = table.kind(name)
        style = "fixe" if name in _DERIVED else "donnee"
        form = table.formats.get(style, kind_shown(name, kind))
        for row, value in enumerate(table.rows[name], FIRST):
            if is_missing(value):
                continue
            lost = Cell(table.page, row, rank, form).write(_worded(table, name, value), name, kind)
            if lost:
                place = f"feuille « {table.sheet.name} », {xl_rowcol_to_cell(row, rank)}"
                yield f"{place} : {lost}"


def _worded(table: TableSheet, name: str, value: Any) -> Any:
    """Give the word that a person reads for a value of a list, or a reference with its title."""
    vocabulary, target = list_name(table.sheet.table, name), table.target(name)
    if is_missing(value):
        return value
    if vocabulary:
        return labels(vocabulary).get(str(value), str(value))
    if target and _shows_titles(table, name):
        return choice(str(value), table.titles[target].get(value))
    return value


def write_lists(book: Workbook, page: Worksheet, formats: Formats, names: list[str]) -> int:
    """Write the words of each list in a column and name it; give the number of columns."""
    for rank, name in enumerate(names):
        words = list(labels(name).values())
        page.write_string(0, rank, name, formats.get("entete"))
        for row, word in enumerate(words, 1):
            page.write_string(row, rank, word, formats.get("texte"))
        column = xl_col_to_name(rank)
        book.define_name(
            f"liste_{name.replace('.', '_')}", f"=Listes!${column}$2:${column}${len(words) + 1}"
        )
    page.set_column(0, len(names), 24)
    return len(names)


def write_choices(page: Worksheet, rank: int, table: TableSheet) -> str:
    """Write, row by row, the references of a sheet with their titles.

    Returns:
        The formula of the list: down to the last row that holds one.
    """
    sheet, rows = table.sheet, table.rows
    titled = "libelle" in sheet.columns
    column, title = xl_col_to_name(rank), xl_col_to_name(table.column("libelle") if titled else 0)
    texts = [
        choice(str(identifier), text)
        for identifier, text in zip(
            rows[next(iter(sheet.columns))],
            rows["libelle"] if titled else [None] * len(rows),
            strict=True,
        )
    ]
    form = table.formats.get("texte")
    page.write_string(0, rank, sheet.name, table.formats.get("entete"))
    page.set_column(rank, rank, 48)
    for row in range(table.last - FIRST):
        key, label = (f"'{sheet.name}'!${letter}{FIRST + 1 + row}" for letter in ("A", title))
        text = f'{key}&"{CHOICE}"&LEFT({label},60)' if titled else key
        value = texts[row] if row < len(texts) else ""
        page.write_formula(1 + row, rank, f'=IF({key}="","",{text})', form, value)
    area = f"Listes!${column}$2:${column}${table.last - FIRST + 1}"
    filled = f'SUMPRODUCT(MAX(({area}<>"")*ROW({area})))-1'
    return f"=OFFSET(Listes!${column}$2,0,0,MAX(1,{filled}),1)"

"""The sheets of a workbook: which table each one holds, and its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import (
    Header,
    find_header,
    is_total,
    rows_below,
    synonyms,
    title_key,
)
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Fault, Grid, Row, Sheet, Value, is_blank, shown
from pstlib.reference.workbook import Sheet as Layout
from pstlib.reference.workbook import layout, sheets
from pstlib.text import NBSP

# Columns without which a row is no header of the table.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "elements": ("niveau", "libelle"),
    "suivi": ("element_id",),
    "versions": ("version", "date"),
    "indicateurs": ("libelle",),
    "mesures": ("indicateur_id", "valeur"),
    "budget": ("exercice",),
    "liens_budget": ("element_id", "exercice"),
    "financements": ("element_id", "montant"),
    "projections": ("exercice", "montant"),
    "effectifs": ("exercice", "etp"),
    "synergies": ("libelle",),
    "suivi_synergies": ("synergie_id", "etat"),
    "gains_synergies": ("synergie_id", "partenaire", "exercice"),
    "contrats_conjoints": ("objet",),
    "matrice_cooperation": ("service", "degre"),
    "suggestions": ("a_element_id", "slug", "decision"),
    "reponses": ("question", "reponse"),
    "demarches": ("demarche",),
    "dps": ("libelle",),
    "appreciations": ("element_id", "appreciation"),
}
_ENOUGH = 4  # known titles by which a sheet is known whatever its name
_EXAMPLE = "exemple :"


@dataclass(frozen=True)
class Page:
    """One sheet that holds rows of a table; no header where none was found."""

    table: str
    sheet: Sheet
    header: Header

    def lines(self, ledger: Ledger) -> Iterator["Line"]:
        """Give the rows of data; a total is rejected, our own example is no row."""
        for row in rows_below(self.sheet, self.header):
            first = next(value for value in row.cells if not is_blank(value))
            if is_total(Row(row.line, [first])):
                ledger.reject(self.sheet, row, "ligne de total")
            elif shown(first).casefold().startswith(_EXAMPLE):
                if shown(first) != f"Exemple : {_example(self.table)}":
                    ledger.reject(self.sheet, row, "ligne d’exemple")
            else:
                yield Line(self, row, ledger)

    def title(self, column: str) -> str:
        """Give the title of a column as its author wrote it."""
        rank = self.header.columns[column]
        return shown(self.sheet.rows[self.header.index].cell(rank)).strip(" *")


@dataclass(frozen=True)
class Line:
    """One row of data, and where to say what is wrong with it."""

    page: Page
    row: Row
    ledger: Ledger

    @property
    def place(self) -> str:
        """Say where the row stands."""
        return self.page.sheet.place(self.row.line)

    def has(self, column: str) -> bool:
        """Tell whether the sheet has a column."""
        return column in self.page.header.columns

    def value(self, column: str) -> Value:
        """Give a cell as it is, an empty text where the sheet lacks the column."""
        return self.page.header.cell(self.row, column)

    def text(self, column: str) -> str | None:
        """Give a cell as text; a formula without a result is none."""
        value = self.value(column)
        return None if isinstance(value, Fault) else cells.text(value)

    def doubt(self, column: str, doubt: str | None) -> None:
        """Note the doubt on a cell, with its address."""
        if doubt is not None:
            rank, title = self.page.header.columns[column], self.page.title(column)
            self.ledger.doubt(self.page.sheet, self.row, rank, title, doubt)

    def reject(self, reason: RefusedRowError) -> None:
        """Reject the row."""
        self.ledger.reject(self.page.sheet, self.row, reason)

    def extras(self) -> dict[str, str]:
        """Give what stands under titles that no table knows."""
        return {
            title: shown(value).strip()
            for rank, title in self.page.header.unknown.items()
            if not is_blank(value := self.row.cell(rank)) and not isinstance(value, Fault)
        }


def find_pages(grid: Grid) -> Iterator[Page]:
    """Find the sheets of tables, by their name, else by the titles of their columns."""
    for sheet in grid.sheets:
        page = _page(sheet)
        if page:
            yield page


def named_table(sheet: Sheet) -> str | None:
    """Give the table whose name a sheet bears."""
    return _names().get(title_key(sheet.name or ""))


def _page(sheet: Sheet) -> Page | None:
    table = named_table(sheet)
    if table:
        header = _header(sheet, table, least=2)
        return Page(table, sheet, header) if header else None
    found = {name: header for name in NEEDED if (header := _header(sheet, name, least=_ENOUGH))}
    best = max(found, key=lambda name: len(found[name].columns), default=None)
    return Page(best, sheet, found[best]) if best else None


def _header(sheet: Sheet, table: str, *, least: int) -> Header | None:
    return find_header(sheet, titles(table), NEEDED[table], least=least)


@cache
def titles(table: str) -> Mapping[str, Sequence[str]]:
    """Give the titles by which each column of a table is known."""
    own = sheets()[table]
    known = {**own.read, **own.columns}
    if table == "budget":
        more = synonyms("budget")
        return {name: [*known.get(name, ()), *more.get(name, ())] for name in {**known, **more}}
    return known


@cache
def _names() -> dict[str, str]:
    return {title_key(name): table for table, own in sheets().items() for name in own.names}


def _example(table: str) -> str:
    own: Layout = sheets()[table]
    return str(own.example[next(iter(own.columns))])


def is_ours(sheet: Sheet) -> bool:
    """Tell a sheet that holds no data of its own: the guide, the lists."""
    return title_key(sheet.name or "") in ("mode d emploi", "listes")


def identity_sheet(grid: Grid) -> Sheet | None:
    """Find the sheet that tells whose PST it is."""
    names = ("organisme", "identite", "identification")
    return next((s for s in grid.sheets if title_key(s.name or "") in names), None)


def quick_sheet(grid: Grid) -> Sheet | None:
    """Find the sheet of the quick follow-up."""
    name = title_key(layout()["suivi_rapide"]["feuille"])
    return next((s for s in grid.sheets if title_key(s.name or "") == name), None)


def refuse_sheet(sheet: Sheet, ledger: Ledger) -> None:
    """Reject the rows of a sheet of a known table, whose titles were not found."""
    table = named_table(sheet)
    expected = ", ".join(f"« {titles(table)[name][0]} »" for name in NEEDED[table]) if table else ""
    for row in sheet.rows:
        ledger.reject(sheet, row, f"ligne de titres introuvable (attendu{NBSP}: {expected})")

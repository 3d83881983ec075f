"""Lists of elements as tables: a cell is a text, a status or a day, with a note under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pstlib.charts.block import Block, block
from pstlib.charts.theme import status_css
from pstlib.charts.wording import clean, tidy
from pstlib.grammar import listing
from pstlib.model.statuses import STATUS_LABELS
from pstlib.text import NBSP, is_missing


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the code before it, a status' colour, or a day."""

    texte: str = ""
    code: str = ""
    css: str = ""
    jour: Any = None
    note: str = ""

    @property
    def known(self) -> bool:
        """Tell whether the cell says anything."""
        return bool(self.texte or self.code or self.note) or not is_missing(self.jour)


@dataclass(frozen=True)
class ElementTable:
    """A table: its title, its columns and rows of cells, the first of which names the row.

    ``genre`` is the CSS class that gives its columns their widths; a table with an ``adresse`` can
    be sorted, and linked to.
    """

    titre: str
    colonnes: Sequence[str]
    lignes: Sequence[Sequence[Cell]]
    genre: str = ""
    adresse: str = ""


def lists_block(
    tables: Sequence[ElementTable], *, phrases: Sequence[str] = (), notes: Sequence[str] = ()
) -> Block:
    """Show sentences, tables that have rows, then notes."""
    summary = " ".join([*phrases, *(f"{t.titre}." for t in tables if t.lignes)])
    shown = [_without_empty_columns(table) for table in tables]
    return block("liste.html.j2", summary, tables=shown, phrases=phrases, notes=notes)


def _without_empty_columns(table: ElementTable) -> ElementTable:
    """Say once, in the title, what is known of no row, instead of a column of « n. c. »."""
    kept = [
        place
        for place in range(len(table.colonnes))
        if not place or not table.lignes or any(line[place].known for line in table.lignes)
    ]
    absent = [name.lower() for place, name in enumerate(table.colonnes) if place not in kept]
    if not absent:
        return table
    return replace(
        table,
        titre=f"{table.titre} ({listing(absent)}{NBSP}: n. c.)",
        colonnes=[table.colonnes[place] for place in kept],
        lignes=[[line[place] for place in kept] for line in table.lignes],
        genre="",
    )


def element_cell(row: Mapping[Any, Any], *, note: str = "") -> Cell:
    """Name an element; the script of the page links its code to its line of the annex."""
    return Cell(tidy(row["libelle"]), clean(row["code"]), note=note)


def status_cell(row: Mapping[Any, Any], note: str = "") -> Cell:
    """Show a status by its word and colour; the word of the source when it says more."""
    if is_missing(row["statut"]):
        return Cell("–")
    return Cell(STATUS_LABELS[row["statut"]], css=status_css(row["statut"]), note=note)

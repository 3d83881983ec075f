"""The workbook that a CPAS fills in: sheets, titles of columns, words of lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pstlib.model.tables import TABLES
from pstlib.reference.loader import load_yaml
from pstlib.text import fold

LAYOUT = "classeur.yml"
CHOICE = " – "
"""What stands between an identifier and its title in the lists of the workbook."""
Titles = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """The sheet of one table.

    Attributes:
        table: Name of the table.
        name: Name of the sheet.
        names: Every name under which it is recognised.
        use: ``indispensable``, ``utile`` or ``facultatif``.
        help: What to write in it, in French.
        columns: Titles of each column; the first is the one written.
        read: Columns that are understood and never written.
        example: One row, by column.
    """

    table: str
    name: str
    names: tuple[str, ...]
    use: str
    help: str
    columns: Titles
    read: Titles
    example: Mapping[str, Any]


@cache
def sheets() -> dict[str, Sheet]:
    """Give the sheet of each table, in the order of the workbook."""
    return {name: _sheet(name, content) for name, content in layout()["feuilles"].items()}


def layout() -> Mapping[str, Any]:
    """Give the whole description of the workbook."""
    content: Mapping[str, Any] = load_yaml(LAYOUT)
    return content


def _sheet(table: str, content: Mapping[str, Any]) -> Sheet:
    name = str(content["feuille"])
    return Sheet(
        table=table,
        name=name,
        names=(name, table, *content.get("noms", ())),
        use=content["usage"],
        help=content["aide"],
        columns=_titles(content["colonnes"]),
        read=_titles(content.get("lus", {})),
        example=content["exemple"],
    )


def _titles(columns: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {column: tuple(str(title) for title in titles) for column, titles in columns.items()}


def list_name(table: str, column: str) -> str | None:
    """Name the closed list of a column, None where any text will do."""
    lists = layout()["listes"]
    own = f"{table}.{column}"
    if own in lists:
        return own
    # A column of the same name without a check, such as the service of a team, is free text.
    return column if column in lists and TABLES[table].columns[column].checks else None


def is_open(name: str) -> bool:
    """Tell whether a text that isn't a word of the list is right too."""
    return name in layout()["listes_ouvertes"]


def labels(name: str) -> dict[str, str]:
    """Give the word written for each value of a list."""
    return {value: str(words[0]) for value, words in layout()["listes"][name].items()}


@cache
def values(name: str) -> dict[str, str]:
    """Give the value that each word of a list stands for, words as ``title_key`` makes them."""
    return {
        title_key(str(word)): value
        for value, words in layout()["listes"][name].items()
        for word in (value, *words)
    }


def title_key(text: str) -> str:
    """Reduce a title, the name of a sheet or a word to what tells it from others.

    >>> title_key(" Échéance (*) ")
    'echeance'
    """
    return re.sub(r"[^a-z0-9%]+", " ", fold(text).replace(".", "")).strip()


def choice(identifier: str, title: str | None) -> str:
    """Write an identifier with its title, as the lists of the workbook show it."""
    return f"{identifier}{CHOICE}{title[:60]}" if title else identifier

"""Each row that is read is loaded or rejected, and the account is closed before it is given."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.readers.building import finish_elements, rejects
from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.identity import read_identity
from pstlib.readers.reading import Reading
from pstlib.readers.tables.headers import Header
from pstlib.readers.tables.sheet import Row, Sheet, is_blank, shown
from pstlib.readers.warnings import INFO, WARNING, Warnings
from pstlib.text import NBSP, fr_number

_SHOWN = 20
_OWNER = ("organisme", "type_admin", "ins")
_IDENTITY = ("organisme", "type_admin", "ins", "exercice_debut", "exercice_fin")


class RefusedRowError(ValueError):
    """A row can't be loaded; the message is the French reason.

    Attributes:
        awaited: The table whose rows it would have given, and what names them; None where the
            row itself doesn't tell, or is there already.
    """

    awaited: tuple[str, list[dict[str, Any]]] | None = None

    def awaiting(self, table: str, rows: list[dict[str, Any]]) -> "RefusedRowError":
        """Note which rows of a table the refused one would have given."""
        self.awaited = (table, rows) if rows else None
        return self


class NamelessRowError(RefusedRowError):
    """What names the row can't be trusted, or names another one: nothing of it is awaited."""

    def awaiting(self, table: str, rows: list[dict[str, Any]]) -> "RefusedRowError":
        """Note nothing."""
        del table, rows
        return self


@dataclass
class Ledger:
    """The rows of one file: how many were read and loaded, and what was said of them."""

    read: int = 0
    loaded: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    awaited: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    warnings: Warnings = field(default_factory=Warnings)
    pst: dict[str, Any] = field(default_factory=dict)

    def load(self, rows: int = 1) -> None:
        """Count rows as read and loaded."""
        self.read += rows
        self.loaded += rows

    def reject(self, sheet: Sheet, row: Row, reason: str | RefusedRowError) -> None:
        """Count a row as read and rejected, with its place, its content and the reason."""
        self.read += 1
        if isinstance(reason, RefusedRowError) and reason.awaited:
            table, rows = reason.awaited
            named = ((len(self.refused), one) for one in rows)
            self.awaited.setdefault(table, []).extend(named)
        self.refused.append((sheet.place(row.line), sheet.raw(row), str(reason)))

    def warn(self, message: str, place: str | None = None) -> None:
        """Note what a user must check."""
        self.warnings.add(WARNING, message, place)

    def inform(self, message: str, place: str | None = None) -> None:
        """Note what a user may want to know."""
        self.warnings.add(INFO, message, place)

    def doubt(
        self, sheet: Sheet, row: Row, column: int | None, title: str, doubt: str | None
    ) -> None:
        """Note the doubt on a cell, if there is one."""
        if doubt is not None:
            self.warn(f"{title}{NBSP}: {doubt}.", sheet.place(row.line, column))

    def unknown_columns(self, sheet: Sheet, header: Header) -> None:
        """Name the columns whose title is not known, and those that come twice."""
        if header.unknown:
            names = ", ".join(f"« {title} »" for title in header.unknown.values())
            self.warn(f"Colonnes inconnues, non lues{NBSP}: {names}.", sheet.place(header.line))

    def learn_owner(self, sheet: Sheet, index: int) -> None:
        """Read in the titles above a header whose table it is."""
        texts = [
            shown(value)
            for row in sheet.rows[:index]
            for value in row.cells
            if isinstance(value, str) and not is_blank(value)
        ]
        told = read_identity([Block(text, "") for text in texts])
        for name in _OWNER:
            if told[name] is not None:
                self.pst.setdefault(name, told[name])

    def reading(
        self,
        file: Path,
        data: bytes,
        kind: str,
        *,
        elements: Sequence[Mapping[str, Any]] = (),
        tables: Mapping[str, pd.DataFrame] | None = None,
        places: Mapping[str, list[str | None]] | None = None,
    ) -> Reading:
        """Close the account and give the reading.

        Raises:
            RuntimeError: If a row is neither loaded nor rejected: a mistake of the reader.
        """
        if self.read != self.loaded + len(self.refused):
            raise RuntimeError(f"{self.read} rows read, {self.loaded} + {len(self.refused)} kept")
        self.inform(
            f"Lignes lues{NBSP}: {fr_number(self.read)}{NBSP}; chargées{NBSP}: "
            f"{fr_number(self.loaded)}{NBSP}; rejetées{NBSP}: {fr_number(len(self.refused))}."
        )
        return Reading(
            source={
                "fichier": file.name,
                "format": kind,
                "sha256": hashlib.sha256(data).hexdigest(),
            },
            pst={key: self.pst.get(key) for key in _IDENTITY},
            elements=finish_elements(elements),
            rejets=rejects(self.refused),
            attendus=self._awaited(),
            avertissements=self.warnings.table(),
            tables=tables or {},
            lieux=places or {},
        )

    def _awaited(self) -> dict[str, pd.DataFrame]:
        return {
            table: pd.DataFrame(
                [row for _, row in found], index=[rank for rank, _ in found], dtype="object"
            )
            for table, found in self.awaited.items()
        }


def listed(items: Iterable[Any]) -> str:
    """List a few things, and count the others.

    >>> listed([1, 2])
    '1, 2'
    """
    names = [str(item) for item in items]
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (
        f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
    )

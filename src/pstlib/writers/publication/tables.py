"""The tables of a set of plans, one file each, written as the plans are read, one at a time."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pstlib.model import Pst
from pstlib.model.columns import DTYPES, Column, Table, choice, date, integer, key, schema, text
from pstlib.model.columns import column as column_of
from pstlib.model.quick_csv import to_arrow
from pstlib.model.tables import TABLES
from pstlib.text import escaped_cell
from pstlib.writers.flat import without_formulas
from pstlib.writers.folder import arrow_csv
from pstlib.writers.publication.plans import Plan

ORGANISATIONS = "organismes"
PLAN = key("Nom du PST dans cette publication : organisme et années")
_SOURCES = "Titres des documents dont viennent les données, séparés par « ; »"
_ORGANISATIONS = schema(
    "Organismes et programmes publiés",
    {
        "organisme": key("Nom de l’organisme"),
        "ins": text("Code INS de la commune"),
        "type_admin": choice("CPAS, ou AC : administration communale", ("CPAS", "AC")),
        "libelle": key("Titre du programme"),
        "exercice_debut": integer("Première année"),
        "exercice_fin": integer("Dernière année"),
        "date_installation": date("Installation du conseil"),
        "fictif": column_of("booleen", "Organisme inventé, pour des essais", needed=True),
        "sources": text(_SOURCES),
    },
)


@dataclass
class TableFile:
    """A file of a table of a set.

    Attributes:
        table: A key of ``TABLES``, or ``organismes``.
        path: Where it is in the publication.
        columns: What it holds, after ``pst``.
        nbytes: Its size.
        digest: Its hash so far.
    """

    table: str
    path: str
    columns: Mapping[str, Column]
    stream: BufferedWriter
    nbytes: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, rows: pa.Table, slug: str) -> None:
        """Write the rows of one plan, under the heading if they are the first."""
        named = rows.add_column(0, "pst", pa.array([slug] * rows.num_rows, pa.large_string()))
        kinds = {"pst": "texte", **{name: spec.kind for name, spec in self.columns.items()}}
        written = arrow_csv(named, kinds)
        content = (written if not self.nbytes else written.partition("\n")[2]).encode(
            errors="replace"
        )
        self.stream.write(content)
        self.digest.update(content)
        self.nbytes += len(content)


@dataclass(frozen=True)
class PlanSet:
    """The plans of the same years, nature and licence, and their files."""

    name: str
    plans: tuple[Plan, ...]
    files: tuple[TableFile, ...]


class SetWriter:
    """Writes the files of one set; what names persons stays out unless it is asked for.

    Args:
        name: Name of the set.
        stage: Folder to write into.
        persons: Whether names of persons and internal notes are written too.
    """

    def __init__(self, name: str, stage: Path, *, persons: bool) -> None:
        self._name, self._stage, self._persons = name, stage, persons
        self._open = ExitStack()
        self._plans: list[Plan] = []
        self._files: dict[str, TableFile] = {}

    def add(self, plan: Plan, pst: Pst) -> None:
        """Write the tables of one plan."""
        slug = plan.identite.slug
        self._plans.append(plan)
        self._file(ORGANISATIONS, _ORGANISATIONS.columns).add(_identity(plan), slug)
        for name, table in pst.tables.items():
            columns = published(TABLES[name], persons=self._persons)
            if len(table) and columns:
                rows = to_arrow(without_formulas(table, name)[0], name).select(list(columns))
                self._file(name, columns).add(rows, slug)

    def close(self) -> PlanSet:
        """Give what was written."""
        self._open.close()
        order = [ORGANISATIONS, *TABLES]
        files = sorted(self._files.values(), key=lambda one: order.index(one.table))
        return PlanSet(self._name, tuple(self._plans), tuple(files))

    def _file(self, table: str, columns: Mapping[str, Column]) -> TableFile:
        if table not in self._files:
            path = f"donnees/{self._name}/{table}.csv"
            target = self._stage / path
            target.parent.mkdir(parents=True, exist_ok=True)
            stream = self._open.enter_context(target.open("wb"))
            self._files[table] = TableFile(table, path, columns, stream)
        return self._files[table]


def published(table: Table, *, persons: bool) -> dict[str, Column]:
    """Give the columns of a table that are published, none for one that is internal."""
    if table.internal and not persons:
        return {}
    every = table.columns.items()
    return {name: spec for name, spec in every if persons or spec.personal == "non"}


def table_of(name: str) -> Table:
    """Give the table that a file of the publication holds."""
    return _ORGANISATIONS if name == ORGANISATIONS else TABLES[name]


def _identity(plan: Plan) -> pa.Table:
    who = plan.identite
    titles = _line(source["titre"] for source in plan.sources)
    row = {name: getattr(who, name, None) for name in _ORGANISATIONS.columns}
    safe = {
        name: escaped_cell(value) if isinstance(value, str) else value
        for name, value in row.items()
    }
    frame = pd.DataFrame([safe | {"sources": escaped_cell(titles) or None}])
    kinds = {name: DTYPES[spec.kind] for name, spec in _ORGANISATIONS.columns.items()}
    return pa.Table.from_pandas(frame.astype(kinds), preserve_index=False)


def _line(titles: Iterable[Any]) -> str:
    return " ; ".join(" ".join(str(title).split()) for title in titles if title)

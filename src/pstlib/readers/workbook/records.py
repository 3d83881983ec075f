"""The rows of the other tables, each in its own way where a person writes it in another."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pstlib.model.row_keys import naming_columns
from pstlib.model.tables import LINKS, TABLES
from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import title_key
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Fault
from pstlib.readers.tables.versions import version_of
from pstlib.readers.workbook.budget import Budget, versions_told
from pstlib.readers.workbook.links import Links
from pstlib.readers.workbook.pages import Line, Page
from pstlib.readers.workbook.values import need, read_state, read_value
from pstlib.reference.nomenclature import load_nomenclature
from pstlib.text import NBSP

Record = dict[str, Any]
_TARGETS = {(table, column): target for table, column, target, _ in LINKS}
_VOTED = ("version", "montant")
_STEMS = {"indicateurs": "i", "synergies": "sy", "dps": "d", "contrats_conjoints": "mc"}


def read_records(pages: Sequence[Page], ledger: Ledger, links: Links) -> dict[str, list[Record]]:
    """Read the rows of all tables but the plan; a row that can't be loaded is rejected.

    Beside the columns of its table, a row has ``lieu``, where it stands in the workbook.
    """
    found: dict[str, list[Record]] = defaultdict(list)
    budget = Budget()
    # What others point at comes first.
    first = ("versions", "indicateurs", "synergies")
    for page in sorted(pages, key=lambda page: page.table not in first):
        for line in page.lines(ledger):
            try:
                if page.table == "budget":
                    rows = budget.read(line, links, _record(line, links, without=_VOTED))
                else:
                    rows = _READERS.get(page.table, _one)(line, links)
                for column in _own_keys(page.table):
                    links.add(page.table, rows[0][column])
            except RefusedRowError as reason:
                line.reject(reason.awaiting(page.table, _awaited(line, links)))
            else:
                for row in rows:
                    row["lieu"] = line.place
                found[page.table] += [_with_extras(line, row) for row in rows]
                ledger.load()
    found["budget"] = budget.completed(found["budget"])
    found["liens_budget"] += budget.links(found["liens_budget"])
    budget.tell(ledger)
    return found


def _awaited(line: Line, links: Links) -> list[Record]:
    """Give what names the rows that a refused one would have given; none if that isn't read."""
    quiet, table = replace(line, ledger=Ledger()), line.page.table  # its doubts were told
    wide = table == "budget" and not line.has("montant")
    try:
        row = {
            column: links.resolve(quiet, column, target)
            if (target := _TARGETS.get((table, column)))
            else read_value(quiet, column)
            for column in naming_columns(table)
            if not (wide and column == "version")
        }
    except RefusedRowError:
        return []
    return [{**row, "version": version} for version in versions_told(line)] if wide else [row]


def _own_keys(table: str) -> list[str]:
    return [name for name, spec in TABLES[table].columns.items() if spec.unique]


def _one(line: Line, links: Links) -> list[Record]:
    return [_record(line, links)]


def _record(line: Line, links: Links, *, without: Sequence[str] = ()) -> Record:
    """Read a row column by column; a column that the sheet lacks must be one it can do without."""
    table = line.page.table
    values: Record = {}
    for column in TABLES[table].columns:
        target = _TARGETS.get((table, column))
        if column in without or (column in _own_keys(table) and not line.text(column)):
            continue
        values[column] = links.resolve(line, column, target) if target else read_value(line, column)
    for column in _own_keys(table):
        if table in _STEMS and column not in values:
            values[column] = links.fresh(table, _stem(table, values))
        need(line, column, values.get(column))
    return values


def _stem(table: str, values: Record) -> str:
    """Give the beginning of an identifier that a person left out."""
    return f"{values['element_id']}-i" if table == "indicateurs" else _STEMS[table]


def _with_extras(line: Line, row: Record) -> Record:
    """Keep what stands under unknown titles in the table's comment, where it has one."""
    target = next((name for name in ("commentaire", "remarque") if name in row), None)
    extras = [f"{title} : {text}" for title, text in line.extras().items()]
    if not target or not extras:
        return row
    return {**row, target: "\n".join([*([row[target]] if row[target] else []), *extras])}


def _observation(line: Line, links: Links) -> list[Record]:
    row = _record(line, links, without=("statut", "statut_source"))
    state = read_state(line.value("statut"))
    if line.has("statut"):
        line.doubt("statut", state.doubt)
    # Our own sheet keeps the word of the source apart from the status.
    word = line.text("statut_source") if line.has("statut_source") else state.statut_source
    source = word or (None if state.statut else state.statut_source)
    return [{**row, "statut": state.statut, "statut_source": source}]


def _indicator(line: Line, links: Links) -> list[Record]:
    row = _record(line, links)
    links.indicators[row["element_id"], title_key(row["libelle"])] = row["indicateur_id"]
    return [row]


def _measure(line: Line, links: Links) -> list[Record]:
    row = _record(line, links, without=("indicateur_id", "date"))
    written = line.text("indicateur_id")
    element = links.find("elements", line.text("element_id") or "")
    found = written and (links.find("indicateurs", written) or links.indicator(element, written))
    doubt = f"« {written} » est un indicateur inconnu" if written else None
    row["indicateur_id"] = need(line, "indicateur_id", found or None, doubt)
    row["date"] = _measured_on(line)
    return [row]


def _measured_on(line: Line) -> dt.date:
    if line.has("date"):
        day: dt.date = read_value(line, "date")
        return day
    got = cells.year(line.value("annee"))
    if got.value is None:
        raise RefusedRowError(f"date{NBSP}: {got.doubt or 'manquante'}")
    return dt.date(got.value, 12, 31)


def tell_columns(page: Page, ledger: Ledger) -> None:
    """Say which columns no table knows and where what they hold was put; and how years are read."""
    if page.table == "mesures" and "date" not in page.header.columns:
        message = "Mesures datées du 31 décembre de leur année."
        ledger.inform(message, page.sheet.place(page.header.line))
    unknown = {
        rank: title
        for rank, title in page.header.unknown.items()
        if not (page.table == "budget" and version_of(title))
    }
    if not unknown:
        return
    columns = TABLES[page.table].columns
    places = ("description", "commentaire", "remarque")
    target = next((name for name in places if name in columns), None)
    names = ", ".join(f"« {title} »" for title in unknown.values())
    kept = f"reprises dans « {target} »" if target else "non lues"
    ledger.warn(f"Colonnes inconnues, {kept}{NBSP}: {names}.", page.sheet.place(page.header.line))
    for row in page.sheet.rows[page.header.index + 1 :]:
        for rank, title in unknown.items():
            value = row.cell(rank)
            if isinstance(value, Fault):
                message = f"« {value} » est une formule sans valeur enregistrée"
                ledger.doubt(page.sheet, row, rank, title, message)


def _link(line: Line, links: Links) -> list[Record]:
    """Read a link; a part that can't be read isn't a part left out, which takes the whole."""
    row = _record(line, links)
    if row["part"] is None and line.text("part"):
        raise RefusedRowError(
            f"{line.page.title('part')}{NBSP}: « {line.text('part')} » n’est pas un nombre de 0 à 1"
        )
    typed = line.value("article") if line.has("article") else ""
    if row["article"] and not isinstance(typed, str):
        raise RefusedRowError(f"article impossible{NBSP}: « {row['article']} » (nombre ou date)")
    return [{**row, "fonction": _whole_function(line, row["fonction"])}]


def _whole_function(line: Line, function: str | None) -> str | None:
    """Give a function the zeros that a number cell has lost, where only one function fits."""
    if function is None or len(function) > 2 or not function.isdecimal():
        return function
    known = load_nomenclature().functions["fonction"]
    fitting = [code for code in known if code.lstrip("0") == function.lstrip("0")]
    if len(fitting) == 1:
        line.doubt("fonction", f"« {function} » est lu comme la fonction {fitting[0]}")
        return str(fitting[0])
    line.doubt("fonction", f"« {function} » n’est pas une fonction de trois à cinq chiffres")
    return function


_READERS: Mapping[str, Callable[[Line, Links], list[Record]]] = {
    "liens_budget": _link,
    "suivi": _observation,
    "indicateurs": _indicator,
    "mesures": _measure,
}

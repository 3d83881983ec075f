"""The cells of a row become values that the schema of their table takes."""

from collections.abc import Callable, Mapping
from typing import Any

from pstlib.model.columns import Column
from pstlib.model.tables import TABLES
from pstlib.readers.tables import cells
from pstlib.readers.tables.cells import Got, Observed
from pstlib.readers.tables.headers import title_key
from pstlib.readers.tables.ledger import RefusedRowError
from pstlib.readers.tables.sheet import Fault, Percent, Value, shown
from pstlib.readers.tables.versions import version_of
from pstlib.readers.workbook.pages import Line
from pstlib.reference.workbook import is_open, list_name, values
from pstlib.text import NBSP

_MEASURES = ("valeur", "valeur_reference", "valeur_cible")


def read_value(line: Line, column: str) -> Any:
    """Read a cell; one that can't be read is missing, with a warning.

    Raises:
        RefusedRowError: If the row can't do without it.
    """
    table = line.page.table
    spec = TABLES[table].columns[column]
    if not line.has(column):
        return need(line, column, None)
    got = _bounded(_reader(table, column, spec)(line.value(column)), spec)
    if got.value is None and not spec.nullable:
        return need(line, column, None, got.doubt)
    line.doubt(column, got.doubt)
    return got.value


def need(line: Line, column: str, value: Any, doubt: str | None = None) -> Any:
    """Give ``value`` back, unless the row can't do without it and it is missing."""
    if value is None and not TABLES[line.page.table].columns[column].nullable:
        title = line.page.title(column) if line.has(column) else column
        raise RefusedRowError(f"{title}{NBSP}: {doubt or 'manquant'}")
    return value


def read_text(value: Value) -> Got[str]:
    """Read a text, whatever it begins with; a formula without a result is unreadable."""
    if isinstance(value, Fault):
        return Got(None, f"« {value} » est une formule sans valeur enregistrée")
    return Got(cells.text(value))


def read_state(value: Value) -> Observed:
    """Read a state: a word of the workbook's list, else any that sources use."""
    written = read_text(value).value
    status = values("statut").get(title_key(written)) if written else None
    return Observed(status, written) if status else cells.state(value)


def _reader(table: str, column: str, spec: Column) -> Callable[[Value], Got[Any]]:
    if (table, column) == ("budget", "version"):
        return _version
    if name := list_name(table, column):
        return lambda value: _word(value, name)
    own: Mapping[str, Callable[[Value], Got[Any]]] = {
        "taux_avancement": cells.rate,
        "part": _share,
        **dict.fromkeys(_MEASURES, _measure),
    }
    kinds: Mapping[str, Callable[[Value], Got[Any]]] = {
        "texte": read_text,
        "date": cells.date,
        "entier": cells.year,  # every whole number of the workbook is a year
        "nombre": cells.number,
        "montant": cells.amount,
    }
    return own.get(column, kinds[spec.kind])


def _word(value: Value, name: str) -> Got[str]:
    got = read_text(value)
    if got.value is None:
        return got
    known = values(name).get(title_key(got.value))
    if known is None and is_open(name):
        return got
    return Got(known, None if known else f"« {got.value} » n’est pas un mot de la liste")


def _version(value: Value) -> Got[str]:
    got = read_text(value)
    if got.value is None:
        return got
    version = version_of(got.value)
    return Got(version, None if version else f"« {got.value} » n’est pas une version du budget")


def _share(value: Value) -> Got[float]:
    """Read a part from 0 to 1; above 1, it can only be a percentage."""
    got = cells.number(value)
    if got.value is None or not 1 < got.value <= 100 or isinstance(value, Percent):
        return got
    return Got(got.value / 100, f"« {cells.text(value)} » est lu comme un pourcentage")


def _measure(value: Value) -> Got[float]:
    """Read the value of an indicator; a percentage is told in points."""
    got = cells.number(value)
    marked = isinstance(value, Percent) or (isinstance(value, str) and "%" in value)
    if got.value is None or not marked:
        return got
    return Got(round(got.value * 100, 6))


def _bounded(got: Got[Any], spec: Column) -> Got[Any]:
    for check in spec.checks:
        told = check.statistics
        low, high = told.get("min_value"), told.get("max_value")
        if got.value is None or (low is None and high is None):
            continue
        if (low is not None and got.value < low) or (high is not None and got.value > high):
            return Got(None, f"« {shown(got.value)} » n’est pas {check.error}")
    return got

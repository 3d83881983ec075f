"""The sheet of the quick follow-up: what is new of each action."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import find_header, title_key
from pstlib.readers.tables.ledger import Ledger
from pstlib.readers.tables.sheet import Sheet, is_blank
from pstlib.readers.workbook.links import Links
from pstlib.readers.workbook.pages import Line, Page
from pstlib.readers.workbook.plan import Node
from pstlib.readers.workbook.values import read_state, read_text
from pstlib.reference.workbook import layout

_NEW = ("statut", "taux_avancement", "date_suivi", "commentaire")


def read_quick(
    sheet: Sheet | None, nodes: Sequence[Node], ledger: Ledger, links: Links
) -> list[dict[str, Any]]:
    """Read what is new; an undated state is told of the element itself.

    Returns:
        Rows of the table ``suivi``, for the dated ones, and ``lieu``.
    """
    told = layout()["suivi_rapide"]
    titles = {**told["colonnes"], **{name: [title] for name, title in told["connus"].items()}}
    header = find_header(sheet, titles, ("element_id", "statut")) if sheet else None
    if sheet is None or header is None:
        return []
    day = _day(sheet, header.index, told["date"], ledger)
    known = {node.reference: node for node in nodes}
    dated = []
    for line in Page("suivi", sheet, header).lines(ledger):
        if all(is_blank(line.value(name)) for name in _NEW):
            continue  # nothing new: the row only shows what was known
        reference = links.find("elements", line.text("element_id") or "")
        if reference is None:
            ledger.reject(sheet, line.row, f"référence inconnue : « {line.text('element_id')} »")
            continue
        state = _state(line)
        date = state.pop("date_suivi") or day
        ledger.load()
        if date:
            row = {"element_id": reference, "date_suivi": date, **state, "lieu": line.place}
            dated.append(row)
        elif reference in known:
            known[reference].values.update(state)
    return dated


def _day(sheet: Sheet, before: int, title: str, ledger: Ledger) -> dt.date | None:
    """Find the date written above the titles, for all the rows."""
    for row in sheet.rows[:before]:
        filled = [(rank, v) for rank, v in enumerate(row.cells) if not is_blank(v)]
        if filled and title_key(filled[0][1]) == title_key(title) and len(filled) > 1:
            rank, value = filled[1]
            got = cells.date(value)
            ledger.doubt(sheet, row, rank, title, got.doubt)
            return got.value
    return None


def _state(line: Line) -> dict[str, Any]:
    state = read_state(line.value("statut"))
    line.doubt("statut", state.doubt)
    values: dict[str, Any] = {"statut": state.statut, "statut_source": state.statut_source}
    readers: Mapping[str, Any] = {"taux_avancement": cells.rate, "date_suivi": cells.date}
    for name in _NEW[1:]:
        values[name] = None
        if line.has(name):
            got = readers.get(name, read_text)(line.value(name))
            line.doubt(name, got.doubt)
            values[name] = got.value
    return values

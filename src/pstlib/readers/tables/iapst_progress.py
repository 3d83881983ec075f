"""The « État d'avancement » of iA.PST: one row per element, its parent told by order alone."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pstlib.model.statuses import Level
from pstlib.readers.reading import Reading
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
from pstlib.readers.tables.sheet import Grid, Row, Sheet
from pstlib.readers.tables.words import joined
from pstlib.text import NBSP

_LEVELS = {
    **dict.fromkeys(("os", "objectif strategique"), Level.OS),
    **dict.fromkeys(("oo", "objectif operationnel"), Level.OO),
    **dict.fromkeys(("a", "act", "action"), Level.ACTION),
    **dict.fromkeys(("sa", "subact", "sous action", "sousaction"), Level.SUB_ACTION),
}
_DEPTHS = {level: depth for depth, level in enumerate(Level)}
# « Titre (phase 1) (OO.2) »: the last parenthesis only.
_NUMBERED = re.compile(
    r"(?P<title>.*\S)\s*\((?P<number>(?:OS|OO|SA|A)\.?\s?(?P<rank>\d{1,9}))\)", re.DOTALL
)
_IDS = {Level.OS: "os", Level.OO: "oo", Level.ACTION: "a", Level.SUB_ACTION: "sa"}
_TITLES = {"statut": "État", "date_fin": "Échéance", "taux_avancement": "Progression"}
Element = dict[str, Any]


@dataclass
class _State:
    sheet: Sheet
    header: Header
    ledger: Ledger
    elements: list[Element] = field(default_factory=list)
    first: dict[str, Element] = field(default_factory=dict)
    above: dict[Level, Element] = field(default_factory=dict)


def find_progress(sheet: Sheet) -> Header | None:
    """Find the header of an « État d'avancement »."""
    needed = {"niveau", "libelle", "statut", "taux_avancement"}
    return find_header(sheet, synonyms("iapst_avancement"), needed, least=5)


def read_iapst_progress(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read an « État d'avancement »: values on actions and sub-actions only."""
    ledger = Ledger()
    elements: list[Element] = []
    first: dict[str, Element] = {}
    for sheet in grid.sheets:
        header = find_progress(sheet)
        if header is None:
            ledger.inform(f"Feuille « {sheet.name} » non lue{NBSP}: pas un état d’avancement.")
            continue
        ledger.unknown_columns(sheet, header)
        ledger.learn_owner(sheet, header.index)
        state = _State(sheet, header, ledger, elements, first)
        for row in rows_below(sheet, header):
            try:
                _add(state, row)
            except RefusedRowError as refusal:
                ledger.reject(sheet, row, str(refusal))
            else:
                ledger.load()
    return ledger.reading(file, data, "iapst-avancement", elements=elements)


def _add(state: _State, row: Row) -> None:
    """Add the element of a row, or a copy of it where it stands under another parent."""
    level, title = _named(state, row)
    numbered = _NUMBERED.fullmatch(title)
    key = f"{level} {int(numbered['rank'])}" if numbered else state.sheet.place(row.line)
    parent = _parent(state, row, level, title)
    known = state.first.get(key)
    if known is None:
        label, number = (numbered["title"], numbered["number"]) if numbered else (title, None)
        known = _element(state, row, level) | {"libelle": label, "numero": number}
        if numbered:
            known["element_id"] = f"{_IDS[level]}-{int(numbered['rank'])}"
        known |= {"cle": key, "cle_parent": parent["cle"] if parent else None}
        state.first[key] = known
        state.elements.append(known)
    elif parent is not None and parent["cle"] not in _parents(state, known):
        state.elements.append(_copy(state, row, known, parent))
    state.above = {above: e for above, e in state.above.items() if _DEPTHS[above] < _DEPTHS[level]}
    state.above[level] = known


def _named(state: _State, row: Row) -> tuple[Level, str]:
    written = cells.text(state.header.cell(row, "niveau"))
    level = _LEVELS.get(title_key(written or ""))
    title = cells.text(state.header.cell(row, "libelle"))
    if is_total(row):
        raise RefusedRowError("ligne de total")
    if level is None:
        raise RefusedRowError(f"type inconnu{NBSP}: « {written} »" if written else "type manquant")
    if title is None:
        raise RefusedRowError("élément sans titre")
    return level, title


def _parent(state: _State, row: Row, level: Level, title: str) -> Element | None:
    higher = [above for above in state.above if _DEPTHS[above] < _DEPTHS[level]]
    if higher:
        return state.above[max(higher, key=_DEPTHS.__getitem__)]
    if level is not Level.OS:
        place = state.sheet.place(row.line)
        state.ledger.warn(f"« {title} » n’a pas d’élément au-dessus de lui.", place)
    return None


def _parents(state: _State, known: Element) -> set[str | None]:
    """Give the keys of the elements under which a known one already stands."""
    copies = [e for e in state.elements if e.get("partage_de") == known["element_id"]]
    return {known["cle_parent"], *(copy["cle_parent"] for copy in copies)}


def _copy(state: _State, row: Row, known: Element, parent: Element) -> Element:
    place = state.sheet.place(row.line)
    state.ledger.inform(
        f"Élément partagé, compté une seule fois{NBSP}: {known['numero']} « {known['libelle']} » "
        f"aussi sous « {parent['libelle']} ».",
        place,
    )
    rank = len(_parents(state, known))
    return {name: known[name] for name in ("niveau", "numero", "libelle")} | {
        "element_id": f"{known['element_id']}-partage-{rank}",
        "partage_de": known["element_id"],
        "cle": f"{known['cle']} partage {rank}",
        "cle_parent": parent["cle"],
        "lieu": place,
    }


def _element(state: _State, row: Row, level: Level) -> Element:
    header, sheet, ledger = state.header, state.sheet, state.ledger
    observed = cells.state(header.cell(row, "statut"))
    day = cells.date(header.cell(row, "date_fin"))
    rate = cells.rate(header.cell(row, "taux_avancement"))
    for name, doubt in (
        ("statut", observed.doubt),
        ("date_fin", day.doubt),
        ("taux_avancement", rate.doubt),
    ):
        ledger.doubt(sheet, row, header.columns.get(name), _TITLES[name], doubt)
    texts = ("mandataire", "departement", "responsable", "sante")
    return {
        "niveau": level,
        "lieu": sheet.place(row.line),
        "statut": observed.statut,
        "statut_source": observed.statut_source,
        "type_action": observed.type_action,
        "taux_avancement": rate.value,
        "date_fin": day.value,
        "commentaire": joined(
            cells.text(header.cell(row, "constat")), Santé=cells.text(header.cell(row, "details"))
        ),
        **{name: cells.text(header.cell(row, name)) for name in texts},
    }

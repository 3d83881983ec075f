"""The « Export » of iA.PST: one row per leaf, its parents repeated on every row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model.statuses import Level
from pstlib.model.tables import TABLES
from pstlib.readers.reading import Reading
from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import synonyms, title_key
from pstlib.readers.tables.ledger import Ledger, RefusedRowError, listed
from pstlib.readers.tables.packed import fundings, indicators
from pstlib.readers.tables.sheet import Grid, Row, Sheet, Value, is_blank
from pstlib.readers.tables.words import goals, joined, parted
from pstlib.text import NBSP

_PREFIXES = {
    "os": Level.OS,
    "oo": Level.OO,
    "act": Level.ACTION,
    "action": Level.ACTION,
    "subact": Level.SUB_ACTION,
    "sousaction": Level.SUB_ACTION,
}
_TASK = "task"
_TITLE = re.compile(r"(?P<prefix>os|oo|act(?:ion)?|subact|sousaction|task|tache) (?P<title>.+)")
_IDS = {Level.OS: "os", Level.OO: "oo", Level.ACTION: "a", Level.SUB_ACTION: "sa"}
_TEXTS = ("plans", "priorite", "mandataire", "departement", "theme", "sante")
_DATES = ("date_debut", "date_fin", "date_debut_effective", "date_fin_effective")
_SEARCHED = 30
Columns = Mapping[str, Mapping[str, int]]
Element = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """Where each level has its columns: ``columns["OO"]["libelle"]``; tasks under ``task``."""

    sheet: Sheet
    index: int
    columns: Columns
    unknown: Mapping[int, str]

    def cell(self, row: Row, level: str, name: str) -> Value:
        """Give a cell of a level, empty where the site hides its column."""
        return row.cell(self.columns.get(level, {}).get(name))

    def text(self, row: Row, level: str, name: str) -> str | None:
        """Give the text of a cell of a level."""
        return cells.text(self.cell(row, level, name))


@dataclass
class _Export:
    layout: Layout
    ledger: Ledger
    elements: dict[tuple[str, ...], Element] = field(default_factory=dict)
    first: dict[tuple[str, str], Element] = field(default_factory=dict)
    tasks: dict[tuple[str, str], None] = field(default_factory=dict)
    financements: list[Element] = field(default_factory=list)
    indicateurs: list[Element] = field(default_factory=list)
    mesures: list[Element] = field(default_factory=list)


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header, whose titles begin with a level: « OS⏎Référence », « ACT⏎Titre »."""
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        layout = _layout(sheet, index, row)
        titled = [level for level, names in layout.columns.items() if "libelle" in names]
        if len(titled) >= 2:
            return layout
    return None


def _layout(sheet: Sheet, index: int, row: Row) -> Layout:
    names = {
        title_key(title): name
        for name, titles in synonyms("iapst_export").items()
        for title in titles
    }
    columns: dict[str, dict[str, int]] = {}
    unknown = {}
    for rank, value in enumerate(row.cells):
        match = _TITLE.fullmatch(title_key(value))
        name = names.get(match["title"]) if match else None
        level = _PREFIXES.get(match["prefix"], _TASK) if match else _TASK
        if name is not None and name not in columns.get(level, {}):
            columns.setdefault(str(level), {})[name] = rank
        elif not is_blank(value):
            unknown[rank] = " ".join(str(value).split())
    return Layout(sheet, index, columns, unknown)


def read_iapst_export(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read an « Export » of iA.PST: each element once, a shared action once under each OO."""
    ledger = Ledger()
    layout = next(found for found in map(find_layout, grid.sheets) if found is not None)
    ledger.learn_owner(layout.sheet, layout.index)
    export = _Export(layout, ledger)
    for row in layout.sheet.rows[layout.index + 1 :]:
        try:
            _add_row(export, row)
        except RefusedRowError as refusal:
            ledger.reject(layout.sheet, row, str(refusal))
        else:
            ledger.load()
    _notices(export)
    tables = {
        name: pd.DataFrame(rows, columns=list(TABLES[name].columns))
        for name, rows in (
            ("financements", export.financements),
            ("indicateurs", export.indicateurs),
            ("mesures", export.mesures),
        )
        if rows
    }
    elements = list(export.elements.values())
    return ledger.reading(file, data, "iapst-export", elements=elements, tables=tables)


def _add_row(export: _Export, row: Row) -> None:
    """Add what a row brings: its levels from the OS down, each seen for the first time."""
    layout = export.layout
    path: list[tuple[Level, str]] = []
    for level in _IDS:
        title, number = layout.text(row, level, "libelle"), _number(layout, row, level)
        if title is None and number is None:
            continue
        if title is None and (level, number or "") not in export.first:
            raise RefusedRowError(f"{level} {number} sans titre")
        path.append((level, number or f"« {title} »"))
    if not path:
        raise RefusedRowError("ligne sans aucun élément")
    for depth, key in enumerate(path):
        _add_element(export, row, key, path[depth - 1] if depth else None)
    _add_task(export, row, export.first[path[-1]])


def _add_element(
    export: _Export, row: Row, key: tuple[Level, str], parent: tuple[Level, str] | None
) -> None:
    """Add the element of a row at a level, or a copy of it where it stands under another parent.

    What a copy holds stays under the original.
    """
    if (*key, *(parent or ())) in export.elements:
        return
    original = export.first.get(key)
    element = _shared(export, row, key, original) if original else _new(export, row, key)
    if parent is None and key[0] is not Level.OS:
        export.ledger.warn(f"« {element['libelle']} » n’a pas de parent.", element["lieu"])
    element |= {
        "cle": element["element_id"],
        "cle_parent": export.first[parent]["cle"] if parent else None,
    }
    export.elements[(*key, *(parent or ()))] = element
    export.first.setdefault(key, element)


def _new(export: _Export, row: Row, key: tuple[Level, str]) -> Element:
    level, number = key
    layout = export.layout
    element: Element = {
        "element_id": _identifier(level, number, len(export.first)),
        "niveau": level,
        "numero": layout.text(row, level, "reference"),
        "libelle": layout.text(row, level, "libelle"),
        "lieu": layout.sheet.place(row.line),
        **{name: layout.text(row, level, name) for name in _TEXTS},
        **{name: _got(export, row, level, name, cells.date) for name in _DATES},
        "taux_avancement": _got(export, row, level, "taux_avancement", cells.rate),
        "odd": goals(layout.text(row, level, "odd")),
        "partenaires": parted(layout.text(row, level, "partenaires")),
        "responsable": layout.text(row, level, "responsable")
        or layout.text(row, level, "administratif"),
        "commentaire": joined(
            layout.text(row, level, "constat"),
            Commentaires=layout.text(row, level, "commentaires"),
            Santé=layout.text(row, level, "details"),
            Budget=layout.text(row, level, "com_budget"),
        ),
    }
    element |= _observed(export, row, level)
    _add_money(export, row, level, element)
    _add_indicators(export, row, level, element)
    return element


def _number(layout: Layout, row: Row, level: Level) -> str | None:
    """Give the reference of an element: 3 and A.3 are the same action."""
    text = layout.text(row, level, "reference")
    given = re.fullmatch(r"(?:[A-Za-z]{1,2}\.?\s?)?0*(\d{1,9})", text or "", re.ASCII)
    return given[1] if given else text


def _identifier(level: Level, number: str, rank: int) -> str:
    known = number.isdecimal()
    return f"{_IDS[level]}-{number}" if known else f"{_IDS[level]}-sans-numero-{rank + 1}"


def _shared(export: _Export, row: Row, key: tuple[Level, str], original: Element) -> Element:
    layout = export.layout
    place = layout.sheet.place(row.line)
    under = export.layout.text(row, Level.OO, "libelle") or ""
    export.ledger.inform(
        f"Élément partagé, compté une seule fois{NBSP}: {key[0]} {key[1]} "
        f"« {original['libelle']} » aussi sous « {under} ».",
        place,
    )
    copies = sum(
        element.get("partage_de") == original["cle"] for element in export.elements.values()
    )
    names = ("niveau", "numero", "libelle")
    return {name: original[name] for name in names} | {
        "element_id": f"{original['element_id']}-partage-{copies + 1}",
        "partage_de": original["element_id"],
        "lieu": place,
    }


def _observed(export: _Export, row: Row, level: Level) -> Element:
    observed = cells.state(export.layout.cell(row, level, "statut"))
    rank = export.layout.columns.get(level, {}).get("statut")
    export.ledger.doubt(export.layout.sheet, row, rank, "État", observed.doubt)
    return {
        "statut": observed.statut,
        "statut_source": observed.statut_source,
        "type_action": observed.type_action,
    }


def _got(export: _Export, row: Row, level: Level, name: str, read: Any) -> Any:
    layout = export.layout
    rank = layout.columns.get(level, {}).get(name)
    got = read(row.cell(rank))
    title = " ".join(str(layout.sheet.rows[layout.index].cell(rank)).split())
    export.ledger.doubt(layout.sheet, row, rank, title, got.doubt)
    return got.value


def _add_money(export: _Export, row: Row, level: Level, element: Element) -> None:
    unpacked = fundings(export.layout.text(row, level, "budget"))
    _warn_left(export, row, level, "budget", unpacked.left)
    for funding in unpacked.found:
        export.financements.append({"element_id": element["element_id"], **funding._asdict()})


def _add_indicators(export: _Export, row: Row, level: Level, element: Element) -> None:
    unpacked = indicators(export.layout.text(row, level, "indicateurs"))
    _warn_left(export, row, level, "indicateurs", unpacked.left)
    for rank, indicator in enumerate(unpacked.found, 1):
        name = f"{element['element_id']}-i{rank}"
        export.indicateurs.append(
            {
                "indicateur_id": name,
                "element_id": element["element_id"],
                "libelle": indicator.libelle,
                "valeur_cible": indicator.attendu,
            }
        )
        if indicator.atteint is not None:
            # Undated in this export: the date of the situation is given when it is imported.
            export.mesures.append({"indicateur_id": name, "valeur": indicator.atteint})


def _warn_left(export: _Export, row: Row, level: Level, name: str, left: list[str]) -> None:
    rank = export.layout.columns.get(level, {}).get(name)
    for piece in left:
        place = export.layout.sheet.place(row.line, rank)
        export.ledger.warn(f"Morceau illisible, non chargé{NBSP}: « {piece} ».", place)


def _add_task(export: _Export, row: Row, element: Element) -> None:
    """Keep a task, a level that the tables don't have, in the description of its leaf."""
    names = ("libelle", "groupe", "utilisateur", "date_fin")
    parts = [export.layout.text(row, _TASK, name) for name in names]
    task = " – ".join(part for part in parts if part)
    key = (str(element.get("element_id")), task)
    if task and key not in export.tasks:
        export.tasks[key] = None
        element["description"] = joined(element.get("description"), Tâche=task)


def _notices(export: _Export) -> None:
    ledger, layout = export.ledger, export.layout
    titles = layout.sheet.rows[layout.index]
    below = layout.sheet.rows[layout.index + 1 :]
    empty = [
        " ".join(str(title).split())
        for rank, title in enumerate(titles.cells)
        if not is_blank(title) and all(is_blank(row.cell(rank)) for row in below)
    ]
    if empty:
        ledger.inform(f"Colonnes vides ou masquées par le site{NBSP}: {listed(empty)}.")
    if layout.unknown:
        ledger.warn(f"Colonnes inconnues, non lues{NBSP}: {listed(layout.unknown.values())}.")
    if export.tasks:
        ledger.inform(f"{len(export.tasks)} tâche(s) gardée(s) dans la description des actions.")
    if export.financements and all(row["montant"] % 1 == 0 for row in export.financements):
        ledger.inform("L’export d’iA.PST arrondit les montants à l’euro et perd les cents.")

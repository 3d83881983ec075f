"""The two CSV files of acmarche/pst: of a CPAS (headings above each list) and of a town."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pstlib.model.statuses import ActionType, Level, Status
from pstlib.readers.reading import Reading
from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import Header, find_header, is_repeated, is_total, synonyms
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Grid, Row, Sheet, is_blank
from pstlib.readers.tables.words import goals, joined, parted
from pstlib.text import NBSP, fold

LABEL_LIMIT = 255  # of the eComptes schema
_ROADMAP = "Feuille de route ODD"
_TYPES = {
    "pst": ActionType.PST,
    "perenne": ActionType.PERENNIAL,
    "permanent": ActionType.PERENNIAL,
    "permanente": ActionType.PERENNIAL,
    "hors champ": ActionType.OUT_OF_SCOPE,
    "hors pst": ActionType.OUT_OF_SCOPE,
}
Element = dict[str, Any]


@dataclass
class _Plan:
    """The elements so far, and where the next one stands."""

    sheet: Sheet
    header: Header
    ledger: Ledger
    elements: list[Element] = field(default_factory=list)
    os: str | None = None
    oo: str | None = None

    def add(self, row: Row, level: Level, label: str, **more: Any) -> str:
        """Add an element under the current objective; give its key."""
        key = f"{self.sheet.name} {row.line}"
        parent = {Level.OS: None, Level.OO: self.os}.get(level, self.oo or self.os)
        place = self.sheet.place(row.line)
        self.elements.append(
            {"cle": key, "cle_parent": parent, "niveau": level, "libelle": label, "lieu": place}
            | more
        )
        if len(label) > LABEL_LIMIT:
            self.ledger.inform(f"Intitulé de {len(label)} caractères, gardé entier.", place)
        if parent is None and level is not Level.OS:
            self.ledger.warn(f"« {label} » n’a pas d’objectif au-dessus de lui.", place)
        if level is Level.OS:
            self.os, self.oo = key, None
        elif level is Level.OO:
            self.oo = key
        self.ledger.load()
        return key

    def text(self, row: Row, name: str) -> str | None:
        """Give the text of a known column."""
        return cells.text(self.header.cell(row, name))

    def got(self, row: Row, name: str, read: Callable[[Any], cells.Got[Any]], title: str) -> Any:
        """Read a cell of a known column and note the doubt on it."""
        got = read(self.header.cell(row, name))
        self.ledger.doubt(self.sheet, row, self.header.columns.get(name), title, got.doubt)
        return got.value


def find_cpas(sheet: Sheet) -> Header | None:
    """Find the header of a CPAS's file."""
    return find_header(sheet, synonyms("marche_cpas"), {"libelle", "statut", "pilote"}, least=5)


def find_ville(sheet: Sheet) -> Header | None:
    """Find the header of a town's file."""
    return find_header(sheet, synonyms("marche_ville"), {"os", "oo", "libelle", "statut"}, least=5)


def read_marche_cpas(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read the PST of a CPAS: headings in the first column, the header again under each OO."""
    return _read(file, data, grid, "marche-cpas")


def read_marche_ville(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read the PST of a town: the level of a row is told by the column of its number."""
    return _read(file, data, grid, "marche-ville")


def _read(file: Path, data: bytes, grid: Grid, kind: str) -> Reading:
    find, fill, owner = {
        "marche-cpas": (find_cpas, _fill_cpas, "CPAS"),
        "marche-ville": (find_ville, _fill_ville, "AC"),
    }[kind]
    ledger = Ledger(pst={"type_admin": owner})
    elements: list[Element] = []
    for sheet in grid.sheets:
        header = find(sheet)
        if header is not None:
            ledger.unknown_columns(sheet, header)
            plan = _Plan(sheet, header, ledger)
            fill(plan)
            elements += plan.elements
    return ledger.reading(file, data, kind, elements=elements)


def _fill_cpas(plan: _Plan) -> None:
    rows = plan.sheet.rows
    for rank, row in enumerate(rows):
        if is_repeated(plan.sheet, plan.header, row):
            continue
        heading = _heading(row)
        if heading is not None:
            following = rows[rank + 1] if rank + 1 < len(rows) else None
            level = _heading_level(plan, following)
            plan.add(row, level, heading)
        else:
            _try(plan, row, _cpas_action)


def _heading(row: Row) -> str | None:
    """Give the title of a row that has text in its first column only, not a mere number."""
    filled = [rank for rank, value in enumerate(row.cells) if not is_blank(value)]
    title = cells.text(row.cells[0])
    if filled != [0] or title is None or re.fullmatch(r"[\d.]+", title) or is_total(row):
        return None
    return title


def _heading_level(plan: _Plan, following: Row | None) -> Level:
    """A heading above a heading is an OS; above the header or an action it is an OO."""
    if following is None:
        return Level.OO if plan.os else Level.OS
    if is_repeated(plan.sheet, plan.header, following):
        return Level.OO
    return Level.OO if _heading(following) is None else Level.OS


def _try(plan: _Plan, row: Row, read: Callable[[_Plan, Row], None]) -> None:
    try:
        _refuse_odd_rows(plan, row)
        read(plan, row)
    except RefusedRowError as refusal:
        plan.ledger.reject(plan.sheet, row, str(refusal))


def _refuse_odd_rows(plan: _Plan, row: Row) -> None:
    width = len(plan.sheet.rows[plan.header.index].cells)
    if plan.sheet.name is None and len(row.cells) != width:
        raise RefusedRowError(f"nombre de colonnes{NBSP}: {len(row.cells)} au lieu de {width}")
    if is_total(row):
        raise RefusedRowError("ligne de total")


def _cpas_action(plan: _Plan, row: Row) -> None:
    label = plan.text(row, "libelle")
    if label is None:
        number = plan.text(row, "numero")
        raise RefusedRowError(f"action sans nom (numéro {number})" if number else "action sans nom")
    plan.add(row, Level.ACTION, label, **_action(plan, row))


def _action(plan: _Plan, row: Row) -> Element:
    observed = cells.state(plan.header.cell(row, "statut"))
    if observed.doubt:
        plan.ledger.doubt(plan.sheet, row, plan.header.columns["statut"], "État", observed.doubt)
    perennial = observed.type_action == ActionType.PERENNIAL
    roadmap = plan.got(row, "feuille_de_route", cells.yes, _ROADMAP)
    responsible, pilot = plan.text(row, "responsable"), plan.text(row, "pilote")
    return {
        "numero": plan.text(row, "numero"),
        # « Permanent » says that the action runs for ever: it is under way.
        "statut": observed.statut or (Status.IN_PROGRESS if perennial else None),
        "statut_source": observed.statut_source,
        "type_action": observed.type_action or ActionType.PST,
        "taux_avancement": plan.got(row, "taux_avancement", cells.rate, "Évolution"),
        "date_fin": _deadline(plan, row),
        "odd": goals(plan.text(row, "odd")),
        "responsable": responsible or pilot,
        "partenaires": parted(plan.text(row, "partenaires")),
        "description": joined(
            plan.text(row, "notes"),
            **{
                "Agent pilote": pilot if responsible and pilot != responsible else None,
                "Ressources humaines": plan.text(row, "rh"),
                _ROADMAP: {True: "Oui", False: "Non"}.get(roadmap),
            },
        ),
        "plans": _ROADMAP if roadmap else None,
    }


def _deadline(plan: _Plan, row: Row) -> Any:
    if "date_fin" not in plan.header.columns:
        return None
    day = plan.got(row, "date_fin", cells.date, "Échéance")
    if is_blank(plan.header.cell(row, "date_fin")):
        place = plan.sheet.place(row.line, plan.header.columns["date_fin"])
        plan.ledger.inform("Échéance absente.", place)
    return day


def _fill_ville(plan: _Plan) -> None:
    for row in plan.sheet.rows[plan.header.index + 1 :]:
        if not is_repeated(plan.sheet, plan.header, row):
            _try(plan, row, _ville_row)


def _ville_row(plan: _Plan, row: Row) -> None:
    label = plan.text(row, "libelle")
    if label is None:
        raise RefusedRowError("ligne sans nom")
    # A number cell that holds 1.1 is written 1,1 here.
    numbers = {name: _dotted(plan.text(row, name)) for name in ("os", "oo", "numero")}
    given = [name for name, number in numbers.items() if number is not None]
    if given == ["os"]:
        plan.add(row, Level.OS, label, numero=numbers["os"])
    elif given in (["oo"], ["os", "oo"]):
        plan.add(row, Level.OO, label, numero=numbers["oo"])
    else:
        _check_position(plan, row, numbers["numero"])
        plan.add(row, Level.ACTION, label, **_ville_action(plan, row))


def _dotted(number: str | None) -> str | None:
    return number.replace(",", ".") if number else None


def _ville_action(plan: _Plan, row: Row) -> Element:
    action = _action(plan, row)
    written = plan.text(row, "type_action")
    kind = _TYPES.get(fold(written or ""))
    if written and kind is None:
        plan.ledger.warn(
            f"Type d’action inconnu{NBSP}: « {written} »{NBSP}; compté comme une action du PST.",
            plan.sheet.place(row.line, plan.header.columns["type_action"]),
        )
    shared = plan.got(row, "synergie", cells.yes, "Synergie")
    partners = [plan.text(row, name) for name in ("partenaires", "partenaires_externes")]
    return action | {
        "type_action": kind or action["type_action"],
        "mandataire": plan.text(row, "mandataire"),
        "departement": plan.text(row, "departement"),
        "partenaires": parted(", ".join(filter(None, partners))),
        "synergie": "Ville-CPAS" if shared else None,
    }


def _check_position(plan: _Plan, row: Row, position: str | None) -> None:
    """Warn where the number of an action says another objective than the one above it."""
    number = next((e["numero"] for e in plan.elements if e["cle"] == plan.oo), None)
    path, above = _path(position), _path(number)
    if path and above and path[: len(above)] != above:
        plan.ledger.warn(
            f"L’action {position} est placée sous l’objectif {number}{NBSP}: à vérifier.",
            plan.sheet.place(row.line),
        )


def _path(number: str | None) -> list[int]:
    return [int(part) for part in re.findall(r"\d{1,6}", number or "")]

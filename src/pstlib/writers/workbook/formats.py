"""How the cells of the workbook look: one place for its colours."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pstlib.model.statuses import Level, Status

INK, BLUE, PALE_BLUE, GREY, LINE = "#1C2430", "#1F4E79", "#5B7FA3", "#F1F3F6", "#C4CBD4"
MISSING, LATE, STALE, ENTRY = "#FBE3C6", "#F3C9BD", "#F6E7B4", "#FFFBE8"
# Pale, so that black text stays legible; every colour stands beside its word.
STATUS_COLOURS = {
    Status.DONE: "#BFE3D3",
    Status.IN_PROGRESS: "#C5DAF3",
    Status.WAITING: "#DCE8F6",
    Status.NOT_STARTED: "#E3E7EC",
    Status.PROBLEM: "#F6CFA9",
    Status.DROPPED: "#CDD0D5",
}
LEVEL_COLOURS = {Level.VOLET: "#B9C9DB", Level.OS: "#D2DEEB", Level.OO: "#E8EEF5"}
NUMBER_FORMATS = {
    "texte": "@",
    "date": "dd/mm/yyyy",
    "montant": '#,##0.00 "€"',
    "nombre": "#,##0.###",
    "entier": "0",
    "taux": "0%",
}
_BASE: dict[str, Any] = {"valign": "top", "font_color": INK, "font_size": 10}
_TITLE: dict[str, Any] = {**_BASE, "bold": True, "font_color": BLUE}
_HEADER: dict[str, Any] = {
    **_BASE, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter",
    "border": 1, "border_color": "#FFFFFF",
}  # fmt: skip
_EXAMPLE: dict[str, Any] = {
    **_BASE, "italic": True, "font_color": "#5F6977", "bg_color": GREY, "bottom": 1,
    "bottom_color": LINE, "text_wrap": True,
}  # fmt: skip
_STYLES: dict[str, dict[str, Any]] = {
    "titre": {**_TITLE, "font_size": 16},
    "sous_titre": {**_TITLE, "font_size": 12},
    "aide": {**_BASE, "italic": True, "font_color": "#4B5666"},
    "texte": {**_BASE, "text_wrap": True},
    "entete": {**_HEADER, "bg_color": BLUE},
    "entete_libre": {**_HEADER, "bg_color": PALE_BLUE},
    "fixe": {**_BASE, "text_wrap": True, "bg_color": GREY, "bottom": 1, "bottom_color": LINE},
    "lien": {**_BASE, "font_color": BLUE, "underline": 1},
    "saisie": {**_BASE, "locked": False, "align": "left", "text_wrap": True, "bg_color": ENTRY,
               "border": 1, "border_color": LINE},
    "donnee": {**_BASE, "locked": False, "text_wrap": True},
    "exemple": _EXAMPLE,
}  # fmt: skip


class Formats:
    """The formats of one workbook, made when they are first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, style: str, kind: str | None = None) -> Format:
        """Give a style, with the number format of a kind of column."""
        number = {"num_format": NUMBER_FORMATS[kind]} if kind else {}
        aligned = {"texte": {"align": "left"}, "date": {"align": "center"}}.get(kind or "", {})
        return self._format({**_STYLES[style], **number, **aligned})

    def fill(self, colour: str, *, bold: bool = False) -> Format:
        """Give the fill of a conditional colour."""
        return self._format({"bg_color": colour, **({"bold": True} if bold else {})})

    def _format(self, properties: Mapping[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(properties))
        return self._made[key]

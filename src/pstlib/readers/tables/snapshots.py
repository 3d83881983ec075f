"""Follow-up whose dates are titles: a column of states for each date, or one date for a sheet."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from pstlib.readers.documents.dates import ANY_DAY, day_of_label, days_within
from pstlib.readers.tables.headers import Header, find_header, synonyms, title_key
from pstlib.readers.tables.sheet import Sheet, Value, shown
from pstlib.text import fold

_SAYS_WHEN = re.compile(
    r"(?:situation|etat|etats|suivi|releve|arrete|avancement|realisation|statuts?|mise a jour)\b"
    r"[^.;]{0,60}\b(?:au|du|a la date du|le|:) ?$"
)
_LEFT = re.compile(r"\b(?:a la date|en date|au|du|le|des?)\b")
_TOLD = ("statut", "taux", "commentaire")

Frame = tuple[dt.date, Header]


def find_frames(sheet: Sheet) -> list[Frame]:
    """Give the date and the columns of each snapshot of a sheet; nothing where it has none."""
    wide = _wide(sheet)
    if wide:
        return wide
    titles = synonyms("suivi")
    for needed in ({"reference", "statut"}, {"reference", "taux"}):
        header = find_header(sheet, titles, needed)
        day = _day_above(sheet, header) if header and "date" not in header.columns else None
        if header and day:
            return [(day, header)]
    return []


def has_no_date(sheet: Sheet) -> bool:
    """Tell a follow-up that lacks only its date."""
    header = find_header(sheet, synonyms("suivi"), {"reference", "statut"})
    return header is not None and "date" not in header.columns


def _wide(sheet: Sheet) -> list[Frame]:
    header = find_header(sheet, synonyms("suivi"), {"reference"}, least=1)
    if header is None or "date" in header.columns:
        return []
    found: dict[dt.date, dict[str, int]] = {}
    read: set[int] = set()
    for rank, value in enumerate(sheet.rows[header.index].cells):
        day = _day_of(value)
        name = _told_by(value) if day else None
        if day and name and name not in found.setdefault(day, {}):
            found[day][name] = rank
            read.add(rank)
    fixed = {name: rank for name, rank in header.columns.items() if rank not in read}
    others = {rank: title for rank, title in header.unknown.items() if rank not in read}
    return [
        (day, replace(header, columns={**_without_state(fixed), **columns}, unknown=others))
        for day, columns in sorted(found.items())
        if columns.keys() & {"statut", "taux"}
    ]


def _without_state(columns: Mapping[str, int]) -> dict[str, int]:
    """Leave to each date its own state: a column without date says none of them."""
    return {name: rank for name, rank in columns.items() if name not in _TOLD}


def _told_by(title: Value) -> str | None:
    """Tell what a column with a date holds: « État au … », « % au … », or the date alone."""
    words = _LEFT.sub(" ", ANY_DAY.sub(" ", fold(shown(title))))
    known = {title_key(t): name for name in _TOLD for t in synonyms("suivi")[name]}
    return known.get(title_key(words), "statut" if not title_key(words) else None)


def _day_of(value: Value) -> dt.date | None:
    return value if isinstance(value, dt.date) else day_of_label(shown(value))


def _day_above(sheet: Sheet, header: Header) -> dt.date | None:
    """Give the only date that the titles above a header, or the name of its sheet, say it has."""
    named = day_of_label(sheet.name or "")
    days = {named} if named else set()
    for row in sheet.rows[: header.index]:
        for value in row.cells:
            text = fold(shown(value).replace("’", "'"))
            days |= {day for at, day in days_within(text) if _SAYS_WHEN.search(text[:at])}
    return days.pop() if len(days) == 1 else None

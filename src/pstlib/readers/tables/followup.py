"""A history of dated observations on a known PST, whose elements are named by their references."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import SourceError
from pstlib.model import conform
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
from pstlib.readers.tables.sheet import Grid, Row, Sheet, is_blank, shown
from pstlib.readers.tables.snapshots import Frame, find_frames, has_no_date
from pstlib.text import NBSP, fold, fr_date

_COLUMNS = (
    *("element_id", "date_suivi", "statut", "statut_source", "taux_avancement", "sante"),
    *("commentaire", "source"),
)
_KEY = ("element_id", "date_suivi")
_TITLES = ("action", "actions", "element")
_NOTHING = ("", "-", "–", "—", "/", "n.c", "nc", "n.d", "nd", "n/a", "n.a", "inconnu")
_SAID = ("statut_source", "taux_avancement")
Observation = dict[str, Any]


@dataclass(frozen=True)
class _Read:
    """An observation, whether it corrects another, and its place."""

    row: Observation
    corrects: bool
    place: str

    @property
    def key(self) -> tuple[Any, ...]:
        """What is observed, and when."""
        return tuple(self.row[name] for name in _KEY)


def find_followup(sheet: Sheet) -> Header | None:
    """Find the header of a history: a reference, a date, a status or a rate."""
    titles = synonyms("suivi")
    for needed in ({"reference", "date", "statut"}, {"reference", "date", "taux"}):
        header = find_header(sheet, titles, needed, least=3)
        if header is not None:
            return header
    return None


def find_snapshots(sheet: Sheet) -> list[Frame] | None:
    """Find a follow-up whose dates are in its titles; also one without date, to say so."""
    return find_frames(sheet) or ([] if has_no_date(sheet) else None)


def read_followup(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read a history of observations.

    A row marked « correction » takes the place of the observations of the same action and date,
    wherever it stands. In the table ``suivi``, ``element_id`` is the reference as written.

    Raises:
        SourceError: If nothing dates the states.
    """
    ledger = Ledger()
    read: list[_Read] = []
    titles: dict[str, str] = {}
    is_dated = False
    for sheet in grid.sheets:
        frames = _frames(sheet)
        if not frames:
            ledger.inform(f"Feuille « {sheet.name} » non lue{NBSP}: pas un historique daté.")
            continue
        is_dated = True
        _tell_dates(sheet, frames, ledger)
        for row in rows_below(sheet, frames[0][1]):
            try:
                read += _observations(sheet, frames, row, ledger, file.name)
            except RefusedRowError as refusal:
                ledger.reject(sheet, row, refusal)
            else:
                ledger.load()
                titles |= _title(frames[0][1], row)
    if not is_dated:
        raise _undated(file)
    kept = _without_repeats(_corrected(read, ledger), ledger)
    _warn_contradictions(kept, ledger)
    dated = sorted(kept, key=lambda one: one.row["date_suivi"])
    table = conform(pd.DataFrame([one.row for one in dated], columns=list(_COLUMNS)), "suivi")
    places: dict[str, list[str | None]] = {"suivi": [one.place for one in dated]}
    reading = ledger.reading(file, data, "suivi", tables={"suivi": table}, places=places)
    return replace(reading, intitules=titles)


def _title(header: Header, row: Row) -> dict[str, str]:
    """Give the title that a row writes beside its reference."""
    reference, title = (cells.text(header.cell(row, name)) for name in ("reference", "libelle"))
    return {reference: title} if reference and title else {}


def _frames(sheet: Sheet) -> Sequence[tuple[dt.date | None, Header]]:
    """Give the columns of each date; None where each row has its own."""
    header = find_followup(sheet)
    frames = find_frames(sheet) if header is None else [(None, header)]
    return [(day, _titled(header)) for day, header in frames]


def _titled(header: Header) -> Header:
    """Take « Action » for the titles of the actions where another column names them."""
    rank = next((r for r, title in header.unknown.items() if title_key(title) in _TITLES), None)
    if rank is None or "libelle" in header.columns:
        return header
    others = {r: title for r, title in header.unknown.items() if r != rank}
    return replace(header, columns={**header.columns, "libelle": rank}, unknown=others)


def _tell_dates(
    sheet: Sheet, frames: Sequence[tuple[dt.date | None, Header]], ledger: Ledger
) -> None:
    header = frames[0][1]
    ledger.unknown_columns(sheet, header)
    ledger.learn_owner(sheet, header.index)
    days = ", ".join(fr_date(day) for day, _ in frames if day)
    if days:
        ledger.inform(f"Relevés datés par les titres{NBSP}: {days}.", sheet.place(header.line))


def _undated(file: Path) -> SourceError:
    return SourceError(
        "Suivi sans date",
        where=str(file),
        found="des états par action, sans date de relevé",
        todo="Ajoutez une colonne « Date du relevé », ou « Situation au 31/12/2026 » au-dessus "
        "des titres : un état sans date ne dit rien.",
    )


def _observations(
    sheet: Sheet,
    frames: Sequence[tuple[dt.date | None, Header]],
    row: Row,
    ledger: Ledger,
    file: str,
) -> list[_Read]:
    """Give the observations of a row, one for each date at which it says something."""
    if is_total(row):
        raise RefusedRowError("ligne de total")
    told = frames
    if frames[0][0] is not None:
        told = [frame for frame in frames if not _is_silent(frame[1], row)]
        if not told:
            raise RefusedRowError("ni statut ni taux")
    try:
        return [_observation(sheet, frame, row, ledger, file) for frame in told]
    except RefusedRowError as refusal:
        raise refusal.awaiting("suivi", _awaited(row, told)) from None


def _awaited(row: Row, frames: Sequence[tuple[dt.date | None, Header]]) -> list[Observation]:
    """Name the observations that a refused row would have given; none if one isn't known."""
    named = [
        (
            cells.text(header.cell(row, "reference")),
            day or cells.date(header.cell(row, "date")).value,
        )
        for day, header in frames
    ]
    known = all(reference and day for reference, day in named)
    return [dict(zip(_KEY, one, strict=True)) for one in named] if known else []


def _is_silent(header: Header, row: Row) -> bool:
    said = (fold(shown(header.cell(row, name))).strip(" .") for name in ("statut", "taux"))
    return all(text in _NOTHING for text in said)


def _observation(
    sheet: Sheet, frame: tuple[dt.date | None, Header], row: Row, ledger: Ledger, file: str
) -> _Read:
    given, header = frame
    reference = cells.text(header.cell(row, "reference"))
    if reference is None:
        raise RefusedRowError("référence d’élément manquante")
    day = cells.date(header.cell(row, "date")) if given is None else cells.Got(given)
    if day.value is None:
        raise RefusedRowError(f"date{NBSP}: {day.doubt or 'manquante'}")
    ledger.doubt(sheet, row, header.columns.get("date"), "Date", day.doubt)
    found: Observation = {
        "element_id": reference,
        "date_suivi": day.value,
        **_state_and_rate(sheet, header, row, ledger),
        "sante": cells.text(header.cell(row, "sante")),
        "commentaire": cells.text(header.cell(row, "commentaire")),
        "source": file,
    }
    nature = fold(cells.text(header.cell(row, "nature")) or "")
    return _Read(found, nature.startswith(("correct", "rectif")), sheet.place(row.line))


def _state_and_rate(sheet: Sheet, header: Header, row: Row, ledger: Ledger) -> Observation:
    rate = cells.rate(header.cell(row, "taux"))
    observed = cells.state(header.cell(row, "statut"))
    if rate.doubt and observed.statut is None and "statut" not in header.columns:
        observed = cells.state(header.cell(row, "taux"))  # « Avancement » : « En cours »
        rate = cells.Got() if observed.statut else rate
    beyond = cells.number(header.cell(row, "taux")).value is not None  # 110 %: read, impossible
    if rate.doubt and not ("ambigu" in rate.doubt or (beyond and observed.statut)):
        raise RefusedRowError(f"taux{NBSP}: {rate.doubt}")
    if observed.statut_source is None and is_blank(header.cell(row, "taux")):
        raise RefusedRowError("ni statut ni taux")
    doubt = observed.doubt
    if observed.type_action and observed.statut is None:
        doubt = f"« {observed.statut_source} » dit un type d’action, pas un état"
    ledger.doubt(sheet, row, header.columns.get("taux"), "Taux", rate.doubt)
    ledger.doubt(sheet, row, header.columns.get("statut"), "Statut", doubt)
    return {
        "statut": observed.statut,
        "statut_source": observed.statut_source,
        "taux_avancement": rate.value,
    }


def _corrected(read: list[_Read], ledger: Ledger) -> list[_Read]:
    """Leave out the observations that a correction replaces; the last correction holds."""
    corrections = {one.key: one for one in read if one.corrects}
    kept = []
    for one in read:
        correction = corrections.get(one.key, one)
        if correction is one:
            kept.append(one)
        else:
            ledger.inform(
                f"Relevé de {_named(one)} remplacé par la correction ({correction.place}).",
                one.place,
            )
    return kept


def _without_repeats(read: list[_Read], ledger: Ledger) -> list[_Read]:
    """Count once an observation that comes twice with the same values."""
    seen: dict[tuple[Any, ...], _Read] = {}
    for one in read:
        told = (*one.key, *(one.row[name] for name in ("statut", *_SAID)))
        first = seen.setdefault(told, one)
        if first is not one:
            ledger.inform(
                f"Relevé de {_named(one)} déjà lu ({first.place}), compté une fois.", one.place
            )
            if first.row["commentaire"] is None:
                first.row["commentaire"] = one.row["commentaire"]
    return list(seen.values())


def _warn_contradictions(read: Iterable[_Read], ledger: Ledger) -> None:
    first: dict[tuple[Any, ...], _Read] = {}
    for one in read:
        other = first.setdefault(one.key, one)
        if other is not one:
            ledger.warn(
                f"Relevés contradictoires de {_named(one)}{NBSP}: {_said(other)} ({other.place}), "
                f"puis {_said(one)}{NBSP}; le dernier l’emporte.",
                one.place,
            )


def _named(one: _Read) -> str:
    return f"{one.row['element_id']} au {fr_date(one.row['date_suivi'])}"


def _said(one: _Read) -> str:
    rate = one.row["taux_avancement"]
    shown = "" if rate is None else f", {rate:g}{NBSP}%"
    return f"« {one.row['statut_source'] or ''} »{shown}"

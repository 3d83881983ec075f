"""Figures on communes: population of Statbel, indicators of WalStat."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.readers.reading import Reading
from pstlib.readers.tables import cells
from pstlib.readers.tables.headers import Header, find_header, rows_below, synonyms, title_key
from pstlib.readers.tables.ledger import Ledger, RefusedRowError, listed
from pstlib.readers.tables.sheet import Grid, Row, Sheet, Value, is_blank
from pstlib.reference import load_csv
from pstlib.text import NBSP, fold

COLUMNS = ("ins", "annee", "variable", "valeur", "unite", "source")
# Codes of the country, the regions, the provinces and the arrondissements.
_WIDER = re.compile(r"0\d{4}|\d{2}000|2000[12]")
_MISSING = {
    "-",
    "–",
    "—",
    "nd",
    "n.d.",
    "n d",
    "...",
    "…",
    ":",
    "n.c.",
    "nc",
    "na",
    "n.a.",
    "/",
    "x",
}
_TOTALS = {"t", "tot", "total", "totaux", "ensemble", "_t", "all"}
_META = re.compile(r"\s*(?P<name>[^:]{2,40}?)\s*:\s*(?P<text>.+)", re.DOTALL)
_ROUNDING = 6


@dataclass(frozen=True)
class Layout:
    """Where a table of communes has what: a column of values, or one for each year."""

    sheet: Sheet
    header: Header
    years: Mapping[int, int]
    measure: str | None

    @property
    def kind(self) -> str:
        """``population`` where values add up, else ``walstat``."""
        return "population" if self.measure == "population" else "walstat"


@dataclass
class _Figures:
    """Values by commune, year and rank in the file, with what names them."""

    ledger: Ledger
    rows: list[dict[str, Any]] = field(default_factory=list)
    recoded: Counter[str] = field(default_factory=Counter)


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header of a table of communes: an INS code, and years or a value."""
    header = find_header(sheet, synonyms("contexte"), {"ins"}, least=1)
    if header is None:
        return None
    years: dict[int, int] = {}
    for rank, title in header.unknown.items():
        year = re.fullmatch(r"(?:\D{0,40}\b)?((?:19|20)\d\d)", title.strip())
        if year and int(year[1]) not in years.values():
            years[rank] = int(year[1])
    measure = next((name for name in ("population", "valeur") if name in header.columns), None)
    if measure and "annee" in header.columns:
        return Layout(sheet, header, {}, measure)
    if not years:
        return None
    names = fold(" ".join(str(v) for row in sheet.rows[: header.index] for v in row.cells))
    return Layout(sheet, header, years, "population" if "population" in names else None)


def read_context(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read figures on communes into the table ``contexte``.

    The codes of communes recoded or merged since are those of today; populations that a merger
    or a breakdown (sex, nationality, age) parts are summed.
    """
    figures = _Figures(Ledger())
    layouts = [found for found in map(find_layout, grid.sheets) if found is not None]
    for layout in layouts:
        _read_sheet(layout, figures, file.name)
    if figures.recoded:
        codes = ", ".join(f"{old} → {_passages()[old]}" for old in sorted(figures.recoded))
        figures.ledger.inform(f"Codes INS remplacés par ceux d’aujourd’hui{NBSP}: {codes}.")
    table = _table(figures, additive=layouts[0].kind == "population")
    return figures.ledger.reading(file, data, layouts[0].kind, tables={"contexte": table})


def _read_sheet(layout: Layout, figures: _Figures, file: str) -> None:
    sheet, header, ledger = layout.sheet, layout.header, figures.ledger
    meta = _metadata(layout, file)
    rows = list(rows_below(sheet, header))
    table, notes = _without_notes(rows, header)
    if notes:
        texts = (sheet.raw(row) for row in notes)
        ledger.inform(f"Notes sous le tableau{NBSP}: {listed(texts)}.", sheet.place(notes[0].line))
    totals = _total_marks(table, layout)
    seen: dict[tuple[Value, ...], str] = {}
    for row in table:
        try:
            found = _figures(layout, row, totals, seen, figures)
        except RefusedRowError as refusal:
            ledger.reject(sheet, row, str(refusal))
        else:
            ledger.load()
            figures.rows += [one | meta for one in found]


def _metadata(layout: Layout, file: str) -> dict[str, str | None]:
    """Read what stands above the header: « Unité : % »."""
    told: dict[str, str] = {}
    for row in layout.sheet.rows[: layout.header.index]:
        match = _META.fullmatch(str(row.cells[0]))
        if match:
            told.setdefault(title_key(match["name"]), match["text"].strip())
    if layout.measure == "population":
        return {"variable": "population", "unite": "habitants", "source": told.get("source", file)}
    name = told.get("indicateur") or told.get("variable") or Path(file).stem
    return {"variable": name, "unite": told.get("unite"), "source": told.get("source", file)}


def _without_notes(rows: Sequence[Row], header: Header) -> tuple[list[Row], list[Row]]:
    """Part the table from the notes below it: the rows after the last code."""
    coded = [rank for rank, row in enumerate(rows) if _ins(header.cell(row, "ins"))]
    end = coded[-1] + 1 if coded else len(rows)
    return list(rows[:end]), list(rows[end:])


def _ins(value: Value) -> str | None:
    """Read an INS code: five digits; a number cell has lost its zero."""
    text = cells.text(value) or ""
    if re.fullmatch(r"\d{4,5}", text, re.ASCII) and (len(text) == 5 or isinstance(value, float)):
        return text.zfill(5)
    return None


def _total_marks(rows: Sequence[Row], layout: Layout) -> dict[int, set[str]]:
    """Find in each column of a breakdown the words for a total, where it has other words too."""
    marks = {}
    for rank in layout.header.unknown:
        words = {fold(str(row.cell(rank))) for row in rows}
        totals = {word for word in words if word in _TOTALS or word.startswith("total")}
        if totals and words - totals:
            marks[rank] = totals
    return marks


def _figures(
    layout: Layout,
    row: Row,
    totals: Mapping[int, set[str]],
    seen: dict[tuple[Value, ...], str],
    figures: _Figures,
) -> list[dict[str, Any]]:
    header = layout.header
    ins = _ins(header.cell(row, "ins"))
    if ins is None:
        raise RefusedRowError(f"code INS illisible{NBSP}: « {header.cell(row, 'ins')} »")
    if _WIDER.fullmatch(ins):
        raise RefusedRowError(f"{ins} n’est pas une commune")
    if any(fold(str(row.cell(rank))) in words for rank, words in totals.items()):
        raise RefusedRowError("ligne de total")
    values_at = {*layout.years, header.columns.get(str(layout.measure))}
    key = tuple(value for rank, value in enumerate(row.cells) if rank not in values_at)
    if key in seen:
        raise RefusedRowError(f"doublon{NBSP}: même commune et mêmes critères, {seen[key]}")
    values = list(_values(layout, row, figures.ledger))
    seen[key] = layout.sheet.place(row.line)
    today = _passages().get(ins, ins)
    figures.recoded.update([ins] if today != ins else [])
    return [{"ins": today, "annee": year, "valeur": value} for year, value in values]


def _values(layout: Layout, row: Row, ledger: Ledger) -> Iterator[tuple[int, float | None]]:
    if layout.years:
        for rank, year in layout.years.items():
            yield year, _value(layout, row, rank, ledger)
        return
    year_read = cells.year(layout.header.cell(row, "annee"))
    if year_read.value is None:
        raise RefusedRowError(f"année{NBSP}: {year_read.doubt or 'manquante'}")
    rank = layout.header.columns[str(layout.measure)]
    value = _value(layout, row, rank, ledger)
    if value is None and layout.kind == "population":
        raise RefusedRowError(f"population illisible{NBSP}: « {row.cell(rank)} »")
    yield year_read.value, value


def _value(layout: Layout, row: Row, rank: int, ledger: Ledger) -> float | None:
    value = row.cell(rank)
    if is_blank(value) or (isinstance(value, str) and fold(value) in _MISSING):
        return None
    got = cells.number(value)
    title = str(layout.sheet.rows[layout.header.index].cell(rank))
    ledger.doubt(layout.sheet, row, rank, title, got.doubt)
    return got.value


@cache
def _passages() -> dict[str, str]:
    table = load_csv("passage_ins.csv")
    return dict(zip(table["ancien_ins"], table["nouveau_ins"], strict=True))


def _table(figures: _Figures, *, additive: bool) -> pd.DataFrame:
    table = pd.DataFrame(figures.rows, columns=list(COLUMNS)).astype(
        {"ins": "str", "annee": "Int64", "valeur": "Float64"}
    )
    keys = [name for name in COLUMNS if name != "valeur"]
    groups = table.groupby(keys, dropna=False, sort=True)["valeur"]
    # min_count: an unknown part isn't zero; a rate isn't the sum of two rates.
    summed = groups.sum(min_count=1).round(_ROUNDING).reset_index()
    if not additive:
        sizes = groups.size().reset_index(name="taille")["taille"]
        several = summed[sizes > 1]
        summed["valeur"] = summed["valeur"].mask(sizes > 1)
        for row in several.itertuples():
            figures.ledger.warn(
                f"{row.ins} en {row.annee}{NBSP}: plusieurs valeurs (communes fusionnées{NBSP}?), "
                "qui ne s’additionnent pas ; la valeur est laissée vide."
            )
    return summed[list(COLUMNS)]

"""Budget tables: one row per article, with a column per version or a version in each row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model import conform
from pstlib.model.articles import Article, parse_article, parse_economic_code
from pstlib.readers.reading import PREVIOUS, PREVIOUS_COLUMNS, Reading
from pstlib.readers.tables import cells
from pstlib.readers.tables.amendments import Votes
from pstlib.readers.tables.budget_amounts import Amounts, read_amounts, versions_told
from pstlib.readers.tables.budget_layout import Layout, find_layout
from pstlib.readers.tables.headers import Header, is_total, rows_below, title_key
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Grid, Row, is_blank
from pstlib.readers.tables.versions import YEAR, version_in
from pstlib.text import NBSP

_SERVICES = {"o": "O", "ordinaire": "O", "ord": "O", "e": "E", "extraordinaire": "E", "ext": "E"}
_SERVICES |= {"extra": "E", "extraord": "E"}
_SERVICES |= {"service ordinaire": "O", "service extraordinaire": "E"}
_INITIALS = re.compile(r"(?P<type>[DR])(?P<service>[OE])")  # « DO », « RE »: names of sheets
_TYPES = {"r": "R", "rec": "R", "recette": "R", "recettes": "R"}
_TYPES |= {"d": "D", "dep": "D", "depense": "D", "depenses": "D"}
_COLUMNS = (
    *("exercice", "version", "service", "type", "article", "fonction", "code_economique"),
    *("numero", "projet", "libelle", "montant"),
)


@dataclass
class Context:
    """What titles say for the columns that a table lacks: « Dépenses ordinaires 2023 »."""

    exercice: int | None = None
    service: str | None = None
    type: str | None = None
    version: str | None = None

    def learn(self, title: str) -> bool:
        """Take what a title says; tell whether it says a service or a type."""
        words = title_key(title)
        if initials := _INITIALS.fullmatch(title.strip()):
            self.type, self.service = initials["type"], initials["service"]
            return True
        year = YEAR.search(words)
        service = "E" if "extraord" in words else "O" if "ordinaire" in words else None
        types = [code for code, word in (("R", "recette"), ("D", "depense")) if word in words]
        self.exercice = int(year[0]) if year else self.exercice
        self.service = service or self.service
        self.type = types[0] if len(types) == 1 else self.type
        self.version = version_in(YEAR.sub("", words)) or self.version
        return bool(service or types)


def read_budget(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read the budget tables of a file: every sheet that has one."""
    ledger = Ledger()
    reader = _Reader(ledger)
    rows: list[tuple[Any, ...]] = []
    places: list[str | None] = []
    for sheet in grid.sheets:
        layout = find_layout(sheet)
        if layout is None:
            ledger.inform(f"Feuille « {sheet.name} » non lue{NBSP}: pas un tableau budgétaire.")
            continue
        _announce(layout, ledger)
        for row, context in _articles(layout):
            try:
                found = reader.read(layout, row, context)
            except RefusedRowError as refusal:
                ledger.reject(sheet, row, refusal)
            else:
                ledger.load()
                rows += found
                places += [sheet.place(row.line)] * len(found)
    for message, place in reader.votes.contradictions():
        ledger.warn(message, place)
    tables = {"budget": conform(pd.DataFrame(rows, columns=list(_COLUMNS)), "budget")}
    if reader.votes.printed:
        tables[PREVIOUS] = _previous(reader.votes)
    return ledger.reading(file, data, "budget", tables=tables, places={"budget": places})


def _previous(votes: Votes) -> pd.DataFrame:
    """Give the amounts printed as voted before: another file may tell otherwise."""
    rows = [
        (when or line[0], version, *line[1:3], article, line[-1] or None, amount, place)
        for line, (version, when), amount, article, place in votes.printed
    ]
    return pd.DataFrame(rows, columns=list(PREVIOUS_COLUMNS), dtype="object")


def _announce(layout: Layout, ledger: Ledger) -> None:
    """Say once for a sheet what is done with its columns."""
    place = layout.sheet.place(layout.header.line)
    ledger.unknown_columns(layout.sheet, layout.header)
    ledger.learn_owner(layout.sheet, layout.header.index)
    if layout.computes:
        ledger.inform(
            "Les majorations et diminutions sont ajoutées au montant précédent"
            f"{NBSP}: le tableau chargé donne de nouveaux totaux.",
            place,
        )
    elif layout.amendments:
        ledger.inform(
            f"Les nouveaux montants sont chargés{NBSP}; les montants antérieurs, majorations et "
            "diminutions servent à les vérifier.",
            place,
        )


def _articles(layout: Layout) -> Iterator[tuple[Row, Context]]:
    """Give the rows of a table with what the titles above them say."""
    sheet, header = layout.sheet, layout.header
    context = Context()
    if sheet.name:
        context.learn(sheet.name)
    for row in sheet.rows[: header.index]:
        for value in row.cells:
            context.learn(value if isinstance(value, str) else "")
    inferred = not {"service", "type"} <= header.columns.keys()
    for row in rows_below(sheet, header):
        if not (inferred and _is_section(row, context)):
            yield row, context


def _is_section(row: Row, context: Context) -> bool:
    filled = [value for value in row.cells if not is_blank(value)]
    title = filled[0] if len(filled) == 1 else None
    return isinstance(title, str) and not is_total(row) and context.learn(title)


@dataclass
class _Reader:
    """Reads rows one by one, and remembers those that it has seen."""

    ledger: Ledger
    seen: dict[tuple[Any, ...], str] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)

    def read(self, layout: Layout, row: Row, context: Context) -> list[tuple[Any, ...]]:
        """Read a row into rows of the table ``budget``, or refuse it."""
        header, place = layout.header, layout.sheet.place(row.line)
        if layout.scale:
            raise RefusedRowError(f"montants en « {layout.scale} »{NBSP}: donnez-les en euros")
        _refuse_stray_cells(layout, row)
        raw, article = _article(header, row)
        year = _year(layout, row, context)
        service = _word(header, row, "service", context.service, _SERVICES)
        kind = _word(header, row, "type", context.type, _TYPES)
        project = _project(header, row, article)
        fixed = (service, kind, raw, *article[:3], project or None)
        try:
            amounts = read_amounts(layout, row, context.version, self.ledger)
        except RefusedRowError as refusal:
            told = versions_told(layout, row, context.version)
            found = [(when or year, which, *fixed) for which, when in told]
            rows = [dict(zip(_COLUMNS, one, strict=False)) for one in found]
            raise refusal.awaiting("budget", rows) from None
        line = (year, service, kind, *article.line(year, project))
        self._refuse_second(line, amounts, place)
        for version, fault in amounts.faults:
            self.ledger.warn(f"Article {raw}, {version}{NBSP}: {fault}.", place)
        self.votes.learn(line, amounts.totals)
        for key, amount in amounts.previous.items():
            self.votes.expect(line, key, amount, (raw, place))
        if not article.agrees_with(service):
            self._warn_unusual(raw, article, service, place)
        label, money = cells.text(header.cell(row, "libelle")), amounts.totals.items()
        return [(when or year, which, *fixed, label, amount) for (which, when), amount in money]

    def _warn_unusual(self, raw: str, article: Article, service: str, place: str) -> None:
        self.ledger.warn(
            f"L’article {raw} porte le numéro {article.numero}, inhabituel au service "
            f"{'ordinaire' if service == 'O' else 'extraordinaire'}{NBSP}: à vérifier.",
            place,
        )

    def _refuse_second(self, line: tuple[Any, ...], amounts: Amounts, place: str) -> None:
        year, *rest = line
        keys = [(which, when or year, *rest) for which, when in amounts.totals]
        if repeated := next((key for key in keys if keys.count(key) > 1), None):
            raise RefusedRowError(f"deux colonnes pour la version {repeated[0]} de {repeated[1]}")
        first = next((self.seen[key] for key in keys if key in self.seen), None)
        if first is not None:
            raise RefusedRowError(f"doublon{NBSP}: mêmes article, exercice et version, {first}")
        self.seen |= dict.fromkeys(keys, place)


def _refuse_stray_cells(layout: Layout, row: Row) -> None:
    beyond = [value for value in row.cells[layout.header.width :] if not is_blank(value)]
    if beyond and layout.sheet.name is None:
        raise RefusedRowError(
            f"nombre de colonnes{NBSP}: {len(row.cells)} au lieu de {layout.header.width}"
        )


def _article(header: Header, row: Row) -> tuple[str, Article]:
    """Give the article as written and as read, checked against the columns that repeat it."""
    raw = cells.text(header.cell(row, "article"))
    function, code = _code(header, row, "fonction"), _code(header, row, "code_economique")
    if raw is None and function and code:
        raw = f"{function}/{code}"
    article = parse_article(raw) if raw else None
    if raw is None or article is None:
        reason = f"article impossible{NBSP}: « {raw} »" if raw else "article manquant"
        raise RefusedRowError("ligne de total" if is_total(row) else reason)
    economic = parse_economic_code(code) if code else None
    other_function = function and function.zfill(5) != article.fonction.zfill(5)
    if other_function or (code and economic != (article.code_economique, article.numero)):
        raise RefusedRowError(
            f"article incohérent{NBSP}: « {raw} », mais fonction « {function or ''} » et code "
            f"économique « {code or ''} »"
        )
    return raw, article


def _code(header: Header, row: Row, name: str) -> str | None:
    """Give a code; a number cell has lost the zeros at its start."""
    value = header.cell(row, name)
    code = cells.text(value)
    return code.zfill(3) if code and isinstance(value, float) else code


def _year(layout: Layout, row: Row, context: Context) -> int | None:
    if "exercice" in layout.header.columns:
        got = cells.year(layout.header.cell(row, "exercice"))
        if got.value is None:
            raise RefusedRowError(
                f"exercice{NBSP}: {got.doubt}" if got.doubt else "exercice manquant"
            )
        return got.value
    if layout.is_dated:
        return None
    if context.exercice is None:
        raise RefusedRowError("exercice inconnu, ni colonne ni titre ne le dit")
    return context.exercice


def _word(header: Header, row: Row, name: str, told: str | None, words: Mapping[str, str]) -> str:
    if name not in header.columns:
        if told is None:
            raise RefusedRowError(f"{name} inconnu, ni colonne ni titre ne le dit")
        return told
    written = cells.text(header.cell(row, name))
    code = words.get(title_key(written or ""))
    if code is None:
        raise RefusedRowError(
            f"{name} inconnu{NBSP}: « {written} »" if written else f"{name} manquant"
        )
    return code


def _project(header: Header, row: Row, article: Article) -> str:
    project = cells.text(header.cell(row, "projet")) or ""
    if project and article.projet and project != article.projet:
        raise RefusedRowError(
            f"n° de projet « {project} », mais « {article.projet} » dans l’article"
        )
    return project or article.projet

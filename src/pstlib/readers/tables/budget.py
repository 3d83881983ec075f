"""Budget tables: one row per article, with a column per version or a version in each row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.model import conform
from pstlib.model.articles import Article, parse_article, parse_economic_code
from pstlib.readers.reading import Reading
from pstlib.readers.tables import cells
from pstlib.readers.tables.amendments import Version, change_of, totals
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
from pstlib.readers.tables.versions import YEAR, amount_column, version_in, version_of
from pstlib.text import NBSP

_SERVICES = {"o": "O", "ordinaire": "O", "ord": "O", "e": "E", "extraordinaire": "E", "extra": "E"}
_SERVICES |= {"extraord": "E", "service ordinaire": "O", "service extraordinaire": "E"}
_TYPES = {"r": "R", "recette": "R", "recettes": "R", "d": "D", "depense": "D", "depenses": "D"}
_COLUMNS = (
    *("exercice", "version", "service", "type", "article", "fonction", "code_economique"),
    *("numero", "projet", "libelle", "montant"),
)


@dataclass(frozen=True)
class Layout:
    """Where a budget sheet has what.

    ``amounts`` gives for each column of amounts its version and, where its title says one, its
    year; both are None in a long table, whose rows name their version. ``changes`` gives for each
    column of increases or decreases its version, its year and its sign.
    """

    sheet: Sheet
    header: Header
    amounts: Mapping[int, tuple[str | None, int | None]]
    changes: Mapping[int, tuple[Version, int]] = field(default_factory=dict)


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
        year = YEAR.search(words)
        service = "E" if "extraord" in words else "O" if "ordinaire" in words else None
        types = [code for code, word in (("R", "recette"), ("D", "depense")) if word in words]
        self.exercice = int(year[0]) if year else self.exercice
        self.service = service or self.service
        self.type = types[0] if len(types) == 1 else self.type
        self.version = version_in(YEAR.sub("", words)) or self.version
        return bool(service or types)


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header of a budget table, and its columns of amounts; None if it is no budget."""
    titles = synonyms("budget")
    for needed in ({"article"}, {"fonction", "code_economique"}):
        header = find_header(sheet, titles, needed, least=3)
        if header is None:
            continue
        if "montant" in header.columns:
            return Layout(sheet, header, {header.columns["montant"]: (None, None)})
        found = {rank: amount_column(title) for rank, title in header.unknown.items()}
        amounts: dict[int, tuple[str | None, int | None]] = {}
        for rank, column in found.items():
            if column is not None and column not in amounts.values():
                amounts[rank] = column
        changes = _change_columns(header, amounts)
        read = {*amounts, *changes}
        unknown = {k: title for k, title in header.unknown.items() if k not in read}
        if amounts:
            return Layout(sheet, replace(header, unknown=unknown), amounts, changes)
    return None


def _change_columns(
    header: Header, amounts: Mapping[int, tuple[str | None, int | None]]
) -> dict[int, tuple[Version, int]]:
    """Find the columns of increases and decreases of amendments whose total isn't printed."""
    found: dict[int, tuple[Version, int]] = {}
    if all(version != "INITIAL" for version, _ in amounts.values()):
        return found
    for rank, title in header.unknown.items():
        change = change_of(title_key(title))
        column = amount_column(change[0]) if change else None
        if change and column and column[0].startswith("MB") and column not in amounts.values():
            found[rank] = (column, change[1])
    return found


def read_budget(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read the budget tables of a file: every sheet that has one."""
    ledger = Ledger()
    rows: list[tuple[Any, ...]] = []
    seen: dict[tuple[Any, ...], str] = {}
    for sheet in grid.sheets:
        layout = find_layout(sheet)
        if layout is None:
            ledger.inform(f"Feuille « {sheet.name} » non lue{NBSP}: pas un tableau budgétaire.")
            continue
        ledger.unknown_columns(sheet, layout.header)
        ledger.learn_owner(sheet, layout.header.index)
        if layout.changes:
            ledger.inform(
                "Les majorations et diminutions sont ajoutées au montant précédent"
                f"{NBSP}: le tableau chargé donne de nouveaux totaux.",
                sheet.place(layout.header.line),
            )
        for row, context in _articles(layout):
            try:
                found = _amounts(layout, row, context, seen, ledger)
            except RefusedRowError as refusal:
                ledger.reject(sheet, row, str(refusal))
            else:
                ledger.load()
                rows += found
    table = conform(pd.DataFrame(rows, columns=list(_COLUMNS)), "budget")
    return ledger.reading(file, data, "budget", tables={"budget": table})


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


def _amounts(
    layout: Layout,
    row: Row,
    context: Context,
    seen: dict[tuple[Any, ...], str],
    ledger: Ledger,
) -> list[tuple[Any, ...]]:
    """Read a row into rows of the table ``budget``, or refuse it."""
    sheet, header = layout.sheet, layout.header
    _refuse_stray_cells(layout, row)
    raw, article = _article(header, row)
    year = _year(layout, row, context)
    service = _word(header, row, "service", context.service, _SERVICES)
    kind = _word(header, row, "type", context.type, _TYPES)
    project = _project(header, row, article)
    money = _money(layout, row, context, ledger)
    suffix = "" if article.annee == str(year) else article.annee
    version = money[0][0] if "version" in header.columns else None
    key = (year, service, kind, *article[:3], suffix, project, version)
    if key in seen:
        raise RefusedRowError(f"doublon{NBSP}: mêmes article, exercice et version, {seen[key]}")
    seen[key] = sheet.place(row.line)
    if not article.agrees_with(service):
        ledger.warn(
            f"L’article {raw} porte le numéro {article.numero}, inhabituel au service "
            f"{'ordinaire' if service == 'O' else 'extraordinaire'}{NBSP}: à vérifier.",
            sheet.place(row.line),
        )
    label = cells.text(header.cell(row, "libelle"))
    fixed = (service, kind, raw, *article[:3], project or None, label)
    return [(when or year, which, *fixed, amount) for which, when, amount in money]


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
    if raw is None:
        raise RefusedRowError("ligne de total" if is_total(row) else "article manquant")
    article = parse_article(raw)
    if article is None:
        raise RefusedRowError(f"article impossible{NBSP}: « {raw} »")
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
    if all(when for _, when in layout.amounts.values()):
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


def _money(
    layout: Layout, row: Row, context: Context, ledger: Ledger
) -> list[tuple[str, int | None, Decimal]]:
    """Read the amounts of a row with their versions; one that can't be read refuses the row."""
    money = []
    for rank, (version, when) in layout.amounts.items():
        amount = _amount(layout, row, rank, ledger)
        if amount is not None:
            money.append((version or _version(layout, row, context), when, amount))
    changes: dict[Version, Decimal] = {}
    for rank, (key, sign) in layout.changes.items():
        amount = _amount(layout, row, rank, ledger)
        if amount is not None:
            change = amount if sign > 0 else -abs(amount)
            changes[key] = changes.get(key, Decimal(0)) + change
    if changes:
        known = {(version, when): amount for version, when, amount in money}
        money += [(*key, amount) for key, amount in totals(known, changes).items()]
    if not money:
        raise RefusedRowError("montant manquant")
    return money


def _amount(layout: Layout, row: Row, rank: int, ledger: Ledger) -> Decimal | None:
    got = cells.amount(row.cell(rank))
    if got.doubt is not None:
        title = f"Montant « {shown(layout.sheet.rows[layout.header.index].cell(rank))} »"
        if got.value is None and not cells.is_dash(row.cell(rank)):
            raise RefusedRowError(f"{title}{NBSP}: {got.doubt}")
        ledger.doubt(layout.sheet, row, rank, title, got.doubt)
    return got.value


def _version(layout: Layout, row: Row, context: Context) -> str:
    if "version" not in layout.header.columns:
        if context.version is None:
            raise RefusedRowError("version inconnue, ni colonne ni titre ne la dit")
        return context.version
    written = cells.text(layout.header.cell(row, "version"))
    version = version_of(written or "")
    if version is None:
        raise RefusedRowError(
            f"version inconnue{NBSP}: « {written} »" if written else "version manquante"
        )
    return version

"""Where a budget sheet has what: its header, its versions, the columns of its amendments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from pstlib.readers.tables import amendments as changes
from pstlib.readers.tables.amendments import Amendment, Role, Version
from pstlib.readers.tables.headers import Header, find_header, synonyms, title_key
from pstlib.readers.tables.sheet import Row, Sheet, Value, is_blank, shown
from pstlib.readers.tables.versions import YEAR, amount_column, version_in

_SEARCHED = 60
_LEAST = 3
_WAYS = (({"article"}, 3), ({"fonction", "code_economique"}, 3), ({"article"}, 1))
_ROLES_IN_HEADER = 2
_SCALES = re.compile(r"\bmilliers?\b|\bmillions?\b|\b[kK] ?(?:€|EUR\b)|\bM ?(?:€|EUR\b)")
_AMOUNT = re.compile(r"\b(?:montants?|credits?)\b")
Amounts = Mapping[int, tuple[str | None, int | None]]


@dataclass(frozen=True)
class Layout:
    """Where a budget sheet has what.

    ``amounts`` gives for each column of amounts its version and, where its title says one, its
    year; both are None where the rows or the titles above name the version. ``amendments`` gives
    the columns by which amendments are checked or computed, in the order of the votes.
    """

    sheet: Sheet
    header: Header
    amounts: Amounts
    amendments: Sequence[Amendment] = ()

    @cached_property
    def scale(self) -> str | None:
        """The words by which a title says that amounts aren't euros: « milliers »."""
        rows = self.sheet.rows[: self.header.index + 1]
        texts = (value for row in rows for value in row.cells if isinstance(value, str))
        return next((found[0] for text in texts if (found := _SCALES.search(text))), None)

    @property
    def is_dated(self) -> bool:
        """Whether the title of each column of amounts says its year."""
        votes = [amendment.version or (None, None) for amendment in self.amendments]
        return all(year for _, year in (*self.amounts.values(), *votes))

    @property
    def n_known(self) -> int:
        """How much of the header is understood: columns, and amendments."""
        return len({*self.header.columns.values(), *self.amounts}) + len(self.amendments)

    @property
    def computes(self) -> bool:
        """Whether the new amount of an amendment has no column of its own."""
        return any(Role.AFTER not in amendment.columns for amendment in self.amendments)


class _Column(NamedTuple):
    rank: int
    role: Role
    version: Version | None
    is_bare: bool = False

    @property
    def is_vote(self) -> bool:
        """Whether the column can belong to an amendment."""
        return self.version is None or self.version[0].startswith("MB")


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header of a budget table, and its columns of amounts; None if it is no budget."""
    titles = synonyms("budget")
    flat = _with_one_header(sheet, {title_key(title) for title in titles["article"]})
    for needed, least in _WAYS:
        header = find_header(flat, titles, needed, least=least)
        layout = _layout(flat, header) if header else None
        if layout and layout.n_known >= _LEAST:
            return layout
    return None


def _layout(sheet: Sheet, header: Header) -> Layout | None:
    groups = _grouped(_columns(sheet, header))
    main = header.columns.get("montant")
    if main is not None and all(group.columns.keys() == {Role.AFTER} for group in groups):
        return Layout(sheet, header, {main: (None, None)})
    amendments = sorted((group for group in groups if _is_usable(group, groups)), key=_order)
    printed = [group for group in groups if Role.AFTER in group.columns]
    amounts = {group.columns[Role.AFTER]: group.version or (None, None) for group in printed}
    read = {*amounts, *(rank for group in amendments for rank in group.columns.values())}
    unknown = {rank: title for rank, title in header.unknown.items() if rank not in read}
    return Layout(sheet, replace(header, unknown=unknown), amounts, amendments) if read else None


def _order(group: Amendment) -> tuple[int, int]:
    name, year = group.version or ("INITIAL", None)
    return year or 0, changes.vote_rank(name)


def _columns(sheet: Sheet, header: Header) -> list[_Column]:
    """Read the titles of all columns of amounts, from left to right."""
    titles = dict(header.unknown)
    main = header.columns.get("montant")
    if main is not None:
        titles[main] = shown(sheet.rows[header.index].cell(main))
    found = [
        column
        for rank, title in sorted(titles.items())
        if (column := _column(rank, title, is_main=rank == main))
        and not (column.version and "version" in header.columns)
    ]
    new = {c.version for c in found if c.role is Role.AFTER and not c.is_bare}
    # « Montant » beside « Nouveau montant »: the first is what stood before.
    return [c._replace(role=Role.BEFORE) if c.is_bare and c.version in new else c for c in found]


def _column(rank: int, title: str, *, is_main: bool) -> _Column | None:
    role, rest = _role(title) or (Role.AFTER, "" if is_main else title)
    version = amount_column(rest) if rest else None
    if rest and version is None:
        return None
    if version and role is not Role.AFTER and not version[0].startswith("MB"):
        # « Compte précédent » is no amount of an amendment, « Budget précédent » may be.
        return _Column(rank, role, None) if version == ("INITIAL", None) else None
    is_bare = role is Role.AFTER and _role(title) is None and _AMOUNT.search(title_key(title))
    return _Column(rank, role, version, bool(is_bare))


def _grouped(columns: Sequence[_Column]) -> list[Amendment]:
    """Group columns by amendment: those that follow each other, up to the new amount."""
    groups: dict[Version | None, dict[Role, int]] = {}
    for run in _runs(columns):
        version = next((column.version for column in run if column.version), None)
        roles = groups.setdefault(version, {})
        for column in run:
            roles.setdefault(column.role, column.rank)
    return [Amendment(version, roles) for version, roles in groups.items()]


def _runs(columns: Sequence[_Column]) -> Iterator[list[_Column]]:
    run: list[_Column] = []
    for column in columns:
        roles = {other.role for other in run}
        versions = {c.version for c in (*run, column) if c.version}
        if column.role in roles or Role.AFTER in roles or len(versions) > 1 or not column.is_vote:
            yield from [run] if run else []
            run = []
        run.append(column)
    yield from [run] if run else []


def _is_usable(group: Amendment, groups: Sequence[Amendment]) -> bool:
    """Tell whether there is something to check or compute, and an amount to start from."""
    if group.columns.keys() == {Role.AFTER}:
        return False
    named = [other.version[0] for other in groups if other.version]
    if group.version is None and any(name.startswith("MB") for name in named):
        return False
    return Role.BEFORE in group.columns or "INITIAL" in named


def _with_one_header(sheet: Sheet, articles: set[str]) -> Sheet:
    """Write a header of two rows as one: « MB 1 » above « Majorations » is « MB 1 Majorations »."""
    rows = sheet.rows
    for index, row in enumerate(rows[:_SEARCHED]):
        place = next((r for r, v in enumerate(row.cells) if title_key(v) in articles), None)
        if place is None:
            continue
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below and is_blank(below.cell(place)) and _roles(below) >= _ROLES_IN_HEADER:
            merged = Row(below.line, _over(row, below))
            return replace(sheet, rows=[*rows[:index], merged, *rows[index + 2 :]])
        above = rows[index - 1].cells if index else []
        # A version above the first columns is the title of the table: it holds for all of it.
        if _roles(row) >= _ROLES_IN_HEADER and any(map(_vote, above[place + 1 :])):
            merged = Row(row.line, _under(above, row))
            return replace(sheet, rows=[*rows[:index], merged, *rows[index + 1 :]])
    return sheet


def _role(title: str) -> tuple[Role, str] | None:
    spelt = changes.spelt_signs(title)
    return changes.role_of(title_key(title)) or changes.role_of(title_key(spelt))


def _roles(row: Row) -> int:
    return sum(isinstance(value, str) and _role(value) is not None for value in row.cells)


def _vote(title: Value) -> str:
    """Give the version that a title names, with its year; an empty text if it names none."""
    words = title_key(title) if isinstance(title, str) else ""
    version, year = version_in(YEAR.sub("", words)), YEAR.search(words)
    return f"{version}{f' {year[0]}' if year else ''}" if version else ""


def _over(row: Row, below: Row) -> list[Value]:
    titles: list[Value] = []
    group = ""
    for top, low in zip_longest(row.cells, below.cells, fillvalue=""):
        group = group if is_blank(top) else _vote(top)
        above = group or shown(top)
        titles.append(top if is_blank(low) else f"{above} {shown(low)}")
    return titles


def _under(above: Sequence[Value], row: Row) -> list[Value]:
    titles: list[Value] = []
    group = ""
    for top, low in zip_longest(above, row.cells, fillvalue=""):
        group = group if is_blank(top) else _vote(top)
        own, words = shown(low), title_key(low)
        is_amount = _role(own) is not None or _AMOUNT.search(words) is not None
        titles.append(f"{group} {own}".strip() if is_amount and not version_in(words) else low)
    return titles

"""The amounts of a row of a budget: what each version says, read, checked or computed."""

from dataclasses import dataclass, field
from decimal import Decimal

from pstlib.readers.tables import cells
from pstlib.readers.tables.amendments import (
    CHANGES,
    Amendment,
    Movement,
    Role,
    Version,
    earlier,
)
from pstlib.readers.tables.budget_layout import Layout
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Row, is_blank, shown
from pstlib.readers.tables.versions import version_of
from pstlib.text import NBSP, fr_euro


@dataclass(frozen=True)
class Amounts:
    """What a row says.

    Attributes:
        totals: The amount of each version.
        previous: The amount printed as standing before a version, None where it prints none.
        faults: What doesn't add up, in French, by the name of the version.
    """

    totals: dict[Version, Decimal] = field(default_factory=dict)
    previous: dict[Version, Decimal | None] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_amounts(layout: Layout, row: Row, told: str | None, ledger: Ledger) -> Amounts:
    """Read the amounts of a row; ``told`` is the version that the titles above name.

    Raises:
        RefusedRowError: If an amount can't be read, or there is none.
    """
    found = Amounts()
    for rank, (version, when) in layout.amounts.items():
        amount = _amount(layout, row, rank, ledger)
        if amount is not None:
            found.totals[version or _version(layout, row, told), when] = amount
    for amendment in layout.amendments:
        movement = _movement(layout, row, amendment, ledger)
        if movement.is_change or movement.after is not None:
            key = amendment.version or (_version(layout, row, told), None)
            _amend(found, key, movement, amendment)
    if not found.totals:
        raise RefusedRowError(found.faults[0][1] if found.faults else "montant manquant")
    return found


def versions_told(layout: Layout, row: Row, told: str | None) -> list[Version]:
    """Give the versions of which a row says something, read or not; none where one is unknown."""
    filled = {
        rank for rank, cell in enumerate(row.cells) if not (is_blank(cell) or cells.is_dash(cell))
    }
    found = [version for rank, version in layout.amounts.items() if rank in filled]
    found += [
        amendment.version or (None, None)
        for amendment in layout.amendments
        if filled.intersection(amendment.columns.values())
    ]
    try:
        return [(version or _version(layout, row, told), when) for version, when in found]
    except RefusedRowError:
        return []


def _movement(layout: Layout, row: Row, amendment: Amendment, ledger: Ledger) -> Movement:
    amounts = {}
    for role, rank in amendment.columns.items():
        # A dash under « Majorations » is the usual way to print that there is none.
        is_none = role in CHANGES and cells.is_dash(row.cell(rank))
        amounts[role] = None if is_none else _amount(layout, row, rank, ledger)
    return Movement(*(amounts.get(role) for role in Role))


def _amend(found: Amounts, version: Version, movement: Movement, amendment: Amendment) -> None:
    """Check the new amount of a version, or compute it where none is printed."""
    vote = earlier(found.totals, version)
    start = vote[1] if movement.before is None and vote else movement.before
    if movement.before is not None or (Role.BEFORE in amendment.columns and not vote):
        found.previous[version] = movement.before
    # Without a column of changes, nothing says how the one became the other.
    if amendment.has_changes and (fault := movement.fault(start)):
        found.faults.append((version[0], fault))
    elif movement.after is None and start is None and movement.less:
        unknown = f"diminution de {fr_euro(abs(movement.less))} sans montant antérieur"
        found.faults.append((version[0], f"{unknown}{NBSP}; le nouveau montant reste inconnu"))
    elif movement.after is None:
        found.totals[version] = movement.total(start)


def _amount(layout: Layout, row: Row, rank: int, ledger: Ledger) -> Decimal | None:
    got = cells.amount(row.cell(rank))
    if got.doubt is not None:
        title = f"Montant « {shown(layout.sheet.rows[layout.header.index].cell(rank))} »"
        if got.value is None and not cells.is_dash(row.cell(rank)):
            raise RefusedRowError(f"{title}{NBSP}: {got.doubt}")
        ledger.doubt(layout.sheet, row, rank, title, got.doubt)
    return got.value


def _version(layout: Layout, row: Row, told: str | None) -> str:
    if "version" not in layout.header.columns:
        if told is None:
            raise RefusedRowError("version inconnue, ni colonne ni titre ne la dit")
        return told
    written = cells.text(layout.header.cell(row, "version"))
    version = version_of(written or "")
    if version is None:
        raise RefusedRowError(
            f"version inconnue{NBSP}: « {written} »" if written else "version manquante"
        )
    return version

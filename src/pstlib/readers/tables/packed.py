"""What iA.PST packs in one cell: budgets by year and source, indicators reached and expected."""

import re
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from pstlib.readers.tables import cells

_BUDGET = re.compile(
    r"(?P<year>\d{4})\s+pour\s+(?P<source>[^|]{1,200}?)\s*:(?P<amount>[^|:]{1,60})"
)
_FIGURE = r"(?:[-−]?\d[\d\s.,]{0,25}\s?%?|n\.?[cd]\.?|-|\?)?"
# The label may hold every sign of the packing: it ends where a figure, a slash, a figure and a
# bar or the end follow.
_INDICATOR = re.compile(
    rf"\s*(?P<label>.+?)\s*=[ \t]*(?P<reached>{_FIGURE})[ \t]*/[ \t]*(?P<expected>{_FIGURE})[ \t]*"
    r"(?:\n|\|(?!\|)|$)",
    re.DOTALL,
)
_MAX_LENGTH = 32_767
T = TypeVar("T")


class Funding(NamedTuple):
    """An amount that a source gives for a year."""

    exercice: int
    source: str
    montant: Decimal


class Indicator(NamedTuple):
    """An indicator with the value reached and the one expected, None where not given."""

    libelle: str
    atteint: float | None
    attendu: float | None


class Unpacked(NamedTuple, Generic[T]):
    """What was read of a cell, and the pieces that weren't."""

    found: list[T]
    left: list[str]


def fundings(text: str | None) -> Unpacked[Funding]:
    """Read ``2019 pour Wallonie: 1000€ | 2020 pour Europe: 200€``.

    >>> fundings("2019 pour Wallonie: 1.000€ | x").left
    ['x']
    """
    found, left = [], []
    for piece in re.split(r"[|\n]", text or ""):
        bare = piece.strip()
        funding = _funding(" ".join(bare.split()))
        if funding is not None:
            found.append(funding)
        elif bare:
            left.append(bare)
    return Unpacked(found, left)


def _funding(piece: str) -> Funding | None:
    match = _BUDGET.fullmatch(piece)
    if match is None:
        return None
    year, amount = cells.year(match["year"]).value, cells.amount(match["amount"]).value
    if year is None or amount is None:
        return None
    return Funding(year, match["source"].strip(), amount)


def indicators(text: str | None) -> Unpacked[Indicator]:
    """Read ``libellé = atteint / attendu | …``; a label may hold ``|``, ``=`` or ``/``.

    >>> indicators("Ménages | familles = total = 3 / 5").found
    [Indicator(libelle='Ménages | familles = total', atteint=3.0, attendu=5.0)]
    """
    found, position = [], 0
    # Runs of blanks reduced: a search must cost no more than the length of the text.
    whole = re.sub(r"\n[\s]+", "\n", re.sub(r"[^\S\n]+", " ", text or ""))
    if len(whole) > _MAX_LENGTH:
        return Unpacked([], [whole])
    while match := _INDICATOR.match(whole, position):
        values = [_figure(match[name]) for name in ("reached", "expected")]
        found.append(Indicator(match["label"].strip(" |\n"), *values))
        position = match.end()
    left = whole[position:].strip(" |\n")
    return Unpacked(found, [left] if left else [])


def _figure(text: str) -> float | None:
    return cells.number(text.replace("%", "").strip()).value

"""Amendments of a budget printed as increases and decreases: turned into new totals."""

import re
from collections.abc import Mapping
from decimal import Decimal

Version = tuple[str, int | None]
_CHANGE = re.compile(
    r"(?P<more>majorations?|augmentations?|en plus)|(?P<less>diminutions?|reductions?|en moins)"
)
_TOTAL = re.compile(
    r"\b(?:nouveaux?|montants?|credits?|apres|total|de|du|la|le|l|en|a|amende|modifie)\b"
)


def without_total_words(words: str) -> str:
    """Leave out of a folded title what only says that it is a total.

    >>> without_total_words("mb 1 nouveau montant")
    'mb 1'
    """
    return " ".join(_TOTAL.sub(" ", words).split())


def change_of(words: str) -> tuple[str, int] | None:
    """Part a folded title that says a change into the name of its version and its sign.

    >>> change_of("mb1 majoration"), change_of("mb1")
    (('mb1', 1), None)
    """
    match = _CHANGE.search(words)
    if match is None:
        return None
    rest = without_total_words(words[: match.start()] + " " + words[match.end() :])
    return rest, 1 if match["more"] else -1


def totals(
    known: Mapping[Version, Decimal], changes: Mapping[Version, Decimal]
) -> dict[Version, Decimal]:
    """Add the changes of each amendment to the amount before it; a new article starts at zero.

    >>> one, zero = Decimal(1), Decimal(0)
    >>> totals({("INITIAL", None): one}, {("MB2", None): one, ("MB1", None): zero})
    {('MB1', None): Decimal('1'), ('MB2', None): Decimal('2')}
    """
    amounts = dict(known)
    for version, year in sorted(changes, key=lambda key: (key[1] or 0, _rank(key[0]))):
        before = [
            (_rank(name), amount)
            for (name, when), amount in amounts.items()
            if when == year and _rank(name) < _rank(version)
        ]
        start = max(before)[1] if before else Decimal(0)
        amounts[version, year] = start + changes[version, year]
    return {key: amounts[key] for key in amounts if key in changes}


def _rank(version: str) -> int:
    """Order the votes: the first budget, then its amendments; accounts come after all."""
    return int(version[2:]) if version.startswith("MB") else 0 if version == "INITIAL" else 1000

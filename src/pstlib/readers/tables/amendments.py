"""Amendments of a budget: previous amount, increases, decreases, new amount; and their sum."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pstlib.text import NBSP, fr_euro

Version = tuple[str, int | None]
Line = tuple[object, ...]


class Role(StrEnum):
    """What a column of an amendment holds."""

    BEFORE = "avant"
    MORE = "plus"
    LESS = "moins"
    AFTER = "apres"


CHANGES = (Role.MORE, Role.LESS)
# The first that is found holds: « après la précédente modification » is a previous amount.
_ROLES = {
    Role.BEFORE: r"anterieure?s?|anciens?|anciennes?|precedente?s?|avant",
    Role.AFTER: r"apres",
    Role.MORE: r"majorations?|augmentations?|hausses?|(?:en )?plus|variations?|mouvements?"
    r"|ajustements?|^modifications?$",
    Role.LESS: r"diminutions?|reductions?|baisses?|(?:en )?moins",
}
_NEW = re.compile(r"\b(?:nouveaux?|nouvelles?|modifiee?s?|amendee?s?|definitifs?)\b")
_TOTAL = re.compile(
    r"\b(?:nouveaux?|nouvelles?|montants?|credits?|resultats?|apres|total|totaux|de|du|des|la|le|l"
    r"|en|a|amendee?s?|modifiee?s?|definitifs?|votee?s?|inscrits?"
    r"|modifications?(?! budgetaire))\b"
)
_UNNUMBERED = {"", "mb", "modification budgetaire", "modifications budgetaires", "budget"}


def without_total_words(words: str) -> str:
    """Leave out of a folded title what only says that it is a total.

    >>> without_total_words("mb 1 nouveau montant")
    'mb 1'
    """
    return " ".join(_TOTAL.sub(" ", words).split())


def role_of(words: str) -> tuple[Role, str] | None:
    """Part a folded title into what its column holds and the name of its version.

    >>> role_of("mb1 majoration"), role_of("credit avant modification"), role_of("mb1")
    ((<Role.MORE: 'plus'>, 'mb1'), (<Role.BEFORE: 'avant'>, ''), None)
    """
    for role, pattern in _ROLES.items():
        if match := re.search(rf"\b(?:{pattern})\b", words):
            rest = without_total_words(f"{words[: match.start()]} {words[match.end() :]}")
            return role, "" if rest in _UNNUMBERED else rest.removesuffix(" budget")
    rest = without_total_words(words)
    return (Role.AFTER, "" if rest in _UNNUMBERED else rest) if _NEW.search(words) else None


def spelt_signs(title: str) -> str:
    """Spell the sign that stands alone in a title: « MB1 (+) », « MB1 - ».

    >>> spelt_signs("MB1 (+)"), spelt_signs("MB 1 - 2021")
    ('MB1  en plus ', 'MB 1 - 2021')
    """
    plus = re.sub(r"\(\s*\+\s*\)|\s\+\s*$|^\s*\+\s*$", " en plus ", title)
    return re.sub(r"\(\s*[-−–]\s*\)|\s[-−–]\s*$|^\s*[-−–]\s*$", " en moins ", plus)


@dataclass(frozen=True)
class Amendment:
    """The columns of one amendment; without a version, the row or a title above tells it."""

    version: Version | None
    columns: Mapping[Role, int]

    @property
    def has_changes(self) -> bool:
        """Whether increases or decreases have a column."""
        return any(role in self.columns for role in CHANGES)


def vote_rank(version: str) -> int:
    """Order the votes: the first budget, then its amendments; accounts come after all."""
    return int(version[2:]) if version.startswith("MB") else 0 if version == "INITIAL" else 1000


def earlier(known: Mapping[Version, Decimal], version: Version) -> tuple[str, Decimal] | None:
    """Give the last vote before ``version`` for the same year, None if there is none."""
    name, year = version
    before = [
        (vote_rank(other), other, amount)
        for (other, when), amount in known.items()
        if vote_rank(other) < vote_rank(name) and (when == year or None in (when, year))
    ]
    return max(before)[1:] if before else None


@dataclass(frozen=True)
class Movement:
    """What a row prints of an amendment; None where the cell is empty."""

    before: Decimal | None
    more: Decimal | None
    less: Decimal | None
    after: Decimal | None

    @property
    def is_change(self) -> bool:
        """Whether an increase or a decrease is printed."""
        return self.more is not None or self.less is not None

    def total(self, start: Decimal | None) -> Decimal:
        """Add the changes to ``start``; an article without previous amount is a new one."""
        return (start or Decimal(0)) + (self.more or Decimal(0)) - abs(self.less or Decimal(0))

    def fault(self, start: Decimal | None) -> str | None:
        """Say how the four amounts disagree; None where they agree, or tell too little."""
        nothing = start is None and not self.is_change
        if self.after is None or nothing or self.total(start) == self.after:
            return None
        first = "montant antérieur vide" if start is None else fr_euro(start)
        more, less = fr_euro(self.more or Decimal(0)), fr_euro(abs(self.less or Decimal(0)))
        return (
            f"{first} + {more} − {less} = {fr_euro(self.total(start))}, mais le nouveau montant "
            f"imprimé est {fr_euro(self.after)}{NBSP}; il est chargé tel quel"
        )


@dataclass
class Votes:
    """The amounts of each line by version, to hold the printed previous amounts against."""

    amounts: dict[Line, dict[Version, Decimal]] = field(default_factory=dict)
    printed: list[tuple[Line, Version, Decimal | None, str, str]] = field(default_factory=list)

    def learn(self, line: Line, money: Mapping[Version, Decimal]) -> None:
        """Keep what a row says of a line."""
        self.amounts.setdefault(line, {}).update(money)

    def expect(
        self, line: Line, version: Version, amount: Decimal | None, where: tuple[str, str]
    ) -> None:
        """Keep a previous amount, to be compared once every row is read; article and place."""
        self.printed.append((line, version, amount, *where))

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Give a French message and a place for each previous amount that another row denies."""
        for line, version, amount, article, place in self.printed:
            vote = earlier(self.amounts.get(line, {}), version)
            if vote is not None and amount is not None and vote[1] != amount:
                message = (
                    f"Article {article}, {version[0]}{NBSP}: montant antérieur imprimé "
                    f"{fr_euro(amount)}, mais {fr_euro(vote[1])} à la version {vote[0]} du "
                    "même tableau."
                )
                yield message, place

"""Terms written as data, found in titles: a term is there when all its words are, in any order."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pstlib.comparison.words import WORD, singular, term_words


@dataclass(frozen=True)
class Term:
    """A term as it was written, what it stands for, its weight, and the parts to be found."""

    name: str
    weight: float
    written: str
    parts: frozenset[str]


class TermFinder:
    """Terms made ready: each title is tried against the few terms that it may hold.

    Args:
        terms: Name, weight and words of each term; a word ending in ``*`` is a beginning, one that
            is a key of ``classes`` stands for any word of that class.
        empty: Folded words that count in no term.
        classes: Words by class.
    """

    def __init__(
        self,
        terms: Iterable[tuple[str, float, str]],
        empty: Collection[str],
        classes: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._empty, self._named = frozenset(empty), classes or {}
        self._classes: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._known = _Parts(self._parts_of)
        for name, members in self._named.items():
            for member in members:
                self._join(next(iter(term_words(member)))[0], name)
        self._by_anchor = _anchored(read for term in terms for read in self._readings(*term))

    def held(self, tidied: str) -> frozenset[str]:
        """Give all that the words of a tidied title may be to a term."""
        words = (word for word in WORD.findall(tidied) if word not in self._empty)
        return frozenset[str]().union(*map(self._known.__getitem__, words))

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is part of some term, or counts in none."""
        return word in self._empty or not self._known[word].isdisjoint(self._all_parts)

    def found(self, held: frozenset[str]) -> list[Term]:
        """Give the terms that are there, but those that a longer one of the same name covers."""
        anchored = self._by_anchor
        there = [t for part in held if part in anchored for t in anchored[part] if t.parts <= held]
        longer: dict[str, list[Term]] = {}
        for term in there:
            longer.setdefault(term.name, []).append(term)
        if len(longer) == len(there):
            return there
        return [t for t in there if not any(_covers(other, t) for other in longer[t.name])]

    def telling(self, term: Term, tidied: str) -> list[str]:
        """Give the words of a tidied title that make a term be there, in their order."""
        words = (word for word in WORD.findall(tidied) if word not in self._empty)
        return [word for word in words if not self._known[word].isdisjoint(term.parts)]

    @cached_property
    def _all_parts(self) -> frozenset[str]:
        return frozenset(p for terms in self._by_anchor.values() for t in terms for p in t.parts)

    def _join(self, word: str, name: str) -> None:
        if word.endswith("*"):
            self._beginnings.setdefault(word[:-1], set()).add(name)
        else:
            self._classes.setdefault(singular(word), set()).add(name)

    def _readings(self, name: str, weight: float, written: str) -> Iterable[Term]:
        named = [word for word in written.split() if word in self._named]
        rest = " ".join(word for word in written.split() if word not in self._named)
        for words in term_words(rest):
            parts = [*named, *map(self._part, words)]
            yield Term(name, weight, written, frozenset(part for part in parts if part))

    def _part(self, word: str) -> str:
        if not word.endswith("*"):
            return "" if word in self._empty else singular(word)
        self._beginnings.setdefault(word[:-1], set()).add(word)
        return word

    def _parts_of(self, word: str) -> frozenset[str]:
        begun = (self._beginnings.get(word[:end], ()) for end in range(2, len(word) + 1))
        bare = singular(word)
        return frozenset({bare, *self._classes.get(bare, ())}.union(*begun))


class _Parts(dict[str, frozenset[str]]):
    """All that each word met may be to a term, found out once."""

    def __init__(self, parts_of: Callable[[str], frozenset[str]]) -> None:
        super().__init__()
        self._parts_of = parts_of

    def __missing__(self, word: str) -> frozenset[str]:
        self[word] = self._parts_of(word)
        return self[word]


def _covers(other: Term, term: Term) -> bool:
    """Tell whether a term of the same name says all that another says, and more."""
    return (
        other.parts > term.parts
        and (other.weight > 0) == (term.weight > 0)
        and abs(other.weight) >= abs(term.weight)
    )


def _anchored(terms: Iterable[Term]) -> dict[str, list[Term]]:
    """Put each term under its rarest part; of two that are the same, the strongest stays."""
    ordered = sorted((term for term in terms if term.parts), key=lambda term: abs(term.weight))
    kept = {(term.name, term.parts): term for term in ordered}.values()
    uses = Counter(part for term in kept for part in term.parts)
    anchored: dict[str, list[Term]] = {}
    for term in kept:
        anchored.setdefault(min(sorted(term.parts), key=uses.__getitem__), []).append(term)
    return anchored

"""What words say of a theme, counted in titles that people labelled: naive Bayes, explained."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

from pstlib.comparison.words import singular, words_of
from pstlib.text import fold

SMOOTHING = 0.1
"""What is added to every count, so that a word never seen under a theme doesn't exclude it."""
_KINDS = ("words", "beginnings", "pairs")
_LENGTHS = range(3, 7)
_TOGETHER = 500  # more at a time keeps Python's collector busy with what is soon thrown away
_WRITTEN = re.compile(r"\w+")
_SHARE_TOLD = 0.2
_MOST_TOLD = 6

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Held = Mapping[str, tuple[int, ...]]
Cells = tuple[Numbers, Numbers, Numbers, Floats]
"""The row, a word's place in it, the number of what speaks there, and its share of the row."""


class Lexicon:
    """Weights of words, of their beginnings and of pairs of words, for each theme.

    A weight is the logarithm of how much likelier the word is under the theme than under the
    others. What a title says of a theme is the sum over its words, so each word has its part.

    Args:
        examples: Titles and their theme, as pairs.
        empty: Folded words that say nothing.
    """

    def __init__(self, examples: Iterable[tuple[str, str]], empty: Collection[str]) -> None:
        known = list(examples)
        self._empty = frozenset(empty)
        self.themes = tuple(sorted({theme for _, theme in known}))
        answers = np.array([self.themes.index(theme) for _, theme in known], dtype=int)
        read = [self._kinds(title)[1] for title, _ in known]
        self._counted = [
            _Counted([title[kind] for title in read], answers, len(self.themes))
            for kind in range(len(_KINDS))
        ]
        self._weights = np.concatenate([counted.weights for counted in self._counted])

    def read(self, titles: Iterable[str]) -> "ReadTitles":
        """Weigh what titles hold, all at once: a title at a time takes far longer."""
        places = {title: row for row, title in enumerate(dict.fromkeys(titles))}
        names, words, cells = [*places], list[list[str]](), []
        for first in range(0, max(len(names), 1), _TOGETHER):
            found, own = self._cells(names[first : first + _TOGETHER], first)
            words += found
            cells += own
        rows, spots, numbers, shares = map(np.concatenate, zip(*cells, strict=True))
        order = np.argsort(rows, kind="stable")
        totals = [
            np.bincount(rows, weights[numbers] * shares, minlength=len(names))
            for weights in np.ascontiguousarray(self._weights.T)
        ]
        return ReadTitles(
            themes=self.themes,
            rows=places,
            words=words,
            starts=np.searchsorted(rows[order], np.arange(len(names) + 1)),
            cells=(spots[order], numbers[order], shares[order]),
            totals=np.array(totals, dtype=np.float64).T,
            weights=self._weights,
        )

    def _cells(self, titles: Sequence[str], row: int) -> tuple[list[list[str]], list[Cells]]:
        """Give the words of titles, and the cells of each kind, their rows counted from one."""
        read = [self._kinds(title) for title in titles]
        cells, first = list[Cells](), 0
        for kind, counted in enumerate(self._counted):
            found = counted.cells([kinds[kind] for _, kinds in read], first)
            cells.append((found[0] + row, *found[1:]))
            first += len(counted.weights)
        return [words for words, _ in read], cells

    def _kinds(self, title: str) -> tuple[list[str], tuple[Held, Held, Held]]:
        """Read a title: its words, then words, beginnings and pairs with the places they hold."""
        words = [word for word in words_of(title) if word not in self._empty]
        first: dict[str, tuple[int, ...]] = {}
        begun: dict[str, tuple[int, ...]] = {}
        for place, word in enumerate(words):
            here = (place,)
            first.setdefault(singular(word), here)
            for beginning in _beginnings(word):
                begun[beginning] = here
        pairs = {f"{a} {b}": first[a] + first[b] for a, b in combinations(sorted(first), 2)}
        return words, (first, begun, pairs)


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadTitles:
    """Titles read by a lexicon: what each says of each theme, and by which of its words.

    Attributes:
        themes: The themes.
        rows: The row of each title.
        words: The words of each row that say something.
        starts: Where each row starts in ``cells``, and at last where they end.
        cells: A word's place in its title, the row of ``weights`` that speaks there, its share.
        totals: What each row says of each theme.
        weights: Those of the lexicon.
    """

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    words: list[list[str]]
    starts: Numbers
    cells: tuple[Numbers, Numbers, Floats]
    totals: Floats
    weights: Floats

    def evidence(self, title: str) -> dict[str, float]:
        """Give what a title says for each theme; the sum over the themes is nought."""
        return dict(zip(self.themes, self.totals[self.rows[title]].tolist(), strict=True))

    def telling(self, title: str, theme: str) -> list[str]:
        """Give the words of a title that speak for a theme, the strongest first, as written."""
        if theme not in self.themes:
            return []
        row = self.rows[title]
        words, own = self.words[row], slice(self.starts[row], self.starts[row + 1])
        spots, numbers, shares = (column[own] for column in self.cells)
        weights = self.weights[numbers, self.themes.index(theme)] * shares
        said = np.bincount(spots, weights, minlength=len(words)).tolist()
        least = _SHARE_TOLD * max(said, default=0.0)
        order = sorted(range(len(words)), key=lambda place: -said[place])
        told = [words[place] for place in order if said[place] > max(least, 0.0)]
        written = {_folded(found): found for found in _WRITTEN.findall(title)}
        return list(dict.fromkeys(written.get(word, word) for word in told))[:_MOST_TOLD]


class _Counted:
    """One kind of what titles hold: the rarity and the weights of each, by theme."""

    def __init__(self, held: Iterable[Held], answers: Numbers, themes: int) -> None:
        found = [[*title] for title in held]
        self._known = {name: n for n, name in enumerate(dict.fromkeys(n for t in found for n in t))}
        rows = np.repeat(np.arange(len(found)), [len(title) for title in found])
        columns = np.array([self._known[name] for title in found for name in title], dtype=int)
        times = np.bincount(columns, minlength=len(self._known))
        self._rarity = np.log((1 + len(found)) / (1 + times)) + 1
        value = self._rarity[columns]
        value /= np.sqrt(np.bincount(rows, value**2, minlength=len(found)))[rows]
        cells = columns * themes + answers[rows]
        sums = np.bincount(cells, value, minlength=len(self._known) * themes)
        counts = sums.reshape(-1, themes) + SMOOTHING
        logs = np.log(counts / counts.sum(axis=0))
        self.weights: Floats = logs - logs.mean(axis=1, keepdims=True)

    def cells(self, held: Sequence[Held], first: int) -> Cells:
        """Give the row, the place, the number from ``first`` on and the share of what is known.

        The shares of a title are toned down by its length; one that holds two places is halved.
        """
        names = [self._known.get(name, -1) for title in held for name in title]
        flat = chain.from_iterable(chain.from_iterable(title.values() for title in held))
        places = np.fromiter(flat, dtype=int)
        size = len(places) // max(len(names), 1)
        rows = np.repeat(np.arange(len(held)), [size * len(title) for title in held])
        numbers = np.repeat(np.array(names, dtype=int), size)
        known = numbers >= 0
        rows, places, numbers = rows[known], places[known], numbers[known]
        value = self._rarity[numbers]
        lengths = np.sqrt(np.bincount(rows, value**2) / max(size, 1))
        return rows, places, numbers + first, value / lengths[rows] / size


@lru_cache(maxsize=50_000)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:n] for n in _LENGTHS if len(word) > n)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=2)
def lexicon_of(examples: tuple[tuple[str, str], ...], empty: frozenset[str]) -> Lexicon:
    """Count once what the same examples say."""
    return Lexicon(examples, empty)

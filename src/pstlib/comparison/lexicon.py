"""What words say of a theme, counted in titles that people labelled: naive Bayes, explained."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pstlib.comparison.words import singular, words_of
from pstlib.text import fold

SMOOTHING = 0.1
"""What is added to every count, so that a word never seen under a theme doesn't exclude it."""
_KINDS = ("words", "beginnings", "pairs")
_LENGTHS = range(3, 7)
_WRITTEN = re.compile(r"\w+")
_SHARE_TOLD = 0.2
_MOST_TOLD = 6

Floats = npt.NDArray[np.float64]
Held = Mapping[str, tuple[int, ...]]


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

    def evidence(self, title: str) -> dict[str, float]:
        """Give what a title says for each theme; the sum over the themes is nought."""
        totals = np.zeros(len(self.themes))
        for held, counted in zip(self._kinds(title)[1], self._counted, strict=True):
            totals += counted.weigh(held)[1].sum(axis=0)
        return dict(zip(self.themes, totals.tolist(), strict=True))

    def telling(self, title: str, theme: str) -> list[str]:
        """Give the words of a title that speak for a theme, the strongest first, as written."""
        if theme not in self.themes:
            return []
        words, kinds = self._kinds(title)
        said = np.zeros(len(words))
        for held, counted in zip(kinds, self._counted, strict=True):
            places, weights = counted.weigh(held, self.themes.index(theme))
            if places:
                np.add.at(said, np.array(places), weights / len(places[0]))
        least = _SHARE_TOLD * said.max(initial=0.0)
        order = np.argsort(-said, kind="stable").tolist()
        told = [words[place] for place in order if said[place] > least]
        written = {fold(found): found for found in _WRITTEN.findall(title)}
        return list(dict.fromkeys(written.get(word, word) for word in told))[:_MOST_TOLD]

    def _kinds(self, title: str) -> tuple[list[str], tuple[Held, Held, Held]]:
        """Read a title: its words, then words, beginnings and pairs with the places they hold."""
        words = [word for word in words_of(title) if word not in self._empty]
        first: dict[str, tuple[int, ...]] = {}
        begun: dict[str, tuple[int, ...]] = {}
        for place, word in enumerate(words):
            first.setdefault(singular(word), (place,))
            begun |= {word[:n]: (place,) for n in _LENGTHS if len(word) > n}
        pairs = {f"{a} {b}": first[a] + first[b] for a, b in combinations(sorted(first), 2)}
        return words, (first, begun, pairs)


class _Counted:
    """One kind of what titles hold: the rarity and the weights of each, by theme."""

    def __init__(self, held: Iterable[Held], answers: npt.NDArray[np.int64], themes: int) -> None:
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
        self._weights = logs - logs.mean(axis=1, keepdims=True)

    def weigh(self, held: Held, theme: int | None = None) -> tuple[list[tuple[int, ...]], Floats]:
        """Give the places of what is known and its weights, by theme or for one.

        The weights of a title are toned down by its length.
        """
        known = [(name, number) for name in held if (number := self._known.get(name)) is not None]
        numbers = [number for _, number in known]
        value = self._rarity[numbers]
        shared = (value / (math.sqrt(float(value @ value)) or 1.0))[:, None]
        columns = slice(None) if theme is None else slice(theme, theme + 1)
        return [held[name] for name, _ in known], self._weights[numbers, columns] * shared


@lru_cache(maxsize=2)
def lexicon_of(examples: tuple[tuple[str, str], ...], empty: frozenset[str]) -> Lexicon:
    """Count once what the same examples say."""
    return Lexicon(examples, empty)

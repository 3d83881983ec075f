"""What words say of a theme, told by titles that people labelled, and explained word by word.

Two ways to learn are added up, since each errs on other titles: counting under which themes a
word is found (naive Bayes, robust for rare words), and the weights that give back the labels
with the least error (ridge regression, which sees that two words say the same thing twice).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from pstlib.comparison.fitting import Layer, Weighed, fitted
from pstlib.comparison.spelling import (
    SIDES,
    Floats,
    Numbers,
    Sparse,
    Spelled,
    Truths,
    parts_of,
    sparse,
    spell,
)
from pstlib.comparison.words import singular
from pstlib.text import fold

SMOOTHING = 0.1
"""What is added to every count, so that a word never seen under a theme doesn't exclude it."""


class Kind(NamedTuple):
    """What a kind of features weighs: their counts, their fitted weights, and which are fitted."""

    counts: float
    fit: float
    least: int = 1


KINDS = {
    "words": Kind(1.0, 4.0),
    "parts": Kind(0.8, 3.2),
    "sides": Kind(0.4, 2.8),
    "pairs": Kind(1.0, 4.0, least=2),  # a pair that one title alone holds would be learnt by heart
}
_SHIFT = 0.1
_WRITTEN = re.compile(r"\w+")
_SHARE_TOLD = 0.2
_MOST_TOLD = 6


class Lexicon:
    """Weights of words, of their parts, of their side and of pairs of them, for each theme.

    What a title says of a theme is the sum over its words, so each word has its part.

    Args:
        examples: Titles and their theme, as pairs.
        empty: Folded words that say nothing.
        kinds: As ``KINDS``.
    """

    def __init__(
        self,
        examples: Iterable[tuple[str, str]],
        empty: Collection[str],
        kinds: Mapping[str, Kind] = KINDS,
    ) -> None:
        known = list(examples)
        self._empty = frozenset(empty)
        self.themes = tuple(sorted({theme for _, theme in known}))
        spelled = spell((title for title, _ in known), self._empty)
        self._words = _numbered(singular(word) for word in spelled.words)
        self._parts = _numbered(part for word in spelled.words for part in parts_of(word))
        self._pairs = np.unique(self._pair_codes(spelled)[0])
        places = {theme: place for place, theme in enumerate(self.themes)}
        answers = np.eye(len(places))[[places[theme] for _, theme in known]]
        layers = self._layers(spelled)
        times = [layer.times() for layer in layers]
        self._rarity = [_rarity(often, len(known)) for often in times]
        blocks = [Weighed.of(*pair) for pair in zip(layers, self._rarity, strict=True)]
        counts = [_counted(block.back(answers)) for block in blocks]
        again = [often >= kind.least for often, kind in zip(times, kinds.values(), strict=True)]
        fits = _fits(blocks, again, [kind.fit for kind in kinds.values()], answers)
        self._speaks = [
            rarity[:, None] * (kind.counts * counted + fit)
            for kind, rarity, counted, fit in zip(
                kinds.values(), self._rarity, counts, fits, strict=True
            )
        ]

    def read(self, titles: Iterable[str]) -> ReadTitles:
        """Weigh what titles hold, all at once: a title at a time takes far longer."""
        rows = {title: row for row, title in enumerate(dict.fromkeys(titles))}
        spelled = spell(rows, self._empty)
        said = np.zeros((len(spelled.cells), len(self.themes)))
        for layer, rarity, speaks in zip(
            self._layers(spelled), self._rarity, self._speaks, strict=True
        ):
            own = (layer.bears @ speaks)[layer.bearers]
            said += own / layer.lengths(rarity)[spelled.rows][:, None]
        return ReadTitles(themes=self.themes, rows=rows, spelled=spelled, said=said)

    def _layers(self, spelled: Spelled) -> list[Layer]:
        """Give each kind of what titles hold."""
        titles, cells = len(spelled.starts) - 1, np.arange(len(spelled.cells))
        by_word = sparse(spelled.rows, spelled.cells, (titles, len(spelled.words)))
        by_cell = sparse(spelled.rows, cells, (titles, len(cells)))
        words = _held(([singular(word)] for word in spelled.words), self._words)
        parts = _held(map(parts_of, spelled.words), self._parts)
        return [
            Layer(by_word, words, spelled.cells),
            Layer(by_word, parts, spelled.cells),
            Layer(by_cell, self._sides(spelled), cells),
            Layer(by_cell, self._paired(spelled), cells),
        ]

    def _known(self, spelled: Spelled) -> Numbers:
        """Give the number of the word in each cell, -1 where nobody labelled it."""
        numbers = [self._words.get(singular(word), -1) for word in spelled.words]
        return np.array(numbers, dtype=int)[spelled.cells]

    def _sides(self, spelled: Spelled) -> Sparse:
        numbers = self._known(spelled)
        cells = np.flatnonzero(numbers >= 0)
        columns = numbers[cells] * SIDES + spelled.sides[cells]
        return sparse(cells, columns, (len(numbers), SIDES * len(self._words)))

    def _paired(self, spelled: Spelled) -> Sparse:
        """Give the pairs that each cell makes: half of each, the other half is another's."""
        codes, first, second = self._pair_codes(spelled)
        places = np.searchsorted(self._pairs, codes)
        there = places < len(self._pairs)
        there[there] = self._pairs[places[there]] == codes[there]
        cells = np.concatenate([first[there], second[there]])
        shape = (len(spelled.cells), len(self._pairs))
        return sparse(cells, np.tile(places[there], 2), shape, np.full(len(cells), 0.5))

    def _pair_codes(self, spelled: Spelled) -> tuple[Numbers, Numbers, Numbers]:
        """Give one number for each pair of known words, and its two cells."""
        numbers = self._known(spelled)
        first, second = spelled.pairs()
        one, other = numbers[first], numbers[second]
        known = (one >= 0) & (other >= 0)
        codes = np.minimum(one, other) * len(self._words) + np.maximum(one, other)
        return codes[known], first[known], second[known]


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadTitles:
    """Titles read by a lexicon: what each says of each theme, and by which of its words.

    Attributes:
        themes: The themes.
        rows: The row of each title.
        spelled: Their words.
        said: What each word of each title says of each theme.
    """

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    spelled: Spelled
    said: Floats

    @cached_property
    def totals(self) -> Floats:
        """What each title says of each theme."""
        shape = (len(self.rows), len(self.said))
        titles = sparse(self.spelled.rows, np.arange(len(self.said)), shape)
        return np.asarray(titles @ self.said)

    @cached_property
    def _starts(self) -> list[int]:
        return [int(start) for start in self.spelled.starts.tolist()]

    @cached_property
    def _in_order(self) -> list[str]:
        """The word of each cell."""
        return [self.spelled.words[number] for number in self.spelled.cells.tolist()]

    def evidence(self, title: str) -> dict[str, float]:
        """Give what a title says for each theme."""
        return dict(zip(self.themes, self.totals[self.rows[title]].tolist(), strict=True))

    def telling(self, title: str, theme: str) -> list[str]:
        """Give the words of a title that speak for a theme, the strongest first, as written."""
        if theme not in self.themes:
            return []
        row = self.rows[title]
        first, end = self._starts[row], self._starts[row + 1]
        said = self.said[first:end, self.themes.index(theme)].tolist()
        words = self._in_order[first:end]
        least = max(_SHARE_TOLD * max(said, default=0.0), 0.0)
        ranked = sorted(zip(said, words, strict=True), key=lambda pair: -pair[0])
        told = [word for part, word in ranked if part > least][:_MOST_TOLD]
        written = {_folded(found): found for found in _WRITTEN.findall(title)}
        return list(dict.fromkeys(written.get(word, word) for word in told))


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _held(names: Iterable[Sequence[str]], numbers: Mapping[str, int]) -> Sparse:
    """Tell which of the numbered names each row has."""
    columns, rows, count = list[int](), list[int](), 0
    for own in names:
        known = [numbers[name] for name in own if name in numbers]
        columns += known
        rows += [count] * len(known)
        count += 1
    return sparse(np.array(rows, dtype=int), np.array(columns, dtype=int), (count, len(numbers)))


def _rarity(times: Floats, titles: int) -> Floats:
    """Give how rare each feature is among titles; what no title has says nothing."""
    return np.where(times > 0, np.log((1 + titles) / (1 + times)) + 1, 0.0)


def _fits(
    blocks: Sequence[Weighed],
    again: Sequence[Truths],
    scales: Sequence[float],
    answers: Floats,
) -> list[Floats]:
    """Give the fitted weights of features, nought where they aren't seen again."""
    most = max(*scales, SMOOTHING)
    kept = [
        block.only(features, scale / most)
        for block, features, scale in zip(blocks, again, scales, strict=True)
    ]
    found = [np.zeros((len(features), answers.shape[1])) for features in again]
    for spread, features, scale, own in zip(
        found, again, scales, fitted(kept, 2 * answers - _SHIFT), strict=True
    ):
        spread[features] = scale * own
    return found


def _counted(sums: Floats) -> Floats:
    """Give how much likelier each is under a theme than under the others, as a logarithm."""
    counts = sums + SMOOTHING
    logs = np.log(counts / counts.sum(axis=0))
    return np.asarray(logs - logs.mean(axis=1, keepdims=True))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=2)
def lexicon_of(examples: tuple[tuple[str, str], ...], empty: frozenset[str]) -> Lexicon:
    """Learn once what the same examples say."""
    return Lexicon(examples, empty)

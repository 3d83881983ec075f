"""Chance that is the same everywhere: uniform numbers of PCG64, and nothing that rounds."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar
from zlib import crc32

import numpy as np

T = TypeVar("T")
_BLOCK = 1_024


class Draw:
    """Draws for one purpose of one organisation.

    Only uniform numbers are taken from numpy, whose other distributions may change with its
    version; adding a draw for one purpose changes no other.

    Args:
        seed: Seed of the region.
        rank: Rank of the organisation in the region.
        purpose: What is drawn.
    """

    def __init__(self, seed: int, rank: int, purpose: str) -> None:
        entropy = np.random.SeedSequence([seed, rank, crc32(purpose.encode())])
        self._generator = np.random.Generator(np.random.PCG64(entropy))
        self._numbers = self._stream()

    def _stream(self) -> Iterator[float]:
        while True:
            yield from self._generator.random(_BLOCK).tolist()

    def random(self) -> float:
        """Give a number in [0, 1)."""
        return next(self._numbers)

    def chance(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self.random() < probability

    def whole(self, low: int, high: int) -> int:
        """Give a whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """Give a number between two bounds."""
        return low + self.random() * (high - low)

    def pick(self, values: Sequence[T]) -> T:
        """Choose one value."""
        return values[int(self.random() * len(values))]

    def some(self, values: Sequence[T], number: int) -> list[T]:
        """Choose several values, each once, in the order in which they come out."""
        left = list(values)
        return [left.pop(int(self.random() * len(left))) for _ in range(min(number, len(left)))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Choose a key, as often as it weighs."""
        at = self.random() * sum(weights.values())
        for key, weight in weights.items():
            at -= weight
            if at < 0:
                return key
        return next(iter(weights))

    def quantile(self, points: Sequence[tuple[float, float]]) -> float:
        """Give a value of a distribution told by its quantiles: pairs of share and value."""
        at = self.random()
        for (low, start), (high, end) in pairwise(points):
            if at < high:
                return start + (end - start) * (at - low) / (high - low)
        return points[-1][1]

    def uniforms(self, *shape: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        """Give an array of numbers in [0, 1)."""
        return self._generator.random(shape)

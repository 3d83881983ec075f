"""Titles as numbers: the words that each holds, on which side, and the pairs that these make."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pstlib.comparison.words import WORD, singular, tidy

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Sparse = Any
"""A sparse matrix of scipy, which ships no types."""
SIDES = 2
_TURN = re.compile(r"[:;(–]| - |\b(?:pour|afin|en vue|avec|chez|par)\b")
_BEGINNINGS, _INSIDE = range(3, 7), 4


@dataclass(frozen=True, eq=False)
class Spelled:
    """Titles and the words that they hold, a cell for each word of each title.

    Attributes:
        words: Each word once, folded.
        cells: The number of the word in each cell, title after title.
        sides: 0 before what turns a title from what is done to whom, with whom, how; 1 after it.
        starts: Where the cells of each title start, and at last where they end.
    """

    words: tuple[str, ...]
    cells: Numbers
    sides: Numbers
    starts: Numbers

    @property
    def rows(self) -> Numbers:
        """The title of each cell."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Give the two cells of each pair of words of a title."""
        lengths = np.diff(self.starts)
        first, second = [np.empty(0, dtype=int)], [np.empty(0, dtype=int)]
        for length in np.unique(lengths[lengths > 1]):
            begins = self.starts[:-1][lengths == length][:, None]
            one, other = np.triu_indices(length, 1)
            first.append((begins + one).ravel())
            second.append((begins + other).ravel())
        return np.concatenate(first), np.concatenate(second)


def spell(titles: Iterable[str], empty: Collection[str]) -> Spelled:
    """Read titles, leaving out ``empty`` words and a word that comes again."""
    numbers: dict[str, int] = {}
    cells, sides, starts = list[int](), list[int](), [0]
    for title in titles:  # flat lists: thousands of small ones keep Python's collector busy
        found = {
            singular(word): (word, side > 0)
            for side, part in enumerate(_turns(title))
            for word in WORD.findall(part)
            if word not in empty
        }
        for word, side in found.values():
            cells.append(numbers.setdefault(word, len(numbers)))
            sides.append(side)
        starts.append(len(cells))
    flat = (np.array(part, dtype=int) for part in (cells, sides, starts))
    return Spelled(tuple(numbers), *flat)


def sparse(rows: Any, columns: Any, shape: tuple[int, int], values: Any = None) -> Sparse:
    """Make a sparse matrix from its cells, ones unless ``values`` are given."""
    from scipy.sparse import csr_array

    data = np.ones(len(rows)) if values is None else values
    return csr_array((data, (rows, columns)), shape=shape)


@lru_cache(maxsize=100_000)
def parts_of(word: str) -> tuple[str, ...]:
    """Give the beginnings of a word, and what stands inside it after a hyphen.

    >>> parts_of("logeur")
    ('log', 'loge', 'logeu', '-ogeu', '-geur')
    """
    inside = (word[n : n + _INSIDE] for n in range(1, len(word) - _INSIDE + 1))
    return (*(word[:n] for n in _BEGINNINGS if len(word) > n), *(f"-{part}" for part in inside))


def _turns(title: str) -> list[str]:
    """Cut a title where it turns from what is done to whom, with whom, how."""
    return [part for part in _TURN.split(tidy(title), maxsplit=2) if part.strip()]

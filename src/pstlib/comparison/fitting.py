"""Weights that give back labels: what titles hold as sparse matrices, and ridge regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pstlib.comparison.spelling import Floats, Numbers, Sparse, Truths

PENALTY = 1.0
"""What large weights cost."""
_STEPS = 10


@dataclass(frozen=True, eq=False)
class Layer:
    """One kind of what titles hold: a large sparse matrix kept as two small ones.

    Attributes:
        titles: One row a title, one column for each of what bears features.
        bears: One row for each of these, one column a feature.
        bearers: Which of these each cell of the titles is.
    """

    titles: Sparse
    bears: Sparse
    bearers: Numbers

    def times(self) -> Floats:
        """Count how often titles hold each feature."""
        return np.asarray(self.bears.T @ (self.titles.T @ np.ones(self.titles.shape[0])))

    def lengths(self, rarity: Floats) -> Floats:
        """Give the length of each title, its words being taken for unlike."""
        squares = self.titles @ (self.bears @ rarity**2)
        return np.sqrt(np.where(squares > 0, squares, 1.0))


@dataclass(frozen=True, eq=False)
class Weighed:
    """A layer where what is rare weighs more and each title has the length 1."""

    titles: Sparse
    bears: Sparse

    @classmethod
    def of(cls, layer: Layer, rarity: Floats) -> Weighed:
        """Weigh a layer by the rarity of its features."""
        from scipy.sparse import diags_array

        titles = diags_array(1 / layer.lengths(rarity)) @ layer.titles
        return cls(titles.tocsr(), (layer.bears @ diags_array(rarity)).tocsr())

    def only(self, features: Truths, scale: float) -> Weighed:
        """Leave out features, in single precision: it is twice as fast and fits as well."""
        bears = scale * self.bears[:, features]
        return Weighed(self.titles.astype(np.float32), bears.astype(np.float32))

    def forward(self, weights: Any) -> Any:
        """Give what features say of titles: a row a title, a column a theme."""
        return self.titles @ (self.bears @ weights)

    def back(self, titles: Any) -> Any:
        """Give what titles say of features."""
        bears, of_titles = self._turned
        return bears @ (of_titles @ titles)

    @cached_property
    def _turned(self) -> tuple[Sparse, Sparse]:
        return self.bears.T.tocsr(), self.titles.T.tocsr()


def fitted(blocks: Sequence[Weighed], wanted: Floats) -> list[Floats]:
    """Give the weights that come nearest to what is wanted, by conjugate gradients.

    Source: Hestenes and Stiefel, Journal of Research of the NBS 49 (1952), 409–436 (CGLS); a few
    steps are enough, since what the last ones would learn holds for these titles only.

    Args:
        blocks: What titles hold.
        wanted: One row a title, one column a theme.
    """
    ends = np.cumsum([block.bears.shape[1] for block in blocks])[:-1]

    def back(rest: Any) -> Any:
        return np.vstack([block.back(rest) for block in blocks])

    rest = wanted.astype(np.float32)
    slope = back(rest)
    step, weights, size = slope, np.zeros_like(slope), _size(slope)
    for _ in range(_STEPS):
        moved = np.zeros_like(rest)
        for block, part in zip(blocks, np.split(step, ends), strict=True):
            moved += block.forward(part)
        far = size / np.maximum(_size(moved) + PENALTY * _size(step), _TINY)
        weights = weights + far * step
        rest -= far * moved
        slope = back(rest) - PENALTY * weights
        before, size = size, _size(slope)
        step = slope + size / np.maximum(before, _TINY) * step
    return np.split(weights, ends)


_TINY = np.float32(1e-12)


def _size(columns: Any) -> Any:
    return (columns**2).sum(axis=0)

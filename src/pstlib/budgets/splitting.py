"""Split amounts to the cent, by exact shares, so that the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
import pyarrow

from pstlib.model.columns import AMOUNT

Integers = np.ndarray[Any, np.dtype[Any]]
SAFE = 2**62
"""A product of integers below it holds in 64 bits."""


def exact(share: float) -> Fraction:
    """Give the share that was written: 0.1 is one tenth, not the float nearest to it."""
    return Fraction(str(share))


def whole_numbers(shares: Iterable[Fraction]) -> tuple[list[int], int]:
    """Write shares as whole numbers of one common denominator, which comes second."""
    fractions = list(shares)
    denominator = lcm(1, *(fraction.denominator for fraction in fractions))
    return [int(fraction * denominator) for fraction in fractions], denominator


def integers(numbers: Iterable[int], *, whole: int) -> Integers:
    """Make an array of whole numbers: of 64 bits if ``whole`` holds in them, else Python's own."""
    return np.array(list(numbers), dtype="int64" if whole < SAFE else object)


def split_cents(
    every: Integers, known: Integers, weights: Integers, totals: Integers, lines: Integers
) -> Integers:
    """Give each row its share of the amount of its line, by largest remainder.

    The shares of a line add up to its amount; of two equal remainders the first row has the cent.

    Args:
        every: The line's amount in whole cents, on each of the line's rows.
        known: Whether it means something; a missing one stays as it is.
        weights: The row's share, as a whole number.
        totals: What the weights of the row's line add up to, on each of the line's rows.
        lines: The row's line, numbered from 0; the rows of a line follow each other.
    """
    follows = np.diff(lines, prepend=-1, append=-1) == 0
    # A row that is alone on its line keeps the amount.
    shared = (follows[:-1] | follows[1:]) & known
    if not shared.any():
        return every
    own, cents = lines[shared], every[shared]
    weights, totals = weights[shared], totals[shared]
    if int(np.abs(cents).max()) * int(weights.max()) >= SAFE:
        cents, weights, totals = (a.astype(object) for a in (cents, weights, totals))
    product = cents * weights
    given, remainder = product // totals, product % totals
    _, starts, place = np.unique(own, return_index=True, return_inverse=True)
    lacking = cents[starts] - np.add.reduceat(given, starts)
    ranks = np.unique(remainder, return_inverse=True)[1]
    order = np.lexsort((-ranks, own))
    position = np.arange(len(order)) - starts[place]
    given[order] += (position < lacking[place]).astype("int64")
    split = every.copy()
    split[shared] = given.astype("int64")
    return split


def to_cents(amounts: pd.Series[Any]) -> Integers:
    """Give amounts as whole numbers; what stands in the place of a missing one means nothing.

    Arrow keeps the cents of an amount in 128 bits, of which ``AMOUNT`` fills 64 at most: the first.
    """
    array = pyarrow.array(amounts, type=AMOUNT.pyarrow_dtype)
    if isinstance(array, pyarrow.ChunkedArray):
        array = array.combine_chunks()
    if not len(array):
        return np.zeros(0, dtype="int64")
    words = np.frombuffer(array.buffers()[1], dtype="<i8").reshape(-1, 2)
    return words[array.offset : array.offset + len(array), 0]


def to_amounts(cents: Integers, missing: Integers) -> Any:
    """Give whole numbers of cents as an array of amounts, missing where ``missing`` holds."""
    words = np.stack([cents, cents >> 63], axis=1).astype("<i8")  # the sign fills the other half
    known = np.packbits(~missing, bitorder="little")
    buffers = [pyarrow.py_buffer(known), pyarrow.py_buffer(words)]
    euros = pyarrow.Array.from_buffers(AMOUNT.pyarrow_dtype, len(cents), buffers)
    return pd.arrays.ArrowExtensionArray(euros)

"""Fiches whose labels stand above their values: each label a line, its value on those below."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pstlib.readers.documents.blocks import Block, Cell, Flow, Table
from pstlib.readers.documents.cleaning import split_bullet
from pstlib.readers.documents.headers import TITLE, column
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.nodes import join
from pstlib.text import fold

_FEWEST_LABELS, _FEWEST_FICHES = 3, 2
_MOST_LINES = 12

Pair = tuple[Block, list[Block]]


def with_stacked_fiches(flow: Flow) -> list[Block | Table]:
    """Put the labels and values of fiches into tables, if the document has several of them."""
    labels = _labels(flow)
    result: list[Block | Table] = []
    pairs: list[Pair] = []
    for item in flow if labels else ():
        if isinstance(item, Block) and fold(item.text) in labels and not item.bullet:
            pairs.append((item, []))
        elif pairs and isinstance(item, Block) and _is_value(item, pairs[-1][1]):
            pairs[-1][1].append(item)
        else:
            result += [*_table(pairs), item]
            pairs = []
    return [*result, *_table(pairs)] if labels else list(flow)


def _labels(flow: Flow) -> frozenset[str]:
    """Give the lines that label a value in several fiches, one of them the title of an action."""
    lines = [item for item in flow if isinstance(item, Block)]
    short = Counter(fold(b.text) for b in lines if len(b.text) < 40 and not b.level)
    told = {text: column(text) for text, count in short.items() if count >= _FEWEST_FICHES}
    labels = frozenset(text for text, one in told.items() if one.known and not one.ticked)
    # « Actions » heads a list; « Action » names one.
    titles = {t for t in labels if told[t].role in ("ACTION", TITLE) and not t.endswith("s")}
    listed = any(below.bullet for line, below in pairwise(lines) if fold(line.text) in titles)
    return labels if len(labels) >= _FEWEST_LABELS and titles and not listed else frozenset()


def _is_value(block: Block, before: Sequence[Block]) -> bool:
    """Tell a line of a value: the first below its label, or no mark of another element."""
    found = find_mark(block.text)
    free = found is None or found.mark is Mark.NUMBER
    return not block.level and len(before) < _MOST_LINES and (not before or free)


def _table(pairs: Sequence[Pair]) -> list[Block | Table]:
    """Make a table of a fiche; lines that are no fiche stay as they are."""
    if len(pairs) < _FEWEST_LABELS:
        return [block for label, values in pairs for block in (label, *values)]
    rows = ((Cell((label,)), _value(values)) for label, values in pairs)
    return [Table.of(rows, pairs[0][0].place, pairs[0][0].page)]


def _value(blocks: Sequence[Block]) -> Cell:
    if not blocks:
        return Cell()
    text = ""
    for block in blocks:
        text = join(text, f"{block.bullet} {block.text}".strip()) if text else block.text
    bullet, _ = split_bullet(f"{blocks[0].bullet} {text}")
    return Cell((replace(blocks[0], text=text, bullet=bullet),))

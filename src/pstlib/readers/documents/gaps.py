"""Numbers that lack in a list: a line lost in reading, or in the document itself."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pstlib.readers.documents.nodes import Node
from pstlib.readers.warnings import WARNING, Warnings

_SHOWN = 8
_WIDEST = 5  # more numbers in a row are another way of counting


def warn_of_gaps(root: Node, warnings: Warnings) -> None:
    """Say which numbers lack between two elements of one parent: 2.1.1, then 2.1.3."""
    gaps = [gap for node in (root, *root.walk()) for gap in _gaps(node.children)]
    if not gaps:
        return
    told = ", ".join(number for number, _ in gaps[:_SHOWN]) + "…" * (len(gaps) > _SHOWN)
    what = "lignes perdues à la lecture, ou absentes du document ? Comparez avec lui"
    warnings.add(WARNING, f"numéros absents ({told}) : {what}", gaps[0][1].block.place)


def _gaps(children: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Give the numbers of several parts that lack among siblings, with the one after them."""
    for before, after in pairwise(children):
        head, _, last = before.number.rpartition(".")
        other, _, now = after.number.rpartition(".")
        alike = before.level == after.level and head == other != ""
        if alike and last.isdigit() and now.isdigit() and 1 < int(now) - int(last) <= _WIDEST:
            yield from ((f"{head}.{n}", after) for n in range(int(last) + 1, int(now)))

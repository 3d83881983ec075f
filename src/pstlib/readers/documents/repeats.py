"""Leave out an outline printed twice: an overview first, then the plan itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from pstlib.readers.documents.nodes import FARTHEST_TWIN, Node
from pstlib.text import fold

_ALIKE = 80
_ALIKE_WITHOUT_NUMBER = 97


def drop_repeats(node: Node) -> list[Node]:
    """Remove from the tree each objective that is only the announcement of another.

    Two objectives under the same parent are the same when they bear the same number, or none, and
    titles that are alike; or when the first is empty and the second, under its number, is not. The
    one that holds more stays, the later one where both hold as much.

    Returns:
        The nodes removed.
    """
    same_number: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    for child in node.children:
        if child.level in ("VOLET", "OS", "OO"):
            same_number[child.level, child.number].append(child)
    repeats = {repeat for siblings in same_number.values() for repeat in _repeats(siblings)}
    removed = [child for child in node.children if child in repeats]
    node.children = [child for child in node.children if child not in repeats]
    for child in node.children:
        removed += drop_repeats(child)
    return removed


def drop_lost_objectives(root: Node) -> list[Node]:
    """Remove operational objectives that stand under no strategic one and hold nothing."""
    if not any(child.level in ("OS", "VOLET") for child in root.children):
        return []
    lost = [child for child in root.children if child.level == "OO" and not child.children]
    root.children = [child for child in root.children if child not in lost]
    return lost


def _repeats(siblings: Sequence[Node]) -> set[Node]:
    """Give those of objectives with the same number that only announce another."""
    titles = {node: fold(node.title) for node in siblings}
    repeats: set[Node] = set()
    for rank, first in enumerate(siblings):
        for second in siblings[rank + 1 : rank + FARTHEST_TWIN]:
            if repeats.isdisjoint((first, second)) and _is_same(first, second, titles):
                repeats.add(first if _weight(first) <= _weight(second) else second)
    return repeats


def _is_same(first: Node, second: Node, titles: Mapping[Node, str]) -> bool:
    # Under another title, only what comes first and holds nothing announces what follows.
    if first.number and not first.children and second.children:
        return True
    limit = _ALIKE if first.number else _ALIKE_WITHOUT_NUMBER
    return fuzz.ratio(titles[first], titles[second], score_cutoff=limit) > 0


def _weight(node: Node) -> tuple[int, int]:
    told = sum(bool(n.state or n.fields or n.details) for n in node.walk())
    return node.actions(), told

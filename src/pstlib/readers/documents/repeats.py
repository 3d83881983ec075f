"""Leave out an outline printed twice: an overview first, then the plan itself."""

from rapidfuzz import fuzz

from pstlib.readers.documents.nodes import Node
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
    removed: list[Node] = []
    objectives = [child for child in node.children if child.level in ("VOLET", "OS", "OO")]
    for rank, child in enumerate(objectives):
        after = (other for other in objectives[rank + 1 :] if other not in removed)
        twin = next((other for other in after if _is_same(child, other)), None)
        if twin is not None and child not in removed:
            removed.append(child if _weight(child) <= _weight(twin) else twin)
    node.children = [child for child in node.children if child not in removed]
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


def _is_same(first: Node, second: Node) -> bool:
    if first.level != second.level or first.number != second.number:
        return False
    limit = _ALIKE if first.number else _ALIKE_WITHOUT_NUMBER
    alike = fuzz.ratio(fold(first.title), fold(second.title)) >= limit
    # Under another title, only what comes first and holds nothing announces what follows.
    announced = bool(first.number) and not first.children and bool(second.children)
    return alike or announced


def _weight(node: Node) -> tuple[int, int]:
    told = sum(bool(n.state or n.fields or n.details) for n in node.walk())
    return node.actions(), told

"""Leave out an outline printed twice: an overview first, then the plan itself."""

from collections.abc import Sequence

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
    for child in list(node.children):
        twin = _twin(child, node.children)
        if twin is not None and child.level in ("VOLET", "OS", "OO"):
            loser = child if _weight(child) <= _weight(twin) else twin
            node.children.remove(loser)
            removed.append(loser)
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


def _twin(node: Node, siblings: Sequence[Node]) -> Node | None:
    after = siblings[list(siblings).index(node) + 1 :] if node in siblings else []
    return next((other for other in after if _is_same(node, other)), None)


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

"""The tree while it is being read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.statuses import State
from pstlib.text import fold

_OPEN_WORDS = re.compile(
    r"(?i)(?:[,(«–—/’'-]|\b(?:de|du|des|d|la|le|les|l|et|ou|à|au|aux|en|pour|par|avec|sur|dans|un|une|"
    r"que|qui|sous|vers|chez|entre|sans|leur|leurs|nos|ses|ces|son|sa|notre|article|articles|art\.|n°|§))$"
)
_HYPHENATED = re.compile(r"(?P<head>[^\W\d_]{2,})-$")
# The first parts of compounds, which keep their hyphen over the end of a line.
_COMPOUND = re.compile(
    r"(?i:mi|sous|demi|semi|non|porte|vice|ex|avant|après|peut|rendez|bien|halte|chef|aide|mieux|savoir"
    r"|compte|micro|mini|multi|pluri|socio|nord|sud)"
)
_SAID = re.compile(r"[«“\"][^»”\"]{5,300}[.!?…]\s?[»”\"]")  # somebody’s words, not a title’s
_LONGEST = 1_500
FARTHEST_TWIN = 200  # objectives between two copies of one: bounds what a hostile text costs


@dataclass(eq=False)
class Node:
    """An element being read: its mark, its lines, what stands under it."""

    level: str
    block: Block
    number: str = ""
    printed: str = ""
    title: str = ""
    confidence: float = 1.0
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    state: State | None = None

    def add(self, child: "Node") -> None:
        """Put ``child`` last under this node."""
        child.parent = self
        self.children.append(child)

    def walk(self) -> Iterator["Node"]:
        """Give this node's descendants, depth first."""
        for child in self.children:
            yield child
            yield from child.walk()

    def ancestors(self) -> Iterator["Node"]:
        """Give the nodes above, nearest first, the root left out."""
        node = self.parent
        while node and node.level:
            yield node
            node = node.parent

    def actions(self) -> int:
        """Count the actions below."""
        return sum(node.level in ("ACTION", "SOUS_ACTION") for node in self.walk())

    def same_as(self, title: str) -> bool:
        """Tell whether a title is this node's, but for accents, case and end points."""
        return bool(title) and bare_title(self.title) == bare_title(title)


@lru_cache(maxsize=20_000)  # an objective is compared with all that bear its number
def bare_title(title: str) -> str:
    """Reduce a title to what tells it from others: no accents, case, end points."""
    return re.sub(r" ?\(suite\)$", "", fold(title)).strip(' .;:«»"')


def continues(before: str, after: str, room: int | None) -> bool:
    """Tell whether a line goes on with the line before it rather than opening a paragraph.

    Args:
        before: What was read so far.
        after: The line that follows it directly, without mark.
        room: How many characters the line before had left, None where lines aren't wrapped.
    """
    if not before or len(before) > _LONGEST or before.endswith(":") or _SAID.match(after):
        return False
    if before.count("«") > before.count("»"):
        return True
    if before.endswith((".", ";", "!", "?")) and not before.endswith("art."):
        return False
    if before.count("(") > before.count(")"):
        return True
    if after[:1].islower() or _OPEN_WORDS.search(before):
        return True
    return room is not None and len(after.split(maxsplit=1)[0]) >= room


def join(before: str, after: str, words: frozenset[str] = frozenset()) -> str:
    """Put two parts of a wrapped line together, a word cut by a hyphen made whole.

    Args:
        before: What was read so far.
        after: What goes on with it.
        words: Words of the document, which may show whether the hyphen belongs to the word.
    """
    match = _HYPHENATED.search(before)
    if match and after[:1].islower() and not _keeps_hyphen(match["head"], after, words):
        return before[:-1] + after
    glue = "" if before.endswith("-") and not before.endswith(" -") else " "
    return f"{before}{glue}{after}"


def _keeps_hyphen(head: str, after: str, words: frozenset[str]) -> bool:
    tail = re.split(r"[^\w-]", after, maxsplit=1)[0].casefold()
    if f"{head}{tail}".casefold() in words:
        return False
    return f"{head}-{tail}".casefold() in words or _COMPOUND.fullmatch(head) is not None

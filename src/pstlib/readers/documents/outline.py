"""Pieces to a tree: what each line is among its neighbours.

The builder goes once through the pieces. Marks say their level; a number, a bullet or a bare
paragraph takes its level from the rubric or the list in which it stands (see the README).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pstlib.readers.documents.blocks import ATTRIBUTES, Block
from pstlib.readers.documents.marks import Mark
from pstlib.readers.documents.nodes import FARTHEST_TWIN, Node
from pstlib.readers.documents.pieces import Kind, Piece, rubric
from pstlib.readers.documents.statuses import State

ACTIONS = ("ACTION", "SOUS_ACTION")
CODED, NUMBERED, PLAIN = "code", "numéro", "paragraphe"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the whole document shows, and a line alone can't: which levels it names by a word."""

    marks: frozenset[Mark]
    rubrics: frozenset[str]
    series: bool = False  # whether a series of lines gives the actions: no other line is one

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> "Profile":
        """Read the profile of a document."""
        marks = {piece.found.mark for piece in pieces if piece.kind is Kind.MARK and piece.found}
        rubrics = {piece.level for piece in pieces if piece.kind is Kind.RUBRIC}
        series = any(p.kind is Kind.MARK and p.block.level in ACTIONS for p in pieces)
        return cls(frozenset(marks), frozenset(rubrics), series)

    @property
    def names_middle(self) -> bool:
        """Whether operational objectives bear such a word, or stand under one."""
        return bool(self.marks & {Mark.OO, Mark.OBJECTIVE}) or "OO" in self.rubrics

    def level(self, mark: Mark, number: str) -> str:
        """Give the level that a mark made of words announces in this document."""
        if mark is Mark.AXE:
            return "VOLET" if Mark.OS in self.marks else "OS"
        if mark is Mark.OBJECTIVE:
            above = self.marks & {Mark.OS, Mark.AXE}
            return "OO" if above or "." in number else "OS"
        return str(mark.value)


@dataclass
class ListFrame:
    """The list being read: what its items are, how they are marked, how far they start."""

    level: str = ""
    style: str = ""
    indent: int = 0
    number: str = ""

    def is_item(self, style: str, block: Block) -> bool:
        """Tell an item of the list from a detail under it."""
        return not self.style or (style == self.style and block.indent <= self.indent + 1)


class Builder:
    """Reads pieces into a tree; ``root`` holds it, ``orphans`` what had no objective above."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.root = Node("", Block("", ""))
        self.numbered: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)  # objectives
        self.orphans: list[tuple[Block, str]] = []
        self.last: Node | None = None
        self.target: Node | None = None  # whose text a line without mark may go on
        self.closed = False
        self.ended = False
        self.aside = False
        self.label = ""
        self.awaited: tuple[str, str] | None = None  # the label whose value comes next
        self.rubric = ""
        self.state: State | None = None
        self.frame = ListFrame()
        self.objectives = ListFrame()

    # What is open -----------------------------------------------------------------------------

    def open_node(self, *levels: str) -> Node | None:
        """Give the nearest open element of one of these levels."""
        node = self.last
        while node and node.level not in levels:
            node = node.parent
        return node if node and node.level else None

    @property
    def listening(self) -> bool:
        """Whether lines without a mark can belong to the plan."""
        return self.last is not None and not self.closed and not self.ended

    # Marks and cells of tables ------------------------------------------------------------------

    def element(self, piece: Piece) -> None:
        """Open what a mark or a column announces; a mark says more than the column it is in."""
        found, level = piece.found, piece.block.level
        listed = rubric(replace(piece.block, text=f"{piece.text} :"))
        if (
            level == "SECTION" and listed and listed.level == "ACTION"
        ):  # « Actions de la mandature précédente »
            self.announce(listed)
            return
        if found and found.mark is not Mark.NUMBER:
            level = self.profile.level(found.mark, found.number)
        elif level == "SECTION":
            level = "OO" if self.open_node("OS") else "OS"
        if level == ATTRIBUTES:
            if self.last and self.listening:
                self.last.fields += piece.block.fields
        elif level in ACTIONS:
            self.coded_action(piece, level)
        else:
            self.marked_objective(piece, level)

    def marked_objective(self, piece: Piece, level: str) -> Node | None:
        """Open an objective or a volet that says what it is."""
        node = node_of(piece, level, piece.block.confidence)
        known = any(other.children for other in self.numbered[level, node.number])
        # « OS 1 » in a summary after the plan.
        return None if self.ended and not piece.text and known else self.place(node)

    def place(self, node: Node) -> Node:
        """Put an objective or a volet under its parent and open it, or its twin if it is there."""
        parent = self.parent_of(node)
        known = self.numbered[node.level, node.number]
        near = known[-FARTHEST_TWIN:]
        twin = next((n for n in near if n.parent is parent and n.same_as(node.title)), None)
        if twin is None:
            parent.add(node)
            known.append(node)
        else:
            twin.fields += node.fields
        self.last = self.target = twin or node
        self.closed = self.ended = self.aside = False
        self.rubric = "OO" if self.rubric == node.level == "OO" else ""
        self.label, self.state, self.frame = "", None, ListFrame()
        if node.level != "OO":
            self.objectives = ListFrame()
        return self.last

    def parent_of(self, node: Node) -> Node:
        """Find where an objective belongs."""
        if node.level == "VOLET":
            return self.root
        if node.level == "OS":
            return self.open_node("VOLET") or self.root
        above = self.open_node("OS", "VOLET") or self.root
        head = node.number.rpartition(".")[0]
        holders = self.numbered["OO", head] if head else []
        return next((n for n in reversed(holders) if above in (self.root, *n.ancestors())), above)

    def coded_action(self, piece: Piece, level: str) -> Node | None:
        """Open an action that bears its own mark, e.g. ``A5``."""
        node = node_of(piece, level, piece.block.confidence)
        if self.last and self._names_last(node):
            self.last.title, self.target = piece.text, self.last
            self.last.fields += node.fields
            return None
        parent = self.action_parent(level, node.number)
        if parent is None or self.ended:
            self.orphans.append((piece.block, "action sans objectif au-dessus d’elle"))
            return None
        return self.add_action(node, parent, CODED)

    def _names_last(self, node: Node) -> bool:
        """Tell « Intitulé de l’action : … » under « Fiche n° 1.1.1 »."""
        last = self.last
        bare = last and not (node.number or last.title or last.fields)
        return bool(bare and last and last.level == node.level)

    def action_parent(self, level: str, number: str) -> Node | None:
        """Find the objective of an action: the one that its number names, else the open one."""
        if level == "SOUS_ACTION":
            return self.open_node("ACTION")
        head = number.rpartition(".")[0]
        near = self.open_node("OO", "OS")
        if "." in head and near and near.number != head and len(self.numbered["OO", head]) == 1:
            return self.numbered["OO", head][0]
        return near

    def add_action(self, node: Node, parent: Node, style: str) -> Node:
        """Put an action in its list."""
        node.state = node.state or self.state
        parent.add(node)
        self.last = self.target = node
        self.label, self.closed = "", False
        self.frame = ListFrame(node.level, style, node.block.indent, node.number)
        return node

    # Rubrics, labels, headings ------------------------------------------------------------------

    def announce(self, piece: Piece) -> None:
        """Take note of the heading of a list."""
        self.rubric, self.state, self.label = piece.level, piece.state, ""
        if self.last is None or self.ended or piece.level == "OS":
            return
        self.closed = self.aside = False
        objective = self.open_node("OS") if piece.level == "OO" else self.open_node("OO", "OS")
        self.last = objective or self.last
        self.frame = ListFrame(style=PLAIN if piece.plain_list else "")

    def close(self, *, end: bool) -> None:
        """Close what is open, at a heading that is none of the plan's."""
        self.closed, self.ended, self.label = True, self.ended or end, ""


def node_of(piece: Piece, level: str, confidence: float) -> Node:
    """Make an element of a line, its number parted from its title."""
    found, block = piece.found, piece.block
    node = Node(level, block, title=piece.text, confidence=confidence, state=piece.state)
    node.fields = list(block.fields)
    if found:
        node.number, node.printed, node.title = found.number, found.printed, found.title
    return node

"""Pieces to a tree: what each line is among its neighbours.

The builder goes once through the pieces. Marks say their level; a number, a bullet or a bare
paragraph takes its level from the rubric or the list in which it stands (see the README).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pstlib.readers.documents.blocks import ATTRIBUTES, Block
from pstlib.readers.documents.marks import Found, Mark
from pstlib.readers.documents.nodes import Node
from pstlib.readers.documents.pieces import Kind, Piece
from pstlib.readers.documents.statuses import State

CODED, NUMBERED, PLAIN = "code", "numéro", "paragraphe"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the whole document shows, and a line alone can't: which levels it marks by a word."""

    has_os: bool
    has_oo: bool
    has_objective: bool
    has_axe: bool
    has_os_rubric: bool

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> "Profile":
        """Read the profile of a document."""
        marks = {piece.found.mark for piece in pieces if piece.kind is Kind.MARK and piece.found}
        rubric_oo = any(p.kind is Kind.RUBRIC and p.level == "OO" for p in pieces)
        return cls(
            has_os=Mark.OS in marks,
            has_oo=Mark.OO in marks or rubric_oo,
            has_objective=Mark.OBJECTIVE in marks,
            has_axe=Mark.AXE in marks,
            has_os_rubric=any(p.kind is Kind.RUBRIC and p.level == "OS" for p in pieces),
        )

    @property
    def names_top(self) -> bool:
        """Whether strategic objectives bear a word that says so."""
        return self.has_os or self.has_axe or self.has_objective

    @property
    def names_none(self) -> bool:
        """Whether indent and mark alone tell levels, under « Objectifs stratégiques »."""
        return self.has_os_rubric and not self.names_top and not self.has_oo

    def level(self, mark: Mark, number: str) -> str:
        """Give the level that a mark made of words announces in this document."""
        if mark is Mark.AXE:
            return "VOLET" if self.has_os else "OS"
        if mark is Mark.OBJECTIVE:
            top = not (self.has_os or self.has_axe) and "." not in number
            return "OS" if top else "OO"
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
        self.orphans: list[tuple[Block, str]] = []
        self.last: Node | None = None
        self.target: Node | None = None  # whose text a line without mark may go on
        self.closed = False
        self.ended = False
        self.label = ""
        self.awaited: tuple[str, str] | None = None  # the label whose value comes next
        self.rubric = ""
        self.state: State | None = None
        self.frame = ListFrame()
        self.objectives = ListFrame()
        self.summits = ListFrame()

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

    # Marks ------------------------------------------------------------------------------------

    def mark(self, piece: Piece) -> None:
        """Open the element of a line that bears a mark."""
        found = piece.found
        if found is None or found.mark is Mark.NUMBER:
            return
        level = self.profile.level(found.mark, found.number)
        if level in ("ACTION", "SOUS_ACTION"):
            self.coded_action(piece, level)
            return
        if self.ended and not piece.text and self._is_known(level, found.number):
            return  # « OS 1 » in a summary after the plan
        sure = piece.block.confidence
        node = Node(level, piece.block, found.number, found.printed, piece.text, confidence=sure)
        self.place(node)

    def _is_known(self, level: str, number: str) -> bool:
        return any(n.level == level and n.number == number and n.children for n in self.root.walk())

    def place(self, node: Node) -> None:
        """Put an objective or a volet under its parent and open it."""
        parent = self.parent_of(node)
        twin = next((c for c in parent.children if _same(c, node)), None)
        if twin is None:
            parent.add(node)
        self.last = self.target = twin or node
        self.closed = self.ended = False
        kept = ("OS", "OO") if self.profile.names_none else ("OO",) if node.level == "OO" else ()
        self.rubric = self.rubric if self.rubric in kept else ""
        self.label, self.state, self.frame = "", None, ListFrame()
        if node.level != "OO":
            self.objectives = ListFrame()

    def parent_of(self, node: Node) -> Node:
        """Find where an objective belongs."""
        if node.level == "VOLET":
            return self.root
        if node.level == "OS":
            return self.open_node("VOLET") or self.root
        above = self.open_node("OS", "VOLET") or self.root
        head = node.number.rpartition(".")[0]
        holders = [n for n in above.walk() if n.level == "OO" and n.number == head]
        return holders[-1] if head and holders else above

    def coded_action(self, piece: Piece, level: str) -> None:
        """Open an action that bears its own mark, e.g. ``A5``."""
        found = piece.found
        if self._names_last(level, found) and self.last:
            self.last.title, self.target = piece.text, self.last
            return
        parent = self.action_parent(level, found.number if found else "")
        if parent is None or self.ended:
            self.orphans.append((piece.block, "action sans objectif au-dessus d’elle"))
            return
        node = Node(level, piece.block, title=piece.text, confidence=piece.block.confidence)
        node.state = piece.state
        if found:
            node.number, node.printed = found.number, found.printed
        self.add_action(node, parent, CODED)

    def _names_last(self, level: str, found: Found | None) -> bool:
        """Tell « Intitulé de l’action : … » under « Fiche n° 1.1.1 »."""
        last, bare = self.last, found is None or not found.number
        return bool(bare and last and last.level == level and not last.title and not last.fields)

    def action_parent(self, level: str, number: str) -> Node | None:
        """Find the objective of an action: the one that its number names, else the open one."""
        if level == "SOUS_ACTION":
            return self.open_node("ACTION")
        head = number.rpartition(".")[0]
        near = self.open_node("OO", "OS")
        if head.count(".") and near and near.number != head:
            named = [n for n in self.root.walk() if n.level == "OO" and n.number == head]
            return named[-1] if len(named) == 1 else near
        return near

    def add_action(self, node: Node, parent: Node, style: str) -> None:
        """Put an action in its list."""
        node.state = node.state or self.state
        parent.add(node)
        self.last = self.target = node
        self.label, self.closed = "", False
        self.frame = ListFrame(node.level, style, node.block.indent, node.number)

    # Tables -----------------------------------------------------------------------------------

    def cell(self, piece: Piece) -> None:
        """Read what a table says is an element; a mark in it says more than its column."""
        found, level = piece.found, piece.block.level
        if level == ATTRIBUTES:
            if self.last and self.listening:
                self.last.fields += piece.block.fields
            return
        if found and found.mark is not Mark.NUMBER:
            level = self.profile.level(found.mark, found.number)
        elif level == "SECTION":
            level = "OO" if self.open_node("OS") else "OS"
        if level in ("ACTION", "SOUS_ACTION"):
            before = self.last
            self.coded_action(piece, level)
            node = self.last if self.last is not before else None
        else:
            number = (found.number, found.printed) if found else ("", "")
            sure = piece.block.confidence
            self.place(Node(level, piece.block, *number, piece.text, confidence=sure))
            node = self.last
        if node:
            node.fields += piece.block.fields

    # Rubrics, labels, headings ------------------------------------------------------------------

    def announce(self, piece: Piece) -> None:
        """Take note of the heading of a list."""
        self.rubric, self.state, self.label = piece.level, piece.state, ""
        if self.last is None or self.ended or piece.level == "OS":
            return
        self.closed = False
        objective = self.open_node("OS") if piece.level == "OO" else self.open_node("OO", "OS")
        self.last = objective or self.last
        self.frame = ListFrame(style=PLAIN if piece.plain_list else "")

    def close(self, *, end: bool) -> None:
        """Close what is open, at a heading that is none of the plan's."""
        self.closed, self.ended, self.label = True, self.ended or end, ""


def _same(known: Node, node: Node) -> bool:
    return known.level == node.level and known.number == node.number and known.same_as(node.title)

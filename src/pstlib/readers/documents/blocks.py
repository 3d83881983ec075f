"""What every kind of document is turned into before it is read: blocks of text and tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of a document.

    Attributes:
        text: Its words, blanks reduced; a tab is kept, since it parts columns.
        place: Where it stands in the source, in French, e.g. ``ligne 123``.
        indent: How far from the margin it starts; only comparisons matter.
        bullet: The marks printed before the text, e.g. ``-`` or ``-✓``.
        apart: Whether a blank line or a new page parts it from the block before.
        page: The page, from 1.
        bold: Whether all of it is bold.
        size: Its font size; 0 where the document doesn't say.
        heading: Its level as the document itself says it (``h2``, « Titre 2 »), 0 for none.
        level: What its table column says it is: ``OS``, ``OO``, ``ACTION``, ``SOUS_ACTION``.
        fields: Column of ``elements``, label and value of the other columns of its row.
        confidence: How sure it is that this is one element, 0 to 1.
        whole: Whether it is surely a paragraph, not a line that may go on in the next.
    """

    text: str
    place: str
    indent: int = 0
    bullet: str = ""
    apart: bool = True
    page: int = 1
    bold: bool = False
    size: float = 0.0
    heading: int = 0
    level: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()
    whole: bool = False
    confidence: float = 1.0


MARGIN = "MARGE"
ATTRIBUTES = "CHAMPS"  # the fields of the element above


def margins(texts: Iterable[str], place: str) -> list[Block]:
    """Mark headers, footers and titles: they tell whose plan it is, and hold none of it."""
    reduced = (" ".join(text.split()) for text in texts)
    return [Block(text, place, level=MARGIN) for text in reduced if text]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what it holds, or that a neighbour above or before goes on in it."""

    blocks: tuple[Block, ...] = ()
    continued: bool = False

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(f"{block.bullet} {block.text}".strip() for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Table:
    """A real table: rows of as many cells each."""

    rows: tuple[tuple[Cell, ...], ...]
    place: str
    page: int = 1

    @classmethod
    def of(cls, rows: Iterable[Iterable[Cell]], place: str, page: int = 1) -> "Table":
        """Make a table of rows that may lack their last cells."""
        full = tuple(map(tuple, rows))
        width = max(map(len, full), default=0)
        return cls(tuple(row + (Cell(),) * (width - len(row)) for row in full), place, page)

    @property
    def blocks(self) -> Iterator[Block]:
        """Its text alone, cell by cell."""
        return (block for row in self.rows for cell in row for block in cell.blocks)


Flow: TypeAlias = Sequence[Block | Table]


def laid_out(flow: Iterable[Block | Table]) -> Iterator[Block]:
    """Give the text of a flow, that of its tables cell by cell."""
    for item in flow:
        yield from (item,) if isinstance(item, Block) else item.blocks

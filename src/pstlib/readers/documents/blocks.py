"""What every kind of document is turned into before it is read: blocks of text with their place."""

from dataclasses import dataclass


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
    """

    text: str
    place: str
    indent: int = 0
    bullet: str = ""
    apart: bool = True
    page: int = 1

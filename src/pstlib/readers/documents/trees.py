"""What the documents made of elements (Word, OpenDocument, HTML) are read with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.cleaning import clean, split_bullet

DEEPEST = 60
LIST_STEP = 4
_PLAIN = frozenset("-–—•·o*▪▫◦")  # alone on a line they say nothing; another sign may be a state


def local(element: Any) -> str:
    """Give an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def owner(element: Any, *names: str) -> Any:
    """Give the nearest element of one of these names around another, None without."""
    return next((up for up in element.iterancestors() if local(up) in names), None)


def integer(text: str | None, otherwise: int = 0) -> int:
    """Read a short whole number; hostile ones have thousands of digits."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


def times(text: str | None, most: int) -> int:
    """Read how often something is repeated: at least once, at most what makes sense."""
    return min(max(integer(text, 1), 1), most)


@dataclass(kw_only=True)
class Paragraphs:
    """Writes paragraphs out as blocks, in order: places and pages depend on all those before."""

    number: int = 0
    page: int = 1
    apart: bool = True

    @property
    def place(self) -> str:
        """Where a table stands that comes now."""
        return f"tableau après le paragraphe {self.number}"

    def lines(self, text: str, mark: str, look: Block) -> Iterator[Block]:
        """Give the lines of a paragraph; the number or bullet of its list goes before the first."""
        for rank, line in enumerate(text.split("\n")):
            words = clean(f"{mark} {line}" if mark and not rank else line)
            bullet, rest = split_bullet(words)
            bullet, rest = (bullet, rest) if rest or bullet in _PLAIN else ("", bullet)
            self.apart = self.apart or not rest
            if rest:
                spaces = len(words) - len(words.lstrip(" \t"))
                yield replace(
                    look,
                    text=rest,
                    place=f"paragraphe {self.number}",
                    indent=look.indent + spaces,
                    bullet=bullet,
                    apart=self.apart,
                    page=self.page,
                    whole=not rank,
                )
                self.apart = False

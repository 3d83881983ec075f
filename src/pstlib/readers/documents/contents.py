"""Leave out the table of contents, however damaged."""

import re
from collections.abc import Sequence

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.text import fold

_TITLE = re.compile(
    r"(?:\d{1,2}\.? ?)?(?:tables? des matieres?|sommaire|contenu|plan du document|index)(?: ?:)?"
)
_PAGES = re.compile(r"(?:[\s.…·_]|^)(?:p\.?\s?)?(\d{1,3})(?:\s\d{1,3}){0,12}\s*$")
_LEADERS = re.compile(r"\.{4,}|…{2,}|(?:\.\s){4,}|_{5,}")
_GAP = 6


def without_contents(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part the blocks of a document from those of its table of contents.

    Returns:
        The blocks to read, and the blocks left out.
    """
    start = next((i for i, b in enumerate(blocks) if _TITLE.fullmatch(fold(b.text[:60]))), None)
    end = 0 if start is None else _end_of_contents(blocks, start)
    rest = [*blocks[: start or 0], *blocks[end:]]
    left_out = [*blocks[start or 0 : end], *filter(_is_dotted, rest)]
    return [block for block in rest if not _is_dotted(block)], left_out


def _is_dotted(block: Block) -> bool:
    return bool(_LEADERS.search(block.text) and _PAGES.search(block.text))


def _end_of_contents(blocks: Sequence[Block], start: int) -> int:
    """Find the end of the contents: the last entry before the first lines that are none."""
    last, page, seen = start, 0, set[tuple[Mark, str]]()
    for index in range(start + 1, len(blocks)):
        text = blocks[index].text
        found = find_mark(text)
        # « AXE 1 » alone on its line is no entry of page 1.
        entry = _page(found.title if found else text, page) or (-1 if _LEADERS.search(text) else 0)
        key = (found.mark, found.number) if found else None
        # Strategic objectives come once in the contents: the second « n°1 » opens the plan.
        again = key in seen and key is not None and key[0] in (Mark.OS, Mark.AXE, Mark.VOLET)
        if ((again or blocks[index].heading) and not entry) or index - last > _GAP:
            break
        if key:
            seen.add(key)
        if entry:
            last, page = index, max(page, entry)
    return last + 1


def _page(text: str, before: int) -> int:
    """Give the page number at the end of an entry; pages never go back."""
    match = _PAGES.search(text)
    return int(match[1]) if match and int(match[1]) >= before else 0

"""Leave out page numbers, and what stands at the top or foot of several pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from pstlib.readers.documents.headers import column
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.statuses import known_state

_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—|]?\s*\d{1,3}(?:\s*(?:/|sur|de)\s*\d{1,3})?\s*[-–—|]?", re.I
)
_EDGE = 3
_MOST_MARGINS = 6


class Printed(Protocol):
    """A line, paragraph or table of a page; a table has no text of its own."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def page(self) -> int: ...  # noqa: D102


Item = TypeVar("Item", bound=Printed)


def without_running_lines(flow: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Part the flow of a document from its headers, footers and page numbers.

    Returns:
        The flow without them, and one copy of each header or footer: it may say whose plan it is.
    """
    pages: dict[int, list[Item]] = {}
    for item in flow:
        pages.setdefault(item.page, []).append(item)
    # On most pages: the heading of a list may well open three of them. Where left and right pages
    # differ, each header stands on nearly half of them, always at the very edge.
    running = _often(map(_at_edge, pages.values()), max(3, len(pages) / 2))
    if len(pages) >= 8:
        running |= _often((page[:1] + page[-1:] for page in pages.values()), len(pages) / 3)
    kept: list[Item] = []
    margins: dict[str, Item] = {}
    for page in pages.values():
        at_edge = {id(item) for item in _at_edge(page)} if len(pages) > 1 else set()
        for item in page:
            if not _runs(item, at_edge, running):
                kept.append(item)
            else:
                margins.setdefault(without_digits(item.text), item)
    return kept, list(margins.values())[:_MOST_MARGINS]


def _often(groups: Iterable[Sequence[Printed]], least: float) -> set[str]:
    counts = Counter(key for group in groups for key in _keys(group))
    return {key for key, count in counts.items() if count >= least}


def _at_edge(page: Sequence[Item]) -> list[Item]:
    return [*page[:_EDGE], *page[-_EDGE:]]


def _runs(item: Printed, at_edge: set[int], running: set[str]) -> bool:
    if _PAGE_NUMBER.fullmatch(item.text):
        return not at_edge or id(item) in at_edge  # in a page, « 30 » ends « jusqu’à 18 h 30 »
    return id(item) in at_edge and without_digits(item.text) in running


def _keys(items: Sequence[Printed]) -> set[str]:
    """Give what may be running lines; « Objectif stratégique 2 » opens a page, but runs on none."""
    texts = (item.text for item in items if item.text.strip())
    return {without_digits(text) for text in texts if not _is_told(text)}


def _is_told(text: str) -> bool:
    """Tell what may end or open each page of fiches or tables: a mark, a label, a state."""
    found = find_mark(text)
    marked = found is not None and found.mark is not Mark.NUMBER
    labels = sum(column(word).known for word in text.split()[:20])
    return marked or labels > _EDGE or column(text).known or known_state(text) is not None


def without_digits(text: str) -> str:
    """Fold a line so that only its page number or date differs no more."""
    return re.sub(r"\d+", "#", text.casefold()).strip()

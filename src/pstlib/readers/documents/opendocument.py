"""ODT to blocks: outline levels, nested lists, styles, tables in place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pstlib.readers.archive import Archive
from pstlib.readers.documents.blocks import Block, Cell, Table, laid_out, margins
from pstlib.readers.documents.trees import (
    DEEPEST,
    LIST_STEP,
    Paragraphs,
    integer,
    local,
    owner,
    times,
)
from pstlib.readers.refusals import damaged

_SKIPPED = frozenset(
    {
        *("tracked-changes", "table-of-content", "alphabetical-index", "illustration-index"),
        *("annotation", "annotation-end", "note", "sequence-decls", "forms", "bibliography"),
    }
)
_MOST_REPEATED = 60
_MOST_BLANKS = 80
_UNITS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0}


def read_flow(data: bytes, where: str) -> list[Block | Table]:
    """Turn an OpenDocument text into blocks and tables.

    Raises:
        SourceError: If it is damaged, encrypted or holds no text.
    """
    archive = Archive(data, where)
    content, common = (archive.tree(f"{name}.xml") for name in ("content", "styles"))
    elements = [e for root in (common, content) if root is not None for e in root.iter()]
    body = content.find("{*}body/{*}text") if content is not None else None
    if body is None:
        raise damaged(where, "l’archive ne contient pas de texte OpenDocument")
    heads = [e for e in elements if local(e) in ("header", "footer")]
    texts = ("".join(head.itertext()) for head in heads)
    flow = _Reader(styles=_Styles(elements)).flow(body, _Place())
    return [*margins(texts, "en-tête ou pied de page"), *flow]


def attribute(element: Any, name: str) -> str:
    """Give an attribute whatever its namespace; empty where it lacks, or its element."""
    given = element.items() if element is not None else ()
    return next((str(value) for key, value in given if key.endswith("}" + name)), "")


@dataclass(frozen=True)
class _Style:
    bold: bool | None = None
    size: float = 0.0
    indent: float = 0.0
    parent: str = ""


class _Styles:
    """The paragraph and list styles of a document."""

    def __init__(self, elements: list[Any]) -> None:
        self._elements = elements

    @cached_property
    def _paragraphs(self) -> dict[str, _Style]:
        found = (e for e in self._elements if local(e) == "style")
        return {attribute(style, "name"): _style(style) for style in found}

    @cached_property
    def _lists(self) -> dict[str, dict[int, bool]]:
        """Tell of each list style which levels are numbered."""
        return {
            attribute(style, "name"): {
                integer(attribute(level, "level"), 1): local(level).endswith("number")
                for level in style
            }
            for style in self._elements
            if local(style) == "list-style"
        }

    def of(self, name: str) -> _Style:
        """Give a style with what it takes over from its parents."""
        style = self._paragraphs.get(name, _Style())
        seen = {name}
        while style.parent and style.parent not in seen:
            seen.add(style.parent)
            above = self._paragraphs.get(style.parent, _Style())
            style = _Style(
                above.bold if style.bold is None else style.bold,
                style.size or above.size,
                style.indent or above.indent,
                above.parent,
            )
        return style

    def numbered(self, name: str, depth: int) -> bool:
        """Tell whether a level of a list style is numbered."""
        return self._lists.get(name, {}).get(depth, False)


def _style(element: Any) -> _Style:
    text, paragraph = (element.find(f"{{*}}{kind}-properties") for kind in ("text", "paragraph"))
    weight = attribute(text, "font-weight")
    return _Style(
        bold=(weight not in ("normal", "400")) if weight else None,
        size=_points(attribute(text, "font-size")),
        indent=_points(attribute(paragraph, "margin-left")),
        parent=attribute(element, "parent-style-name"),
    )


def _points(length: str) -> float:
    match = re.fullmatch(r"(-?\d{1,4}(?:\.\d{1,6})?)(cm|mm|in|pt|pc)", length)
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


@dataclass(frozen=True)
class _Place:
    """Where a paragraph stands in nested lists: depth, mark of its item."""

    depth: int = 0
    list_style: str = ""
    lists: int = 0
    mark: str = ""


@dataclass(kw_only=True)
class _Reader(Paragraphs):
    styles: _Styles
    counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def flow(self, parent: Any, at: _Place) -> Iterator[Block | Table]:
        """Give the blocks and tables under an element."""
        deeper = replace(at, depth=at.depth + 1)
        for child in parent if at.depth <= DEEPEST else ():
            name = local(child)
            if name in ("p", "h"):
                yield from self.paragraph(child, at)
                at = replace(at, mark="")
            elif name == "list":
                yield from self.items(child, deeper)
            elif name == "table":
                yield self.table(child, deeper)
            elif name == "soft-page-break":
                self.page += 1
            elif name not in _SKIPPED:
                yield from self.flow(child, deeper)

    def items(self, element: Any, at: _Place) -> Iterator[Block | Table]:
        """Give the items of a list, numbered ones with their number."""
        style = attribute(element, "style-name") or at.list_style
        depth = at.lists + 1
        key = (style, depth)
        if attribute(element, "continue-numbering") != "true":
            self.counters[key] = 0
        for item in element:
            mark = "" if local(item) == "list-header" else "•"
            if mark and self.styles.numbered(style, depth):
                self.counters[key] = self.counters.get(key, 0) + 1
                mark = f"{self.counters[key]}."
            yield from self.flow(item, _Place(at.depth + 1, style, depth, mark))

    def paragraph(self, element: Any, at: _Place) -> Iterator[Block]:
        """Give the lines of a paragraph, then those of the boxes anchored to it."""
        self.number += 1
        style = self.styles.of(attribute(element, "style-name"))
        look = Block(
            *("", ""),
            indent=at.lists * LIST_STEP + int(style.indent // 5),
            bold=bool(style.bold) or _all_bold(element, self.styles),
            size=style.size,
            heading=integer(attribute(element, "outline-level")) if local(element) == "h" else 0,
        )
        yield from self.lines("".join(_texts(element, 0)), at.mark, look)
        inside = replace(at, depth=at.depth + 1, mark="")
        for box in element.iter("{*}text-box"):
            if owner(box, "p", "h") is element:
                yield from laid_out(self.flow(box, inside))

    def table(self, element: Any, at: _Place) -> Table:
        """Give a table, repeated cells written out."""
        place, page = self.place, self.page
        rows = (row for row in element.iter("{*}table-row") if owner(row, "table") is element)
        cells = ((cell for part in row for cell in self._cells(part, at)) for row in rows)
        return Table.of(cells, place, page)

    def _cells(self, element: Any, at: _Place) -> list[Cell]:
        name = local(element)
        if name not in ("table-cell", "covered-table-cell"):
            return []
        self.apart = True
        repeated = times(attribute(element, "number-columns-repeated"), _MOST_REPEATED)
        if name == "covered-table-cell":
            return [Cell(continued=True)] * repeated
        return [Cell(tuple(laid_out(self.flow(element, _Place(at.depth + 1)))))] * repeated


def _texts(element: Any, depth: int) -> Iterator[str]:
    yield (element.text or "").replace("\n", " ")
    for child in element if depth <= DEEPEST else ():
        name = local(child)
        if name == "s":
            yield " " * times(attribute(child, "c"), _MOST_BLANKS)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name not in _SKIPPED and name not in ("frame", "text-box"):
            yield from _texts(child, depth + 1)
        yield (child.tail or "").replace("\n", " ")


def _all_bold(element: Any, styles: _Styles) -> bool:
    """Tell whether all the words of a paragraph stand in bold spans."""
    words = [s for s in element if (s.text or "").strip()]
    spans = [s for s in words if local(s) == "span"]
    bare = (element.text or "").strip() or any((s.tail or "").strip() for s in element)
    return (
        bool(spans) and not bare and all(styles.of(attribute(s, "style-name")).bold for s in spans)
    )

"""DOCX to blocks: styles, automatic numbering, indents, tables in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pstlib.readers.archive import Archive
from pstlib.readers.documents.blocks import MARGIN, Block, Cell, Table
from pstlib.readers.documents.cleaning import clean, split_bullet
from pstlib.readers.documents.numbering import Numbering
from pstlib.readers.documents.wordstyles import Style, Styles, local, value, w
from pstlib.readers.refusals import damaged

_MARGINS = tuple(f"word/{kind}{n}.xml" for kind in ("header", "footer") for n in (1, 2, 3))
_TWIPS = 100  # a twentieth of a point; five points are about one character
_SKIPPED = {w(name) for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr", "tblPr")}
_DEEPEST = 60


def read_flow(data: bytes, where: str) -> list[Block | Table]:
    """Turn a Word document into blocks and tables.

    Raises:
        SourceError: If it is damaged, encrypted or holds no text part.
    """
    archive = Archive(data, where)
    document = archive.tree("word/document.xml")
    body = document.find(w("body")) if document is not None else None
    if body is None:
        raise damaged(where, "l’archive ne contient pas de texte Word")
    styles = Styles(archive.tree("word/styles.xml"))
    numbers = Numbering(archive.tree("word/numbering.xml"))
    margins = [root for name in _MARGINS if (root := archive.tree(name)) is not None]
    texts = [" ".join("".join(_texts(p)).split()) for root in margins for p in root.iter(w("p"))]
    heads = [Block(text, "en-tête ou pied de page", level=MARGIN) for text in texts if text]
    return [*heads, *_Reader(styles, numbers).flow(body, 0)]


@dataclass
class _Reader:
    """Reads paragraphs in order: numbers and pages depend on all that came before."""

    styles: Styles
    numbers: Numbering
    count: int = 0
    page: int = 1
    apart: bool = True

    def flow(self, parent: Any, depth: int) -> Iterator[Block | Table]:
        """Give the blocks and tables under an element of the body."""
        for child in parent:
            if depth > _DEEPEST or child.tag in _SKIPPED:
                continue
            if child.tag == w("p"):
                yield from self.paragraph(child)
            elif child.tag == w("tbl"):
                yield self.table(child, depth)
            elif local(child) in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo"):
                yield from self.flow(child, depth + 1)

    def paragraph(self, element: Any) -> Iterator[Block]:
        """Give the lines of a paragraph, its automatic number written out."""
        self.count += 1
        style = self.styles.of(element)
        lines = "".join(_texts(element)).split("\n")
        self.page += len(element.findall(f".//{w('lastRenderedPageBreak')}"))
        marker, offset = (
            self.numbers.next(*style.numbering) if any(map(str.strip, lines)) else ("", 0)
        )
        if style.contents:
            return
        for rank, line in enumerate(lines):
            block = self._line(
                f"{marker} {line}" if marker and not rank else line, style, offset, whole=not rank
            )
            if block is None:
                self.apart = True
                continue
            yield block
            self.apart = False

    def _line(self, line: str, style: Style, offset: int, *, whole: bool) -> Block | None:
        text = clean(line)
        spaces = len(text) - len(text.lstrip(" \t"))
        bullet, rest = split_bullet(text)
        if not rest:
            return None
        return Block(
            rest,
            f"paragraphe {self.count}",
            indent=(style.indent if style.indent is not None else offset) // _TWIPS + spaces,
            bullet=bullet,
            apart=self.apart,
            whole=whole,
            page=self.page,
            bold=style.bold,
            size=style.size,
            heading=style.heading,
        )

    def table(self, element: Any, depth: int) -> Table:
        """Give a table, its merged cells told apart from its empty ones."""
        place, page = f"tableau après le paragraphe {self.count}", self.page
        rows = [
            tuple(self._cells(row, depth))
            for row in element.iter(w("tr"))
            if _owner(row) is element
        ]
        width = max(map(len, rows), default=0)
        return Table(tuple(row + (Cell(),) * (width - len(row)) for row in rows), place, page)

    def _cells(self, row: Any, depth: int) -> Iterator[Cell]:
        for cell in row.iter(w("tc")):
            if _owner(cell, "tr") is not row:
                continue
            self.apart = True
            merged = cell.find(f"{w('tcPr')}/{w('vMerge')}")
            goes_on = merged is not None and value(merged) in (None, "continue")
            span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
            blocks = tuple(_inside(self.flow(cell, depth + 1)))
            yield Cell(() if goes_on else blocks, continued=goes_on)
            yield from (Cell(continued=True) for _ in range(_count(span) - 1))


def _count(span: Any) -> int:
    number = value(span) if span is not None else "1"
    return min(int(number), 60) if number and number.isdigit() else 1


def _owner(element: Any, kind: str = "tbl") -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != w(kind):
        parent = parent.getparent()
    return parent


def _inside(flow: Iterator[Block | Table]) -> Iterator[Block]:
    """Give the blocks of a cell; a table within a table only lays out its text."""
    for item in flow:
        if isinstance(item, Block):
            yield item
        else:
            yield from (block for row in item.rows for cell in row for block in cell.blocks)


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        name = local(child)
        if child.tag in _SKIPPED or name == "Fallback":
            continue
        if name == "t":
            yield (child.text or "").replace("\n", " ")
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _texts(child)

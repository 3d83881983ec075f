"""DOCX to blocks: styles, automatic numbering, indents, tables in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pstlib.readers.archive import Archive
from pstlib.readers.documents.blocks import Block, Cell, Table, laid_out, margins
from pstlib.readers.documents.numbering import Numbering
from pstlib.readers.documents.trees import DEEPEST, Paragraphs, local, owner, times
from pstlib.readers.documents.wordstyles import Styles, told, w
from pstlib.readers.refusals import damaged

_MARGINS = tuple(f"word/{kind}{n}.xml" for kind in ("header", "footer") for n in (1, 2, 3))
_TWIPS = 100  # a twentieth of a point; five points are about one character
_WRAPPERS = ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo")
_SKIPPED = ("del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr", "tblPr", "txbxContent")
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MOST_SPANNED = 60


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
    heads = [root for name in _MARGINS if (root := archive.tree(name)) is not None]
    reader = _Reader(styles=styles, numbers=numbers)
    texts = ("".join(reader.texts(p)) for root in heads for p in root.iter(w("p")))
    return [*margins(texts, "en-tête ou pied de page"), *reader.flow(body, 0)]


@dataclass(kw_only=True)
class _Reader(Paragraphs):
    styles: Styles
    numbers: Numbering

    def flow(self, parent: Any, depth: int) -> Iterator[Block | Table]:
        """Give the blocks and tables under an element of the body."""
        for child in parent if depth <= DEEPEST else ():
            name = local(child)
            if name == "p":
                yield from self.paragraph(child, depth)
            elif name == "tbl":
                yield self.table(child, depth)
            elif name in _WRAPPERS:
                yield from self.flow(child, depth + 1)

    def paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        """Give the lines of a paragraph, its automatic number written out."""
        self.number += 1
        self.page += sum(1 for _ in element.iter(w("lastRenderedPageBreak")))
        style, text = self.styles.of(element), "".join(self.texts(element))
        mark, offset = self.numbers.next(*style.numbering) if text.strip() else ("", 0)
        if style.contents:
            return
        indent = (offset if style.indent is None else style.indent) // _TWIPS
        look = Block("", "", indent=indent, bold=style.bold, size=style.size, heading=style.heading)
        yield from self.lines(text, mark, look)
        for box in element.iter(w("txbxContent")):  # the older copy of a box is a fallback
            if owner(box, "p") is element and owner(box, "Fallback") is None:
                self.apart = True
                yield from laid_out(self.flow(box, depth + 1))

    def table(self, element: Any, depth: int) -> Table:
        """Give a table, its merged cells told apart from its empty ones."""
        place, page = self.place, self.page
        rows = (row for row in element.iter(w("tr")) if self._stays(row, element))
        return Table.of((self._cells(row, depth) for row in rows), place, page)

    @staticmethod
    def _stays(row: Any, table: Any) -> bool:
        """Tell a row of a table from those of tables in it, and from those struck out."""
        return owner(row, "tbl") is table and row.find(f"{w('trPr')}/{w('del')}") is None

    def _cells(self, row: Any, depth: int) -> Iterator[Cell]:
        for cell in row.iter(w("tc")):
            if owner(cell, "tr") is not row:
                continue
            self.apart = True
            goes_on = told(cell, "tcPr/vMerge") in ("", "continue")
            blocks = tuple(laid_out(self.flow(cell, depth + 1)))
            yield Cell(() if goes_on else blocks, continued=goes_on)
            covered = times(told(cell, "tcPr/gridSpan"), _MOST_SPANNED) - 1
            yield from (Cell(continued=True) for _ in range(covered))

    def texts(self, element: Any) -> Iterator[str]:
        """Give the words of a paragraph, what is hidden in it left out."""
        for child in element:
            name = local(child)
            if name in _SKIPPED or (name == "r" and self.styles.hides(child)):
                continue
            if name == "t":
                yield (child.text or "").replace("\n", " ")
            elif name in _SIGNS:
                yield _SIGNS[name]
            else:
                yield from self.texts(child)

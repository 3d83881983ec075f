"""PDF to blocks: text with its place, weight and size; ruled tables; page by page."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from pstlib.errors import SourceError
from pstlib.readers.documents.aligned import find_aligned
from pstlib.readers.documents.blocks import MARGIN, Block, Cell, Table
from pstlib.readers.documents.lines import Line, Word, lines_of, page_lines, rows_of
from pstlib.readers.documents.paragraphs import paragraphs
from pstlib.readers.documents.rulings import Drawn, Grid, find_drawn
from pstlib.readers.documents.running import without_running_lines
from pstlib.readers.refusals import damaged, protected

MAX_PAGES = 1_500
MAX_CHARACTERS = 5_000_000
_SLACK = 4.0  # cells are narrow: a line is taken for full a little sooner
_ASCENT, _DESCENT = 0.86, 0.21  # of most fonts, as parts of their size
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.I)


Edges: TypeAlias = tuple[float, float, float, float]
_BLANKS = frozenset((9, 10, 13, 32, 160, 0x202F))
_MOST_LETTERS = 200_000


@dataclass(frozen=True)
class _RuledTable:
    """A table on its page, its cells still made of words."""

    grid: Grid
    words: dict[tuple[int, int], list[Word]]
    page: int
    number: int
    text: str = ""

    @property
    def texts(self) -> list[str]:
        """Its words."""
        return [word.text for words in self.words.values() for word in words]


def read_flow(data: bytes, where: str) -> list[Block | Table]:
    """Turn a PDF into blocks and tables.

    Raises:
        SourceError: If it is damaged, encrypted, too long, or has no text.
    """
    items, running = without_running_lines(list(_items(data, where)))
    lines = [item for item in items if isinstance(item, Line)]
    if sum(len(line.text) for line in lines) < 40 and len(lines) == len(items):
        raise SourceError(
            "Pas de texte : numérisation ?",
            where=where,
            found="des images de pages, ou des pages vides",
            todo="Donnez le document d’origine, ou passez-le d’abord par une reconnaissance de "
            "caractères.",
        )
    heads = [Block(i.text, f"page {i.page}", page=i.page, level=MARGIN) for i in running]
    return [*heads, *_flow(items, _margins(lines), _vocabulary(items))]


def _items(data: bytes, where: str) -> Iterator[Line | _RuledTable]:
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            if len(document) > MAX_PAGES:
                raise _too_long(f"{len(document)} pages", where)
            read, edges = 0, list[float]()
            for index in range(len(document)):
                items = _page(document, index, edges)
                read += sum(len(text) for item in items for text in item.texts)
                if read > MAX_CHARACTERS:
                    raise _too_long(f"plus de {MAX_CHARACTERS} caractères", where)
                yield from items
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise protected(where) from error
        raise damaged(where, "le PDF est incomplet ou abîmé") from error


def _too_long(found: str, where: str) -> SourceError:
    todo = f"Donnez le PST seul, de {MAX_PAGES} pages au plus."
    return SourceError("Document trop long pour un PST", where=where, found=found, todo=todo)


def _page(document: Any, index: int, edges: list[float]) -> list[Line | _RuledTable]:
    """Give the lines and tables of a page in reading order, numbered.

    ``edges`` are those of the last table without vertical rules; they are brought up to date.
    """
    with closing(document[index]) as page, closing(page.get_textpage()) as text:
        words = list(_words(text))
        drawn = find_drawn(page) if words else Drawn()
    words += _bullets(drawn.dots, words)
    tables, rest = _in_tables(drawn.grids, words)
    more, rest = _in_tables(find_aligned(rows_of(rest), drawn.across, edges), rest)
    tables += more
    edges[:] = more[-1].grid.xs if more else []
    lines = page_lines(rest)
    items: list[Line | _RuledTable] = []
    for table in sorted(tables, key=lambda grid: -grid.grid.ys[0]):
        above = [line for line in lines if line.bottom >= table.grid.ys[0] - 2]
        items += [*above, table]
        lines = [line for line in lines if line.bottom < table.grid.ys[0] - 2]
    items += lines
    return list(_numbered(items, index + 1))


def _numbered(items: Sequence[Line | _RuledTable], page: int) -> Iterator[Line | _RuledTable]:
    """Number the lines of a page; each row of a table counts as one."""
    number = 1
    for item in items:
        yield replace(item, page=page, number=number)
        number += 1 if isinstance(item, Line) else len(item.grid.ys) - 1


def _words(text: Any) -> Iterator[Word]:
    """Give the words of a page; pdfium gives characters, and its own blanks between them."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    letters: list[str] = []
    start, edges = 0, (0.0, 0.0, 0.0, 0.0)
    for index in range(min(pdfium.FPDFText_CountChars(text), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        blank = code in _BLANKS
        if not blank:
            _box_char(text, index, box)
        if letters and (blank or not _follows(edges, box)):
            yield _word(text, start, letters, edges)
            letters = []
        if not blank:
            start, edges = (start, _around(edges, box)) if letters else (index, _edges(box))
            letters.append(chr(code))
    if letters:
        yield _word(text, start, letters, edges)


def _box_char(text: Any, index: int, box: Any) -> None:
    """Give the box of a character; where its font tells no height, by its size and base line."""
    import pypdfium2.raw as pdfium

    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    x, base = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, base)
    size = pdfium.FPDFText_GetFontSize(text, index)
    if 0.3 * size < box.top - box.bottom < 1.5 * size:
        box.bottom = min(box.bottom, base.value - _DESCENT * size)
        box.top = max(box.top, base.value + _ASCENT * size)


def _edges(box: Any) -> Edges:
    return (box.left, box.right, box.bottom, box.top)


def _around(edges: Edges, box: Any) -> Edges:
    left, right, bottom, top = edges
    return (left, max(right, box.right), min(bottom, box.bottom), max(top, box.top))


def _follows(edges: Edges, box: Any) -> bool:
    size = max(edges[3] - edges[2], 1.0)
    level = abs(edges[2] - box.bottom) < 0.6 * size
    return bool(level and -0.5 * size < box.left - edges[1] < 0.35 * size)


def _word(text: Any, start: int, letters: Sequence[str], edges: Edges) -> Word:
    return Word("".join(letters), edges[0], edges[1], edges[2], edges[3], _is_bold(text, start))


def _is_bold(text: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    if int(pdfium.FPDFText_GetFontWeight(text, index)) >= 600:
        return True
    name, flags = ctypes.create_string_buffer(80), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, 80, flags)
    return _BOLD.search(name.value) is not None


def _bullets(dots: Sequence[tuple[float, float]], words: Sequence[Word]) -> Iterator[Word]:
    """Give the bullets that are drawn, not written: a dot just before a word, on its line."""
    for x, y in dots:
        near = (
            word
            for word in words
            if word.bottom <= y <= word.top and 0 < word.left - x < 2.5 * word.size
        )
        word = min(near, key=lambda found: found.left, default=None)
        if word and not any(w.bottom <= y <= w.top and x - 40 < w.right <= x for w in words):
            yield replace(word, text="•", left=x - 1, right=x + 1)


def _in_tables(
    grids: Sequence[Grid], words: Sequence[Word]
) -> tuple[list[_RuledTable], list[Word]]:
    tables = [_RuledTable(grid, {}, 0, 0) for grid in grids]
    rest = []
    for word in words:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        for table in tables:
            # A word too long for its column goes beyond the table.
            cell = table.grid.cell_at(x, y) or table.grid.cell_at(word.left + 1, y)
            if cell is not None:
                table.words.setdefault(cell, []).append(word)
                break
        else:
            rest.append(word)
    kept = [table for table in tables if len(table.words) > 1]
    for table in tables:
        if len(table.words) == 1:
            rest += next(iter(table.words.values()))
    return kept, rest


def _margins(lines: Sequence[Line]) -> dict[int, float]:
    """Find the right margin of the page and of its columns."""
    margins = {}
    for column in {line.column for line in lines}:
        ends = sorted(line.right for line in lines if line.column == column)
        edge = ends[int(len(ends) * 0.98)]
        near = sum(end > edge - 40 for end in ends)
        own = [line for line in lines if line.column == column]
        wrapped = [a.right for a, b in pairwise(own) if _is_wrapped(a, b)]
        # Where hardly a line reaches the edge, none is wrapped, or those that plainly are tell it.
        full = near >= max(3, 0.08 * len(ends))
        margins[column] = edge if full else max(wrapped) if len(wrapped) > 1 else edge + 60
    return margins


def _is_wrapped(line: Line, below: Line) -> bool:
    """Tell a line that goes on in the next, of the same look."""
    alike = (line.page, line.bold, line.left) == (below.page, below.bold, below.left)
    return alike and abs(line.size - below.size) < 1 and below.text[:1].islower()


def _vocabulary(items: Sequence[Line | _RuledTable]) -> frozenset[str]:
    texts = (text.casefold().replace("\u2010", "-") for item in items for text in item.texts)
    return frozenset(word for text in texts for word in re.findall(r"[\w-]{3,40}", text))


def _flow(
    items: Sequence[Line | _RuledTable], margins: dict[int, float], words: frozenset[str]
) -> Iterator[Block | Table]:
    lines: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            lines.append(item)
        else:
            yield from paragraphs(lines, margins, words)
            yield _table(item, words)
            lines = []
    yield from paragraphs(lines, margins, words)


def _table(table: _RuledTable, words: frozenset[str]) -> Table:
    rows, columns = range(len(table.grid.ys) - 1), range(len(table.grid.xs) - 1)
    cells = ((_cell(table, (row, column), words) for column in columns) for row in rows)
    return Table.of(cells, f"page {table.page}, ligne {table.number}", table.page)


def _cell(table: _RuledTable, at: tuple[int, int], words: frozenset[str]) -> Cell:
    grid, (row, column) = table.grid, at
    if grid.owner[row][column] != at:
        return Cell(continued=True)
    lines = lines_of(table.words.get(at, []), page=table.page, number=table.number + row)
    right = grid.right_of(at) - _padding(lines, grid.xs[column]) - _SLACK
    return Cell(tuple(paragraphs(lines, {0: right}, words, in_cell=True)))


def _padding(lines: Sequence[Line], left: float) -> float:
    return max(0.0, min((line.left for line in lines), default=left) - left)

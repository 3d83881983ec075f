"""PDF to blocks: text with its place, weight and size; ruled tables; page by page."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pstlib.errors import SourceError
from pstlib.readers.documents.aligned import find_aligned
from pstlib.readers.documents.blocks import MARGIN, Block, Cell, Table
from pstlib.readers.documents.letters import read_words
from pstlib.readers.documents.lines import Line, Word, lines_of, page_lines, rows_of, second_columns
from pstlib.readers.documents.paragraphs import paragraphs
from pstlib.readers.documents.rulings import Drawn, Grid, find_drawn
from pstlib.readers.documents.running import without_running_lines
from pstlib.readers.documents.shaded import with_rows_between
from pstlib.readers.refusals import damaged, protected

MAX_PAGES = 1_500
MAX_CHARACTERS = 5_000_000
_SLACK = 4.0  # cells are narrow: a line is taken for full a little sooner
_PASSWORD = 4  # FPDF_ERR_PASSWORD


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
            read, before = 0, _Before()
            for index in range(len(document)):
                items = _page(document, index, before)
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


@dataclass
class _Before:
    """What the page before shows: edges of its last table without rules, its second columns."""

    edges: list[float] = field(default_factory=list)
    columns: list[float] = field(default_factory=list)


def _page(document: Any, index: int, before: _Before) -> list[Line | _RuledTable]:
    """Give the lines and tables of a page in reading order, numbered; bring ``before`` on."""
    with closing(document[index]) as page, closing(page.get_textpage()) as text:
        words, turned = read_words(text)
        drawn = find_drawn(page) if words else Drawn()
    words += _bullets(drawn.dots, words)
    _, rest = _in_tables(drawn.grids, words)
    grids = with_rows_between(drawn.grids, rows_of(rest))
    tables, rest = _in_tables(grids, [*words, *turned])
    rest = [word for word in rest if not word.upright]
    more, rest = _in_tables(find_aligned(rows_of(rest), drawn.across, before.edges), rest)
    tables += more
    before.edges = list(more[-1].grid.xs) if more else []
    lines = page_lines(rest, before.columns)
    before.columns = second_columns(lines)
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

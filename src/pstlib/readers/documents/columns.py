"""Tables in plain text: a header whose columns tabs or bars part, and the lines that follow it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from pstlib.readers.documents.blocks import Block, Cell, Flow, Table
from pstlib.readers.documents.cleaning import split_bullet
from pstlib.readers.documents.headers import LEVELS, TITLE, column, header
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.nodes import join
from pstlib.readers.documents.spaced import find_header, keeps_to, read_table

_SIGNS = ("\t", "|")
_FEWEST_LABELS = 3
_MOST_LINES = 80
_LABEL = re.compile(r"([^\t:]{2,60}?)\s?(?::\s*|\t\s*)")
_UNDERLINE = re.compile(r"[\s|:+=_-]+")


def with_columns(blocks: Sequence[Block], raws: Mapping[str, str]) -> list[Block | Table]:
    """Give the flow of a text, its lines in columns put into tables.

    Args:
        blocks: The lines of the text.
        raws: Each line with its blanks, by its place.
    """
    flow: list[Block | Table] = []
    index, starts = 0, list[int]()
    blocks = list(blocks)
    while index < len(blocks):
        raw = raws.get(blocks[index].place, "")
        own = find_header(raw)
        starts = own or starts
        lines = ((block, raws.get(block.place, "")) for block in islice(blocks, index, None))
        rows = takewhile(lambda line: bool(line[1]), lines)
        headed = bool(own)
        if (headed or keeps_to(raw, starts)) and (found := read_table(rows, starts, headed=headed)):
            flow.append(found[0])
            index += found[1]
            continue
        if own and _is_heading(blocks[index + 1 : index + 2]):  # a band between header and rows
            blocks[index], blocks[index + 1] = blocks[index + 1], blocks[index]
        sign = _sign(blocks[index])
        end = _end(blocks, index, sign) if sign else index
        if end > index + 1:
            flow.append(_table(blocks[index:end], sign))
            index = end
        else:
            flow.append(blocks[index])
            index += 1
    return flow


def _is_heading(blocks: Sequence[Block]) -> bool:
    """Tell whether a line opens an objective."""
    found = find_mark(blocks[0].text) if blocks else None
    return found is not None and found.mark in (Mark.VOLET, Mark.AXE, Mark.OS, Mark.OO)


def with_fiches(flow: Flow) -> list[Block | Table]:
    """Put lines of a label, a tab and its value into tables: fiches without rules."""
    result: list[Block | Table] = []
    index = 0
    while index < len(flow):
        rows = _labelled(flow, index)
        if _is_fiche(rows):
            first = rows[0][0]
            cells = ([_cell(row[0], _label(row[0])), _value(row)] for row in rows)
            result.append(Table.of(cells, first.place, first.page))
            index += sum(map(len, rows))
        else:
            result.append(flow[index])
            index += 1
    return result


def _labelled(flow: Flow, start: int) -> list[list[Block]]:
    """Gather the lines of each label: its own, then those that stand farther right."""
    rows: list[list[Block]] = []
    for item in islice(flow, start, start + _MOST_LINES):
        if not isinstance(item, Block) or item.level or item.heading:
            break
        if _label(item):
            rows.append([item])
        elif rows and item.indent > rows[0][0].indent + 2:
            rows[-1].append(item)
        else:
            break
    return rows


def _label(block: Block) -> str:
    """Give the label that a tab or a colon parts from its value, nothing without."""
    match = _LABEL.match(block.text)
    return match[1] if match and not block.bullet and column(match[1]).known else ""


def _is_fiche(rows: Sequence[Sequence[Block]]) -> bool:
    roles = {column(_label(row[0])).role for row in rows}
    in_columns = any("\t" in row[0].text for row in rows)
    return len(rows) >= _FEWEST_LABELS and in_columns and bool(roles & {*LEVELS, TITLE})


def _value(row: Sequence[Block]) -> Cell:
    bullet, text = split_bullet(_LABEL.sub("", row[0].text, count=1))
    blocks = [replace(row[0], text=text, bullet=bullet)] if text else []
    for block in row[1:]:
        if blocks and not block.bullet and not blocks[-1].whole:
            blocks[-1] = replace(block, text=join(blocks[-1].text, block.text), bullet=bullet)
        else:
            blocks.append(block)
    return Cell(tuple(blocks))


def _sign(block: Block) -> str:
    """Give what parts the columns of a header, nothing where the line is none."""
    return next((s for s in _SIGNS if s in block.text and header(_parts(block, s))), "")


def _parts(block: Block, sign: str) -> list[str]:
    text = block.text.strip().strip("|") if sign == "|" else block.text
    return [part.strip() for part in text.split(sign)]


def _end(blocks: Sequence[Block], start: int, sign: str) -> int:
    """Find the end of a table: the first line without columns, or another header."""
    end = start + 1
    while end < len(blocks) and (
        sign in blocks[end].text or _UNDERLINE.fullmatch(blocks[end].text)
    ):
        end += 1
    return end


def _table(blocks: Sequence[Block], sign: str) -> Table:
    lines = [block for block in blocks if not _UNDERLINE.fullmatch(block.text)]
    rows = ([_cell(block, part) for part in _parts(block, sign)] for block in lines)
    return Table.of(rows, blocks[0].place, blocks[0].page)


def _cell(block: Block, text: str) -> Cell:
    return Cell((replace(block, text=text, bullet=""),)) if text else Cell()

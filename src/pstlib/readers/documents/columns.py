"""Tables in plain text: a header whose columns tabs or bars part, and the lines that follow it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pstlib.readers.documents.blocks import Block, Cell, Table
from pstlib.readers.documents.headers import header

_SIGNS = ("\t", "|")
_UNDERLINE = re.compile(r"[\s|:+=_-]+")


def with_columns(blocks: Sequence[Block]) -> list[Block | Table]:
    """Give the flow of a text, its lines in columns put into tables."""
    flow: list[Block | Table] = []
    index = 0
    while index < len(blocks):
        sign = _sign(blocks[index])
        end = _end(blocks, index, sign) if sign else index
        if end > index + 1:
            flow.append(_table(blocks[index:end], sign))
            index = end
        else:
            flow.append(blocks[index])
            index += 1
    return flow


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

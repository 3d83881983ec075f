"""One fiche for each action: a table of labels and values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from pstlib.readers.documents.blocks import ATTRIBUTES, Block, Cell, Table
from pstlib.readers.documents.fields import column_of, split_fields
from pstlib.readers.documents.headers import LEVELS, NUMBER, TITLE, Column, column
from pstlib.readers.documents.legends import spoken
from pstlib.readers.documents.marks import Found, Mark, find_mark, is_definition
from pstlib.readers.documents.nodes import join

_LONGEST_LABEL = 60

Row: TypeAlias = tuple[Cell, ...]


def fiches(table: Table, legend: Mapping[str, str]) -> list[list[Block]]:
    """Give the blocks of each fiche of a table, objectives first; none where it is another.

    A fiche has a label before each value. One that says no title tells of the element above it.
    """
    found = [_fiche(rows) for rows in _parted(table.rows)]
    return [[_spoken(block, legend) for block in blocks] for blocks in found if blocks]


def _parted(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Part fiches that stand one under the other: each opens with the label of the first."""
    labels = [next((c.label for c, _ in _pairs([row])), "") for row in rows]
    titled = Counter(
        below
        for row, label, below in zip(rows, labels, labels[1:], strict=False)
        if below and not label and _alone(row)
    )
    first = titled.most_common(1)[0][0] if titled else next(filter(None, labels), "")
    starts = [
        _with_title(rows, labels, i) for i, label in enumerate(labels) if label == first != ""
    ]
    return [rows[a:b] for a, b in pairwise([0, *starts[1:], len(rows)])]


def _with_title(rows: Sequence[Row], labels: Sequence[str], start: int) -> int:
    while start and not labels[start - 1] and _alone(rows[start - 1]):
        start -= 1
    return start


def _alone(row: Row) -> bool:
    return sum(bool(cell.text) for cell in row) == 1


def _fiche(rows: Sequence[Row]) -> list[Block]:
    pairs = list(_pairs(rows))
    explained = any(c.role in LEVELS and is_definition(cell.text) for c, cell in pairs)
    if len(pairs) < 2 or len(pairs) * 5 < _filled_rows(rows) * 3 or explained:
        return []
    return list(_blocks(pairs, _titles(rows)))


def _spoken(block: Block, legend: Mapping[str, str]) -> Block:
    told = ((name, label, spoken(value, legend)) for name, label, value in block.fields)
    return replace(block, fields=tuple(told))


def objectives_first(blocks: Sequence[Block]) -> list[Block]:
    """Put the objectives named in a fiche that is only lines of labels before its action."""
    found = [find_mark(block.text) for block in blocks]
    starts = [
        i for i, f in enumerate(found) if f and f.mark is Mark.ACTION and f.number and not f.title
    ]
    if not starts:
        return list(blocks)
    ordered = list(blocks[: starts[0]])
    for start, end in pairwise([*starts, len(blocks)]):
        ordered += _reordered(blocks[start:end])
    return ordered


def _reordered(blocks: Sequence[Block]) -> list[Block]:
    """Join the lines of each value, then put OS and OO first, where fields come after them."""
    last = max((i for i, b in enumerate(blocks) if _is_field(b)), default=0)
    if not any(_labelled(block) for block in blocks[:last]):
        return list(blocks)
    joined = [blocks[0]]
    for block in blocks[1:]:
        plain = not (find_mark(block.text) or block.bullet or _is_field(block))
        if plain and block.indent > joined[-1].indent:
            joined[-1] = replace(joined[-1], text=join(joined[-1].text, block.text))
        else:
            joined.append(block)
    named = {found.mark: _named(b, found) for b in reversed(joined) if (found := _labelled(b))}
    rest = [block for block in joined if not _labelled(block)]
    return [*(named[mark] for mark in (Mark.OS, Mark.OO) if mark in named), *rest]


def _labelled(block: Block) -> Found | None:
    """Read « Objectif opérationnel : … », without number of its own."""
    found = find_mark(block.text)
    return found if found and found.mark in (Mark.OS, Mark.OO) and not found.number else None


def _named(block: Block, found: Found) -> Block:
    """Take the label away where the value bears a mark: « Objectif stratégique : OS 1 – … »."""
    own = find_mark(found.title)
    return replace(block, text=found.title) if own and own.mark is found.mark else block


def _is_field(block: Block) -> bool:
    return split_fields(block.text, whole=True)[0] == ""


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[Column, Cell]]:
    """Give label and value: cells 1 and 2 of a row, then 3 and 4, merged cells counted once."""
    for row in rows:
        filled = [cell for cell in row if cell.text]
        cells = filled if len(filled) == 2 else [cell for cell in row if not cell.continued]
        for label, value in list(pairwise(cells))[::2]:
            if 0 < len(label.text) <= _LONGEST_LABEL:
                found = column(label.text)
                # « Action | Pilote » heads columns: a value is no label.
                if found.known and not _is_label(value.text):
                    yield found, value


def _is_label(text: str) -> bool:
    return bool(column(text).role) or column_of(text) is not None


def _filled_rows(rows: Sequence[Row]) -> int:
    return sum(sum(bool(cell.text) for cell in row) > 1 for row in rows)


def _titles(rows: Sequence[Row]) -> list[Block]:
    """Give the headings of the fiche: rows of a single cell that bear a mark, or the first row."""
    found = []
    for index, row in enumerate(rows):
        filled = [cell for cell in row if cell.text]
        heads = not index and not column(filled[0].text).known if filled else False
        if len(filled) == 1 and len(row) > 1 and (heads or find_mark(filled[0].text)):
            found.append(filled[0].blocks[0])
    return found


def _blocks(pairs: Sequence[tuple[Column, Cell]], titles: Sequence[Block]) -> Iterator[Block]:
    by_level = {c.role: cell for c, cell in reversed(pairs) if c.role in LEVELS and cell.text}
    named = next((cell for c, cell in pairs if c.role == TITLE and cell.text), None)
    cell = by_level.get("ACTION") or named or by_level.get("SOUS_ACTION")
    fields = [(c.attribute, c.label, cell.text) for c, cell in pairs if not c.role and cell.text]
    listed = _listed(cell) if cell and "OO" in by_level else []
    for level in ("VOLET", "OS", "OO"):
        if level in by_level:
            told = tuple(fields) if listed and level == "OO" else ()
            yield replace(_whole(by_level[level], level), fields=told)
    if listed:  # the fiche of an objective: its attributes are none of the actions’
        yield from listed
        return
    if cell is None and not titles:
        first = next((value.blocks[0] for _, value in pairs if value.blocks), None)
        if first and fields:
            yield replace(first, text="", level=ATTRIBUTES, fields=tuple(fields), bullet="")
        return
    title = _whole(cell, "ACTION") if cell else replace(titles[-1], level="ACTION")
    yield numbered(replace(title, fields=tuple(fields)), _number(pairs, titles))


def _listed(cell: Cell) -> list[Block]:
    """Give the actions that a cell lists by the same bullet; none where it holds a single one."""
    sign = cell.blocks[0].bullet
    items = [b for b in cell.blocks if b.bullet == sign != ""]
    return [replace(b, level="ACTION", bullet="") for b in items] if len(items) > 1 else []


def numbered(title: Block, number: str) -> Block:
    """Put a number that stands beside a title before it, where it bears none."""
    if not number or find_mark(title.text):
        return title
    return replace(title, text=f"{number.rstrip('.')}. {title.text}")


def _whole(cell: Cell, level: str) -> Block:
    return replace(cell.blocks[0], text=cell.text, level=level, bullet="")


def _number(pairs: Sequence[tuple[Column, Cell]], titles: Sequence[Block]) -> str:
    """Give the number of the fiche: its own field, or a heading that is only « Fiche 1.2 »."""
    own = next((cell.text for c, cell in pairs if c.role == NUMBER), "")
    mark = find_mark(titles[-1].text) if titles else None
    return own or (mark.printed if mark and not mark.title else "")

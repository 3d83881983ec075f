"""Real tables to blocks that say their level: one row is one action, its columns its attributes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pstlib.readers.documents.badges import with_badges
from pstlib.readers.documents.blocks import Block, Cell, Flow, Table, laid_out
from pstlib.readers.documents.columns import with_fiches
from pstlib.readers.documents.depths import parted_by_depth
from pstlib.readers.documents.fiches import fiches, numbered
from pstlib.readers.documents.fields import Field
from pstlib.readers.documents.headers import LEVELS, NUMBER, Column
from pstlib.readers.documents.legends import read_legend, spoken
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.nodes import bare_title, join
from pstlib.readers.documents.roles import (
    LEVEL_OF_MARK,
    Columns,
    Row,
    by_content,
    goes_on,
    is_code,
    is_glossary,
    latest,
    read_head,
    turned,
)
from pstlib.readers.documents.stacked import with_stacked_fiches
from pstlib.readers.documents.statuses import known_state
from pstlib.readers.warnings import INFO, WARNING, Warnings
from pstlib.text import fold

_TOTAL = re.compile(r"(?:sous-)?tot(?:al|aux)\b|nombre d'actions")
_NOTE = re.compile(r"^(?:\*|\(|n\.? ?b\b|notes?\b|remarques?\b|sources?\b)|[.;!]\s?$", re.I)
_NARROWEST = 4
_OLDER = (
    "plusieurs dates d’état : seule la dernière est lue, les autres restent dans la description "
    "({}) ; pour les charger, donnez un tableau de suivi, un code et un état par date"
)
_NO_TICK = frozenset(("non", "n", "no", "faux", "0", "-", "–", "—", "/"))
_LONGEST_TICK = 3  # « X », « ✓ », « oui »


@dataclass
class Unfolded:
    """The blocks of a document, its tables written out, and the rows that were not understood."""

    blocks: list[Block] = field(default_factory=list)
    rejects: list[dict[str, str]] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)

    def reject(self, row: Row, reason: str) -> None:
        """Keep a row aside, with the reason."""
        place = next(cell.blocks[0].place for cell in row if cell.blocks)
        told = " | ".join(cell.text for cell in row if cell.text)
        self.rejects.append({"lieu": place, "contenu": told, "motif": reason})


def unfold(flow: Flow, warnings: Warnings) -> Unfolded:
    """Write the tables of a document out as blocks, in place."""
    legend = read_legend(list(laid_out(flow)))
    result = Unfolded(legend=legend)
    columns: Columns = {}
    width = 0
    for item in _rejoined(with_fiches(with_stacked_fiches(flow))):
        if isinstance(item, Block):
            result.blocks.append(item)
            continue
        rows = [_as_band(row) for row in item.rows if any(cell.text for cell in row)]
        if rows:
            before = columns if len(rows[0]) == width else {}
            columns = _unfold_table(replace(item, rows=tuple(rows)), before, result, warnings)
            width = len(rows[0])
    result.blocks = with_badges(result.blocks)
    return result


def _as_band(row: Row) -> Row:
    """Put a number before the heading that fills the rest of its row: « 1.1 | Mobilité »."""
    others = row[2:]
    if len(row) < _NARROWEST or not all(cell.continued for cell in others):
        return row
    if not (row[1].blocks and is_code(row[0].text)):
        return row
    title = replace(row[1].blocks[0], text=f"{row[0].text} {row[1].text}", bullet="")
    return (Cell((title,)), Cell(continued=True), *others)


def _rejoined(flow: Flow) -> list[Block | Table]:
    """Put the rest of a row cut by the end of a page back where it belongs."""
    result: list[Block | Table] = []
    for item in flow:
        last = result[-1] if result else None
        if isinstance(item, Table) and isinstance(last, Table) and last.rows:
            again = [_words(row) for row in item.rows[:1]] == [_words(last.rows[0])]
            rows = item.rows[again:]
            if rows and _is_cut(last.rows[-1], rows[0]):
                row = tuple(map(_joined, last.rows[-1], rows[0]))
                result[-1] = replace(last, rows=(*last.rows[:-1], row))
                item = replace(item, rows=(*item.rows[:again], *rows[1:]))  # noqa: PLW2901
        result.append(item)
    return result


def _words(row: Row) -> list[str]:
    return [cell.text for cell in row]


def _is_cut(row: Row, below: Row) -> bool:
    """Tell a first row that only ends the texts of the last row of the page before."""
    if len(row) != len(below):
        return False
    rests = [(a.text, b.text) for a, b in zip(row, below, strict=True) if b.text]
    small = sum(rest[:1].islower() or rest[:1] in "(%»" for _, rest in rests)
    sure = all(before and known_state(rest) is None for before, rest in rests)
    return sure and small * 2 >= len(rests) > 0


def _joined(cell: Cell, rest: Cell) -> Cell:
    if not (cell.blocks and rest.blocks):
        return cell
    last = replace(cell.blocks[-1], text=join(cell.blocks[-1].text, rest.blocks[0].text))
    return replace(cell, blocks=(*cell.blocks[:-1], last, *rest.blocks[1:]))


def _unfold_table(table: Table, before: Columns, result: Unfolded, warnings: Warnings) -> Columns:
    """Write one table out; give its columns, for the table that may continue it."""
    close = _without_empty_columns(table)
    if len(close.rows[0]) == 1:
        result.blocks += close.blocks
        return {}
    rows = turned(close.rows) or list(table.rows)
    head = read_head(rows)
    columns = head.columns if head else {}
    if not columns and (found := fiches(close, result.legend)):
        for blocks in found:
            _add_fiche(blocks, result)
        return {}
    if not columns and not is_glossary(close.rows):
        columns = before if before and goes_on(rows, before) else by_content(rows)
    if not columns:
        _lay_out(close, result, warnings)
        return {}
    columns, older = latest(columns)
    if older:
        shown = ", ".join(f"« {label} »" for label in older)
        warnings.add(WARNING, _OLDER.format(shown), table.place)
    start, end = (head.start, head.end) if head else (0, 0)
    _unfold_rows([*rows[:start], *rows[end:]], columns, result)
    return columns


def _without_empty_columns(table: Table) -> Table:
    used = [i for i in range(len(table.rows[0])) if any(row[i].text for row in table.rows)]
    return replace(table, rows=tuple(tuple(row[i] for i in used) for row in table.rows))


def _add_fiche(blocks: list[Block], result: Unfolded) -> None:
    """Add a fiche; the heading above it that bears its number, or its title, is taken into it."""
    text = result.blocks[-1].text.partition("\t")[0] if result.blocks else ""
    above, own = find_mark(text), find_mark(blocks[-1].text)
    if blocks[-1].level == "ACTION":
        title = above.title if above else text
        again = title and bare_title(title) == bare_title(own.title if own else blocks[-1].text)
        if again or (above and above.mark is Mark.ACTION and not title):
            result.blocks.pop()
            blocks = [*blocks[:-1], numbered(blocks[-1], above.printed if above else "")]
    result.blocks += blocks


def _lay_out(table: Table, result: Unfolded, warnings: Warnings) -> None:
    """Read a table that only lays out text; leave out one that holds other figures."""
    blocks = list(table.blocks)
    marked = [found for block in blocks if (found := find_mark(block.text))]
    marked = [found for found in marked if found.mark is not Mark.NUMBER]
    if marked and not is_glossary(table.rows):
        result.blocks += [replace(block, apart=True) for block in blocks]
    else:
        head = " | ".join(cell.text for cell in table.rows[0] if cell.text)[:80]
        message = f"tableau « {head} » laissé de côté : aucune colonne d’actions ou d’objectifs"
        warnings.add(INFO, message, table.place)


def _unfold_rows(rows: Sequence[Row], columns: Columns, result: Unfolded) -> None:
    """Write rows out; of two bands without mark in a row, the first is the higher."""
    rows, columns = parted_by_depth(rows, columns)
    bands = [_is_section(row, columns) for row in rows]
    bare = [band and not _marked(row) for band, row in zip(bands, rows, strict=True)]
    twice = any(map(all, pairwise(bare)))
    for row, band, below in zip(rows, bands, [*bare, False][1:], strict=True):
        texts = [cell.text for cell in row]
        if _is_header_again(texts, columns):
            continue
        if _TOTAL.match(fold(next(text for text in texts if text))):
            result.reject(row, "ligne de total d’un tableau")
        elif band:
            level = ("OS" if below else "OO") if twice else ""
            result.blocks += _section(row, columns, level)
        elif blocks := list(_row_blocks(row, columns, result.legend)):
            result.blocks += blocks
        else:
            result.reject(row, "ligne de tableau sans action ni objectif")


def _marked(row: Row) -> bool:
    return find_mark(next(cell.text for cell in row if cell.text)) is not None


def _is_header_again(texts: Sequence[str], columns: Columns) -> bool:
    labels = {fold(c.label) for c in columns.values() if c.label}
    filled = [fold(" ".join(text.split()).strip(" :")) for text in texts if text]
    return len(filled) > 1 and all(text in labels for text in filled)


def _is_section(row: Row, columns: Columns) -> bool:
    """Tell a row that is the heading of those below it."""
    filled = [index for index, cell in enumerate(row) if cell.text]
    if len(filled) != 1:
        return False
    found = find_mark(row[filled[0]].text)
    level = LEVEL_OF_MARK.get(found.mark, "") if found else ""
    role = columns[filled[0]].role if filled[0] in columns else ""
    if found and found.mark is not Mark.NUMBER and level not in ("ACTION", "SOUS_ACTION", role):
        return True
    merged = sum(cell.continued for cell in row) >= max(1, len(row) - 2)
    return (merged and role != "ACTION") or (merged and filled[0] == 0 and len(columns) > 2)


def _section(row: Row, columns: Columns, level: str) -> list[Block]:
    """Give the heading that a row is; without a mark, it is an objective for the rows below."""
    blocks = [block for cell in row for block in cell.blocks]
    if find_mark(blocks[0].text) or _NOTE.search(blocks[-1].text):
        return blocks
    level = level or ("OS" if any(c.role == "OO" for c in columns.values()) else "SECTION")
    return [replace(blocks[0], level=level), *blocks[1:]]


def _row_blocks(row: Row, columns: Columns, legend: Mapping[str, str]) -> Iterator[Block]:
    """Give the objectives and actions of a row, the attributes with the deepest of them."""
    levels = [
        (LEVELS.index(column.role), index)
        for index, column in columns.items()
        if column.role in LEVELS and index < len(row) and row[index].text
    ]
    numbers = {c.counts: row[i].text for i, c in reversed(columns.items()) if c.role == NUMBER}
    for rank, index in sorted(levels):
        deepest = (rank, index) == max(levels)
        items = _items(row[index])
        for order, (title, details) in enumerate(items):
            fields = _fields(row, columns, order, len(items)) if deepest else []
            fields = [(name, label, spoken(value, legend)) for name, label, value in fields]
            fields += [("description", "", detail) for detail in details]
            told = replace(title, level=LEVELS[rank], fields=tuple(fields), bullet="")
            number = numbers.get(LEVELS[rank]) or (numbers.get("", "") if deepest else "")
            yield numbered(told, number) if len(items) == 1 else told


def _items(cell: Cell) -> list[tuple[Block, list[str]]]:
    """Part a cell that lists several elements; else its first paragraph is the title."""
    first = cell.blocks[0]
    sign = _sign(first)
    several = bool(sign) and sum(_sign(block) == sign for block in cell.blocks) > 1
    items: list[tuple[Block, list[str]]] = []
    for block in cell.blocks:
        if not items or (several and _sign(block) == sign and block.indent <= first.indent + 1):
            items.append((block, []))
            continue
        title, details = items[-1]
        goes_on = not block.bullet and not block.whole and block.text[:1].islower()
        if details or not (goes_on or _is_mark_alone(title.text)):
            details.append(block.text)
        else:
            items[-1] = (replace(title, text=join(title.text, block.text)), [])
    return items


def _is_mark_alone(text: str) -> bool:
    """Tell « OO 1.1 » in a cell whose next paragraph is the title."""
    found = find_mark(text)
    return found is not None and not found.title


def _sign(block: Block) -> str:
    found = find_mark(block.text)
    return block.bullet or (str(found.mark) if found else "")


def _fields(row: Row, columns: Columns, order: int, count: int) -> list[Field]:
    ticked = [c.label for c in columns.values() if c.ticked]
    fields: list[Field] = []
    for index, column in columns.items():
        if column.role or index >= len(row) or not row[index].text:
            continue
        values = [block.text for block in row[index].blocks]
        # As many states as actions in the row: one for each.
        value = values[order] if count > 1 and len(values) == count else row[index].text
        if column.ticked:
            value = _ticked(value, column, alone=len(ticked) == 1)
        if value:
            fields.append((column.attribute, column.label, value))
    return _agreed(fields, ticked)


def _ticked(value: str, column: Column, *, alone: bool) -> str:
    """Say in words what stands under a state; nothing for « non » where another column tells."""
    if fold(value) in _NO_TICK:
        # Not done: not begun, under way or given up.
        return f"{column.label.strip(' ?')} : {value}" if alone and fold(value) == "non" else ""
    return column.label.strip(" ?") if len(value) <= _LONGEST_TICK else value


def _agreed(fields: list[Field], ticked: Sequence[str]) -> list[Field]:
    """Put several crosses of one row together: states that disagree say none."""
    crosses = [field for field in fields if field[1] in ticked]
    if len(crosses) < 2:
        return fields
    column, label, _ = crosses[0]
    both = (column, label, " / ".join(value for _, _, value in crosses))
    return [*(field for field in fields if field not in crosses), both]

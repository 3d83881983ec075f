"""Tables of a text that keeps its layout: blanks alone part their columns.

The header's words say where the columns start. Each row is then cut by itself: an extraction moves
its cells, so what counts is where all of its lines have a blank, near the header's own.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from pstlib.readers.documents.blocks import Block, Cell, Table
from pstlib.readers.documents.fields import is_sure_label
from pstlib.readers.documents.headers import column, header
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.nodes import join
from pstlib.readers.documents.statuses import known_state

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_FEWEST_COLUMNS, _MOST_COLUMNS = 3, 14
_WIDEST = 400
_MOST_ROW_LINES = 40
_MOST_LINES = 600
_NEAR = 8
_WIDE, _BEYOND = 8, 3  # what a wide blank counts at most, and the blank after a line's end
_DRIFT = 0.4  # what each character away from the header's edge costs
_EMPTY = 6  # what an empty cell costs
_FARTHEST = 25
_LOST = 100
_CODE = re.compile(r"[A-Z.]{0,4}\d{1,3}(?:\.\d{1,3}){0,4}[.)]? ")
_OTHERS = (Mark.NUMBER, Mark.ACTION, Mark.SUB_ACTION)

Line = tuple[Block, str]


def segments(raw: str) -> list[tuple[int, str]]:
    """Give the parts of a line that two blanks or more part, and where each starts."""
    return [(match.start(), match[0]) for match in _SEGMENT.finditer(raw[:_WIDEST])]


def find_header(raw: str) -> list[int]:
    """Give where the columns of a header start, nothing where the line is none."""
    parts = segments(raw) if not {"\t", "|"} & set(raw) else []
    if 0 < len(parts) < _FEWEST_COLUMNS:
        parts = _labels(raw)
    some = _FEWEST_COLUMNS <= len(parts) <= _MOST_COLUMNS
    told = header([text for _, text in parts]) if some else None
    return [start for start, _ in parts] if told else []


def _labels(raw: str) -> list[tuple[int, str]]:
    """Cut « N° Action Pilote Échéance État » into labels, each word known."""
    words = [(match.start(), match[0]) for match in re.finditer(r"\S+", raw[:_WIDEST])]
    found: list[tuple[int, str]] = []
    while words and len(words) < 20:
        tried = (" ".join(word for _, word in words[:size]) for size in (4, 3, 2, 1))
        label = next((t for t in tried if len(t.split()) <= len(words) and column(t).known), "")
        if not label:
            return []
        found.append((words[0][0], label))
        words = words[len(label.split()) :]
    return found


def keeps_to(raw: str, starts: Sequence[int]) -> bool:
    """Tell a line that stands in the columns of the table before."""
    own = {start for start, _ in segments(raw)}
    kept = sum(any(abs(start - edge) <= 1 for start in own) for edge in starts)
    return bool(starts) and kept >= max(_FEWEST_COLUMNS, len(starts) - 1) and "\t" not in raw


def read_table(
    lines: Iterable[Line], starts: Sequence[int], *, headed: bool
) -> tuple[Table, int] | None:
    """Read a table.

    Args:
        lines: Its lines and those that follow.
        starts: Where its columns start.
        headed: Whether the first line is its header.

    Returns:
        The table, and how many lines it takes; None if nothing stands under the header.
    """
    flow = iter(lines)
    own = list(islice(flow, headed + 2))
    if len(own) <= headed or _ends(own, headed, starts, headed):
        return None
    end = headed + 1
    while end < min(len(own), _MOST_LINES) and not _ends(own, end, starts, headed):
        own += islice(flow, 1)  # one line ahead, no more: each line of a text may be a header
        end += 1
    body = own[:end]
    rows = [
        _cells(row, _cuts([raw for _, raw in row], starts)) for row in _rows(body[headed:], starts)
    ]
    titles = [_cells(body[:1], starts[1:])] if headed else []
    block = body[0][0]
    return Table.of([*titles, *rows], block.place, block.page), len(body)


def _ends(lines: Sequence[Line], index: int, starts: Sequence[int], first: int) -> bool:
    block, raw = lines[index]
    found, parts = find_mark(block.text), segments(raw)
    heading = found is not None and found.mark not in _OTHERS and len(parts) == 1
    if find_header(raw) or heading or is_sure_label(block.text):
        return True
    numbered = found is not None and starts[1] - starts[0] < 12
    alone = len(parts) == 1 and parts[0][0] < starts[1] and not numbered
    if not alone or not (block.apart or index == first) or _is_centred(lines, index, starts):
        return False
    return parts[0][0] + len(parts[0][1]) > starts[1] + 12 or parts[0][0] <= starts[0] + 1


def _is_centred(lines: Sequence[Line], index: int, starts: Sequence[int]) -> bool:
    """Tell the first line of a row whose other cells stand a line lower, in the middle of it."""
    if index + 1 >= len(lines) or lines[index + 1][0].apart:
        return False
    below = segments(lines[index + 1][1])
    return below[-1][0] >= starts[-1] - _NEAR


def _rows(body: Sequence[Line], starts: Sequence[int]) -> list[list[Line]]:
    """Group the lines of each row: blanks part them, or each opens with its number or last cell."""
    groups = _grouped(body, [block.apart for block, _ in body])
    lasts = [sum(_has_last(raw, starts) for _, raw in group) for group in groups]
    if len(groups) > 1 and max(lasts) <= 1 and sum(lasts) * 2 >= len(groups):
        return groups
    openings = [_opening(raw, starts) for _, raw in body]
    if sum(openings) * 5 < len(body) * 4 and starts[1] - starts[0] < 12:
        return _grouped(body, openings)
    if sum(lasts) > 1 and _has_last(body[0][1], starts):
        return _grouped(body, [_has_last(raw, starts) for _, raw in body])
    several = (len(segments(raw)) > 1 and not raw.strip()[:1].islower() for _, raw in body)
    return _grouped(body, [a and b for a, b in zip(openings, several, strict=True)])


def _grouped(body: Sequence[Line], opens: Sequence[bool]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line, opening in zip(body, opens, strict=True):
        if opening or not rows or len(rows[-1]) >= _MOST_ROW_LINES:
            rows.append([])
        rows[-1].append(line)
    return rows


def _has_last(raw: str, starts: Sequence[int]) -> bool:
    """Tell a line that opens the last cell of its row."""
    parts = segments(raw)
    return bool(parts) and parts[-1][0] >= starts[-1] - _NEAR and not parts[-1][1][:1].islower()


def _opening(raw: str, starts: Sequence[int]) -> bool:
    return len(raw) - len(raw.lstrip()) < max(starts[0] + 2, starts[1] - 4)


def _cuts(raws: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Find where a row parts into its columns: blank in all of its lines, near the header's edges.

    Of all ways to cut, the best takes the widest blanks and leaves the fewest cells empty.
    """
    gaps = _gaps([_glued(raw) for raw in raws])
    coded = _CODE.match(raws[0].lstrip(" ")) is not None
    indent = min(len(raw) - len(raw.lstrip(" ")) for raw in raws)
    empty = [edge - 1 for edge in starts[1:] if edge <= indent + 2]  # its first cells
    best: list[tuple[float, list[int]]] = [(0.0, empty)]  # by the last gap that is cut
    for rank, edge in enumerate(starts[1 + len(empty) :]):
        after: list[tuple[float, list[int]]] = []
        for at, (start, end, width) in enumerate(gaps):
            away = max(start - edge + 1, edge - 1 - end, 0)
            lost = away > _FARTHEST or (coded and rank == 0 and at > 0)
            gain = width - _DRIFT * away - (_LOST if lost else 0)
            cut = end if edge > end else max(start, edge - 1)
            before = [best[i] for i in range(at)] if rank else [best[0]]
            told = [(score + gain, cuts) for score, cuts in before]
            if rank:
                told.append((best[at][0] - _EMPTY - _DRIFT * away, best[at][1]))
            score, cuts = max(told, key=lambda found: found[0])
            after.append((score, [*cuts, max(cut, *cuts) if cuts else cut]))
        best = after or best
    return max(best, key=lambda found: found[0])[1] or [*starts[1:]]


def _glued(raw: str) -> str:
    """Fill the blanks inside a state: « En cours » stands in one cell."""
    for start, text in segments(raw):
        if " " in text and known_state(text):
            raw = raw[:start] + text.replace(" ", "_") + raw[start + len(text) :]
    return raw


def _gaps(raws: Sequence[str]) -> list[tuple[int, int, float]]:
    """Give the runs of places where all lines are blank, and how wide these blanks are in all."""
    width = min(max(map(len, raws)) + 2, _WIDEST)
    first = min(len(raw) - len(raw.lstrip(" ")) for raw in raws)
    blank = "".join(
        " " if all(raw[at : at + 1] in ("", " ") for raw in raws) else "x" for at in range(width)
    )
    runs = [match.span() for match in re.finditer(" +", blank) if match.start() >= first]
    return [(a, b - 1, sum(_blank_at(raw, b - 1, a) for raw in raws)) for a, b in runs]


def _blank_at(raw: str, at: int, least: int) -> float:
    """Tell how wide the blank of a line is that holds a place."""
    if least >= len(raw):
        return _BEYOND
    before, after = len(raw[:at].rstrip(" ")), len(raw) - len(raw[at:].lstrip(" "))
    return min(after - before, _WIDE)


def _cells(row: Sequence[Line], cuts: Sequence[int]) -> list[Cell]:
    texts: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    for _, raw in row:
        for rank, (start, end) in enumerate(pairwise([0, *cuts, len(raw)])):
            if part := raw[start : max(start, end)].strip():
                texts[rank].append(part)
    return [_cell(row[0][0], parts) for parts in texts]


def _cell(block: Block, parts: Sequence[str]) -> Cell:
    text = ""
    for part in parts:
        text = join(text, part) if text else part
    return Cell((Block(text, block.place, page=block.page, whole=True),)) if text else Cell()

"""Lines of a PDF to paragraphs: a line goes on where the next word had no room left on it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.cleaning import clean, split_bullet
from pstlib.readers.documents.fields import split_fields
from pstlib.readers.documents.headers import column
from pstlib.readers.documents.lines import Line
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.nodes import continues, join

_POINTS = 5.0  # about one character
_NUMBERED = re.compile(
    r"\d{1,2}(?:\.\d{1,2}){0,3}\s?[.)]\s|\d{1,2}(?:\.\d{1,2}){1,3}\s+[-–—«A-ZÀ-Þ]"
)
_SOFT = re.compile(r"[\u2010\u00ad]$")
_ANY = re.compile(r"[\x02\ufffe]$")  # what pdfium makes of any hyphen at the end of a line
_CUT = re.compile(r"(?<=\w)[-\u2010\u00ad\x02\ufffe]$")
_COMPOUND = re.compile(r"\w-\w{1,12}[-\x02\ufffe]$")  # « rez-de- »
_ENDED = (".", ";", "!", "?", ":")


def paragraphs(
    lines: Sequence[Line],
    right: dict[int, float],
    words: frozenset[str],
    *,
    in_cell: bool = False,
) -> list[Block]:
    """Join the lines of a flow, or of a cell: too narrow to tell by the room left on a line.

    Args:
        lines: Lines in reading order, headers and footers left out.
        right: The right margin by column.
        words: The words of the document, to tell « bien-être » from a word cut by its line.
        in_cell: Whether they are the lines of a cell.
    """
    pitch = _pitch(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and (
            _goes_on(groups[-1], line, right, pitch)
            or (in_cell and _goes_on_in_cell(groups[-1], line, pitch))
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return list(_blocks(groups, right, pitch, words))


def _pitch(lines: Sequence[Line]) -> float:
    """Give the usual distance between lines, as a multiple of their size."""
    steps = Counter(
        round((a.bottom - b.bottom) / max(a.size, b.size), 1)
        for a, b in pairwise(lines)
        if a.page == b.page and _alike(a, b) and 0 < a.bottom - b.bottom < 3 * a.size
    )
    common = [step for step, count in steps.items() if count * 3 >= max(steps.values())]
    return min(common, default=1.2)


def _alike(first: Line, second: Line) -> bool:
    """Tell lines of one font: another letter may make its box a little higher."""
    return abs(first.size - second.size) < 0.15 * first.size


def _goes_on(group: Sequence[Line], line: Line, right: dict[int, float], pitch: float) -> bool:
    last = group[-1]
    if abs(line.size - last.size) > 0.08 * last.size or line.bold != last.bold or _opens(line.text):
        return False
    numbered = (
        line.text[:1].isdigit()
        and line.inner > line.left
        and abs(line.left - group[0].left) < 0.5 * line.size
    )
    if (last.text.endswith(";") and not line.text[:1].islower()) or line.state or numbered:
        return False
    full = _room(last, right) < line.first + 0.3 * line.size
    if line.page != last.page or line.column != last.column or line.bottom > last.bottom:
        cut = last.text.rstrip()[-1:] not in _ENDED
        return full and cut and line.text[:1].islower()
    if _apart(last, line, pitch):
        return False
    if _centred(last, line):
        return line.bold or line.size > 12 or line.text[:1].islower()
    starts = (group[0].left, group[0].inner) if len(group) == 1 else (last.left,)
    aligned = any(abs(line.left - start) < 1.2 * line.size for start in starts)
    return (full and aligned) or _cut_word(last, line)


def _goes_on_in_cell(group: Sequence[Line], line: Line, pitch: float) -> bool:
    """Tell a line that a paragraph of a cell needs: « Étendre la permanence | téléphonique »."""
    last = group[-1]
    open_ended = continues(" ".join(one.text for one in group), line.text, None)
    return open_ended and not _opens(line.text) and not _apart(last, line, pitch)


def _room(line: Line, right: dict[int, float]) -> float:
    return right.get(line.column, line.right) - line.right


def _cut_word(last: Line, line: Line) -> bool:
    return _CUT.search(last.text) is not None and line.text[:1].islower()


def _centred(last: Line, line: Line) -> bool:
    middle = abs((last.left + last.right) - (line.left + line.right)) < 8
    return middle and abs(last.left - line.left) > line.size


def _opens(text: str) -> bool:
    """Tell a line that opens an item or an element."""
    plain = clean(text)
    if split_bullet(plain)[0] or _NUMBERED.match(plain) or _is_attribute(plain):
        return True
    label, tab, _ = plain.partition("\t")
    if tab and column(label).known:
        return True
    found = find_mark(plain)
    return found is not None and found.mark is not Mark.NUMBER


def _is_attribute(text: str) -> bool:
    """Tell « Pilote : … », which no sentence goes on with."""
    return text[:1].isupper() and split_fields(text, whole=True)[0] == ""


def _blocks(
    groups: Sequence[Sequence[Line]], right: dict[int, float], pitch: float, words: frozenset[str]
) -> Iterator[Block]:
    for before, group in pairwise([(), *groups]):
        first = group[0]
        text = first.text
        for line in group[1:]:
            text = _joined(text, line.text, words)
        bullet, rest = split_bullet(clean(text))
        bullet, rest = (bullet, rest) if rest else ("", bullet)
        if rest.strip("-–—•·o*"):
            yield Block(
                rest,
                f"page {first.page}, ligne {first.number}",
                indent=round((first.left - first.shift) / _POINTS),
                bullet=bullet,
                apart=not before or _apart(before[-1], first, pitch),
                page=first.page,
                bold=first.bold,
                size=first.size,
                fields=(("statut", "", first.state),) if first.state else (),
                whole=_room(group[-1], right) > 0.15 * max(right.values(), default=0.0),
            )


def _joined(before: str, after: str, words: frozenset[str]) -> str:
    """Join two lines; a hyphen of the line's own (soft, or U+2010) was never in the word."""
    bare = _SOFT.sub("", before)
    if _COMPOUND.search(before):
        return _ANY.sub("-", before) + after
    if bare == before:
        return join(_ANY.sub("-", before), after, words)
    compound = f"{bare.split()[-1]}-{after.split(maxsplit=1)[0]}" if bare.strip() else ""
    return f"{bare}-{after}" if compound.casefold().rstrip(".,;:)") in words else bare + after


def _apart(before: Line, line: Line, pitch: float) -> bool:
    if before.page != line.page or before.column != line.column:
        return True
    return before.bottom - line.bottom > (pitch + 0.35) * max(before.size, line.size)

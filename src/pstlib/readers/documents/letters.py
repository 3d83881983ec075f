"""The letters of a PDF page to words: each with its place; letters set apart are joined again."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias

from pstlib.readers.documents.lines import Word

_ASCENT, _DESCENT = 0.86, 0.21  # of most fonts, as parts of their size
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.I)
_BLANKS = frozenset((9, 10, 13, 32, 160, 0x202F))
_MOST_LETTERS = 200_000
_FEWEST_SPREAD = 4  # « D É F I »

Edges: TypeAlias = tuple[float, float, float, float]


def read_words(text: Any) -> tuple[list[Word], list[Word]]:
    """Give the words of a page, and the lines of text that stand upright beside it.

    A line that stands upright is one word in its middle: only the cell of a table may need it.
    """
    words = list(_words(text))
    upright = [word for word in words if word.upright]
    if len(upright) * 2 > len(words):
        return _closed_up(words), []
    return _closed_up([word for word in words if not word.upright]), _stacked(upright)


def _words(text: Any) -> Iterator[Word]:
    """Give the words of a page; pdfium gives characters, and its own blanks between them."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    letters: list[str] = []
    start, edges, turn = 0, (0.0, 0.0, 0.0, 0.0), False
    for index in range(min(pdfium.FPDFText_CountChars(text), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        blank = code in _BLANKS
        turned = turn if blank else _is_turned(text, index)
        if not blank:
            _box_char(text, index, box)
        if letters and (blank or turned != turn or not _follows(edges, box, turned=turn)):
            yield _word(text, start, letters, edges, turned=turn)
            letters = []
        turn = turned
        if not blank:
            start, edges = (start, _around(edges, box)) if letters else (index, _edges(box))
            letters.append(chr(code))
    if letters:
        yield _word(text, start, letters, edges, turned=turn)


def _is_turned(text: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    return abs(math.sin(float(pdfium.FPDFText_GetCharAngle(text, index)))) > 0.7


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
    return min(left, box.left), max(right, box.right), min(bottom, box.bottom), max(top, box.top)


def _follows(edges: Edges, box: Any, *, turned: bool) -> bool:
    if turned:
        size = edges[1] - edges[0]
        near = max(box.bottom - edges[3], edges[2] - box.top) < 0.35 * size
        return bool(abs(box.left - edges[0]) < 0.6 * size and near)
    size = max(edges[3] - edges[2], 1.0)
    level = abs(edges[2] - box.bottom) < 0.6 * size
    same = abs(box.right - edges[1]) < 0.01  # the letters of one sign: « ffi »
    return bool(level and (same or -0.5 * size < box.left - edges[1] < 0.35 * size))


def _word(text: Any, start: int, letters: Sequence[str], edges: Edges, *, turned: bool) -> Word:
    return Word("".join(letters), *edges, bold=_is_bold(text, start), upright=turned)


def _is_bold(text: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    if int(pdfium.FPDFText_GetFontWeight(text, index)) >= 600:
        return True
    name, flags = ctypes.create_string_buffer(80), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, 80, flags)
    return _BOLD.search(name.value) is not None


def _closed_up(words: Sequence[Word]) -> list[Word]:
    """Join letters that are set apart: « D É F I  1 » is « DÉFI 1 »."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _spread(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [word for run in runs for word in (_joined(run) if len(run) >= _FEWEST_SPREAD else run)]


def _spread(before: Word, word: Word) -> bool:
    single = len(before.text) == len(word.text) == 1 and (before.text + word.text).isalnum()
    level = abs(before.bottom - word.bottom) < 1 and abs(before.size - word.size) < 0.3 * word.size
    return single and level and 0 < word.left - before.right < 1.2 * word.size


def _joined(run: Sequence[Word]) -> Iterator[Word]:
    least = min(b.left - a.right for a, b in pairwise(run))
    word = run[0]
    for before, letter in pairwise(run):
        if letter.left - before.right > 1.6 * least + 0.5:
            yield word
            word = letter
        else:
            top, bottom = max(word.top, letter.top), min(word.bottom, letter.bottom)
            text = word.text + letter.text
            word = replace(word, text=text, right=letter.right, top=top, bottom=bottom)
    yield word


def _stacked(words: Sequence[Word]) -> list[Word]:
    """Make one word in the middle of each line that stands upright."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and abs(lines[-1][-1].left - word.left) < 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return list(map(_in_the_middle, lines))


def _in_the_middle(line: Sequence[Word]) -> Word:
    middle = (min(w.bottom for w in line) + max(w.top for w in line)) / 2
    half = (line[0].right - line[0].left) / 2
    text = " ".join(word.text for word in line)
    return replace(line[0], text=text, bottom=middle - half, top=middle + half)

"""Lines that are made alike: a level belongs to a series of lines, not to one line.

A line opens with a word and a number (« Ambition n° 2 »), a number alone (« 1.1 | »), a bullet, or
with nothing but its look. Lines that open alike are a series, whatever the word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.fields import is_label, is_only_fields, split_fields
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.pieces import is_capitals, rubric, starts_end
from pstlib.readers.documents.statuses import known_state
from pstlib.readers.documents.titles import without_state
from pstlib.reference import load_yaml
from pstlib.text import fold

Key: TypeAlias = tuple[Any, ...]  # the kind of opening, then what is shared
LEVELS = ("VOLET", "OS", "OO", "ACTION", "SOUS_ACTION")
_LONGEST = 300
_NUMBER = r"(?:\d{1,2}|(?<!\w)(?:[IVX]{1,4}|[A-Z])(?=\.\d))(?:\.\d{1,2}){0,3}(?:\.[A-Za-z](?!\w))?"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_AFTER = r"(?P<sign>\s?[.:)|–—-]{1,2}(?!\d))?\s*"
_WORDED = re.compile(
    r"(?i:(?:notre|nos|le|la|les|l['’])\s?)?(?P<word>[^\W\d_]{2,}(?:[ -][^\W\d_]{2,}){0,2}?)"
    rf"(?:\s?(?:[nN]\s?[°ºo]\.?\s?|#\s?)|\s|(?=\d))(?P<number>{_NUMBER}|[IVX]{{1,5}}|[A-Z])(?!\w){_AFTER}"
    r"(?P<title>.*)"
)
_BARE = re.compile(rf"(?P<number>{_NUMBER}|[IVX]{{1,5}}|[A-Za-z])(?!\w){_AFTER}(?P<title>\S.*)")
_SUMMIT = re.compile(  # what only a strategic objective says
    r"(?:etre|devenir) (?:une? )?(?:cpas|centre|commune|ville|administration|institution)\b.{3,250}"
)
_LETTER = re.compile(r"[A-H]\.\d")  # where there is a B.1, A.1 is no action
_LETTERED = re.compile(r"[B-H]\.\d")
_ANY = frozenset(("VOLET", "OS", "OO", "ACTION"))
_MARKS = {
    Mark.AXE: frozenset(("VOLET", "OS")),
    Mark.OBJECTIVE: frozenset(("OS", "OO")),
    Mark.NUMBER: _ANY | {"SOUS_ACTION"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """A block as its series sees it.

    ``key`` is what lines of a series share, ``levels`` those that its words allow, ``told`` whether
    it bears a state or attributes, ``attribute`` whether it is nothing else; ``head`` whether it
    stands out from the text.
    """

    block: Block
    key: Key | None = None
    number: str = ""
    title: str = ""
    levels: frozenset[str] = _ANY
    told: bool = False
    attribute: bool = False
    head: bool = False
    end: bool = False

    @property
    def named(self) -> bool:
        """Whether words say its level."""
        return len(self.levels) == 1


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """See every block of a document as a line of a series."""
    body = _body_size(blocks)
    lettered = any(_LETTERED.match(block.text) for block in blocks)
    return [_line(block, body, lettered=lettered) for block in blocks]


def series_of(lines: Iterable[Line]) -> dict[Key, list[int]]:
    """Group the lines that are made alike, by their place."""
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.key is not None:
            found[line.key].append(index)
    return dict(found)


def _line(block: Block, body: float, *, lettered: bool) -> Line:
    text = block.text
    if block.level:
        known = block.level in LEVELS
        return Line(
            block,
            ("cell", block.level) if known else None,
            title=text,
            levels=frozenset((block.level,)),
            told=bool(block.fields),
            attribute=not known,
        )
    if _is_attribute(block):
        return Line(block, title=text, told=_says_state(text), attribute=True)
    look = _look(block, body)
    if starts_end(block) or rubric(block) or len(text) > _LONGEST:
        return Line(block, title=text, head=bool(look), end=starts_end(block))
    told = bool(block.fields) or without_state(text) != text
    key, number, title, levels = _opening(block, look, lettered=lettered)
    return Line(block, key, number, title, levels, told=told, head=bool(look))


def _is_attribute(block: Block) -> bool:
    text = block.text
    alone = known_state(text) is not None or is_label(text)
    return alone or is_only_fields(text)


def _says_state(text: str) -> bool:
    columns = {column for column, _, _ in split_fields(text, whole=True)[1]}
    return known_state(text) is not None or not columns.isdisjoint(("statut", "suivi"))


def _look(block: Block, body: float) -> Key:
    """Tell how a line stands out from the text; nothing where it doesn't."""
    if block.heading:
        return ("titre", block.heading)
    large = block.size > 1.08 * body > 0
    capitals = is_capitals(block.text) and not block.bullet
    if block.text.rstrip().endswith((".", ";", ",")) or len(block.text) > 200:
        return ()
    return (
        ("aspect", round(block.size), block.bold, capitals)
        if large or block.bold or capitals
        else ()
    )


def _opening(block: Block, look: Key, *, lettered: bool) -> tuple[Key, str, str, frozenset[str]]:
    text = block.text
    found = None if lettered and _LETTER.match(text) else find_mark(text)
    if found and found.mark is not Mark.NUMBER:
        levels = _MARKS.get(found.mark, frozenset((str(found.mark.value),)))
        return ("marque", found.mark), found.number, found.title, levels
    if (match := _WORDED.fullmatch(text)) and _opens(match):
        levels = _levels_of(fold(match["word"]))
        if levels:
            key = ("mot", fold(match["word"]))
            return key, _plain(match["number"]), match["title"].strip(), levels
    place = (block.bullet, block.indent) if not look or block.bullet else ()
    match = _BARE.fullmatch(text)
    if match and _is_numbered(match):
        number, form = _plain(match["number"]), _form(match["number"])
        shared = ("nombre", form) if "." in match["number"] else ("nombre", form, look, place)
        return shared, number, match["title"].strip(), _ANY | {"SOUS_ACTION"}
    return _unnumbered(block, place, look)


def _unnumbered(block: Block, place: Key, look: Key) -> tuple[Key, str, str, frozenset[str]]:
    text = block.text
    if block.bullet:
        return ("puce", place, look), "", text, _ANY | {"SOUS_ACTION"}
    if look:
        return ("tête", look), "", text, _ANY
    if _SUMMIT.fullmatch(fold(text)):
        return ("mot", "etre"), "", text, frozenset(("OS",))
    return ("texte", place, round(block.size)), "", text, frozenset(("ACTION",))


def _is_numbered(match: re.Match[str]) -> bool:
    """Tell a number that counts a title from one that opens a sentence: « 12 agents »."""
    number, title = match["number"], match["title"]
    apart = match.end("number") < match.start("title")
    counts = number.isdigit() and apart and title[0].isupper()
    return counts or bool(match["sign"]) or "." in number


def _opens(match: re.Match[str]) -> bool:
    title = match["title"].strip()
    return not title or bool(match["sign"]) or title[0].isupper() or title[0] in '«"“'


@cache
def _levels_by_word() -> dict[str, frozenset[str]]:
    rows = load_yaml("niveaux.yml")["mots"]
    return {fold(word): frozenset(row["niveaux"]) for row in rows for word in row["mots"]}


def _levels_of(word: str) -> frozenset[str]:
    return _levels_by_word().get(word.removesuffix("s"), _levels_by_word().get(word, _ANY))


def _form(number: str) -> str:
    parts = (
        "1" if p.isdigit() else "I" if p in _ROMAN else "A" if p.isupper() else "a"
        for p in number.split(".")
    )
    return ".".join(parts)


def _plain(number: str) -> str:
    """Write a number with digits, whatever it is printed in."""
    return ".".join(str(_value(part)) for part in number.split("."))


def _value(part: str) -> int:
    if part.isdigit():
        return int(part)
    return _ROMAN.index(part) + 1 if part in _ROMAN else ord(part[0].upper()) - 64


def _body_size(blocks: Sequence[Block]) -> float:
    sizes: defaultdict[float, int] = defaultdict(int)
    for block in blocks:
        sizes[block.size] += len(block.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)

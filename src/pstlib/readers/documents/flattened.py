"""Lines in which a whole page or table was run together by an extraction, cut up again.

Nothing but marks and the words of the table's header is left to tell where a cell ended.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from pstlib.readers.documents.blocks import MARGIN, Block
from pstlib.readers.documents.headers import Column, column
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.statuses import known_state
from pstlib.text import fold

SHORTEST = 500
LONGEST = 400_000
CONFIDENCE = 0.7
_FEWEST_MARKS = 3
_FEWEST_PAGES = 3
_LONGEST_FOOTER = 25
_MOST_WORDS_OF_STATE = 14
_WORDED = (
    r"(?i:(?:objectifs?\s(?:strat[ée]giques?|op[ée]rationnels?)|axes?(?:\sstrat[ée]giques?)?|action|volet)"
    r"\s?(?:n\s?[°ºo]\.?\s?)?(?:\d{1,2}|[ivx]{1,4}\b))|O\.?\s?[OS]\.?\s?\d|S?A\.?\s?\d{1,3}\s?[-–.:]"
)
_DOTTED = r"\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,2}\.?\s?[-–:)]?\s?[A-ZÀ-ÖØ-ÞŒ«]"
_STARTS = re.compile(rf"(?:(?<=\s)|^)(?:{_WORDED}|{_DOTTED})")
_NAMED = re.compile(
    r"(?i)(?:\b(?:voir|cf\.?|et|ou|à|de|du|des|la|le|les|l['’]|avec|par|que)|[(,«’'])\s*$"
)
_CAPITALS = re.compile(r"(?:(?<=\s)|^)[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’' -]{11,150}$")
_HEADER = re.compile(
    r"(?<=\s)(?:N° )?(?:Actions?|Projets?|ACTIONS?|PROJETS?)(?:\s[\wÀ-ÿ°%’'/-]{2,20}){1,12}\s*$"
)
_GOES_ON = re.compile(r"(?i)d['’]|de$|du$|des$|(?:op[ée]rationnel|strat[ée]gique|pr[ée]vu)")
_POINT = re.compile(r"(?:(?<=\s)|^)(\d{1,2})\.(?=\s|$)")
_COUNTED = re.compile(
    r"(?i)o\.?[so]\.?|s?a\.?|sous-actions?|actions?|axes?|objectifs?|strat[ée]giques?|volet|fiche"
    r"|op[ée]rationnels?|projets?|n[°ºo]\.?"
)
_OWN_WORDS = re.compile(r"programme|\bplan\b|\bp\.?s\.?t\b|commune|ville|cpas|\bpage\b")


@dataclass(frozen=True)
class _Part:
    """What stands between two marks, and where in its line."""

    text: str
    place: str


def is_flattened(line: str) -> bool:
    """Tell a line that holds several elements with their numbers."""
    if not SHORTEST <= len(line) <= LONGEST:
        return False
    return sum(1 for _ in _starts(line)) >= _FEWEST_MARKS


def unflatten(lines: Sequence[tuple[str, str]]) -> list[list[Block]]:
    """Cut flattened lines up.

    Args:
        lines: The flattened lines of a document, each with its place.

    Returns:
        The blocks of each line, less confident than those of a sound text.
    """
    texts = [line for line, _ in lines]
    bare, footers = _without_footers(texts)
    columns: list[Column] = []
    result: list[list[Block]] = []
    for line, (whole, place) in zip(bare, lines, strict=True):
        blocks = [Block(text, place, level=MARGIN) for text in footers] if not result else []
        for part in _parts(line, whole, place):
            made, columns = _blocks(part, columns)
            blocks += made
        result.append(blocks)
    return result


def _starts(line: str) -> Iterator[int]:
    for match in _STARTS.finditer(line):
        before = line[max(0, match.start() - 14) : match.start()]
        if not _NAMED.search(before) and find_mark(line[match.start() : match.start() + 700]):
            yield match.start()


def _parts(line: str, whole: str, place: str) -> Iterator[_Part]:
    """Part a line at its marks; the place is that in the whole line, footers included."""
    starts = [0, *_starts(line), len(line)]
    at = 0
    for start, end in pairwise(starts):
        text = line[start:end].strip()
        if text:
            at = max(whole.find(text[:20], at), at)
            yield _Part(text, f"{place}, caractère {at + 1}")


def _blocks(part: _Part, columns: list[Column]) -> tuple[list[Block], list[Column]]:
    """Give the blocks of a part, and the columns of the table that it stands in."""
    text, title = _split(part.text, _CAPITALS)
    before, header = _split(text, _HEADER)
    if named := _columns(header):
        text, columns = before, named
    found = find_mark(text)
    action = found and found.mark in (Mark.NUMBER, Mark.ACTION, Mark.SUB_ACTION)
    block = Block(text, part.place, confidence=CONFIDENCE)
    blocks = [_action(block, columns)] if action else [block] if text else []
    return [*blocks, *([replace(block, text=title)] if title else [])], columns


def _split(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()].strip(), match[0].strip()) if match else (text, "")


def _columns(header: str) -> list[Column]:
    """Read the run of column names « Actions Indicateurs Etat d’avancement »."""
    words, found = header.split(), list[Column]()
    while words:
        size = next((n for n in (1, 2, 3, 4) if _is_name(words, n)), 0)
        if not size:
            return []
        found.append(column(" ".join(words[:size])))
        words = words[size:]
    return found if len(found) > 1 else []


def _is_name(words: Sequence[str], size: int) -> bool:
    after = words[size] if size < len(words) else ""
    return column(" ".join(words[:size])).known and not _GOES_ON.match(after)


def _action(block: Block, columns: Sequence[Column]) -> Block:
    text, found = block.text, find_mark(block.text)
    level = "SOUS_ACTION" if found and found.mark is Mark.SUB_ACTION else "ACTION"
    block = replace(block, level=level)
    others = [c for c in columns if not c.role]
    start = len(text) - len(found.title) if found else 0
    runs = _runs(text[start:])
    if runs:
        title = text[: start + runs[0][0]].strip()
        return replace(block, text=title, fields=tuple(_fields(runs, text[start:], others)))
    state = next((c for c in others if c.attribute == "statut"), None)
    if state and (cut := _state_at_end(text)):
        fields = (("statut", state.label, text[cut:]),)
        return replace(block, text=text[:cut].strip(), fields=fields)
    return block


def _runs(text: str) -> list[list[int]]:
    """Give where the points of each enumeration 1. 2. 3. start; a new 1. opens a new one."""
    runs: list[list[int]] = []
    expected = 1
    for match in _POINT.finditer(text):
        number = int(match[1])
        if number == 1:
            runs.append([match.start()])
        elif runs and number == expected:
            runs[-1].append(match.start())
        else:
            continue
        expected = number + 1
    return runs


def _fields(
    runs: Sequence[Sequence[int]], text: str, columns: Sequence[Column]
) -> Iterator[tuple[str, str, str]]:
    """Give each enumeration to a column; the last to the state, where its words are states."""
    ends = [*[run[0] for run in runs[1:]], len(text)]
    for rank, (run, end) in enumerate(zip(runs, ends, strict=True)):
        limits = [*run, end]
        points = [text[a:b] for a, b in pairwise(limits)]
        values = [value for point in points if (value := point.partition(".")[2].strip())]
        whole = len(runs) == len(columns)
        named = columns[rank] if whole else _by_words(values, columns)
        if named and values:
            yield named.attribute, named.label, " / ".join(values)


def _by_words(values: Sequence[str], columns: Sequence[Column]) -> Column | None:
    stated = any(known_state(value) for value in values)
    fits = [c for c in columns if (c.attribute == "statut") == stated]
    return fits[0] if fits else None


def _state_at_end(text: str) -> int:
    """Find where the state at the end of a row starts, 0 where there is none."""
    starts = [match.start() for match in re.finditer(r"(?<=\s)\S", text)]
    for start in starts[-_MOST_WORDS_OF_STATE:]:
        if (text[start].isupper() or text[start].isdigit()) and known_state(text[start:]):
            return start
    return 0


# Headers and footers ------------------------------------------------------------------------------


def _without_footers(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take out what is printed again and again before a page number; give one copy of each."""
    tokens = [line.split() for line in lines]
    gone: set[tuple[int, int]] = set()
    copies = []
    for places in _page_numbers(tokens):
        footers = _footers(tokens, places)
        new = [[place for place in footer if place not in gone] for footer in footers]
        if longest := max(new, key=len, default=[]):
            copies.append(" ".join(tokens[row][at] for row, at in longest))
        gone.update(place for footer in footers for place in footer)
    kept = [
        " ".join(token for at, token in enumerate(row) if (index, at) not in gone)
        for index, row in enumerate(tokens)
    ]
    return kept, copies


def _page_numbers(tokens: Sequence[Sequence[str]]) -> list[list[tuple[int, int]]]:
    """Give the bare numbers that may be page numbers, by the two words before each."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for row, words in enumerate(tokens):
        for at in range(2, len(words)):
            if re.fullmatch(r"\d{1,3}", words[at]) and not _COUNTED.fullmatch(words[at - 1]):
                places.setdefault(tuple(map(_plain, words[at - 2 : at])), []).append((row, at))
    return [found for found in places.values() if len(found) >= _FEWEST_PAGES]


def _plain(token: str) -> str:
    return re.sub(r"\d+", "#", token)


def _footers(
    tokens: Sequence[Sequence[str]], places: Sequence[tuple[int, int]]
) -> list[list[tuple[int, int]]]:
    """Give where the tokens of each footer stand: as many as most copies have in common."""
    common: list[str] = []
    for back in range(1, _LONGEST_FOOTER):
        words = Counter(_plain(tokens[row][at - back]) for row, at in places if at >= back)
        word, count = words.most_common(1)[0] if words else ("", 0)
        if count < max(2, 0.75 * len(places)):
            break
        common.append(word)
    if not _OWN_WORDS.search(fold(" ".join(reversed(common)))):
        return []
    footers = []
    for row, at in places:
        before = map(_plain, reversed(tokens[row][max(0, at - len(common)) : at]))
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, common, strict=False))
        footers.append([(row, index) for index in range(at - len([*alike]), at + 1)])
    return footers

"""States told by a symbol, a code or a ticked box, wherever they stand.

A symbol means what the document’s own legend says, nothing else; without legend it is a bullet.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.statuses import known_state
from pstlib.text import fold

_BOXES = frozenset("☐☑☒◩◪◧◨□■")
_TICKED = frozenset("☑☒■✓✔✗✘⊠◼")
_MOST_LEGEND = 300
_SEVERAL = 2
LISTED = "☐"  # the bullet of every item that bears a symbol
_NUMBERED = r"(?:(?:[A-Za-z]{1,8}\s?)?(?:n°\s?)?[\dA-Z][\dA-Z.]{0,9}\s?[.):–-]*\s+)"
# The boxes of a list of tasks in Markdown; like any symbol, they say nothing without a legend.
_TASKS = {"[x]": "[x]", "[X]": "[x]", "[ ]": "[ ]"}
_LETTERS = re.compile(
    r"(?P<code>[A-Z]{1,4}|\[[ xX]\])\s?[=:]\s?(?P<words>[^;,/|=:]{2,40})(?:[;,/|]\s?|$)"
)
_OF_ACTIONS = re.compile(r"^(?:l['’])?(?:actions?|projets?) (?:est |sont )?", re.I)
_OPENS_LEGEND = re.compile(r"^[^:]{0,60}:\s*")


def with_states(blocks: Sequence[Block]) -> list[Block]:
    """Give each block the state that its symbol says, as a field; leave legends out.

    A line of boxes with a word each keeps the word that is ticked.
    """
    legend = read_legend(blocks)
    return [_told(block, legend) for block in blocks if not _is_legend(block, legend)]


def read_legend(blocks: Sequence[Block]) -> dict[str, str]:
    """Read what symbols mean, as « ✔ réalisé  ➜ en cours » or a line for each tells."""
    said: dict[str, str] = {}
    for block in blocks:
        for symbol, words in _entries(block):
            said.setdefault(symbol, words)
    return said if len({known_state(w) for w in said.values()}) > 1 else {}


def spoken(text: str, legend: Mapping[str, str]) -> str:
    """Give the words of a cell that only holds a symbol, a code, or boxes, one of them ticked."""
    bare = text.replace("\ufe0f", "").strip()
    ticked = _ticked_word(Block(bare, "")).rpartition(" : ")[2]
    return ticked or legend.get(bare) or legend.get(bare[:1] * (len(set(bare)) == 1)) or text


def _whole(block: Block) -> str:
    return f"{block.bullet} {block.text}".strip()


def _entries(block: Block) -> list[tuple[str, str]]:
    """Give the symbols and states of a line that is a legend, nothing for any other line."""
    text = _whole(block)
    if len(text) > _MOST_LEGEND or block.level:
        return []
    if not any(map(_is_symbol, text)):
        return _letters(block.text)
    places = [i for i, c in enumerate(text) if _is_symbol(c) and text[i - 1 : i] != c]
    lead, ends = text[: places[0]], [*places, len(text)]
    parts = [(text[a], _words(text[a:b].lstrip(text[a]))) for a, b in pairwise(ends)]
    if not parts[-1][1]:  # « réalisé ✔, en cours ➜ »
        words = [_words(_OPENS_LEGEND.sub("", lead)), *(words for _, words in parts[:-1])]
        parts = [(symbol, said) for (symbol, _), said in zip(parts, words, strict=True)]
    elif lead and not _OPENS_LEGEND.fullmatch(lead):
        return []
    if len(parts) > 1 and _is_ticked([symbol for symbol, _ in parts]):
        return []
    return parts if all(words and known_state(words) for _, words in parts) else []


def _letters(text: str) -> list[tuple[str, str]]:
    """Read « R = réalisé ; EC = en cours », on one line or one on each."""
    found = list(_LETTERS.finditer(text))
    told = all(known_state(match["words"]) for match in found)
    if not told or (len(found) < _SEVERAL and (not found or found[0][0] != text)):
        return []
    codes = (_TASKS.get(match["code"], match["code"]) for match in found)
    return [(code, match["words"].strip()) for code, match in zip(codes, found, strict=True)]


def _words(text: str) -> str:
    plain = text.replace("\ufe0f", "").strip(" \t=:;,.|/–—-()")
    first = re.split(r"\s?[:=]\s", plain, maxsplit=1)[0]
    return _OF_ACTIONS.sub("", first)


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sm") and char not in "+<>=|~±©®°"


def _is_ticked(symbols: Sequence[str]) -> bool:
    """Tell printed words to tick, of which one is, from a legend that names each symbol once."""
    return set(symbols) <= _BOXES | _TICKED and len(set(symbols)) < len(symbols)


def _is_legend(block: Block, legend: Mapping[str, str]) -> bool:
    if not legend:
        return False
    return bool(_entries(block)) or fold(block.text).strip(" :.") in ("legende", "symboles")


def _told(block: Block, legend: Mapping[str, str]) -> Block:
    if block.level:
        return block
    if ticked := _ticked_word(block):
        return replace(block, text=ticked, bullet="")
    if task := _TASKS.get(block.bullet[-3:]):
        return replace(_with(block, legend[task]) if task in legend else block, bullet=LISTED)
    if block.bullet[-1:] in legend:
        return replace(_with(block, legend[block.bullet[-1]]), bullet=LISTED)
    symbol, text = _parted(block.text.replace("\ufe0f", ""), legend)
    if symbol:
        opens = not text.startswith(block.text[:1])
        bullet = block.bullet or (LISTED if opens else "")
        return replace(_with(block, legend[symbol]), text=text, bullet=bullet)
    boxed = block.bullet[-1:] in _BOXES  # ticked or not, boxes are one list
    return replace(block, bullet=LISTED) if boxed else block


def _parted(text: str, legend: Mapping[str, str]) -> tuple[str, str]:
    """Part a symbol or code of the legend from a line: before it, after its number, at its end."""
    if not legend:
        return "", text
    signs = "|".join(map(re.escape, legend))
    patterns = (
        rf"(?P<lead>{_NUMBERED}?)(?P<sign>{signs})\s?[:–-]?\s(?P<rest>\S.+)",
        rf"(?P<lead>)(?P<rest>\S.*?)\s[(\[]?(?P<sign>{signs})[)\]]?",
    )
    for pattern in patterns:
        if match := re.fullmatch(pattern, text.strip()):
            return match["sign"], match["lead"] + match["rest"]
    return "", text


def _with(block: Block, state: str) -> Block:
    return replace(block, fields=(*block.fields, ("statut", "", state)))


def _ticked_word(block: Block) -> str:
    """Read « ☐ À démarrer ☒ En cours » as a state, where one box of several is ticked."""
    text = _whole(block)
    label, parts = "", list(_boxes(text))
    if parts:
        label = text[: parts[0][2]].strip(" :")
    states = [word for symbol, word, _ in parts if symbol in _TICKED]
    known = sum(known_state(word) is not None for _, word, _ in parts)
    if len(parts) < _SEVERAL or known < _SEVERAL:
        return ""
    return f"{label or 'État'} : {states[0] if len(states) == 1 else '–'}"


def _boxes(text: str) -> Iterator[tuple[str, str, int]]:
    places = [i for i, char in enumerate(text) if char in _BOXES | _TICKED]
    for start, end in pairwise([*places, len(text)]):
        yield text[start], text[start + 1 : end].strip(" ;,|/"), start

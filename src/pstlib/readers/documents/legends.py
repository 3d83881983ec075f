"""States printed before a title or by a symbol, wherever they stand: one rule for a document.

A symbol means what the document’s own legend says, nothing else; without legend it is a bullet. A
word before titles (« Finalisée – Réaménager… ») is a state where it stands so several times.
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
_BRACKETED = re.compile(r"[(\[]\s*(?P<state>[^()\[\]]{2,60}?)\s*[)\]]\s*[:–—-]?\s*(?P<title>\S.+)")
_LEADING = re.compile(r"(?P<state>[^\t–—|:]{2,40}?)\s*(?:\t|\s[–—-]\s|\s?[|:]\s)\s*(?P<title>\S.+)")
_CAPITALS = re.compile(
    r"(?P<state>[A-ZÀ-Þ]{2}[A-ZÀ-Þ’' ]{1,40}?)\s+(?P<title>[«\"]?\s?[A-ZÀ-Þ][’']?[a-zà-ÿ].+)"
)
_OF_ACTIONS = re.compile(r"^(?:l['’])?(?:actions?|projets?) (?:est |sont )?", re.I)
_OPENS_LEGEND = re.compile(r"^[^:]{0,60}:\s*")


def with_states(blocks: Sequence[Block]) -> list[Block]:
    """Give each block the state that a symbol or the words before its title say.

    The state becomes a field of the block; legends are left out, and a line of boxes with a word
    each keeps the word that is ticked.
    """
    legend = read_legend(blocks)
    kept = [b for b in blocks if not _is_legend(b, legend)]
    worded = [_leading(block.text) for block in kept]
    several = sum(found is not None for found in worded) >= _SEVERAL
    return [
        _told(block, found if several else _in_brackets(block.text), legend)
        for block, found in zip(kept, worded, strict=True)
    ]


def read_legend(blocks: Sequence[Block]) -> dict[str, str]:
    """Read what symbols mean, as « ✔ réalisé  ➜ en cours » or a line for each tells."""
    said: dict[str, str] = {}
    for block in blocks:
        for symbol, words in _entries(block):
            said.setdefault(symbol, words)
    return said if len({known_state(w) for w in said.values()}) > 1 else {}


def _whole(block: Block) -> str:
    return f"{block.bullet} {block.text}".strip()


def _entries(block: Block) -> list[tuple[str, str]]:
    """Give the symbols and states of a line that is a legend, nothing for any other line."""
    text = _whole(block)
    if len(text) > _MOST_LEGEND or block.level or not any(map(_is_symbol, text)):
        return []
    places = [i for i, char in enumerate(text) if _is_symbol(char)]
    lead = text[: places[0]]
    if lead and not _OPENS_LEGEND.fullmatch(lead):
        return []
    ends = [*places, len(text)]
    parts = [(text[a], _words(text[a + 1 : b])) for a, b in pairwise(ends)]
    if len(parts) > 1 and _is_ticked([symbol for symbol, _ in parts]):
        return []
    return parts if all(words and known_state(words) for _, words in parts) else []


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


def _told(block: Block, found: tuple[str, str] | None, legend: Mapping[str, str]) -> Block:
    if block.level:
        return block
    if ticked := _ticked_word(block):
        return replace(block, text=ticked, bullet="")
    if found:
        block = _with(block, found[0])
        block = replace(block, text=found[1])
    if block.bullet[-1:] in legend:
        return replace(_with(block, legend[block.bullet[-1]]), bullet="☐")
    text = block.text.replace("\ufe0f", "").strip()
    if text[:1] in legend and len(text) > 1:
        said = _with(block, legend[text[0]])
        return replace(said, text=text[1:].strip(" \t:–-"), bullet=block.bullet or "☐")
    if text[-1:] in legend and len(text) > 1:
        return replace(_with(block, legend[text[-1]]), text=text[:-1].strip(" \t:–-"))
    boxed = block.bullet[-1:] in _BOXES  # ticked or not, boxes are one list
    return replace(block, bullet="☐") if boxed else block


def _with(block: Block, state: str) -> Block:
    return replace(block, fields=(*block.fields, ("statut", "", state)))


def _leading(text: str) -> tuple[str, str] | None:
    """Part a state from the title after it."""
    for pattern in (_LEADING, _CAPITALS):
        match = pattern.fullmatch(text)
        if match and (found := _stated(match)):
            return found
    return _in_brackets(text)


def _in_brackets(text: str) -> tuple[str, str] | None:
    match = _BRACKETED.fullmatch(text)
    return _stated(match) if match else None


def _stated(match: re.Match[str]) -> tuple[str, str] | None:
    title = match["title"].strip()
    plain = known_state(match["state"]) and not known_state(title) and " " in title
    return (match["state"].strip(), title) if plain else None


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

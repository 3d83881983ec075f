"""Titles parted from the states and attributes that stand before or after them on their line."""

import re
from collections.abc import Iterator

from pstlib.readers.documents.fields import split_fields
from pstlib.readers.documents.nodes import Node
from pstlib.readers.documents.statuses import State, known_state, remarked_state

_QUOTED = re.compile(r"[«\"“]\s*([^«»\"“”]*?)\s*[»\"”]\s*\.?")
_SEPARATED = re.compile(r"\s*(?:\s[–—-](?=\s)|[–—]|\t|\||→|\s?:)\s*")
_BRACKETED = re.compile(r"(?P<title>.+\S)\s*[(\[](?P<state>[^()\[\]]{2,120})[)\]]\s*\.?")
_CAPITALS = re.compile(
    r"(?P<title>.*[a-zà-ÿ)0-9]\S*)\s+(?P<state>(?:[A-ZÀ-Þ]{2}|À )[A-ZÀ-Þ’' ]{1,40}|\d{1,3}\s?%)"
)
_OPENS_BRACKETED = re.compile(
    r"[(\[]\s*(?P<state>[^()\[\]]{2,60}?)\s*[)\]]\s*[:–—-]?\s*(?P<title>\S.+)"
)
_OPENS = re.compile(r"(?P<state>[^\t–—|:]{2,40}?)\s*(?:\t|\s[–—-]\s|\s?[|:]\s)\s*(?P<title>\S.+)")
_OPENS_CAPITALS = re.compile(
    r"(?P<state>[A-ZÀ-Þ][A-ZÀ-Þ’' ]{1,40}?)\s+(?P<title>[«\"]?\s?[A-ZÀ-Þ][’']?[a-zà-ÿ].+)"
)
_SEVERAL = 2  # states before a title, or bare at its end, come in numbers or not at all
_MOST_WORDS = 200
Parted = tuple[str, State]


def finish(root: Node) -> None:
    """Part each title from its attributes and its state, now that its lines are together."""
    nodes = [node for node in root.walk() if node.level in ("ACTION", "SOUS_ACTION", "OO")]
    # A rate at the end may be a target (« porter à 60 % »), unless others end with bare states.
    bare = sum(state_at_end(node.title, _CAPITALS) is not None for node in nodes) > _SEVERAL
    opens = sum(_state_before(node.title, several=True) is not None for node in nodes) >= _SEVERAL
    for node in root.walk():
        node.title, found = split_fields(node.title, whole=False)
        node.fields = [*found, *node.fields]
    for node in nodes:
        parted = _state_before(node.title, several=opens) or _state_after(node.title, bare=bare)
        if parted:
            node.title, node.state = parted
    for node in root.walk():
        node.title = _clean(node.title)


def _state_after(title: str, *, bare: bool) -> Parted | None:
    found = state_at_end(title) or _after_separator(title)
    return found or (state_at_end(title, _CAPITALS) if bare else None)


def state_at_end(title: str, pattern: re.Pattern[str] = _BRACKETED) -> Parted | None:
    """Part a title from the state after it, in brackets or as another pattern says."""
    match = pattern.fullmatch(title)
    return _parted(match["title"], match["state"]) if match else None


def _after_separator(title: str) -> Parted | None:
    """Read « Créer un guichet – en cours – dans l’attente du subside »: the first part that is."""
    found = (_parted(title[:start], title[end:]) for start, end in _separators(title))
    return next(filter(None, found), None)


def _separators(title: str) -> Iterator[tuple[int, int]]:
    for match in _SEPARATED.finditer(title, 1):
        if 0 < len(title) - match.end() <= _MOST_WORDS:
            yield match.start(), match.end()


def _parted(title: str, text: str) -> Parted | None:
    state = known_state(text) or remarked_state(text)
    return (title, state) if state and title else None


def _state_before(title: str, *, several: bool) -> Parted | None:
    """Part a state from the title after it; without brackets it must not be the only one."""
    for pattern in (_OPENS_BRACKETED, *((_OPENS, _OPENS_CAPITALS) if several else ())):
        match = pattern.fullmatch(title)
        if match and (state := known_state(match["state"])) and " " in match["title"]:
            return None if known_state(match["title"]) else (match["title"], state)
    return None


def _clean(title: str) -> str:
    text = " ".join(title.split()).strip(" ;,|")
    whole = _QUOTED.fullmatch(text)
    return whole[1] if whole else text.rstrip(":–— ")


def without_state(title: str) -> str:
    """Give a title without the state before or after it."""
    parted = _state_before(title, several=True) or _state_after(title, bare=True)
    return parted[0] if parted else title

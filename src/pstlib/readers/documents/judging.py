"""How much a reading looks like a plan: one score for all readings of a document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pstlib.readers.documents.deeds import is_deed
from pstlib.readers.documents.series import LEVELS, Line
from pstlib.readers.documents.titles import without_state

_SHORT = 200
_SOME = 3
WEIGHTS = {
    "numbers": 2.0,
    "filled": 2.0,
    "fan": 1.0,
    "depth": 1.0,
    "told": 2.0,
    "explained": 2.0,
    "titles": 1.5,
    "levels": 1.0,
    "words": 1.5,
}


@dataclass(frozen=True, slots=True)
class Item:
    """An element as a reading has it: its level, its number, the place of its line."""

    level: str
    number: str
    index: int
    title: str


def judge(items: Sequence[Item], lines: Sequence[Line]) -> float:
    """Score a reading from 0 to 1."""
    if len(items) < 2:
        return 0.0
    parts = facts(items, lines)
    return sum(WEIGHTS[name] * part for name, part in parts.items()) / sum(WEIGHTS.values())


def facts(items: Sequence[Item], lines: Sequence[Line]) -> Mapping[str, float]:
    """Give what speaks for a reading, each from 0 to 1."""
    parents = _parents(items)
    counts = Counter(item.level for item in items)
    return {
        "numbers": _numbers(items, parents),
        "filled": _filled(items, parents),
        "fan": _fan(counts),
        "depth": _depth(items, parents),
        "told": _told(items, lines),
        "explained": _explained(items, lines),
        "titles": _titles(items),
        "levels": min(3, sum(counts[level] > 0 for level in ("OS", "OO", "ACTION"))) / 3,
        "words": _words(items, lines),
    }


def _parents(items: Sequence[Item]) -> list[int]:
    open_at: dict[str, int] = {}
    parents = []
    for place, item in enumerate(items):
        rank = LEVELS.index(item.level)
        above = [open_at[level] for level in LEVELS[:rank] if level in open_at]
        parents.append(max(above, default=-1))
        for level in LEVELS[rank:]:
            open_at.pop(level, None)
        open_at[item.level] = place
    return parents


def _numbers(items: Sequence[Item], parents: Sequence[int]) -> float:
    """Tell how many numbers follow the one before and extend that of the element above."""
    last: dict[tuple[int, str], str] = {}
    any_before: dict[str, str] = {}
    good = total = 0
    for place, item in enumerate(items):
        if not item.number:
            continue
        total += 1
        head, _, tail = item.number.rpartition(".")
        before = last.get((parents[place], item.level), any_before.get(item.level, ""))
        above = items[parents[place]].number if parents[place] >= 0 else ""
        follows = tail == "1" or before.rpartition(".")[2] == str(int(tail) - 1)
        extends = not head or not above or head in (above, above.rpartition(".")[2])
        good += follows and extends
        last[parents[place], item.level] = any_before[item.level] = item.number
    return good / total if total > 1 else 0.6


def _filled(items: Sequence[Item], parents: Sequence[int]) -> float:
    holders = set(parents)
    above = [place for place, item in enumerate(items) if item.level in ("VOLET", "OS", "OO")]
    return sum(place in holders for place in above) / len(above) if above else 0.0


def _fan(counts: Mapping[str, int]) -> float:
    """Tell whether there are as many of each as plans have."""
    summits, objectives, actions = (counts.get(level, 0) for level in ("OS", "OO", "ACTION"))
    low = objectives or summits
    good = [
        2 <= summits <= 15,
        not objectives or summits <= objectives <= 10 * max(summits, 1),
        not actions or low <= actions <= 20 * max(low, 1),
    ]
    return sum(good) / 3


def _depth(items: Sequence[Item], parents: Sequence[int]) -> float:
    levels = Counter(
        items[parents[place]].level if parents[place] >= 0 else ""
        for place, item in enumerate(items)
        if item.level == "ACTION"
    )
    best = max((n for level, n in levels.items() if level in ("OS", "OO")), default=0)
    return best / levels.total() if levels else 0.5


def _told(items: Sequence[Item], lines: Sequence[Line]) -> float:
    """Tell whether states and attributes stand on the actions, and on most of them."""
    stated: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    ends = [*[item.index for item in items[1:]], min(len(lines), items[-1].index + 8)]
    for item, end in zip(items, ends, strict=True):
        under = [line for line in lines[item.index + 1 : end] if line.attribute]
        stated[item.level] += lines[item.index].told or any(line.told for line in under)
        filled[item.level] += bool(under)
    # Managers and deadlines may well stand on objectives; states hardly.
    held = stated if stated.total() >= _SOME else filled
    actions = held["ACTION"] + held["SOUS_ACTION"]
    share = actions / held.total() if held.total() >= _SOME else 0.0
    return share if held is stated else max(0.6, share)


def _explained(items: Sequence[Item], lines: Sequence[Line]) -> float:
    """Tell how many of the lines between the first and last element are elements or attributes."""
    first, last = items[0].index, items[-1].index
    own, indent, plain = {item.index for item in items}, 0, 0.0
    for index in range(first, last + 1):
        line = lines[index]
        if index in own:
            indent = line.block.indent
        elif line.key and len(line.title) <= _SHORT and not line.attribute:
            # What stands deeper than the element above it is a detail of it.
            plain += 0.3 if line.block.indent > indent or line.block.bullet else 1
    return len(items) / (len(items) + plain)


def _titles(items: Sequence[Item]) -> float:
    titles = [without_state(item.title) for item in items if item.level in ("OO", "ACTION")]
    return sum(map(is_deed, titles)) / len(titles) if titles else 0.3


def _words(items: Sequence[Item], lines: Sequence[Line]) -> float:
    """Tell how many lines whose words name a level are read at that level."""
    read = {item.index: item.level for item in items}
    named = [(i, n) for i, n in enumerate(lines) if n.named and n.key and n.key[0] == "marque"]
    if not named:
        return 0.5
    first, last = items[0].index, items[-1].index
    inside = [(i, line) for i, line in named if first <= i <= last] or named
    return sum(read.get(i) in line.levels for i, line in inside) / len(inside)

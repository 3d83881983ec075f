"""The totals that a document prints of itself, against what was read in it."""

import re
from collections.abc import Mapping, Sequence

from pstlib.readers.documents.blocks import Block
from pstlib.readers.warnings import WARNING, Warnings
from pstlib.text import fold

_UNITS = "un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
_NAMES = {
    "OS": r"(?:objectifs? strategiques?|os|axes?(?: strategiques?)?)",
    "OO": r"(?:objectifs? operationnels?|oo)",
    "ACTION": r"actions?",
}
NUMBER = rf"(\d{{1,4}}|{_UNITS})"
_PLAN = re.compile(r"\b(?:pst|p\.s\.t\.|programme|plan)\b")
_PLURALS = {"OS": "objectifs stratégiques", "OO": "objectifs opérationnels", "ACTION": "actions"}


def compare(blocks: Sequence[Block], counts: Mapping[str, int], warnings: Warnings) -> None:
    """Warn where the document announces another number of objectives or actions than was read."""
    for block in blocks:
        if len(block.text) > 1500:
            continue
        for level, announced in announced_totals(block.text).items():
            read = counts.get(level, 0)
            if read != announced:
                what = f"{announced} {_PLURALS[level]}, la lecture en compte {read}"
                warnings.add(WARNING, f"le document annonce {what}", block.place)


def number_of(word: str) -> int:
    """Read a number in digits or in letters, folded."""
    return int(word) if word.isdigit() else _UNITS.split("|").index(word) + 1


def announced_totals(text: str) -> dict[str, int]:
    """Read totals such as « 6 objectifs stratégiques, 19 objectifs opérationnels et 83 actions ».

    A single number counts only where the sentence speaks of the plan: « 5 actions de formation »
    announces nothing.
    """
    folded = fold(text)
    found = {}
    for level, name in _NAMES.items():
        match = re.search(rf"\b{NUMBER} {name}\b|\b{name} ?: ?{NUMBER}\b", folded)
        if match:
            found[level] = number_of(match[1] or match[2])
    regroups = _PLAN.search(folded) and re.search(
        r"compte|comporte|regroupe|comprend|contient", folded
    )
    return found if len(found) > 1 or regroups else {}

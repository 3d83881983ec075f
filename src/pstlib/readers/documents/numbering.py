"""The numbers and bullets that Word writes by itself: they are nowhere in the text."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pstlib.readers.documents.trees import integer
from pstlib.readers.documents.wordstyles import indent_of, told, w

_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    indent: int = 0


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Any) -> None:
        abstracts = root.findall(w("abstractNum")) if root is not None else []
        self._levels = {a.get(w("abstractNumId")): _levels(a) for a in abstracts}
        numbers = root.findall(w("num")) if root is not None else []
        self._lists = {n.get(w("numId")): told(n, "abstractNumId") for n in numbers}
        self._restarts = {n.get(w("numId")): n.find(w("lvlOverride")) is not None for n in numbers}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def next(self, number: str, depth: int) -> tuple[str, int]:
        """Count one item of a list and give its mark (``1.2``, ``•``) and its indent."""
        abstract = self._lists.get(number)
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return ("•", 0) if number else ("", 0)
        if level.format in ("bullet", "none"):
            return ("•" if level.format == "bullet" else ""), level.indent
        counts = self._counts[number if self._restarts.get(number) else f"abstract {abstract}"]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return _written(level.text, levels, counts), level.indent


def _levels(abstract: Any) -> dict[int, _Level]:
    levels = abstract.findall(w("lvl"))
    return {integer(level.get(w("ilvl"))): _level(level) for level in levels}


def _level(level: Any) -> _Level:
    return _Level(
        format=told(level, "numFmt") or "decimal",
        text=told(level, "lvlText") or "",
        start=integer(told(level, "start"), 1),
        indent=indent_of(level.find(w("pPr"))) or 0,
    )


def _written(pattern: str, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    """Fill ``%1.%2`` with the counts so far."""

    def count(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        level = levels.get(depth, _Level())
        return _spelled(counts.get(depth, level.start), level.format)

    return re.sub(r"%([1-9])", count, pattern[:60]).strip()


def _spelled(count: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[count - 1]
        return letter.upper() if kind.startswith("upper") else letter
    if kind in ("lowerRoman", "upperRoman") and 1 <= count <= 39:
        roman = ""
        for amount, letters in _ROMANS:
            roman += letters * (count // amount)
            count %= amount
        return roman.upper() if kind.startswith("upper") else roman
    return str(count)

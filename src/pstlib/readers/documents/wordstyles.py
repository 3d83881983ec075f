"""What a Word paragraph looks like: its own properties, else those of its style."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre|kop|uberschrift) ?([1-6])", re.I)
_CONTENTS = re.compile(r"(?:toc|tm|table des matieres|table of)\b ?\d?", re.I)
_MOST_PARENTS = 12


def w(name: str) -> str:
    """Give the qualified name of a Word element or attribute."""
    return _W + name


def local(element: Any) -> str:
    """Give an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Any) -> str | None:
    """Give the attribute ``w:val``."""
    found = element.get(w("val"))
    return str(found) if found is not None else None


def on(element: Any) -> bool:
    """Tell whether a switch such as ``w:b`` is on."""
    return value(element) not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks; sizes in points, indents in twentieths of a point."""

    heading: int
    bold: bool
    size: float
    indent: int | None
    numbering: tuple[str, int]
    contents: bool


class Styles:
    """The styles of a document, by identifier."""

    def __init__(self, root: Any) -> None:
        found = root.findall(w("style")) if root is not None else []
        self._styles = {style.get(w("styleId")): style for style in found}
        defaults = [
            s for s in found if s.get(w("default")) == "1" and s.get(w("type")) == "paragraph"
        ]
        self._default = defaults[0].get(w("styleId")) if defaults else None
        self._chain = cache(self._chained)

    def of(self, paragraph: Any) -> Style:
        """Read the look of a paragraph."""
        own = paragraph.find(w("pPr"))
        named = own.find(w("pStyle")) if own is not None else None
        chain = self._chain(value(named) if named is not None else self._default)
        sources = [
            source for source in (own, *(s.find(w("pPr")) for s in chain)) if source is not None
        ]
        names = [_name(style) for style in chain]
        return Style(
            heading=_heading(names, sources),
            bold=_bold(paragraph, chain),
            size=_size(paragraph, chain),
            indent=_indent(sources),
            numbering=_numbering(sources),
            contents=any(_CONTENTS.match(name) for name in names[:1]),
        )

    def _chained(self, identifier: str | None) -> tuple[Any, ...]:
        chain: list[Any] = []
        while identifier in self._styles and len(chain) < _MOST_PARENTS:
            style = self._styles[identifier]
            chain.append(style)
            parent = style.find(w("basedOn"))
            identifier = value(parent) if parent is not None else None
        return tuple(chain)


def _name(style: Any) -> str:
    name = style.find(w("name"))
    return (value(name) if name is not None else None) or ""


def _heading(names: list[str], sources: list[Any]) -> int:
    for name in names:
        if match := _HEADING.match(name):
            return int(match[1])
    for source in sources:
        outline = source.find(w("outlineLvl"))
        if (
            outline is not None
            and (value(outline) or "").isdigit()
            and int(value(outline) or 9) < 6
        ):
            return int(value(outline) or 0) + 1
    return 0


def _runs(paragraph: Any) -> list[Any]:
    runs = paragraph.iter(w("r"))
    return [run for run in runs if any((t.text or "").strip() for t in run.iter(w("t")))]


def _bold(paragraph: Any, chain: tuple[Any, ...]) -> bool:
    by_style = next((on(b) for s in chain for b in s.findall(f"{w('rPr')}/{w('b')}")), False)
    runs = _runs(paragraph)
    own = [run.find(f"{w('rPr')}/{w('b')}") for run in runs]
    return bool(runs) and all(by_style if mark is None else on(mark) for mark in own)


def _size(paragraph: Any, chain: tuple[Any, ...]) -> float:
    runs = [run.find(f"{w('rPr')}/{w('sz')}") for run in _runs(paragraph)[:1]]
    marks = [*runs, *(s.find(f"{w('rPr')}/{w('sz')}") for s in chain)]
    for mark in marks:
        if mark is not None and (value(mark) or "").isdigit():
            return int(value(mark) or 0) / 2
    return 0.0


def _indent(sources: list[Any]) -> int | None:
    for source in sources:
        mark = source.find(w("ind"))
        if mark is None:
            continue
        given = mark.get(w("left")) or mark.get(w("start"))
        if given and re.fullmatch(r"-?\d{1,6}", given):
            hanging = mark.get(w("hanging")) or "0"
            return int(given) - (int(hanging) if hanging.isdigit() else 0)
    return None


def _numbering(sources: list[Any]) -> tuple[str, int]:
    """Give the list that a paragraph belongs to, and its level there; empty for none."""
    number, level = "", 0
    for source in reversed(sources):  # the nearest says last
        mark = source.find(w("numPr"))
        if mark is None:
            continue
        own, depth = mark.find(w("numId")), mark.find(w("ilvl"))
        number = (value(own) or "") if own is not None else number
        digits = (value(depth) or "0") if depth is not None else "0"
        level = int(digits) if digits.isdigit() else 0
    return ("", 0) if number == "0" else (number, min(level, 8))

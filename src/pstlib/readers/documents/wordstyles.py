"""What a Word paragraph looks like: its own properties, else those of its style."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pstlib.readers.documents.trees import integer

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre|kop|uberschrift) ?([1-6])", re.I)
_CONTENTS = re.compile(r"(?:toc|tm|table des matieres|table of)\b ?\d?", re.I)
_MOST_PARENTS = 12
_DEEPEST_HEADING = 6
_NOT_ON = (None, "0", "false", "off", "none")


def w(name: str) -> str:
    """Give the qualified name of a Word element or attribute."""
    return _W + name


def told(element: Any, path: str) -> str | None:
    """Give ``w:val`` of what stands at a path, empty if it has none; None where nothing stands."""
    found = element.find("/".join(map(w, path.split("/"))))
    return None if found is None else str(found.get(w("val"), ""))


def indent_of(properties: Any) -> int | None:
    """Give where the text of a paragraph or list starts, None where its properties don't say."""
    mark = properties.find(w("ind")) if properties is not None else None
    if mark is None or not (left := mark.get(w("left")) or mark.get(w("start"))):
        return None
    return integer(left) - integer(mark.get(w("hanging")))


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
        kinds = ((s.get(w("type")), s.get(w("default")), s.get(w("styleId"))) for s in found)
        self._default = next((i for kind, on, i in kinds if (kind, on) == ("paragraph", "1")), None)
        self._chain = cache(self._chained)

    def of(self, paragraph: Any) -> Style:
        """Read the look of a paragraph."""
        chain = self._chain(told(paragraph, "pPr/pStyle") or self._default)
        sources = (paragraph, *chain)
        names = [told(style, "name") or "" for style in chain]
        indents = (indent_of(source.find(w("pPr"))) for source in sources)
        return Style(
            heading=_heading(names, sources),
            bold=self._bold(paragraph, chain),
            size=integer(_nearest((*_runs(paragraph)[:1], *chain), "rPr/sz")) / 2,
            indent=next((indent for indent in indents if indent is not None), None),
            numbering=_numbering(sources),
            contents=bool(names) and _CONTENTS.match(names[0]) is not None,
        )

    def hides(self, run: Any) -> bool:
        """Tell whether a run is hidden: notes of the office that nobody prints."""
        return self._of_run(run, "rPr/vanish") not in _NOT_ON

    def _of_run(self, run: Any, path: str) -> str | None:
        """Read a property of a run, or of its character style."""
        return _nearest((run, *self._chain(told(run, "rPr/rStyle"))), path)

    def _bold(self, paragraph: Any, chain: Sequence[Any]) -> bool:
        runs, by_style = _runs(paragraph), _nearest(chain, "rPr/b")
        marks = (self._of_run(run, "rPr/b") for run in runs)
        return bool(runs) and all((by_style if m is None else m) not in _NOT_ON for m in marks)

    def _chained(self, identifier: str | None) -> tuple[Any, ...]:
        chain: list[Any] = []
        while identifier in self._styles and len(chain) < _MOST_PARENTS:
            chain.append(self._styles[identifier])
            identifier = told(chain[-1], "basedOn")
        return tuple(chain)


def _nearest(sources: Sequence[Any], path: str) -> str | None:
    return next((found for s in sources if (found := told(s, path)) is not None), None)


def _heading(names: Sequence[str], sources: Sequence[Any]) -> int:
    named = next((match for name in names if (match := _HEADING.match(name))), None)
    level = int(named[1]) if named else integer(_nearest(sources, "pPr/outlineLvl"), 9) + 1
    return level if level <= _DEEPEST_HEADING else 0


def _runs(paragraph: Any) -> list[Any]:
    runs = paragraph.iter(w("r"))
    return [run for run in runs if any((t.text or "").strip() for t in run.iter(w("t")))]


def _numbering(sources: Sequence[Any]) -> tuple[str, int]:
    """Give the list that a paragraph belongs to, and its level there; empty for none."""
    listed = [source for source in sources if source.find(f"{w('pPr')}/{w('numPr')}") is not None]
    number = _nearest(listed, "pPr/numPr/numId") or "0"
    if number == "0":
        return "", 0
    return number, min(max(integer(told(listed[0], "pPr/numPr/ilvl")), 0), 8)

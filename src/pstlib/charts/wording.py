"""Texts made fit for a chart: harmless, measured, wrapped."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from pstlib.text import NBSP, is_missing

_NARROW = set("iljtfrI.,;:!'’()[]|- \u00a0")
_WIDE = set("mwMW%@—…")
_BEFORE_SIGN = re.compile(r" ([:;!?%»€])")
_BLANKS = re.compile(r" {2,}")  # non-breaking spaces stay
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# A title of the plan is in ten sections, and in both forms of three charts.
_told_again = lru_cache(maxsize=4096)


def plotly_text(text: object) -> str:
    """Neutralise a text for plotly, which reads a few HTML tags and TeX between dollars.

    >>> plotly_text("<b>5 $")
    '&lt;b&gt;5 &#36;'
    """
    plain = _CONTROL.sub(" ", str(text)).replace("&", "&amp;")
    return plain.replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def text_width(text: str, size: float) -> float:
    """Estimate the width in pixels of a text in the sans-serif type of the reports."""
    return sum(map(_width, text)) * size


class _Widths(dict[str, float]):
    """The width of each character met, in ems, after those of Arial and Segoe UI."""

    def __missing__(self, character: str) -> float:
        width = 0.69 if character.isupper() else 0.525
        width = 0.29 if character in _NARROW else 0.86 if character in _WIDE else width
        self[character] = width
        return width


# Half the time of a cached function, and a report measures a hundred thousand characters.
_width = _Widths().__getitem__


def shorten(text: str, width: float, size: float = 13) -> str:
    """Cut a text at the last word that fits in ``width`` pixels, with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    ends = accumulate(map(_width, text))
    cut = text[: sum((end + _width("…")) * size <= width for end in ends)]
    at_word = cut.rsplit(" ", 1)[0]
    kept = at_word if len(at_word) > len(cut) * 0.6 else cut
    return kept.rstrip(" ,;:.-–(«") + "…"


@_told_again
def wrap(text: str, width: float, lines: int, size: float = 13) -> tuple[str, ...]:
    """Break a text into at most ``lines`` lines of ``width`` pixels, the last one shortened."""
    words, broken = text.split(" "), [""]
    for position, word in enumerate(words):
        longer = f"{broken[-1]} {word}".strip()
        if text_width(longer, size) <= width or not broken[-1]:
            broken[-1] = longer
        elif len(broken) < lines:
            broken.append(word)
        else:
            broken[-1] = " ".join([broken[-1], *words[position:]])
            break
    return tuple(shorten(line, width, size) for line in broken)


def plotly_lines(lines: Iterable[str]) -> str:
    """Join lines into one plotly text, each of them harmless."""
    return "<br>".join(plotly_text(line) for line in lines)


def clean(value: object) -> str:
    """Give a text of the tables on one line, empty when it is missing."""
    return "" if is_missing(value) else _cleaned(str(value))


def tidy(value: object) -> str:
    """Give a text on one line with the non-breaking spaces that French punctuation wants."""
    return "" if is_missing(value) else _tidied(str(value))


@_told_again
def _cleaned(text: str) -> str:
    return _BLANKS.sub(" ", _CONTROL.sub(" ", text)).strip()


@_told_again
def _tidied(text: str) -> str:
    return _BEFORE_SIGN.sub(NBSP + r"\1", _cleaned(text)).replace("« ", f"«{NBSP}")


def short_code(code: object) -> str:
    """Give the part of a code that tells an element from those beside it.

    An OS keeps its volet, for the ranks of OS begin again in each.

    >>> short_code("OS2.OO1.A2.SA1"), short_code("OS4.OO1.OO2"), short_code("V1.OS3")
    ('A2.SA1', 'OO1.OO2', 'V1.OS3')
    """
    parts = clean(code).split(".")
    kept = parts[-1:]
    for part in reversed(parts[:-1]):
        if _kind(part) != _kind(kept[-1]) and (_kind(part), _kind(kept[-1])) != ("V", "OS"):
            break
        kept.insert(0, part)
    return ".".join(kept)


def numbered(code: object, label: object) -> str:
    """Write an element as ``A3 · Libellé``: the end of its code, then its words."""
    return f"{short_code(code)} · {tidy(label)}"


def numbered_in_full(code: object, label: object) -> str:
    """Write an element with its whole code, where nothing else says which objective holds it."""
    return f"{clean(code)} · {tidy(label)}"


def _kind(part: str) -> str:
    """Take the letters of a part of a code; a sub-action is of the kind of its action."""
    return (
        part.rstrip("0123456789").removeprefix("S")
        if part.startswith("SA")
        else (part.rstrip("0123456789"))
    )

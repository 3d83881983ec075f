"""The marks that open an element: « Objectif stratégique n°1 : », « OO1.1 », « A5 », « 1.1.1 »."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice

MAX_TITLE = 700
_MOST_INNER = 60


class Mark(StrEnum):
    """What a mark announces; AXE and OBJECTIVE find their level in the rest of the document."""

    VOLET = "VOLET"
    AXE = "AXE"
    OS = "OS"
    OO = "OO"
    OBJECTIVE = "OBJECTIF"
    ACTION = "ACTION"
    SUB_ACTION = "SOUS_ACTION"
    NUMBER = "NUMERO"


@dataclass(frozen=True, slots=True)
class Found:
    """A mark: what it announces, its number (``1.2``), that number as printed, and the title."""

    mark: Mark
    number: str
    printed: str
    title: str
    start: int = 0


_STRAT = r"strat[ée]gique"
_OPER = r"op[ée]rationnel"
# Abbreviations only count in capitals; whole words in any case. « 00 » is « OO » typed with zeros.
_WORDS: tuple[tuple[Mark, str, str], ...] = (
    (Mark.SUB_ACTION, r"(?i:sous[- ]?actions?)", r"S\.?\s?A\.?"),
    (Mark.VOLET, r"(?i:volet)", r"(?!)"),
    (
        Mark.AXE,
        rf"(?i:axes?(?:\s{_STRAT}s?)?|(?:enjeu|d[ée]fi|priorit[ée]|orientation)x?s?\s{_STRAT}s?)",
        r"(?!)",
    ),
    (Mark.OS, rf"(?i:objectifs?\s{_STRAT}s?)", r"O\.?\s?S\.?"),
    (
        Mark.OO,
        rf"(?i:(?:sous-?\s?)?objectifs?\s{_OPER}s?|sous-?\s?objectifs?)",
        r"[O0]\.?\s?[O0]\.?",
    ),
    (Mark.OBJECTIVE, r"(?i:objectifs?)", r"(?!)"),
    (
        Mark.ACTION,
        r"(?i:(?:fiches?[- ])?(?:actions?|projets?)|fiches?"
        r"|(?:intitul[ée]|titre|nom|libell[ée])\s(?:de\sl['’]|du\s)(?:action|projet))",
        r"A[Cc][Tt]\.|AC\.?|A\.?",
    ),
)
# « 1.1.a » counts with a letter at its end.
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}(?:\.[a-z](?![\w'’]))?(?!\d|,\d|\s?%)"
_NO = r"(?:[nN]\s?[°ºo]\.?\s?|[Nn]um[ée]ro\s|\#\s?)?"
_SEPARATOR = r"\s?(?:[:)\]–—-]|\.(?!\d))(?:\s?[:–—-])*\s*"
# « II » or « B », alone or before the number of what is below: « II.1 ».
_ROMANS = r"(?:[IVX]{1,5}|[A-H])(?:\.\d{1,3}){1,3}\b|[IVX]{1,5}\b|[A-H](?=\s?[:.)–—-]\s)"
_CAPITAL = r"(?=[«\"“‘'(]?\s?[A-ZÀ-ÖØ-ÞŒ])"


def _compiled(mark: Mark, word: str, sigle: str) -> re.Pattern[str]:
    zeros = r"(?![O0]\.?\s?[O0]\.?\s?\d{3})" if mark is Mark.OO else ""
    after = (
        rf"(?:\s(?P<counted>{_ROMANS}))?" if mark in (Mark.OS, Mark.OO) else r"(?P<counted>(?!))?"
    )
    letter = r"[a-z](?![\w'’])" if mark is Mark.ACTION else "(?!)"  # A3a is a part of A3
    return re.compile(
        rf"{zeros}(?:{word}\s?(?:{_NO}(?P<roman>{_ROMANS}))?|(?P<sigle>{sigle}){after})"
        rf"\s?{_NO}(?:(?P<number>{_NUMBER})(?(sigle)(?P<part>{letter})?))?"
        rf"(?P<separator>{_SEPARATOR})?(?P<blank>\s*)"
    )


_PATTERNS = [(mark, _compiled(mark, word, sigle)) for mark, word, sigle in _WORDS]
_COUNTED = (Mark.VOLET, Mark.AXE, Mark.OS, Mark.OO, Mark.ACTION, Mark.SUB_ACTION)
_BARE = re.compile(rf"(?P<number>{_NUMBER})(?P<separator>{_SEPARATOR})?(?P<blank>\s*)")
_VOLET_NAME = re.compile(r"(?i:volet\s(?:interne|externe|commun|transversal))\b.{0,150}")
_PREFIX = re.compile(
    r"(?:(?:OS|OO|A|O\.S\.|O\.O\.|A\.)\s?\.?\d{1,3}(?:\.\d{1,3})*\s?[-–/.:|]\s?){1,3}(?=(?:OO|A|SA|O\.O|S\.A)\s?\.?\s?\d)"
)
_DEFINITION = re.compile(
    r"ce qu|c'est|c’est|il s['’]agit|expression|=|objectifs?\s(?:strat|op[ée])|une?\s|d[ée]finition"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS = "ABCDEFGH"
_INNER = re.compile(
    r"(?<=[\s;])(?=(?:O\.?\s?[SO]|00|S?A\.?\s?\d|(?i:objectif|action|sous-action)\s))"
)
_NOT_BEFORE = re.compile(
    r"(?i)(?:\b(?:voir|cf\.?|et|ou|à|de|du|des|la|le|les|l['’]|avec|en|par|ex\.?|exemple)|[(,«])\s*$"
)


@lru_cache(maxsize=20_000)  # each module asks again for the mark of the same lines
def find_mark(text: str) -> Found | None:
    """Read the mark at the start of ``text``, None where there is none."""
    if _VOLET_NAME.fullmatch(text):
        return Found(Mark.VOLET, "", "", text)
    prefix = _PREFIX.match(text)
    start = prefix.end() if prefix else 0
    for mark, pattern in _PATTERNS:
        if (match := pattern.match(text, start)) and (found := _found(mark, match, text)):
            return found
    bare = _bare(text)
    return _numbered(bare) if bare else None


def _numbered(bare: Found) -> Found:
    """Read « 2.1. Objectif opérationnel : titre », whose number a word processor counts."""
    for mark, pattern in _PATTERNS:
        if mark in _COUNTED and (match := pattern.match(bare.title)):
            named = _found(mark, match, bare.title)
            if named and named.title and match["separator"]:
                own = (named.number, named.printed) if named.number else (bare.number, bare.printed)
                return replace(named, number=own[0], printed=own[1])
    return bare


def find_inner_marks(text: str, first: Found) -> Iterator[Found]:
    """Give the marks inside a line that opens with ``first`` and holds several elements.

    Only a mark that continues the count is one (A5 then A6, or A1 under an objective): a title
    may well name another action.
    """
    if first.mark is Mark.NUMBER:
        return
    last: dict[Mark, str] = {first.mark: first.number}
    for place in islice(_INNER.finditer(text), _MOST_INNER):
        start = place.start()
        found = find_mark(text[start:])
        if found is None or _NOT_BEFORE.search(text[max(0, start - 12) : start]):
            continue
        if _continues(found, last) and _separated(text[start:], found):
            last[found.mark] = found.number
            yield replace(found, start=start)


def _separated(text: str, found: Found) -> bool:
    """Tell whether a mark inside a line has its colon, dash or dot: without, it is only named."""
    return text[: len(text) - len(found.title)].rstrip()[-1:] in tuple(":-–—).")


def _continues(found: Found, last: Mapping[Mark, str]) -> bool:
    before = last.get(found.mark)
    if found.mark is Mark.NUMBER:
        return False
    if not before:  # « Objectif stratégique : titre » bears no number to count from
        return found.number.split(".")[-1] == "1"
    head, _, tail = before.rpartition(".")
    return found.number in (f"{head}.{int(tail) + 1}".lstrip("."), f"{before}.1")


def _found(mark: Mark, match: re.Match[str], text: str) -> Found | None:
    title = text[match.end() :].strip()
    roman = match["roman"] or match["counted"] or ""
    head, _, below = roman.partition(".")
    counted = _ROMAN if head in _ROMAN else _LETTERS
    roman = roman if head in counted else ""
    separator, sigle = (match["separator"] or "").strip(), match["sigle"] or ""
    if not (match["number"] or roman):
        return _unnumbered(mark, separator, sigle, title)
    if not _opens(match, title, separator) or ("00" in sigle and not separator):
        return None
    digits = match["number"] or f"{counted.index(head) + 1}{'.' * bool(below)}{below}"
    first = match.start("counted") if match["counted"] else match.start("number")
    between = text[match.end("sigle") : first] if sigle else ""
    printed = f"{sigle}{between}{match['number'] or roman}{match['part'] or ''}"
    if match["part"]:
        mark, digits = Mark.SUB_ACTION, f"{digits}.{match['part']}"
    return Found(mark, _plain(digits), printed, title)


def _opens(match: re.Match[str], title: str, separator: str) -> bool:
    """Tell a title from the rest of a sentence: without separator it starts with a capital."""
    capital = bool(match["blank"]) and re.match(_CAPITAL, title) is not None
    return len(title) <= MAX_TITLE and (bool(separator) or not title or capital)


def _unnumbered(mark: Mark, separator: str, sigle: str, title: str) -> Found | None:
    """Accept « Objectif stratégique : titre », but no abbreviation and no definition."""
    words = mark in (Mark.OS, Mark.OO, Mark.ACTION, Mark.SUB_ACTION)
    if not words or sigle or ":" not in separator or not title or len(title) > MAX_TITLE:
        return None
    if _DEFINITION.match(title) or not re.search(r"[^\W\d_]{3}", title):
        return None  # « objectifs stratégiques : 6 » counts them
    return Found(mark, "", "", title)


def is_definition(title: str) -> bool:
    """Tell what explains the word for a level from a title: « Ce que le CPAS veut être »."""
    return re.match(r"(?i:ce qu[ei'’]|c['’]est\s|il s['’]agit)", title) is not None


def _bare(text: str) -> Found | None:
    match = _BARE.match(text)
    if not match:
        return None
    number, title = match["number"], text[match.end() :].strip()
    separator = (match["separator"] or "").strip()
    parted = separator or ("." in number and match["blank"])
    if not title or len(title) > MAX_TITLE or not parted:
        return None
    if any(len(part) > 2 for part in number.split(".")):
        return None  # 1.234 is an amount, 100 no item of a list
    opens = separator[:1] in (".", ")") or re.match(_CAPITAL, title)
    return Found(Mark.NUMBER, _plain(number), number, title) if opens else None


def _plain(number: str) -> str:
    parts = number.split(".")
    return ".".join(str(int(part) if part.isdigit() else ord(part) - 96) for part in parts)

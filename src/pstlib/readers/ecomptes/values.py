"""Single values of an element: texts, dates, numbers, persons; what they can't say is told."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from pstlib.readers.rich_text import RichText, html_to_text, rtf_to_text
from pstlib.readers.warnings import INFO, WARNING, Warnings

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?")
_LONGEST_NUMBER = 12


@dataclass
class Context:
    """What one reading knows and notes while it walks the tree.

    Attributes:
        warnings: The warnings so far.
        rejected: Place, content and reason of what isn't loaded.
        iapst: Whether the file speaks the dialect of iA.PST.
        numbered: Whether labels begin with a number (``OS.1 - ``).
        years: First and last year of the plan, where they are known.
        counts: How often something was met that is told once.
    """

    warnings: Warnings = field(default_factory=Warnings)
    rejected: list[tuple[str, str, str]] = field(default_factory=list)
    iapst: bool = False
    numbered: bool = False
    years: tuple[int | None, int | None] = (None, None)
    counts: Counter[str] = field(default_factory=Counter)

    def warn(self, message: str, node: etree._Element) -> None:
        """Note a warning at the place of an element."""
        self.warnings.add(WARNING, message, place(node))

    def inform(self, message: str, node: etree._Element) -> None:
        """Note a piece of information at the place of an element."""
        self.warnings.add(INFO, message, place(node))


def text_of(node: etree._Element, path: str) -> str:
    """Give the whole text of a child, blanks kept, empty when there is none."""
    child = node.find(path)
    return "" if child is None else "".join(child.itertext())  # type: ignore[arg-type]


def words_of(node: etree._Element, path: str) -> str | None:
    """Give the text of a child on one line, None when it is blank."""
    return one_line(text_of(node, path)) or None


def one_line(text: str) -> str:
    """Reduce the blanks of a text, non-breaking spaces apart."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def place(node: etree._Element) -> str:
    """Say where a node is: its line, and the element that it belongs to."""
    owner = node
    while owner.get("ElementId") is None and (above := owner.getparent()) is not None:
        owner = above
    identifier = owner.get("ElementId", "")[:80].strip()
    return f"ligne {node.sourceline}" + (f" ({identifier})" if identifier else "")


def whole_number(text: str) -> int | None:
    """Read a whole number, None for one that no year or code can be."""
    bare = text.strip()
    return int(bare) if len(bare) <= _LONGEST_NUMBER and re.fullmatch(r"[+-]?\d+", bare) else None


def decimal(node: etree._Element, path: str) -> Decimal:
    """Read a number that the schema has checked."""
    return Decimal(text_of(node, path).strip())


def date_of(node: etree._Element, path: str, context: Context) -> dt.date | None:
    """Read a date; its time zone is dropped and said, a year that no calendar has too."""
    found = node.find(path)
    if found is None:
        return None
    text = text_of(node, path).strip()
    match = _DATE.fullmatch(text)
    try:
        day = dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if day is None or match is None:
        context.warn(f"{path} « {text[:40]} » : date illisible, laissée vide", found)
        return None
    if match[2]:
        context.inform(f"{path} {text} : fuseau horaire « {match[2]} » non repris", found)
    return day


def person(node: etree._Element, path: str, context: Context) -> str | None:
    """Give the name of a person or a service; titles and contacts stay in the source."""
    found = node.find(path)
    if found is None:
        return None
    context.counts["contacts"] += any(words_of(found, key) for key in ("Tel", "eMail"))
    names = (words_of(found, key) for key in ("Prenom", "Nom"))
    return " ".join(name for name in names if name) or None


def listed(node: etree._Element, path: str) -> str | None:
    """Give the items of a list on one line, separated by « ; »."""
    items = (one_line("".join(item.itertext())) for item in node.iterfind(path))  # type: ignore[arg-type]
    return " ; ".join(item for item in items if item) or None


def rich(node: etree._Element, path: str, context: Context) -> str | None:
    """Give a formatted text as plain text; a plain one keeps its blanks."""
    mode, source = text_of(node, f"{path}/Mode"), text_of(node, f"{path}/Valeur")
    if not source.strip():
        return None
    found = _plain(mode, source.replace("\r\n", "\n").replace("\r", "\n"))
    if found is None:
        context.warn(f"{path} : texte RTF illisible, gardé tel quel", node)
        return source
    if mode != "TEXTE":
        context.counts[f"texte {mode}"] += 1
    if found.active:
        context.warn(f"{path} : contenu actif (script, événement) retiré du texte HTML", node)
    return found.text or None


def _plain(mode: str, source: str) -> RichText | None:
    if mode == "HTML":
        return html_to_text(source)
    text = rtf_to_text(source) if mode == "RTF" else source
    return None if text is None else RichText(text)

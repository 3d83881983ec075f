"""Whose plan a document is, for which years, and the legal steps that it tells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.fields import french_dates
from pstlib.reference import communes, find_ins
from pstlib.text import fold

_HEAD = 60
_KINDS = (
    ("CPAS", r"(?i:c\.?\s?p\.?\s?a\.?\s?s\b\.?|centres?\spublics?\sd['’]action\ssociale)"),
    ("Commune", r"(?i:(?:administration\s)?commun(?:e|ale))"),
    ("Ville", r"(?i:ville)"),
)
_OF = r"\s(?:(?i:de\sla|de\sl['’]|de|du|des)\s|(?i:d['’]|de\sl['’]))\s?"
_NAME = r"(?P<name>(?:L[ae]s?\s|L['’])?[A-ZÀ-ÖØ-ÞŒ][\w’'-]{1,40}(?:[ -](?:[A-ZÀ-ÖØ-ÞŒ][\w’'-]{1,40}|lez|le|la|les|l['’]\w+|sur|sous|et|en|au|aux|de|du|d['’]\w+)(?=[ -]?[A-ZÀ-ÖØ-Þ]|\b)){0,4})"
_YEARS = re.compile(r"\b(20\d\d)\s?(?:[-–—/]|à)\s?(20\d\d)\b")
_SMALL = {"de", "du", "des", "la", "le", "les", "et", "en", "sur", "sous", "lez", "au", "aux"}
_STOPS = re.compile(
    r"(?i)\s(?:-|–|programme|plan|p\.?s\.?t|d[ée]claration|rapport|bilan|[ée]valuation|conseil|bureau|page|et|de|du|en|le|la|les|au|aux|sur|sous)\b.*$"
)
_DPS = re.compile(r"(?i)d[ée]claration de politique sociale")
_ADOPTED = re.compile(r"(?i)\b(?:adopt|vot|approuv|arr[êe]t)\w{1,4}\b")
_CONDITIONAL = re.compile(
    r"(?i)en cas de d[ée]l[ée]gation|peut d[ée]l[ée]guer|lorsqu|si le conseil"
)
_DELEGATED = re.compile(
    r"(?i)(?:d[ée]l[èe]gu[eé]|d[ée]l[ée]gation).{0,120}bureau permanent"
    r"|bureau permanent.{0,160}(?:\bpst\b|programme strat[ée]gique).{0,80}\badopt"
    r"|(?:\bpst\b|programme strat[ée]gique).{0,120}\badopt\w{1,4} par le bureau permanent"
)


def read_identity(blocks: Sequence[Block]) -> dict[str, Any]:
    """Read what a document says of itself.

    Returns:
        ``organisme``, ``type_admin``, ``ins``, ``libelle``, ``exercice_debut``, ``exercice_fin``,
        ``delegation_bureau_permanent``; None for what it doesn't say.
    """
    organisation, kind = _organisation(blocks)
    first, last = _years(blocks)
    label = f"Programme stratégique transversal {first}-{last}" if first else None
    return {
        "organisme": organisation,
        "type_admin": kind,
        "ins": find_ins(organisation) if organisation else None,
        "libelle": label,
        "exercice_debut": first,
        "exercice_fin": last,
        "delegation_bureau_permanent": _delegation(blocks),
    }


def read_steps(blocks: Sequence[Block]) -> pd.DataFrame:
    """Read the dates of the legal steps: today the adoption of the DPS.

    Returns:
        Rows of the table ``demarches``; ``remarque`` gives the place in the document.
    """
    for block in blocks:
        named = _DPS.search(block.text)
        if not named:
            continue
        # The date of the DPS, not one further on in the paragraph.
        after = block.text[named.end() : named.end() + 160]
        days = list(french_dates(after))
        if days and _ADOPTED.search(after[: days[0][0]]):
            council = "conseil de l" in fold(after[: days[0][0]])
            row = {
                "demarche": "DPS",
                "date": days[0][1],
                "autorite": "conseil de l’action sociale" if council else None,
                "remarque": f"date lue dans le document, {block.place}",
            }
            return pd.DataFrame([row])
    return pd.DataFrame(columns=["demarche", "date", "autorite", "remarque"])


def _organisation(blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    scores: Counter[tuple[str, str]] = Counter()
    for rank, block in enumerate(blocks):
        for kind, name in _named(block.text):
            scores[kind, name] += 6 if rank < 12 else 3 if rank < _HEAD else 1
    if not scores:
        return None, None
    # Counter keeps the order of the text: of two equals, the one named first.
    kind, name = max(scores, key=scores.__getitem__)
    glue = " d’" if name[0] in "AEÉÈIOUYH" and not name.startswith("H") else " de "
    return f"{kind}{glue}{name}", "CPAS" if kind == "CPAS" else "AC"


def _named(text: str) -> Iterator[tuple[str, str]]:
    for kind, words in _KINDS:
        for match in re.finditer(rf"\b{words}{_OF}{_NAME}", text[:2000]):
            if name := _town(match["name"]):
                yield kind, name


def _town(printed: str) -> str | None:
    """Give a town's name as it is written, the longest known one where several words follow."""
    names = {_folded(name): str(name) for name in communes()["commune"]}
    words = printed.split(" ")
    for count in range(len(words), 0, -1):
        if known := names.get(_folded(" ".join(words[:count]))):
            return known
    bare = _STOPS.sub("", printed).strip(" '’-")
    return _capitalised(bare) if bare.isupper() else bare or None


def _folded(name: str) -> str:
    return fold(name.replace("’", "'").replace("-", " "))


def _capitalised(name: str) -> str:
    parts = re.split(r"([ -])", name.lower())
    return "".join(p if p in _SMALL and i else p.capitalize() for i, p in enumerate(parts))


def _years(blocks: Sequence[Block]) -> tuple[int | None, int | None]:
    """Find the years covered: the first pair printed at the head of the document."""
    for block in blocks[:_HEAD]:
        for match in _YEARS.finditer(block.text[:2000]):
            first, last = int(match[1]), int(match[2])
            if 3 <= last - first <= 7:
                return first, last
    return None, None


def _delegation(blocks: Sequence[Block]) -> bool | None:
    """Tell whether the text says that the council delegated the programming; None if it doesn't.

    The law itself, which says what holds « en cas de délégation », is no such statement.
    """
    for block in blocks:
        for sentence in re.split(r"(?<=[.!?])\s", block.text[:4000]):
            if "ermanent" not in sentence or _CONDITIONAL.search(sentence):
                continue
            if _says_delegated(sentence):
                return True
    return None


def _says_delegated(sentence: str) -> bool:
    if re.search(
        r"(?i)\bne\b.{0,30}d[ée]l[èeé]gu|sans d[ée]l[ée]gation|aucune d[ée]l[ée]gation", sentence
    ):
        return False
    return _DELEGATED.search(sentence) is not None

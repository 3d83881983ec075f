"""Whose plan a document is, for which years, and the legal steps that it tells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.dates import days_in_full
from pstlib.reference import communes, find_ins
from pstlib.text import fold

_HEAD = 60
_KINDS = {
    "CPAS": r"c\.?\s?p\.?\s?a\.?\s?s\b\.?"
    r"|centres?\spublics?\sd['’]action\ssociale(?:\s\([cpas.]{4,8}\))?",
    "Commune": r"(?:administration\s)?commun(?:e|ale)",
    "Ville": r"ville",
}
_CAPITALISED = r"[A-ZÀ-ÖØ-ÞŒ][\w’'-]{1,40}"
_SMALL = {"de", "du", "des", "la", "le", "les", "et", "en", "sur", "sous", "lez", "au", "aux"}
_BETWEEN = "|".join(sorted(_SMALL))
_NAME = rf"(?:L[ae]s?\s|L['’])?{_CAPITALISED}(?:[ -](?:(?:{_BETWEEN}) )?{_CAPITALISED}){{0,4}}"
_ORGANISATIONS = [
    (kind, re.compile(rf"\b(?i:{words})\s(?P<of>(?i:du|des|de|d['’]))\s?(?P<name>{_NAME})"))
    for kind, words in _KINDS.items()
]
# Words that follow a town's name in a line of capitals.
_STOPS = re.compile(
    r"(?i)\s(?:programme|plan|p\.?s\.?t|d[ée]claration|rapport|bilan|[ée]valuation|conseil|bureau|page)\b.*$"
)
_PLAN = re.compile(r"(?i)programme|\bplan\b|p\.?s\.?t")
_YEARS = re.compile(r"\b(20\d\d)\s?(?:[-–—/]|à)\s?(20\d\d)\b")
_DPS = re.compile(r"(?i)d[ée]claration de politique sociale")
_ADOPTED = re.compile(r"\b(?:adopt|vot|approuv|arret)\w{1,4}\b")
_NOT_DELEGATED = re.compile(
    r"(?i)en cas de d[ée]l[ée]gation|peut d[ée]l[ée]guer|lorsqu|si le conseil"
    r"|\bne\b.{0,30}d[ée]l[èeé]gu|sans d[ée]l[ée]gation|aucune d[ée]l[ée]gation"
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
        after = fold(block.text[named.end() : named.end() + 160])
        place, day = next(days_in_full(after), (0, None))
        if day and _ADOPTED.search(after[:place]):
            council = "conseil de l" in after[:place]
            row = {
                "demarche": "DPS",
                "date": day,
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
    return f"{kind} {name}", "CPAS" if kind == "CPAS" else "AC"


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Give the organisations that a text names: kind, and « de Celles » or « du Roeulx »."""
    for kind, pattern in _ORGANISATIONS:
        for match in pattern.finditer(text[:2000]):
            if name := _town(match["of"].lower(), match["name"]):
                yield kind, name


def _town(preposition: str, printed: str) -> str | None:
    """Write a town after its preposition; of several words, the longest name of a commune."""
    words = printed.split(" ")
    for count in range(len(words), 0, -1):
        name = _folded(f"{preposition} {' '.join(words[:count])}")
        if known := _communes().get(name):
            return known
    bare = _STOPS.sub("", printed).strip(" '’-")
    glue = "" if preposition.endswith(("'", "’")) else " "
    return f"{preposition}{glue}{_capitalised(bare) if bare.isupper() else bare}" if bare else None


@cache
def _communes() -> dict[str, str]:
    """Give the communes with their preposition, as they are written, by their folded form."""
    names = [str(name).removeprefix("CPAS ") for name in communes()["cpas"]]
    return {_folded(name): name for name in names}


def _folded(name: str) -> str:
    return fold(re.sub(r"['’-]", " ", name))


def _capitalised(name: str) -> str:
    parts = re.split(r"([ -])", name.lower())
    return "".join(p if p in _SMALL and i else p.capitalize() for i, p in enumerate(parts))


def _years(blocks: Sequence[Block]) -> tuple[int | None, int | None]:
    """Find the years covered: the first pair printed at the head, beside the plan's name if any."""
    found = [
        (bool(_PLAN.search(block.text)), int(match[1]), int(match[2]))
        for block in blocks[:_HEAD]
        for match in _YEARS.finditer(block.text[:2000])
        if 3 <= int(match[2]) - int(match[1]) <= 7
    ]
    # A line that names the plan says more than « législature 2018-2024 ».
    best = next((years for years in found if years[0]), found[0] if found else None)
    return (best[1], best[2]) if best else (None, None)


def _delegation(blocks: Sequence[Block]) -> bool | None:
    """Tell whether the text says that the council delegated the programming; None if it doesn't.

    The law itself, which says what holds « en cas de délégation », is no such statement.
    """
    sentences = (s for block in blocks for s in re.split(r"(?<=[.!?])\s", block.text[:4000]))
    told = (s for s in sentences if "ermanent" in s and not _NOT_DELEGATED.search(s))
    return True if any(_DELEGATED.search(sentence) for sentence in told) else None

"""Levels that a sentence announces, and volets above strategic objectives."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.pieces import is_capitals, rubric
from pstlib.readers.documents.totals import NUMBER, number_of
from pstlib.text import fold

Look = tuple[int, float, bool]  # the smaller, the higher in the outline
Levels = dict[int, str]  # by place among the blocks
_LONGEST_HEADING = 300
_SOME = 3
_EXAMPLE = "exemple d’action, rattaché à aucun objectif"
_REJECTED = "REJET"
_TOP = (Mark.OS, Mark.AXE, Mark.OBJECTIVE)
_ANNOUNCED = re.compile(
    rf"\b{NUMBER} (?:(?:grands?|principaux|nouveaux|autres) )?"
    r"(?:objectifs?|axes? strategiques?|priorites? strategiques?)\b(?! operationnels?).{0,200}:"
)
_EXAMPLES = re.compile(
    r".{0,300}\bactions?\b.{0,120}\bexemples?.{0,40}:|.{0,40}\bexemples? d'actions?.{0,80}:"
)
_DECLARATION = re.compile(r"declaration de politique (?:sociale|communale)")
_GUIDE = re.compile(
    r"\b(?:guide|mode d'emploi|vade-mecum|manuel|methodologie|proces-verbal|deliberation|circulaire"
    r"|modele|formation|comprendre|rapport d'activites?)\b"
)
_PROGRAMME = re.compile(r"programme strategique|plan strategique|\bp\.?s\.?t\b")


def with_levels(blocks: Sequence[Block]) -> tuple[list[Block], list[dict[str, str]]]:
    """Give the items of a list that a sentence announces their level, where no word names any.

    Returns:
        The blocks, some with a level, and the rows rejected (``lieu, contenu, motif``).
    """
    levels = {} if _names_levels(blocks) else _announced(blocks)
    placed = [
        replace(block, level=levels[i], confidence=0.8, bullet="") if i in levels else block
        for i, block in enumerate(blocks)
        if levels.get(i) != _REJECTED
    ]
    rejects = [
        {"lieu": block.place, "contenu": block.text, "motif": _EXAMPLE}
        for i, block in enumerate(blocks)
        if levels.get(i) == _REJECTED and re.search(r"\w", block.text)
    ]
    return placed, rejects


def _names_levels(blocks: Sequence[Block]) -> bool:
    marks = {found.mark for block in blocks if (found := find_mark(block.text))}
    columns = {block.level for block in blocks}
    announced = {said.level for block in blocks if (said := rubric(block))}
    named = marks & {Mark.OBJECTIVE, Mark.OS, Mark.AXE, Mark.OO}
    return bool(named or columns & {"OS", "OO", "SECTION"} or announced & {"OS", "OO"})


def is_declaration(blocks: Sequence[Block]) -> bool:
    """Tell a declaration of policy, which announces no plan: its axes are no objectives."""
    head = _head(blocks, 12)
    if not _DECLARATION.search(head) or _PROGRAMME.search(head) or _announces(blocks):
        return False
    marks = {found.mark for block in blocks if (found := find_mark(block.text))}
    return marks.isdisjoint((Mark.OS, Mark.OO, Mark.OBJECTIVE, Mark.ACTION))


def is_titled_plan(blocks: Sequence[Block]) -> bool:
    """Tell whether a document presents itself as a plan, not as what is said of plans."""
    titles = [b.text for b in blocks[:60] if len(b.text) <= 120 and not b.text.endswith(".")]
    named = _announces(blocks) or any(_PROGRAMME.search(fold(title)) for title in titles)
    return named and not _GUIDE.search(_head(blocks, 6))


def _announces(blocks: Sequence[Block]) -> bool:
    """Tell whether « Objectifs stratégiques » heads a list."""
    return any(said.level != "ACTION" for block in blocks if (said := rubric(block)))


def _head(blocks: Sequence[Block], count: int) -> str:
    return fold(" ".join(block.text[:200] for block in blocks[:count]))


def _announced(blocks: Sequence[Block]) -> Levels:
    """Read « 5 objectifs… : » followed by exactly five items, and set examples of actions apart."""
    levels: Levels = {}
    for index, block in enumerate(blocks):
        text = fold(block.text.replace("’", "'"))
        match = _ANNOUNCED.search(text) if text.endswith(":") else None
        if match and len(items := _items(blocks, index + 1)) == number_of(match[1]):
            levels |= dict.fromkeys(items, "OS")
        elif _EXAMPLES.fullmatch(text):
            levels |= dict.fromkeys(_items(blocks, index + 1), _REJECTED)
    return levels if "OS" in levels.values() else {}


def _items(blocks: Sequence[Block], start: int) -> range:
    """Give the items of a list from its start: its bullets, else the sentences up to a colon."""
    bulleted = start < len(blocks) and bool(blocks[start].bullet)
    end = start
    for block in blocks[start:]:
        if bool(block.bullet) != bulleted or block.text.endswith(":") or block.heading:
            break
        end += 1
    return range(start, end)


def volets(blocks: Sequence[Block]) -> list[Block]:
    """Read as volets the headings in capitals, or above OS in the outline, that group OS.

    They count where the first OS has one and there are at least two.
    """
    marks = [found.mark if (found := find_mark(block.text)) else None for block in blocks]
    if Mark.OS not in marks or Mark.VOLET in marks or Mark.AXE in marks:
        return list(blocks)
    pairs = enumerate(pairwise(blocks))
    above = {i for i, (b, below) in pairs if marks[i + 1] is Mark.OS and _groups(b, below)}
    titles = {fold(blocks[i].text) for i in above}
    if marks.index(Mark.OS) - 1 not in above or len(titles) < 2:
        return list(blocks)
    return [replace(b, level="VOLET") if i in above else b for i, b in enumerate(blocks)]


def _groups(block: Block, below: Block) -> bool:
    higher = 0 < block.heading < below.heading
    if block.bullet or block.level or rubric(block) or _PROGRAMME.search(fold(block.text)):
        return False
    return (higher or is_capitals(block.text)) and len(block.text) < 160

"""Levels that only the look of headings tells, or a sentence that announces them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.fields import is_label
from pstlib.readers.documents.marks import Found, Mark, find_mark
from pstlib.readers.documents.pieces import is_capitals, rubric, starts_end
from pstlib.readers.documents.titles import state_at_end
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
_PROGRAMME = re.compile(r"programme strategique|plan strategique|\bp\.?s\.?t\b")


class _Outline:
    """What the blocks of a document show when they are looked at together."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.found = [find_mark(block.text) for block in blocks]
        self.rubrics = [rubric(block) for block in blocks]
        self.body = _body_size(blocks)
        marks = {f.mark for f, b in zip(self.found, blocks, strict=True) if f and not b.level}
        columns = {block.level for block in blocks}
        announced = {announces.level for announces in self.rubrics if announces}
        objectives = Mark.OBJECTIVE in marks
        self.top = objectives or bool(marks & {Mark.OS, Mark.AXE}) or "OS" in columns
        self.middle = objectives or Mark.OO in marks or bool(columns & {"OO", "SECTION"})
        self.middle = self.middle or "OO" in announced
        self.only_objectives = objectives and not (
            marks & {Mark.OS, Mark.AXE, Mark.OO} or columns & {"OS", "OO"} or "OS" in announced
        )

    def marked(self, *marks: Mark) -> dict[int, Found]:
        """Give the blocks that open with one of these marks."""
        return {i: found for i, found in enumerate(self.found) if found and found.mark in marks}

    def look(self, index: int) -> Look | None:
        """Tell how a heading stands out from the text, None for a line that doesn't."""
        block = self.blocks[index]
        if block.bullet or block.level or len(block.text) > _LONGEST_HEADING:
            return None
        if block.heading:
            return (block.heading, 0.0, False)
        large = block.size > 1.08 * self.body > 0
        ends = block.text.rstrip().endswith((".", ";", ":", ","))
        return (9, -block.size, not block.bold) if (large or block.bold) and not ends else None

    def head(self, index: int) -> Look | None:
        """Give the look of a heading that could be an objective."""
        block = self.blocks[index]
        named = self.found[index] or self.rubrics[index] or is_label(block.text)
        return None if named or starts_end(block) else self.look(index)

    def opens_list(self, index: int) -> bool:
        """Tell whether actions start here."""
        block, found, announced = self.blocks[index], self.found[index], self.rubrics[index]
        action = found is not None and found.mark in (Mark.ACTION, Mark.NUMBER)
        listed = announced is not None and announced.level == "ACTION"
        return action or listed or bool(block.bullet) or block.level == "ACTION"


def with_levels(blocks: Sequence[Block]) -> tuple[list[Block], list[dict[str, str]]]:
    """Give headings and announced sentences the level that the document as a whole tells.

    Returns:
        The blocks, some with a level, and the rows rejected (``lieu, contenu, motif``).
    """
    outline = _Outline(blocks)
    levels = _levels(outline)
    sure = [0.9 if found else 0.8 for found in outline.found]  # by a number, or by looks alone
    placed = [
        replace(block, level=levels[i], confidence=sure[i], bullet="") if i in levels else block
        for i, block in enumerate(blocks)
        if levels.get(i) != _REJECTED
    ]
    rejects = [
        {"lieu": block.place, "contenu": block.text, "motif": _EXAMPLE}
        for i, block in enumerate(blocks)
        if levels.get(i) == _REJECTED and re.search(r"\w", block.text)
    ]
    return placed, rejects


def _levels(outline: _Outline) -> Levels:
    """Choose what tells the levels that no word marks."""
    if outline.only_objectives:
        return _summits_by_look(outline)
    if outline.middle:
        return {}
    if outline.top:
        return _objectives_by_look(outline)
    if starts := [i for i, told in enumerate(outline.rubrics) if told and told.level == "OS"]:
        return _under_rubric(outline, starts[-1])
    return _numbered(outline) or _announced(outline.blocks)


def _body_size(blocks: Sequence[Block]) -> float:
    sizes: Counter[float] = Counter()
    for block in blocks:
        sizes[block.size] += len(block.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _under_rubric(outline: _Outline, start: int) -> Levels:
    """Read the headings under « Objectifs stratégiques »: the highest are OS, the next OO."""
    own, after = outline.look(start), range(start + 1, len(outline.blocks))
    # A heading as high as the rubric's own ends it.
    under = takewhile(lambda i: not own or (seen := outline.look(i)) is None or seen > own, after)
    looks = {i: seen for i in under if (seen := outline.head(i))}
    ranks = sorted(set(looks.values()))
    if sum(seen == ranks[0] for seen in looks.values()) < 2:
        return {}
    levels = dict(zip(ranks, ("OS", "OO"), strict=False))
    return {i: levels.get(seen, "") for i, seen in looks.items()}


def _objectives_by_look(outline: _Outline) -> Levels:
    """Read as OO the headings under strategic objectives that open lists; no word marks any."""
    summits = outline.marked(*_TOP)
    if not summits:
        return {}
    highest = max((seen for i in summits if (seen := outline.look(i))), default=())
    untitled = {i + 1 for i, found in summits.items() if not found.title}
    looks = {
        i: seen
        for i in range(min(summits) + 1, len(outline.blocks) - 1)
        if i not in untitled and (seen := outline.head(i)) and seen > highest
    }
    listed = Counter(seen for i, seen in looks.items() if outline.opens_list(i + 1))
    counts = Counter(looks.values())
    best = next((s for s, n in listed.most_common() if n >= 2 and n * 10 >= counts[s] * 6), None)
    return {i: "OO" for i, seen in looks.items() if seen == best}


def _summits_by_look(outline: _Outline) -> Levels:
    """Read as OS the headings, all alike, before « Objectif 1.1 », « Objectif 2.1 »…."""
    dotted = outline.marked(Mark.OBJECTIVE)
    if not all("." in found.number for found in dotted.values()):
        return {}
    heads: list[dict[Look, int]] = []
    for before, index in pairwise([0, *dotted]):
        if dotted[index].number.endswith(".1"):
            under = outline.look(index) or (99, 0.0, True)
            seen = {s: i for i in range(before, index) if (s := outline.head(i))}
            heads.append({s: i for s, i in seen.items() if s < under})
    alike = set.intersection(*map(set, heads)) if len(heads) > 1 else set()
    return {found[min(alike)]: "OS" for found in heads} if alike else {}


def _numbered(outline: _Outline) -> Levels:
    """Read 1, 1.1, 1.1.1 as OS, OO and action, where most of the deepest end with a state."""
    numbers = {i: found.number for i, found in outline.marked(Mark.NUMBER).items()}
    actions = [i for i, number in numbers.items() if number.count(".") == 2]
    stated = sum(state_at_end(outline.blocks[i].text) is not None for i in actions)
    if stated < _SOME or stated * 2 < len(actions):
        return {}
    return {
        i: ("OS", "OO", "ACTION")[number.count(".")]
        for (i, number), after in zip(numbers.items(), [*numbers.values(), ""][1:], strict=True)
        if number.count(".") in (1, 2) or after == f"{number}.1"
    }


def is_declaration(blocks: Sequence[Block]) -> bool:
    """Tell a declaration of policy, which announces no plan."""
    head = fold(" ".join(block.text[:200] for block in blocks[:12]))
    return _DECLARATION.search(head) is not None and not _PROGRAMME.search(head)


def _announced(blocks: Sequence[Block]) -> Levels:
    """Read « 5 objectifs… : » followed by exactly five items, and set examples of actions apart."""
    levels: Levels = {}
    if is_declaration(blocks):
        return levels
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

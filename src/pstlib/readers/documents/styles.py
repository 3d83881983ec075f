"""Levels that only the look of headings tells, or a sentence that announces them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.elements import state_at_end
from pstlib.readers.documents.fields import is_label
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.pieces import Kind, rubric, starts_end
from pstlib.readers.documents.totals import NUMBER, number_of
from pstlib.text import fold

Look = tuple[int, float, bool]  # the smaller, the higher in the outline
_LONGEST_HEADING = 300
_SOME = 3
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


def with_levels(blocks: Sequence[Block]) -> tuple[list[Block], list[dict[str, str]]]:
    """Give headings and announced sentences the level that the document as a whole tells.

    Returns:
        The blocks, some with a level, and the rows rejected (``lieu, contenu, motif``).
    """
    marks = Counter(f.mark for b in blocks if not b.level and (f := find_mark(b.text)))
    columns = {block.level for block in blocks}
    top = any(marks[mark] for mark in _TOP) or "OS" in columns
    rubrics = [i for i, b in enumerate(blocks) if (r := rubric(b)) and r.level == "OS"]
    oo_rubric = any((r := rubric(b)) and r.level == "OO" for b in blocks)
    named = marks[Mark.OO] or marks[Mark.OBJECTIVE] or oo_rubric or columns & {"OO", "SECTION"}
    if not top and rubrics and not named:
        return _under_rubric(blocks, rubrics[-1]), []
    if top and not named:
        return _objectives_by_look(blocks), []
    if not top and not rubrics and not named and (numbered := _numbered(blocks)):
        return numbered, []
    dotted = {
        i: f.number
        for i, b in enumerate(blocks)
        if (f := find_mark(b.text)) and f.mark is Mark.OBJECTIVE
    }
    unnamed = not (marks[Mark.OS] or marks[Mark.AXE] or marks[Mark.OO] or columns & {"OS", "OO"})
    if dotted and unnamed and not rubrics and all("." in n for n in dotted.values()):
        return _summits_by_look(blocks, dotted), []
    if not top and not rubrics and not named and not _is_declaration(blocks):
        return _announced(blocks)
    return list(blocks), []


def look(block: Block, body: float) -> Look | None:
    """Tell how a heading stands out from the text, None for a line that doesn't."""
    if block.bullet or block.level or len(block.text) > _LONGEST_HEADING:
        return None
    if block.heading:
        return (block.heading, 0.0, False)
    if block.text.rstrip().endswith((".", ";", ":", ",")):
        return None
    large = block.size > 1.08 * body > 0
    return (9, -block.size, not block.bold) if large or block.bold else None


def _body_size(blocks: Sequence[Block]) -> float:
    sizes: Counter[float] = Counter()
    for block in blocks:
        sizes[block.size] += len(block.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _heads(block: Block, body: float) -> Look | None:
    """Give the look of a heading that could be an objective."""
    seen = look(block, body)
    if seen is None or find_mark(block.text) or is_label(block.text) or rubric(block):
        return None
    return None if starts_end(block) else seen


def _under_rubric(blocks: Sequence[Block], start: int) -> list[Block]:
    """Read the headings under « Objectifs stratégiques »: the highest are OS, the next OO."""
    body = _body_size(blocks)
    end = _end_of_rubric(blocks, start, body)
    looks = {i: seen for i in range(start + 1, end) if (seen := _heads(blocks[i], body))}
    ranks = sorted(set(looks.values()))[:2]
    levels = dict(zip(ranks, ("OS", "OO"), strict=False))
    if not ranks or sum(seen == ranks[0] for seen in looks.values()) < 2:
        return list(blocks)
    return [
        replace(block, level=levels.get(looks[i], ""), confidence=0.8) if i in looks else block
        for i, block in enumerate(blocks)
    ]


def _end_of_rubric(blocks: Sequence[Block], start: int, body: float) -> int:
    """Find the heading, as high as the rubric's own, that ends it."""
    own = look(blocks[start], body)
    if own is None:
        return len(blocks)
    after = range(start + 1, len(blocks))
    return next((i for i in after if (seen := look(blocks[i], body)) and seen <= own), len(blocks))


def _objectives_by_look(blocks: Sequence[Block]) -> list[Block]:
    """Read as OO the headings under strategic objectives that open lists; no word marks any."""
    body = _body_size(blocks)
    summits = {i: f for i, b in enumerate(blocks) if (f := find_mark(b.text)) and f.mark in _TOP}
    opened = list(summits)
    if not opened:
        return list(blocks)
    summit = max((seen for i in opened if (seen := look(blocks[i], body))), default=None)
    looks = {
        i: seen
        for i in range(opened[0] + 1, len(blocks) - 1)
        if (seen := _heads(blocks[i], body))
        and not (i - 1 in summits and not summits[i - 1].title)
        and (summit is None or seen > summit)
    }
    listed = Counter(seen for i, seen in looks.items() if _opens_list(blocks[i + 1]))
    counts = Counter(looks.values())
    best = next((s for s, n in listed.most_common() if n >= 2 and n * 10 >= counts[s] * 6), None)
    return [
        replace(b, level="OO", confidence=0.8) if looks.get(i) == best and best else b
        for i, b in enumerate(blocks)
    ]


def _summits_by_look(blocks: Sequence[Block], dotted: dict[int, str]) -> list[Block]:
    """Read as OS the headings, all alike, before « Objectif 1.1 », « Objectif 2.1 »…."""
    body = _body_size(blocks)
    heads: list[dict[Look, int]] = []
    start = 0
    for index, number in dotted.items():
        if number.endswith(".1"):
            under = look(blocks[index], body) or (99, 0.0, True)
            seen = {s: i for i in range(start, index) if (s := _heads(blocks[i], body))}
            heads.append({s: i for s, i in seen.items() if s < under})
        start = index
    alike = set.intersection(*[set(found) for found in heads]) if len(heads) > 1 else set()
    summits = {found[min(alike)] for found in heads} if alike else set()
    return [
        replace(block, level="OS", confidence=0.8) if i in summits else block
        for i, block in enumerate(blocks)
    ]


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Read 1, 1.1, 1.1.1 as OS, OO and action, where most of the deepest end with a state."""
    numbers = {
        i: f.number
        for i, b in enumerate(blocks)
        if (f := find_mark(b.text)) and f.mark is Mark.NUMBER
    }
    actions = [i for i, number in numbers.items() if number.count(".") == 2]
    stated = sum(state_at_end(blocks[i].text) is not None for i in actions)
    if stated < _SOME or stated * 2 < len(actions):
        return []
    levels = {}
    for (i, number), after in zip(numbers.items(), [*[*numbers.values()][1:], ""], strict=True):
        if number.count(".") in (1, 2) or after == f"{number}.1":
            levels[i] = ("OS", "OO", "ACTION")[number.count(".")]
    return [
        replace(b, level=levels[i], confidence=0.9) if i in levels else b
        for i, b in enumerate(blocks)
    ]


def _opens_list(block: Block) -> bool:
    found = find_mark(block.text)
    action = found is not None and found.mark in (Mark.ACTION, Mark.NUMBER)
    announced = rubric(block)
    return (
        bool(block.bullet)
        or action
        or block.level == "ACTION"
        or (announced is not None and announced.kind is Kind.RUBRIC and announced.level == "ACTION")
    )


def _is_declaration(blocks: Sequence[Block]) -> bool:
    head = fold(" ".join(block.text[:200] for block in blocks[:12]))
    return _DECLARATION.search(head) is not None and not _PROGRAMME.search(head)


def _announced(blocks: Sequence[Block]) -> tuple[list[Block], list[dict[str, str]]]:
    """Read « 5 objectifs… : » followed by exactly five items, and set examples of actions apart."""
    levels: dict[int, str] = {}
    rejects = []
    for index, block in enumerate(blocks):
        text = fold(block.text.replace("’", "'"))
        match = _ANNOUNCED.search(text) if text.endswith(":") else None
        if match and len(items := _items(blocks, index + 1)) == number_of(match[1]):
            levels |= dict.fromkeys(items, "OS")
        elif _EXAMPLES.fullmatch(text):
            items = _items(blocks, index + 1)
            levels |= dict.fromkeys(items, "REJET")
            rejects += [
                {"lieu": blocks[i].place, "contenu": blocks[i].text, "motif": reason}
                for i in items
                if re.search(r"\w", blocks[i].text)
                for reason in ("exemple d’action, rattaché à aucun objectif",)
            ]
    if "OS" not in levels.values():
        return list(blocks), []
    kept = [(i, block) for i, block in enumerate(blocks) if levels.get(i) != "REJET"]
    return [
        replace(block, level=levels[i], bullet="", confidence=0.8) if i in levels else block
        for i, block in kept
    ], rejects


def _items(blocks: Sequence[Block], start: int) -> list[int]:
    """Give the items of a list from its start: its bullets, else the sentences up to a colon."""
    bulleted = start < len(blocks) and bool(blocks[start].bullet)
    items = []
    for index in range(start, len(blocks)):
        block = blocks[index]
        if bool(block.bullet) != bulleted or block.text.endswith(":") or block.heading:
            break
        items.append(index)
    return items


def volets(blocks: Sequence[Block]) -> list[Block]:
    """Read as volets the headings in capitals, or above OS in the outline, that group OS.

    They count where the first OS has one and there are at least two.
    """
    found = [find_mark(block.text) for block in blocks]
    if any(f and f.mark in (Mark.VOLET, Mark.AXE) for f in found) or not any(
        f and f.mark is Mark.OS for f in found
    ):
        return list(blocks)
    above = [
        i
        for i, (block, after) in enumerate(pairwise(blocks))
        if (f := found[i + 1]) and f.mark is Mark.OS and _groups(block, after)
    ]
    first = next(i for i, f in enumerate(found) if f and f.mark is Mark.OS)
    titles = {fold(blocks[i].text) for i in above}
    if first - 1 not in above or len(titles) < 2:
        return list(blocks)
    return [replace(b, level="VOLET") if i in above else b for i, b in enumerate(blocks)]


def _groups(block: Block, below: Block) -> bool:
    letters = [c for c in block.text if c.isalpha()]
    capitals = len(letters) > 5 and not any(c.islower() for c in letters)
    higher = block.heading and below.heading and block.heading < below.heading
    if block.bullet or block.level or rubric(block) or _PROGRAMME.search(fold(block.text)):
        return False
    return bool(capitals or higher) and len(block.text) < 160

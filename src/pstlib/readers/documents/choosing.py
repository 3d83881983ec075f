"""The reading of a document: the best of those that its words and its series give."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.fiches import objectives_first
from pstlib.readers.documents.judging import Item, facts, judge
from pstlib.readers.documents.lists import build
from pstlib.readers.documents.nodes import Node
from pstlib.readers.documents.outline import Builder
from pstlib.readers.documents.pieces import cut
from pstlib.readers.documents.readings import Outline
from pstlib.readers.documents.repeats import drop_lost_objectives, drop_repeats
from pstlib.readers.documents.styles import is_declaration, is_titled_plan, volets, with_levels
from pstlib.readers.documents.titles import finish

_BETTER = 0.01  # ties go to the reading by words
_CLEAR = 0.03
_SURE = 0.8  # without any words, only a reading that is plainly a plan


@dataclass(frozen=True, eq=False)
class Chosen:
    """A reading: its tree, the blocks that it was read from, what it left out, its score."""

    builder: Builder
    body: Sequence[Block]
    score: float
    rival: float = 0.0  # the score of the best other reading that says something else
    repeats: list[Node] = field(default_factory=list)
    rejects: list[dict[str, str]] = field(default_factory=list)

    @property
    def doubtful(self) -> bool:
        """Whether another reading of the same lines is nearly as good."""
        return 0 < self.score - _CLEAR < self.rival


def choose(blocks: Sequence[Block]) -> Chosen:
    """Read a document by its words, and by its series where that reads it better."""
    blocks = [] if is_declaration(blocks) else blocks
    body, examples = with_levels(volets(objectives_first(blocks)))
    outline = Outline(blocks)
    worded = _read(body, outline, _origins(body, blocks), examples)
    score, items = outline.best()
    if score < worded.score + _BETTER or (not worded.score and not _is_sure(outline, score, items)):
        return worded
    applied = outline.applied(items)
    other = _read(list(applied.values()), outline, list(applied), [])
    best, rival = (other, worded) if other.score >= worded.score + _BETTER else (worded, other)
    return best if _said(best) == _said(rival) else replace(best, rival=rival.score)


def _said(chosen: Chosen) -> list[tuple[str, str]]:
    return [(node.level, node.title) for node in chosen.builder.root.walk()]


def _origins(body: Sequence[Block], blocks: Sequence[Block]) -> list[int]:
    """Tell which block of the document each of those read was, even retitled or moved."""
    exact = {(block.place, block.text): index for index, block in enumerate(blocks)}
    near = {block.place: index for index, block in enumerate(blocks)}
    return [exact.get((b.place, b.text), near.get(b.place, 0)) for b in body]


def _is_sure(outline: Outline, score: float, items: Sequence[Item]) -> bool:
    """Tell a plan from any other text with numbered lists, where no words name its levels."""
    told = facts(items, outline.lines)
    stated = told["told"] >= 0.9  # nothing but a plan says how far each of its actions is
    if score < _SURE or not (stated or is_titled_plan(outline.blocks)):
        return False
    deep = told["levels"] == 1 or stated
    return deep and told["titles"] >= 0.75 and told["filled"] >= 0.8


def _read(
    body: Sequence[Block],
    outline: Outline,
    origins: Sequence[int],
    rejects: list[dict[str, str]],
) -> Chosen:
    builder = build(cut(body), body)
    root = builder.root
    repeats = [*drop_repeats(root), *drop_lost_objectives(root)]
    finish(root)
    places = {id(block): origin for block, origin in zip(body, origins, strict=True)}
    items = [
        Item(node.level, node.number, places[id(node.block)], node.title) for node in root.walk()
    ]
    score = judge(items, outline.lines)
    return Chosen(builder, body, score, repeats=repeats, rejects=rejects)

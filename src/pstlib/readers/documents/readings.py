"""Readings of a document: which series of lines is which level, and which reading is best."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.deeds import is_deed
from pstlib.readers.documents.judging import Item, judge
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.series import Key, Line, lines_of, series_of

Series = Mapping[Key, Sequence[int]]
Chain = tuple[tuple[str, Key], ...]  # the level of each series
_FORM = re.compile(r"(?::|[._…]{4,})\s*$")  # something to fill in, or what announces a list
_MOST_LINES = 6_000
_MOST_HEADS, _MOST_LEAVES = 7, 7
_BETTER = 0.01
_MOST_RESTARTS = 3
_LONGEST_WORD = 30


class Outline:
    """The lines of a document and their series."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.lines = lines_of(blocks)
        self.titles = _with_titles(self.lines)
        found = series_of(self.lines) if len(blocks) <= _MOST_LINES else {}
        self.series: Series = {**found, **_restarted(found, self.lines)}
        self.mentions = any("sous-action" in block.text.casefold() for block in blocks)

    def best(self) -> tuple[float, list[Item]]:
        """Give the best reading by series alone, with its score."""
        scored = [
            (judge(items, self.lines), chain)
            for chain in self._chains()
            if (items := self.items(chain))
        ]
        if not scored:
            return 0.0, []
        score, chain = max(scored, key=lambda pair: pair[0])
        for level in ("VOLET", "SOUS_ACTION"):
            score, chain = self._with_level(score, chain, level)
        return score, self.items(chain)

    def _chains(self) -> Iterator[Chain]:
        heads = self._most([k for k in self.series if self._heads(k)], _MOST_HEADS)
        leaves = self._most([k for k in self.series if self._leaves(k)], _MOST_LEAVES)
        for top in heads:
            for leaf in leaves:
                yield from self._allowed((("OS", top), ("ACTION", leaf)))
        for top, middle in permutations(heads, 2):
            yield from self._allowed((("OS", top), ("OO", middle)))
            for leaf in leaves:
                yield from self._allowed((("OS", top), ("OO", middle), ("ACTION", leaf)))

    def _most(self, keys: Sequence[Key], count: int) -> list[Key]:
        return sorted(keys, key=lambda key: -len(self.series[key]))[:count]

    def _heads(self, key: Key) -> bool:
        members = self.series[key]
        fewest = 1 if key[0] == "nombre" else 2
        return bool(fewest <= len(members) <= 150 and key[0] != "texte")

    def _leaves(self, key: Key) -> bool:
        members = self.series[key]
        told = sum(self._told(i) for i in members)
        if key[0] in ("marque", "nombre"):
            return True
        return len(members) >= 3 and (key[0] != "texte" or told * 2 > len(members))

    def _told(self, index: int) -> bool:
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return self.lines[index].told or (after is not None and after.attribute)

    def _allowed(self, chain: Chain) -> Iterator[Chain]:
        """Give a chain whose words allow its levels, and whose series stand under one another."""
        keys = [key for _, key in chain]
        said = all(level in self.lines[self.series[key][0]].levels for level, key in chain)
        if said and len(set(keys)) == len(keys) and all(map(self._under, keys, keys[1:])):
            yield chain

    def _under(self, above: Key, below: Key) -> bool:
        first, members = self.series[above][0], self.series[below]
        return sum(index > first for index in members) * 10 >= 6 * len(members)

    def _with_level(self, score: float, chain: Chain, level: str) -> tuple[float, Chain]:
        """Add volets above, or sub-actions below, where that explains more."""
        used = {key for _, key in chain}
        best = (score + _BETTER, chain)
        if level == "SOUS_ACTION" and not self.mentions:
            return score, chain
        for key in self.series:
            if (
                key in used
                or level not in self.lines[self.series[key][0]].levels
                or len(self.series[key]) < 2
            ):
                continue
            wider = (*chain, (level, key))
            found = judge(self.items(wider), self.lines)
            best = max(best, (found, wider), key=lambda pair: pair[0])
        return best if best[1] is not chain else (score, chain)

    def items(self, chain: Chain) -> list[Item]:
        """Read the document as a chain of series says; nothing before its first objective."""
        levels = {i: level for level, key in chain for i in self.series[key]}
        found: list[Item] = []
        ended, aside = True, False
        tops = [self.lines[i].block.heading for i, level in levels.items() if level == "OS"]
        for index, line in enumerate(self.lines):
            level = levels.get(index)
            # A heading as high as the objectives, and none of them, ends what they hold.
            other = line.key is not None and 0 < line.block.heading <= min(tops, default=0)
            ended = level not in ("VOLET", "OS") and (ended or line.end or (other and not level))
            aside = level in (None, "ACTION", "SOUS_ACTION") and (
                aside or (line.head and not level)
            )
            # In a box beside the plan, only what says what to do is an action.
            doubtful = aside and not (line.number or line.told or is_deed(line.title))
            doubtful = doubtful or (level == "ACTION" and _FORM.search(line.title) is not None)
            if level and not ended and not doubtful:
                found.append(Item(level, line.number, index, line.title))
        return found

    def applied(self, items: Sequence[Item]) -> dict[int, Block]:
        """Give the blocks of the document by their place, with the levels of a reading."""
        levels = {item.index: item for item in items}
        kept = {}
        for index, (block, line) in enumerate(zip(self.blocks, self.lines, strict=True)):
            if item := levels.get(index):
                kept[index] = _placed(block, line, item)
            elif not (index in self.titles and index - 1 in levels):
                kept[index] = block
        return kept


def _placed(block: Block, line: Line, item: Item) -> Block:
    if block.level:
        return block
    text = f"{line.number}. {line.title}" if line.number else line.title
    sure = 0.9 if line.number or block.bullet else 0.8
    return replace(block, text=text, level=item.level, confidence=sure)


def _with_levels(lines: list[Line]) -> None:
    """Give the lines under « Objectif stratégique », printed above each, that level."""
    marks = [_announced(line.block.text) for line in lines]
    for index, mark in enumerate(marks[:-1]):
        after = lines[index + 1]
        if mark and marks.count(mark) > 1 and after.key and after.key[0] != "marque":
            lines[index] = replace(lines[index], key=None)
            levels = frozenset((str(mark.value),))
            lines[index + 1] = replace(after, key=("surtitre", mark), levels=levels)


def _announced(text: str) -> Mark | None:
    """Read a line that is only the word for one element, without its number."""
    found = find_mark(f"{text} : titre") if len(text) < _LONGEST_WORD and text[-1:] != "s" else None
    return found.mark if found and (found.number, found.title) == ("", "titre") else None


def _with_titles(lines: list[Line]) -> set[int]:
    """Give lines that are only a word and a number the title after them; tell which lines it is."""
    taken = set()
    _with_levels(lines)
    for index in range(len(lines) - 1):
        line, after = lines[index], lines[index + 1]
        if line.key is not None and not line.title and not after.attribute and after.block.text:
            found = find_mark(after.block.text)
            title = found.title if found and not found.number else after.block.text
            lines[index] = replace(line, title=title, told=after.told)
            lines[index + 1] = replace(after, key=None)
            taken.add(index + 1)
    return taken


def _restarted(series: Series, lines: Sequence[Line]) -> Series:
    """Give what is left of a numbered series where it starts again: a list before is no plan."""
    found = {}
    for key, members in series.items():
        starts = [at for at, index in enumerate(members) if lines[index].number == "1"]
        for rank, start in enumerate(starts[1:_MOST_RESTARTS]):
            found[*key, "suite", rank] = members[start:]
    return found

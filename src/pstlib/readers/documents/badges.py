"""States printed as a badge before the title of an action: « EN COURS Ouvrir une épicerie »."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.statuses import known_state

_FEWEST = 3
_BULLET = "☐"
_PATTERNS = (
    re.compile(
        r"(?P<state>(?:[A-ZÀ-Þ][A-ZÀ-Þ’'/-]*\s){1,5})(?P<rest>[«\"]?\s?[A-ZÀ-Þ][a-zà-ÿ’'].+)"
    ),
    re.compile(r"[\[(](?P<state>[^\[\]()]{3,40})[\])]\s?[:–-]?\s*(?P<rest>[«A-ZÀ-Þ].+)"),
    re.compile(r"(?P<state>[^\t]{3,40}?)\s?\t\s?(?P<rest>[«A-ZÀ-Þ].+)"),
)


def with_badges(blocks: Sequence[Block]) -> list[Block]:
    """Make the lines that open with a badge items of a list, if several do."""
    told = [_told(block) for block in blocks]
    if sum(one is not None for one in told) < _FEWEST:
        return list(blocks)
    return [one or block for one, block in zip(told, blocks, strict=True)]


def _told(block: Block) -> Block | None:
    if block.level or len(block.text) > 700:
        return None
    for pattern in _PATTERNS:
        match = pattern.fullmatch(block.text)
        if match and (state := known_state(match["state"])) and state.status:
            fields = (*block.fields, ("statut", "", match["state"].strip()))
            bullet = block.bullet or _BULLET
            return replace(block, text=match["rest"], bullet=bullet, fields=fields)
    return None

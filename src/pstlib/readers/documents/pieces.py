"""Blocks to pieces: what each line is by itself, before its neighbours are looked at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.fields import is_label, is_only_fields
from pstlib.readers.documents.marks import Found, Mark, find_inner_marks, find_mark
from pstlib.readers.documents.statuses import State, headed_state, known_state
from pstlib.text import fold


class Kind(StrEnum):
    """What a line is."""

    MARK = "marque"
    RUBRIC = "rubrique"
    LABEL = "libellé"
    FIELDS = "champs"
    ITEM = "puce"
    HEADING = "titre"
    END = "fin"
    TEXT = "texte"
    CELL = "cellule"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or part of a line, and what it is.

    ``level`` is what a rubric announces (``OS``, ``OO`` or ``ACTION``), ``state`` the state that
    it gives to its actions.
    """

    kind: Kind
    block: Block
    text: str
    found: Found | None = None
    level: str = ""
    state: State | None = None
    plain_list: bool = False


_ACTIONS = re.compile(
    r"(?:(?:les|nos|liste des|tableau des) )?(?:actions?|projets?|mesures?)"
    r"(?: (?:et|&|/) (?:projets?|actions?|mesures?))?(?: concretes?)?(?P<rest>(?: .{1,60})?)"
)
_OBJECTIVES = re.compile(
    r"(?:(?:les|nos|liste des) )?(?:objectifs )?"
    r"(?P<what>objectifs operationnels|oo|objectifs strategiques|os|operationnels)"
    r"(?: (?:et|&) (?:objectifs )?operationnels)?(?: ?\([a-z.]{2,5}\))?"
)
_OPENS = re.compile(r"[(\[]|[^\W\d_](?<![a-zà-ÿ])")
_COUNT = re.compile(r" ?\(\d{1,3}(?: actions?)?\)$")  # « Réalisées (2) » heads a list of two
# Words of a table's header or of the council's life: not a state.
_NOT_A_STATE = re.compile(
    r"\b(?:indicateurs?|etat|echeance|pilote|responsable|service|budget|statut|prioritaires"
    r"|concretes?|suivante?s|mener|proposees|retenues)\b"
)
_PART = re.compile(r"(?:partie|chapitre|section|titre) (?:\d{1,2}|[ivx]{1,4})\b")
_END = re.compile(
    r"(?:\d{1,2}\.?|[ivx]{1,4}\.)? ?(?:conclusions?|annexes?(?: \w{1,5})?(?: ?[:–-].{0,60})?"
    r"|suivi(?: et evaluation.{0,40})?"
    r"|(?:actualisation|evaluation)(?: et .{0,30})?(?: du p\.?s\.?t\.?| du programme.{0,40})?"
    r"|mise en oeuvre (?:du p\.?s\.?t\.?|du programme.{0,40})"
    r"|(?:tableau )?recapitulatif.{0,60}|synthese.{0,60}|glossaire|lexique|definitions|abreviations"
    r"|(?:nos|les) partenaires|voir aussi|(?:liens|documents) utiles"
    r"|remerciements|notes?|signatures?|introduction|preambule|avant-propos)"
)


def cut(blocks: Sequence[Block]) -> list[Piece]:
    """Turn blocks into pieces, lines that hold several elements parted."""
    pieces = [piece for block in blocks for piece in _pieces(block)]
    return [
        replace(piece, plain_list=_is_plain_list(pieces[i + 1 : i + 60]))
        if piece.kind is Kind.RUBRIC and piece.level == "ACTION"
        else piece
        for i, piece in enumerate(pieces)
    ]


def _pieces(block: Block) -> Iterator[Piece]:
    found = find_mark(block.text)
    if block.level:
        # The line of a series may go on in the next one; a cell holds all of it.
        kind = Kind.MARK if 0.75 < block.confidence < 1 else Kind.CELL
        yield Piece(kind, block, found.title if found else block.text, found)
        return
    if starts_end(block):
        yield Piece(Kind.END, block, block.text)
        return
    if found and not (found.mark is Mark.NUMBER and is_capitals(found.title)):
        yield from _parted(block, found)
        return
    if piece := rubric(block):
        yield piece
    elif is_label(block.text) and not block.text[:1].islower():  # else the end of a line
        yield Piece(Kind.LABEL, block, block.text.rstrip(" :"))
    elif is_only_fields(block.text):
        yield Piece(Kind.FIELDS, block, block.text)
    elif not block.bullet and len(block.text) <= 160 and _is_heading_line(block):
        yield Piece(Kind.HEADING, block, block.text, found)
    else:
        yield from _items(block, found)


def _is_heading_line(block: Block) -> bool:
    said = block.heading > 0 and not block.text.rstrip().endswith((":", ";"))
    return said or is_capitals(block.text) or _PART.match(fold(block.text)) is not None


def starts_end(block: Block) -> bool:
    """Tell the heading of a section that is after the plan, e.g. « Conclusion »."""
    text = block.text
    if block.bullet or len(text) > 100 or (text.rstrip().endswith(":") and not is_capitals(text)):
        return False  # « Évaluation : » in a list only labels an attribute
    return _END.fullmatch(fold(text).rstrip(" :.")) is not None


def _parted(block: Block, found: Found) -> Iterator[Piece]:
    text, marks = block.text, [found, *find_inner_marks(block.text, found)]
    ends = [*[mark.start for mark in marks[1:]], len(text)]
    for mark, end in zip(marks, ends, strict=True):
        title = _COUNT.sub("", text[len(text) - len(mark.title) : end].strip())
        # « Action 3 – En cours »: the title is on the next line.
        state = known_state(title) if mark.mark is Mark.ACTION else None
        title = "" if state else title
        yield Piece(Kind.MARK, block, title, replace(mark, title=title), state=state)


def _items(block: Block, found: Found | None) -> Iterator[Piece]:
    kind, sign = Kind.ITEM if block.bullet else Kind.TEXT, block.bullet[-1:]
    several = f" {sign} " if sign in ("•", "·", "▪") else "\n"
    parts = block.text.split(several)
    for part in parts:
        yield Piece(kind, block, part.strip(), found if len(parts) == 1 else None)


def rubric(block: Block) -> Piece | None:
    """Read a heading that announces a list, e.g. « Actions mises en œuvre : »."""
    text = block.text.strip().rstrip(" :.")
    folded = fold(text.replace("’", "'"))
    if not folded or len(folded) > 90:
        return None
    if match := _OBJECTIVES.fullmatch(folded):
        level = "OS" if match["what"] in ("os", "objectifs strategiques") else "OO"
        return Piece(Kind.RUBRIC, block, text, level=level)
    colon = block.text.rstrip().endswith(":")
    if match := _ACTIONS.fullmatch(folded):
        rest = match["rest"].strip()
        # An action may open with « Projet ».
        if colon or (not block.bullet and (not rest or known_state(rest))):
            return Piece(Kind.RUBRIC, block, text, level="ACTION", state=_list_state(text, rest))
    elif not block.bullet and _OPENS.match(text) and (state := headed_state(text)):
        return Piece(Kind.RUBRIC, block, text, level="ACTION", state=state)
    return None


def _list_state(text: str, rest: str) -> State:
    if not rest or _NOT_A_STATE.search(rest):
        return State("")
    return replace(known_state(rest) or State(""), source=text)


def is_capitals(text: str) -> bool:
    """Tell whether a line is typed in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and not any(c.islower() for c in letters)


def _is_plain_list(after: Sequence[Piece]) -> bool:
    """Tell whether a list of actions has no bullets: then each paragraph is an item."""
    run = list(takewhile(lambda piece: piece.kind is Kind.TEXT, after))
    stop = after[len(run)] if len(run) < len(after) else None
    counted = stop and stop.found and stop.found.mark in (Mark.ACTION, Mark.NUMBER)
    if not run or (stop and (counted or stop.kind is Kind.ITEM)):
        return False
    return all(len(piece.text) <= 250 and not piece.text.endswith(":") for piece in run)

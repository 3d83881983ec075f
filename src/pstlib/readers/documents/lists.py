"""Lines without a word that says their level: numbers, bullets, paragraphs, attributes."""

import re
from collections.abc import Sequence

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.deeds import is_deed
from pstlib.readers.documents.fields import column_of, is_sure_label, split_fields
from pstlib.readers.documents.marks import Mark
from pstlib.readers.documents.nodes import Node, continues, join
from pstlib.readers.documents.outline import (
    ACTIONS,
    CODED,
    NUMBERED,
    PLAIN,
    Builder,
    ListFrame,
    Profile,
    node_of,
)
from pstlib.readers.documents.pieces import Kind, Piece, is_capitals
from pstlib.readers.documents.statuses import known_state
from pstlib.text import fold

_RATE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?%")
_NOTHING = re.compile(r"[\W_]*(?:neant|aucune?(?: actions?)?|sans objet)?[\W_]*")
_LONGEST_PARAGRAPH_ITEM = 250
_OPEN_KINDS = (Kind.MARK, Kind.ITEM, Kind.TEXT, Kind.FIELDS, Kind.HEADING)


def build(pieces: Sequence[Piece], blocks: Sequence[Block]) -> Builder:
    """Read the pieces of a document into a tree."""
    builder = Builder(Profile.of(pieces))
    width = line_width(blocks)
    before: Piece | None = None
    for piece in pieces:
        if not _goes_on(builder, piece, before, width):
            _dispatch(builder, piece)
        before = piece
    return builder


def line_width(blocks: Sequence[Block]) -> int | None:
    """Estimate where the document wraps its lines; None where a line is a whole paragraph."""
    lengths = sorted(_length(block) for block in blocks)
    if len(lengths) < 20:
        return None
    width = lengths[int(len(lengths) * 0.98)]
    near = sum(length >= 0.85 * width for length in lengths)
    return width if width <= 140 and near >= 0.15 * len(lengths) else None


def _length(block: Block) -> int:
    return block.indent + len(block.bullet) + bool(block.bullet) + len(block.text)


def _goes_on(builder: Builder, piece: Piece, before: Piece | None, width: int | None) -> bool:
    """Join a line to the one that it continues; tell whether that was done."""
    node = builder.target
    if node is None or before is None or piece.kind not in (Kind.TEXT, Kind.HEADING):
        return False
    if not node.title and before.kind is Kind.MARK:
        node.title = piece.text
        return True
    if before.kind not in _OPEN_KINDS or builder.closed:
        return False
    text = _open_part(node)
    room = width - _length(before.block) if width else None
    hanging = before.block.bullet != "" and piece.block.indent > before.block.indent
    goes_on = _continues_block(text, piece, room, hanging=hanging)
    if not goes_on and not _is_same_title(before, piece):
        return False
    _write_open_part(node, join(text, piece.text))
    return True


def _is_same_title(before: Piece, piece: Piece) -> bool:
    """Tell the second line of a title in capitals, printed like the first."""
    first, second = before.block, piece.block
    alike = (first.size, first.bold) == (second.size, second.bold) and second.size > 0
    marked = before.kind is Kind.MARK and piece.kind is Kind.HEADING
    return marked and alike and is_capitals(before.text) and is_capitals(piece.text)


def _continues_block(text: str, piece: Piece, room: int | None, *, hanging: bool) -> bool:
    if hanging and piece.text.isdigit():
        return True
    if piece.block.apart or piece.block.whole:
        # Over a blank line or a new page, only a sentence that is plainly cut goes on.
        cut = continues(text, "A", None)
        return cut if hanging else cut and piece.text[:1].islower()
    if piece.kind is Kind.HEADING and not piece.block.heading:
        return is_capitals(text)
    return continues(text, piece.text, room)


def _open_part(node: Node) -> str:
    """Give the text last read for an element: a detail, an attribute's value or its title."""
    if node.details:
        return node.details[-1]
    return node.fields[-1][2] if _has_value(node) else node.title


def _has_value(node: Node) -> bool:
    """Tell whether a printed label came last: a state told by a symbol stays whole."""
    return bool(node.fields and node.fields[-1][1])


def _write_open_part(node: Node, text: str) -> None:
    if node.details:
        node.details[-1] = text
    elif _has_value(node):
        node.fields[-1] = (*node.fields[-1][:2], text)
    else:
        node.title = text


def _dispatch(builder: Builder, piece: Piece) -> None:
    counted = piece.found is not None and piece.found.mark is Mark.NUMBER
    counted = counted and not piece.block.level
    if piece.kind is Kind.CELL or (piece.kind is Kind.MARK and not counted):
        builder.element(piece)
    elif piece.kind is Kind.MARK:
        _number(builder, piece)
    elif piece.kind is Kind.RUBRIC:
        if not _states_last(builder, piece):
            builder.announce(piece)
    elif piece.kind in (Kind.HEADING, Kind.END):
        _heading(builder, piece)
    elif builder.listening:
        _in_list(builder, piece)


def _states_last(builder: Builder, piece: Piece) -> bool:
    """Take a state alone on its line as that of the action above, if nothing groups by state."""
    last = builder.last
    alone = piece.state is not None and not piece.block.text.rstrip().endswith(":")
    grouped = builder.state is not None and builder.state.source
    if not alone or grouped or last is None or last.level not in ACTIONS or _is_told(last):
        return False
    if known_state(piece.block.text) is None:
        return False
    last.state, builder.target, builder.awaited = piece.state, None, None
    return True


def _is_told(node: Node) -> bool:
    named = any(column == "statut" for column, _, _ in node.fields)
    return named or bool(node.state and node.state.source)


def _in_list(builder: Builder, piece: Piece) -> None:
    if _NOTHING.fullmatch(fold(piece.text)) or piece.text.endswith("....."):
        return  # an empty list, said so: no action is called « Néant »; a form to fill in
    awaited, builder.awaited = builder.awaited, None
    if _RATE.fullmatch(piece.text) and builder.last and not awaited:
        builder.last.fields.append(("taux_avancement", "", piece.text))
        return
    if piece.kind is Kind.LABEL and builder.last and (column := column_of(piece.text)):
        builder.awaited = (column, piece.text)
    elif piece.kind is Kind.LABEL:
        _detail(builder, piece.text + " :")
        builder.label = piece.text
    elif awaited and builder.last and piece.kind in (Kind.TEXT, Kind.ITEM):
        builder.last.fields.append((*awaited, piece.text))
        builder.target = builder.last
    elif piece.kind is Kind.FIELDS and not _is_item_with_colon(builder, piece):
        _fields(builder, piece)
    elif piece.block.bullet:
        _item(builder, piece)
    else:
        _paragraph(builder, piece)


def _heading(builder: Builder, piece: Piece) -> None:
    numbered = piece.found is not None and builder.rubric in ("OO", "OS")
    if numbered and piece.kind is Kind.HEADING and _number(builder, piece):
        return
    node, depth = builder.open_node("OO", "OS"), piece.block.heading
    if piece.kind is Kind.HEADING and node and 0 < node.block.heading < depth:
        builder.label = ""  # a part of the objective, not the end of it
        return
    builder.close(end=piece.kind is Kind.END)


# Numbers ------------------------------------------------------------------------------------------


def _number(builder: Builder, piece: Piece) -> bool:
    """Read a line that opens with a bare number; tell whether it is an element."""
    found = piece.found
    if found is None:
        return False
    level = _level_of_number(builder, piece, found.number)
    node = node_of(piece, level, 0.9)
    frame = ListFrame(level, NUMBERED, piece.block.indent, found.number)
    if level == "OS":
        builder.place(node)
    elif level == "OO":
        builder.place(node)
        builder.objectives = frame
    elif level and (parent := builder.action_parent(level, found.number)):
        builder.add_action(node, parent, NUMBERED)
    elif builder.listening and piece.kind is not Kind.HEADING:
        _detail(builder, piece.block.text)
    return bool(level)


def _level_of_number(builder: Builder, piece: Piece, number: str) -> str:
    if not builder.listening or builder.frame.style == CODED:
        return ""
    return _dotted(builder, number) if "." in number else _simple(builder, piece.block, number)


def _dotted(builder: Builder, number: str) -> str:
    head = number.rpartition(".")[0]
    action = builder.open_node("ACTION")
    objective, summit = builder.open_node("OO"), builder.open_node("OS")
    if objective and objective.number.rpartition(".")[0] == head:
        return "OO"
    if action and action.number == head:
        return "SOUS_ACTION"
    if objective and (objective.number == head or builder.rubric == "ACTION"):
        return "ACTION"
    if summit and summit.number == head:
        return "ACTION" if builder.rubric == "ACTION" else "OO"
    return "ACTION" if objective and number.count(".") >= 2 else ""


def _simple(builder: Builder, block: Block, number: str) -> str:
    actions, objectives = builder.frame, builder.objectives
    next_action = actions.style == NUMBERED and _follows(actions.number, number)
    next_objective = objectives.style == NUMBERED and _follows(objectives.number, number)
    if next_objective and (not next_action or block.indent < actions.indent):
        return "OO" if block.indent <= objectives.indent + 1 else ""
    if builder.rubric == "OO":
        return "OO" if objectives.style in ("", NUMBERED) and number == "1" else ""
    if builder.rubric == "ACTION" or builder.open_node("OO"):
        return "ACTION" if actions.is_item(NUMBERED, block) else ""
    return "" if builder.profile.names_middle else "OO"


def _follows(before: str, number: str) -> bool:
    return before.isdigit() and number.isdigit() and int(number) == int(before) + 1


# Bullets and paragraphs ---------------------------------------------------------------------------


def _item(builder: Builder, piece: Piece) -> None:
    """Read a bullet: an objective, an action, a detail, or the state of the action above."""
    block, last = piece.block, builder.last
    if last and last.level in ACTIONS and (state := known_state(piece.text)):
        last.state = state
    elif _in_label(builder, block):
        _detail(builder, piece.text)
    elif (action := builder.open_node("ACTION")) and _is_sub_action(action, piece):
        action.add(node_of(piece, "SOUS_ACTION", 0.9))
        builder.target = action.children[-1]
    elif _is_objective(builder, block):
        builder.place(node_of(piece, "OO", 0.8))
        builder.objectives = ListFrame("OO", block.bullet, block.indent)
    elif builder.aside and not is_deed(piece.text):
        _detail(builder, piece.text)
    elif (parent := _list_parent(builder)) and builder.frame.is_item(block.bullet, block):
        builder.add_action(node_of(piece, "ACTION", 0.9), parent, block.bullet)
    else:
        _detail(builder, piece.text)


def _is_sub_action(action: Node, piece: Piece) -> bool:
    """Tell « a) rédiger le cahier des charges » under an action: what is counted by letters."""
    deeper = piece.block.indent > action.block.indent and action.block.bullet != "a)"
    return piece.block.bullet == "a)" and deeper and is_deed(piece.text)


def _is_objective(builder: Builder, block: Block) -> bool:
    if builder.rubric != "OO" or builder.open_node("OS") is None or builder.profile.series:
        return False
    if builder.open_node("OO") is None:
        return True
    return bool(builder.objectives.style) and builder.objectives.is_item(block.bullet, block)


def _in_label(builder: Builder, block: Block) -> bool:
    """Tell whether a bullet stands under a label such as « Indicateurs : »."""
    if not builder.label:
        return False
    returns = builder.frame.level == "ACTION" and builder.frame.style == block.bullet
    return not (returns and builder.frame.is_item(block.bullet, block) and block.apart)


def _list_parent(builder: Builder) -> Node | None:
    """Give the objective whose actions an unnumbered list holds, if it is such a list."""
    if builder.frame.style == CODED or builder.profile.series:
        return None
    direct = builder.rubric == "ACTION" or not builder.profile.names_middle
    return builder.open_node("OO") or (builder.open_node("OS") if direct else None)


def _paragraph(builder: Builder, piece: Piece) -> None:
    parent = _list_parent(builder)
    plain = builder.frame.style == PLAIN and builder.rubric == "ACTION" and not builder.label
    if plain and parent and len(piece.text) <= _LONGEST_PARAGRAPH_ITEM:
        builder.add_action(node_of(piece, "ACTION", 0.6), parent, PLAIN)
    else:
        # After a bold line that is no element, only what says what to do is an action.
        block = piece.block
        builder.aside = builder.aside or (block.bold and piece.text[-1:] not in ".:;,")
        _detail(builder, piece.text, apart=block.apart and not builder.label)


def _is_item_with_colon(builder: Builder, piece: Piece) -> bool:
    """Tell the action « Budget : revoir la procédure » of a bullet list from an attribute."""
    block = piece.block
    in_list = bool(block.bullet) and builder.frame.style in ("", block.bullet)
    return (
        in_list
        and not is_sure_label(piece.text)
        and _list_parent(builder) is not None
        and builder.frame.is_item(block.bullet, block)
    )


def _fields(builder: Builder, piece: Piece) -> None:
    if builder.last is None:
        return
    fields = split_fields(piece.text, whole=True)[1]
    builder.last.fields += fields
    builder.target = builder.last
    builder.label = fields[-1][1] if not fields[-1][2] else ""


def _detail(builder: Builder, text: str, *, apart: bool = False) -> None:
    """Keep a line that is no element with the element that it tells about."""
    node = builder.last
    if apart and node and node.level in ACTIONS:
        node = builder.open_node("OO", "OS")
    if node:
        node.details.append(text)
        builder.target = node

"""Labels as iA.PST writes them: ``OS.1 - …``, ``A.3 - …``, ``A.5 - SA.6 - …``, one counter."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMBERED = {
    "ObjectifStrategique": re.compile(r"(OS\.\d{1,9}) - (.*)", re.DOTALL),
    "ObjectifOperationnel": re.compile(r"(OO\.\d{1,9}) - (.*)", re.DOTALL),
    "Action": re.compile(r"(A\.\d{1,9}) - (.*)", re.DOTALL),
}
_SUB = re.compile(r"SA\.(\d{1,9}) - (.*)", re.DOTALL)
_CUT_FROM = 230


@dataclass(frozen=True)
class Label:
    """A label taken apart.

    Attributes:
        title: The title alone.
        number: The number as printed, e.g. ``SA.6``; empty where there is none.
        parent: Rank, among its siblings, of the action that a sub-action belongs to.
        orphan: Whether it reads as a sub-action whose action isn't there.
    """

    title: str
    number: str = ""
    parent: int | None = None
    orphan: bool = False


def split_label(tag: str, label: str) -> Label:
    """Part the number of a label from its title."""
    match = _NUMBERED[tag].fullmatch(label) if tag in _NUMBERED else None
    return Label(match[2], match[1]) if match else Label(label)


def are_numbered(labels: Iterable[tuple[str, str]]) -> bool:
    """Tell whether all objectives and actions (tag, label) bear numbers."""
    known = [(tag, label) for tag, label in labels if tag in _NUMBERED]
    return bool(known) and all(_NUMBERED[tag].fullmatch(label) for tag, label in known)


def is_cut(label: str) -> bool:
    """Tell whether a label looks cut by the tool that wrote it."""
    return len(label) >= _CUT_FROM and label.rstrip().endswith(("...", "…"))


def numbers(labels: Iterable[tuple[str, str]]) -> Counter[int]:
    """Count how often each number of the file's one counter is borne."""
    borne: Counter[int] = Counter()
    for tag, label in labels:
        whole = split_label(tag, label)
        sub = _SUB.fullmatch(whole.title) if tag == "Action" else None
        if whole.number:
            borne[int(sub[1] if sub else whole.number.split(".")[1])] += 1
    return borne


def split_actions(labels: Sequence[str], borne: Counter[int]) -> list[Label]:
    """Part actions and sub-actions that stand side by side under one objective.

    ``A.5 - SA.6 - x`` is a sub-action of the ``A.5`` that stands beside it. Without any, it is an
    action whose title begins so where 6 can't be its number, else an orphan.
    """
    wholes = [split_label("Action", label) for label in labels]
    subs = [_SUB.fullmatch(whole.title) if whole.number else None for whole in wholes]
    plain: dict[str, int] = {}
    for rank, whole in enumerate(wholes):
        if whole.number and not subs[rank]:
            plain.setdefault(whole.number, rank)
    found: list[Label] = []
    for rank, (whole, sub) in enumerate(zip(wholes, subs, strict=True)):
        owner = plain.get(whole.number)
        if sub and owner is not None:
            found.append(Label(sub[2], f"SA.{sub[1]}", owner))
            continue
        orphan = sub is not None and _is_own(whole.number, int(sub[1]), borne)
        if sub and not orphan:
            plain[whole.number] = rank
        found.append(Label(whole.title, whole.number, None, orphan))
    return found


def _is_own(number: str, sub_number: int, borne: Counter[int]) -> bool:
    return borne[sub_number] == 1 and sub_number > int(number.split(".")[1])

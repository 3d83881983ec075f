"""Score of a reading against a document's truth: what was found, and what of it is right."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pstlib.text import fold


@dataclass(frozen=True)
class Score:
    """``f1`` over (level, title); ``parent`` and ``status`` over the elements found in both."""

    precision: float
    recall: float
    f1: float
    parent: float
    status: float
    missing: tuple[tuple[str, str], ...]
    invented: tuple[tuple[str, str], ...]
    wrong_status: tuple[tuple[str, str], ...] = ()


def score(read: list[dict[str, Any]], truth: list[dict[str, Any]]) -> Score:
    """Compare elements read with the true ones, by level and title."""
    found, expected = Counter(map(_key, read)), Counter(map(_key, truth))
    both = found & expected
    precision, recall = _share(both, found), _share(both, expected)
    total = precision + recall
    sure = [e for e in truth if not e.get("statut_ambigu")]
    doubtful = {_key(e) for e in truth if e.get("statut_ambigu")}
    read_sure = [e for e in read if _key(e) not in doubtful]
    wrong = Counter(_status(e) for e in read_sure if _key(e) in expected) - Counter(
        map(_status, sure)
    )
    return Score(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else float(not truth and not read),
        parent=_agreement(read, truth, _parent),
        status=_agreement(read_sure, sure, _status),
        missing=tuple((expected - found).elements()),
        invented=tuple((found - expected).elements()),
        wrong_status=tuple((title, str(status)) for _, title, status in wrong.elements()),
    )


def _agreement(read: list[dict[str, Any]], truth: list[dict[str, Any]], what: Any) -> float:
    keys = set(map(_key, read)) & set(map(_key, truth))
    mine = Counter(what(e) for e in read if _key(e) in keys)
    theirs = Counter(what(e) for e in truth if _key(e) in keys)
    return _share(mine & theirs, theirs)


def _share(part: Counter[Any], whole: Counter[Any]) -> float:
    return part.total() / whole.total() if whole else 1.0


def _fold(text: Any) -> str:
    folded = fold(text).replace("’", "'") if isinstance(text, str) else ""
    return folded.strip(" .;")


def _key(element: dict[str, Any]) -> tuple[str, str]:
    return element["niveau"], _fold(element["libelle"])


def _parent(element: dict[str, Any]) -> tuple[str, str, str]:
    return *_key(element), _fold(element["parent_libelle"])


def _status(element: dict[str, Any]) -> tuple[str, str, str | None]:
    status = element["statut"]
    return *_key(element), status if isinstance(status, str) else None

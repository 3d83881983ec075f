"""Score of a reading against a document's truth: what was found, and what of it is right."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pstlib.text import fold

Element = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """``f1`` over (level, title); the other shares over the elements found in both."""

    precision: float
    recall: float
    f1: float
    parent: float
    status: float
    manager: float
    deadline: float
    missing: tuple[tuple[str, str], ...]
    invented: tuple[tuple[str, str], ...]
    wrong_parent: tuple[tuple[Any, ...], ...] = ()
    wrong_status: tuple[tuple[Any, ...], ...] = ()


def score(read: list[Element], truth: list[Element]) -> Score:
    """Compare elements read with the true ones, by level and title."""
    found, expected = Counter(map(_key, read)), Counter(map(_key, truth))
    both = found & expected
    precision, recall = _share(both, found), _share(both, expected)
    total = precision + recall
    doubtful = {_key(e) for e in truth if e.get("statut_ambigu")}
    sure, read_sure = ([e for e in rows if _key(e) not in doubtful] for rows in (truth, read))
    return Score(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else float(not truth and not read),
        parent=_agreement(read, truth, _parent),
        status=_agreement(read_sure, sure, _status),
        manager=_agreement(read, truth, _manager),
        deadline=_agreement(read, truth, _deadline),
        missing=tuple((expected - found).elements()),
        invented=tuple((found - expected).elements()),
        wrong_parent=_wrong(read, truth, _parent),
        wrong_status=_wrong(read_sure, sure, _status),
    )


def _pairs(
    read: list[Element], truth: list[Element], what: Callable[[Element], Any]
) -> tuple[Counter[Any], Counter[Any]]:
    keys = set(map(_key, read)) & set(map(_key, truth))
    mine = Counter((*_key(e), what(e)) for e in read if _key(e) in keys)
    return mine, Counter((*_key(e), what(e)) for e in truth if _key(e) in keys)


def _agreement(read: list[Element], truth: list[Element], what: Callable[[Element], Any]) -> float:
    mine, theirs = _pairs(read, truth, what)
    return _share(mine & theirs, theirs)


def _wrong(
    read: list[Element], truth: list[Element], what: Callable[[Element], Any]
) -> tuple[tuple[Any, ...], ...]:
    mine, theirs = _pairs(read, truth, what)
    return tuple((mine - theirs).elements())


def _share(part: Counter[Any], whole: Counter[Any]) -> float:
    return part.total() / whole.total() if whole else 1.0


def _fold(text: Any) -> str:
    folded = fold(text).replace("’", "'") if isinstance(text, str) else ""
    return folded.strip(" .;")


def _key(element: Element) -> tuple[str, str]:
    return element["niveau"], _fold(element["libelle"])


def _parent(element: Element) -> str:
    return _fold(element["parent_libelle"])


def _status(element: Element) -> str | None:
    status = element["statut"]
    return status if isinstance(status, str) else None


def _manager(element: Element) -> str:
    return _fold(element.get("responsable"))


def _deadline(element: Element) -> str:
    """Give a date in ISO, or the year alone where no day is printed; nothing for « permanent »."""
    if "echeance" in element:
        return str(element["echeance"] or "")
    day, words = element.get("date_fin"), element.get("echeance_source")
    if hasattr(day, "strftime"):
        return f"{day:%Y-%m-%d}"
    years = [part for part in str(words or "").replace("/", " ").split() if part.isdigit()]
    return next((year for year in years if len(year) == 4), "")

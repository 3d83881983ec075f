"""The synergies of two partners, matched: what one writes of them, beside what the other writes.

The same identifier is no proof that two rows are one synergy, since each side may number its own:
the label tells most, then the agreement, the start, the domain.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from pstlib.synergies.words import UNKNOWN
from pstlib.text import fold, is_missing

PAIRED = ["synergie_id", "synergie_id_partenaire", "libelle", "libelle_partenaire", "indices"]
MATCHED_FROM = 60
"""Points from which two rows are one synergy: an identical label alone gives as many."""
_LABEL, _AGREEMENT, _START, _DOMAIN, _SAME_ID = 60, 15, 12, 10, 8
_ALIKE = 60  # per cent from which a likeness of labels is worth a word
Row = dict[Any, Any]


@dataclass(frozen=True)
class Likeness:
    """How far two rows look like one synergy: points, and what they have in common in French."""

    points: float
    indices: tuple[str, ...]


def likeness(one: Row, other: Row) -> Likeness:
    """Compare two rows of ``synergies``.

    Args:
        one: ``synergie_id``, ``libelle``, ``domaine``, ``date_debut``, ``convention``.
        other: The same of the other side.
    """
    label = fuzz.token_sort_ratio(_bare(one["libelle"]), _bare(other["libelle"]))
    points, said = label * _LABEL / 100, _label_words(label)
    agreements = {
        "même convention": (_AGREEMENT, "convention"),
        "même début": (_START, "date_debut"),
        "même domaine": (_DOMAIN, "domaine"),
        "même identifiant": (_SAME_ID, "synergie_id"),
    }
    for words, (worth, name) in agreements.items():
        if _bare(one[name]) and _bare(one[name]) == _bare(other[name]):
            points, said = points + worth, [*said, words]
    return Likeness(points, tuple(said))


def _bare(value: Any) -> str:
    """Give a value without its typography, nothing where it isn't known."""
    return "" if is_missing(value) or value == UNKNOWN else fold(str(value).replace("’", "'"))


def _label_words(label: float) -> list[str]:
    if label >= 100:
        return ["même intitulé"]
    return [f"intitulés semblables à {int(label)}\u00a0%"] if label >= _ALIKE else []


def paired(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Match the synergies of two sides, the most alike first, each once at most.

    Args:
        own: Rows of ``synergies`` that name the other side.
        other: Rows of the other side's that name this one.

    Returns:
        One row per match, in the order of ``own``: ``PAIRED``; ``indices`` says what the two have
        in common.
    """
    ours, theirs = own.to_dict("records"), other.to_dict("records")
    found = [
        (likeness(one, two), i, j) for i, one in enumerate(ours) for j, two in enumerate(theirs)
    ]
    likely = [one for one in found if one[0].points >= MATCHED_FROM]
    taken: dict[int, tuple[int, Likeness]] = {}
    for alike, i, j in sorted(likely, key=lambda one: (-one[0].points, one[1], one[2])):
        if i not in taken and j not in {place for place, _ in taken.values()}:
            taken[i] = (j, alike)
    rows = [
        (ours[i]["synergie_id"], theirs[j]["synergie_id"], ours[i]["libelle"],
         theirs[j]["libelle"], ", ".join(alike.indices))
        for i, (j, alike) in sorted(taken.items())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=PAIRED).astype("str")


def alone(rows: pd.DataFrame, matched: "pd.Series[str]") -> pd.DataFrame:
    """Keep the synergies of a side that the other doesn't write of, as they stand."""
    return rows[~rows["synergie_id"].isin(matched)].reset_index(drop=True)

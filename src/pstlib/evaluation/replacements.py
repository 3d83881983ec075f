"""What left a plan and what entered it, by one version, in its place: pairs to be confirmed."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.model.columns import DTYPES
from pstlib.model.records import table_of
from pstlib.text import fold, is_missing

ENTERED, LEFT = "ENTREE", "SORTIE"
WRITTEN, ALIKE = "ECRIT", "SIMILITUDE"
_KINDS = {
    "version": "texte", "niveau": "texte", "avant_id": "texte", "avant_code": "texte",
    "avant_libelle": "texte", "apres_id": "texte", "apres_code": "texte", "apres_libelle": "texte",
    "preuve": "texte", "texte": "texte", "similitude": "nombre", "reformule": "booleen",
    "deplace": "booleen", "redate": "booleen", "refinance": "booleen", "date_fin_avant": "date",
    "date_fin_apres": "date", "finance_avant": "montant", "finance_apres": "montant",
}  # fmt: skip
REPLACEMENTS = list(_KINDS)
_SHOWN = {"id": "element_id", "code": "code", "libelle": "libelle"}
_SAYS = re.compile(
    r"\bremplac\w* (?:par )?(?:l['’ ]|les? |la )?(?:sous-)?(?:action|objectif)s? ([\w.]*\w)"
)

Row = dict[str, Any]


def replacements(
    changes: Sequence[Row], financements: pd.DataFrame, *, threshold: float
) -> pd.DataFrame:
    """Pair what each version took out with what it brought in, each element in one pair at most.

    Args:
        changes: What versions took out and brought in (``revisions``).
        financements: Declared fundings, to tell which pair has another total.
        threshold: Likeness of two titles, out of 100, from which they are taken for a pair.

    Returns:
        One row per pair, the surest first: ``preuve`` is ECRIT where a description names the
        replacement (``texte`` quotes it), SIMILITUDE where titles are alike. ``reformule``,
        ``deplace`` (under another parent, unless that one was replaced too), ``redate`` and
        ``refinance`` say what differs; the last is missing unless both have declared fundings.
    """
    totals = dict[str, Decimal]()
    funds = (financements[name].tolist() for name in ("element_id", "montant"))
    for element, amount in zip(*funds, strict=True):
        if not is_missing(amount):
            totals[element] = totals.get(element, Decimal(0)) + amount
    found = sorted(
        _candidates(changes, threshold),
        key=lambda pair: (pair["preuve"] != WRITTEN, -pair["similitude"]),
    )
    kept = _one_each(found)
    heirs = {(pair["avant_id"], pair["apres_id"]) for pair in kept}
    full = [pair | _moved(pair, heirs) | _funded(pair, totals) for pair in kept]
    return table_of(full, {name: DTYPES[kind] for name, kind in _KINDS.items()})


def _one_each(pairs: list[Row]) -> list[Row]:
    taken: set[tuple[str, str]] = set()
    kept = []
    for pair in pairs:
        ends = {(pair["version"], pair["avant_id"]), (pair["version"], pair["apres_id"])}
        if not ends & taken:
            taken |= ends
            kept.append(pair)
    return kept


def _candidates(changes: Sequence[Row], threshold: float) -> Iterator[Row]:
    """Compare the elements of one level that one version took out and brought in."""
    from rapidfuzz import fuzz

    groups: dict[tuple[str, str], list[Row]] = {}
    for row in changes:
        groups.setdefault((row["version"], row["niveau"]), []).append(row)
    for (version, level), group in groups.items():
        gone, come = ([row for row in group if row["nature"] == n] for n in (LEFT, ENTERED))
        for old, new in ((old, new) for old in gone for new in come):
            score = fuzz.token_sort_ratio(fold(old["libelle"]), fold(new["libelle"]))
            text = _link(old, new) or _link(new, old)
            if text or score >= threshold:
                told = {"texte": text, "preuve": WRITTEN if text else ALIKE}
                place = {"version": version, "niveau": level, "similitude": score}
                yield place | told | _compared(old, new)


def _link(one: Row, other: Row) -> str | None:
    """Give the description of ``one`` if it names ``other``, beside it, as its replacement."""
    if is_missing(one["description"]) or one["parent_id"] != other["parent_id"]:
        return None
    said = _SAYS.search(fold(one["description"]))
    number = "" if is_missing(other["numero"]) else fold(other["numero"]).split()[-1]
    return one["description"] if said and said[1] == number else None


def _compared(old: Row, new: Row) -> Row:
    dates = ("date_debut", "date_fin")
    return {
        **{f"avant_{name}": old[column] for name, column in _SHOWN.items()},
        **{f"apres_{name}": new[column] for name, column in _SHOWN.items()},
        "parents": (old["parent_id"], new["parent_id"]),
        "reformule": fold(old["libelle"]) != fold(new["libelle"]),
        "redate": not all(_same(old[name], new[name]) for name in dates),
        "date_fin_avant": old["date_fin"],
        "date_fin_apres": new["date_fin"],
    }


def _same(one: Any, other: Any) -> bool:
    return one == other or (is_missing(one) and is_missing(other))


def _moved(pair: Row, heirs: set[tuple[str, str]]) -> Row:
    old, new = pair["parents"]
    return {"deplace": not _same(old, new) and (old, new) not in heirs}


def _funded(pair: Row, totals: dict[str, Decimal]) -> Row:
    old, new = (totals.get(pair[f"{end}_id"]) for end in ("avant", "apres"))
    known = old is not None and new is not None
    return {
        "refinance": old != new if known else None,
        "finance_avant": old,
        "finance_apres": new,
    }

"""What was decided of the pairs proposed: an accepted or rejected one is remembered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.errors import UnknownNameError
from pstlib.model import Pst
from pstlib.model.table_files import conform
from pstlib.text import nearest

PROPOSED, ACCEPTED, REJECTED = "PROPOSEE", "ACCEPTEE", "REJETEE"
DECISION_LABELS = {PROPOSED: "Proposée", ACCEPTED: "Acceptée", REJECTED: "Rejetée"}
DECIDED = ["a_element_id", "b_element_id", "decision", "date", "par", "auteur", "motif"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided of a pair, by whom and why; ``mot`` is ACCEPTEE or REJETEE."""

    mot: str
    date: dt.date
    auteur: str | None = None
    motif: str | None = None


def with_decision(a: Pst, b: Pst, pair: str, decision: Decision) -> pd.DataFrame:
    """Add a decision to the suggestions of a PST; one of the same day takes its place.

    Args:
        a: The PST that decides.
        b: That of the other organisation.
        pair: The codes, or identifiers, of an action of each, joined by ``+``.
        decision: The decision.

    Returns:
        The table ``suggestions`` of ``a`` with it.

    Raises:
        UnknownNameError: If a side has no such action.
    """
    one, _, other = pair.partition("+")
    row: dict[str, Any] = {
        "a_element_id": _element(a, one.strip()),
        "slug": b.identite.slug,
        "element_id": _element(b, other.strip()),
        "decision": decision.mot,
        "date": pd.Timestamp(decision.date),
        "auteur": decision.auteur,
        "motif": decision.motif,
    }
    rows = a.suggestions
    keys = ["a_element_id", "slug", "element_id", "date"]
    same = pd.concat([rows[key].eq(row[key]) for key in keys], axis=1).all(axis=1)
    return conform(pd.DataFrame([*rows[~same].to_dict("records"), row]), "suggestions")


def _element(pst: Pst, name: str) -> str:
    """Find an element by its code or its identifier."""
    elements = pst.elements
    found = elements.loc[elements["code"].eq(name) | elements["element_id"].eq(name), "element_id"]
    if found.empty:
        near = nearest(name, elements["code"].dropna().tolist()) if name else []
        raise UnknownNameError(
            "Aucune action n’a ce code",
            where=pst.identite.slug,
            found=f"« {name} »",
            todo=f"Codes proches : {', '.join(near)}."
            if near
            else "Donnez les deux codes du rapport, joints par « + ».",
        )
    return str(found.iloc[0])


def decided(a: Pst, b: Pst, day: dt.date) -> pd.DataFrame:
    """Give the last decision on each pair at a day; each side may have written it.

    One side that rejects is enough: a synergy takes both. What isn't dated counts as the oldest.

    Returns:
        One row per pair: ``DECIDED``; ``par`` is the slug of the side that decided.
    """
    own = _of_side(a, b).rename(columns={"element_id": "b_element_id"})
    names = {"a_element_id": "b_element_id", "element_id": "a_element_id"}
    rows = pd.concat([own, _of_side(b, a).rename(columns=names)], ignore_index=True)
    past = rows[rows["date"].isna() | rows["date"].le(pd.Timestamp(day))]
    ordered = past.sort_values("date", kind="stable", na_position="first")
    last = ordered.drop_duplicates(["a_element_id", "b_element_id", "par"], keep="last")
    rejected_first = last.sort_values(
        "decision", key=lambda column: column.ne(REJECTED), kind="stable"
    )
    one = rejected_first.drop_duplicates(["a_element_id", "b_element_id"])
    return one[DECIDED].reset_index(drop=True)


def _of_side(pst: Pst, other: Pst) -> pd.DataFrame:
    rows = pst.suggestions
    return rows[rows["slug"].eq(other.identite.slug)].assign(par=pst.identite.slug)

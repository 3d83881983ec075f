"""What was decided of the pairs proposed: an accepted or rejected one is remembered."""

import datetime as dt

import pandas as pd

from pstlib.model import Pst

PROPOSED, ACCEPTED, REJECTED = "PROPOSEE", "ACCEPTEE", "REJETEE"
DECISION_LABELS = {PROPOSED: "Proposée", ACCEPTED: "Acceptée", REJECTED: "Rejetée"}
DECIDED = ["a_element_id", "b_element_id", "decision", "date", "par", "auteur", "motif"]


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

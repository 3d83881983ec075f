"""The dated life of synergies: their state at a day, what they had saved by then, their history."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.model.columns import AMOUNT
from pstlib.synergies.words import AHEAD, DROPPED, UNKNOWN
from pstlib.text import is_missing

STANDING = ["etat", "date_etat", "motif", "economie_constatee", "date_economie", "datee", "atteint"]
LIFE = ["synergie_id", "libelle", "domaine", "debut", "fin", "etat", "motif", "source"]
_LAST = {"etat": "etat", "date": "date_etat", "motif": "motif"}


def standing(synergies: pd.DataFrame, suivi: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Give how each synergy stood at a day.

    The state is that of its last row of ``suivi`` up to the day. Where ``suivi`` says nothing of
    it, the state and the saving are those of its own row, the last that were written. One whose
    first row, or start, comes later is A_VENIR: it has saved nothing yet.

    Args:
        synergies: The table ``synergies``.
        suivi: The table ``suivi_synergies``.
        day: The day.

    Returns:
        One row per synergy, in the order and with the index of ``synergies``: ``STANDING``.
        ``datee`` tells whether ``suivi`` tells of it; ``date_economie`` is missing where the
        saving isn't dated; ``atteint``, whether the last state ever written holds at the day: what
        is written of the synergy without a date was written with that state.
    """
    rows = suivi.sort_values("date", kind="stable")
    past = rows[rows["date"].le(pd.Timestamp(day))]
    keys = synergies["synergie_id"]
    state = _last(past, keys)
    final = rows.drop_duplicates("synergie_id", keep="last").set_index("synergie_id")["etat"]
    known = keys.isin(rows["synergie_id"])
    dated = state["etat"].notna()
    starts = synergies["date_debut"].gt(pd.Timestamp(day)) & synergies["etat"].ne(DROPPED)
    ahead = (known & ~dated) | (~known & starts)
    undated = synergies["etat"].fillna(UNKNOWN)
    found = state.assign(
        etat=state["etat"].where(dated, undated).mask(ahead, AHEAD).astype("str"),
        datee=known,
        atteint=~ahead & (~known | state["etat"].eq(keys.map(final).astype("str"))),
    )
    return found.join(_saved(synergies, rows, past, ahead))[STANDING]


def _last(past: pd.DataFrame, keys: "pd.Series[str]") -> pd.DataFrame:
    last = past.drop_duplicates("synergie_id", keep="last").set_index("synergie_id")
    found = last[list(_LAST)].rename(columns=_LAST).reindex(keys)
    return found.set_axis(keys.index)


def _saved(
    synergies: pd.DataFrame, rows: pd.DataFrame, past: pd.DataFrame, ahead: "pd.Series[bool]"
) -> pd.DataFrame:
    """Take the last saving dated up to the day; the undated one where none was ever dated."""
    keys = synergies["synergie_id"]
    amounts = past[past["economie_constatee"].notna()]
    last = amounts.drop_duplicates("synergie_id", keep="last").set_index("synergie_id")
    dated = rows.loc[rows["economie_constatee"].notna(), "synergie_id"]
    own = synergies["economie_constatee"].mask(keys.isin(dated) | ahead)
    found = last[["economie_constatee", "date"]].reindex(keys).set_axis(keys.index)
    return pd.DataFrame(
        {
            "economie_constatee": found["economie_constatee"].fillna(own).astype(AMOUNT),
            "date_economie": found["date"],
        }
    )


def life(synergies: pd.DataFrame, suivi: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Give the states that each synergy went through up to a day, one after the other.

    Args:
        synergies: The table ``synergies``.
        suivi: The table ``suivi_synergies``.
        day: The day; what is dated later isn't looked at.

    Returns:
        One row per synergy and state, in the order of ``synergies`` then of time: ``LIFE``. A
        state goes from ``debut`` to ``fin``, the start of the next one, or the day for the last;
        ``motif`` and ``source`` are those of the row that began it; that of a drop may come later.
    """
    past = suivi[suivi["date"].le(pd.Timestamp(day))].sort_values("date", kind="stable")
    found: list[dict[str, Any]] = []
    for row in synergies.to_dict("records"):
        own = past[past["synergie_id"].eq(row["synergie_id"])]
        states = _states(own.to_dict("records"))
        ends = [*(state["debut"] for state in states[1:]), pd.Timestamp(day)][: len(states)]
        facts = {name: row[name] for name in ("synergie_id", "libelle", "domaine")}
        found += [{**facts, **state, "fin": end} for state, end in zip(states, ends, strict=True)]
    kinds = dict.fromkeys(["debut", "fin"], "datetime64[us]")
    texts = dict.fromkeys([name for name in LIFE if name not in kinds], "str")
    return pd.DataFrame(found, columns=LIFE).astype(kinds | texts)


def _states(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Join the rows of a synergy that say the same state one after the other."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if found and found[-1]["etat"] == row["etat"]:
            # What is said later of a state isn't why it began; a reason to drop may come later.
            if row["etat"] == DROPPED and is_missing(found[-1]["motif"]):
                found[-1]["motif"] = row["motif"]
            continue
        kept = {name: row[name] for name in ("etat", "motif", "source")}
        found.append({"debut": row["date"], **kept})
    return found

"""The dated life of synergies: their state at a day, what they had saved by then, their history."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.model.columns import AMOUNT
from pstlib.synergies.words import AHEAD, DROPPED, UNKNOWN
from pstlib.text import is_missing

STANDING = ["etat", "date_etat", "motif", "economie_constatee", "date_economie", "datee", "atteint"]
LIFE = ["synergie_id", "libelle", "domaine", "debut", "fin", "etat", "motif", "source"]
_NOTHING = (None, None, None)


def standing(synergies: pd.DataFrame, suivi: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Give ``standings`` as a table, with the index of ``synergies``."""
    rows = standings(synergies, suivi, day)
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], synergies.index, _dtype(name, suivi))
            for name in STANDING
        }
    )


def standings(synergies: pd.DataFrame, suivi: pd.DataFrame, day: dt.date) -> list[dict[str, Any]]:
    """Give how each synergy stood at a day.

    The state is that of its last row of ``suivi`` up to the day. Where ``suivi`` says nothing of
    it, the state and the saving are those of its own row, the last that were written. One whose
    first row, or start, comes later is A_VENIR: it has saved nothing yet.

    Args:
        synergies: The table ``synergies``.
        suivi: The table ``suivi_synergies``.
        day: The day.

    Returns:
        One row per synergy, in the order of ``synergies``: ``STANDING``.
        ``datee`` tells whether ``suivi`` tells of it; ``date_economie`` is missing where the
        saving isn't dated; ``atteint``, whether the last state ever written holds at the day: what
        is written of the synergy without a date was written with that state.
    """
    moment = pd.Timestamp(day)
    last, final, saved = _followed(suivi, moment)
    told = []
    columns = ("synergie_id", "etat", "economie_constatee", "date_debut")
    for key, own, amount, start in zip(*(synergies[name] for name in columns), strict=True):
        state, date, motive = last.get(key, _NOTHING)
        dated, known = not is_missing(state), key in final
        ahead = not dated if known else bool(start > moment) and own != DROPPED
        undated = UNKNOWN if is_missing(own) else own
        kept = None if ahead else amount
        facts = (
            AHEAD if ahead else state if dated else undated,
            date,
            motive,
            *saved.get(key, (kept, None)),
            known,
            not ahead and (not known or (dated and state == final[key])),
        )
        told.append(dict(zip(STANDING, facts, strict=True)))
    return told


def _dtype(name: str, suivi: pd.DataFrame) -> Any:
    kinds = {"etat": "str", "economie_constatee": AMOUNT, "motif": suivi["motif"].dtype}
    return kinds.get(name, suivi["date"].dtype if name.startswith("date_") else "bool")


def _followed(
    suivi: pd.DataFrame, moment: pd.Timestamp
) -> tuple[dict[Any, tuple[Any, ...]], dict[Any, Any], dict[Any, tuple[Any, Any]]]:
    """Give what the follow-up says of each synergy.

    Returns:
        Its last state, day and reason up to ``moment``; the last state ever written; the last
        saving up to ``moment`` and its day, nothing where one is dated later only.
    """
    last, final = dict[Any, tuple[Any, ...]](), dict[Any, Any]()
    saved = dict[Any, tuple[Any, Any]]()
    rows = suivi.sort_values("date", kind="stable")
    columns = ("synergie_id", "date", "etat", "motif", "economie_constatee")
    for key, date, state, motive, amount in zip(*(rows[name] for name in columns), strict=True):
        final[key] = state
        past = date <= moment
        if past:
            last[key] = state, date, motive
        if not is_missing(amount):
            saved[key] = (amount, date) if past else saved.get(key, (None, None))
    return last, final, saved


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

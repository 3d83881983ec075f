"""Where two partners contradict each other on a synergy, or answer a question differently."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.model import Identity
from pstlib.synergies.partners import who
from pstlib.synergies.words import AHEAD, UNKNOWN
from pstlib.text import is_missing

STATE, BALANCE = "ETAT", "BILAN"
ESTIMATED, OBSERVED = "ECONOMIE_ESTIMEE", "ECONOMIE_CONSTATEE"
CONTRADICTIONS = [
    "genre", "synergie_id", "synergie_id_partenaire", "libelle", "partenaire", "exercice",
    "valeur", "valeur_partenaire",
]  # fmt: skip
EFFECTS = [
    "synergie_id", "synergie_id_partenaire", "libelle", "etat", "effet", "effet_partenaire",
    "differe",
]  # fmt: skip
ANSWERS = [
    "synergie_id", "libelle", "liste", "question", "reponse", "reponse_partenaire", "commentaire",
    "commentaire_partenaire",
]  # fmt: skip
Row = dict[Any, Any]


def states(pairs: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """List the matched synergies that the two sides don't give the same state at the day.

    Args:
        pairs: See ``paired``.
        own: ``SynergyReview.synergies`` of this side.
        other: That of the other side.

    Returns:
        ``CONTRADICTIONS``, of the kind ETAT. Where a side doesn't date its states, what it says
        is its last word: it is compared with the last word of the other, and with nothing before.
    """
    ours, theirs = _by_id(own), _by_id(other)
    found: list[Row] = []
    for pair in pairs.to_dict("records"):
        one, two = ours[pair["synergie_id"]], theirs[pair["synergie_id_partenaire"]]
        if one["etat"] != two["etat"] and _comparable(one, two):
            facts = {"valeur": one["etat"], "valeur_partenaire": two["etat"]}
            found.append({**pair, **facts, "genre": STATE})
    return _table(found)


def _comparable(one: Row, two: Row) -> bool:
    if {one["etat"], two["etat"]} & {AHEAD, UNKNOWN}:
        return False
    return all(row["datee"] for row in (one, two)) or all(row["atteint"] for row in (one, two))


def gains(
    pairs: pd.DataFrame,
    own: tuple[Identity, pd.DataFrame],
    other: tuple[Identity, pd.DataFrame],
    *,
    year: int,
) -> pd.DataFrame:
    """List the savings and balances that the two sides write differently of the same partner.

    Args:
        pairs: See ``paired``.
        own: This side and its ``gains_synergies``.
        other: The other side and its own.
        year: Last exercice looked at.

    Returns:
        ``CONTRADICTIONS``, of the kinds BILAN, ECONOMIE_ESTIMEE and ECONOMIE_CONSTATEE; values are
        texts, amounts with two decimals. What one side doesn't know contradicts nothing.
    """
    ours, theirs = _declared(own, other[0], year), _declared(other, own[0], year)
    found: list[Row] = []
    for pair in pairs.to_dict("records"):
        for (key, partner, exercice), row in ours.items():
            match = theirs.get((pair["synergie_id_partenaire"], partner, exercice))
            if key == pair["synergie_id"] and match is not None:
                facts = {**pair, "partenaire": row["partenaire"], "exercice": exercice}
                found += [{**facts, **one} for one in _differences(row, match)]
    return _table(found)


def _declared(
    side: tuple[Identity, pd.DataFrame], other: Identity, year: int
) -> dict[tuple[str, str, int], Row]:
    identity, table = side
    rows = table[table["exercice"].le(year)].to_dict("records")
    return {
        (r["synergie_id"], who(r["partenaire"], identity, [other]), int(r["exercice"])): r
        for r in rows
    }


def _differences(one: Row, two: Row) -> Iterator[Row]:
    columns = {
        BALANCE: "bilan", ESTIMATED: "economie_estimee", OBSERVED: "economie_constatee",
    }  # fmt: skip
    for kind, name in columns.items():
        known = [row[name] for row in (one, two) if not is_missing(row[name])]
        if len(known) == 2 and UNKNOWN not in known and known[0] != known[1]:
            first, second = (_written(value) for value in known)
            yield {"genre": kind, "valeur": first, "valeur_partenaire": second}


def _written(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def effects(pairs: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Put the effects that the two sides see on the service to citizens beside each other.

    Returns:
        One row per match: ``EFFECTS``; ``differe`` where both are known and not the same. Each side
        speaks of its own users: two effects aren't a contradiction.
    """
    ours, theirs = _by_id(own), _by_id(other)
    found = []
    for pair in pairs.to_dict("records"):
        one, two = ours[pair["synergie_id"]], theirs[pair["synergie_id_partenaire"]]
        seen = {one["effet"], two["effet"]}
        found.append(
            {**pair, "etat": one["etat"], "effet": one["effet"], "effet_partenaire": two["effet"],
             "differe": len(seen) == 2 and UNKNOWN not in seen}
        )  # fmt: skip
    return pd.DataFrame(found, columns=EFFECTS).astype({"differe": bool})


def answers(pairs: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """List the questions that the two sides answer differently.

    Args:
        pairs: See ``paired``.
        own: ``reponses`` of this side as they stood at the day.
        other: Those of the other side.

    Returns:
        ``ANSWERS``, in the order of ``own``.
    """
    theirs: dict[tuple[Any, ...], Row] = {
        (row["synergie_id"], row["liste"], row["question"]): row for row in other.to_dict("records")
    }
    twins = _by_id(pairs)
    found: list[Row] = []
    for row in own.to_dict("records"):
        pair = twins.get(row["synergie_id"], {})
        key = (pair.get("synergie_id_partenaire"), row["liste"], row["question"])
        two = theirs.get(key)
        if two is not None and two["reponse"] != row["reponse"]:
            told = {f"{name}_partenaire": two[name] for name in ("reponse", "commentaire")}
            found.append({**row, **told, "libelle": pair["libelle"]})
    return pd.DataFrame(found, columns=ANSWERS).astype("str")


def _by_id(rows: pd.DataFrame) -> dict[str, Row]:
    return {row["synergie_id"]: row for row in rows.to_dict("records")}


def _table(rows: list[Row]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=CONTRADICTIONS)
    return table.astype({**dict.fromkeys(CONTRADICTIONS, "str"), "exercice": "Int64"})

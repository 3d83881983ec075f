"""What each partner gains: a synergy works only if all win and none is weakened."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.model import Identity
from pstlib.model.columns import AMOUNT
from pstlib.synergies.partners import partner_key, who
from pstlib.synergies.words import AHEAD, DROPPED, UNKNOWN, WORSE
from pstlib.text import is_missing, parts_of

WINS, EVEN, WEAKENED = "GAGNANT", "NEUTRE", "AFFAIBLI"
ALL_WIN, NONE_LOSES, SOME_LOSE, NOT_KNOWN = "TOUS", "AUCUN_AFFAIBLI", "AFFAIBLI", "INCOMPLET"
BALANCES = [
    "synergie_id", "libelle", "etat", "partenaire", "exercice", "economie_estimee",
    "economie_constatee", "bilan", "motif", "source", "cout", "service", "affaibli", "contredit",
]  # fmt: skip
VERDICTS = ["synergie_id", "libelle", "etat", "verdict", "n_partenaires", "n_bilans", "affaiblis"]
YEARLY = ["exercice", "partenaire", "n", "n_estimees", "estimee", "n_constatees", "constatee"]
Row = dict[Any, Any]


def balances(
    synergies: pd.DataFrame, gains: pd.DataFrame, *, year: int, known: Sequence[Identity]
) -> pd.DataFrame:
    """Give the last balance of each partner of each synergy, as this side declares it.

    Args:
        synergies: ``SynergyReview.synergies``.
        gains: The table ``gains_synergies``.
        year: Last exercice looked at.
        known: This organisation first, then the others that are loaded.

    Returns:
        One row per synergy that isn't to come and partner, this organisation first: ``BALANCES``.
        ``bilan`` is INCONNU where nothing says it; ``cout``: it costs that partner; ``service``:
        the service of this organisation gets worse; ``affaibli``: declared, or one of the two;
        ``contredit``: declared to win although it costs.
    """
    past = gains[gains["exercice"].le(year)].sort_values("exercice", kind="stable")
    declared = {
        (row["synergie_id"], who(row["partenaire"], known[0], known)): row
        for row in past.to_dict("records")
    }
    found: list[Row] = []
    for row in synergies[synergies["etat"].ne(AHEAD)].to_dict("records"):
        names = _partners(row, known, declared)
        said = [declared.get((row["synergie_id"], key), {}) for key in names]
        # This organisation comes first: what its row of synergies says is of itself.
        own = {"economie_constatee": row["economie_constatee"], **said[0]}
        found += [
            _balance(row, name, one, worse=not rank and row["effet"] == WORSE)
            for rank, (name, one) in enumerate(zip(names.values(), [own, *said[1:]], strict=True))
        ]
    table = pd.DataFrame(found, columns=BALANCES)
    amounts = dict.fromkeys(["economie_estimee", "economie_constatee"], AMOUNT)
    flags = dict.fromkeys(["cout", "service", "affaibli", "contredit"], bool)
    return table.astype({**amounts, **flags, "exercice": "Int64", "motif": "str", "source": "str"})


def _partners(
    row: Row, known: Sequence[Identity], declared: dict[tuple[str, str], Row]
) -> dict[str, str]:
    """Name who takes part: this organisation, those named, and any other with a balance."""
    names = {partner_key(one.organisme): one.organisme for one in reversed(known)}
    found = {partner_key(known[0].organisme): known[0].organisme}
    written = [(who(name, known[0], known), name) for name in parts_of(row["partenaires"])]
    written += [
        (key, balance["partenaire"])
        for (synergy, key), balance in declared.items()
        if synergy == row["synergie_id"]
    ]
    for key, name in written:
        found.setdefault(key, names.get(key, name))
    return found


def _balance(row: Row, name: str, said: Row, *, worse: bool) -> Row:
    saved, balance = said.get("economie_constatee"), said.get("bilan")
    cost = isinstance(saved, Decimal) and saved < 0
    verdict = UNKNOWN if is_missing(balance) else balance
    return {
        **{key: row[key] for key in ("synergie_id", "libelle", "etat")},
        **{key: said.get(key) for key in ("exercice", "economie_estimee", "motif", "source")},
        "partenaire": name,
        "economie_constatee": saved,
        "bilan": verdict,
        "cout": cost,
        "service": worse,
        "affaibli": verdict == WEAKENED or cost or worse,
        "contredit": verdict == WINS and cost,
    }


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each synergy whether all its partners win.

    Args:
        table: See ``balances``.

    Returns:
        One row per synergy that wasn't dropped: ``VERDICTS``. ``verdict``: AFFAIBLI where one
        partner at least is weakened; INCOMPLET where a balance isn't known; TOUS where all win;
        AUCUN_AFFAIBLI where some neither win nor lose. ``affaiblis`` names the weakened.
    """
    rows = [
        _verdict(group)
        for _, group in table[table["etat"].ne(DROPPED)].groupby("synergie_id", sort=False)
    ]
    found = pd.DataFrame(rows, columns=VERDICTS)
    return found.astype({"n_partenaires": "Int64", "n_bilans": "Int64", "affaiblis": "str"})


def _verdict(group: pd.DataFrame) -> Row:
    weakened = group.loc[group["affaibli"], "partenaire"]
    known = group["bilan"].ne(UNKNOWN)
    if len(weakened):
        verdict = SOME_LOSE
    elif not known.all():
        verdict = NOT_KNOWN
    else:
        verdict = ALL_WIN if group["bilan"].eq(WINS).all() else NONE_LOSES
    first = group.iloc[0]
    return {
        **{name: first[name] for name in ("synergie_id", "libelle", "etat")},
        "verdict": verdict,
        "n_partenaires": len(group),
        "n_bilans": int(known.sum()),
        "affaiblis": " ; ".join(weakened),
    }


def yearly(
    synergies: pd.DataFrame, gains: pd.DataFrame, *, year: int, known: Sequence[Identity]
) -> pd.DataFrame:
    """Sum the savings of each exercice and partner, over the amounts that this side states.

    Args:
        synergies: ``SynergyReview.synergies``; one that was dropped, or isn't there, saves nothing.
        gains: The table ``gains_synergies``.
        year: Last exercice looked at.
        known: This organisation first, then the others that are loaded.

    Returns:
        By exercice and partner, this organisation first: ``YEARLY``; a sum is missing where none
        of its amounts is known.
    """
    alive = synergies.loc[~synergies["etat"].isin([DROPPED, AHEAD]), "synergie_id"]
    past = gains[gains["exercice"].le(year) & gains["synergie_id"].isin(alive)]
    names = {partner_key(one.organisme): one.organisme for one in known}
    groups: dict[tuple[int, str], list[Row]] = {}
    for row in past.to_dict("records"):
        key = who(row["partenaire"], known[0], known)
        names.setdefault(key, row["partenaire"])
        groups.setdefault((int(row["exercice"]), key), []).append(row)
    order = list(names)
    ranked = sorted(groups, key=lambda one: (one[0], order.index(one[1])))
    rows = [(exercice, names[key], *_sums(groups[exercice, key])) for exercice, key in ranked]
    counts = dict.fromkeys(["exercice", "n", "n_estimees", "n_constatees"], "Int64")
    amounts = dict.fromkeys(["estimee", "constatee"], AMOUNT)
    return pd.DataFrame(rows, columns=YEARLY).astype({**counts, **amounts, "partenaire": "str"})


def _sums(rows: Sequence[Row]) -> tuple[Any, ...]:
    told: list[Any] = [len(rows)]
    for name in ("economie_estimee", "economie_constatee"):
        known = [row[name] for row in rows if not is_missing(row[name])]
        told += [len(known), sum(known, Decimal(0)) if known else None]
    return tuple(told)

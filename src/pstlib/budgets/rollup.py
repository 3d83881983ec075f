"""Sums of amounts: by year, function, theme, objective or action; and as iA.PST makes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.places import Place, Places
from pstlib.budgets.splitting import integers, whole_numbers
from pstlib.budgets.sums import Cents
from pstlib.budgets.tally import Tally
from pstlib.model.columns import AMOUNT
from pstlib.model.statuses import Level, Status
from pstlib.text import is_missing

_OBJECTIVE_STATES = frozenset({Status.IN_PROGRESS, Status.DONE})
_ACTION_STATES = frozenset({Status.IN_PROGRESS, Status.DONE, Status.WAITING})
IAPST_STATES: Mapping[str, Collection[str]] = MappingProxyType(
    {
        Level.OS: _OBJECTIVE_STATES,
        Level.OO: _OBJECTIVE_STATES,
        Level.ACTION: _ACTION_STATES,
        Level.SUB_ACTION: _ACTION_STATES,
    }
)
"""States that iA.PST counts unless a site says otherwise.

OS and OO: En cours (EN_COURS), Clôturé (TERMINE); actions: En cours, Finalisé (TERMINE),
À agender (EN_ATTENTE).
"""

_ROLLUP_COLUMNS = [
    *("element_id", "niveau", "code", "exercice", "source", "propre", "enfants", "total")
]


def by(lignes: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add up the amounts of each group; what is attached to nothing is a row like another.

    Args:
        lignes: The result of ``amounts_by_version``, or ``Attachments.lignes``.
        columns: What to group by, e.g. ``["exercice", "os_id"]``; an empty list gives one row.

    Returns:
        One row per group, sorted by ``columns``, a missing value last (``os_id`` missing:
        « non rattaché » or above any OS; ``element_id`` tells which): ``columns`` and the six
        amounts, each missing where no line of the group has one.
    """
    if not columns:
        whole = lignes.assign(tout=0)
        return by(whole, ["tout"]).drop(columns="tout")
    return Tally.of(lignes, columns).table([*columns, *AMOUNTS])


def iapst_rollup(
    financements: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    states: Mapping[str, Collection[str]] = IAPST_STATES,
) -> pd.DataFrame:
    """Add up declared fundings from the sub-actions to the OS, as an iA.PST site shows them.

    What an element is given goes up to all that hold it, as long as it and they are in a state
    that counts: above the first that isn't, and in it, nothing goes up. A shared action goes up
    from each of its places by its part. Volets, which iA.PST doesn't have, and objectives whose
    state isn't known, which it doesn't have either, let all through.

    Args:
        financements: ``element_id, exercice, source, montant``; other columns aren't read.
        plan: A ``situation``: the state of an element is its ``statut``.
        states: The statuses that count, by level.

    Returns:
        One row per ``element_id, exercice, source`` that has an amount, in the order of the
        plan, with ``niveau``, ``code`` and the amounts ``propre`` (its own, of a shared action
        its part), ``enfants`` (what comes from below) and ``total``; the first two are missing
        where there is none. An element that isn't in the plan has no row.
    """
    places = Places(plan)
    given = financements.dropna(subset="montant").reset_index(drop=True)
    chiefs = pd.Series([places.chief(element) for element in given["element_id"]], dtype="str")
    targets = [(chief, place) for chief in chiefs.dropna().unique() for place in places.of(chief)]
    funded = _funded(given.assign(chef=chiefs).dropna(subset="chef"), targets)
    amounts = funded.merge(_steps(targets, _counting(plan, states)), on="place")
    return _totals(amounts, plan)


def _totals(amounts: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Add up what reaches each element: its own, what comes from below, and both."""
    order = {element: rank for rank, element in enumerate(plan["element_id"])}
    split = amounts.assign(
        ordre=amounts["element_id"].map(order).astype("int64"),
        enfants=amounts["montant"].mask(amounts["propre"]),
        propre=amounts["montant"].where(amounts["propre"]),
    )
    keys = ["ordre", "element_id", "exercice", "source"]
    sums = split.groupby(keys, dropna=False)[["propre", "enfants", "montant"]].sum(min_count=1)
    named = sums.astype(AMOUNT).rename(columns={"montant": "total"}).reset_index()
    described = named.merge(plan[["element_id", "niveau", "code"]], on="element_id")
    return described[_ROLLUP_COLUMNS]


def _counting(plan: pd.DataFrame, states: Mapping[str, Collection[str]]) -> set[str]:
    """Name the elements through which amounts go up."""
    rows = zip(*(plan[c] for c in ("element_id", "niveau", "statut")), strict=True)
    return {
        element
        for element, level, status in rows
        if level == Level.VOLET or is_missing(status) or status in states.get(level, ())
    }


def _funded(given: pd.DataFrame, targets: Sequence[tuple[str, Place]]) -> pd.DataFrame:
    """Share out what each ``chef`` is given over its places, numbered as in ``targets``."""
    numerators, whole = whole_numbers(place.share for _, place in targets)
    table = pd.DataFrame(
        {
            "chef": pd.Series([chief for chief, _ in targets], dtype="str"),
            "place": np.arange(len(targets)),
            "poids": integers(numerators, whole=whole),
        }
    )
    rows = given.assign(ligne=np.arange(len(given))).merge(table, on="chef")
    rows = rows.sort_values(["ligne", "place"], kind="stable", ignore_index=True)
    weights = rows["poids"].to_numpy()
    totals = np.full_like(weights, whole)
    whole_amounts, lines = Cents.of(rows["montant"]), rows["ligne"].to_numpy()
    shares = whole_amounts.split(weights, totals, lines).amounts()
    return rows[["place", "exercice", "source"]].assign(montant=shares)


def _steps(targets: Sequence[tuple[str, Place]], counting: set[str]) -> pd.DataFrame:
    """Say which elements each place reaches: its own (``propre``), then what holds it."""
    steps = [
        (rank, element, height == 0)
        for rank, (_, place) in enumerate(targets)
        for height, element in enumerate(_reached(place, counting))
    ]
    table = pd.DataFrame(steps, columns=["place", "element_id", "propre"])
    return table.astype({"place": "int64", "element_id": "str", "propre": bool})


def _reached(place: Place, counting: set[str]) -> list[str]:
    chain = [place.element_id, *place.holders]
    stop = next((i for i, element in enumerate(chain) if element not in counting), len(chain))
    # An element that doesn't count still shows what it is given itself.
    return chain[: max(stop, 1)]

"""Human means, and how much of the plan has means at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.splitting import Integers
from pstlib.budgets.sums import numbered
from pstlib.budgets.tally import PLACED, Tally
from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of
from pstlib.model.situation import memberships
from pstlib.model.statuses import ActionType, Level
from pstlib.text import NBSP, fr_euro

APART = ("ART60", "ART61")
"""Workers whose contract is an aid: counted apart from the staff."""
_ART60 = ("33399", "02", "D")
_AID = ["exercice", "engagements", "dernier_vote"]
_NOTE = {"niveau": "str", "message": "str", "exercice": "Int64", "montant": AMOUNT}
Floats = np.ndarray[Any, np.dtype[np.float64]]
_TOLD = ["element_id", "code", "libelle", "os_id", "oo_id"]
_COSTS = ["lien", "financement", "projection"]
_FLAGS = [*_COSTS, "chiffree", "moyens"]
_COVERED = {
    **dict.fromkeys(["perimetre", "os_id"], "str"),
    **dict.fromkeys(["n_evaluees", "n_chiffrees", "n_avec_moyens"], "int64"),
    **dict.fromkeys(["part_chiffree", "part_avec_moyens"], "Float64"),
}


def staff(effectifs: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add up full-time equivalents, the workers of articles 60 and 61 always apart.

    Each row of ``effectifs`` counts once: what is assigned to an element adds to what is given
    for a service.

    Args:
        effectifs: The table ``effectifs``.
        columns: What to group by: any of ``exercice, statut, service, element_id``.

    Returns:
        One row per group, sorted, a missing value last: ``columns``, ``hors_cadre`` (whether
        these are articles 60 and 61), ``etp`` (Float64, missing where no row says it),
        ``etp_affectes`` (the part assigned to an element) and ``n_sans_etp`` (rows without).
    """
    apart = effectifs["statut"].isin(APART)
    keys = {**{name: effectifs[name] for name in columns}, "hors_cadre": apart}
    numbers, first = numbered(keys.values(), sort=True)
    etp = effectifs["etp"].to_numpy(dtype="float64", na_value=np.nan)
    known, assigned = ~np.isnan(etp), effectifs["element_id"].notna().to_numpy()
    return pd.DataFrame(
        {
            **{name: column.array.take(first) for name, column in keys.items()},
            "etp": _summed(etp, known, numbers, len(first)),
            "etp_affectes": _summed(etp, known & assigned, numbers, len(first)),
            "n_sans_etp": np.bincount(numbers[~known], minlength=len(first)),
        }
    )


def _summed(etp: Floats, kept: Integers, numbers: Integers, n_groups: int) -> Any:
    """Add up by group what is kept, missing where nothing is."""
    sums = np.bincount(numbers[kept], etp[kept], minlength=n_groups).astype("float64")
    absent = np.bincount(numbers[kept], minlength=n_groups) == 0
    # Sums of tenths leave tails such as 0.30000000000000004.
    return pd.arrays.FloatingArray(sums.round(6), absent)


def art60_notes(amounts: pd.DataFrame) -> pd.DataFrame:
    """Say, where it matters, that the pay of article 60 § 7 workers is booked as a transfer.

    Since 2004 it stands on article 33399-02: the personnel group doesn't hold it.

    Args:
        amounts: The result of ``amounts_by_version``.

    Returns:
        One note a exercice with such lines: ``niveau`` (info), ``message`` (French),
        ``exercice`` and ``montant``, the commitments, else the last vote.
    """
    columns = (amounts[name].tolist() for name in ("code_economique", "numero", "type"))
    paid = [rank for rank, told in enumerate(zip(*columns, strict=True)) if told == _ART60]
    lines = records(amounts[_AID].take(paid))
    notes = []
    for year in sorted({row["exercice"] for row in lines}):
        own = [row for row in lines if row["exercice"] == year]
        spent, voted = ([row[n] for row in own if row[n] is not None] for n in _AID[1:])
        told, word = (spent, "engagés") if spent else (voted, "votés")
        amount = sum(told) if told else None
        message = (
            f"Exercice {year}{NBSP}: {fr_euro(amount)} {word} à l’article {'-'.join(_ART60[:2])} "
            f"(travailleurs engagés selon l’article 60, §{NBSP}7). Cette dépense de personnel est "
            f"comptabilisée en transferts, et non dans le groupe «{NBSP}personnel{NBSP}»."
        )
        notes.append({"niveau": "info", "message": message, "exercice": year, "montant": amount})
    return table_of(notes, _NOTE)


def means_of_actions(
    plan: pd.DataFrame,
    *,
    lignes: pd.DataFrame | Tally,
    financements: pd.DataFrame,
    projections: pd.DataFrame,
    effectifs: pd.DataFrame,
) -> pd.DataFrame:
    """Tell for each assessed leaf action whether the data give it money and staff.

    What is given to an action holds for its sub-actions, and at each of its places when it is
    shared; what is given to an objective as a whole doesn't cost its actions.

    Args:
        plan: A ``situation``.
        lignes: ``Attachments.lignes``, or its tally by ``PLACED``.
        financements: The table ``financements``; a row without amount costs nothing.
        projections: The table ``projections``; likewise.
        effectifs: The table ``effectifs``; a row without ETP, or of none, is no means.

    Returns:
        One row per assessed leaf action, in the order of the plan: ``element_id, code, libelle,
        os_id, oo_id``, whether it has a ``lien``, a ``financement``, a ``projection``, any of
        them (``chiffree``), and ``moyens`` (ETP of its own or in ``effectifs``).
    """
    given = {
        "lien": {row["element_id"] for row in Tally.of(lignes, PLACED).rows},
        "financement": _with_amount(financements),
        "projection": _with_amount(projections),
        "moyens": {*_with_staff(plan), *_with_staff(effectifs)},
    }
    rows = records(plan[[*_TOLD, "parent_id", "original_id", "niveau", "feuille", "type_effectif"]])
    origins = {row["element_id"]: row["original_id"] for row in rows}
    targets = {name: {origins.get(e, e) for e in elements} for name, elements in given.items()}
    owners, found = _owners(rows), []
    for row in rows:
        if row["feuille"] and row["type_effectif"] == ActionType.PST:
            own = owners[row["element_id"]]
            flags = {name: not own.isdisjoint(target) for name, target in targets.items()}
            found.append(row | flags | {"chiffree": any(flags[name] for name in _COSTS)})
    return table_of(found, dict.fromkeys(_TOLD, "str") | dict.fromkeys(_FLAGS, bool))


def coverage(actions: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Give the share of assessed leaf actions that are costed, and that have staff.

    Args:
        actions: The result of ``means_of_actions``.
        plan: The same ``situation``.

    Returns:
        ``perimetre`` (PLAN, then OS), ``os_id``, ``n_evaluees, n_chiffrees, n_avec_moyens`` and
        the fractions ``part_chiffree, part_avec_moyens`` (Float64, missing where no action is
        assessed). A shared action counts once in each OS that holds it and once in the plan.
    """
    levels = zip(plan["niveau"].tolist(), plan["element_id"].tolist(), strict=True)
    objectives = [element for level, element in levels if level == Level.OS]
    known = zip(actions["chiffree"].tolist(), actions["moyens"].tolist(), strict=True)
    flags = dict(zip(actions["element_id"].tolist(), known, strict=True))
    held: dict[str, list[str]] = {objective: [] for objective in objectives}
    pairs = memberships(plan)
    for holder, leaf in zip(pairs["element_id"].tolist(), pairs["membre_id"].tolist(), strict=True):
        if holder in held and leaf in flags:
            held[holder].append(leaf)
    found = [_covered([flags[leaf] for leaf in leaves]) for leaves in (flags, *held.values())]
    scopes = [{"perimetre": "PLAN"}, *({"perimetre": "OS", "os_id": os_id} for os_id in objectives)]
    return table_of([scope | row for scope, row in zip(scopes, found, strict=True)], _COVERED)


def _covered(leaves: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    n, counts = len(leaves), [sum(flag[i] for flag in leaves) for i in (0, 1)]
    shares = [count / n if n else None for count in counts]
    return dict(zip(list(_COVERED)[2:], (n, *counts, *shares), strict=True))


def _with_amount(table: pd.DataFrame) -> set[str]:
    return set(table["element_id"][table["montant"].notna()])


def _with_staff(table: pd.DataFrame) -> set[str]:
    etp = table["etp"].to_numpy(dtype="float64", na_value=0.0).tolist()
    return {e for e, number in zip(table["element_id"].tolist(), etp, strict=True) if number > 0}


def _owners(rows: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Give by action the originals of what may be given means for it: itself, and its action."""
    owners: dict[str, set[str]] = {}
    for row in rows:  # parents come first
        if row["niveau"] in (Level.ACTION, Level.SUB_ACTION):
            own, above = row["original_id"], owners.get(row["parent_id"], set())
            owners[row["element_id"]] = {own} | above
    return owners

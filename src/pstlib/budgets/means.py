"""Human means, and how much of the plan has means at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets.splitting import Integers
from pstlib.budgets.sums import numbered
from pstlib.budgets.tally import YEARLY, Tally
from pstlib.model.columns import AMOUNT
from pstlib.model.records import table_of
from pstlib.model.situation import memberships
from pstlib.model.statuses import ActionType, Level
from pstlib.text import NBSP, fr_euro

APART = ("ART60", "ART61")
"""Workers whose contract is an aid: counted apart from the staff."""
_ART60_CODE = ("33399", "02")
_NOTE = {"niveau": "str", "message": "str", "exercice": "Int64", "montant": AMOUNT}
Floats = np.ndarray[Any, np.dtype[np.float64]]
_FLAGS = ["n_chiffrees", "n_avec_moyens"]
_COUNTED = ("lien", "financement", "projection", "moyens")


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
    code, number = _ART60_CODE
    paid = amounts["code_economique"].eq(code) & amounts["numero"].eq(number)
    lines = Tally.of(amounts.take(np.flatnonzero(paid & amounts["type"].eq("D"))), YEARLY)
    notes = []
    for row in lines.added(["exercice"]).in_euros():
        year, spent, voted = (row[name] for name in ("exercice", "engagements", "dernier_vote"))
        told, word = (voted, "votés") if spent is None else (spent, "engagés")
        message = (
            f"Exercice {year}{NBSP}: {fr_euro(told)} {word} à l’article {code}-{number} "
            f"(travailleurs engagés selon l’article 60, §{NBSP}7). Cette dépense de personnel est "
            f"comptabilisée en transferts, et non dans le groupe «{NBSP}personnel{NBSP}»."
        )
        notes.append({"niveau": "info", "message": message, "exercice": year, "montant": told})
    return table_of(notes, _NOTE)


def means_of_actions(
    plan: pd.DataFrame,
    *,
    lignes: pd.DataFrame,
    financements: pd.DataFrame,
    projections: pd.DataFrame,
    effectifs: pd.DataFrame,
) -> pd.DataFrame:
    """Tell for each assessed leaf action whether the data give it money and staff.

    What is given to an action holds for its sub-actions, and at each of its places when it is
    shared; what is given to an objective as a whole doesn't cost its actions.

    Args:
        plan: A ``situation``.
        lignes: ``Attachments.lignes``.
        financements: The table ``financements``; a row without amount costs nothing.
        projections: The table ``projections``; likewise.
        effectifs: The table ``effectifs``; a row without ETP, or of none, is no means.

    Returns:
        One row per assessed leaf action, in the order of the plan: ``element_id, code, libelle,
        os_id, oo_id``, whether it has a ``lien``, a ``financement``, a ``projection``, any of
        them (``chiffree``), and ``moyens`` (ETP of its own or in ``effectifs``).
    """
    given = {
        "lien": set(lignes["element_id"].dropna()),
        "financement": set(financements.loc[financements["montant"].notna(), "element_id"]),
        "projection": set(projections.loc[projections["montant"].notna(), "element_id"]),
        "moyens": {*_with_staff(plan), *_with_staff(effectifs)},
    }
    counted = plan["feuille"] & plan["type_effectif"].eq(ActionType.PST)
    actions = plan.loc[counted, ["element_id", "code", "libelle", "os_id", "oo_id"]]
    origins = dict(zip(plan["element_id"], plan["original_id"], strict=True))
    owners = _owners(plan)
    flags = {}
    for name in _COUNTED:
        targets = {origins.get(element, element) for element in given[name]}
        flags[name] = [not owners[leaf].isdisjoint(targets) for leaf in actions["element_id"]]
    found = actions.assign(**flags)
    costed = found["lien"] | found["financement"] | found["projection"]
    ordered = found.assign(chiffree=costed).reset_index(drop=True)
    return ordered[[*actions.columns, "lien", "financement", "projection", "chiffree", "moyens"]]


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
    objectives = plan.loc[plan["niveau"].eq(Level.OS), "element_id"]
    names = ("element_id", "chiffree", "moyens")
    rows = list(zip(*(actions[name].tolist() for name in names), strict=True))
    flags = {element: np.array([1, costed, staffed]) for element, costed, staffed in rows}
    sums = {objective: np.zeros(3, dtype="int64") for objective in ["", *objectives]}
    sums[""] += sum(flags.values())
    pairs = memberships(plan)
    for holder, leaf in zip(pairs["element_id"].tolist(), pairs["membre_id"].tolist(), strict=True):
        if holder in sums and leaf in flags:
            sums[holder] += flags[leaf]
    counts = pd.DataFrame(list(sums.values()), columns=["n_evaluees", *_FLAGS])
    assessed = counts["n_evaluees"].where(counts["n_evaluees"].gt(0)).astype("Float64")
    return counts.assign(
        perimetre=["PLAN", *["OS"] * len(objectives)],
        os_id=pd.Series([None, *objectives], dtype="str"),
        part_chiffree=counts["n_chiffrees"] / assessed,
        part_avec_moyens=counts["n_avec_moyens"] / assessed,
    )[["perimetre", "os_id", *counts.columns, "part_chiffree", "part_avec_moyens"]]


def _with_staff(table: pd.DataFrame) -> list[str]:
    staffed = table["etp"].to_numpy(dtype="float64", na_value=0.0) > 0
    return table.loc[staffed, "element_id"].dropna().tolist()


def _owners(plan: pd.DataFrame) -> dict[str, set[str]]:
    """Give by action the originals of what may be given means for it: itself, and its action."""
    levels = plan["niveau"].isin([Level.ACTION, Level.SUB_ACTION])
    columns = (plan.loc[levels, name] for name in ("element_id", "parent_id", "original_id"))
    owners: dict[str, set[str]] = {}
    for element, parent, original in zip(*map(list, columns), strict=True):  # parents come first
        owners[element] = {original} | owners.get(parent, set())
    return owners

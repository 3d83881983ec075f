"""The figures of the whole plan and of each objective, from the facts of their actions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pstlib.model.statuses import OBJECTIVE_LEVELS, ActionType, Status

STATUS_COUNTS = {f"n_{status}": status for status in Status}
COUNTS = [
    "n_actions", "n_evaluees", "n_perennes", "n_hors_champ", "n_poursuivies", *STATUS_COUNTS,
    "n_en_retard", "n_perimees", "n_calendrier_defaut", "n_taux_inconnus", "n_recents",
    "n_difficulte", "n_poids_inconnus", "n_sans_echeance",
]  # fmt: skip
MEANS = ["avancement_min", "avancement_max", "attendu"]
FIGURES = [*COUNTS, "taux_realisation", *MEANS]
Floats = np.ndarray[Any, np.dtype[np.float64]]
_WEIGHT = "poids"
_IDENTITY = ["element_id", "parent_id", "code", "niveau", "numero", "libelle", "os_id"]


def contributions(actions: pd.DataFrame) -> pd.DataFrame:
    """Say what each action adds to each figure; summed over a set of actions, it is its figure.

    Args:
        actions: The facts of each counted leaf (``action_facts``), and ``poids``, what it weighs
            in the means, missing where that isn't known.

    Returns:
        Indexed by ``element_id``: one column per count, the weight of a pursued action, and the
        means multiplied by it.
    """
    assessed, pursued = (actions[name].to_numpy(dtype=bool) for name in ("evaluee", "poursuivie"))
    late, stale = (actions[name].to_numpy(dtype=bool) for name in ("en_retard", "perimee"))
    status, kind = (actions[name].to_numpy(dtype=object) for name in ("statut", "type_effectif"))
    low, high, due = (_floats(actions[mean]) for mean in MEANS)
    weight = _floats(actions[_WEIGHT])
    used = np.where(pursued, np.nan_to_num(weight), 0.0)
    columns = {
        "n_actions": np.ones(len(actions), dtype=bool),
        "n_evaluees": assessed,
        "n_perennes": kind == ActionType.PERENNIAL,
        "n_hors_champ": kind == ActionType.OUT_OF_SCOPE,
        "n_poursuivies": pursued,
        **{name: assessed & (status == value) for name, value in STATUS_COUNTS.items()},
        "n_en_retard": late,
        "n_perimees": assessed & stale,
        "n_calendrier_defaut": actions["calendrier_defaut"].to_numpy(dtype=bool),
        "n_taux_inconnus": pursued & (low != high),
        "n_recents": assessed & (status != Status.UNKNOWN) & ~stale,
        "n_difficulte": pursued & (late | (status == Status.PROBLEM)),
        "n_poids_inconnus": pursued & np.isnan(weight),
        "n_sans_echeance": pursued
        & (status != Status.DONE)
        & actions["date_fin"].isna().to_numpy(),
        _WEIGHT: used,
        **{m: used * np.nan_to_num(v) for m, v in zip(MEANS, (low, high, due), strict=True)},
    }
    return pd.DataFrame(columns, index=actions["element_id"].array, dtype=float)


def plan_figures(
    plan: pd.DataFrame, added: pd.DataFrame, members: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the figures of the whole plan, and of each volet, OS and OO over all that it holds.

    Args:
        plan: The situation.
        added: The ``contributions`` of its counted leaves.
        members: Which leaf belongs to which element (``memberships``).

    Returns:
        Two tables. The plan: one row of ``FIGURES``, which are counts (Int64),
        ``taux_realisation`` (0–1), and the weighted means over pursued actions (0–100); a rate
        or mean over nothing is missing. Statuses are counted over the assessed actions;
        ``n_recents`` counts those whose status is known and not stale, ``n_difficulte`` the
        pursued ones late or in difficulty, ``n_poids_inconnus`` those that no mean holds because
        their weight is unknown, ``n_sans_echeance`` those left to do whose delay can't be known.
        The objectives: one row each in the order of the plan,
        ``element_id``, ``parent_id``, ``code``, ``niveau``, ``numero``, ``libelle``, ``os_id``
        and ``FIGURES``.
    """
    chosen = np.flatnonzero(plan["niveau"].isin(OBJECTIVE_LEVELS))
    objectives = {name: plan[name].array.take(chosen) for name in _IDENTITY}
    sums = _summed(added, members, objectives["element_id"].tolist())
    figures = _finished(np.vstack([sums, added.sum().to_numpy()]), added.columns.tolist())
    whole = {name: column[-1:] for name, column in figures.items()}
    named = objectives | {name: column[:-1] for name, column in figures.items()}
    return pd.DataFrame(whole), pd.DataFrame(named)


def _summed(added: pd.DataFrame, members: pd.DataFrame, elements: Sequence[str]) -> Floats:
    """Add up what the members of each element add: a row an element."""
    ranks = {leaf: rank for rank, leaf in enumerate(added.index)}
    places = {element: place for place, element in enumerate(elements)}
    pairs = zip(members["element_id"].tolist(), members["membre_id"].tolist(), strict=True)
    held = [(places[element], ranks[leaf]) for element, leaf in pairs if element in places]
    keys, rows = np.array(held, dtype="intp").reshape(-1, 2).T
    sums = pd.DataFrame(added.to_numpy()[rows]).groupby(keys).sum()
    return sums.reindex(range(len(elements)), fill_value=0.0).to_numpy()


def _floats(column: pd.Series) -> Floats:
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _finished(cells: Floats, names: Sequence[str]) -> dict[str, Any]:
    """Give the columns of ``FIGURES`` from sums of ``contributions``, whose columns are named."""
    sums = dict(zip(names, cells.T, strict=True))
    pursued, weight = sums["n_poursuivies"], sums[_WEIGHT]
    # A weighted mean of percentages may leave 0–100 by a rounding error of the last digit.
    means = {mean: _quotient(sums[mean], weight).clip(0, 100) for mean in MEANS}
    shares = means | {"taux_realisation": _quotient(sums["n_TERMINE"], pursued)}
    counts = {name: pd.array(sums[name].astype("int64"), dtype="Int64") for name in COUNTS}
    rates = {name: pd.array(share, dtype="Float64") for name, share in shares.items()}
    columns = {**counts, **rates}
    return {name: columns[name] for name in FIGURES}


def _quotient(above: Floats, below: Floats) -> Any:
    """Divide, where there is something to divide by."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)

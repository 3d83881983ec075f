"""The figures of the whole plan and of each objective, from the facts of their actions."""

from typing import Any

import pandas as pd

from pstlib.model.statuses import OBJECTIVE_LEVELS, ActionType, Status
from pstlib.reference import Method

STATUS_COUNTS = {f"n_{status}": status for status in Status}
COUNTS = [
    "n_actions", "n_evaluees", "n_perennes", "n_hors_champ", "n_poursuivies", *STATUS_COUNTS,
    "n_en_retard", "n_perimees", "n_calendrier_defaut", "n_taux_inconnus", "n_recents",
    "n_difficulte", "n_poids_inconnus",
]  # fmt: skip
MEANS = ["avancement_min", "avancement_max", "attendu"]
FIGURES = [*COUNTS, "taux_realisation", *MEANS]
_IDENTITY = ["element_id", "parent_id", "code", "niveau", "numero", "libelle", "os_id"]


def overall_figures(actions: pd.DataFrame, *, method: Method) -> pd.DataFrame:
    """Give the figures of the whole plan.

    Args:
        actions: The facts of each counted leaf (``action_facts``).
        method: Names the weights of the means.

    Returns:
        One row of ``FIGURES``: counts (Int64), ``taux_realisation`` (0–1), and the weighted
        means over pursued actions (0–100); a rate or mean over nothing is missing. Statuses are
        counted over the assessed actions; ``n_recents`` counts those whose status is known and
        not stale, ``n_difficulte`` the pursued ones late or in difficulty, ``n_poids_inconnus``
        those that no mean holds because their weight is unknown.
    """
    sums = _contributions(actions, method).sum().to_frame().T
    return _finished(sums)


def objective_figures(
    plan: pd.DataFrame, actions: pd.DataFrame, members: pd.DataFrame, *, method: Method
) -> pd.DataFrame:
    """Give the figures of each volet, OS and OO over all the actions below it.

    Args:
        plan: The situation.
        actions: The facts of each counted leaf.
        members: Which leaf belongs to which element (``memberships``).
        method: Names the weights of the means.

    Returns:
        One row per objective in the order of the plan: ``element_id``, ``parent_id``, ``code``,
        ``niveau``, ``numero``, ``libelle``, ``os_id`` and ``FIGURES``.
    """
    objectives = plan.loc[plan["niveau"].isin(OBJECTIVE_LEVELS), _IDENTITY]
    facts = _contributions(actions, method).set_index(actions["element_id"])
    held = members[members["element_id"].isin(objectives["element_id"])]
    rows = facts.loc[held["membre_id"]].set_index(held["element_id"].to_numpy())
    sums = rows.groupby(level=0).sum().reindex(objectives["element_id"], fill_value=0)
    figures = _finished(sums.reset_index(drop=True))
    return pd.concat([objectives.reset_index(drop=True), figures], axis="columns")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row by column name, whole numbers as such: a row as a Series makes them floats."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _contributions(actions: pd.DataFrame, method: Method) -> pd.DataFrame:
    """What one action adds to each figure; the sum over any set of actions is its figure."""
    assessed, pursued, status = actions["evaluee"], actions["poursuivie"], actions["statut"]
    weight = _weights(actions, method)
    counts = {
        "n_actions": pd.Series(data=True, index=actions.index),
        "n_evaluees": assessed,
        "n_perennes": actions["type_effectif"].eq(ActionType.PERENNIAL),
        "n_hors_champ": actions["type_effectif"].eq(ActionType.OUT_OF_SCOPE),
        "n_poursuivies": pursued,
        **{name: assessed & status.eq(value) for name, value in STATUS_COUNTS.items()},
        "n_en_retard": actions["en_retard"],
        "n_perimees": assessed & actions["perimee"],
        "n_calendrier_defaut": actions["calendrier_defaut"],
        "n_taux_inconnus": pursued & actions["avancement_min"].ne(actions["avancement_max"]),
        "n_recents": assessed & status.ne(Status.UNKNOWN) & ~actions["perimee"],
        "n_difficulte": pursued & (actions["en_retard"] | status.eq(Status.PROBLEM)),
        "n_poids_inconnus": pursued & weight.isna(),
    }
    used = weight.where(pursued).fillna(0.0)
    products = {mean: (used * actions[mean]).fillna(0.0).astype(float) for mean in MEANS}
    whole = {name: count.fillna(value=False).astype("int64") for name, count in counts.items()}
    return pd.DataFrame({**whole, "poids": used.astype(float), **products})


def _weights(actions: pd.DataFrame, method: Method) -> pd.Series:
    if method.ponderation == "etp":
        return actions["etp"]
    return pd.Series(1.0, index=actions.index, dtype="Float64")


def _finished(sums: pd.DataFrame) -> pd.DataFrame:
    pursued, weight = sums["n_poursuivies"], sums["poids"]
    # A weighted mean of percentages may leave 0–100 by a rounding error of the last digit.
    means = {mean: (sums[mean] / weight.where(weight.gt(0))).clip(0, 100) for mean in MEANS}
    rate = sums["n_TERMINE"] / pursued.where(pursued.gt(0))
    figures = sums[COUNTS].astype("Int64").assign(taux_realisation=rate, **means)
    floats = dict.fromkeys(["taux_realisation", *MEANS], "Float64")
    return figures.astype(floats)[FIGURES].reset_index(drop=True)

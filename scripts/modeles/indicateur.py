"""The indicator ``taux_modele``, as docs/methode.md defines it."""

import pandas as pd

from pstlib.model import memberships
from pstlib.model.statuses import Level


def taux_modele(plan: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Share of the assessed actions that À ÉCRIRE, in the plan and each OS.

    Args:
        plan: The situation.
        actions: The facts of its counted leaves (``action_facts``).

    Returns:
        The plan, then one row per OS in its order: ``element_id`` (missing for the plan),
        ``numerateur`` and ``denominateur`` (numbers of actions, Int64), ``taux`` (fraction 0–1,
        Float64, missing where no action is assessed). A shared action counts once in each row
        that holds it. One action of which nobody knows leaves the numerator missing, not zero.

    Source: table ``elements``.
    """
    assessed = actions[actions["evaluee"]]
    members = assessed[["element_id"]].rename(columns={"element_id": "membre_id"})
    counts = members.assign(numerateur=_is_counted(assessed).astype("Int64"), denominateur=1)
    places = pd.concat([members.assign(element_id=""), memberships(plan)])  # "" is the plan
    sums = (
        places.merge(counts, on="membre_id")
        .groupby("element_id")
        .sum(
            numeric_only=True,
            skipna=False,
        )
    )
    objectives = plan.loc[plan["niveau"].eq(Level.OS), "element_id"]
    rows = sums.reindex(["", *objectives], fill_value=0).astype("Int64")
    above, below = rows["numerateur"], rows["denominateur"]
    found = rows.assign(taux=(above / below.where(below.gt(0))).astype("Float64")).reset_index()
    return found.assign(element_id=found["element_id"].replace("", pd.NA).astype("str"))


def _is_counted(actions: pd.DataFrame) -> pd.Series:
    """Tell of each assessed action whether it is in the numerator; missing where unknown."""
    # À ÉCRIRE, with the columns of ``action_facts``: return actions["date_fin"].isna(), for one.
    # What a sub-action takes from its action when it says nothing is given by ``written_for``, from
    # the plan and ``records(actions)``.
    # More is handed on by the property of ``Evaluation``: ``self.pst`` (its tables),
    # ``self.date_arrete`` (what is dated later isn't known yet), ``self.methode`` (thresholds).
    return pd.Series(pd.NA, index=actions.index, dtype="boolean")

"""Money and staff of each plan by year, as rates that organisations can be compared by."""

from __future__ import annotations

import pandas as pd

MEANS = {
    "execution": "Exécution des dépenses ordinaires",
    "depenses": "Dépenses pour 1 000 habitants",
    "etp": "ETP pour 1 000 habitants",
}
_FOR = 1_000


def execution_rates(money: pd.DataFrame) -> pd.DataFrame:
    """Take the ordinary expenses: commitments over the last vote of each exercice.

    Args:
        money: ``slug, exercice, service, type, engagements, numerateur, denominateur``.

    Returns:
        One row per ``slug`` and ``exercice``: ``execution`` (fraction) and ``engagements``
        (euros), Float64, NA where a vote or an account is unknown.
    """
    if money.empty:
        return pd.DataFrame(columns=["slug", "exercice", "execution", "engagements"])
    ordinary = money[money["service"].eq("O") & money["type"].eq("D")]
    done, voted = (ordinary[n].astype("Float64") for n in ("numerateur", "denominateur"))
    return pd.DataFrame(
        {
            "slug": ordinary["slug"],
            "exercice": ordinary["exercice"].astype("Int64"),
            "execution": done / voted.where(voted > 0),
            "engagements": ordinary["engagements"].astype("Float64"),
        }
    ).reset_index(drop=True)


def means_by_year(
    money: pd.DataFrame, staff: pd.DataFrame, *, lines: pd.DataFrame, population: pd.DataFrame
) -> pd.DataFrame:
    """Set expenses and staff against the population of the same year.

    Args:
        money: ``execution_rates``.
        staff: ``slug, exercice, etp``.
        lines: ``slug, ins`` of the plans.
        population: ``ins, annee, valeur``.

    Returns:
        One row per ``slug`` and ``exercice``, sorted: ``execution`` (fraction), ``depenses``
        (euros for 1,000 inhabitants), ``etp`` (for 1,000 inhabitants), Float64; NA where the
        amount, the staff or the population of that very year is unknown.
    """
    columns = ["slug", "exercice", *MEANS]
    if money.empty and staff.empty:
        return pd.DataFrame(columns=columns)
    kinds = {"slug": "str", "exercice": "Int64"}
    own = staff.reindex(columns=["slug", "exercice", "etp"]).astype(kinds)
    table = money.astype(kinds).merge(own, on=["slug", "exercice"], how="outer")
    people = population.rename(columns={"annee": "exercice", "valeur": "habitants"})
    table = table.merge(lines, on="slug").merge(
        people[["ins", "exercice", "habitants"]], on=["ins", "exercice"], how="left"
    )
    inhabitants = table["habitants"].astype("Float64")
    share = _FOR / inhabitants.where(inhabitants > 0)
    found = table.assign(
        execution=table["execution"].astype("Float64"),
        depenses=table["engagements"].astype("Float64") * share,
        etp=table["etp"].astype("Float64") * share,
    )
    return found[columns].sort_values(["slug", "exercice"]).reset_index(drop=True)

"""What the votes give to the actions of each theme, where budget lines are linked to actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pstlib.budgets.lines import until
from pstlib.budgets.links import attach
from pstlib.evaluation import Evaluation
from pstlib.model.columns import AMOUNT
from pstlib.model.statuses import ActionType, Level

if TYPE_CHECKING:
    from pstlib.comparison.region import Comparison

CREDITS = ("theme", "n_actions_liees", "credits", "part_credits")


def credits_by_theme(
    evaluation: Evaluation, amounts: pd.DataFrame, themes: pd.DataFrame
) -> pd.DataFrame:
    """Add up the credits last voted for the assessed actions of each theme.

    Expenses of both services, of the exercices of the plan up to that of the day. What is linked
    to an objective pays for all of its actions and says nothing of one theme: it is left out.

    Args:
        evaluation: A PST at a date.
        amounts: Its ``amounts_by_version``.
        themes: ``element_id, theme`` of its actions and sub-actions.

    Returns:
        One row per theme that has a linked action: ``theme, n_actions_liees, credits`` (exact)
        and ``part_credits``, its fraction of all that is linked to actions. A theme without a
        row isn't at nil: what its actions cost isn't known.
    """
    paid = _paid(evaluation, amounts)
    plan = evaluation.plan
    assessed = plan["niveau"].isin([Level.ACTION, Level.SUB_ACTION])
    assessed &= plan["type_effectif"].eq(ActionType.PST)
    named = themes.merge(plan.loc[assessed, ["element_id"]], on="element_id")
    rows = paid.merge(named[["element_id", "theme"]], on="element_id")
    groups = rows.groupby("theme", sort=True)
    found = groups.agg(n_actions_liees=("element_id", "nunique"), credits=("dernier_vote", "sum"))
    euros = found["credits"].astype("Float64")
    whole = euros.sum()
    share = euros / whole if whole > 0 else euros * float("nan")
    found = found.assign(part_credits=share)
    kinds: dict[str, Any] = {"theme": "str", "credits": AMOUNT, "part_credits": "Float64"}
    return found.reset_index().astype(kinds)[list(CREDITS)]


def per_thousand(compared: Comparison, population: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Give ``themes`` with ``credits_1000``: euros for 1,000 inhabitants, NA where unknown.

    Args:
        compared: The plans: ``organismes`` and ``themes``.
        population: ``ins, annee, valeur``.
        year: The year whose population is taken; no other stands for it.
    """
    themes = compared.themes
    people = population[population["annee"].eq(year)].set_index("ins")["valeur"]
    inhabitants = compared.organismes.set_index("slug")["ins"].map(people).astype("Float64")
    own = themes["slug"].map(inhabitants.where(inhabitants > 0)).astype("Float64")
    return themes.assign(credits_1000=themes["credits"].astype("Float64") * 1_000 / own)


def _paid(evaluation: Evaluation, amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the voted expenses of the plan's exercices that are linked to an element of it."""
    first, last = evaluation.identite.exercice_debut, evaluation.date_arrete.year
    last = min(last, evaluation.identite.exercice_fin)
    voted = amounts[
        amounts["type"].eq("D")
        & amounts["exercice"].between(first, last)
        & amounts["dernier_vote"].notna()
    ].reset_index(drop=True)
    links = until(evaluation.pst.liens_budget, evaluation.date_arrete)
    links = links.dropna(subset="element_id").reset_index(drop=True)
    if voted.empty or links.empty:
        return pd.DataFrame({"element_id": [], "dernier_vote": []}).astype(
            {"element_id": "str", "dernier_vote": AMOUNT}
        )
    lines = attach(voted, links, evaluation.plan).lignes
    return lines.loc[lines["element_id"].notna(), ["element_id", "dernier_vote"]]

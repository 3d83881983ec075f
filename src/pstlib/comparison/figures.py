"""What a comparison keeps of one evaluated PST: a row of figures, and its actions by theme."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.budgets.execution import by_year
from pstlib.budgets.lines import amounts_by_version, read_budget, until
from pstlib.comparison.euros import credits_by_theme
from pstlib.comparison.years import staff_by_year, yearly
from pstlib.evaluation import Evaluation
from pstlib.model.statuses import Level, Status

UNCLASSIFIED = "T99"
ADOPTION = "PST_ADOPTION"
LINE = (
    *("slug", "ins", "organisme", "type_admin", "exercice_debut", "exercice_fin", "fictif"),
    *("date_arrete", "date_adoption", "mois_ecoules", "n_evaluees", "n_poursuivies"),
    *("n_terminees", "n_en_retard", "n_echeance_passee", "n_statut_connu", "n_statut_recent"),
    *("n_avec_echeance", "n_avec_responsable", "avancement_min", "avancement_max", "attendu"),
)
_DAYS_A_MONTH = 30.4375
_KEPT = ("element_id", "code", "libelle", "os_id", "oo_id", "statut")
_DAYS = ("date_suivi", "date_debut", "date_fin")
_FLAGS = ("evaluee", "poursuivie", "perimee", "en_retard", "retard_jours")


@dataclass(frozen=True)
class PlanFigures:
    """One PST at a date, as a comparison sees it.

    ``ligne``: the figures of the whole plan, named as in ``LINE``. ``actions``: one row per
    counted leaf action: ``slug, element_id, action_id`` (its action's, for a sub-action), ``code,
    libelle, os, oo, theme, statut, date_suivi, date_debut, date_fin, evaluee, poursuivie,
    perimee, en_retard, retard_jours, terminee, sans_echeance``. ``argent``: one row per
    ``exercice, service, type``: ``dernier_vote, engagements, droits_nets, numerateur,
    denominateur`` (exact), NA where nothing is known. ``credits``: see
    ``euros.credits_by_theme``. ``annees``: one row at each 31 December of the plan, and at the day
    itself: counts of actions (``years.COUNTS``). ``moyens``: one row per ``exercice``: ``etp`` of
    the staff, ``etp_art60_61`` apart.
    """

    ligne: dict[str, Any]
    actions: pd.DataFrame
    argent: pd.DataFrame
    credits: pd.DataFrame
    annees: pd.DataFrame
    moyens: pd.DataFrame


def plan_figures(evaluation: Evaluation, themes: pd.DataFrame | None = None) -> PlanFigures:
    """Take from an evaluation what a comparison needs of it.

    Args:
        evaluation: A PST at a date.
        themes: ``element_id, theme`` of its actions; those without a row, and all where none is
            given, are ``T99``, unclassified.
    """
    slug = evaluation.identite.slug
    actions = _actions(evaluation, themes).assign(slug=slug)
    amounts = _amounts(evaluation)
    return PlanFigures(
        ligne=_line(evaluation, actions),
        actions=actions,
        argent=_money(amounts).assign(slug=slug),
        credits=credits_by_theme(evaluation, amounts, _told(evaluation, themes)).assign(slug=slug),
        annees=yearly(evaluation).assign(slug=slug),
        moyens=staff_by_year(evaluation).assign(slug=slug),
    )


def _line(evaluation: Evaluation, actions: pd.DataFrame) -> dict[str, Any]:
    identity, figures = evaluation.identite, evaluation.chiffres
    assessed = actions[actions["evaluee"]]
    known = assessed["statut"].ne(Status.UNKNOWN)
    named = evaluation.actions.loc[evaluation.actions["evaluee"], "responsable"].notna()
    adopted = _adoption(evaluation)
    begun = adopted or dt.date(identity.exercice_debut, 1, 1)
    return {
        "slug": identity.slug,
        "ins": identity.ins,
        "organisme": identity.organisme,
        "type_admin": identity.type_admin,
        "exercice_debut": identity.exercice_debut,
        "exercice_fin": identity.exercice_fin,
        "fictif": identity.fictif,
        "date_arrete": evaluation.date_arrete,
        "date_adoption": adopted,
        "mois_ecoules": round((evaluation.date_arrete - begun).days / _DAYS_A_MONTH, 1),
        "n_evaluees": len(assessed),
        "n_poursuivies": int(assessed["poursuivie"].sum()),
        "n_terminees": int(assessed["terminee"].sum()),
        "n_en_retard": int(assessed["en_retard"].sum()),
        "n_echeance_passee": int((assessed["date_fin"] < _day(evaluation)).sum()),
        "n_statut_connu": int(known.sum()),
        "n_statut_recent": int((known & ~assessed["perimee"]).sum()),
        "n_avec_echeance": int(assessed["date_fin"].notna().sum()),
        "n_avec_responsable": int(named.sum()),
        **{name: figures[name] for name in ("avancement_min", "avancement_max", "attendu")},
    }


def _actions(evaluation: Evaluation, themes: pd.DataFrame | None) -> pd.DataFrame:
    leaves = evaluation.actions
    titles = evaluation.plan.set_index("element_id")["libelle"]
    rows = leaves[[*_KEPT, *_DAYS, *_FLAGS]].assign(
        os=leaves["os_id"].map(titles),
        oo=leaves["oo_id"].map(titles),
        terminee=leaves["statut"].eq(Status.DONE) & leaves["evaluee"],
        sans_echeance=leaves["date_fin"].isna(),
        action_id=leaves["parent_id"].where(
            leaves["niveau"].eq(Level.SUB_ACTION), leaves["element_id"]
        ),
        theme=_themes(leaves, themes),
    )
    return rows.drop(columns=["os_id", "oo_id"]).reset_index(drop=True)


def _themes(leaves: pd.DataFrame, themes: pd.DataFrame | None) -> pd.Series[Any]:
    """Give the theme of each leaf; a sub-action that has none of its own has its action's."""
    if themes is None:
        return pd.Series(UNCLASSIFIED, index=leaves.index, dtype="str")
    known = themes.set_index("element_id")["theme"]
    own = leaves["element_id"].map(known)
    above = leaves["parent_id"].map(known).where(leaves["niveau"].eq(Level.SUB_ACTION))
    unclear = own.isna() | own.eq(UNCLASSIFIED)
    return own.mask(unclear & above.notna(), above).fillna(UNCLASSIFIED).astype("str")


def _told(evaluation: Evaluation, themes: pd.DataFrame | None) -> pd.DataFrame:
    """Give every element a theme, as the actions have it."""
    plan = evaluation.plan
    return plan[["element_id"]].assign(theme=_themes(plan, themes))


def _amounts(evaluation: Evaluation) -> pd.DataFrame:
    budget = until(evaluation.pst.budget, evaluation.date_arrete)
    return amounts_by_version(read_budget(budget, nomenclature=evaluation.reference.nomenclature))


def _money(amounts: pd.DataFrame) -> pd.DataFrame:
    yearly = by_year(amounts)
    kept = ["dernier_vote", "engagements", "droits_nets", "numerateur", "denominateur"]
    return yearly[["exercice", "service", "type", *kept]]


def _adoption(evaluation: Evaluation) -> dt.date | None:
    steps = evaluation.pst.demarches
    days = steps.loc[steps["demarche"].eq(ADOPTION), "date"].dropna()
    known = days[days.le(_day(evaluation))]
    return None if known.empty else known.min().date()


def _day(evaluation: Evaluation) -> pd.Timestamp:
    return pd.Timestamp(evaluation.date_arrete)

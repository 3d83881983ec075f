"""What is known and what isn't, with what it means for the results."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.budgets.money import Money
from pstlib.model import Pst
from pstlib.model.records import table_of
from pstlib.model.statuses import Level, Status

_NEEDED = [
    "element_id", "parent_id", "oo_id", "statut", "perimee", "taux_avancement", "responsable",
    "date_debut", "date_fin",
]  # fmt: skip
_FIELD = ["champ", "libelle", "n_connus", "n_total", "consequence"]
_RATED = (Status.IN_PROGRESS, Status.WAITING, Status.PROBLEM)


def completeness(pst: Pst, actions: pd.DataFrame, *, money: Money, day: dt.date) -> pd.DataFrame:
    """Count what is known, field by field.

    Args:
        pst: The PST.
        actions: The facts of its counted leaves at the date (``action_facts``).
        money: Its money and means at the date.
        day: The date.

    Returns:
        One row per field: ``champ``, ``libelle``, ``n_connus``, ``n_total`` (Int64), ``part``
        (0–1, missing where nothing is expected) and ``consequence``, in French.
    """
    assessed = actions.loc[actions["evaluee"], _NEEDED]
    rows = [
        *_of_status(assessed),
        *_of_plan(assessed),
        *_of_means(money),
        *_of_years(pst, money, day),
        _of_indicators(pst, assessed),
        *_of_pst(pst),
    ]
    kinds = {name: "Int64" if name.startswith("n_") else "str" for name in _FIELD}
    table = table_of([dict(zip(_FIELD, row, strict=True)) for row in rows], kinds)
    part = (table["n_connus"] / table["n_total"].where(table["n_total"].gt(0))).astype("Float64")
    table.insert(4, "part", part)
    return table


Row = tuple[str, str, int, int, str]


def _of_status(assessed: pd.DataFrame) -> list[Row]:
    known = assessed["statut"].ne(Status.UNKNOWN)
    rates = assessed.loc[assessed["statut"].isin(_RATED), "taux_avancement"]
    return [
        (
            "statut",
            "Statut à la date d’arrêt",
            int(known.sum()),
            len(assessed),
            "Sans statut, l’avancement d’une action peut aller de 0 à 100 %.",
        ),
        (
            "date_suivi",
            "Statut récent ou définitif",
            int((known & ~assessed["perimee"]).sum()),
            len(assessed),
            "Un objectif dont trop peu de statuts sont récents n’est pas évaluable.",
        ),
        (
            "taux_avancement",
            "Taux d’avancement des actions en cours, en attente ou en problème",
            int(rates.notna().sum()),
            len(rates),
            "Sans taux, l’avancement se donne par un minimum et un maximum.",
        ),
    ]


def _of_plan(assessed: pd.DataFrame) -> list[Row]:
    fields = {
        "responsable": ("Responsable", "Sans responsable, nul n’est désigné pour le suivi."),
        "date_debut": (
            "Date de début",
            "Sans date de début, l’attendu part du 1er janvier du premier exercice.",
        ),
        "date_fin": (
            "Échéance",
            "Sans échéance, aucun retard ne se calcule et l’attendu court jusqu’au dernier "
            "exercice.",
        ),
    }
    return [
        (field, label, int(assessed[field].notna().sum()), len(assessed), meaning)
        for field, (label, meaning) in fields.items()
    ]


def _of_means(money: Money) -> list[Row]:
    """Count what ``Money.couverture`` counts: what the quality says, the charts show."""
    whole = money.couverture[money.couverture["perimetre"].eq("PLAN")].iloc[0]
    total = int(whole["n_evaluees"])
    return [
        (
            "etp",
            "Moyens humains de chaque action (ETP)",
            int(whole["n_avec_moyens"]),
            total,
            "Sans ETP, les moyens humains ne se rapportent pas aux objectifs.",
        ),
        (
            "budget",
            "Lien budgétaire, financement ou projection de chaque action",
            int(whole["n_chiffrees"]),
            total,
            "Sans eux, les moyens financiers d’une action ne sont pas connus.",
        ),
    ]


def _of_years(pst: Pst, money: Money, day: dt.date) -> list[Row]:
    """Count the exercices of which something is known, among those begun, or over, at the day."""
    first, last = pst.identite.exercice_debut, pst.identite.exercice_fin
    begun = range(first, min(last, day.year) + 1)
    over = range(first, min(last, day.year - ((day.month, day.day) != (12, 31))) + 1)
    yearly, people = money.par_exercice, money.effectifs
    booked = yearly[["engagements", "imputations", "droits_nets"]].notna().any(axis=1)
    return [
        (
            "budget_vote",
            "Budget voté de chaque exercice entamé",
            _held(yearly.loc[yearly["dernier_vote"].notna(), "exercice"], begun),
            len(begun),
            "Sans budget voté, l’exécution d’un exercice ne se calcule pas.",
        ),
        (
            "compte",
            "Compte de chaque exercice écoulé",
            _held(yearly.loc[booked, "exercice"], over),
            len(over),
            "Sans compte, ni l’exécution ni les résultats d’un exercice ne sont connus.",
        ),
        (
            "effectifs",
            "Effectifs de chaque exercice entamé (ETP)",
            _held(people.loc[people["etp"].notna(), "exercice"], begun),
            len(begun),
            "Sans effectifs, les moyens humains d’un exercice ne sont pas connus.",
        ),
    ]


def _held(years: "pd.Series[Any]", wanted: range) -> int:
    return len(set(years).intersection(wanted))


def _of_indicators(pst: Pst, assessed: pd.DataFrame) -> Row:
    objectives = set(assessed["oo_id"].dropna())
    measured = pst.indicateurs["element_id"]
    holders = pst.elements.set_index("element_id")["parent_id"]
    below = pst.elements["niveau"].isin([Level.ACTION, Level.SUB_ACTION])
    under = measured[measured.isin(pst.elements.loc[below, "element_id"])]
    reached = {*measured, *under.map(holders), *under.map(holders).map(holders)}
    return (
        "indicateurs",
        "Indicateur pour chaque objectif opérationnel qui porte des actions",
        len(objectives & reached),
        len(objectives),
        "Sans indicateur, l’évaluation dit ce qui est fait, non l’effet obtenu.",
    )


def _of_pst(pst: Pst) -> list[Row]:
    adoption = pst.demarches[pst.demarches["demarche"].eq("PST_ADOPTION")]
    identity = pst.identite
    return [
        (
            "date_installation",
            "Date d’installation du conseil",
            int(identity.date_installation is not None),
            1,
            "Sans elle, les échéances légales ne sont pas calculables.",
        ),
        (
            "delegation_bureau_permanent",
            "Délégation au bureau permanent",
            int(identity.delegation_bureau_permanent is not None),
            1,
            "Sans elle, le rapport ne dit pas quel organe adopte et évalue.",
        ),
        (
            "date_adoption",
            "Date d’adoption du programme",
            int(adoption["date"].notna().any()),
            1,
            "Sans elle, le respect du délai d’adoption ne s’apprécie pas.",
        ),
    ]

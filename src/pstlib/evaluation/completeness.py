"""What is known and what isn't, with what it means for the results."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.budgets.money import Money
from pstlib.model import Pst
from pstlib.model.records import records, table_of
from pstlib.model.statuses import Level, Status
from pstlib.text import is_missing

_FIELD = ["champ", "libelle", "n_connus", "n_total", "consequence"]
_KINDS = {
    "champ": "str", "libelle": "str", "n_connus": "Int64", "n_total": "Int64", "part": "Float64",
    "consequence": "str",
}  # fmt: skip
_BOOKED = ("engagements", "imputations", "droits_nets")
_LEAF_LEVELS = (Level.ACTION, Level.SUB_ACTION)
_RATED = (Status.IN_PROGRESS, Status.WAITING, Status.PROBLEM)
Row = tuple[str, str, int, int, str]
Assessed = Sequence[Mapping[str, Any]]


def completeness(
    pst: Pst, actions: Sequence[Mapping[str, Any]], *, money: Money, day: dt.date
) -> pd.DataFrame:
    """Count what is known, field by field.

    Args:
        pst: The PST.
        actions: The rows of facts of its counted leaves at the date (``action_facts``).
        money: Its money and means at the date.
        day: The date.

    Returns:
        One row per field: ``champ``, ``libelle``, ``n_connus``, ``n_total`` (Int64), ``part``
        (0–1, missing where nothing is expected) and ``consequence``, in French.
    """
    assessed = [row for row in actions if row["evaluee"]]
    rows = [
        *_of_status(assessed),
        *_of_plan(assessed),
        *_of_means(money),
        *_of_years(pst, money, day),
        _of_indicators(pst, assessed),
        *_of_pst(pst),
    ]
    parts = [known / total if total else None for _, _, known, total, _ in rows]
    told = [
        dict(zip(_FIELD, row, strict=True)) | {"part": part}
        for row, part in zip(rows, parts, strict=True)
    ]
    return table_of(told, _KINDS)


def _of_status(assessed: Assessed) -> list[Row]:
    stale = [row["perimee"] for row in assessed if row["statut"] != Status.UNKNOWN]
    rates = [row["taux_avancement"] for row in assessed if row["statut"] in _RATED]
    return [
        (
            "statut",
            "Statut à la date d’arrêt",
            len(stale),
            len(assessed),
            "Sans statut, l’avancement d’une action peut aller de 0 à 100 %.",
        ),
        (
            "date_suivi",
            "Statut récent ou définitif",
            stale.count(False),
            len(assessed),
            "Un objectif dont trop peu de statuts sont récents n’est pas évaluable.",
        ),
        (
            "taux_avancement",
            "Taux d’avancement des actions en cours, en attente ou en problème",
            _known(rates),
            len(rates),
            "Sans taux, l’avancement se donne par un minimum et un maximum.",
        ),
    ]


def _known(cells: Iterable[Any]) -> int:
    return sum(not is_missing(cell) for cell in cells)


def _of_plan(assessed: Assessed) -> list[Row]:
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
        (field, label, _known(row[field] for row in assessed), len(assessed), meaning)
        for field, (label, meaning) in fields.items()
    ]


def _of_means(money: Money) -> list[Row]:
    """Count what ``Money.couverture`` counts: what the quality says, the charts show."""
    whole = next(row for row in records(money.couverture) if row["perimetre"] == "PLAN")
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
    yearly, people = money.lignes_par_exercice, records(money.effectifs, ("exercice", "etp"))
    return [
        (
            "budget_vote",
            "Budget voté de chaque exercice entamé",
            _held(yearly, begun, "dernier_vote"),
            len(begun),
            "Sans budget voté, l’exécution d’un exercice ne se calcule pas.",
        ),
        (
            "compte",
            "Compte de chaque exercice écoulé",
            _held(yearly, over, *_BOOKED),
            len(over),
            "Sans compte, ni l’exécution ni les résultats d’un exercice ne sont connus.",
        ),
        (
            "effectifs",
            "Effectifs de chaque exercice entamé (ETP)",
            _held(people, begun, "etp"),
            len(begun),
            "Sans effectifs, les moyens humains d’un exercice ne sont pas connus.",
        ),
    ]


def _held(rows: Assessed, wanted: range, *names: str) -> int:
    """Count the years wanted of which a row says one of these things at least."""
    told = {row["exercice"] for row in rows if _known(row[name] for name in names)}
    return len(told.intersection(wanted))


def _of_indicators(pst: Pst, assessed: Assessed) -> Row:
    objectives = {row["oo_id"] for row in assessed if not is_missing(row["oo_id"])}
    ids, levels = pst.elements["element_id"].tolist(), pst.elements["niveau"].tolist()
    above = dict(zip(ids, pst.elements["parent_id"].tolist(), strict=True))
    measured = set(pst.indicateurs["element_id"].tolist())
    leaves = {own for own, level in zip(ids, levels, strict=True) if level in _LEAF_LEVELS}
    holders = {above[own] for own in measured & leaves}
    reached = measured | holders | {above.get(own) for own in holders}
    return (
        "indicateurs",
        "Indicateur pour chaque objectif opérationnel qui porte des actions",
        len(objectives & reached),
        len(objectives),
        "Sans indicateur, l’évaluation dit ce qui est fait, non l’effet obtenu.",
    )


def _of_pst(pst: Pst) -> list[Row]:
    steps = zip(pst.demarches["demarche"].tolist(), pst.demarches["date"].tolist(), strict=True)
    adopted = _known(date for step, date in steps if step == "PST_ADOPTION")
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
            int(adopted > 0),
            1,
            "Sans elle, le respect du délai d’adoption ne s’apprécie pas.",
        ),
    ]

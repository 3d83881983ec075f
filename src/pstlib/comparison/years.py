"""How a plan stood at the end of each year, and the staff that it had."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from pstlib.budgets.means import staff
from pstlib.evaluation import Evaluation
from pstlib.evaluation.actions import action_facts
from pstlib.model import situation
from pstlib.model.statuses import Status

COUNTS = (
    *("n_evaluees", "n_poursuivies", "n_terminees", "n_en_retard"),
    *("n_avec_echeance", "n_statut_connu", "n_statut_recent"),
)


def yearly(evaluation: Evaluation) -> pd.DataFrame:
    """Count the actions of a plan at each 31 December up to the day, and at the day itself.

    Returns:
        One row per ``date`` (datetime), sorted: ``annee`` and ``COUNTS``, of assessed actions.
    """
    first, day = evaluation.identite.exercice_debut, evaluation.date_arrete
    ends = [dt.date(year, 12, 31) for year in range(first, day.year + 1)]
    days = sorted({*(end for end in ends if end < day), day})
    rows = [_counts(evaluation, at) for at in days]
    return pd.DataFrame(rows).astype({"date": "datetime64[us]"})


def _counts(evaluation: Evaluation, day: dt.date) -> dict[str, object]:
    facts = evaluation.actions
    if day != evaluation.date_arrete:
        facts = action_facts(
            situation(evaluation.pst, day),
            identity=evaluation.identite,
            day=day,
            method=evaluation.methode,
        )
    assessed = facts[facts["evaluee"]]
    known = assessed["statut"].ne(Status.UNKNOWN)
    return {
        "date": day,
        "annee": day.year,
        "n_evaluees": len(assessed),
        "n_poursuivies": int(assessed["poursuivie"].sum()),
        "n_terminees": int(assessed["statut"].eq(Status.DONE).sum()),
        "n_en_retard": int(assessed["en_retard"].sum()),
        "n_avec_echeance": int(assessed["date_fin"].notna().sum()),
        "n_statut_connu": int(known.sum()),
        "n_statut_recent": int((known & ~assessed["perimee"]).sum()),
    }


def staff_by_year(evaluation: Evaluation) -> pd.DataFrame:
    """Add up the staff of each exercice up to that of the day.

    Returns:
        One row per ``exercice``: ``etp`` (Float64), ``etp_art60_61`` apart; NA where unknown.
    """
    table = evaluation.pst.effectifs
    known = table[table["exercice"].le(evaluation.date_arrete.year)]
    sums = staff(known, ["exercice"]).set_index("exercice")
    apart = sums["hors_cadre"].astype("bool")
    years = pd.Index(sorted(sums.index.unique()), name="exercice", dtype="Int64")
    own, aided = (sums.loc[mask, "etp"].reindex(years) for mask in (~apart, apart))
    return pd.DataFrame({"etp": own, "etp_art60_61": aided}, index=years).reset_index()

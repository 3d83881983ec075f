"""The first day on which a PST can be evaluated: there is nothing to judge before its adoption."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.errors import UsageError
from pstlib.evaluation.actions import default_calendar
from pstlib.model import Pst
from pstlib.text import fr_long_date, is_missing


def refuse_before_start(pst: Pst, day: dt.date) -> None:
    """Refuse a date at which the plan wasn't adopted yet.

    Args:
        pst: Its adoption, else its first version, else its first year says when it starts.
        day: Date of the evaluation.

    Raises:
        UsageError: If the plan starts after ``day``.
    """
    start, ground = _start(pst)
    if day >= start:
        return
    raise UsageError(
        f"Le {fr_long_date(day)} précède {ground}",
        where=pst.identite.slug,
        todo=f"Choisissez une date d’arrêt à partir du {fr_long_date(start)}, ou corrigez "
        "cette date dans les données si elle est fausse.",
    )


def _start(pst: Pst) -> tuple[dt.date, str]:
    steps = zip(pst.demarches["demarche"].tolist(), pst.demarches["date"].tolist(), strict=True)
    dates = [date for step, date in steps if step == "PST_ADOPTION" and not is_missing(date)]
    adopted, first = min(dates, default=pd.NaT), _first_version(pst)
    if not pd.isna(adopted) and (pd.isna(first) or adopted <= first):
        return adopted.date(), f"l’adoption du PST, le {fr_long_date(adopted.date())}"
    if not pd.isna(first):
        return first.date(), f"la première version du PST, du {fr_long_date(first.date())}"
    day, _ = default_calendar(pst.identite)
    return day, f"le premier exercice du PST, {day.year}"


def _first_version(pst: Pst) -> Any:
    """Give the date of the first version, missing where part of the plan is older than it.

    A record of versions may begin with the first *actualisation*: what bears no version of entry
    was in the plan before.
    """
    whole = pst.elements["version_entree"].notna().all()
    return pst.versions["date"].min() if whole else pd.NaT

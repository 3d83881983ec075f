"""Joint contracts at a day: running, over, to come, and those that end within a year."""

import datetime as dt

import pandas as pd

from pstlib.evaluation.days import add_months

RUNNING, OVER, COMING, UNDATED = "EN_COURS", "ECHU", "A_VENIR", "SANS_DATE"
NOTICE = 12
"""Months before its end from which a contract is to be renewed or not."""


def joint_contracts(contracts: pd.DataFrame, synergies: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Say how each joint contract stands at a day.

    Args:
        contracts: The table ``contrats_conjoints``.
        synergies: The table ``synergies``.
        day: The day.

    Returns:
        The table, by end, with ``etat`` (EN_COURS, ECHU, A_VENIR, or SANS_DATE where no date says),
        ``expire`` (running, and its end is within ``NOTICE`` months), ``synergie`` (the label of
        its synergy, missing where there is none) and ``lien_mort`` (it names one that isn't there).
    """
    moment, limit = pd.Timestamp(day), pd.Timestamp(add_months(day, NOTICE))
    starts = contracts["date_debut"].fillna(contracts["date_attribution"])
    ends = contracts["date_fin"]
    state = pd.Series(RUNNING, index=contracts.index, dtype="str")
    state = state.mask(starts.isna() & ends.isna(), UNDATED)
    state = state.mask(starts.gt(moment), COMING).mask(ends.lt(moment), OVER)
    labels = dict(zip(synergies["synergie_id"], synergies["libelle"], strict=True))
    named = contracts["synergie_id"]
    found = contracts.assign(
        etat=state,
        expire=state.eq(RUNNING) & ends.between(moment, limit),
        synergie=named.map(labels).astype("str"),
        lien_mort=named.notna() & ~named.isin(list(labels)),
    )
    return found.sort_values("date_fin", kind="stable", ignore_index=True)

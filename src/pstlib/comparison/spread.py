"""How a measure is spread among organisations, year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.region import HIDDEN_BELOW

RATES = {
    "realisation": ("n_terminees", "n_poursuivies", "n_statut_connu"),
    "retard": ("n_en_retard", "n_poursuivies", "n_avec_echeance"),
    "suivi_recent": ("n_statut_recent", "n_evaluees", "n_evaluees"),
}


def yearly_rates(years: pd.DataFrame) -> pd.DataFrame:
    """Give each plan's rates at the end of each year, NA under five actions or nothing known.

    Returns:
        ``slug, date`` and a column per key of ``RATES`` (Float64, fractions).
    """
    if years.empty:
        return pd.DataFrame(columns=["slug", "date", *RATES])
    rates = {}
    for name, (count, total, needed) in RATES.items():
        of = years[total].astype("Float64")
        sound = (of >= HIDDEN_BELOW) & years[needed].gt(0)
        rates[name] = years[count].astype("Float64").where(sound) / of.where(sound)
    return years[["slug", "date"]].assign(**rates)


def spread(table: pd.DataFrame, *, by: str, value: str) -> pd.DataFrame:
    """Give the middle half of organisations in each year.

    Args:
        table: One row per organisation and ``by``.
        by: Column of the years.
        value: Column of the measure.

    Returns:
        One row per ``by``: ``n`` (whose value is known), ``q1``, ``mediane``, ``q3``; NA where
        fewer than five are known.
    """
    rows: list[dict[str, Any]] = []
    for when, group in table.groupby(by, sort=True):
        known = group[value].dropna().astype("float64")
        enough = len(known) >= FEWEST_PEERS
        quarters = [float(known.quantile(q)) if enough else None for q in (0.25, 0.5, 0.75)]
        rows.append(
            {by: when, "n": len(known), **dict(zip(("q1", "mediane", "q3"), quarters, strict=True))}
        )
    numbers = dict.fromkeys(("q1", "mediane", "q3"), "Float64")
    return pd.DataFrame(rows, columns=[by, "n", *numbers]).astype(numbers)

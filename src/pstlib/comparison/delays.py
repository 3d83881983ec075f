"""How late the open actions of organisations are, where a deadline is known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.comparison.profile import FEWEST_PEERS

QUANTILES = {"p5": 0.05, "q1": 0.25, "mediane": 0.5, "q3": 0.75, "p95": 0.95}


def open_actions(actions: pd.DataFrame) -> pd.DataFrame:
    """Keep the assessed actions that are pursued and not done: those that can be late."""
    return actions[actions["evaluee"] & actions["poursuivie"] & ~actions["terminee"]]


def delays(actions: pd.DataFrame) -> dict[str, Any]:
    """Sum up the delays of some organisations' open actions, all actions together.

    Args:
        actions: ``Comparison.actions`` of these organisations.

    Returns:
        ``n_ouvertes``, ``n_sans_echeance`` (nothing can be said of their delay), ``n_a_temps``,
        ``n_en_retard``, ``n_plans`` that have a late action, and the quantiles of ``QUANTILES`` in
        days late, of the late ones; None where fewer than five are late.
    """
    rows = open_actions(actions)
    late = rows.loc[rows["en_retard"], "retard_jours"].dropna().astype("float64")
    unknown = int(rows["sans_echeance"].sum())
    enough = len(late) >= FEWEST_PEERS
    return {
        "n_ouvertes": len(rows),
        "n_sans_echeance": unknown,
        "n_a_temps": len(rows) - unknown - len(late),
        "n_en_retard": len(late),
        "n_plans": int(rows.loc[rows["en_retard"], "slug"].nunique()),
        **{
            name: float(late.quantile(share)) if enough else None
            for name, share in QUANTILES.items()
        },
    }

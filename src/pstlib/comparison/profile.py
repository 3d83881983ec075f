"""One organisation among its peers: each measure beside their median, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pstlib.comparison.distance import Distance, robust_distance
from pstlib.comparison.intervals import median_interval
from pstlib.comparison.region import NO_DATA, Comparison

FEWEST_PEERS = 5
"""With fewer peers known no statistic is given."""
MEASURES = {
    "realisation": "Taux de réalisation",
    "retard": "Part des actions en retard",
    "suivi_recent": "Part des actions au statut connu et récent",
    "echeance": "Part des actions avec une échéance",
    "responsable": "Part des actions avec un responsable",
}
AT_MEDIAN = "médiane"
_QUARTILES = ("quart inférieur", "deuxième quart", "troisième quart", "quart supérieur")


def profile(comparison: Comparison, pairs: pd.DataFrame, *, slug: str) -> pd.DataFrame:
    """Set each rate of a plan beside those of its peers.

    Args:
        comparison: The plans compared.
        pairs: ``ins_a, ins_b`` of a model of peers.
        slug: The plan.

    Returns:
        One row per rate: ``mesure, libelle, valeur, bas, haut, etat, n_pairs`` (of the model),
        ``n_connus`` (whose value is known), ``mediane, mediane_bas, mediane_haut, q1, q3``,
        ``quart`` in words, ``ecart`` (robust units), ``mot``; what can't be known is NA, all
        statistics where fewer than five peers' values are known.

    Raises:
        KeyError: If the plan isn't among those compared.
    """
    table = comparison.organismes.set_index("slug")
    own = table.loc[[slug]].iloc[0]
    mates = pairs.loc[pairs["ins_a"].eq(own["ins"]), "ins_b"]
    others = table[table["ins"].isin(mates)]
    rows = [_measured(rate, own, others, len(mates)) for rate in MEASURES]
    return pd.DataFrame(rows)


def _measured(rate: str, own: pd.Series[Any], others: pd.DataFrame, wanted: int) -> dict[str, Any]:
    peers = others[rate].dropna().astype("float64")
    known = pd.notna(own[rate])
    told: dict[str, Any] = {
        "mesure": rate,
        "libelle": MEASURES[rate],
        "valeur": own[rate],
        "bas": own[f"{rate}_bas"],
        "haut": own[f"{rate}_haut"],
        "etat": own.get(f"{rate}_etat", NO_DATA),
        "n_pairs": wanted,
        "n_connus": len(peers),
    }
    if len(peers) < FEWEST_PEERS:
        return told
    median, low, high = median_interval(peers) or (None, None, None)
    q1, q3 = peers.quantile(0.25), peers.quantile(0.75)
    distance = robust_distance(float(own[rate]), peers) if known else None
    return told | {
        "mediane": median,
        "mediane_bas": low,
        "mediane_haut": high,
        "q1": q1,
        "q3": q3,
        "quart": _quartile(float(own[rate]), peers) if known else None,
        "ecart": distance.ecart if distance else None,
        "sens": distance.sens if distance else None,
        "mot": _word(distance),
    }


def sensitivity(
    comparison: Comparison, models: dict[str, pd.DataFrame], *, slug: str, rate: str
) -> pd.DataFrame:
    """Tell whether the quarter in which a plan stands depends on the model of peers.

    Returns:
        One row per model: ``modele, n_connus, mediane, quart``; no quarter under five peers.
    """
    rows = []
    for model, pairs in models.items():
        row = profile(comparison, pairs, slug=slug).set_index("mesure").loc[rate]
        rows.append({"modele": model} | {n: row.get(n) for n in ("n_connus", "mediane", "quart")})
    return pd.DataFrame(rows)


def _quartile(value: float, peers: pd.Series[Any]) -> str:
    """Name the quarter of the peers in which a value falls; on a bound, the lower one.

    A value that is the median is in no quarter: where most peers share it, any would be wrong.
    """
    if value == float(peers.median()):
        return AT_MEDIAN
    bounds = [peers.quantile(share) for share in (0.25, 0.5, 0.75)]
    return _QUARTILES[sum(int(value > bound) for bound in bounds)]


def _word(distance: Distance | None) -> str | None:
    return distance.mot if distance else None

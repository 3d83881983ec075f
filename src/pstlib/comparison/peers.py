"""To whom an organisation is compared: several models, one table of pairs for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pstlib.comparison.distance import MAD_TO_SIGMA
from pstlib.reference.context import ContextVariable, PeerReference

COLUMNS = ("ins_a", "ins_b", "distance", "position")
Array = np.ndarray[Any, Any]


def context_values(
    context: pd.DataFrame, variables: Sequence[ContextVariable], *, year: int | None = None
) -> pd.DataFrame:
    """Give each commune its last known value of each variable, with its year.

    Args:
        context: Rows ``ins, annee, variable, valeur`` (``reference.context.load_context``).
        variables: Those wanted.
        year: No value after it is taken.

    Returns:
        By ``ins``: a column per variable (Float64, its own unit) and ``annee_<variable>``
        (Int64), both NA where nothing is known.
    """
    known = context.dropna(subset=["valeur"])
    if year is not None:
        known = known[known["annee"].le(year)]
    last = known.sort_values("annee").drop_duplicates(["ins", "variable"], keep="last")
    table = pd.DataFrame(index=pd.Index(sorted(context["ins"].unique()), name="ins", dtype="str"))
    for variable in variables:
        own = last[last["variable"].eq(variable.id)].set_index("ins").reindex(table.index)
        table[variable.id] = own["valeur"]
        table[f"annee_{variable.id}"] = own["annee"]
    return table


def robust_scores(values: pd.DataFrame, variables: Sequence[ContextVariable]) -> pd.DataFrame:
    """Put variables in robust units: gap to the median over 1.4826 × MAD, log where it is said.

    A variable that half of the communes share the value of, or that is known of fewer than two,
    tells nothing apart and is left out.
    """
    scores = {}
    for variable in variables:
        scaled = values[variable.id].astype("float64")
        if variable.echelle == "log":
            # No log of a nil or negative value: such a figure is taken for unknown.
            scaled = scaled.where(scaled > 0).map(np.log)
        centred = scaled - scaled.median()
        unit = MAD_TO_SIGMA * centred.abs().median()
        if unit > 0:
            scores[variable.id] = centred / unit
    return pd.DataFrame(scores, index=values.index)


def variable_weights(scores: pd.DataFrame) -> pd.Series[Any]:
    """Weigh variables so that correlated ones count together about as one (their sum is 1).

    Each weighs the inverse of its sum of squared correlations with all, itself included.
    """
    squares = scores.corr(method="spearman").fillna(0.0) ** 2
    np.fill_diagonal(values := squares.to_numpy(copy=True), 1.0)
    weights = pd.Series(1 / values.sum(axis=1), index=scores.columns)
    return weights / weights.sum()


def nearest(scores: pd.DataFrame, reference: PeerReference) -> pd.DataFrame:
    """Find the communes most alike by context.

    The distance is the root of the weighted mean of squared gaps, over the variables known of
    both, of which there must be ``minimum_variables``.

    Args:
        scores: ``robust_scores``, one row per commune.
        reference: How many peers, how many variables.

    Returns:
        ``ins_a, ins_b, distance`` (robust units), ``position`` (1 the nearest), sorted; at equal
        distance by code. No row for a commune that can't be compared.
    """
    names = scores.index.to_numpy(dtype=object)
    values = scores.to_numpy("float64")
    weights = variable_weights(scores).to_numpy() if scores.shape[1] else np.empty(0)
    rows = []
    for rank, name in enumerate(names):
        distances = _distances(values, rank, weights, minimum=reference.minimum_variables)
        order = np.lexsort((names, distances))[: reference.voisins]
        rows += [
            (name, names[other], distances[other], position)
            for position, other in enumerate(order[np.isfinite(distances[order])], start=1)
        ]
    return _pairs(rows)


def isolated(pairs: pd.DataFrame, reference: PeerReference) -> list[str]:
    """Name the communes whose nearest peer is farther than nearly all nearest ones are."""
    first = pairs[pairs["position"].eq(1)]
    limit = first["distance"].quantile(reference.decile_isolement)
    return sorted(first.loc[first["distance"].gt(limit), "ins_a"])


def same_group(groups: pd.Series[Any]) -> pd.DataFrame:
    """Pair all organisations of one group: a province, an arrondissement, a class, a family.

    Args:
        groups: By ``ins``, the group; an organisation without one has no peers.

    Returns:
        As ``nearest``, without distance nor position: within a group no one is nearer.
    """
    known = groups.dropna().rename("groupe").rename_axis("ins").reset_index()
    pairs = known.merge(known, on="groupe", suffixes=("_a", "_b"))
    pairs = pairs[pairs["ins_a"].ne(pairs["ins_b"])].sort_values(["ins_a", "ins_b"])
    rows = [(a, b, None, None) for a, b in zip(pairs["ins_a"], pairs["ins_b"], strict=True)]
    return _pairs(rows)


def chosen(lists: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Pair each organisation with those of its own list, in the order of the list."""
    return _pairs(
        [
            (ins, other, None, position)
            for ins, others in sorted(lists.items())
            for position, other in enumerate(
                [name for name in dict.fromkeys(others) if name != ins], start=1
            )
        ]
    )


def size_classes(population: pd.Series[Any], reference: PeerReference) -> pd.Series[Any]:
    """Name the size class of each commune, NA where its population is unknown."""
    bounds = [bound for bound, _name in reference.classes_taille]
    labels = [name for _bound, name in reference.classes_taille]
    places = np.searchsorted(bounds, population.fillna(0).to_numpy("float64"))
    named = pd.Series([labels[place] for place in places], index=population.index, dtype="str")
    return named.where(population.notna())


def _distances(values: Array, rank: int, weights: Array, *, minimum: int) -> Array:
    """Measure all communes from one; infinite where too little is known of both, and to itself."""
    gaps = values - values[rank]
    known = np.isfinite(gaps)
    weight = (known * weights).sum(axis=1)
    squares = (np.where(known, gaps, 0.0) ** 2 * weights).sum(axis=1)
    enough = (known.sum(axis=1) >= minimum) & (weight > 0)
    distances: Array = np.sqrt(
        np.divide(squares, weight, out=np.full(len(values), np.inf), where=enough)
    )
    distances[rank] = np.inf
    return distances


def _pairs(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(
        {"ins_a": "str", "ins_b": "str", "distance": "Float64", "position": "Int64"}
    )

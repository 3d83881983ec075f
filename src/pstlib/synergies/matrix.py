"""The matrix of cooperation: support services by degree, as declared year after year."""

import pandas as pd

from pstlib.reference.cooperation import Cooperation

MATRIX = [
    "exercice", "service", "libelle", "degre", "rang", "synergies", "commentaire", "connu",
    "dernier",
]  # fmt: skip


def cooperation_matrix(declared: pd.DataFrame, axes: Cooperation, *, year: int) -> pd.DataFrame:
    """Put what is declared of each service on the axes.

    Args:
        declared: The table ``matrice_cooperation``.
        axes: The services and the degrees.
        year: Last exercice looked at.

    Returns:
        One row per service and exercice, in the order of the axes, then of time: ``MATRIX``.
        ``rang`` is the place of the degree, 0 for none; ``connu`` is false for a service that isn't
        on the axes, which comes last; ``dernier`` marks the last exercice of each service. A
        service of the axes of which nothing is declared has one row, without exercice nor degree:
        undeclared isn't « none ».
    """
    services = {axis.id: axis.libelle for axis in axes.services}
    degrees = {axis.id: rank for rank, axis in enumerate(axes.degres)}
    past = declared[declared["exercice"].le(year)]
    silent = [name for name in services if name not in set(past["service"])]
    rows = pd.concat([past, pd.DataFrame({"service": silent}, dtype="str")], ignore_index=True)
    known = rows["service"].isin(list(services))
    order = {name: rank for rank, name in enumerate(services)}
    placed = rows.assign(
        libelle=rows["service"].map(services).fillna(rows["service"]).astype("str"),
        rang=rows["degre"].map(degrees).astype("Int64"),
        connu=known,
        place=rows["service"].map(order).fillna(len(order)),
    ).sort_values(["place", "service", "exercice"], kind="stable", ignore_index=True)
    return placed.assign(dernier=~placed["service"].duplicated(keep="last"))[MATRIX]

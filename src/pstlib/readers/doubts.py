"""What a source says of money that the PST it is merged into makes doubtful."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pandas as pd

from pstlib.model import Identity
from pstlib.model.articles import line_keys
from pstlib.readers.differences import Differences
from pstlib.readers.tables.amendments import Version, earlier
from pstlib.text import NBSP, fold, fr_euro, is_missing

TO_CHECK = "à vérifier"
"""The nature of these differences; nothing is changed because of them."""
_SLACK = 2
_FICTITIOUS = re.compile(
    r"\b(?:organisme|cpas|commune|plan|pst|document)\b.{0,40}\bficti(?:f|ve)\b"
)


def tell_far_years(
    budget: pd.DataFrame, read: pd.DataFrame, identity: Identity, told: Differences
) -> None:
    """Name the exercices of rows of a budget that are more than two years from the PST's.

    Args:
        budget: The rows that were added.
        read: The rows of the source, by their place in it where it is known.
        identity: Whose PST it is.
        told: Where each exercice is noted, with the place of its first row.
    """
    first, last = identity.exercice_debut - _SLACK, identity.exercice_fin + _SLACK
    far = budget.loc[budget["exercice"].lt(first) | budget["exercice"].gt(last), "exercice"]
    for year, count in far.value_counts().sort_index().items():
        lines = f"{count} ligne{'s' if count > 1 else ''}"
        place = read.index[read["exercice"] == year][0]
        if isinstance(place, str):
            lines += f"{NBSP}: {place}" if count == 1 else f", la première{NBSP}: {place}"
        subject = f"exercice {year}, à plus de deux ans du PST ({lines})"
        told.add(TO_CHECK, "budget", subject)


def tell_fictitious(texte: pd.DataFrame, identity: Identity, told: Differences) -> None:
    """Tell where a document calls its body fictitious while ``pst.yml`` doesn't; guess nothing."""
    lines = () if identity.fictif else zip(texte["lieu"], texte["texte"], strict=True)
    place = next((place for place, line in lines if _FICTITIOUS.search(fold(str(line)))), None)
    if place is not None:
        said = f"la source dit « fictif » ({place}){NBSP}; si c’est vrai, écrivez fictif: true"
        told.add(TO_CHECK, "pst.yml", identity.organisme, "fictif", "false", said)


def tell_previous_amounts(printed: pd.DataFrame, budget: pd.DataFrame, told: Differences) -> None:
    """Hold the amounts that an amendment prints as voted before it against those known.

    Args:
        printed: ``montants_anterieurs`` of a reading; no ``montant`` where none is printed.
        budget: The table ``budget`` before the amendment.
        told: Where each contradiction is noted, with both amounts and the place.
    """
    known = _known(budget)
    for row, (year, version, *line) in zip(
        printed.to_dict("records"), line_keys(printed), strict=True
    ):
        vote = earlier(known.get((year, *line), {}), (str(version), None))
        amount = None if is_missing(row["montant"]) else row["montant"]
        if vote is not None and vote[1] != (amount or 0):
            told.add(
                TO_CHECK,
                "budget",
                f"{row['lieu']}, article {row['article']}, {version} de {year}",
                "montant antérieur",
                f"{fr_euro(vote[1])} connu ({vote[0]})",
                "aucun imprimé" if amount is None else f"{fr_euro(amount)} imprimé",
            )


def _known(budget: pd.DataFrame) -> Mapping[tuple[object, ...], dict[Version, Decimal]]:
    found: dict[tuple[object, ...], dict[Version, Decimal]] = defaultdict(dict)
    for (year, version, *line), amount in _amounts(budget):
        votes, vote = found[year, *line], (str(version), None)
        votes[vote] = votes.get(vote, Decimal(0)) + amount
    return found


def _amounts(budget: pd.DataFrame) -> Iterator[tuple[tuple[object, ...], Decimal]]:
    known = budget[budget["montant"].notna()]
    yield from zip(line_keys(known), known["montant"], strict=True)

"""Who already does something like each action of a plan."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from pstlib.comparison.similar import SCORE_DIGITS
from pstlib.comparison.similar_catalogue import Catalogue, begun, load_catalogue, with_status
from pstlib.comparison.similar_duplicates import same_action
from pstlib.comparison.similar_search import Searcher, common_words, together

_SHOWN, _LOOKED_AT = 3, 15
_ALIKE = 0.6
"""Under it two actions share a word or an objective more often than what they do.

On the open half of our material, 98 % of the actions that another does too are answered rightly
from 0.6 on, and 11 % of those that nobody does are answered wrongly (43 % from 0.35 on).
"""


def already_done(
    slug: str, donnees: Path | str | None, *, day: dt.date, shown: int = _SHOWN
) -> pd.DataFrame:
    """Find for each action of a plan the actions of other organisations that resemble it most.

    Args:
        slug: The plan.
        donnees: The folder of all the PST.
        day: Statuses are those known on this day.
        shown: How many groups of near-duplicates at most for each action.

    Returns:
        One row per action of the plan and group, best first: ``propre`` (``element_id`` of the
        plan's own action), then the columns of ``similar_search.search`` for the group's first;
        nothing for an action that resembles no other.
    """
    catalogue = load_catalogue(donnees)
    own = np.flatnonzero(catalogue.actions["slug"].eq(slug))
    rows = _nearest(catalogue, own, day)
    found = with_status(
        catalogue.actions.iloc[rows["rang"]].reset_index(drop=True), catalogue.suivi, day
    ).assign(propre=rows["propre"].to_numpy(), score=rows["score"].to_numpy())
    searcher = Searcher.of(catalogue, donnees)
    same = partial(same_action, reader=searcher.reader)
    groups = [
        together(part.reset_index(drop=True), same).head(shown)
        for _, part in found.groupby("propre", sort=False)
    ]
    chosen = pd.concat(groups, ignore_index=True) if groups else found.assign(autres=None)
    titles = catalogue.actions.iloc[own].set_index("element_id")["libelle"]
    words = [
        common_words(title, searcher.reader.tokens(titles[mine]), searcher.reader)
        for title, mine in zip(chosen["libelle"], chosen["propre"], strict=True)
    ]
    names = chosen["theme"].map(catalogue.themes)
    return chosen.assign(mots=pd.Series(words, dtype="object"), nom_theme=names)


def _nearest(catalogue: Catalogue, own: np.ndarray, day: dt.date) -> pd.DataFrame:
    """Give the rows of the index nearest to each of the plan's: ``propre, rang, score``."""
    owners, names = catalogue.actions["organisme"], catalogue.actions["element_id"]
    known = owners.index.isin(begun(catalogue.actions, day).index)
    others = known & ~owners.isin(owners.iloc[own].unique()).to_numpy()
    found: list[tuple[str, int, float]] = []
    for row in own:
        scores = np.where(others, catalogue.index.scores(catalogue.index.row(row)), 0.0)
        best = np.argsort(-scores, kind="stable")[:_LOOKED_AT]
        found += [
            (names.iloc[row], int(place), round(float(scores[place]), SCORE_DIGITS))
            for place in best
            if scores[place] >= _ALIKE
        ]
    return pd.DataFrame(found, columns=["propre", "rang", "score"]).astype({"rang": "int64"})

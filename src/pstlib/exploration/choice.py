"""What was chosen, and the actions that answer to it."""

import re
from dataclasses import dataclass

import pandas as pd

from pstlib.text import fold

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Choice:
    """The codes wanted of each kind, none stands for all; and words (beginnings) of the title."""

    slugs: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    statuts: tuple[str, ...] = ()
    mots: str = ""


def chosen(actions: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Keep the actions that answer to a choice; accents and case of the words don't count.

    >>> table = pd.DataFrame({"slug": ["a", "b"], "theme": ["T1", "T2"], "statut": ["X", "X"],
    ...                       "libelle": ["Épicerie sociale", "Aînés"]})
    >>> chosen(table, Choice(themes=("T2",)))["slug"].tolist()
    ['b']
    >>> chosen(table, Choice(mots="EPICERIE"))["slug"].tolist()
    ['a']
    """
    kept = pd.Series(data=True, index=actions.index)
    wanted = {"slug": choice.slugs, "theme": choice.themes, "statut": choice.statuts}
    for column, codes in wanted.items():
        if codes:
            kept &= actions[column].isin(codes)
    found = actions[kept]
    words = _WORD.findall(fold(choice.mots))
    if not words:
        return found
    titles = found["libelle"].map(lambda title: _WORD.findall(fold(title)))
    return found[[all(_begins(word, title) for word in words) for title in titles]]


def _begins(word: str, title: list[str]) -> bool:
    return any(one.startswith(word) for one in title)

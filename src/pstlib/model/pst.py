"""One PST: its identity and its tables."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

import pandas as pd

from pstlib.model.identity import Identity
from pstlib.model.situation import situation
from pstlib.model.table_files import empty_table
from pstlib.model.tables import TABLES
from pstlib.text import parse_date


def _table(name: str) -> pd.DataFrame:
    return field(default_factory=partial(empty_table, name))


@dataclass(frozen=True, eq=False, kw_only=True)
class Pst:
    """A *programme stratégique transversal*: ``identite`` and one DataFrame a table.

    The columns of each table are those of its schema in ``TABLES`` (see the dictionary).
    A status is never a column of the plan: ask ``situation`` for a date.
    Tables aren't changed in place (a situation is kept): make another PST of changed ones.
    """

    identite: Identity
    elements: pd.DataFrame = _table("elements")
    suivi: pd.DataFrame = _table("suivi")
    versions: pd.DataFrame = _table("versions")
    indicateurs: pd.DataFrame = _table("indicateurs")
    mesures: pd.DataFrame = _table("mesures")
    budget: pd.DataFrame = _table("budget")
    liens_budget: pd.DataFrame = _table("liens_budget")
    financements: pd.DataFrame = _table("financements")
    projections: pd.DataFrame = _table("projections")
    effectifs: pd.DataFrame = _table("effectifs")
    synergies: pd.DataFrame = _table("synergies")
    suivi_synergies: pd.DataFrame = _table("suivi_synergies")
    gains_synergies: pd.DataFrame = _table("gains_synergies")
    contrats_conjoints: pd.DataFrame = _table("contrats_conjoints")
    matrice_cooperation: pd.DataFrame = _table("matrice_cooperation")
    reponses: pd.DataFrame = _table("reponses")
    suggestions: pd.DataFrame = _table("suggestions")
    demarches: pd.DataFrame = _table("demarches")
    dps: pd.DataFrame = _table("dps")
    appreciations: pd.DataFrame = _table("appreciations")
    dossier: Path | None = None

    @classmethod
    def from_tables(
        cls, identite: Identity, tables: Mapping[str, pd.DataFrame], *, dossier: Path | None = None
    ) -> Self:
        """Make a PST of tables that already obey their schemas; an absent one is empty."""
        return cls(identite=identite, dossier=dossier, **tables)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All the tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def situation(self, date: str | dt.date) -> pd.DataFrame:
        """Give the plan as it stood at ``date``: see ``pstlib.model.situation.situation``.

        >>> from pstlib.model import load
        >>> load("celles-2019-2024", "pst_data").situation("31/12/2019")["statut"].tolist()[-1]
        'NON_COMMENCE'
        """
        return situation(self, parse_date(date)).copy(deep=False)

    def _repr_html_(self) -> str:
        from pstlib.model.card import pst_card  # it checks the tables: only who looks waits for it

        return pst_card(self)

    def __repr__(self) -> str:
        actions = self.elements["niveau"].eq("ACTION").sum()
        return f"Pst({self.identite.slug!r}, {len(self.elements)} éléments, {actions} actions)"

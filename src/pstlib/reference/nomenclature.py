"""Functions, economic groups and portions of a budget: editable tables and their look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_csv

FUNCTIONS = "fonctions.csv"
GROUPS = "groupes_economiques.csv"
PORTIONS = "portions_budget.csv"
VERIFIED, UNVERIFIED = "VERIFIE", "A_VERIFIER"
OWN, EARLIER, TRANSFERS = "PROPRE", "ANTERIEURS", "PRELEVEMENTS"
"""Exercice propre, exercices antérieurs, prélèvements."""
PORTION_LABELS = {
    OWN: "exercice propre",
    EARLIER: "exercices antérieurs",
    TRANSFERS: "prélèvements",
}

_MARKS = ("statut", "source")
_COLUMNS = {
    FUNCTIONS: ("fonction", "libelle", *_MARKS),
    GROUPS: ("service", "type", "prefixe", "groupe", "libelle", *_MARKS),
    PORTIONS: ("portion", "critere", "valeur", *_MARKS),
}
_CHOICES = {
    "statut": (VERIFIED, UNVERIFIED),
    "service": ("O", "E"),
    "type": ("R", "D"),
    "portion": (EARLIER, TRANSFERS),
    "critere": ("FONCTION", "GROUPE", "ARTICLE", "ANNEE"),
}


@dataclass(frozen=True, eq=False)
class Nomenclature:
    """What the codes of a budget stand for, all text.

    Each row bears ``statut``, VERIFIE when it was read in a source, else A_VERIFIER, and
    ``source``. A code takes the row of its longest known beginning.

    Attributes:
        functions: ``fonction, libelle``.
        groups: ``service, type, prefixe`` (how the economic code begins), ``groupe, libelle``.
        portions: ``portion, critere, valeur``; the first row that holds says the portion:
            the function or the article (``fonction/code``) begins so, the group is this one,
            or the article bears a year before its exercice (``ANNEE``).
    """

    functions: pd.DataFrame
    groups: pd.DataFrame
    portions: pd.DataFrame

    def function_label(self, function: str) -> str | None:
        """Give the label of a function, None where no beginning of it is known."""
        return _longest(function, self._labels)

    def group_of(self, service: str, kind: str, code: str) -> str | None:
        """Give the economic group of an economic code, None where no beginning of it is known."""
        return _longest(code, self._groups.get((service, kind), {}))

    def group_labels(self) -> dict[str, str]:
        """Give the label of each economic group, by its code."""
        return dict(zip(self.groups["groupe"], self.groups["libelle"], strict=True))

    def portion_of(self, function: str, code: str, group: str, *, earlier: bool) -> str:
        """Give the portion of the budget that a line belongs to; what it lacks fits no rule.

        Args:
            function: The function, empty if there is none; likewise for the two others.
            code: The economic code.
            group: The economic group.
            earlier: Whether the article bears a year before its exercice.
        """
        article = f"{function}/{code}" if function and code else ""
        begins = {"FONCTION": function, "ARTICLE": article}
        for portion, test, value in self._rules:
            if test == "ANNEE" and earlier:
                return portion
            if test == "GROUPE" and group == value:
                return portion
            if test in begins and begins[test].startswith(value):
                return portion
        return OWN

    @cached_property
    def _labels(self) -> dict[str, str]:
        return dict(zip(self.functions["fonction"], self.functions["libelle"], strict=True))

    @cached_property
    def _groups(self) -> dict[tuple[str, str], dict[str, str]]:
        rules: dict[tuple[str, str], dict[str, str]] = {}
        for service, kind, prefix, group in self.groups.iloc[:, :4].itertuples(index=False):
            rules.setdefault((service, kind), {})[prefix] = group
        return rules

    @cached_property
    def _rules(self) -> list[tuple[str, str, str]]:
        return list(self.portions.iloc[:, :3].itertuples(index=False, name=None))


def load_nomenclature(donnees: Path | str | None = None) -> Nomenclature:
    """Read the nomenclature, each table from the data folder if it has one of that name.

    Raises:
        TableError: If a table lacks a column or has a word that isn't one of the column's.
    """
    return Nomenclature(*(_table(name, donnees) for name in (FUNCTIONS, GROUPS, PORTIONS)))


def _table(name: str, donnees: Path | str | None) -> pd.DataFrame:
    table, where = load_csv(name, donnees), str(find(name, donnees))
    columns = _COLUMNS[name]
    missing = [column for column in columns if column not in table]
    if missing:
        raise TableError(
            "Fichier de référence incomplet",
            where=where,
            found=f"pas de colonne {', '.join(missing)}",
            todo=f"Ses colonnes : {', '.join(columns)}, séparées par des virgules.",
        )
    for column in _CHOICES.keys() & set(columns):
        wrong = table[~table[column].isin(_CHOICES[column])]
        if not wrong.empty:
            raise TableError(
                f"Valeur inconnue dans la colonne {column}",
                where=where,
                todo=f"Les valeurs possibles : {', '.join(_CHOICES[column])}.",
                details=[f"ligne {i + 2} : « {v} »" for i, v in _cells(wrong[column])],
            )
    return table[list(columns)]


def _cells(column: pd.Series[Any]) -> Iterable[tuple[int, str]]:
    return zip(column.index.to_numpy(), column, strict=True)


def _longest(code: str, known: Mapping[str, str]) -> str | None:
    beginnings = (code[:length] for length in range(len(code), 0, -1))
    return next((known[start] for start in beginnings if start in known), None)

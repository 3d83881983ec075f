"""Functions, economic groups and portions of a budget: editable tables and their look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

    def function_labels(self, functions: pd.Series[Any]) -> pd.Series[Any]:
        """Give the label of each function, missing where no beginning of it is known."""
        known = dict(zip(self.functions["fonction"], self.functions["libelle"], strict=True))
        found = {code: _longest(code, known) for code in functions.dropna().unique()}
        return _mapped(functions, found)

    def function_is_known(self, functions: pd.Series[Any]) -> pd.Series[bool]:
        """Tell for each function whether the table has it or a beginning of it."""
        return self.function_labels(functions).notna()

    def groups_of(self, lines: pd.DataFrame) -> pd.Series[Any]:
        """Give the economic group of rows with ``service, type, code_economique``."""
        rules: dict[tuple[str, str], dict[str, str]] = {}
        for service, kind, prefix, group in self.groups.iloc[:, :4].itertuples(index=False):
            rules.setdefault((service, kind), {})[prefix] = group
        codes = lines["code_economique"].fillna("")
        columns = (lines["service"], lines["type"], codes)
        keys = list(zip(*(column.tolist() for column in columns), strict=True))
        found = {key: _longest(key[2], rules.get(key[:2], {})) for key in set(keys)}
        return pd.Series([found[key] for key in keys], index=lines.index, dtype="str")

    def group_labels(self) -> dict[str, str]:
        """Give the label of each economic group, by its code."""
        return dict(zip(self.groups["groupe"], self.groups["libelle"], strict=True))

    def portions_of(self, lines: pd.DataFrame) -> pd.Series[Any]:
        """Give the portion of the budget that each row belongs to.

        Args:
            lines: ``exercice, fonction, code_economique, groupe`` and ``annee``, the year that
                the article bears (missing or empty if none).
        """
        earlier = pd.to_numeric(lines["annee"]).lt(lines["exercice"]).fillna(value=False)
        codes = (lines[name].fillna("") for name in ("fonction", "code_economique", "groupe"))
        rows = list(zip(*(column.tolist() for column in (*codes, earlier)), strict=True))
        rules = list(self.portions.iloc[:, :3].itertuples(index=False, name=None))
        found = {row: _portion(row, rules) for row in set(rows)}
        return pd.Series([found[row] for row in rows], index=lines.index, dtype="str")


def _portion(line: tuple[str, str, str, bool], rules: Iterable[tuple[Any, ...]]) -> str:
    """Give the portion of the first rule that holds for a line; what it lacks fits no rule."""
    function, code, group, earlier = line
    article = f"{function}/{code}" if function and code else ""
    for portion, test, value in rules:
        begins = (function if test == "FONCTION" else article).startswith(value)
        if {"ANNEE": earlier, "GROUPE": group == value}.get(test, begins):
            return str(portion)
    return OWN


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


def _mapped(keys: pd.Series[Any], found: Mapping[Any, str | None]) -> pd.Series[Any]:
    """Give what was found for each key; every step on the distinct keys only."""
    codes, distinct = pd.factorize(keys)
    values = pd.Series([found[key] for key in distinct] + [None], dtype="str")
    return pd.Series(values.to_numpy()[codes], index=keys.index, dtype="str")

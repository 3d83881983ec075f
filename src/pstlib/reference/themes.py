"""The themes of the actions: what they are, and the words by which a title tells its own."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import TableError
from pstlib.reference.concepts import Thesaurus, load_thesaurus
from pstlib.reference.loader import find, load_csv, load_yaml, once_read, require_keys

THEMES = "themes.yml"
MANUAL_THEMES = "themes_manuels.csv"
EXAMPLES = "themes_exemples.csv"
UNCLASSIFIED = "T99"
_KEYS = ("version", "seuils", "vides", "creux", "moyens", "queues", "classes", "themes", "sources")
_LIMITS = (
    "temperature", "temperature_plan", "regles", "titre", "contexte", "axe", "voisines",
    "classement", "secondaire", "suivants", "queue", "concept",
)  # fmt: skip
_EXAMPLE_COLUMNS = ("source", "theme", "autres_themes", "libelle")
_MANUAL_COLUMNS = ("slug", "element_id", "theme", "motif")


@dataclass(frozen=True)
class Theme:
    """A theme: its words as (term, weight), and what it comes near to elsewhere.

    ``libelles_du_plan`` are the names under which plans themselves put such actions.
    """

    code: str
    libelle: str
    mots: tuple[tuple[str, float], ...]
    exemples: tuple[str, ...]
    libelles_du_plan: tuple[str, ...] = ()
    odd: tuple[int, ...] = ()
    cofog: str | None = None
    axe_pcs: int | None = None


@dataclass(frozen=True, eq=False)
class ThemeRules:
    """The rules of a date: thresholds, words that say nothing, classes, themes, labelled titles.

    ``exemples`` are pairs of a title and its theme: what the words of titles say is counted there.
    """

    version: dt.date
    seuils: dict[str, float]
    vides: frozenset[str]
    creux: tuple[str, ...]
    moyens: tuple[str, ...]
    queues: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]
    themes: tuple[Theme, ...]
    exemples: tuple[tuple[str, str], ...] = ()

    @property
    def labels(self) -> dict[str, str]:
        """The French name of each theme by its code."""
        return {theme.code: theme.libelle for theme in self.themes}


@once_read
def load_theme_rules(donnees: Path | str | None = None) -> ThemeRules:
    """Read the rules that classify actions.

    Raises:
        TableError: If a file that takes their place lacks a key or holds another kind of value.
    """
    path, data = find(THEMES, donnees), load_yaml(THEMES, donnees)
    require_keys(data, _KEYS, path)
    try:
        rules = ThemeRules(
            version=data["version"],
            seuils={name: float(data["seuils"][name]) for name in _LIMITS},
            vides=frozenset(data["vides"]),
            creux=tuple(data["creux"]),
            moyens=tuple(data["moyens"]),
            queues=tuple(data["queues"]),
            classes={name: tuple(words) for name, words in data["classes"].items()},
            themes=tuple(_themes(data, load_thesaurus(donnees))),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TableError(
            "Règles des thèmes refusées",
            where=str(path),
            found=str(error),
            todo="Repartez du fichier livré avec pstlib et gardez-en la forme.",
        ) from error
    titles = load_examples(rules, donnees)[["libelle", "theme"]]
    return replace(rules, exemples=tuple(titles.itertuples(index=False, name=None)))


def load_examples(rules: ThemeRules, donnees: Path | str | None = None) -> pd.DataFrame:
    """Read the labelled titles: ``source``, ``theme``, ``autres_themes`` (``;``), ``libelle``.

    Raises:
        TableError: If a column is missing, or a theme unknown.
    """
    path, table = find(EXAMPLES, donnees), load_csv(EXAMPLES, donnees)
    found = ", ".join(column for column in _EXAMPLE_COLUMNS if column not in table)
    if found:
        raise _refused_examples(path, f"pas de colonne {found}")
    unknown = table.loc[~table["theme"].isin(list(rules.labels)), "theme"]
    if len(unknown):
        found = f"ligne {unknown.index[0] + 2} : thème « {unknown.iloc[0]} »"
        raise _refused_examples(path, found)
    return table[list(_EXAMPLE_COLUMNS)]


def load_manual_themes(rules: ThemeRules, donnees: Path | str | None = None) -> pd.DataFrame:
    """Read the themes that people set by hand: ``slug``, ``element_id``, ``theme``, ``motif``.

    Raises:
        TableError: If a column is missing, a theme unknown, or an action named twice.
    """
    path, table = find(MANUAL_THEMES, donnees), load_csv(MANUAL_THEMES, donnees)
    missing = [column for column in _MANUAL_COLUMNS if column not in table]
    if missing:
        raise _refusal(path, f"pas de colonne {', '.join(missing)}")
    unknown = table.loc[~table["theme"].isin(list(rules.labels)), "theme"]
    if len(unknown):
        raise _refusal(path, f"ligne {unknown.index[0] + 2} : thème « {unknown.iloc[0]} »")
    twice = table.loc[table.duplicated(["slug", "element_id"]), "element_id"]
    if len(twice):
        raise _refusal(path, f"ligne {twice.index[0] + 2} : « {twice.iloc[0]} », déjà nommé")
    return table[list(_MANUAL_COLUMNS)]


def _themes(data: dict[str, Any], thesaurus: Thesaurus) -> Iterator[Theme]:
    """Make each theme; the terms of the concepts that it names are its own, unless it has them."""
    for code, entry in data["themes"].items():
        concepts = (term for name in entry.get("concepts", ()) for term in thesaurus.concepts[name])
        words = dict.fromkeys(concepts, float(data["seuils"]["concept"]))
        words |= {str(t): float(weight) for weight, terms in entry["mots"].items() for t in terms}
        yield Theme(
            code=code,
            libelle=entry["libelle"],
            mots=tuple(words.items()),
            exemples=tuple(entry.get("exemples", ())),
            libelles_du_plan=tuple(entry.get("libelles_du_plan", ())),
            odd=tuple(entry.get("odd", ())),
            cofog=entry.get("cofog"),
            axe_pcs=entry.get("axe_pcs"),
        )


def _refused_examples(path: Path, found: str) -> TableError:
    return TableError(
        "Exemples de thèmes refusés",
        where=str(path),
        found=found,
        todo=f"Ses colonnes : {', '.join(_EXAMPLE_COLUMNS)} ; un thème de T01 à T99 par titre.",
    )


def _refusal(path: Path, found: str) -> TableError:
    return TableError(
        "Thèmes mis à la main refusés",
        where=str(path),
        found=found,
        todo=f"Ses colonnes : {', '.join(_MANUAL_COLUMNS)} ; un thème de T01 à T99, une action "
        "une seule fois.",
    )

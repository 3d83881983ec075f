"""All the actions of a data folder, indexed: made once, kept while the data stay the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pstlib.comparison.similar import Reader, SimilarIndex, build_index
from pstlib.comparison.themes import classify
from pstlib.comparison.words import words_of
from pstlib.model.cache import recall, remember
from pstlib.model.slugs import IDENTITY_FILE, list_slugs
from pstlib.model.statuses import Level, Status
from pstlib.paths import data_folder, sha256_of
from pstlib.reference.concepts import CONCEPTS, load_thesaurus
from pstlib.reference.loader import find
from pstlib.reference.themes import (
    EXAMPLES,
    MANUAL_THEMES,
    THEMES,
    load_manual_themes,
    load_theme_rules,
)

if TYPE_CHECKING:
    from pstlib.model.identity import Identity

_FORM = "actions semblables 4"
_TABLES = ("elements", "suivi", "financements")
_KEPT = ("actions", "suivi", "cases", "lignes", "jetons", "themes", "mots", "refuses")
_ACTION_COLUMNS = ["slug", "element_id", "code", "libelle", "date_debut", "date_fin", "partage_de"]
_OWNER = ("slug", "organisme", "fictif", "exercice_debut")
_OBSERVED = ["slug", "element_id", "date_suivi", "statut"]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The actions of a folder and their index.

    Attributes:
        actions: One row per action: ``slug, organisme, fictif, exercice_debut, element_id, code,
            libelle, oo, os, theme, mots_theme, date_debut, date_fin, cout`` (funding declared for
            it, text).
        suivi: Their observations: ``slug, element_id, date_suivi, statut``.
        index: The index, its rows those of ``actions``.
        themes: Name of each theme.
        mots: The folded words of the titles.
        refuses: The PST left out because their data can't be read.
    """

    actions: pd.DataFrame
    suivi: pd.DataFrame
    index: SimilarIndex
    themes: dict[str, str]
    mots: tuple[str, ...]
    refuses: tuple[str, ...]


def load_catalogue(donnees: Path | str | None = None) -> Catalogue:
    """Load the actions of every PST of the data folder, from the cache if nothing changed.

    A PST whose data break a schema is left out and named.
    """
    folder = data_folder(donnees)
    key = _digest(folder)
    tables = recall(key, _KEPT)
    if tables is None:
        tables = _make(folder)
        remember(key, tables)
    return _from_tables(tables)


def with_status(actions: pd.DataFrame, suivi: pd.DataFrame, date: dt.date | None) -> pd.DataFrame:
    """Add ``statut`` and ``date_suivi``: the last observation, at ``date`` at the latest."""
    suivi = suivi[suivi["slug"].isin(actions["slug"].unique())]
    seen = suivi if date is None else suivi[suivi["date_suivi"].le(pd.Timestamp(date))]
    last = seen.sort_values("date_suivi", kind="stable").drop_duplicates(
        ["slug", "element_id"], keep="last"
    )
    joined = actions.merge(last, how="left", on=["slug", "element_id"], validate="many_to_one")
    return joined.assign(statut=joined["statut"].fillna(str(Status.UNKNOWN))).set_axis(
        actions.index
    )


def begun(actions: pd.DataFrame, date: dt.date | None) -> pd.DataFrame:
    """Leave out the actions of the plans that begin after a date: nobody knew of them."""
    return actions if date is None else actions[actions["exercice_debut"].le(date.year)]


def titled_actions(elements: pd.DataFrame) -> pd.DataFrame:
    """Give the actions of several plans with the titles of their OO and OS.

    Args:
        elements: ``slug`` and the columns of ``elements``; identifiers are unique within a slug.
    """
    keys = elements["slug"] + "\n" + elements["element_id"]
    parents = pd.Series((elements["slug"] + "\n" + elements["parent_id"]).to_numpy(), index=keys)
    levels = pd.Series(elements["niveau"].to_numpy(), index=keys)
    titles = pd.Series(elements["libelle"].to_numpy(), index=keys)
    chosen = elements[elements["niveau"].eq(Level.ACTION)]
    above = keys[chosen.index]
    found = {column: pd.Series(pd.NA, index=chosen.index, dtype="str") for column in ("oo", "os")}
    for _ in range(3):  # an OO, an OS, a volet at most
        above = pd.Series(parents.reindex(above).to_numpy(), index=chosen.index)
        level = levels.reindex(above).to_numpy()
        here = pd.Series(titles.reindex(above).to_numpy(), index=chosen.index, dtype="str")
        found = {
            column: known.fillna(here.where(level == column.upper()))
            for column, known in found.items()
        }
    return chosen[[*_ACTION_COLUMNS, "theme"]].assign(**found)


def _digest(folder: Path) -> str:
    """Sum up what the catalogue is made of: the data, the rules and the words."""
    files = [
        folder / slug / name
        for slug in list_slugs(folder)
        for name in (IDENTITY_FILE, *(f"tables/{table}.csv" for table in _TABLES))
    ]
    rules = [find(name, folder) for name in (THEMES, EXAMPLES, MANUAL_THEMES, CONCEPTS)]
    there = [path for path in [*files, *rules] if path.is_file()]
    lines = (f"{path.parts[-3:]} {sha256_of(path)}" for path in there)
    return hashlib.sha256("\n".join([_FORM, *lines]).encode()).hexdigest()


def _make(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the folder, classify and index; the result as tables that a file can hold."""
    from pstlib.model.plan_tables import read_plans

    read = read_plans(folder, list_slugs(folder), _TABLES)
    elements, suivi, money = (read.tables[name] for name in _TABLES)
    actions = titled_actions(elements)
    rules, thesaurus = load_theme_rules(folder), load_thesaurus(folder)
    themes = classify(actions, rules, load_manual_themes(rules, folder))
    actions = actions.assign(theme=themes["theme"], mots_theme=themes["mots"])
    actions = actions.merge(_owners(read.owners), on="slug").merge(
        _declared(money), how="left", on=["slug", "element_id"]
    )
    index = build_index(actions, Reader(thesaurus))
    words = sorted({word for title in actions["libelle"] for word in words_of(title)})
    return {
        "actions": actions.drop(columns="partage_de"),
        "suivi": _observations(actions, suivi),
        "cases": pd.DataFrame({"poids": index.weights, "colonne": index.columns}),
        "lignes": pd.DataFrame({"debut": index.starts}),
        "jetons": pd.DataFrame({"jeton": index.tokens, "idf": index.idf}),
        "themes": pd.DataFrame(rules.labels.items(), columns=["code", "libelle"], dtype="str"),
        "mots": pd.DataFrame({"mot": words}, dtype="str"),
        "refuses": pd.DataFrame({"slug": read.refuses}, dtype="str"),
    }


def _owners(plans: Sequence[Identity]) -> pd.DataFrame:
    """Say whose plan each is."""
    rows = {name: [getattr(plan, name) for plan in plans] for name in _OWNER}
    return pd.DataFrame(rows).astype({"slug": "str", "organisme": "str"})


def _declared(money: pd.DataFrame) -> pd.DataFrame:
    """Sum the funding declared for each element, exactly, as text; unknown stays unknown."""
    known = money.dropna(subset=["montant"])
    sums = known.groupby(["slug", "element_id"])["montant"].sum().reset_index()
    return sums.assign(cout=sums["montant"].map("{:.2f}".format).astype("str")).drop(
        columns="montant"
    )


def _observations(actions: pd.DataFrame, suivi: pd.DataFrame) -> pd.DataFrame:
    """Keep what was observed of actions; a shared one has the observations of its original."""
    own = actions[["slug", "element_id", "partage_de"]]
    source = own.assign(observe=own["partage_de"].fillna(own["element_id"]))
    seen = suivi.dropna(subset=["statut"]).rename(columns={"element_id": "observe"})
    return source.merge(seen, on=["slug", "observe"])[_OBSERVED]


def _from_tables(tables: Mapping[str, pd.DataFrame]) -> Catalogue:
    cells, tokens = tables["cases"], tables["jetons"]
    return Catalogue(
        actions=tables["actions"],
        suivi=tables["suivi"],
        index=SimilarIndex(
            weights=np.asarray(cells["poids"]),
            columns=np.asarray(cells["colonne"]),
            starts=np.asarray(tables["lignes"]["debut"]),
            tokens=tuple(tokens["jeton"]),
            idf=np.asarray(tokens["idf"]),
        ),
        themes=dict(zip(tables["themes"]["code"], tables["themes"]["libelle"], strict=True)),
        mots=tuple(tables["mots"]["mot"]),
        refuses=tuple(tables["refuses"]["slug"]),
    )

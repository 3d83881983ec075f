"""A search in the catalogue: read the request, rank, filter, put near-duplicates together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import pandas as pd

from pstlib.comparison.similar import Reader, action_tokens, shared_tokens, similar
from pstlib.comparison.similar_catalogue import Catalogue, begun, with_status
from pstlib.comparison.similar_duplicates import grouped, same_action
from pstlib.comparison.similar_queries import corrected, request_tokens
from pstlib.comparison.words import stem, words_of
from pstlib.errors import UnknownNameError, UsageError
from pstlib.model.statuses import Status
from pstlib.reference.concepts import load_thesaurus
from pstlib.text import fold, nearest

_WRITTEN = re.compile(r"\w+")
_DEPTH = 4
"""How many times the wished number of results is looked at for near-duplicates."""


@dataclass(frozen=True)
class Request:
    """What is asked: a text, or an action as ``slug:identifier``."""

    texte: str | None = None
    action: str | None = None


@dataclass(frozen=True)
class Filters:
    """Which results are wished, how many, at what date, near-duplicates together or not."""

    themes: tuple[str, ...] = ()
    statuts: tuple[str, ...] = ()
    date: dt.date | None = None
    nombre: int = 10
    rassembler: bool = True


@dataclass(frozen=True, eq=False)
class Searcher:
    """A catalogue with what reads a request, made ready once for many requests."""

    catalogue: Catalogue
    reader: Reader

    @classmethod
    def of(cls, catalogue: Catalogue, donnees: Path | str | None = None) -> Self:
        """Make ready the words of the data folder."""
        return cls(catalogue, Reader(load_thesaurus(donnees)))


def search(searcher: Searcher, request: Request, filters: Filters) -> pd.DataFrame:
    """Find the actions that resemble what is asked.

    Returns:
        The columns of ``catalogue.actions``, ``statut``, ``date_suivi`` and ``nom_theme``,
        ``score`` (0–1), ``mots`` (what both have in common) and ``autres`` (who else has nearly
        the same action), best first.

    Raises:
        UnknownNameError: If the action, a theme or a status has a name that nothing bears.
        UsageError: If the text says nothing.
    """
    catalogue, reader = searcher.catalogue, searcher.reader
    _refuse_unknown("thème", filters.themes, catalogue.themes)
    _refuse_unknown("statut", filters.statuts, [str(status) for status in Status])
    tokens, own = _asked(searcher, request)
    ranked = similar(catalogue.index, tokens, minimum=reader.thesaurus.seuils["minimum"])
    ranked = ranked[ranked["rang"].ne(own)]
    actions = catalogue.actions.iloc[ranked["rang"]].reset_index(drop=True)
    found = begun(actions.assign(score=ranked["score"].to_numpy()), filters.date)
    if filters.themes:
        found = found[found["theme"].isin(filters.themes)]
    if not filters.statuts:
        found = found.head(filters.nombre * _DEPTH)
    found = with_status(found, catalogue.suivi, filters.date)
    if filters.statuts:
        found = found[found["statut"].isin(filters.statuts)].head(filters.nombre * _DEPTH)
    same = partial(same_action, reader=reader) if filters.rassembler else None
    found = together(found.reset_index(drop=True), same)
    found = found.head(filters.nombre).reset_index(drop=True)
    shared = [common_words(title, tokens, reader) for title in found["libelle"]]
    names = found["theme"].map(catalogue.themes)
    return found.assign(mots=pd.Series(shared, dtype="object"), nom_theme=names)


def _asked(searcher: Searcher, request: Request) -> tuple[dict[str, float], int]:
    """Give the tokens of the request, and the row that it is itself (-1 if none)."""
    catalogue, reader = searcher.catalogue, searcher.reader
    if request.action is not None:
        row = _row_of(catalogue, request.action)
        return action_tokens(catalogue.actions.iloc[row].to_dict(), reader), row
    text = corrected(request.texte or "", catalogue.mots, reader)
    tokens = request_tokens(text, reader, catalogue.index, catalogue.actions["theme"].to_list())
    if not tokens:
        raise UsageError(
            "La demande ne dit pas ce que l’on cherche",
            found=f"« {request.texte} »",
            todo="Nommez la chose, par exemple « épicerie sociale ».",
        )
    return tokens, -1


def _row_of(catalogue: Catalogue, named: str) -> int:
    slug, _, element = named.partition(":")
    actions = catalogue.actions
    _refuse_unknown("PST", [slug], actions["slug"].unique())
    own = actions[actions["slug"].eq(slug)]
    rows = own.index[own["element_id"].eq(element) | own["code"].eq(element)]
    if not len(rows):
        _refuse_unknown("action de ce PST", [element], own["element_id"])
    return int(rows[0])


def _refuse_unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    choices = list(known)
    for name in names:
        if name not in choices:
            near = nearest(name, choices) or choices[:5]
            raise UnknownNameError(
                f"Aucun {kind} ne s’appelle « {name} »".replace("Aucun action", "Aucune action"),
                todo=f"Noms proches : {', '.join(near)}.",
            )


def together(table: pd.DataFrame, same: Callable[[str, str], bool] | None) -> pd.DataFrame:
    """Put under the first of each group the organisations of the others, as ``autres``.

    Args:
        table: What was found, best first, its index from 0 on.
        same: Tells whether two titles say one action; None groups nothing.
    """
    places = pd.Series(table.index)
    if same is not None:
        places = grouped(table["libelle"].tolist(), same)
    others: dict[int, list[str]] = {place: [] for place in places}
    for row, (place, organisation) in enumerate(zip(places, table["organisme"], strict=True)):
        if row != place:
            others[place].append(organisation)
    chosen = table[table.index.isin(list(others))]
    alike = [tuple(dict.fromkeys(others[row])) for row in chosen.index]
    return chosen.assign(autres=pd.Series(alike, index=chosen.index, dtype="object"))


def common_words(title: str, tokens: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """Name what a title and the request share: concepts, then words as the title writes them.

    A word that a concept named says already is left out, as are those of date and quantity.
    """
    both = shared_tokens(reader.tokens(title), tokens)
    written = {stem(fold(word)): word.lower() for word in _WRITTEN.findall(title)}
    kept = {stem(word) for word in reader.content(title)}
    said: dict[str, str] = {}
    for token in both:
        name = written.get(token, token)
        told = {stem(word) for concept in said for word in words_of(concept)}
        if token not in written or (token in kept and token not in told):
            said.setdefault(fold(name), name)
    return tuple(said.values())

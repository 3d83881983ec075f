"""Actions that say the same in other words: an index of titles, and what resembles a text.

A title is its words (French stems, verbs of action left out), the concepts of the thesaurus that
it names, and its theme; the titles of its OO and OS count less. Rare words weigh more (TF-IDF),
and two titles are as alike as the cosine of the angle between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import singular, stem, tidy, words_of

if TYPE_CHECKING:
    from pstlib.reference.concepts import Thesaurus

Array = np.ndarray[Any, Any]
SCORE_DIGITS = 3
_CONCEPT, _THEME = "§", "#"
CONTEXT = ("oo", "os")


class Reader:
    """Turns a text into weighted tokens: stems of its words and concepts that it names."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        terms = ((name, 1.0, t) for name, terms in thesaurus.concepts.items() for t in terms)
        self._finder = TermFinder(terms, thesaurus.vides)
        left_out = {w for word in thesaurus.verbes for w in words_of(word)}
        self._left_out = {singular(word) for word in left_out}
        self._time = {singular(w) for word in thesaurus.temps for w in words_of(word)}
        self._contents: dict[str, list[str]] = {}
        self._gestures = _grouped(thesaurus.gestes)
        self._synonyms = _grouped(thesaurus.synonymes)
        self._families = {
            word: (line, family)
            for line, families in enumerate(thesaurus.distincts)
            for word, family in _grouped(map(str.split, families)).items()
        }
        self._seen: dict[str, dict[str, float]] = {}

    def tokens(self, text: Any) -> dict[str, float]:
        """Give the tokens of a text with their weights; a missing text has none."""
        if not isinstance(text, str):
            return {}
        if text not in self._seen:
            self._seen[text] = self._read(text)
        return self._seen[text]

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is one of the thesaurus."""
        return self._finder.knows(word) or singular(word) in self._left_out

    def words(self, text: str) -> list[str]:
        """Give the words that say what a text is about."""
        return [
            word
            for word in words_of(text)
            if not word.isdigit()
            and word not in self.thesaurus.vides
            and singular(word) not in self._left_out
        ]

    def gestures(self, text: str) -> set[int]:
        """Number the groups of verbs that a title holds."""
        return {
            self._gestures[w] for word in words_of(text) if (w := singular(word)) in self._gestures
        }

    def synonyms(self, first: str, second: str) -> bool:
        """Tell whether one folded word may take the place of another."""
        groups = self._synonyms.get(singular(first)), self._synonyms.get(singular(second))
        return groups[0] is not None and groups[0] == groups[1]

    def apart(self, first: str, second: str) -> bool:
        """Tell whether two folded words that look alike are known to say two things."""
        one = self._families.get(singular(first))
        other = self._families.get(singular(second)) if one else None
        return one is not None and other is not None and one != other and one[0] == other[0]

    def content(self, text: str) -> list[str]:
        """Give the words of a title without those of date, quantity and numbering."""
        if text not in self._contents:
            words = (word for word in self.words(text) if len(word) > 1)
            self._contents[text] = [word for word in words if singular(word) not in self._time]
        return self._contents[text]

    def likeness(self, first: str, second: str) -> float:
        """Give the cosine of two titles, each of their words worth the same."""
        one, other = self.tokens(first), self.tokens(second)
        product = sum(weight * other.get(token, 0.0) for token, weight in one.items())
        lengths = [sum(weight**2 for weight in tokens.values()) for tokens in (one, other)]
        return product / float(np.sqrt(lengths[0] * lengths[1]) or 1.0)

    def concept_words(self, first: str, second: str) -> set[str]:
        """Give the words by which two titles name a concept that both name."""
        there = [self._finder.found(self._finder.held(tidy(text))) for text in (first, second)]
        names = [{term.name for term in found} for found in there]
        both = names[0] & names[1]
        parts = {p for found in there for term in found if term.name in both for p in term.parts}
        return {w for text in (first, second) for w in words_of(text) if singular(w) in parts}

    def _read(self, text: str) -> dict[str, float]:
        found = self._finder.found(self._finder.held(tidy(text)))
        # A set has another order in each run: the index would have another too.
        concepts = sorted({term.name for term in found})
        weight = self.thesaurus.poids["concept"]
        return dict.fromkeys(map(stem, self.words(text)), 1.0) | {
            f"{_CONCEPT}{name}": weight for name in concepts
        }


def _grouped(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    """Give the number of the group of each word."""
    return {
        singular(w): number
        for number, group in enumerate(groups)
        for word in group
        for w in words_of(word)
    }


@dataclass(frozen=True, eq=False)
class SimilarIndex:
    """Titles as the rows of a sparse matrix, each of length 1.

    Attributes:
        weights: The cells that aren't nil, row after row.
        columns: The column of each.
        starts: Where each row starts in them, and at last where they end.
        tokens: What each column stands for.
        idf: How rare each is.
    """

    weights: Array
    columns: Array
    starts: Array
    tokens: tuple[str, ...]
    idf: Array

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each token."""
        return {token: place for place, token in enumerate(self.tokens)}

    @cached_property
    def rows(self) -> Array:
        """The row of each cell."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def scores(self, vector: Array) -> Array:
        """Multiply every row with a vector of one number a column."""
        products = self.weights * vector[self.columns]
        return np.bincount(self.rows, weights=products, minlength=len(self.starts) - 1)

    def row(self, place: int) -> Array:
        """Give one row as such a vector."""
        cells = slice(self.starts[place], self.starts[place + 1])
        vector = np.zeros(len(self.tokens))
        vector[self.columns[cells]] = self.weights[cells]
        return vector


def build_index(actions: pd.DataFrame, reader: Reader) -> SimilarIndex:
    """Index actions by what their titles say.

    Args:
        actions: One row per action: ``libelle``; ``oo``, ``os`` (titles) and ``theme`` (a code)
            where known.
        reader: What reads a title.
    """
    rows, tokens, weights = _triples(actions, reader)
    columns, names = pd.factorize(tokens)
    holders = np.bincount(columns, minlength=len(names))
    idf = np.log((1 + len(actions)) / (1 + holders)) + 1
    weighed = weights * idf[columns]
    lengths = np.sqrt(np.bincount(rows, weights=weighed**2, minlength=len(actions)))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(actions)))])
    return SimilarIndex(
        weighed / lengths[rows], columns, starts, tuple(str(name) for name in names), idf
    )


def similar(
    index: SimilarIndex, tokens: Mapping[str, float], *, minimum: float = 0.0
) -> pd.DataFrame:
    """Rank the indexed actions by their likeness to weighted tokens.

    Returns:
        ``rang`` (row of the index) and ``score`` (0–1), best first; those below ``minimum`` left
        out.
    """
    vector, unknown = np.zeros(len(index.tokens)), 0.0
    rarest = float(index.idf.max(initial=1.0))
    for token, weight in tokens.items():
        place = index.places.get(token)
        if place is None:
            # A word that nobody uses still says that the rest is not all of the request.
            unknown += (weight * rarest) ** 2
        else:
            vector[place] = weight * index.idf[place]
    length = float(np.sqrt((vector**2).sum() + unknown)) or 1.0
    scores = index.scores(vector / length)
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] > minimum]
    return pd.DataFrame({"rang": order, "score": scores[order].round(SCORE_DIGITS)})


def shared_tokens(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Name what two titles have in common, concepts first, themes left out."""
    both = set(first) & set(second)
    concepts = sorted(token[1:] for token in both if token.startswith(_CONCEPT))
    return concepts + sorted(token for token in both if token[0] not in _CONCEPT + _THEME)


def with_theme(tokens: Mapping[str, float], theme: Any, weight: float) -> dict[str, float]:
    """Add a theme to tokens, as one word more; T99 says nothing."""
    told = isinstance(theme, str) and theme != "T99"
    return dict(tokens) | ({f"{_THEME}{theme}": weight} if told else {})


def action_tokens(action: Mapping[Any, Any], reader: Reader) -> dict[str, float]:
    """Read an action: its title, its ``theme``, and at low weight the titles above it."""
    weights = reader.thesaurus.poids
    tokens = with_theme(reader.tokens(action["libelle"]), action["theme"], weights["theme"])
    for column in CONTEXT:
        # A concept of the OO is no more than a word of it: the title says what is done.
        for token in reader.tokens(action[column]):
            tokens[token] = tokens.get(token, 0.0) + weights["contexte"]
    return tokens


def _triples(
    actions: pd.DataFrame, reader: Reader
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rows: list[int] = []
    tokens: list[str] = []
    weights: list[float] = []
    known = actions.reindex(columns=["libelle", *CONTEXT, "theme"]).astype("object")
    for row, record in enumerate(known.to_dict("records")):
        found = action_tokens(record, reader)
        rows += [row] * len(found)
        tokens += found
        weights += found.values()
    return np.array(rows, dtype=int), np.array(tokens, dtype=object), np.array(weights)

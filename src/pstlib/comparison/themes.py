"""What each action is about: rules read as data, applied to titles, each answer explained."""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import pandas as pd

from pstlib.comparison.lexicon import ReadTitles, lexicon_of
from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import singular, tail_pattern, tidy, words_of
from pstlib.reference.themes import UNCLASSIFIED, ThemeRules
from pstlib.text import name_key

TITLE, PLAN, CONTEXT, MANUAL, NONE = "TITRE", "PLAN", "CONTEXTE", "MANUEL", "AUCUNE"
_CONTEXT_COLUMNS = ("oo", "os")

Scores = dict[str, float]
Terms = dict[str, list[str]]


class Classifier:
    """Rules and examples made ready: what a title says of each theme, and by which words.

    Args:
        rules: The rules.
        texts: Titles to read together; any other is read when it is asked of.
    """

    def __init__(self, rules: ThemeRules, texts: Iterable[str] = ()) -> None:
        self.rules = rules
        terms = ((t.code, weight, term) for t in rules.themes for term, weight in t.mots)
        classes = tuple((name, tuple(members)) for name, members in rules.classes.items())
        self._finder = _finder_of(tuple(terms), rules.vides, classes)
        self._tail = tail_pattern(rules.queues)
        self._hollow = {singular(w) for word in rules.creux for w in words_of(word)}
        self._means = {singular(w) for word in rules.moyens for w in words_of(word)}
        self._lexicon = lexicon_of(taught(rules), rules.vides)
        self._learnt = self._lexicon.read(texts)
        self._seen: dict[str, tuple[Scores, Terms]] = {}

    def hollow(self, title: Any) -> int:
        """Tell whether a title says what it is about (0), only by what means (1), nothing (2)."""
        if not isinstance(title, str):
            return 2
        words = {singular(w) for w in words_of(title) if w not in self.rules.vides}
        words = {word for word in words if not word.isdigit()} - self._hollow
        return 0 if words - self._means else 1 if words else 2

    def scores(self, text: Any) -> Scores:
        """Add up what a text says of each theme: its words as counted, the terms of the rules."""
        return self._read(text)[0] if isinstance(text, str) else {}

    def words(self, text: Any, theme: str) -> list[str]:
        """Give what says a theme in a text: the terms of its rules, then words of the examples."""
        if not isinstance(text, str):
            return []
        terms = self._read(text)[1].get(theme, [])
        learnt = self._titles(text).telling(text, theme)
        if not terms:
            return learnt
        held = frozenset[str]().union(*map(_words, terms))
        return [*terms, *(word for word in learnt if not _words(word) <= held)]

    def _read(self, text: str) -> tuple[Scores, Terms]:
        if text not in self._seen:
            totals = self._titles(text).evidence(text)
            ruled, told = self._ruled(text)
            for theme, total in ruled.items():
                totals[theme] = totals.get(theme, 0.0) + self.rules.seuils["regles"] * total
            self._seen[text] = totals, told
        return self._seen[text]

    def _titles(self, text: str) -> ReadTitles:
        return self._learnt if text in self._learnt.rows else self._lexicon.read([text])

    def _ruled(self, text: str) -> tuple[Scores, Terms]:
        said, limits = tidy(text), self.rules.seuils
        # « … en collaboration avec la commune » says with whom, not what.
        head = self._tail.split(said, maxsplit=1)[0] if self._tail else said
        held = self._finder.held(said)
        first = held if head == said else self._finder.held(head)
        weighed = [
            (term.weight * (1 if term.parts <= first else limits["queue"]), term)
            for term in self._finder.found(held)
        ]
        totals: Scores = {}
        told: Terms = {}
        for weight, term in sorted(weighed, key=lambda pair: (-abs(pair[0]), pair[1].written)):
            words = told.setdefault(term.name, [])
            share = limits["suivants"] ** len(words) if weight > 0 else 1
            totals[term.name] = totals.get(term.name, 0.0) + weight * share
            if weight > 0:
                words.append(term.written)
        return totals, told


@lru_cache(maxsize=4)
def _finder_of(
    terms: tuple[tuple[str, float, str], ...],
    empty: frozenset[str],
    classes: tuple[tuple[str, tuple[str, ...]], ...],
) -> TermFinder:
    """Make the terms ready once: the plans of a region are read with the same rules."""
    return TermFinder(terms, empty, dict(classes))


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    """Keep the words of what is told again and again: a term, a word."""
    return frozenset(words_of(text))


def taught(rules: ThemeRules) -> tuple[tuple[str, str], ...]:
    """Give the titles to count: the labelled ones, and the strong terms of the rules as titles."""
    terms = [
        (" ".join(w.replace("*", "") for w in term.split() if w not in rules.classes), theme.code)
        for theme in rules.themes
        for term, weight in theme.mots
        if weight >= rules.seuils["concept"]
    ]
    return (*rules.exemples, *((term, code) for term, code in terms if term))


def classify(
    elements: pd.DataFrame, rules: ThemeRules, manual: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give each action its theme, the others that it touches, and why.

    The title speaks first; where it says too little, the theme that the plan itself gives when it
    clearly is one of ours, else the titles of its OO and OS at low weight. A theme set by hand
    wins over all.

    Args:
        elements: One row per action: ``element_id``, ``libelle``; ``oo``, ``os`` (titles),
            ``theme`` (as the plan says it) and ``slug`` where known.
        rules: The rules; see ``pstlib.reference.themes``.
        manual: Themes set by hand: ``slug``, ``element_id``, ``theme``.

    Returns:
        One row per row of ``elements``, same index: ``element_id``, ``theme`` (T99: unclassified),
        ``autres`` (codes joined by ``;``), ``score``, ``mots`` (terms found, joined by ``;``),
        ``methode`` (TITRE, PLAN, CONTEXTE, MANUEL, AUCUNE).
    """
    columns = [*_CONTEXT_COLUMNS, "theme", "slug"]
    known = elements.reindex(columns=["element_id", "libelle", *columns]).astype("object")
    texts = (known[name].dropna() for name in ("libelle", *_CONTEXT_COLUMNS))
    classifier = Classifier(rules, chain.from_iterable(texts))
    own = {
        name_key(label): theme.code
        for theme in rules.themes
        for label in (theme.libelle, *theme.libelles_du_plan)
    }
    given = {} if manual is None else _by_hand(manual)
    rows = [_row(row, classifier, own, given) for row in known.to_dict("records")]
    names = ["element_id", "theme", "autres", "score", "mots", "methode"]
    return pd.DataFrame(rows, columns=names, index=elements.index).astype(
        {name: "str" for name in names if name != "score"} | {"score": "Float64"}
    )


def shares(totals: Scores, temperature: float) -> Scores:
    """Turn what is said of each theme into shares of one, the likelihood of each.

    Words of a title say the same thing many times over: ``temperature`` tones that down.
    """
    if not totals:
        return {}
    most = max(totals.values())
    odds = {code: math.exp((total - most) / temperature) for code, total in totals.items()}
    whole = sum(odds.values())
    return {code: part / whole for code, part in odds.items()}


def named(totals: Scores, limits: Mapping[str, float]) -> tuple[str, list[str], float]:
    """Give the likeliest theme, the others that come near it, and how sure that is."""
    likely = shares(totals, limits["temperature"])
    ranked = sorted((-share, code) for code, share in likely.items())
    if not ranked or ranked[0][1] == UNCLASSIFIED or -ranked[0][0] < limits["classement"]:
        return UNCLASSIFIED, [], -ranked[0][0] if ranked else 0.0
    near = [code for share, code in ranked[1:] if -share >= limits["secondaire"]]
    return ranked[0][1], [code for code in near if code != UNCLASSIFIED], -ranked[0][0]


def _by_hand(manual: pd.DataFrame) -> dict[tuple[str, str], str]:
    keys = zip(manual["slug"], manual["element_id"], strict=True)
    return dict(zip(keys, manual["theme"], strict=True))


def _row(
    row: Mapping[Any, Any],
    classifier: Classifier,
    own: Mapping[str, str],
    given: Mapping[tuple[str, str], str],
) -> tuple[Any, ...]:
    own_code = own.get(name_key(row["theme"])) if isinstance(row["theme"], str) else None
    by_hand = given.get((row["slug"], row["element_id"]))
    if by_hand:
        return row["element_id"], by_hand, "", None, "", MANUAL
    title, limits = row["libelle"], classifier.rules.seuils
    hollow = classifier.hollow(title)
    totals = {} if hollow == 2 else classifier.scores(title)
    texts, method = [title], TITLE
    main, others, sure = named(totals, limits)
    if hollow or main == UNCLASSIFIED or sure < limits["titre"]:
        if own_code:
            return row["element_id"], own_code, "", None, row["theme"], PLAN
        own_part = {} if hollow or main == UNCLASSIFIED else totals
        seen = named(_with_context(own_part, row, classifier), limits)
        if seen[0] != UNCLASSIFIED:
            (main, others, sure), method = seen, CONTEXT
            texts = [*([title] if own_part else []), *(row[name] for name in _CONTEXT_COLUMNS)]
    if main == UNCLASSIFIED:
        return row["element_id"], main, "", None, "", NONE
    words = dict.fromkeys(word for text in texts for word in classifier.words(text, main))
    return row["element_id"], main, ";".join(others), round(sure, 2), ";".join(words), method


def _with_context(totals: Scores, row: Mapping[Any, Any], classifier: Classifier) -> Scores:
    """Add what the OO and OS say: fully in the place of a title that says nothing, else a part."""
    share = classifier.rules.seuils["contexte"] if totals else 1.0
    totals = dict(totals)
    for column in _CONTEXT_COLUMNS:
        for code, total in classifier.scores(row[column]).items():
            totals[code] = totals.get(code, 0.0) + share * total
    return totals

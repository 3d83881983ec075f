"""What each action is about: rules read as data, applied to titles, each answer explained."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import singular, tail_pattern, tidy, words_of
from pstlib.reference.themes import UNCLASSIFIED, ThemeRules
from pstlib.text import name_key

TITLE, PLAN, CONTEXT, MANUAL, NONE = "TITRE", "PLAN", "CONTEXTE", "MANUEL", "AUCUNE"
_CONTEXT_COLUMNS = ("oo", "os")

Scores = dict[str, float]
Found = tuple[Scores, dict[str, list[str]]]


class Classifier:
    """Rules made ready: which terms a title holds, and what they add up to by theme."""

    def __init__(self, rules: ThemeRules) -> None:
        self.rules = rules
        terms = ((t.code, weight, term) for t in rules.themes for term, weight in t.mots)
        self._finder = TermFinder(terms, rules.vides, rules.classes)
        self._tail = tail_pattern(rules.queues)
        self._hollow = {singular(w) for word in rules.creux for w in words_of(word)}
        self._means = {singular(w) for word in rules.moyens for w in words_of(word)}
        self._seen: dict[str, Found] = {}

    def hollow(self, title: Any) -> int:
        """Tell whether a title says what it is about (0), only by what means (1), nothing (2)."""
        if not isinstance(title, str):
            return 2
        words = {singular(w) for w in words_of(title) if w not in self.rules.vides}
        words = {word for word in words if not word.isdigit()} - self._hollow
        return 0 if words - self._means else 1 if words else 2

    def scores(self, text: Any) -> Found:
        """Add up what a title says of each theme: totals, and the terms that made them."""
        if not isinstance(text, str):
            return {}, {}
        if text not in self._seen:
            self._seen[text] = self._count(text)
        return self._seen[text]

    def _count(self, text: str) -> Found:
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
        told: dict[str, list[str]] = {}
        for weight, term in sorted(weighed, key=lambda pair: (-abs(pair[0]), pair[1].written)):
            words = told.setdefault(term.name, [])
            share = limits["suivants"] ** len(words) if weight > 0 else 1
            totals[term.name] = totals.get(term.name, 0.0) + weight * share
            if weight > 0:
                words.append(term.written)
        return totals, told


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
    classifier = Classifier(rules)
    own = {
        name_key(label): theme.code
        for theme in rules.themes
        for label in (theme.libelle, *theme.libelles_du_plan)
    }
    given = {} if manual is None else _by_hand(manual)
    columns = [*_CONTEXT_COLUMNS, "theme", "slug"]
    known = elements.reindex(columns=["element_id", "libelle", *columns]).astype("object")
    rows = [_row(row, classifier, own, given) for row in known.to_dict("records")]
    names = ["element_id", "theme", "autres", "score", "mots", "methode"]
    return pd.DataFrame(rows, columns=names, index=elements.index).astype(
        {name: "str" for name in names if name != "score"} | {"score": "Float64"}
    )


def main_theme(text: str, classifier: Classifier) -> str:
    """Give the theme that a text tells by itself, T99 where it tells none."""
    return _named(classifier.scores(text)[0], classifier.rules.seuils)[0]


def _named(totals: Scores, limits: Mapping[str, float]) -> tuple[str, list[str]]:
    """Give the theme of highest total, then the others that come near it."""
    ranked = sorted((-total, code) for code, total in totals.items())
    if not ranked or -ranked[0][0] < limits["classement"]:
        return UNCLASSIFIED, []
    least = ranked[0][0] * limits["secondaire"]
    return ranked[0][1], [code for total, code in ranked[1:] if total <= least]


def _by_hand(manual: pd.DataFrame) -> dict[tuple[str, str], str]:
    keys = zip(manual["slug"], manual["element_id"], strict=True)
    return dict(zip(keys, manual["theme"], strict=True))


def _row(
    row: Mapping[Any, Any],
    classifier: Classifier,
    own: Mapping[str, str],
    given: Mapping[tuple[str, str], str],
) -> tuple[Any, ...]:
    limits = classifier.rules.seuils
    totals, told = classifier.scores(row["libelle"])
    method = TITLE
    said = own.get(name_key(row["theme"])) if isinstance(row["theme"], str) else None
    by_hand = given.get((row["slug"], row["element_id"]))
    if by_hand:
        return row["element_id"], by_hand, "", None, "", MANUAL
    hollow = classifier.hollow(row["libelle"])
    if hollow == 2:
        totals, told = {}, {}
    if hollow or _undecided(totals, limits):
        if said:
            return row["element_id"], said, "", None, row["theme"], PLAN
        seen = _with_context({} if hollow else totals, {} if hollow else told, row, classifier)
        if max(seen[0].values(), default=0.0) >= limits["classement"]:
            totals, told = seen
            method = CONTEXT
    main, others = _named(totals, limits)
    if main == UNCLASSIFIED:
        return row["element_id"], main, "", None, "", NONE
    words = ";".join(told.get(main, ()))
    return row["element_id"], main, ";".join(others), totals[main], words, method


def _undecided(totals: Scores, limits: Mapping[str, float]) -> bool:
    """Tell whether a title says too little, or as much of one theme as of another."""
    first, second = [*sorted(totals.values(), reverse=True), 0.0, 0.0][:2]
    return first < limits["titre"] or second > limits["partage"] * first


def _with_context(
    totals: Scores, told: Mapping[str, list[str]], row: Mapping[Any, Any], classifier: Classifier
) -> Found:
    totals, told = dict(totals), {code: list(words) for code, words in told.items()}
    for column in _CONTEXT_COLUMNS:
        above, words = classifier.scores(row[column])
        for code, total in above.items():
            totals[code] = totals.get(code, 0.0) + classifier.rules.seuils["contexte"] * total
            told.setdefault(code, []).extend(words.get(code, ()))
    return totals, told

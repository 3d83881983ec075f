"""What each action is about: rules read as data, applied to titles, each answer explained."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from pstlib.comparison.lexicon import lexicon_of
from pstlib.comparison.spelling import Floats, Numbers
from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import singular, tail_pattern, tidy, words_of
from pstlib.reference.themes import UNCLASSIFIED, ThemeRules
from pstlib.text import name_key

TITLE, PLAN, CONTEXT, MANUAL, NONE = "TITRE", "PLAN", "CONTEXTE", "MANUEL", "AUCUNE"
_CONTEXT_COLUMNS = ("oo", "os")
_MEANS, _NOTHING = 1, 2
_ANSWER = ("theme", "autres", "score", "mots", "methode")


class _Ready:
    """Rules and examples made ready: what takes time is done once for all titles."""

    def __init__(self, rules: ThemeRules) -> None:
        terms = ((t.code, weight, term) for t in rules.themes for term, weight in t.mots)
        self.finder = TermFinder(terms, rules.vides, rules.classes)
        self.tail = tail_pattern(rules.queues)
        self.hollow = {singular(w) for word in rules.creux for w in words_of(word)}
        self.means = {singular(w) for word in rules.moyens for w in words_of(word)}
        self.lexicon = lexicon_of(taught(rules), rules.vides)
        self.themes = tuple(sorted(rules.labels))
        self.own_names = {
            name_key(label): theme.code
            for theme in rules.themes
            for label in (theme.libelle, *theme.libelles_du_plan)
        }


@lru_cache(maxsize=2)
def _ready(rules: ThemeRules) -> _Ready:
    return _Ready(rules)


class Classifier:
    """What rules and examples say of some titles.

    Args:
        rules: The rules.
        texts: The titles, read together.
    """

    def __init__(self, rules: ThemeRules, texts: Iterable[str]) -> None:
        self.rules = rules
        self._ready = _ready(rules)
        self.themes = self._ready.themes
        self._learnt = self._ready.lexicon.read(texts)
        self._told: dict[str, dict[str, list[str]]] = {}
        self._totals = self._added()

    def theme_of_plan(self, name: Any) -> str | None:
        """Give the theme of ours that a name used by a plan clearly is."""
        return self._ready.own_names.get(name_key(name)) if isinstance(name, str) else None

    def totals(self, texts: pd.Series) -> Floats:
        """Give what each text says of each theme; a missing one says nothing."""
        return np.asarray(self._totals[self._rows(texts)])

    def hollow(self, texts: pd.Series) -> Numbers:
        """Tell whether a title says what it is about (0), only by what means (1), nothing (2)."""
        found = {text: self._hollowness(text) for text in texts.dropna().unique()}
        return np.array([found.get(text, _NOTHING) for text in texts], dtype=int)

    def words(self, text: Any, theme: str) -> list[str]:
        """Give what says a theme in a text: the terms of its rules, then words of the examples."""
        if not isinstance(text, str):
            return []
        terms = self._told[text].get(theme, [])
        learnt = self._learnt.telling(text, theme)
        if not terms:
            return learnt
        held = frozenset[str]().union(*map(_words, terms))
        return [*terms, *(word for word in learnt if not _words(word) <= held)]

    def _rows(self, texts: pd.Series) -> Numbers:
        rows = self._learnt.rows
        return np.array([rows.get(text, len(rows)) for text in texts], dtype=int)

    def _hollowness(self, title: str) -> int:
        words = {singular(w) for w in words_of(title) if w not in self.rules.vides}
        words = {word for word in words if not word.isdigit()} - self._ready.hollow
        return 0 if words - self._ready.means else _MEANS if words else _NOTHING

    def _added(self) -> Floats:
        """Add what the terms of the rules say to what the words say; the last row is nothing."""
        places = {code: place for place, code in enumerate(self.themes)}
        totals = np.zeros((len(self._learnt.rows) + 1, len(places)))
        totals[:-1, [places[code] for code in self._learnt.themes]] = self._learnt.totals
        worth = self.rules.seuils["regles"]
        for text, row in self._learnt.rows.items():
            ruled, self._told[text] = self._ruled(text)
            for theme, total in ruled.items():
                totals[row, places[theme]] += worth * total
        return totals

    def _ruled(self, text: str) -> tuple[dict[str, float], dict[str, list[str]]]:
        said, limits = tidy(text), self.rules.seuils
        # « … en collaboration avec la commune » says with whom, not what.
        head = self._ready.tail.split(said, maxsplit=1)[0] if self._ready.tail else said
        held = self._ready.finder.held(said)
        first = held if head == said else self._ready.finder.held(head)
        weighed = [
            (term.weight * (1 if term.parts <= first else limits["queue"]), term)
            for term in self._ready.finder.found(held)
        ]
        totals: dict[str, float] = {}
        told: dict[str, list[str]] = {}
        for weight, term in sorted(weighed, key=lambda pair: (-abs(pair[0]), pair[1].written)):
            words = told.setdefault(term.name, [])
            share = limits["suivants"] ** len(words) if weight > 0 else 1
            totals[term.name] = totals.get(term.name, 0.0) + weight * share
            if weight > 0:
                words.append(term.written)
        return totals, told


@dataclass(frozen=True, eq=False)
class Likely:
    """What rows are about: the likelihood of each theme.

    Attributes:
        themes: The themes, in the order of their codes.
        shares: One row an action, one column a theme; the sum of a row is one.
        limits: The thresholds of the rules.
    """

    themes: tuple[str, ...]
    shares: Floats
    limits: Mapping[str, float]

    @classmethod
    def of(cls, classifier: Classifier, totals: Floats, temperature: Floats | float) -> "Likely":
        """Turn what is said of each theme into shares of one, the likelihood of each.

        Words of a title say the same thing many times over: ``temperature`` tones that down.
        """
        most = totals.max(axis=1, keepdims=True, initial=-np.inf)
        odds = np.exp((totals - most) / temperature)
        shares = odds / odds.sum(axis=1, keepdims=True)
        return cls(classifier.themes, shares, classifier.rules.seuils)

    @property
    def main(self) -> list[str]:
        """The likeliest theme of each row."""
        least = self.limits["classement"]
        return [
            self.themes[place] if share >= least else UNCLASSIFIED
            for place, share in zip(self.shares.argmax(axis=1), self.sure, strict=True)
        ]

    @property
    def sure(self) -> Floats:
        """How likely that is."""
        return np.asarray(self.shares.max(axis=1, initial=0.0))

    def answers(self) -> Iterable[tuple[str, str, float]]:
        """Give for each row its theme, the others that come near, and how sure that is."""
        return zip(self.main, self.others(), self.sure.round(2), strict=True)

    def others(self) -> list[str]:
        """Give the themes that come near the likeliest of each row, joined by ``;``."""
        near = self.shares >= self.limits["secondaire"]
        found = [""] * len(near)
        for row in np.flatnonzero(near.sum(axis=1) > 1):
            ranked = np.argsort(-self.shares[row], kind="stable")[1 : near[row].sum()]
            codes = (self.themes[place] for place in ranked)
            found[row] = ";".join(code for code in codes if code != UNCLASSIFIED)
        return found


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

    The title speaks with those of its OO and OS, at less weight, and with what the other actions
    of its OO are about; where it says too little, the theme that the plan itself gives when it
    clearly is one of ours comes first. A theme set by hand wins over all.

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
    given = {} if manual is None else _by_hand(manual)
    by_hand = [given.get(key) for key in zip(known["slug"], known["element_id"], strict=True)]
    plan = map(classifier.theme_of_plan, known["theme"])
    answers = _answers(known, classifier, by_hand, plan)
    found = pd.DataFrame(answers, columns=list(_ANSWER), index=elements.index)
    found.insert(0, "element_id", known["element_id"])
    return found.astype({name: "str" for name in found if name != "score"} | {"score": "Float64"})


def _answers(
    known: pd.DataFrame,
    classifier: Classifier,
    by_hand: Iterable[str | None],
    plan: Iterable[str | None],
) -> Iterator[tuple[Any, ...]]:
    """Give the answer of each row: what a person set, the plan, the title in its place."""
    limits, hollow = classifier.rules.seuils, classifier.hollow(known["libelle"])
    totals = np.where((hollow == _NOTHING)[:, None], 0.0, classifier.totals(known["libelle"]))
    title = Likely.of(classifier, totals, limits["temperature"])
    mute = (hollow > 0) | (np.array(title.main, dtype=object) == UNCLASSIFIED)
    objectives = _objectives(known)
    placed = _in_its_place(np.where(mute[:, None], 0.0, totals), known, classifier, objectives)
    rows = zip(
        by_hand, plan, mute | (title.sure < limits["titre"]), mute, known["theme"],
        zip(known["libelle"], *(known[name] for name in _CONTEXT_COLUMNS), strict=True),
        title.answers(), placed.answers(), objectives, strict=True,
    )  # fmt: skip
    for hand, own, doubtful, silent, name, texts, said, seen, objective in rows:
        if hand:
            yield hand, "", None, "", MANUAL
        elif doubtful and own:
            yield own, "", None, name, PLAN
        elif seen[0] != UNCLASSIFIED and (silent or seen[0] != said[0]):
            told = _words_of(classifier, texts[1:] if silent else texts, seen[0])
            beside = known.loc[objectives == objective, "libelle"] if not told else ()
            yield *seen, told or _words_of(classifier, beside, seen[0]), CONTEXT
        elif said[0] == UNCLASSIFIED:
            yield UNCLASSIFIED, "", None, "", NONE
        else:
            yield *(said if silent else seen), _words_of(classifier, texts[:1], said[0]), TITLE


def _words_of(classifier: Classifier, texts: Iterable[Any], theme: str) -> str:
    told = (word for text in texts for word in classifier.words(text, theme))
    return ";".join(dict.fromkeys(told))


def _objectives(known: pd.DataFrame) -> Numbers:
    """Number the OO of each row in its plan, -1 where none is known."""
    numbers: dict[tuple[str, ...], int] = {}
    rows = zip(*(known[name] for name in ("slug", "os", "oo")), strict=True)
    keys = (tuple(cell if isinstance(cell, str) else "" for cell in row) for row in rows)
    found = [numbers.setdefault(key, len(numbers)) if key[-1] else -1 for key in keys]
    return np.array(found, dtype=int)


def _in_its_place(
    totals: Floats, known: pd.DataFrame, classifier: Classifier, objectives: Numbers
) -> Likely:
    """Add to what titles say what their OO and OS say, then what the actions beside are about.

    What is beside is told by its mean likelihood, as if one more action said nothing at all.
    """
    limits = classifier.rules.seuils
    for name, worth in (("oo", limits["contexte"]), ("os", limits["axe"])):
        totals = totals + worth * classifier.totals(known[name])
    shares = Likely.of(classifier, totals, limits["temperature"]).shares
    sums = np.zeros((objectives.max(initial=-1) + 2, shares.shape[1]))
    np.add.at(sums, objectives, shares)  # the last row is of those without OO
    sums[-1] = 0.0
    beside = sums[objectives] - np.where(objectives < 0, 0.0, 1.0)[:, None] * shares
    beside = beside.clip(min=0.0) + 1 / shares.shape[1]
    told = np.log(beside / beside.mean(axis=1, keepdims=True)) * limits["temperature"]
    alone = known[[*_CONTEXT_COLUMNS]].isna().all(axis=1).to_numpy()[:, None]
    temperature = np.where(alone, limits["temperature"], limits["temperature_plan"])
    return Likely.of(classifier, totals + limits["voisines"] * told, temperature)


def _by_hand(manual: pd.DataFrame) -> dict[tuple[str, str], str]:
    keys = zip(manual["slug"], manual["element_id"], strict=True)
    return dict(zip(keys, manual["theme"], strict=True))

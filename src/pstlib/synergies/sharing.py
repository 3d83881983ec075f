"""What two titles have that two organisations could share: objects, words, and what forbids it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pstlib.comparison.similar import Reader
from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import WORD, singular, stem, tidy, words_of
from pstlib.reference.sharing import Shareable, SharingRules
from pstlib.text import fold

_CERTAIN = 1.0
_NOT = -10.0  # no number of terms makes up for one that says that it is something else
_OWN, _TOGETHER, _PARTNER = "§propre", "§ensemble", "§partenaire "
_BIG, _SMALL = "§grand", "§petit"
_WORKS = ("BATIMENT", "TECHNIQUE")
_HELD, _HELD_WORDS = 0.8, 3
_WORD, _ARTICLE = re.compile(r"\w+"), re.compile(r"^art(\d+)$")


@dataclass(frozen=True)
class Reading:
    """What a title says of what could be shared.

    ``objets``: how sure each object is (0–1); ``indices``: the words that told it; ``propre``: why
    it stays with the organisation alone; ``ensemble``: it says that several do it;
    ``partenaire``: it names the other; ``chantier``: it speaks of a big work or a small repair;
    ``mots``: its words that say what it is about, by stem.
    """

    objets: Mapping[str, float] = field(default_factory=dict)
    indices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    propre: str | None = None
    ensemble: bool = False
    partenaire: bool = False
    chantier: str | None = None
    mots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """Why two actions could be shared, and how much speaks for it.

    ``objet`` is None where only the words of the titles are alike; ``reponse`` is the object of
    the second, where it answers to that of the first. ``indices`` are the words that tell them in
    each title, ``mots`` those that both have.
    """

    score: float
    objet: Shareable | None
    reponse: Shareable | None
    indices: tuple[tuple[str, ...], tuple[str, ...]]
    mots: tuple[str, ...]


class SharingReader:
    """The rules made ready to read titles and to match their readings."""

    def __init__(self, rules: SharingRules, reader: Reader) -> None:
        self.rules, self._reader = rules, reader
        self._finder = TermFinder(_terms(rules), rules.vides, rules.classes)
        self._own = {f"{_OWN}{rank}": why for rank, why in enumerate(rules.propres)}
        self._generic = {singular(w) for word in rules.generiques for w in words_of(word)}
        self._uppers: dict[str, dict[str, float]] = {}
        self._answers = defaultdict(set)
        for one in rules.objets.values():
            for other in one.avec:
                self._answers[one.nom].add(other)
                self._answers[other].add(one.nom)

    def read(self, title: Any, above: Any = None, *, kind: str = "CPAS") -> Reading:
        """Read the title of an action; that of its OO confirms what it hints at.

        Args:
            title: Title of the action.
            above: Title of its OO.
            kind: Type of its organisation, ``AC`` or ``CPAS``.
        """
        if not isinstance(title, str):
            return Reading()
        told, words = self._told(title)
        upper = self._above(above) if isinstance(above, str) else {}
        share = self.rules.seuils["objectif"]
        objects = {
            name: min(1.0, sure + share * max(0.0, upper.get(name, 0.0)))
            for name, sure in told.items()
            if sure > 0 and name in self.rules.objets
        }
        return Reading(
            objets=objects,
            indices={name: words[name] for name in objects},
            propre=next((why for name, why in self._own.items() if name in told), None),
            ensemble=_TOGETHER in told or _TOGETHER in upper,
            partenaire=f"{_PARTNER}{kind}" in told,
            chantier=next((size for size in (_BIG, _SMALL) if size in told), None),
            mots=self._words(title),
        )

    def match(self, one: Reading, other: Reading, *, both_cpas: bool) -> Match | None:
        """Match two readings; None where nothing speaks for sharing, or something forbids it."""
        limits, objects = self.rules.seuils, self.rules.objets
        common = tuple(one.mots[word] for word in one.mots if word in other.mots)
        alike = _alike(one.mots, other.mots)
        sure, name, answer = self._best(one, other, both_cpas=both_cpas)
        if alike >= limits["semblables"] and (len(common) > 1 or alike == 1) and alike > sure:
            sure, name, answer = alike, None, None
        thing = objects[name] if name else None
        if not sure or _forbidden(one, other, thing):
            return None
        named = one.ensemble or other.ensemble or one.partenaire or other.partenaire
        # Two objects that only answer to each other, without a word in common, are a guess: last.
        together = named and (answer is None or bool(common))
        weight = 1 - limits["mots"] - limits["partenaire"]
        score = weight * sure + limits["mots"] * alike + limits["partenaire"] * together
        told = one.indices.get(name or "", ()), other.indices.get(answer or name or "", ())
        return Match(
            score=round(min(1.0, score), 3),
            objet=thing,
            reponse=objects[answer] if answer else None,
            indices=told,
            mots=common,
        )

    def candidates(
        self, ones: Sequence[Reading], others: Sequence[Reading]
    ) -> Iterable[tuple[int, int]]:
        """Give the places of the readings that have an object or two words in common."""
        by_object, by_word = defaultdict(list), defaultdict(list)
        for place, reading in enumerate(others):
            for name in reading.objets:
                by_object[name].append(place)
            for word in reading.mots:
                by_word[word].append(place)
        for place, reading in enumerate(ones):
            found = {p for name in reading.objets for p in by_object[name]}
            for name in reading.objets:
                found |= {p for answer in self._answers[name] for p in by_object[answer]}
            shared: dict[int, int] = defaultdict(int)
            for word in reading.mots:
                for other in by_word[word]:
                    shared[other] += 1
            found |= {other for other, n in shared.items() if n > 1}
            yield from ((place, other) for other in sorted(found))

    def _above(self, text: str) -> dict[str, float]:
        """Read the title of an OO once: several actions have it above them."""
        if text not in self._uppers:
            self._uppers[text] = self._told(text)[0]
        return self._uppers[text]

    def _told(self, text: str) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        """Give how sure each name is, below 0 where the title speaks of something else, and why."""
        said = tidy(text)
        totals: dict[str, float] = defaultdict(float)
        words: dict[str, list[str]] = defaultdict(list)
        for term in self._finder.found(self._finder.held(said)):
            totals[term.name] += term.weight
            if term.weight > 0:
                words[term.name] += self._finder.telling(term, said)
        order, written = dict.fromkeys(WORD.findall(said)), _written(text)
        # Several terms of one object make it no surer.
        return {name: min(_CERTAIN, total) for name, total in totals.items()}, {
            name: tuple(written.get(word, _spelt(word)) for word in order if word in found)
            for name, found in words.items()
        }

    def _best(
        self, one: Reading, other: Reading, *, both_cpas: bool
    ) -> tuple[float, str | None, str | None]:
        """Give the surest object that both name, or that of one that answers to the other's."""
        found: list[tuple[float, str, str | None]] = []
        for name, sure in one.objets.items():
            if self.rules.objets[name].entre_cpas and not both_cpas:
                continue
            if name in other.objets:
                found.append((min(sure, other.objets[name]), name, None))
            for answer in self._answers[name] & set(other.objets):
                if both_cpas or not self.rules.objets[answer].entre_cpas:
                    both = min(sure, other.objets[answer]) * self.rules.seuils["reponse"]
                    found.append((both, name, answer))
        return max(found, key=lambda one: (one[0], one[1]), default=(0.0, None, None))

    def _words(self, title: str) -> dict[str, str]:
        words, written = self._reader.content(title), _written(title)
        kept = (word for word in words if singular(word) not in self._generic)
        return {stem(word): written.get(word, _spelt(word)) for word in kept}


def _terms(rules: SharingRules) -> Iterable[tuple[str, float, str]]:
    clue = rules.seuils["indice"]
    for one in rules.objets.values():
        for weight, terms in ((_CERTAIN, one.mots), (clue, one.indices), (_NOT, one.sauf)):
            yield from ((one.nom, weight, term) for term in terms)
    for rank, terms in enumerate(rules.propres.values()):
        yield from ((f"{_OWN}{rank}", _CERTAIN, term) for term in terms)
    signs = {
        _TOGETHER: rules.ensemble,
        _BIG: rules.chantiers["grand"],
        _SMALL: rules.chantiers["petit"],
        **{f"{_PARTNER}{kind}": terms for kind, terms in rules.partenaires.items()},
    }
    for sign, terms in signs.items():
        yield from ((sign, _CERTAIN, term) for term in terms)


def _forbidden(one: Reading, other: Reading, thing: Shareable | None) -> bool:
    """Tell whether something keeps two actions apart, whatever they have in common.

    What stays with the CPAS alone can be shared after all where a title names the partner.
    """
    named = one.partenaire or other.partenaire
    free = thing is not None and (named or thing.malgre)
    if (one.propre or other.propre) and not free:
        return True
    sizes = {one.chantier, other.chantier}
    works = thing is None or thing.domaine in _WORKS
    return works and sizes == {_BIG, _SMALL}


def _written(text: str) -> dict[str, str]:
    """Give the words of a text as it writes them, by their folded form."""
    return {fold(word): word.lower() for word in _WORD.findall(text)}


def _spelt(word: str) -> str:
    """Write « art60 », as titles are tidied, so that it can be read."""
    return _ARTICLE.sub(r"art. \1", word)


def _alike(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Give the share of words in common; of a long title that holds a short one, nearly all."""
    both = len(one.keys() & other.keys())
    whole = both / (len(one.keys() | other.keys()) or 1)
    held = both / (min(len(one), len(other)) or 1)
    return max(whole, _HELD * held) if both >= _HELD_WORDS else whole

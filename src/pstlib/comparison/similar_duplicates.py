"""Which of the actions found are one and the same, but for a year, a number or a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product

import pandas as pd

from pstlib.comparison.similar import Reader
from pstlib.comparison.words import singular, stem, words_of

_LONG, _SAME_JOINED = 7, 90
_ENOUGH, _ABBREVIATION = 2, 5
_SAME_CONCEPTS = 0.93
_SAME_START, _SAME_SHARE, _CUT_SHORT = 5, 0.6, 4


def same_action(first: str, second: str, reader: Reader) -> bool:
    """Tell whether two titles say the same action.

    They must be alike as a whole, and no word that counts may be in one alone: of « plan de
    formation » and « plan de communication », the one other word changes everything, unless it
    names the same concept in a title that says the same besides: « refondre le site … ».
    """
    from rapidfuzz import fuzz

    done, other_done = reader.gestures(first), reader.gestures(second)
    if done and other_done and done.isdisjoint(other_done):
        return False
    here, there = reader.content(first), reader.content(second)
    alone, other = _unmatched(here, there, lambda a, b: _same_word(a, b) and not reader.apart(a, b))
    if any(reader.apart(*pair) for pair in product(alone, other)):
        return False
    # « télé-travail » and « télétravail »; « carte » is no slip for « charte »
    joined = "".join(alone), "".join(other)
    if len(alone) != len(other) and fuzz.ratio(*joined) >= _SAME_JOINED:
        return True
    alone, other = _without_other_names(alone, other, reader, done & other_done)
    long_enough = min(len(here), len(there)) >= _ENOUGH
    if (not alone and not other) or _abbreviated(alone, other):
        return long_enough or _look_alike(first, second, reader)
    one_word = len(alone) == len(other) == 1 and done == other_done
    if one_word and _differ_by_a_detail(first, second, reader):
        return True
    in_common = min(len(here) - len(alone), len(there) - len(other))
    return (
        bool(done & other_done or in_common >= _ENOUGH)
        and _may_be_swapped(alone, other)
        and _look_alike(first, second, reader)
        and {*alone, *other} <= reader.concept_words(first, second)
    )


def _differ_by_a_detail(first: str, second: str, reader: Reader) -> bool:
    """Tell whether all else is so much the same that one other word changes nothing."""
    from rapidfuzz import fuzz

    letters = [" ".join(words_of(title)) for title in (first, second)]
    return (
        reader.likeness(first, second) >= _SAME_CONCEPTS
        and fuzz.token_set_ratio(*letters) >= reader.thesaurus.seuils["orthographe"]
    )


def _look_alike(first: str, second: str, reader: Reader) -> bool:
    from rapidfuzz import fuzz

    limits = reader.thesaurus.seuils
    letters = [" ".join(words_of(title)) for title in (first, second)]
    return (
        reader.likeness(first, second) >= limits["doublon"]
        or fuzz.token_sort_ratio(*letters) >= limits["orthographe"]
    )


def _may_be_swapped(alone: list[str], other: list[str]) -> bool:
    """Tell whether the words that differ may be two ways to name one concept.

    They are « site web » and « site internet », or « MRS » and « maison de repos ».
    """
    shortest = min(alone, other, key=len)
    is_abbreviation = len(shortest) == 1 and len(shortest[0]) <= _ABBREVIATION
    return is_abbreviation or len(alone) == len(other) == 1


def grouped(titles: Sequence[str], same: Callable[[str, str], bool]) -> pd.Series[int]:
    """Give each title the place of the first one that says the same action."""
    heads: list[int] = []
    places = []
    for place, title in enumerate(titles):
        head = next((h for h in heads if titles[h] == title or same(titles[h], title)), place)
        if head == place:
            heads.append(place)
        places.append(head)
    return pd.Series(places, dtype="int64")


def _abbreviated(alone: list[str], other: list[str]) -> bool:
    """Tell whether one side is the initials of the other, give or take one letter.

    « RIS » is « revenu d’intégration », « MRS » is « maison de repos ».
    """
    short, long = sorted((alone, other), key=len)
    if len(short) != 1 or len(long) < _ENOUGH:
        return False
    initials = "".join(word[0] for word in long)
    fewer, more = sorted((short[0], initials), key=len)
    return more.startswith(fewer) and len(more) - len(fewer) <= 1


def _without_other_names(
    first: list[str], second: list[str], reader: Reader, gestures: set[int]
) -> tuple[list[str], list[str]]:
    """Leave out words that the other has as a synonym, cut short, or as a gesture of both."""

    def alike(one: str, other: str) -> bool:
        return reader.synonyms(one, other) or _cut_short(one, other)

    here, there = _unmatched(first, second, alike)
    if not gestures:
        return here, there
    return (
        [word for word in here if reader.gestures(word).isdisjoint(gestures)],
        [word for word in there if reader.gestures(word).isdisjoint(gestures)],
    )


def _unmatched(
    first: Iterable[str], second: Iterable[str], same: Callable[[str, str], bool]
) -> tuple[list[str], list[str]]:
    """Give the words of each that the other hasn't, under any spelling or form."""
    here, there = list(dict.fromkeys(first)), list(dict.fromkeys(second))
    alike = {(a, b) for a, b in product(here, there) if same(a, b)}
    return (
        [word for word in here if all((word, b) not in alike for b in there)],
        [word for word in there if all((a, word) not in alike for a in here)],
    )


def _cut_short(first: str, second: str) -> bool:
    """Tell whether a word is cut short of the other: « info », « information »; no « tablette »."""
    short, long = sorted((first, second), key=len)
    return _CUT_SHORT <= len(short) <= len(long) / 2 and long.startswith(short)


@lru_cache(maxsize=100_000)
def _same_word(first: str, second: str) -> bool:
    """Tell whether two words are forms of one: « refondre » and « refonte », or a slip of it."""
    from rapidfuzz.distance import OSA, Prefix

    if first == second or singular(first) == singular(second) or stem(first) == stem(second):
        return True
    short, long = sorted((len(first), len(second)))
    if Prefix.similarity(first, second) >= max(_SAME_START, _SAME_SHARE * long):
        return True
    # A letter makes another word of a short one: « repas », « repos ».
    return short >= _LONG and first[0] == second[0] and OSA.distance(first, second) == 1

"""The words of a title, brought to what two spellings of one thing share."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from pstlib.text import fold

_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_ARTICLE = re.compile(r"\b(?:articles?|arts?)[ .]*(\d+)")
_WHOLE = {"commune", "vivres", "equiper", "vehiculer", "donnees"}  # they would meet another word
_E_WORD = re.compile(r"\be[- ](?=[a-z]{3})")
WORD = re.compile(r"[a-z0-9]+")
_TERM_WORD = re.compile(r"[a-z0-9]+\*?")


@lru_cache(maxsize=100_000)
def tidy(text: str) -> str:
    """Fold a title; write « I.L.A. » as « ila » and « article 60 » as « art60 ».

    >>> tidy("L’I.L.A. : 2 art. 60 §7 et l'e-inclusion")
    "l'ila : 2 art60 §7 et l'einclusion"
    """
    plain = fold(text).replace("’", "'")
    plain = _INITIALS.sub(lambda found: found[0].replace(".", ""), plain)
    return _E_WORD.sub("e", _ARTICLE.sub(r"art\1", plain))


def words_of(text: str) -> list[str]:
    """Give the words of a title, folded, in their order."""
    return WORD.findall(tidy(text))


def tail_pattern(openings: Iterable[str]) -> re.Pattern[str] | None:
    """Match what opens the end of a title that says with whom, for whom or by when."""
    written = sorted((re.escape(tidy(opening)) for opening in openings), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(written)})\b") if written else None


def term_words(term: str) -> Iterator[list[str]]:
    """Give the ways to write a term: « mini*bus » is one word or two, « énerg* » a beginning."""
    inner = re.split(r"\*(?=\w)", term)
    for joints in product(("", " "), repeat=len(inner) - 1):
        joined = inner[0] + "".join(map("".join, zip(joints, inner[1:], strict=True)))
        yield _TERM_WORD.findall(tidy(joined))


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Give a folded word without the ending that its number, gender or mood gives it.

    Lighter than a stem, so that who writes a rule can tell what it catches.

    >>> [singular(word) for word in ("livrees", "livrer", "communaux", "communes", "residences")]
    ['livr', 'livr', 'communal', 'commune', 'residenc']
    """
    if word.endswith("aux") and len(word) > 4:
        return f"{word[:-3]}al"
    bare = word[:-1] if word[-1] in "sx" and len(word) > 3 and word not in _WHOLE else word
    for ending, least in (("ee", 6), ("er", 6), ("e", 5)):
        if bare.endswith(ending) and len(bare) >= least and bare not in _WHOLE:
            return bare[: -len(ending)]
    return bare


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Give the French stem of a folded word (Snowball)."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("french")

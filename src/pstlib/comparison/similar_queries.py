"""What is asked of the index: a text with its slips, or an action of one's own."""

from __future__ import annotations

from collections.abc import Collection

from pstlib.comparison.similar import Reader, with_theme
from pstlib.comparison.themes import Classifier, main_theme
from pstlib.comparison.words import words_of

_SHORTEST = 4


def corrected(text: str, known: Collection[str], reader: Reader) -> str:
    """Replace each word of a request that nobody uses by the known word that looks most like it.

    Short words and numbers are left alone: « MRS » isn't a slip of « mes ».

    Args:
        text: What was asked.
        known: The folded words of the indexed titles.
        reader: What reads a title; it knows the words of the thesaurus.
    """
    from rapidfuzz import fuzz, process

    limit = reader.thesaurus.seuils["faute"]
    words = []
    for word in words_of(text):
        slip = len(word) >= _SHORTEST and word not in known and not reader.knows(word)
        found = slip and process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=limit)
        words.append(str(found[0]) if found else word)
    return " ".join(words) if words != words_of(text) else text


def request_tokens(text: str, reader: Reader, classifier: Classifier) -> dict[str, float]:
    """Read a request as a title is read: words, concepts, theme."""
    theme = main_theme(text, classifier)
    return with_theme(reader.tokens(text), theme, reader.thesaurus.poids["theme"])

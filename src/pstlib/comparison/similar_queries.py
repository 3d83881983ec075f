"""What is asked of the index: a text with its slips, or an action of one's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pstlib.comparison.similar import Reader, SimilarIndex, similar, with_theme
from pstlib.comparison.words import words_of

_SHORTEST = 4
_VOTERS, _MAJORITY = 7, 0.5


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


def request_tokens(
    text: str, reader: Reader, index: SimilarIndex, themes: Sequence[str]
) -> dict[str, float]:
    """Read a request as a title is read: words, concepts, theme.

    The theme is that of most of the actions that resemble it most: what classifies titles takes
    longer to make ready than the search.

    Args:
        text: What is asked.
        reader: What reads a title.
        index: The actions.
        themes: Theme of each of its rows.
    """
    tokens = reader.tokens(text)
    nearest = similar(index, tokens).head(_VOTERS)
    votes: dict[str, float] = {}
    for row, score in zip(nearest["rang"], nearest["score"], strict=True):
        votes[themes[row]] = votes.get(themes[row], 0.0) + score
    theme = max(sorted(votes), key=votes.__getitem__, default="")
    agreed = votes.get(theme, 0.0) >= _MAJORITY * sum(votes.values())
    return with_theme(tokens, theme if agreed and theme else None, reader.thesaurus.poids["theme"])

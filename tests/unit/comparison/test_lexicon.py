"""What words say of a theme: counted in labelled titles, weighed by rarity, told word by word."""

import math

import pytest

from pstlib.comparison.lexicon import KINDS, SMOOTHING, Kind, Lexicon

EMPTY = frozenset({"de", "la", "le", "les"})
NOTHING = dict.fromkeys(KINDS, Kind(0.0, 0.0))
COUNTED = NOTHING | {"words": Kind(1.0, 0.0), "parts": Kind(1.0, 0.0)}
FITTED = NOTHING | {"words": Kind(0.0, 4.0)}


def lexicon(*examples: tuple[str, str], kinds: dict[str, Kind] = KINDS) -> Lexicon:
    return Lexicon(examples, EMPTY, kinds)


def evidence(known: Lexicon, title: str) -> dict[str, float]:
    return known.read([title]).evidence(title)


def telling(known: Lexicon, title: str, theme: str) -> list[str]:
    return known.read([title]).telling(title, theme)


def test_a_word_speaks_for_the_theme_of_the_titles_that_hold_it() -> None:
    said = evidence(lexicon(("Aide", "T05"), ("Toit", "T24"), kinds=COUNTED), "aide")

    # Of each kind (the word, its parts), the title holds a share of one in the first theme.
    # Two words are known, so the shares are (1 + s) / (1 + 2 s) and s / (1 + 2 s).
    word = math.log((1 + SMOOTHING) / SMOOTHING) / 2
    # Each has one part, its first three letters.
    assert said == pytest.approx({"T05": 2 * word, "T24": -2 * word})


def test_the_fitted_weights_are_those_of_least_error_and_size() -> None:
    said = evidence(lexicon(("Aide", "T05"), ("Toit", "T24"), kinds=FITTED), "aide")

    # Wanted of « aide »: 2 − 0.1 for its theme, −0.1 for the other. Each title being its one word,
    # a weight w costs (wanted − w)² + w²: half of what is wanted. The fit weighs four times.
    assert said == pytest.approx({"T05": 4 * 1.9 / 2, "T24": 4 * -0.1 / 2})


def test_what_is_done_and_what_for_are_told_apart_by_their_side() -> None:
    known = lexicon(("vélo pour agents", "T21"), ("agents pour vélo", "T24"))

    said = evidence(known, "des agents, des agents pour un vélo")

    assert said["T24"] > said["T21"]


def test_a_word_of_all_themes_says_nothing() -> None:
    known = lexicon(("Aide", "T05"), ("Aide", "T24"))

    said = evidence(known, "aide")

    assert said["T05"] == pytest.approx(said["T24"])


def test_what_nobody_labelled_says_nothing() -> None:
    known = lexicon(("Aide sociale", "T05"), ("Toiture", "T24"))

    assert evidence(known, "xyz de la") == {"T05": 0, "T24": 0}
    assert telling(known, "xyz de la", "T05") == []


def test_a_word_unknown_speaks_by_its_beginning() -> None:
    known = lexicon(("Logement", "T04"), ("Énergie", "T07"))

    assert evidence(known, "logeur")["T04"] > 0


def test_two_words_together_say_more_than_each() -> None:
    known = lexicon(
        ("maison repos", "T01"), ("maison quartier", "T12"),
        ("repos agents", "T21"), ("maison vide", "T04"),
    )  # fmt: skip

    said = evidence(known, "repos maison")

    assert max(said, key=lambda theme: said[theme]) == "T01"


def test_the_words_that_tell_are_given_as_written_the_strongest_first() -> None:
    known = lexicon(("épicerie nouvelle", "T08"), ("toiture nouvelle", "T24"))

    assert telling(known, "La nouvelle Épicerie", "T08") == ["Épicerie", "nouvelle"]
    assert telling(known, "La nouvelle Épicerie", "T99") == []


def test_titles_read_together_say_what_each_says_alone() -> None:
    known = lexicon(("maison de repos", "T01"), ("repos des agents", "T21"), ("toiture", "T24"))
    titles = ["Repos en maison", "", "xyz", "Toiture de la maison"]

    together = known.read(titles)

    for title in titles:
        assert together.evidence(title) == pytest.approx(evidence(known, title))
        assert together.telling(title, "T01") == telling(known, title, "T01")

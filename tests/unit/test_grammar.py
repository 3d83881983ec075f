"""French grammar: what any reader of a report would wince at."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib import grammar
from pstlib.grammar import (
    capitalised,
    counted,
    elided,
    listing,
    number,
    of,
    plural,
    shortened,
    some,
    the,
)

WORDS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(grammar).failed == 0


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("action", "d’action"),
        ("échéance", "d’échéance"),
        ("Œuvre", "d’Œuvre"),
        ("objectif", "d’objectif"),
        ("habitant", "d’habitant"),
        ("hôpital", "d’hôpital"),
        ("hébergement", "d’hébergement"),
        ("un tiers", "d’un tiers"),
        ("une action", "d’une action"),
        ("huit actions", "de huit actions"),
        ("onze ans", "de onze ans"),
        ("12 actions", "de 12 actions"),
        ("handicap", "de handicap"),
        ("hall de sports", "de hall de sports"),
        ("Hannut", "de Hannut"),
        ("Huy", "de Huy"),
        ("responsable", "de responsable"),
        ("le CPAS de Valrive", "du CPAS de Valrive"),
        ("les communes", "des communes"),
        ("la Commune de Valrive", "de la Commune de Valrive"),
        ("l’AIS", "de l’AIS"),
    ],
)
def test_de_is_elided_or_contracted(word: str, expected: str) -> None:
    assert of(word) == expected


@pytest.mark.parametrize(
    ("noun", "feminine", "expected"),
    [
        ("échéance", True, "l’échéance"),
        ("commune", True, "la commune"),
        ("avancement", False, "l’avancement"),
        ("taux", False, "le taux"),
        ("hors-champ", False, "le hors-champ"),
    ],
)
def test_the_article_agrees_and_is_elided(noun: str, feminine: bool, expected: str) -> None:
    assert the(noun, feminine=feminine) == expected


@given(st.integers(0, 100_000))
def test_a_number_is_in_letters_up_to_nine_and_reads_back(n: int) -> None:
    written = number(n)

    back = WORDS.index(written) if written in WORDS else int(re.sub(r"\D", "", written))
    assert back == n
    assert (written in WORDS) == (n <= 9)


@given(st.integers(0, 100_000))
def test_nouns_are_in_the_plural_from_two_on(n: int) -> None:
    assert counted(n, "action").endswith("s") == (n >= 2)
    assert some(n, "objectif").endswith("s") == (n >= 2)
    assert plural(n, "est", "sont") == ("sont" if n >= 2 else "est")


def test_nothing_is_said_with_the_right_gender() -> None:
    assert some(0, "action", feminine=True) == "aucune action"
    assert some(0, "objectif") == "aucun objectif"
    assert some(1, "action", feminine=True) == "une action"
    assert some(9, "cheval", "chevaux") == "neuf chevaux"


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.integers(1, 5))
def test_a_list_names_or_counts_every_part(parts: list[str], shown: int) -> None:
    text = shortened(parts, shown=shown)
    hidden = max(len(parts) - shown, 0)

    assert listing(parts).count(" et ") == (1 if len(parts) > 1 else 0)
    assert len(re.findall(r"\b[abc]\b", text)) == len(parts) - hidden
    assert (f"{number(hidden)} autre" in text) == (hidden > 0)


@given(st.text(max_size=300), st.integers(5, 120))
def test_a_name_is_never_longer_than_a_sentence_can_bear(name: str, longest: int) -> None:
    assert len(grammar.cut(name, longest)) <= longest + 1
    assert grammar.cut(name, 300) == name


@given(st.text(max_size=20))
def test_beginning_a_sentence_changes_its_first_letter_only(text: str) -> None:
    assert capitalised(text).endswith(text[1:])
    assert isinstance(elided(text), bool)

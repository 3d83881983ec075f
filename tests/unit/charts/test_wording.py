import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.charts.wording import (
    clean,
    numbered,
    plotly_text,
    short_code,
    shorten,
    text_width,
    tidy,
    wrap,
)
from pstlib.grammar import counted


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("<b>gras</b>", "&lt;b&gt;gras&lt;/b&gt;"),
        ("Sport & culture", "Sport &amp; culture"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("deux\nlignes\u2028trois", "deux lignes trois"),
    ],
)
def test_plotly_text_neutralises_what_plotly_would_read(text: str, harmless: str) -> None:
    assert plotly_text(text) == harmless


@given(st.text(max_size=300), st.integers(30, 600))
def test_a_shortened_text_never_exceeds_its_width(text: str, width: int) -> None:
    shortened = shorten(text, width)

    assert shortened == text or text_width(shortened, 13) <= width or shortened == "…"


def test_a_text_is_cut_between_two_words() -> None:
    assert shorten("Construire un nouveau restaurant", 130) == "Construire un…"


def test_wrapping_keeps_all_the_words_that_fit_and_shortens_the_last_line() -> None:
    lines = wrap("un deux trois quatre cinq six sept", 60, 2)

    assert lines[0] == "un deux"
    assert len(lines) == 2
    assert lines[1].endswith("…")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("OS1", "OS1"),
        ("OS1.OO2", "OO2"),
        ("OS4.OO1.OO2", "OO1.OO2"),
        ("OS1.OO2.A3", "A3"),
        ("OS1.OO2.A3.SA1", "A3.SA1"),
        ("V1.OS2", "V1.OS2"),
        ("", ""),
    ],
)
def test_a_short_code_tells_an_element_from_those_beside_it(code: str, expected: str) -> None:
    assert short_code(code) == expected


def test_counts_agree_with_their_noun() -> None:
    assert [counted(n, "action") for n in (0, 1, 2)] == [
        "0\u00a0action",
        "1\u00a0action",
        "2\u00a0actions",
    ]


def test_missing_text_is_empty_and_blanks_are_single() -> None:
    assert clean(float("nan")) == ""
    assert clean("a\t\n  b") == "a b"


def test_french_signs_never_begin_a_line() -> None:
    assert tidy("Lot 1 : « gros œuvre »") == "Lot 1\u00a0: «\u00a0gros œuvre\u00a0»"
    assert numbered("OS1.OO1.A3.SA1", "Lot 1 : toiture") == "A3.SA1 · Lot 1\u00a0: toiture"

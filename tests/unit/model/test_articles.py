from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pstlib.model.articles import Article, parse_article, parse_economic_code

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/articles.yml").read_text(encoding="utf-8")
)
digits = st.text("0123456789", min_size=3, max_size=5)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["nom"])
def test_an_article_is_read_as_its_case_says(case: dict[str, object]) -> None:
    read = parse_article(str(case["texte"]))

    assert read == (Article(*case["lu"]) if "lu" in case else None)  # type: ignore[misc]


@given(digits, digits, st.from_regex(r"\d{2}", fullmatch=True))
def test_an_article_printed_is_read_again(function: str, code: str, number: str) -> None:
    article = parse_article(f"{function}/{code}-{number}")

    if article is None:  # digits of other scripts
        assert not number.isascii()
    else:
        assert parse_article(article.written) == article == (function, code, number, "", "")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_an_article(text: str) -> None:
    article = parse_article(text)

    assert article is None or parse_article(article.written) is not None


@pytest.mark.parametrize(
    ("number", "ordinary", "extraordinary"),
    [("01", True, False), ("49", True, False), ("50", False, False), ("51", False, True)],
)
def test_numbers_say_the_service(number: str, ordinary: bool, extraordinary: bool) -> None:
    article = Article("831", "111", number)

    assert article.agrees_with("O") is ordinary
    assert article.agrees_with("E") is extraordinary


def test_an_economic_code_is_read_with_or_without_its_dash() -> None:
    assert parse_economic_code("33399-02") == ("33399", "02")
    assert parse_economic_code("33399 – 02") == ("33399", "02")
    assert parse_economic_code("3339902") == ("33399", "02")
    assert parse_economic_code("33399-2") is None

"""Codes of budget articles: function, economic code, number, year and project."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from pstlib.text import is_missing

# 8013/111-01 · 123/45678 (no dash) · 124/723-60/2020 20200052 · 104/742-53.2020//20200003
# 124/723-60:20200001.2020 (the project, then the year)
_ARTICLE = re.compile(
    r"(?P<fonction>\d{3,5}) ?/ ?(?P<code>\d{3,5}) ?-? ?(?P<numero>\d{2})"
    r"(?: ?(?:\.|//?) ?(?P<annee>(?:19|20)\d{2}))?"
    r"(?:[ /.-]{0,3}(?P<projet>(?:(?<=[ /.-])\d\d|19|20)\d{6})"
    r"| ?: ?(?P<projet_avant>\d{8})(?: ?[./] ?(?P<annee_apres>(?:19|20)\d{2}))?)?",
    re.ASCII,
)
_ECONOMIC = re.compile(r"(?P<code>\d{3,5}) ?-? ?(?P<numero>\d{2})", re.ASCII)
# Hyphens and dashes that word processors put in the place of the plain one.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


class Article(NamedTuple):
    """What an article's code says; the year and the project are empty where it has none."""

    fonction: str
    code_economique: str
    numero: str
    annee: str = ""
    projet: str = ""

    @property
    def written(self) -> str:
        """The code as the regulation writes it, without year or project."""
        return f"{self.fonction}/{self.code_economique}-{self.numero}"

    def line(self, exercice: int | None, projet: str | None = None) -> tuple[str, ...]:
        """Give what tells the line of a budget from the others of its exercice.

        The year that an article bears counts only where it isn't the exercice's.
        """
        year = "" if self.annee == str(exercice) else self.annee
        return (*self[:3], year, projet or self.projet)

    def agrees_with(self, service: str) -> bool:
        """Tell whether the number is one of the service: 01–49 ordinary, 51 and more not."""
        number = int(self.numero)
        return 1 <= number <= 49 if service == "O" else number >= 51


@lru_cache(maxsize=65_536)
def parse_article(text: str) -> Article | None:
    """Read the code of an article, None if it can't be one.

    >>> parse_article("124/723-60/2020 20200052")
    Article(fonction='124', code_economique='723', numero='60', annee='2020', projet='20200052')
    >>> parse_article("123/45678").written, parse_article("8013-111/01")
    ('123/456-78', None)
    """
    match = _ARTICLE.fullmatch(_tidied(text))
    if match is None or (match["annee"] and match["annee_apres"]):
        return None
    year = match["annee"] or match["annee_apres"] or ""
    project = match["projet"] or match["projet_avant"] or ""
    return Article(match["fonction"], match["code"], match["numero"], year, project)


@lru_cache(maxsize=65_536)
def parse_economic_code(text: str) -> tuple[str, str] | None:
    """Read an economic code and its number.

    >>> parse_economic_code("111-01"), parse_economic_code("45678"), parse_economic_code("x")
    (('111', '01'), ('456', '78'), None)
    """
    match = _ECONOMIC.fullmatch(_tidied(text))
    return (match["code"], match["numero"]) if match else None


def _tidied(text: str) -> str:
    return " ".join(text.split()).translate(_DASHES)


def line_keys(budget: pd.DataFrame) -> list[tuple[object, ...]]:
    """Give what tells each row of ``budget`` apart: its line of the budget, and its version.

    An article that can't be read is told by its text.
    """
    names = ["exercice", "version", "service", "type", "article", "projet"]
    rows = budget[names].astype(object).itertuples(index=False, name=None)
    return [_row_key(row) for row in rows]


def _row_key(row: tuple[Any, ...]) -> tuple[object, ...]:
    *place, written, project = row
    article, told = parse_article(written), None if is_missing(project) else str(project)
    return (*place, *(article.line(place[0], told) if article else (written, told)))

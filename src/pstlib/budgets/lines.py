"""Budget lines: one row per article, its amounts from the first vote to the account."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pstlib.budgets.splitting import Integers
from pstlib.budgets.sums import Cents, numbered
from pstlib.model.articles import parse_article
from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of
from pstlib.reference.nomenclature import Nomenclature
from pstlib.text import fold, is_missing

KEY = ["exercice", "service", "type", "cle"]
"""What tells one budget line from another."""
IDENTITY = [
    *("article", "fonction", "code_economique", "numero", "annee", "projet", "libelle"),
    *("groupe", "fonction_libelle", "portion", "lisible"),
]
"""What else describes a budget line."""
AMOUNTS = ["initial", "dernier_vote", "engagements", "imputations", "droits_nets", "compte"]
"""The amounts of a budget line."""

_PARTS = ["fonction", "code_economique", "numero", "projet"]
_SAID = ["service", "type", "article", "groupe_economique", *_PARTS]
_ADDED = ["annee", "cle", "groupe", "fonction_libelle", "portion"]
_READ = dict.fromkeys([*_PARTS, *_ADDED], "str") | {"lisible": bool}
_GROUP = re.compile(r"\s*(\d[\dX])(?!\w)")
_VOTE = re.compile(r"INITIAL|MB(\d+)")
_BOOKED = {
    "engagements": "ENGAGEMENTS",
    "imputations": "IMPUTATIONS",
    "droits_nets": "DROITS_NETS",
    "compte": "COMPTE",
}


def until(table: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Leave out what is about a year after the day's; a row of no stated year stays."""
    later = table["exercice"].to_numpy(dtype="float64", na_value=np.nan) > day.year
    return table[~later] if later.any() else table


class ReadArticle(NamedTuple):
    """What the code of an article says; ``ecrit`` is its folded text where it can't be read."""

    fonction: str | None = None
    code_economique: str | None = None
    numero: str | None = None
    annee: str | None = None
    projet: str | None = None
    ecrit: str | None = None
    lisible: bool = False


@lru_cache(maxsize=65_536)
def read_article(text: Any) -> ReadArticle:
    """Read the code of one article, which may be missing."""
    if is_missing(text):
        return ReadArticle()
    article = parse_article(text)
    if article is None:
        return ReadArticle(ecrit=fold(text))
    function, code, number, year, project = article
    return ReadArticle(
        function, code, number, year or None, project or None, article.written, lisible=True
    )


def budget_lines(budget: pd.DataFrame, *, nomenclature: Nomenclature) -> pd.DataFrame:
    """Read the articles of a budget: what each code says, and what it stands for.

    Args:
        budget: The table ``budget``.
        nomenclature: Functions, groups and portions.

    Returns:
        The rows of ``budget``, ``fonction, code_economique, numero, projet`` completed from the
        article, plus

        - ``cle``: the article as the regulation writes it, with its year where it isn't the
          exercice's and its project; the folded text of an article that can't be read;
        - ``annee``: the year that the article bears, missing if none;
        - ``groupe``: the economic group given, else the nomenclature's, missing if neither;
        - ``fonction_libelle``: the function's label, missing if it isn't known;
        - ``portion``: PROPRE, ANTERIEURS or PRELEVEMENTS;
        - ``lisible``: whether the article could be read.
    """
    # A line has a row a version and a year: what its code says is read once.
    codes, rows = numbered(budget[name] for name in _SAID)
    articles = budget["article"].array.take(rows)
    # The exercice only matters to an article that bears a year.
    dated = np.array([read_article(text).annee is not None for text in articles], dtype=bool)
    line, rows = numbered([pd.Series(codes), budget["exercice"].where(dated[codes])])
    told = records(budget[["exercice", *_SAID]].take(rows))
    read = table_of([_read(row, nomenclature) for row in told], _READ)
    return budget.assign(**{str(name): column.array.take(line) for name, column in read.items()})


def _read(row: Mapping[str, Any], nomenclature: Nomenclature) -> dict[str, Any]:
    """Give the columns that ``budget_lines`` adds or completes."""
    article, service, kind = read_article(row["article"]), row["service"], row["type"]
    told = {name: getattr(article, name) if is_missing(row[name]) else row[name] for name in _PARTS}
    function, code = told["fonction"], told["code_economique"] or ""
    group = _group(row["groupe_economique"]) or nomenclature.group_of(service, kind, code)
    earlier = article.annee is not None and int(article.annee) < row["exercice"]
    return told | {
        "annee": article.annee,
        "cle": _key(row["exercice"], article, told["projet"]),
        "lisible": article.lisible,
        "groupe": group,
        "fonction_libelle": nomenclature.function_label(function) if function else None,
        "portion": nomenclature.portion_of(function or "", code, group or "", earlier=earlier),
    }


def _group(written: Any) -> str | None:
    """Give the code that begins the economic group as it is written, else all of it."""
    if is_missing(written):
        return None
    found = _GROUP.match(written)
    return found[1] if found else str(written)


def _key(exercice: int, article: ReadArticle, project: str | None) -> str | None:
    year = f"/{article.annee}" if article.annee not in (None, str(exercice)) else ""
    return article.ecrit and article.ecrit + year + (f" {project}" if project else "")


def amounts_by_version(lines: pd.DataFrame, versions: LineVersions | None = None) -> pd.DataFrame:
    """Put the versions of each budget line side by side.

    Two rows of one line in one version are added, so that totals reconcile with the source.

    Args:
        lines: The result of ``budget_lines``.
        versions: Their ``line_versions``, where they are known already.

    Returns:
        One row per ``exercice, service, type, cle``, in that order (ordinary first, receipts
        first), with exactly these columns:

        - ``exercice`` (Int64), ``service`` O/E, ``type`` R/D, ``cle``: together the key;
        - ``article`` (as written in the first source row), ``fonction, code_economique, numero,
          annee, projet, libelle, groupe, fonction_libelle`` (text, missing when unknown);
        - ``portion`` PROPRE/ANTERIEURS/PRELEVEMENTS, ``lisible`` (bool);
        - ``initial, dernier_vote, engagements, imputations, droits_nets, compte``: amounts
          (``decimal128(18, 2)``), missing where the source has none, never zero instead.
          ``dernier_vote`` is the line's amount in the last of INITIAL, MB1, MB2… in which it
          stands: an amendment that prints only what it changes leaves the others as they were;
        - ``version_votee``: the version of ``dernier_vote`` (INITIAL, MB1…), missing if none.
    """
    found = versions or line_versions(lines)
    unknown, votes = Cents.unknown(len(found.keys)), found.votes
    voted, version = unknown, np.full(len(found.keys), len(votes))
    for rank, name in enumerate(votes):
        version[found.amounts[name].known] = rank
        voted = found.amounts[name].otherwise(voted)
    columns = {
        "initial": found.amounts.get("INITIAL", unknown),
        "dernier_vote": voted,
        **{name: found.amounts.get(booked, unknown) for name, booked in _BOOKED.items()},
    }
    return found.keys.assign(
        **{name: _first_known(lines[name], found) for name in IDENTITY},
        **{name: cents.amounts() for name, cents in columns.items()},
        version_votee=pd.array([*votes, None], dtype="str").take(version),
    )


@dataclass(frozen=True, eq=False)
class LineVersions:
    """The lines of a budget, ordinary and receipts first, and their amounts.

    Attributes:
        keys: The ``KEY`` of each line.
        numbers: The line of each row of the budget.
        rows: The first row of each line.
        amounts: By version, what each line has in it, missing where nothing.
    """

    keys: pd.DataFrame
    numbers: Integers
    rows: Integers
    amounts: Mapping[str, Cents]

    @property
    def votes(self) -> list[str]:
        """The versions that are votes, in their order."""
        ranks = {name: vote_rank(name) for name in self.amounts}
        return sorted(filter(ranks.get, ranks), key=ranks.__getitem__)


def line_versions(lines: pd.DataFrame) -> LineVersions:
    """Gather the rows of a budget by line and version; rows of one line and version are added.

    Args:
        lines: The result of ``budget_lines``.
    """
    numbers, first = numbered((lines[name] for name in KEY), sort=True)
    keys = lines[KEY].take(first)
    after = (keys["type"].ne("R"), keys["service"].ne("O"), keys["exercice"].astype("float64"))
    order = np.lexsort(after)
    numbers, n_lines = np.argsort(order)[numbers], len(order)
    codes, rows = numbered([lines["version"]])
    sums = Cents.of(carried(lines)["montant"]).by(codes * n_lines + numbers, len(rows) * n_lines)
    versions = enumerate(lines["version"].array.take(rows))
    return LineVersions(
        keys.take(order).reset_index(drop=True),
        numbers,
        first[order],
        {name: sums.take(slice(n * n_lines, (n + 1) * n_lines)) for n, name in versions},
    )


def vote_rank(version: str) -> int:
    """Give the rank of a vote, from 1 for INITIAL; 0 for what is no vote."""
    found = _VOTE.fullmatch(version)
    return int(found[1] or 0) + 1 if found else 0


def _first_known(column: pd.Series[Any], lines: LineVersions) -> pd.Series[Any]:
    """Give what the first row of each line that says anything says."""
    first = column.array.take(lines.rows)
    if first.isna().any():
        known = np.flatnonzero(column.notna())[::-1]
        rows = np.full(len(lines.keys), -1)
        rows[lines.numbers[known]] = known
        first = column.array.take(rows, allow_fill=True)
    return pd.Series(first)


def carried(lines: pd.DataFrame) -> pd.DataFrame:
    """Fill the votes without amount of a line of several rows by the votes before them.

    The rows of a line that several elements share are one a version and element, in one order;
    an amendment that says nothing of an element leaves its part of the article as it was.
    """
    vote, unknown = [*KEY, "version"], lines["montant"].isna()
    repeated = lines.duplicated(vote, keep=False) if unknown.any() else unknown
    if not (repeated & unknown).any():
        return lines
    own = lines[repeated & lines["version"].str.match("INITIAL|MB")]
    ranks = own["version"].str.removeprefix("MB").replace("INITIAL", "0").astype("int64")
    rows = own.groupby(vote)["version"]
    ranked = own.assign(rang=ranks, place=rows.cumcount(), rangees=rows.transform("size"))
    ranked = ranked.sort_values("rang", kind="stable")
    places = zip(*(ranked[name] for name in [*KEY, "rangees", "place"]), strict=True)
    found = pd.Series(list(_filled(places, ranked["montant"])), index=ranked.index, dtype=AMOUNT)
    amounts = found.reindex(lines.index)
    return lines.assign(montant=lines["montant"].fillna(amounts))


def _filled(places: Iterable[Any], amounts: pd.Series[Any]) -> Iterator[Decimal | None]:
    """Give each amount, or the last known before it at its place."""
    last: dict[Any, Decimal | None] = {}
    for place, amount in zip(places, amounts, strict=True):
        last[place] = last.get(place) if is_missing(amount) else amount
        yield last[place]

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
_SIDE = ["service", "type"]
_SAID = [*_SIDE, "article", "groupe_economique", *_PARTS]
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
    return read_budget(budget, nomenclature=nomenclature).lines()


@dataclass(frozen=True, eq=False)
class ReadBudget:
    """The rows of a budget, and what their articles say, each once.

    Attributes:
        rows: The table ``budget``.
        told: ``service, type``, and the columns that ``budget_lines`` adds or completes.
        said: The row of ``told`` that each row of the budget says.
    """

    rows: pd.DataFrame
    told: pd.DataFrame
    said: Integers

    @classmethod
    def of(cls, lines: pd.DataFrame | ReadBudget) -> ReadBudget:
        """Take the result of ``budget_lines``, or what it comes from."""
        return lines if isinstance(lines, ReadBudget) else cls(lines, lines, np.arange(len(lines)))

    def column(self, name: str) -> tuple[Any, Integers]:
        """Give the cells of a column, and which of them each row bears."""
        if name in self.told:
            return self.told[name].array, self.said
        return self.rows[name].array, np.arange(len(self.rows))

    def lines(self) -> pd.DataFrame:
        """Give each row all that it says: see ``budget_lines``."""
        return self.rows.assign(**{n: self.told[n].array.take(self.said) for n in _READ})


def read_budget(budget: pd.DataFrame, *, nomenclature: Nomenclature) -> ReadBudget:
    """Read the articles of a budget: see ``budget_lines``."""
    # A line has a row a version and a year: what its code says is read once.
    codes, rows = numbered(budget[name] for name in _SAID)
    articles = budget["article"].array.take(rows)
    # The exercice only matters to an article that bears a year.
    dated = np.array([read_article(text).annee is not None for text in articles], dtype=bool)
    said, rows = numbered([pd.Series(codes), budget["exercice"].where(dated[codes])])
    distinct = records(budget[["exercice", *_SAID]].take(rows))
    told = [row | _read(row, nomenclature) for row in distinct]
    return ReadBudget(budget, table_of(told, dict.fromkeys(_SIDE, "str") | _READ), said)


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


def amounts_by_version(
    lines: pd.DataFrame | ReadBudget, versions: LineVersions | None = None
) -> pd.DataFrame:
    """Put the versions of each budget line side by side.

    Two rows of one line in one version are added, so that totals reconcile with the source.

    Args:
        lines: The result of ``budget_lines``, or of ``read_budget``.
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
    read, found = ReadBudget.of(lines), versions or line_versions(lines)
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
        **{name: _first_known(*read.column(name), found) for name in IDENTITY},
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


def line_versions(lines: pd.DataFrame | ReadBudget) -> LineVersions:
    """Gather the rows of a budget by line and version; rows of one line and version are added.

    Args:
        lines: The result of ``budget_lines``, or of ``read_budget``.
    """
    read = ReadBudget.of(lines)
    told = zip(*(read.told[name].tolist() for name in KEY[1:]), strict=True)
    # Ordinary before extraordinary, receipts before expenses.
    names = [(service != "O", kind != "R", key) for service, kind, key in told]
    ranks = {name: rank for rank, name in enumerate(sorted(set(names)))}
    ranked = np.array([ranks[name] for name in names], dtype="int64")
    years = read.rows["exercice"]
    numbers, first = numbered([years, pd.Series(ranked[read.said])], sort=True)
    keys = {name: cells.take(held[first]) for name in KEY for cells, held in [read.column(name)]}
    n_lines = len(first)
    codes, rows = numbered([read.rows["version"]])
    sums = Cents.of(_carried(read)).by(codes * n_lines + numbers, len(rows) * n_lines)
    versions = enumerate(read.rows["version"].array.take(rows))
    return LineVersions(
        pd.DataFrame(keys),
        numbers,
        first,
        {name: sums.take(slice(n * n_lines, (n + 1) * n_lines)) for n, name in versions},
    )


def vote_rank(version: str) -> int:
    """Give the rank of a vote, from 1 for INITIAL; 0 for what is no vote."""
    found = _VOTE.fullmatch(version)
    return int(found[1] or 0) + 1 if found else 0


def _first_known(cells: Any, held: Integers, lines: LineVersions) -> Any:
    """Give what the first row of each line that says anything says."""
    first = cells.take(held[lines.rows])
    if not first.isna().any():
        return first
    known = np.flatnonzero(~cells.isna()[held])[::-1]
    rows = np.full(len(lines.keys), -1)
    rows[lines.numbers[known]] = held[known]
    return cells.take(rows, allow_fill=True)


def _carried(read: ReadBudget) -> pd.Series[Any]:
    """Fill the votes without amount of a line of several rows by the votes before them.

    The rows of a line that several elements share are one a version and element, in one order;
    an amendment that says nothing of an element leaves its part of the article as it was.
    """
    amounts = read.rows["montant"]
    unknown = amounts.isna()
    if not unknown.any():
        return amounts
    lines, vote = read.lines(), [*KEY, "version"]
    repeated = lines.duplicated(vote, keep=False)
    if not (repeated & unknown).any():
        return amounts
    own = lines[repeated & lines["version"].str.match("INITIAL|MB")]
    ranks = own["version"].str.removeprefix("MB").replace("INITIAL", "0").astype("int64")
    rows = own.groupby(vote)["version"]
    ranked = own.assign(rang=ranks, place=rows.cumcount(), rangees=rows.transform("size"))
    ranked = ranked.sort_values("rang", kind="stable")
    places = zip(*(ranked[name] for name in [*KEY, "rangees", "place"]), strict=True)
    found = pd.Series(list(_filled(places, ranked["montant"])), index=ranked.index, dtype=AMOUNT)
    return amounts.fillna(found.reindex(lines.index))


def _filled(places: Iterable[Any], amounts: pd.Series[Any]) -> Iterator[Decimal | None]:
    """Give each amount, or the last known before it at its place."""
    last: dict[Any, Decimal | None] = {}
    for place, amount in zip(places, amounts, strict=True):
        last[place] = last.get(place) if is_missing(amount) else amount
        yield last[place]

"""Budgets and accounts of a fictitious CPAS, balanced and exact, and what they pay for."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pstlib.examples.draws import Draw
from pstlib.examples.organisations import Organisation
from pstlib.examples.vocabulary import words
from pstlib.model.columns import AMOUNT
from pstlib.model.quick_csv import arrow_types, from_arrow
from pstlib.model.table_files import empty_table

Array = np.ndarray[Any, np.dtype[Any]]
Article = dict[str, Any]
Amounts = dict[str, Array]
Part = tuple[int, str, Array, Array]
Single = tuple[int, str, Article, int]
_EXERCICES = 12
_LINES_OF_AN_EXPENSE, _LINES_OF_A_RECEIPT = 5, 4  # votes and accounts of an article
_LINES_FOR_A_RECEIPT = 22
_VOTES = ("INITIAL", "MB1", "MB2")
_ACCOUNTS = (("ENGAGEMENTS", "IMPUTATIONS"), ("DROITS_NETS",))
_OF_EXPENSES = (*_VOTES, *_ACCOUNTS[0])
_SUBSIDY, _LOAN = ("665", "52", "80"), ("961", "51", "82")
_SERVICE_OF = {"834": "MR", "844": "DOMICILE"}
_DECIMAL = AMOUNT.pyarrow_dtype


@dataclass(frozen=True)
class Budget:
    """The table ``budget`` and the articles that it has."""

    table: pd.DataFrame
    articles: list[Article]


def make_budget(owner: Organisation, years: tuple[int, int], *, lines: int, last: int) -> Budget:
    """Make twelve exercices of a budget that ends with the term.

    Args:
        owner: The CPAS.
        years: First and last exercice of the plan.
        lines: About how many lines an exercice has.
        last: Last exercice of which there is an account.
    """
    draw = owner.draw(f"budget {years[0]}")
    spent, received = _expenses(owner, lines), _receipts(owner, lines)
    exercices = [
        year for year in range(years[1] - _EXERCICES + 1, years[1] + 1)
        if "EXERCICES_MANQUANTS" not in owner.gaps or not draw.chance(0.25)
    ]  # fmt: skip
    parts: list[Part | Single] = []
    for year in exercices:
        growth = 1.0 + 0.028 * (year - 2019) + (0.05 if year >= 2022 else 0.0)
        votes = _votes(draw, spent, received, 100 * _size(owner) * growth)
        kind = "INDISTINCT" if "COMPTE_INDISTINCT" in owner.gaps else "EXACT"
        account = kind if year <= last and "SANS_COMPTE" not in owner.gaps else ""
        parts += _year(year, (len(spent), len(received)), votes, account)
        parts += _extraordinary(owner, draw, year, account=account)
    return Budget(_table(parts, [*spent, *received]), [*spent, *received])


def _size(owner: Organisation) -> float:
    """Give the expenses of 2019 in euros: more where there is a rest home or poverty."""
    draw = owner.draw("depenses")
    poverty = draw.quantile(((0, 190), (0.5, 270), (0.9, 420), (1, 560)))
    homes = draw.between(140, 290) if "MR" in owner.services else 0
    small = 60_000 / (owner.population + 500)
    return owner.population * (poverty + homes + small) + 300_000


def _functions(owner: Organisation) -> Iterator[tuple[str, str, float]]:
    """Give the functions of the services that a CPAS has: code, label, weight."""
    for code, label, weight, *needs in words("budget")["fonctions"]:
        if not needs or needs[0] in owner.services:
            yield code, label, weight


def _expenses(owner: Organisation, lines: int) -> list[Article]:
    """Give the articles of expense, those that weigh most."""
    found = [
        _article("D", function, line, f"{line[3]}, {label}", weight * line[4])
        for function, label, weight in _functions(owner)
        for line in words("budget")["depenses"]
        if _bears(function, line)
    ]
    found.sort(key=lambda article: (-article["poids"], article["article"]))
    left = lines - len(_receipts(owner, lines)) * _LINES_OF_A_RECEIPT
    return found[: max(5, left // _LINES_OF_AN_EXPENSE)]


def _bears(function: str, line: Sequence[Any]) -> bool:
    """Tell whether a function has a code that not all of them have."""
    only = line[5] if len(line) > 5 else ""
    return only in (function, function[:2], "")


def _receipts(owner: Organisation, lines: int) -> list[Article]:
    """Give the articles of receipt, the dotation of the commune first."""
    given = words("budget")
    found = [
        _article("R", function, line, line[3], line[4])
        for function, *line in given["recettes"]
        if len(line) == 5 or line[5] in owner.services
    ]
    found += [
        _article("R", function, line, f"{line[3]}, {label}", weight * line[4])
        for function, label, weight in _functions(owner)
        for line in given["recettes_de_chaque_fonction"]
    ]
    distinct = {article["article"]: article for article in reversed(found)}
    return list(reversed(distinct.values()))[: max(2, lines // _LINES_FOR_A_RECEIPT)]


def _article(
    kind: str, function: str, line: Sequence[Any], title: str, weight: float = 0
) -> Article:
    code, number, group = line[:3]
    return {
        "service": "O", "type": kind, "article": f"{function}/{code}-{number}",
        "fonction": function, "code_economique": code, "numero": number,
        "groupe_economique": group, "projet": None, "libelle": title, "poids": weight,
    }  # fmt: skip


def _votes(
    draw: Draw, spent: list[Article], received: list[Article], total: float
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Give the amounts in cents of each vote and account, receipts equal to expenses in each vote.

    The dotation of the commune, the first of the receipts, pays what the others don't.
    """
    chance = draw.uniforms(6, len(spent))
    initial = _rounded(total * _shares(spent) * (0.85 + 0.3 * chance[0]), 1_000)
    first = np.where(chance[1] < 0.25, _rounded(initial * (0.88 + 0.26 * chance[2]), 100), initial)
    second = np.where(chance[3] < 0.2, _rounded(first * (0.9 + 0.2 * chance[2]), 100), first)
    committed = _rounded(second * (0.9 + 0.11 * chance[4]), 1)
    booked = np.minimum(committed, _rounded(committed * (0.93 + 0.09 * chance[5]), 1))
    expenses = dict(zip(_OF_EXPENSES, (initial, first, second, committed, booked), strict=True))
    chance = draw.uniforms(2, len(received))
    share = 0.74 + 0.08 * chance[0, 0]
    planned = _rounded(share * total * _shares(received) * (0.9 + 0.2 * chance[0]), 1_000)
    receipts = {}
    for vote in _VOTES:
        planned[0] = expenses[vote].sum() - planned[1:].sum()
        receipts[vote] = planned.copy()
    rights = _rounded(planned * (0.92 + 0.05 * draw.random() + 0.08 * chance[1]), 1)
    rights[0] = planned[0]
    return expenses, receipts | {"DROITS_NETS": rights}


def _shares(articles: list[Article]) -> Array:
    """Give what share each article has of the whole; the sum is exact, hence the same anywhere."""
    weights = [article["poids"] for article in articles]
    return np.array(weights) / math.fsum(weights)


def _rounded(cents: Array, unit: int) -> Array:
    return np.rint(cents / unit).astype(np.int64) * unit


def _year(
    year: int, sizes: tuple[int, int], votes: tuple[Amounts, Amounts], account: str
) -> Iterator[Part]:
    """Give the lines of an exercice, version by version: the places of the articles, the cents.

    ``account`` is EXACT, INDISTINCT (it doesn't say which figure it gives) or empty.
    """
    sides = (np.arange(sizes[0]), np.arange(sizes[0], sum(sizes)))
    for vote in _VOTES if account else _VOTES[:2]:
        for places, side in zip(sides, votes, strict=True):
            yield year, vote, places, side[vote]
    for places, side, names in zip(sides, votes, _ACCOUNTS, strict=True):
        if account == "INDISTINCT":
            yield year, "COMPTE", places, side[names[-1]]
        elif account:
            for name in names:
                yield year, name, places, side[name]


def _extraordinary(owner: Organisation, draw: Draw, year: int, *, account: str) -> Iterator[Single]:
    """Give the investments of a year: each an expense, and a loan or a subsidy that pays for it."""
    choices = [
        line
        for line in words("budget")["investissements"]
        if _SERVICE_OF.get(line[0]) in (None, *owner.services)
    ]
    for rank, (function, *line) in enumerate(draw.some(choices, draw.whole(0, 3)), start=1):
        title = line[3][0].lower() + line[3][1:]
        cost = 100_000 * draw.whole(8, 60 + owner.population // 150)
        subsidy = cost * draw.whole(0, 8) // 10
        share = draw.whole(70, 100)
        sides = (
            (_article("D", function, line, line[3]), cost, _ACCOUNTS[0]),
            (_article("R", function, _SUBSIDY, f"Subside, {title}"), subsidy, _ACCOUNTS[1]),
            (_article("R", function, _LOAN, f"Emprunt, {title}"), cost - subsidy, _ACCOUNTS[1]),
        )
        for article, amount, names in sides:
            if amount:
                project = f"{year}{rank:04}"
                written = f"{article['article']}/{year} {project}"
                article |= {"service": "E", "projet": project, "article": written}
                yield year, "INITIAL", article, amount
                for name in names if account == "EXACT" else ():
                    yield year, name, article, amount * share // 100


def _table(parts: Sequence[Part | Single], articles: list[Article]) -> pd.DataFrame:
    """Put the lines together, in the order of the exercices."""
    own, rows = list(articles), []
    for year, version, places, cents in parts:
        if isinstance(places, dict):
            own.append(places)
            rows.append((year, version, np.array([len(own) - 1]), np.array([cents])))
        else:
            rows.append((year, version, places, np.asarray(cents)))
    if not rows:
        return empty_table("budget")
    years, versions, articles_at, amounts = zip(*rows, strict=True)
    sizes = [len(places) for places in articles_at]
    catalogue = pa.Table.from_pylist(own, schema=_article_schema())
    taken = catalogue.take(pa.array(np.concatenate(articles_at)))
    columns = {
        "exercice": pa.array(np.repeat(years, sizes), pa.int64()),
        "version": pa.array(versions, pa.large_string()).take(
            pa.array(np.repeat(np.arange(len(rows)), sizes))
        ),
        **{name: taken[name] for name in taken.column_names},
        "montant": decimals(np.concatenate(amounts)),
    }
    types = arrow_types("budget")
    return from_arrow(pa.table({name: columns[name] for name in types}, schema=pa.schema(types)))


def _article_schema() -> pa.Schema:
    types = arrow_types("budget")
    return pa.schema(
        {n: t for n, t in types.items() if n not in ("exercice", "version", "montant")}
    )


def decimals(cents: Array) -> pa.Array:
    """Turn cents into exact amounts, without a float and without a loop."""
    halves = np.column_stack([cents, cents >> 63]).astype("<i8")
    buffer = pa.py_buffer(halves.tobytes())
    return pa.Array.from_buffers(_DECIMAL, len(cents), [None, buffer])

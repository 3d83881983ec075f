"""Budget lines: one row per article, its amounts from the first vote to the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.model.articles import parse_article
from pstlib.model.columns import AMOUNT
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

_PARTS = ["fonction", "code_economique", "numero", "annee", "projet"]
_NOTHING = (None,) * len(_PARTS)
_BOOKED = {
    "engagements": "ENGAGEMENTS",
    "imputations": "IMPUTATIONS",
    "droits_nets": "DROITS_NETS",
    "compte": "COMPTE",
}


def until(table: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Leave out what is about a year after the day's; a row of no stated year stays."""
    return table[~table["exercice"].gt(day.year).fillna(value=False)]


def read_articles(articles: pd.Series[Any]) -> pd.DataFrame:
    """Read articles, each distinct one once.

    Returns:
        On the index of ``articles``: ``fonction, code_economique, numero, annee, projet``
        (missing where the code has none), ``ecrit``, the code as the regulation writes it or
        else its folded text, and ``lisible``.
    """
    codes, distinct = pd.factorize(articles)
    read = [parse_article(text) for text in distinct]
    rows = [
        [*(part or None for part in article), article.written, True]
        if article
        else [*_NOTHING, fold(text), False]
        for article, text in zip(read, distinct, strict=True)
    ]
    # A missing article has the code -1: the last row.
    table = pd.DataFrame([*rows, [*_NOTHING, None, False]], columns=[*_PARTS, "ecrit", "lisible"])
    table = table.astype(dict.fromkeys([*_PARTS, "ecrit"], "str") | {"lisible": bool})
    return table.take(codes).set_axis(articles.index)


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
    parts = read_articles(budget["article"])
    given = [column for column in _PARTS if column in budget]
    filled = {column: budget[column].fillna(parts[column]) for column in given}
    lines = budget.assign(
        **filled,
        annee=parts["annee"],
        cle=_keys(budget["exercice"], parts, filled["projet"]),
        lisible=parts["lisible"],
    )
    group = lines["groupe_economique"].str.extract(r"^\s*(\d[\dX])(?!\w)", expand=False)
    lines = lines.assign(
        groupe=group.fillna(lines["groupe_economique"]).fillna(nomenclature.groups_of(lines)),
        fonction_libelle=nomenclature.function_labels(lines["fonction"]),
    )
    return lines.assign(portion=nomenclature.portions_of(lines))


def amounts_by_version(lines: pd.DataFrame) -> pd.DataFrame:
    """Put the versions of each budget line side by side.

    Two rows of one line in one version are added, so that totals reconcile with the source.

    Args:
        lines: The result of ``budget_lines``.

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
    ordered = carried(lines).sort_values(
        KEY, ascending=[True, False, False, True], kind="stable", ignore_index=True
    )
    ordered = ordered.assign(rang=ordered.groupby(KEY, sort=False).ngroup())
    by_line = ordered.groupby("rang", sort=False)
    wide = by_line[[*KEY, *IDENTITY]].first().reset_index(drop=True)
    sums = ordered.groupby(["version", "rang"])["montant"].sum(min_count=1).astype(AMOUNT)
    voted = _last_voted(sums, len(wide))
    wide = wide.assign(
        initial=_of_version(sums, "INITIAL", len(wide)),
        dernier_vote=voted["montant"],
        **{name: _of_version(sums, version, len(wide)) for name, version in _BOOKED.items()},
        version_votee=voted["version"],
    )
    return wide[[*KEY, *IDENTITY, *AMOUNTS, "version_votee"]]


def carried(lines: pd.DataFrame) -> pd.DataFrame:
    """Fill the votes without amount of a line of several rows by the votes before them.

    The rows of a line that several elements share are one a version and element, in one order;
    an amendment that says nothing of an element leaves its part of the article as it was.
    """
    vote, repeated = [*KEY, "version"], lines.duplicated([*KEY, "version"], keep=False)
    if not (repeated & lines["montant"].isna()).any():
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


def _keys(years: pd.Series[Any], parts: pd.DataFrame, projects: pd.Series[Any]) -> pd.Series[Any]:
    other_year = parts["annee"].notna() & pd.to_numeric(parts["annee"]).ne(years)
    suffix = ("/" + parts["annee"]).where(other_year, "")
    return parts["ecrit"] + suffix + (" " + projects).fillna("")


def _of_version(sums: pd.Series[Any], version: str, n_lines: int) -> pd.Series[Any]:
    if version not in sums.index.get_level_values("version"):
        return pd.Series(index=range(n_lines), dtype=AMOUNT)
    return sums.xs(version, level="version").reindex(range(n_lines))


def _last_voted(sums: pd.Series[Any], n_lines: int) -> pd.DataFrame:
    """Give each line's amount and version in the last vote in which it stands."""
    known = sums.dropna().reset_index()
    votes = known[known["version"].str.fullmatch(r"INITIAL|MB\d+")]
    ranks = votes["version"].str.removeprefix("MB").replace("INITIAL", "0").astype("int64")
    last = votes.assign(vote=ranks).sort_values("vote").drop_duplicates("rang", keep="last")
    return last.set_index("rang")[["montant", "version"]].reindex(range(n_lines))

"""Which budget line pays for which element: shares attached, and what is attached to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pstlib.budgets import link_problems
from pstlib.budgets.lines import AMOUNTS, read_articles
from pstlib.budgets.link_problems import OVER, SOUND, TOLERANCE, UNCLEAR
from pstlib.budgets.places import Places
from pstlib.budgets.splitting import exact, integers, split_amounts, whole_numbers

_NARROWEST = range(3)
ATTACHED_TO = ["element_id", "os_id", "oo_id", "theme"]
"""What says where a row of ``Attachments.lignes`` goes."""


@dataclass(frozen=True, eq=False)
class Attachments:
    """Budget lines by the elements that they pay for.

    Attributes:
        lignes: One row per budget line and place of the plan that it pays for, then one row per
            line for what is attached to nothing (``element_id`` missing), if anything is. The
            columns of ``amounts_by_version``, its amounts being the shares of this row, plus
            ``element_id, os_id, oo_id, theme`` (text; ``oo_id`` missing for an OS or a volet,
            ``theme`` being the element's or that of what holds it) and ``part`` (Float64, the
            share of the line). The amounts of a line's rows add up to the line's, to the cent.
        problemes: One row a problem: the columns of ``pstlib.model.check`` (``table`` is
            ``liens_budget`` or ``elements``), plus ``code, exercice, article``.
    """

    lignes: pd.DataFrame
    problemes: pd.DataFrame


def attach(amounts: pd.DataFrame, liens: pd.DataFrame, plan: pd.DataFrame) -> Attachments:
    """Attach budget lines to the elements of a plan, by the links between them.

    A link takes its ``part`` of every line that has all it names: the article (its year and its
    project count only where the link gives them), the project, the exact function; without
    ``exercice``, in every year. A link without ``part`` takes the whole of a line that no other
    link takes. Lines with more than 100 % attached, or with several links of which one has no
    part, stay unattached: nothing here chooses between links. What a link gives to an element
    outside the plan is unattached too.

    Args:
        amounts: The result of ``amounts_by_version``.
        liens: The table ``liens_budget``.
        plan: A ``situation``.
    """
    places = Places(plan)
    linked = _linked(amounts, liens, places)
    problems = link_problems.find(amounts, liens, linked, places)
    sound = linked[linked["etat"].eq(SOUND)].dropna(subset="chef")
    return Attachments(_lines(amounts, sound, places), problems)


def _linked(amounts: pd.DataFrame, liens: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Give each pair of a line and a link with its ``part``, its ``chef`` and its line's state."""
    pairs = _pairs(amounts, liens)
    part = liens["part"].take(pairs["lien"].to_numpy()).set_axis(pairs.index)
    alone = ~pairs.duplicated("ligne", keep=False)
    # A link alone on its line takes the whole of it when it doesn't say how much.
    part = part.mask(part.isna() & alone, 1.0)
    chiefs = {element: places.chief(element) for element in liens["element_id"].unique()}
    chief = pd.Series([chiefs[element] for element in liens["element_id"]], dtype="str")
    state = pd.Series(SOUND, index=pairs.index, dtype="str")
    total = part.groupby(pairs["ligne"]).transform("sum")
    unclear = part.isna().groupby(pairs["ligne"]).transform("any")
    return pairs.assign(
        part=part,
        chef=chief.take(pairs["lien"].to_numpy()).set_axis(pairs.index),
        etat=state.mask(total.gt(1 + TOLERANCE), OVER).mask(unclear, UNCLEAR),
    )


def _pairs(amounts: pd.DataFrame, liens: pd.DataFrame) -> pd.DataFrame:
    """Give each pair of a budget line and a link that names it: positions ``ligne``, ``lien``."""
    lines, links = _criteria(amounts), list(zip(*_criteria(liens), strict=True))
    # Each link is looked up by the narrowest thing it names, then held to all the others.
    wanted = [next(((i, link[i]) for i in _NARROWEST if link[i]), None) for link in links]
    named: dict[tuple[int, str], list[int]] = {said: [] for said in wanted if said}
    for criterion in _NARROWEST:
        for rank, value in enumerate(lines[criterion]):
            if (criterion, value) in named:
                named[criterion, value].append(rank)
    pairs = [
        (line, rank)
        for rank, said in enumerate(wanted)
        for line in (named[said] if said else [])
        if _agree(links[rank], [column[line] for column in lines])
    ]
    return pd.DataFrame(sorted(pairs), columns=["ligne", "lien"], dtype="int64")


def _criteria(table: pd.DataFrame) -> list[list[str]]:
    """Give the columns by which lines and links are compared, empty where they don't say it.

    The code as the regulation writes it, the project, the function, the year that the article
    bears, the exercice: the first three from the narrowest to the widest.
    """
    read, years = read_articles(table["article"]), table["exercice"]
    columns = (
        read["ecrit"],
        table["projet"].fillna(read["projet"]),
        table["fonction"],
        read["annee"],
    )
    names = {year: str(year) for year in years.dropna().unique()}
    told = [names.get(year, "") for year in years.tolist()]
    return [*(column.fillna("").tolist() for column in columns), told]


def _agree(link: Sequence[str], line: Sequence[str]) -> bool:
    """Tell whether a line is all that a link says; one that bears no year is of its exercice."""
    own = (*line[:3], line[3] or line[4], line[4])
    return all(not said or said == known for said, known in zip(link, own, strict=True))


def _lines(amounts: pd.DataFrame, linked: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Make the long table: what goes to each place, then the rest of each line."""
    rows, whole = _weighted(linked, places)
    sums = rows.groupby("ligne")["poids"].sum().reindex(range(len(amounts)), fill_value=0)
    # Three times a third, written with sixteen digits, is the whole.
    filled = np.abs(sums.to_numpy() / whole - 1) <= TOLERANCE
    rest = pd.DataFrame({"ligne": sums.index, "poids": whole - sums, "ordre": len(places.plan)})
    rows = pd.concat([rows, rest[~filled]], ignore_index=True)
    rows = rows.sort_values(["ligne", "ordre"], kind="stable", ignore_index=True)
    line, weights = rows["ligne"].to_numpy(), rows["poids"].to_numpy()
    totals = np.where(filled, sums.to_numpy(), whole)[line]
    split = amounts.take(line).reset_index(drop=True)
    return split.assign(
        **{name: split_amounts(split[name], weights, totals, line) for name in AMOUNTS},
        **{name: rows[name] for name in ("element_id", "os_id", "oo_id")},
        theme=rows["element_id"].map(places.themes).astype("str"),
        part=pd.Series((weights / totals).astype("float64"), dtype="Float64"),
    )


def _weighted(linked: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, int]:
    """Give each line's places with their weights, whole numbers out of the one that comes second.

    Columns ``ligne, element_id, os_id, oo_id, poids`` and ``ordre``, the place's in the plan.
    """
    chiefs = linked["chef"].unique()
    targets = [(chief, *place[:4]) for chief in chiefs for place in places.of(chief)]
    table = pd.DataFrame(targets, columns=["chef", "element_id", "oo_id", "os_id", "share"])
    table = table.astype(dict.fromkeys(["chef", "element_id", "oo_id", "os_id"], "str"))
    shares, of_share = whole_numbers(table["share"])
    codes, parts = pd.factorize(linked["part"])
    numerators, of_part = whole_numbers(exact(part) for part in parts)
    weights = integers(numerators, whole=of_part * of_share)
    rows = linked.assign(poids=weights[codes]).merge(
        table.assign(share=integers(shares, whole=of_part * of_share)), on="chef"
    )
    order = {element: rank for rank, element in enumerate(places.plan["element_id"])}
    rows = rows.assign(poids=rows["poids"] * rows["share"], ordre=rows["element_id"].map(order))
    rows = rows[rows["poids"] > 0]  # a part of 0 pays for nothing
    key = ["ligne", "ordre", "element_id", "os_id", "oo_id"]
    # An element may be linked to one line twice, by its article and by its function.
    merged = rows.groupby(key, dropna=False)["poids"].sum().reset_index()
    return merged, of_part * of_share

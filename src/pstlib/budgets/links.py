"""Which budget line pays for which element: shares attached, and what is attached to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets import link_problems
from pstlib.budgets.lines import AMOUNTS, read_article
from pstlib.budgets.link_problems import OVER, SOUND, TOLERANCE, UNCLEAR
from pstlib.budgets.places import Places
from pstlib.budgets.splitting import exact, integers, split_amounts, whole_numbers
from pstlib.budgets.sums import held
from pstlib.text import is_missing

_NARROWEST = range(3)
_PAID = ("ligne", "chef", "part")
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
    sound = linked[(linked["etat"].eq(SOUND) & linked["chef"].notna()).to_numpy()]
    return Attachments(_lines(amounts, sound, places), problems)


def _linked(amounts: pd.DataFrame, liens: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Give each pair of a line and a link with its ``part``, its ``chef`` and its line's state."""
    pairs = np.array(_pairs(amounts, liens), dtype="int64").reshape(-1, 2)
    line, link = pairs.T
    part = liens["part"].to_numpy(dtype="float64", na_value=np.nan)[link]
    # A link alone on its line takes the whole of it when it doesn't say how much.
    part[np.isnan(part) & (np.bincount(line)[line] == 1)] = 1.0
    unknown = np.isnan(part)
    total = np.bincount(line, np.where(unknown, 0.0, part))[line]
    state = np.where(total > 1 + TOLERANCE, OVER, SOUND).astype(object)
    state[held(line, unknown)] = UNCLEAR
    chiefs = [places.chief(element) for element in liens["element_id"].tolist()]
    return pd.DataFrame(
        {
            "ligne": line,
            "lien": link,
            "part": pd.arrays.FloatingArray(part, unknown),
            "chef": pd.array([chiefs[rank] for rank in link.tolist()], dtype="str"),
            "etat": pd.array(state, dtype="str"),
        }
    )


def _pairs(amounts: pd.DataFrame, liens: pd.DataFrame) -> list[tuple[int, int]]:
    """Give each pair of a budget line and a link that names it, by their ranks."""
    links = list(zip(*_criteria(liens), strict=True))
    # Each link is looked up by the narrowest thing it names, then held to all the others.
    wanted = [next(((i, link[i], link[-1]) for i in _NARROWEST if link[i]), None) for link in links]
    named: dict[tuple[int, str, str], list[int]] = {said: [] for said in wanted if said}
    lines = _criteria(amounts) if named else []
    for criterion in {criterion for criterion, _, _ in named}:
        for rank, (value, year) in enumerate(zip(lines[criterion], lines[-1], strict=True)):
            for said in ((criterion, value, year), (criterion, value, "")):
                if said in named:
                    named[said].append(rank)
    return sorted(
        (line, rank)
        for rank, said in enumerate(wanted)
        for line in (named[said] if said else [])
        if _agree(links[rank], [column[line] for column in lines])
    )


def _criteria(table: pd.DataFrame) -> list[list[str]]:
    """Give the columns by which lines and links are compared, empty where they don't say it.

    The code as the regulation writes it, the project, the function, the year that the article
    bears, the exercice: the first three from the narrowest to the widest.
    """
    articles, years = table["article"].tolist(), table["exercice"].tolist()
    read = {text: read_article(text) for text in set(articles)}
    parts = [read[text] for text in articles]
    own, functions = (table[name].fillna("").tolist() for name in ("projet", "fonction"))
    names = {year: "" if is_missing(year) else str(year) for year in set(years)}
    return [
        [part.ecrit or "" for part in parts],
        [said or part.projet or "" for said, part in zip(own, parts, strict=True)],
        functions,
        [part.annee or "" for part in parts],
        [names[year] for year in years],
    ]


def _agree(link: Sequence[str], line: Sequence[str]) -> bool:
    """Tell whether a line is all that a link says; one that bears no year is of its exercice."""
    own = (*line[:3], line[3] or line[4], line[4])
    return all(not said or said == known for said, known in zip(link, own, strict=True))


def _lines(amounts: pd.DataFrame, linked: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Make the long table: what goes to each place, then the rest of each line."""
    rows, whole = _weighted(linked, places)
    keys = list(rows)
    paid = np.array([key[0] for key in keys], dtype="int64")
    weights = integers(rows.values(), whole=whole)
    sums = np.zeros(len(amounts), dtype=weights.dtype)
    np.add.at(sums, paid, weights)
    # Three times a third, written with sixteen digits, is the whole.
    filled = np.abs(sums / whole - 1) <= TOLERANCE
    loose = np.flatnonzero(~filled)
    line = np.concatenate([paid, loose])
    order = np.argsort(line, kind="stable")
    line, weights = line[order], np.concatenate([weights, whole - sums[loose]])[order]
    totals = np.where(filled, sums, whole)[line]
    split = amounts.take(line).reset_index(drop=True)
    told = [(*key[2:], places.themes[key[2]]) for key in keys]
    rank = np.where(order < len(keys), order, -1)  # what is loose goes nowhere
    return split.assign(
        **{name: split_amounts(split[name], weights, totals, line) for name in AMOUNTS},
        **{
            name: pd.array([c[i] for c in told], dtype="str").take(rank, allow_fill=True)
            for i, name in enumerate(ATTACHED_TO)
        },
        part=pd.Series((weights / totals).astype("float64"), dtype="Float64"),
    )


def _weighted(linked: pd.DataFrame, places: Places) -> tuple[dict[Any, int], int]:
    """Give each line's places with their weights, whole numbers out of the one that comes second.

    By ``ligne``, place's rank in the plan, ``element_id``, ``os_id`` and ``oo_id``, in that order.
    """
    targets = {chief: places.of(chief) for chief in linked["chef"].unique()}
    _, of_share = whole_numbers(place.share for found in targets.values() for place in found)
    parts = {part: exact(part) for part in set(linked["part"].tolist())}
    _, of_part = whole_numbers(parts.values())
    order = {element: rank for rank, element in enumerate(places.plan["element_id"].tolist())}
    rows: dict[Any, int] = {}
    for line, chief, part in zip(*(linked[c].tolist() for c in _PAID), strict=True):
        for place in targets[chief]:
            weight = int(parts[part] * of_part) * int(place.share * of_share)
            key = (line, order[place.element_id], place.element_id, place.os_id, place.oo_id)
            if weight > 0:  # a part of 0 pays for nothing
                # An element may be linked to one line twice, by its article and by its function.
                rows[key] = rows.get(key, 0) + weight
    return {key: rows[key] for key in sorted(rows, key=_in_order)}, of_part * of_share


def _in_order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return *key[:3], *((place is None, place or "") for place in key[3:])

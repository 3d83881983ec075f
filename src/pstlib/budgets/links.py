"""Which budget line pays for which element: shares attached, and what is attached to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from pstlib.budgets import link_problems
from pstlib.budgets.lines import AMOUNTS, read_article
from pstlib.budgets.link_problems import OVER, SOUND, TOLERANCE, UNCLEAR, Link
from pstlib.budgets.places import Place, Places
from pstlib.budgets.splitting import exact, integers, whole_numbers
from pstlib.budgets.sums import Cents
from pstlib.text import is_missing

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
    sound = [link for link in linked if link.etat == SOUND and link.chef]
    return Attachments(_lines(amounts, sound, places), problems)


def _linked(amounts: pd.DataFrame, liens: pd.DataFrame, places: Places) -> list[Link]:
    """Give each pair of a line and a link, with its line's state."""
    names, parts = liens["element_id"].tolist(), liens["part"].tolist()
    held: dict[int, list[tuple[int, float | None]]] = {}
    for line, link in _pairs(amounts, liens):
        part = None if is_missing(parts[link]) else float(parts[link])
        held.setdefault(line, []).append((link, part))
    found = []
    for line, links in held.items():
        # A link alone on its line takes the whole of it when it doesn't say how much.
        alone = 1.0 if len(links) == 1 else None
        told = [(link, alone if part is None else part) for link, part in links]
        state = _state([part for _, part in told])
        found += [Link(line, rank, part, places.chief(names[rank]), state) for rank, part in told]
    return found


def _state(parts: Sequence[float | None]) -> str:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return UNCLEAR
    return OVER if sum(known) > 1 + TOLERANCE else SOUND


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


def _lines(amounts: pd.DataFrame, linked: Sequence[Link], places: Places) -> pd.DataFrame:
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
    told = [(*key[2:], places.themes[key[2]]) for key in keys]
    rank = np.where(order < len(keys), order, -1)  # what is loose goes nowhere
    shares = {n: Cents.of(amounts[n]).take(line).split(weights, totals, line) for n in AMOUNTS}
    columns = {
        str(name): shares[name].amounts() if name in shares else column.array.take(line)
        for name, column in amounts.items()
    }
    for i, name in enumerate(ATTACHED_TO):
        column = pd.array([place[i] for place in told], dtype="str")
        columns[name] = column.take(rank, allow_fill=True)
    columns["part"] = pd.array((weights / totals).astype("float64"), dtype="Float64")
    return pd.DataFrame(columns)


def _weighted(linked: Sequence[Link], places: Places) -> tuple[dict[Any, int], int]:
    """Give each line's places with their weights, whole numbers out of the one that comes second.

    By ``ligne``, place's rank in the plan, ``element_id``, ``os_id`` and ``oo_id``, in that order.
    """
    targets: dict[Any, list[Place]] = {c: places.of(c) for c in {str(link.chef) for link in linked}}
    _, of_share = whole_numbers(place.share for found in targets.values() for place in found)
    parts: dict[Any, Fraction] = {p: exact(p) for p in {link.part or 0.0 for link in linked}}
    _, of_part = whole_numbers(parts.values())
    order = {element: rank for rank, element in enumerate(places.plan["element_id"].tolist())}
    rows: dict[Any, int] = {}
    for line, _, part, chief, _ in linked:
        for place in targets[chief]:
            weight = int(parts[part] * of_part) * int(place.share * of_share)
            key = (line, order[place.element_id], place.element_id, place.os_id, place.oo_id)
            if weight > 0:  # a part of 0 pays for nothing
                # An element may be linked to one line twice, by its article and by its function.
                rows[key] = rows.get(key, 0) + weight
    return {key: rows[key] for key in sorted(rows, key=_in_order)}, of_part * of_share


def _in_order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return *key[:3], *((place is None, place or "") for place in key[3:])

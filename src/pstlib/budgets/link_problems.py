"""What is wrong with the links between a budget and a plan, said in French."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import pandas as pd

from pstlib.budgets.places import Places
from pstlib.model.findings import COLUMNS, ERROR, INFO, WARNING
from pstlib.model.records import records, table_of
from pstlib.text import NBSP, fr_number, is_missing

SOUND, OVER, UNCLEAR = "", "PART_DEPASSEE", "PART_MANQUANTE"
"""States of a budget line: its links hold, they take more than all of it, one doesn't say."""
TOLERANCE = 1e-9
"""How far from 1 the parts of a line may add up: parts are written with some sixteen digits."""


class Link(NamedTuple):
    """A budget line and a link that names it, by their ranks.

    ``part`` is None where the link doesn't say it, ``chef`` outside the plan; ``etat`` is the
    line's.
    """

    ligne: int
    lien: int
    part: float | None
    chef: str | None
    etat: str


PROBLEM_COLUMNS = [*COLUMNS, "code", "exercice", "article"]
Problem = dict[str, Any]
_TYPES = {"R": "recette", "D": "dépense"}
_CRITERIA = ("article", "fonction", "projet", "exercice")
_SHOWN = 10
_ADVICE = {
    OVER: f"Ramenez le total à 100{NBSP}% au plus{NBSP}: la ligne reste non rattachée.",
    UNCLEAR: f"Donnez la part de chaque lien{NBSP}: la ligne reste non rattachée.",
    "SANS_CRITERE": "Dites quelle ligne du budget finance l’élément.",
    "HORS_PLAN": "Sa part reste non rattachée.",
    "SANS_LIGNE": "Vérifiez l’article, la fonction, le projet et l’exercice du lien.",
}


def find(
    amounts: pd.DataFrame, liens: pd.DataFrame, linked: Sequence[Link], places: Places
) -> pd.DataFrame:
    """List the problems of links, errors first.

    Args:
        amounts: The result of ``amounts_by_version``.
        liens: The table ``liens_budget``.
        linked: Pairs of lines and links, those of a line together.
        places: The places of the plan.

    Returns:
        The columns of ``Attachments.problemes``. ``code`` is PART_DEPASSEE, PART_MANQUANTE,
        SANS_CRITERE, HORS_PLAN, SANS_LIGNE, SANS_BUDGET, PARTAGE_DEPASSE or PARTAGE_SANS_PART.
    """
    found = [
        *_lines(amounts, liens, linked, places),
        *_links(amounts, liens, linked, places),
        *_shared(linked, places),
    ]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    kinds = dict.fromkeys(PROBLEM_COLUMNS, "str") | {"ligne": "Int64", "exercice": "Int64"}
    return table_of(sorted(found, key=lambda problem: order[problem["gravite"]]), kinds)


def _lines(
    amounts: pd.DataFrame, liens: pd.DataFrame, linked: Sequence[Link], places: Places
) -> Iterator[Problem]:
    """Give the lines left unattached, since their links contradict each other."""
    names, codes = liens["element_id"].tolist(), amounts[["exercice", "type", "article"]]
    doubtful = [link for link in linked if link.etat != SOUND]
    for line, group in groupby(doubtful, key=attrgetter("ligne")):
        links = list(group)
        (row,) = records(codes.iloc[[line]])
        told = [(places.name(names[link.lien]), link) for link in links]
        yield {
            "gravite": ERROR,
            "table": "liens_budget",
            "ligne": links[0].lien + 1,
            "probleme": f"article {row['article']}, {_TYPES[row['type']]} de "
            f"{row['exercice']}{NBSP}: {_contradiction(told)}",
            "conseil": _ADVICE[links[0].etat],
            "code": links[0].etat,
            "exercice": row["exercice"],
            "article": row["article"],
        }


def _contradiction(links: Sequence[tuple[str, Link]]) -> str:
    shares = [
        f"{name}{NBSP}: {_share(link.part)} à la ligne {link.lien + 1}"
        for name, link in links[:_SHOWN]
    ]
    if len(links) > _SHOWN:
        shares.append(f"et {len(links) - _SHOWN} autres")
    if links[0][1].etat == OVER:
        whole = sum(link.part or 0.0 for _, link in links)
        return f"{_share(whole)} attachés ({', '.join(shares)})"
    return f"plusieurs liens, dont un sans part ({', '.join(shares)})"


def _links(
    amounts: pd.DataFrame, liens: pd.DataFrame, linked: Sequence[Link], places: Places
) -> Iterator[Problem]:
    """Give the links that attach nothing."""
    found = set(range(len(liens))) if amounts.empty else {link.lien for link in linked}
    for rank, link in enumerate(records(liens[["element_id", *_CRITERIA]])):
        code = _uselessness(link, found=rank in found, places=places)
        if code:
            yield {
                **{name: link[name] for name in ("element_id", "exercice", "article")},
                "ligne": rank + 1,
                "code": code,
                "gravite": ERROR if code == "SANS_CRITERE" else WARNING,
                "table": "liens_budget",
                "probleme": _useless(link, code),
                "conseil": _ADVICE[code],
            }
    if amounts.empty and not liens.empty:
        yield {
            "gravite": INFO,
            "table": "liens_budget",
            "probleme": "des liens, mais aucun budget",
            "conseil": "Importez le budget.",
            "code": "SANS_BUDGET",
        }


def _uselessness(link: dict[str, Any], *, found: bool, places: Places) -> str:
    if all(is_missing(link[name]) for name in _CRITERIA[:3]):
        return "SANS_CRITERE"
    if not places.chief(link["element_id"]):
        return "HORS_PLAN"
    return "" if found else "SANS_LIGNE"


def _useless(link: dict[str, Any], code: str) -> str:
    if code == "SANS_CRITERE":
        return "lien sans article, ni fonction, ni projet"
    if code == "HORS_PLAN":
        return f"«{NBSP}{link['element_id']}{NBSP}» n’est pas au plan à cette date"
    told = [f"{name} {link[name]}" for name in _CRITERIA if not is_missing(link[name])]
    return f"{', '.join(told)}{NBSP}: aucune ligne du budget"


def _shared(linked: Sequence[Link], places: Places) -> Iterator[Problem]:
    """Give the shared actions that have money, and whose parts don't say where it goes."""
    paid = {link.chef for link in linked}
    for chief in (chief for chief in places.shared if chief in paid):
        if chief in places.overshared:
            yield {
                "gravite": ERROR,
                "table": "elements",
                "element_id": chief,
                "probleme": f"{places.name(chief)}{NBSP}: ses rappels prennent plus de "
                f"100{NBSP}% de l’action partagée",
                "conseil": f"Corrigez les parts{NBSP}: le montant reste à l’action d’origine.",
                "code": "PARTAGE_DEPASSE",
            }
        for element in places.without_part(chief):
            yield {
                "gravite": INFO,
                "table": "elements",
                "element_id": element,
                "probleme": f"{places.name(element)}{NBSP}: rappel d’une action partagée, sans "
                "part, aucun montant ne lui revient",
                "conseil": "Donnez sa part, ou laissez le montant à l’action d’origine.",
                "code": "PARTAGE_SANS_PART",
            }


def _share(part: Any) -> str:
    return (
        "part inconnue" if is_missing(part) else f"{fr_number(round(float(part) * 100, 9))}{NBSP}%"
    )

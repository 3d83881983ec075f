"""What is asked of a comparison, and its arguments each by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from inspect import Parameter, signature
from typing import Any, TypedDict

from pstlib.comparison.peer_models import MODELS
from pstlib.errors import UsageError
from pstlib.text import nearest, parse_date


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a comparison.

    Attributes:
        date_arrete: Day of the situation; with ``mois``, the day up to which all is known.
        slug: The plan set among its peers; empty for the region alone.
        pairs: Model of peers, a key of ``MODELS``.
        anonyme: Show no organisation by its name.
        nommer: Even so, name the one of ``slug``.
        mois: Compare the terms this many months after their first day; 0 for one term at the day.
        type_admin: ``CPAS`` or ``AC``.
        parmi: The condition on the plans compared, as written; see ``selection.chosen_slugs``.
    """

    date_arrete: dt.date
    slug: str = ""
    pairs: str = "voisins"
    anonyme: bool = False
    nommer: bool = False
    mois: int = 0
    type_admin: str = "CPAS"
    parmi: str = ""

    def __post_init__(self) -> None:
        if self.pairs not in MODELS:
            raise UsageError(
                "Modèle de pairs inconnu",
                found=f"« {self.pairs} »",
                todo=f"Choisissez parmi : {', '.join(MODELS)}.",
            )
        if self.mois < 0:
            raise UsageError(
                "Nombre de mois négatif", found=str(self.mois), todo="Donnez 0 ou plus."
            )


class Asked(TypedDict, total=False):
    """What may be asked by name: the fields of ``Question``, the day as a text too."""

    date_arrete: dt.date | str
    slug: str
    pairs: str
    anonyme: bool
    nommer: bool
    mois: int
    type_admin: str


def question_of(asked: Mapping[str, Any], parmi: str = "") -> Question:
    """Make a question of what was asked by name.

    Raises:
        UsageError: If a name is unknown, the day is missing, or the question can't be asked.
    """
    for name in asked:
        if name not in Asked.__annotations__:
            near = nearest(name, Asked.__annotations__, 1) or list(Asked.__annotations__)
            raise UsageError(
                "Argument inconnu", found=f"« {name} »", todo=f"Écrivez {', '.join(near)}."
            )
    day = asked.get("date_arrete")
    if day is None or not str(day).strip():
        raise UsageError(
            "Il manque le jour de la comparaison",
            todo='Donnez-le : pstlib.compare(date_arrete="31/12/2021").',
        )
    return Question(**{**asked, "date_arrete": parse_date(day), "parmi": parmi})


def named_one_by_one(door: Callable[..., Any]) -> None:
    """Name each argument of a function that takes a question: the tab key and ``help`` read it."""
    own = signature(door)
    first, *others = [p for p in own.parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
    asked = [
        Parameter(
            one.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if one.default is MISSING else one.default,
            annotation=one.type,
        )
        for one in fields(Question)
        if one.name in Asked.__annotations__
    ]
    door.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[first, *asked, *others]
    )

"""Where in the plan the money of an element goes: the places of a shared action."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from pstlib.budgets.splitting import exact
from pstlib.model.statuses import Level
from pstlib.text import is_missing


class Place(NamedTuple):
    """A place in the plan that takes ``share`` of an element's money.

    ``holders`` are the elements that hold it, from the nearest up.
    """

    element_id: str
    oo_id: str | None
    os_id: str | None
    share: Fraction
    holders: tuple[str, ...]


class Places:
    """The places of a plan's elements.

    The chief place of a shared action is its original, or the first of its repetitions when the
    original isn't in the plan. Each repetition takes its ``part`` of what is attached to the
    action, the chief place the rest; one without a part takes nothing. What is attached to a
    sub-action goes where its action goes.
    """

    def __init__(self, plan: pd.DataFrame) -> None:
        """Take a ``situation``."""
        self.plan = plan
        columns = ("element_id", "parent_id", "original_id", "niveau", "part", "code")
        self._rows = {row[0]: row for row in zip(*(plan[c].tolist() for c in columns), strict=True)}
        self._groups: dict[str, list[str]] = {}
        for row in self._rows.values():
            group = self._groups.setdefault(row[2], [])
            group.insert(0 if row[0] == row[2] else len(group), row[0])

    def name(self, element: str) -> str:
        """Give the code of an element, its identifier if it isn't in the plan."""
        return str(self._rows[element][5]) if element in self._rows else element

    def chief(self, element: str) -> str | None:
        """Give the chief place of an element, None if it has no place in the plan."""
        original = self._rows[element][2] if element in self._rows else element
        return self._groups[original][0] if original in self._groups else None

    @cached_property
    def shared(self) -> dict[str, list[str]]:
        """The repetitions of each shared action, by its chief place."""
        return {group[0]: group[1:] for group in self._groups.values() if len(group) > 1}

    def without_part(self, chief: str) -> list[str]:
        """Give the repetitions of a shared action that say no part."""
        return [element for element in self.shared[chief] if is_missing(self._rows[element][4])]

    @cached_property
    def overshared(self) -> list[str]:
        """The chief places whose repetitions take more than the whole: they keep all of it."""
        return [chief for chief in self.shared if sum(self._parts(chief).values()) > 1]

    @cached_property
    def themes(self) -> dict[str, Any]:
        """The theme of each element, else that of the nearest element that holds it."""
        found: dict[str, Any] = {}
        rows = zip(
            *(self.plan[c].tolist() for c in ("element_id", "parent_id", "theme")), strict=True
        )
        for element, parent, theme in rows:  # parents come before their children
            found[element] = found.get(parent) if is_missing(theme) else theme
        return found

    def of(self, element: str) -> list[Place]:
        """Give the places that share what is attached to ``element``, itself a chief place."""
        return [
            Place(
                place,
                self._nearest(Level.OO, (place, *holders)),
                self._nearest(Level.OS, (place, *holders)),
                share,
                holders,
            )
            for (place, *above), share in self._chains(element)
            for holders in [tuple(above)]
        ]

    def _chains(self, element: str) -> list[tuple[tuple[str, ...], Fraction]]:
        """Give each place of ``element`` with all that holds it, and its share."""
        return [
            ((place, *above), share * further)
            for place, share in self._split(element)
            for above, further in self._above(place)
        ]

    def _above(self, place: str) -> list[tuple[tuple[str, ...], Fraction]]:
        parent = self._rows[place][1]
        if parent not in self._rows:
            return [((), Fraction(1))]
        if parent in self.shared:
            return self._chains(parent)
        return [((parent, *above), share) for above, share in self._above(parent)]

    def _nearest(self, level: Level, chain: tuple[str, ...]) -> str | None:
        return next((element for element in chain if self._rows[element][3] == level), None)

    def _parts(self, chief: str) -> dict[str, Fraction]:
        rows = [(element, self._rows[element][4]) for element in self.shared.get(chief, [])]
        return {element: exact(part) for element, part in rows if not is_missing(part)}

    def _split(self, chief: str) -> list[tuple[str, Fraction]]:
        parts = {} if chief in self.overshared else self._parts(chief)
        shares = [(chief, 1 - sum(parts.values(), Fraction(0))), *parts.items()]
        return [(element, share) for element, share in shares if share]

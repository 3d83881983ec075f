"""Where in the plan the money of an element goes: the places of a shared action."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from pstlib.budgets.splitting import exact
from pstlib.text import is_missing


class Place(NamedTuple):
    """A place in the plan that takes ``share`` of an element's money."""

    element_id: str
    oo_id: Any
    os_id: Any
    share: Fraction


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
        columns = ("element_id", "parent_id", "original_id", "oo_id", "os_id", "part", "code")
        self._rows = {row[0]: row for row in zip(*(plan[c] for c in columns), strict=True)}
        self._groups: dict[str, list[str]] = {}
        for row in self._rows.values():
            group = self._groups.setdefault(row[2], [])
            group.insert(0 if row[0] == row[2] else len(group), row[0])

    def name(self, element: str) -> str:
        """Give the code of an element, its identifier if it isn't in the plan."""
        return str(self._rows[element][6]) if element in self._rows else element

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
        return [element for element in self.shared[chief] if is_missing(self._rows[element][5])]

    @cached_property
    def overshared(self) -> list[str]:
        """The chief places whose repetitions take more than the whole: they keep all of it."""
        return [chief for chief in self.shared if sum(self._parts(chief).values()) > 1]

    @cached_property
    def themes(self) -> dict[str, Any]:
        """The theme of each element, else that of the nearest element that holds it."""
        found: dict[str, Any] = {}
        rows = zip(*(self.plan[c] for c in ("element_id", "parent_id", "theme")), strict=True)
        for element, parent, theme in rows:  # parents come before their children
            found[element] = found.get(parent) if is_missing(theme) else theme
        return found

    def of(self, element: str) -> list[Place]:
        """Give the places that share what is attached to ``element``, itself a chief place."""
        return [
            Place(place, oo_id, os_id, share * above)
            for place, share in self._split(element)
            for oo_id, os_id, above in self._holders(place)
        ]

    def _parts(self, chief: str) -> dict[str, Fraction]:
        rows = [(element, self._rows[element][5]) for element in self.shared.get(chief, [])]
        return {element: exact(part) for element, part in rows if not is_missing(part)}

    def _split(self, chief: str) -> list[tuple[str, Fraction]]:
        parts = {} if chief in self.overshared else self._parts(chief)
        shares = [(chief, 1 - sum(parts.values(), Fraction(0))), *parts.items()]
        return [(element, share) for element, share in shares if share]

    def _holders(self, place: str) -> list[tuple[Any, Any, Fraction]]:
        """Give the OO and OS that hold a place: those of all the places of its shared action."""
        own = self._rows[place]
        above = own[1]
        while above in self._rows:
            if above in self.shared:
                return [
                    (oo_id, os_id, share * further)
                    for other, share in self._split(above)
                    for oo_id, os_id, further in self._holders(other)
                ]
            above = self._rows[above][1]
        return [(own[3], own[4], Fraction(1))]

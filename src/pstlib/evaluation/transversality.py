"""Who carries the plan, with whom, and what serves several objectives.

Names are taken as they are written: two are one only where they differ by case, accents, spaces
or the shape of an apostrophe. « DG » and « Directeur général » stay two, for nothing says that they
are the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from pstlib.evaluation.actions import written_for
from pstlib.model import memberships
from pstlib.model.records import records, table_of
from pstlib.model.statuses import OBJECTIVE_LEVELS, Level, Status
from pstlib.text import is_missing, name_key, parts_of


class Role(StrEnum):
    """What a name stands for in the plan."""

    SERVICE = "SERVICE"
    PERSON = "RESPONSABLE"
    MANDATE = "MANDATAIRE"
    PARTNER = "PARTENAIRE"
    PLAN = "PLAN"
    GOAL = "ODD"


_COLUMNS = {
    Role.SERVICE: "departement",
    Role.PERSON: "responsable",
    Role.MANDATE: "mandataire",
    Role.PARTNER: "partenaires",
    Role.PLAN: "plans",
    Role.GOAL: "odd",
}
_SHOWN = [
    "element_id", "original_id", "os_id", "oo_id", "niveau", "code", "libelle", "statut", "feuille",
]  # fmt: skip
_LISTS = (Role.PARTNER, Role.PLAN, Role.GOAL)
_STATUSES = {f"n_{status}": str(status) for status in Status}
_COUNTS = ["n_evaluees", *_STATUSES, "n_en_retard", "n_sans_responsable"]
_Row = Mapping[str, Any]
_Facts = Mapping[str, _Row]
NAMED = ["role", "nom", *_COUNTS, "n_os", "n_objectifs", "graphies"]
CROSSED = ["role", "nom", "os_id", "n_evaluees", *_STATUSES]
SHARED = ["element_id", "code", "libelle", "statut", "lieux", "n_objectifs", "n_os"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Transversality:
    """Who carries the plan, with whom, and what serves several objectives.

    Attributes:
        partagees: One row per action of the plan that shows under several objectives: ``lieux``
            are the codes of these, the original's first; ``statut`` is missing where its
            sub-actions are followed instead.
        noms: One row per role and name, the most charged first, the name missing where assessed
            actions have none: how many assessed actions, by status, late (missing if none of
            those left to do has a known deadline), without a person in charge; under how many OS;
            how many objectives bear the name themselves; what other spellings were taken for it:
            ``NAMED``.
        croisement: The same counts by role, name and OS: ``CROSSED``. An action shared between OS
            shows under each; ``os_id`` is missing outside them.
    """

    partagees: pd.DataFrame
    noms: pd.DataFrame
    croisement: pd.DataFrame

    @cached_property
    def lignes(self) -> list[dict[str, Any]]:
        """The rows of ``noms``, by column; shared: don't change them."""
        return records(self.noms)

    def named(self, role: Role) -> list[dict[str, Any]]:
        """Give the rows of ``noms`` of a role that bear a name."""
        return [row for row in self.lignes if row["role"] == role and not is_missing(row["nom"])]


@dataclass
class _Tally:
    """What bears one name in one role; its keys stand in the order of the plan."""

    role: str
    actions: dict[str, None] = field(default_factory=dict)
    objectives: dict[str, None] = field(default_factory=dict)
    spellings: Counter[str] = field(default_factory=Counter)

    def add(self, name: str | None, element: str, elements: dict[str, None]) -> None:
        """Count an element among ``elements``, those of this tally, and its spelling."""
        elements[element] = None
        self.spellings.update([] if name is None else [name])

    @property
    def name(self) -> str | None:
        """The most frequent spelling, the first of several."""
        return self.spellings.most_common(1)[0][0] if self.spellings else None

    @property
    def others(self) -> list[str]:
        """The other spellings taken for the same name."""
        return [name for name, _ in self.spellings.most_common()[1:]]


def transversality(plan: pd.DataFrame, actions: Sequence[_Row]) -> Transversality:
    """Say who carries which assessed actions, with whom, and which serve several objectives.

    Args:
        plan: The situation.
        actions: The rows of facts of its counted leaves (``action_facts``).
    """
    # Loops over a few hundred names: joins would take much longer.
    facts = {row["element_id"]: row for row in actions if row["evaluee"]}
    above = _strategic(plan)
    tallies = sorted(_tallies(plan, facts), key=_rank)
    named = [_counted(tally, facts, above) for tally in tallies]
    crossed = [row for tally in tallies for row in _crossed(tally, facts, above)]
    return Transversality(
        partagees=_shared(plan),
        noms=table_of(named, _kinds(NAMED)),
        croisement=table_of(crossed, _kinds(CROSSED)),
    )


def _kinds(columns: Sequence[str]) -> dict[str, str]:
    return {name: "Int64" if name.startswith("n_") else "str" for name in columns}


def _tallies(plan: pd.DataFrame, assessed: _Facts) -> list[_Tally]:
    """Gather by role and name the assessed actions and the objectives that bear it."""
    levels, elements = plan["niveau"].tolist(), plan["element_id"].tolist()
    found: dict[tuple[str, str | None], _Tally] = {}
    for role, column in _COLUMNS.items():
        several = role in _LISTS
        own = written_for(plan, assessed.values(), column, everywhere=several)
        for element, cell in zip(assessed, own, strict=True):
            names: list[str | None] = [*_names(cell, several=several)]
            for name in names or [None]:
                tally = found.setdefault((role, name and name_key(name)), _Tally(str(role)))
                tally.add(name, element, tally.actions)
        for element, level, cell in zip(elements, levels, plan[column].tolist(), strict=True):
            for name in _names(cell, several=several) if level in OBJECTIVE_LEVELS else ():
                tally = found.setdefault((role, name_key(name)), _Tally(str(role)))
                tally.add(name, element, tally.objectives)
    return list(found.values())


def _names(cell: object, *, several: bool) -> list[str]:
    return parts_of(cell) if several else parts_of(cell, "\n")


def _strategic(plan: pd.DataFrame) -> dict[str, list[str]]:
    """Give by leaf the OS that hold it: several for an action shared between them."""
    pairs = memberships(plan)
    rows = zip(plan["element_id"].tolist(), plan["niveau"].tolist(), strict=True)
    strategic = {element for element, level in rows if level == Level.OS}
    found: dict[str, list[str]] = {}
    for holder, leaf in zip(pairs["element_id"].tolist(), pairs["membre_id"].tolist(), strict=True):
        if holder in strategic:
            found.setdefault(leaf, []).append(holder)
    return found


def _rank(tally: _Tally) -> tuple[int, bool, int, str]:
    """Order by role, the most charged first, then by name; those without a name come last."""
    name = tally.name
    role = list(Role).index(Role(tally.role))
    return role, name is None, -len(tally.actions), name_key(name or "")


def _counted(tally: _Tally, facts: _Facts, above: dict[str, list[str]]) -> dict[str, Any]:
    held = [facts[element] for element in tally.actions]
    strategic = {holder for element in tally.actions for holder in above.get(element, [])}
    return {
        "role": tally.role,
        "nom": tally.name,
        **_statuses(held),
        "n_en_retard": _late(held),
        "n_sans_responsable": sum(is_missing(row["responsable"]) for row in held),
        "n_os": len(strategic),
        "n_objectifs": len(tally.objectives),
        "graphies": " ; ".join(tally.others) or None,
    }


def _crossed(tally: _Tally, facts: _Facts, above: dict[str, list[str]]) -> list[dict[str, Any]]:
    cells: dict[str | None, list[_Row]] = {}
    for element in tally.actions:
        holders: list[str | None] = [*above.get(element, [])]
        for holder in holders or [None]:
            cells.setdefault(holder, []).append(facts[element])
    place = {"role": tally.role, "nom": tally.name}
    return [{**place, "os_id": holder, **_statuses(held)} for holder, held in cells.items()]


def _late(held: Sequence[_Row]) -> int | None:
    """Count the late actions; unknown if none of those left to do has a known deadline."""
    left = [row for row in held if row["poursuivie"] and row["statut"] != Status.DONE]
    if left and all(is_missing(row["date_fin"]) for row in left):
        return None
    return sum(bool(row["en_retard"]) for row in held)


def _statuses(held: Sequence[_Row]) -> dict[str, int]:
    counts = Counter(row["statut"] for row in held)
    return {"n_evaluees": len(held), **{name: counts[s] for name, s in _STATUSES.items()}}


def _shared(plan: pd.DataFrame) -> pd.DataFrame:
    """List the actions that show in several places, in the order of the plan."""
    codes = dict(zip(plan["element_id"].tolist(), plan["code"].tolist(), strict=True))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in records(plan, _SHOWN):
        if row["niveau"] in (Level.ACTION, Level.SUB_ACTION):
            groups.setdefault(row["original_id"], []).append(row)
    rows = [_places(group, codes) for group in groups.values() if len(group) > 1]
    return table_of(rows, _kinds(SHARED))


def _places(group: Sequence[dict[str, Any]], codes: dict[str, str]) -> dict[str, Any]:
    """Say of a shared action, given at its places, where it shows, its original first."""
    first = sorted(group, key=lambda row: bool(row["element_id"] != row["original_id"]))
    objectives = [row["os_id"] if is_missing(row["oo_id"]) else row["oo_id"] for row in first]
    holders = _distinct([holder for holder in objectives if not is_missing(holder)])
    strategic = _distinct([row["os_id"] for row in first if not is_missing(row["os_id"])])
    head = first[0]
    status = head["statut"] if any(row["feuille"] for row in group) else None
    places = ", ".join(codes[holder] for holder in holders)
    cells = (head["element_id"], head["code"], head["libelle"], status, places)
    return dict(zip(SHARED, (*cells, len(holders), len(strategic)), strict=True))


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))

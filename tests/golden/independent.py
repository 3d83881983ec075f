"""A PST evaluated a second time, by the book: standard library only, exact fractions.

Written from the text of the method (docs/methode.md, points 1 to 9 and transitions), never from
pstlib's code, so that the two agree only where both read the method alike. Slow and plain on
purpose. Weights are equal; thresholds are those of the method as printed.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = dict[str, str]
STATUSES = (
    "NON_COMMENCE",
    "EN_COURS",
    "EN_ATTENTE",
    "PROBLEME",
    "TERMINE",
    "ANNULE_ABANDONNE",
    "INCONNU",
)
FINAL = ("TERMINE", "ANNULE_ABANDONNE")


def rows_of(folder: Path, table: str) -> list[Row]:
    """Read a table, or nothing where there is none."""
    path = folder / "tables" / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def years_of(folder: Path) -> tuple[int, int]:
    """Read the two years of a ``pst.yml`` without a YAML library."""
    pairs = (
        line.split(":", 1)
        for line in (folder / "pst.yml").read_text(encoding="utf-8").splitlines()
        if line.startswith("exercice_")
    )
    years = {key: int(value) for key, value in pairs}
    return years["exercice_debut"], years["exercice_fin"]


def day(text: str) -> dt.date | None:
    """Read an ISO date; None where the cell is empty."""
    return dt.date.fromisoformat(text) if text else None


def a_year_after(date: dt.date) -> dt.date:
    """Give the same day of the next year (28 February for a 29)."""
    if (date.month, date.day) == (2, 29):
        return dt.date(date.year + 1, 2, 28)
    return date.replace(year=date.year + 1)


@dataclass(frozen=True)
class Leaf:
    """A leaf action at the date, with what points 3 to 7 say of it."""

    element_id: str
    type_action: str
    statut: str
    date_suivi: dt.date | None
    perimee: bool
    retard_jours: int | None
    avancement: tuple[Fraction, Fraction]
    attendu: Fraction

    @property
    def assessed(self) -> bool:
        """Point 4: of type PST."""
        return self.type_action == "PST"

    @property
    def pursued(self) -> bool:
        """Point 4: assessed and not given up."""
        return self.assessed and self.statut != "ANNULE_ABANDONNE"


class Plan:
    """The plan of a folder at a date."""

    def __init__(self, folder: Path, date: dt.date) -> None:
        self.date = date
        self.first_year, self.last_year = years_of(folder)
        self.elements = {row["element_id"]: row for row in rows_of(folder, "elements")}
        self.versions = {row["version"]: day(row["date"]) for row in rows_of(folder, "versions")}
        self.observations = rows_of(folder, "suivi")
        self.inside = {key: row for key, row in self.elements.items() if self.in_plan(row)}
        self.leaves: dict[str, Leaf] = {}
        for key in {leaf for element in self.inside for leaf in self.leaves_under(element)}:
            self.leaves[key] = self.leaf(key)

    def in_plan(self, row: Row) -> bool:
        """Point 2: entered, not left, and so is its parent."""
        entered = self.versions[row["version_entree"]] if row["version_entree"] else None
        left = self.versions[row["version_sortie"]] if row["version_sortie"] else None
        if (entered and entered > self.date) or (left and left <= self.date):
            return False
        return not row["parent_id"] or self.in_plan(self.elements[row["parent_id"]])

    def children(self, element: str) -> Iterator[str]:
        """Give the elements in the plan right under one."""
        return (key for key, row in self.inside.items() if row["parent_id"] == element)

    def original(self, element: str) -> str:
        """Follow ``partage_de`` to the action that is no repetition."""
        source = self.elements[element]["partage_de"]
        return self.original(source) if source else element

    def stand_in(self, element: str) -> str:
        """Give the one place that stands for a shared action: its original, else the first."""
        source = self.original(element)
        if source in self.inside:
            return source
        return next(key for key in self.inside if self.original(key) == source)

    def leaves_under(self, element: str) -> set[str]:
        """Point 1: the leaf actions under an element, a shared one being the same everywhere."""
        row = self.inside[element]
        if self.stand_in(element) != element:
            return self.leaves_under(self.stand_in(element))
        below = list(self.children(element))
        if row["niveau"] == "SOUS_ACTION" or (row["niveau"] == "ACTION" and not below):
            return {element}
        return {leaf for child in below for leaf in self.leaves_under(child)}

    def last_observation(self, element: str) -> Row | None:
        """Point 3: the last at the date at the latest; of two on one day, the last line."""
        found: Row | None = None
        for row in self.observations:
            if row["element_id"] != element or row["date_suivi"] > self.date.isoformat():
                continue
            if found is None or row["date_suivi"] >= found["date_suivi"]:
                found = row
        return found

    def leaf(self, element: str) -> Leaf:
        """Apply points 3 to 7 to one leaf action."""
        row = self.inside[element]
        holder = self.inside[row["parent_id"]] if row["niveau"] == "SOUS_ACTION" else row
        seen = self.last_observation(self.original(element))
        status = (seen["statut"] if seen else "") or "INCONNU"
        seen_on = day(seen["date_suivi"]) if seen else None
        due = day(row["date_fin"])
        late = due is not None and due < self.date and status not in FINAL
        return Leaf(
            element_id=element,
            type_action=holder["type_action"] or "PST",
            statut=status,
            date_suivi=seen_on,
            perimee=bool(seen_on and a_year_after(seen_on) < self.date and status not in FINAL),
            retard_jours=(self.date - due).days if late and due else None,
            avancement=progress(status, seen["taux_avancement"] if seen else ""),
            attendu=self.expected(row),
        )

    def expected(self, row: Row) -> Fraction:
        """Point 6: the share of the planned days that have gone by, in per cent."""
        start = day(row["date_debut"]) or dt.date(self.first_year, 1, 1)
        end = day(row["date_fin"]) or dt.date(self.last_year, 12, 31)
        if self.date >= end:
            return Fraction(100)
        if self.date <= start:
            return Fraction(0)
        return Fraction(100 * (self.date - start).days, (end - start).days)

    def members(self, element: str | None) -> list[Leaf]:
        """Give the leaf actions of an element, or of the whole plan, each once."""
        tops = [element] if element else list(self.inside)
        return [self.leaves[key] for key in {k for top in tops for k in self.leaves_under(top)}]


def progress(status: str, rate: str) -> tuple[Fraction, Fraction]:
    """Point 5: the two ends of an action's progress."""
    if status == "TERMINE":
        return Fraction(100), Fraction(100)
    if status == "NON_COMMENCE":
        return Fraction(0), Fraction(0)
    if status == "INCONNU" or not rate:
        return Fraction(0), Fraction(100)
    return Fraction(rate), Fraction(rate)


def mean(values: Iterable[Fraction]) -> Fraction | None:
    """Give the mean, None of nothing."""
    known = list(values)
    return sum(known, Fraction(0)) / len(known) if known else None


def figures(leaves: list[Leaf]) -> dict[str, Any]:
    """Give the figures of the method for a set of leaf actions."""
    assessed = [leaf for leaf in leaves if leaf.assessed]
    pursued = [leaf for leaf in leaves if leaf.pursued]
    done = sum(leaf.statut == "TERMINE" for leaf in pursued)
    return {
        "n_actions": len(leaves),
        "n_evaluees": len(assessed),
        "n_perennes": sum(leaf.type_action == "PERENNE" for leaf in leaves),
        "n_poursuivies": len(pursued),
        "par_statut": {s: sum(leaf.statut == s for leaf in assessed) for s in STATUSES},
        "numerateur": done,
        "denominateur": len(pursued),
        "taux": Fraction(done, len(pursued)) if pursued else None,
        "min": mean(leaf.avancement[0] for leaf in pursued),
        "max": mean(leaf.avancement[1] for leaf in pursued),
        "attendu": mean(leaf.attendu for leaf in pursued),
        "n_en_retard": sum(leaf.retard_jours is not None for leaf in assessed),
        "n_perimees": sum(leaf.perimee for leaf in assessed),
    }


def appreciation(leaves: list[Leaf], evaluation: str) -> str:
    """Point 8: the first rule that holds."""
    assessed = [leaf for leaf in leaves if leaf.assessed]
    pursued = [leaf for leaf in leaves if leaf.pursued]
    if assessed and not pursued:
        return "ABANDONNE"
    known = sum(leaf.statut != "INCONNU" and not leaf.perimee for leaf in assessed)
    if not assessed or 2 * known < len(assessed):
        return "NON_EVALUABLE"
    if all(leaf.statut == "TERMINE" for leaf in pursued):
        return "ATTEINT"
    return midterm(pursued) if evaluation == "mi-parcours" else end_of_term(pursued)


def midterm(pursued: list[Leaf]) -> str:
    """Point 8, at mid-term, once it is neither abandoned, unassessable nor reached."""
    numbers = figures(pursued)
    low, high, expected = numbers["min"], numbers["max"], numbers["attendu"]
    blocked = sum(leaf.statut == "PROBLEME" for leaf in pursued)
    hampered = sum(leaf.statut == "PROBLEME" or leaf.retard_jours is not None for leaf in pursued)
    if high < expected - 30 or 3 * hampered >= len(pursued):
        return "EN_DIFFICULTE"
    return "EN_BONNE_VOIE" if low >= expected - 10 and not blocked else "A_SURVEILLER"


def end_of_term(pursued: list[Leaf]) -> str:
    """Point 8, at the end of the term, once it is neither abandoned, unassessable nor reached."""
    numbers = figures(pursued)
    if numbers["min"] >= 75:
        return "LARGEMENT_ATTEINT"
    return "NON_ATTEINT" if numbers["max"] < 25 else "PARTIELLEMENT_ATTEINT"


def number(text: str) -> Fraction | None:
    """Read a number exactly; None where the cell is empty."""
    return Fraction(text) if text else None


def indicators(plan: Plan, folder: Path) -> dict[str, Any]:
    """Point 9: each indicator of an element in the plan, read at its last measure."""
    rows = [row for row in rows_of(folder, "indicateurs") if row["element_id"] in plan.inside]
    values = rows_of(folder, "mesures")
    return {row["indicateur_id"]: indicator(row, values, plan.date) for row in rows}


def indicator(row: Row, values: list[Row], date: dt.date) -> dict[str, Any]:
    """Read one indicator: number of measures, the last one, attainment, whether it is reached."""
    known: dict[dt.date, Fraction] = {}
    for line in values:
        when, value = day(line["date"]), number(line["valeur"])
        mine = line["indicateur_id"] == row["indicateur_id"]
        if mine and when is not None and when <= date and value is not None:
            known[when] = value  # of two on one day, the last line
    reference, target = number(row["valeur_reference"]), number(row["valeur_cible"])
    last = max(known, default=None)
    value = known[last] if last else None
    reached = [when for when in known if is_reached(row["sens"], known[when], reference, target)]
    return {
        "n_mesures": len(known),
        "date_mesure": last,
        "valeur": value,
        "ecart": value - target if value is not None and target is not None else None,
        "atteinte": attainment(row["sens"], value, reference, target),
        "atteint": is_reached(row["sens"], value, reference, target),
        "atteint_le": min(reached, default=None),
        "cible_echue": date >= dt.date(int(row["annee_cible"]), 12, 31)
        if row["annee_cible"]
        else None,
    }


def attainment(
    direction: str, value: Fraction | None, reference: Fraction | None, target: Fraction | None
) -> Fraction | None:
    """Point 9: the share of the way done, where there is a way in the wanted direction."""
    if value is None or reference is None or target is None:
        return None
    upwards = direction == "HAUSSE" and target > reference
    downwards = direction == "BAISSE" and target < reference
    return (value - reference) / (target - reference) if upwards or downwards else None


def is_reached(
    direction: str, value: Fraction | None, reference: Fraction | None, target: Fraction | None
) -> bool | None:
    """Point 9: yes, no, or nobody can tell."""
    if value is None or target is None or not direction:
        return None
    side = 0 if reference is None else (target > reference) - (target < reference)
    if direction == "MAINTIEN":
        if value == target:
            return True
        return None if side == 0 else (value < target) == (side > 0)
    if side == (-1 if direction == "HAUSSE" else 1):
        return None  # the target contradicts the direction
    return value >= target if direction == "HAUSSE" else value <= target


def transitions(folder: Path, first: dt.date, last: dt.date) -> dict[str, tuple[str, str]]:
    """Give the state of each action counted on either day, by its original."""
    plans = Plan(folder, first), Plan(folder, last)
    keys = {plan.original(leaf) for plan in plans for leaf in plan.leaves}
    before, after = ({key: state(plan, key) for key in keys} for plan in plans)
    return {key: (before[key], after[key]) for key in keys}


def state(plan: Plan, key: str) -> str:
    """Give the status of an action on the day of a plan, or say why it has none."""
    for leaf in plan.leaves.values():
        if plan.original(leaf.element_id) == key:
            return leaf.statut
    shown = any(plan.original(element) == key for element in plan.inside)
    return "COMPTEE_AUTREMENT" if shown else "HORS_PLAN"

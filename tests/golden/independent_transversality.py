"""Transversality and synergies a second time, by the book: standard library only.

Written from docs/methode.md, « Transversalité » and « Synergies »; it leans on the plan of
``independent.py`` for what is in the plan and which leaf has which status.
"""

import unicodedata
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = dict[str, str]
COLUMNS = {
    "SERVICE": "departement",
    "RESPONSABLE": "responsable",
    "MANDATAIRE": "mandataire",
    "PARTENAIRE": "partenaires",
    "PLAN": "plans",
    "ODD": "odd",
}
LISTS = ("PARTENAIRE", "PLAN", "ODD")


def spelling(name: str) -> str:
    """What is left of a name without its typography: case, accents, blanks, apostrophes."""
    flat = unicodedata.normalize("NFKD", name.replace("’", "'").replace("œ", "oe"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).casefold().split())


def names(plan: Any, leaf: str, role: str) -> set[str]:
    """The names of a leaf in a role: its own, at all its places for lists, else its action's."""
    column = COLUMNS[role]
    own = cells(plan, leaf, column, everywhere=role in LISTS)
    row = plan.elements[leaf]
    if not own and row["niveau"] == "SOUS_ACTION":
        own = cells(plan, row["parent_id"], column, everywhere=role in LISTS)
    return {spelling(part) for cell in own for part in parts(cell, role) if part.strip()}


def parts(cell: str, role: str) -> list[str]:
    return cell.split(";") if role in LISTS else [cell]


def cells(plan: Any, element: str, column: str, *, everywhere: bool) -> list[str]:
    """The cells of a column for an element, or for each place of the action that it repeats."""
    places = [element]
    if everywhere:
        places = [e for e in plan.inside if plan.original(e) == plan.original(element)]
    return [plan.elements[place][column] for place in places if plan.elements[place][column]]


def charges(plan: Any, role: str) -> dict[str, dict[str, int]]:
    """By name (empty: none): assessed actions, done, late, strategic objectives."""
    found: dict[str, list[Any]] = {}
    for leaf in plan.leaves.values():
        if leaf.assessed:
            for name in names(plan, leaf.element_id, role) or {""}:
                found.setdefault(name, []).append(leaf)
    return {
        name: {
            "n_evaluees": len(leaves),
            "n_TERMINE": sum(leaf.statut == "TERMINE" for leaf in leaves),
            "n_en_retard": late(plan, leaves),
            "n_os": len({os for leaf in leaves for os in strategic(plan, leaf.element_id)}),
        }
        for name, leaves in found.items()
    }


def late(plan: Any, leaves: list[Any]) -> Any:
    """Point 7; missing where some are left to do and no deadline of theirs is known."""
    left = [leaf for leaf in leaves if leaf.pursued and leaf.statut != "TERMINE"]
    if left and not any(plan.elements[leaf.element_id]["date_fin"] for leaf in left):
        return None
    return sum(leaf.retard_jours is not None for leaf in leaves)


def strategic(plan: Any, leaf: str) -> set[str]:
    """Every OS under which a leaf shows."""
    return {
        key
        for key, row in plan.inside.items()
        if row["niveau"] == "OS" and leaf in plan.leaves_under(key)
    }


def shared(plan: Any) -> set[str]:
    """The actions that show in several places of the plan."""
    counts = Counter(
        plan.original(key)
        for key, row in plan.inside.items()
        if row["niveau"] in ("ACTION", "SOUS_ACTION")
    )
    return {key for key, n in counts.items() if n > 1}


Life = dict[str, list[Row]]


def states(rows: list[Row], life: Life, day: str) -> dict[str, str]:
    """The state of each synergy at the day."""
    return {row["synergie_id"]: state(row, life, day) for row in rows}


def lived(row: Row, life: Life, day: str) -> list[Row]:
    """The follow-up of a synergy up to the day, the last row last."""
    return sorted(
        (one for one in life.get(row["synergie_id"], []) if one["date"] <= day),
        key=lambda one: one["date"],
    )


def state(row: Row, life: Life, day: str) -> str:
    if life.get(row["synergie_id"]):
        past = lived(row, life, day)
        return past[-1]["etat"] if past else "A_VENIR"
    if row["etat"] != "ABANDONNEE" and row["date_debut"] > day:
        return "A_VENIR"
    return row["etat"] or "INCONNU"


def amount(row: Row, life: Life, day: str, column: str) -> str:
    """An amount in writing: the observed one is the last dated, if any ever was."""
    followed = [one for one in life.get(row["synergie_id"], []) if one["economie_constatee"]]
    if column != "economie_constatee" or not followed:
        return row[column]
    past = [one for one in lived(row, life, day) if one["economie_constatee"]]
    return past[-1]["economie_constatee"] if past else ""


def effect(row: Row, life: Life, day: str) -> str:
    """The effect on the service, known once the synergy is in the last state ever written."""
    follow_up = sorted(life.get(row["synergie_id"], []), key=lambda one: one["date"])
    if state(row, life, day) == "A_VENIR":
        return "INCONNU"
    if follow_up and follow_up[-1]["etat"] != state(row, life, day):
        return "INCONNU"
    return row["effet_service"] or "INCONNU"


def savings(rows: list[Row], life: Life, day: str, column: str) -> tuple[int, Fraction]:
    """How many amounts are known among the synergies in force, and their sum."""
    known = [
        Fraction(written)
        for row in rows
        if state(row, life, day) in ("EXISTANTE", "EN_COURS")
        and (written := amount(row, life, day, column))
    ]
    return len(known), sum(known, Fraction(0))


def flagged(rows: list[Row], life: Life, day: str) -> set[str]:
    """The synergies, not dropped, that weaken the service or cost more than they save."""
    return {
        row["synergie_id"]
        for row in rows
        if state(row, life, day) not in ("ABANDONNEE", "A_VENIR")
        and (
            effect(row, life, day) == "MOINDRE"
            or amount(row, life, day, "economie_constatee").startswith("-")
        )
    }


def life_of(folder: Path, independent: Any) -> Life:
    """The follow-up of the synergies of a plan, in the order of the file."""
    found: Life = {}
    for row in independent.rows_of(folder, "suivi_synergies"):
        found.setdefault(row["synergie_id"], []).append(row)
    return found


def rows_of(folder: Path, independent: Any) -> list[Row]:
    found: list[Row] = independent.rows_of(folder, "synergies")
    return found

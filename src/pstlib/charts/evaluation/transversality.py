"""Who carries the plan, with whom, and what serves several objectives, with their statuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable, element_cell, lists_block, status_cell
from pstlib.charts.evaluation.facts import status_words
from pstlib.charts.theme import status_css, status_legend
from pstlib.charts.wording import clean, short_code, tidy
from pstlib.evaluation import Evaluation
from pstlib.evaluation.transversality import Role
from pstlib.evaluation.transversality_sentences import (
    spellings,
    transversality_sentences,
)
from pstlib.evaluation.wording import actions
from pstlib.grammar import capitalised, counted, number, plural
from pstlib.model.records import records, table_of
from pstlib.model.statuses import STATUS_LABELS, Level
from pstlib.text import NBSP, fr_long_date, is_missing

_Row = Mapping[str, Any]

_SHOWN = 8
"""Names that a table shows; its CSV has all of them."""
_HEADS = {
    Role.SERVICE: ("Service", "services", "Service non connu"),
    Role.PERSON: ("Responsable", "responsables", "Sans responsable connu"),
    Role.MANDATE: ("Mandataire", "mandataires", "Sans mandataire connu"),
    Role.PARTNER: ("Partenaire", "partenaires", "Sans partenaire nommé"),
    Role.PLAN: ("Autre plan", "autres plans", "Sans autre plan"),
    Role.GOAL: ("ODD", "objectifs de développement durable", "Sans ODD"),
}
_APART = "Hors OS"
_HOW_TO_READ = (
    f"Sous chaque objectif stratégique{NBSP}: les actions terminées sur les actions évaluées, dans "
    "une case d’autant plus foncée que celles-ci sont nombreuses."
)
_AS_WRITTEN = (
    "Les noms sont ceux du plan. Deux noms qui ne diffèrent que par la casse, les accents, les "
    "espaces ou l’apostrophe comptent pour un seul ; toute autre différence est gardée."
)


@dataclass(frozen=True)
class _Table:
    """A table of names: its title, the heads of its columns by OS (code, label), its rows."""

    titre: str
    nom: str
    colonnes: Sequence[tuple[str, str]]
    lignes: Sequence[Mapping[str, Any]]
    note: str = ""


def carriers(ev: Evaluation) -> Block:
    """Show who carries the assessed actions: services by OS, then persons and mandates."""
    found, n = ev.transversalite, int(ev.chiffres["n_evaluees"])
    tables = [
        *_tables(ev, Role.SERVICE, by_objective=True),
        *_tables(ev, Role.PERSON, by_objective=not found.named(Role.SERVICE)),
        *_tables(ev, Role.MANDATE, by_objective=False),
    ]
    sentences = transversality_sentences(found, n)
    return _block(ev, tables, phrases=sentences, fichier="porteurs", notes=spellings(found))


def partnerships(ev: Evaluation) -> Block:
    """Show the partners that the actions name; the CSV holds other plans and goals as well."""
    tables = _tables(ev, Role.PARTNER, by_objective=False)
    return _block(ev, tables, fichier="partenariats", notes=[_AS_WRITTEN] if tables else [])


def shared_actions(ev: Evaluation) -> Block:
    """List the actions that show under several objectives."""
    rows = ev.transversalite.partagees
    lines = [
        (
            element_cell(row),
            Cell(clean(row["lieux"])),
            Cell("suivie par ses sous-actions") if is_missing(row["statut"]) else status_cell(row),
        )
        for row in records(rows)
    ]
    title = f"{counted(len(rows), 'action')} sous plusieurs objectifs"
    return lists_block([ElementTable(title, ("Action", "Objectifs", "Statut"), lines)])


def _block(
    ev: Evaluation,
    tables: Sequence[_Table],
    *,
    fichier: str,
    phrases: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Block:
    counts = ev.chiffres
    return block(
        "transversalite.html.j2",
        " ".join([*phrases, *(f"{t.titre}." for t in tables)]),
        phrases=phrases,
        tableaux=tables,
        legende=status_legend([s for s in STATUS_LABELS if counts[f"n_{s}"]]),
        source=f"plan et suivi du PST, {ev.identite.organisme}",
        fichier=fichier,
        table=_csv(ev, fichier),
        notes=notes,
    )


def _tables(ev: Evaluation, role: Role, *, by_objective: bool) -> list[_Table]:
    """Show a role, the names that carry most first; nothing where no action bears a name."""
    names = ev.transversalite.lignes
    rows = [row for row in names if row["role"] == role and row["n_evaluees"] > 0]
    named = [row for row in rows if not is_missing(row["nom"])]
    if not named:
        return []
    head, several, without = _HEADS[role]
    shown = [*_first(named), *(row for row in rows if is_missing(row["nom"]))]
    columns = _columns(ev) if by_objective else []
    cells = _cells(ev, role, columns) if columns else {}
    most = max(int(row["n_evaluees"]) for row in shown)
    lines = [_line(row, without, most, cells) for row in shown]
    day = fr_long_date(ev.date_arrete)
    return [
        _Table(
            titre=f"{capitalised(several)} et actions évaluées, au {day}",
            nom=head,
            colonnes=[(short_code(code), tidy(label)) for _, code, label in columns],
            lignes=lines,
            note=" ".join(filter(None, [_HOW_TO_READ if columns else "", _rest(named, several)])),
        )
    ]


def _first(named: Sequence[_Row]) -> Sequence[_Row]:
    """Keep those who carry most; names that carry as much are shown, or left out, together."""
    if len(named) <= _SHOWN:
        return named
    left_out = named[_SHOWN]["n_evaluees"]
    return [row for row in named if row["n_evaluees"] > left_out] or named[:_SHOWN]


def _rest(named: Sequence[_Row], several: str) -> str:
    """Say how many names a table leaves out, and what each has at most."""
    left = named[len(_first(named)) :]
    if not left:
        return ""
    others = f"Les {number(len(left))} autres {several}" if len(left) > 1 else "Un autre"
    most = int(left[0]["n_evaluees"])
    verb = plural(len(left), "a", "ont")
    each = " chacun" if len(left) > 1 else ""
    at_most = f"{verb} {actions(most)}{each}, au plus" if most > 1 else f"{verb} une action{each}"
    return f"{others} {at_most}{NBSP}; le CSV les donne tous."


_Column = tuple[Any, str, str]


def _columns(ev: Evaluation) -> list[_Column]:
    """Give the OS that hold assessed actions, and a column apart for actions under none."""
    crossed = ev.transversalite.croisement
    used = set(crossed["os_id"])
    held: list[_Column] = [
        (row["element_id"], row["code"], row["libelle"])
        for row in ev.lignes_objectifs
        if row["niveau"] == Level.OS and row["element_id"] in used
    ]
    if crossed["os_id"].isna().any():
        held.append((None, _APART, "Actions sans objectif stratégique"))
    return held


def _cells(
    ev: Evaluation, role: Role, columns: Sequence[_Column]
) -> dict[Any, list[dict[str, Any] | None]]:
    """Give by name what stands under each OS: done over assessed, shaded by the number."""
    rows = [row for row in records(ev.transversalite.croisement) if row["role"] == role]
    most = max((int(row["n_evaluees"]) for row in rows), default=1)
    found = {(_key(row["nom"]), _key(row["os_id"])): row for row in rows}
    names = {name for name, _ in found}
    return {
        name: [_cell(found.get((name, _key(key))), most) for key, _, _ in columns] for name in names
    }


def _cell(row: Mapping[Any, Any] | None, most: int) -> dict[str, Any] | None:
    if row is None:
        return None
    n = int(row["n_evaluees"])
    return {"mots": f"{row['n_TERMINE']} sur {n}", "poids": round(40 * n / most)}


def _key(value: Any) -> Any:
    return None if is_missing(value) else value


def _line(
    row: Mapping[Any, Any], without: str, most: int, cells: Mapping[Any, Any]
) -> dict[str, Any]:
    counts = {str(status): int(row[f"n_{status}"]) for status in STATUS_LABELS}
    name = _key(row["nom"])
    return {
        "nom": without if name is None else tidy(name),
        "sans": name is None,
        "n": int(row["n_evaluees"]),
        "part": round(100 * row["n_evaluees"] / most),
        "pile": [(status_css(status), n) for status, n in counts.items() if n],
        "statuts": status_words(counts),
        "retard": _key(row["n_en_retard"]),
        "cases": cells.get(name, []),
    }


def _csv(ev: Evaluation, name: str) -> pd.DataFrame:
    """Give all names of the roles of a block, with every count."""
    held = (Role.SERVICE, Role.PERSON, Role.MANDATE)
    roles = held if name == "porteurs" else tuple(r for r in Role if r not in held)
    counts = {
        "Actions évaluées": "n_evaluees",
        **{label: f"n_{status}" for status, label in STATUS_LABELS.items()},
        "En retard": "n_en_retard",
        "Objectifs stratégiques": "n_os",
        "Objectifs qui portent ce nom": "n_objectifs",
    }
    texts = {"Nom": "nom", "Autres graphies comptées": "graphies"}
    rows = [
        {"Rôle": _HEADS[row["role"]][0]}
        | {head: row[key] for head, key in (counts | texts).items()}
        for row in ev.transversalite.lignes
        if row["role"] in roles
    ]
    heads = ("Rôle", "Nom", *counts, "Autres graphies comptées")
    return table_of(rows, {head: "Int64" if head in counts else "str" for head in heads})

"""The tree as a table: clean titles, states, attributes, codes."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pstlib.readers.documents.dates import day_of_label, read_deadline
from pstlib.readers.documents.fields import Field
from pstlib.readers.documents.nodes import Node
from pstlib.readers.documents.statuses import State, known_state, read_rate, read_state
from pstlib.readers.warnings import INFO, WARNING, Warnings

_ABBREVIATIONS = {"VOLET": "V", "OS": "OS", "OO": "OO", "ACTION": "A", "SOUS_ACTION": "SA"}
_TEXT_COLUMNS = (
    "responsable",
    "mandataire",
    "departement",
    "partenaires",
    "priorite",
    "theme",
    "odd",
    "plans",
)


def table_of(root: Node, warnings: Warnings) -> pd.DataFrame:
    """Give one row per element, depth first.

    Returns:
        The columns of ``elements`` that the document gives, with ``parent_code``,
        ``parent_libelle``, ``statut``, ``statut_source``, ``taux_avancement``, ``confiance``.
    """
    rows = list(_rows(root, {}, warnings))
    _warn_of_unknown_states(rows, warnings)
    _warn_of_vague_deadlines(rows, warnings)
    _warn_of_unread_rates(rows, warnings)
    dated = ["date_suivi"] if any(row["date_suivi"] for row in rows) else []
    return pd.DataFrame(rows, columns=[*COLUMNS, *dated])


COLUMNS = [
    "element_id",
    "parent_id",
    "niveau",
    "numero",
    "position",
    "code",
    "libelle",
    "description",
    "type_action",
    *_TEXT_COLUMNS,
    "date_debut",
    "date_fin",
    "echeance_source",
    "lieu",
    "parent_code",
    "parent_libelle",
    "statut",
    "statut_source",
    "taux_avancement",
    "confiance",
]


def _rows(node: Node, above: Mapping[str, Any], warnings: Warnings) -> Iterator[dict[str, Any]]:
    """Give the rows under a node, ``above`` being its own."""
    ranks: Counter[str] = Counter()
    for child in node.children:
        ranks[child.level] += 1
        own = f"{_ABBREVIATIONS[child.level]}{ranks[child.level]}"
        code = f"{above['code']}.{own}" if above else own
        row = {
            "element_id": code.lower().replace(".", "-"),
            "parent_id": above.get("element_id"),
            "niveau": child.level,
            "numero": child.printed or None,
            "position": ranks[child.level],
            "code": code,
            "libelle": child.title or _without_title(child, code, warnings),
            "lieu": child.block.place,
            "parent_code": above.get("code"),
            "parent_libelle": above.get("libelle"),
            "confiance": child.confidence,
            **_attributes(child),
        }
        yield row
        yield from _rows(child, row, warnings)


def _without_title(node: Node, code: str, warnings: Warnings) -> str:
    warnings.add(WARNING, f"{code} : aucun titre trouvé après son numéro", node.block.place)
    return f"{node.level} {node.printed}".strip()


def _attributes(node: Node) -> dict[str, Any]:
    """Give the attributes printed under an element; what fits no column joins the description."""
    values: dict[str, Any] = {}
    notes = list(node.details)
    state, others = _state_of(node)
    for column, label, value in others:
        if not value:
            notes.append(f"{label} :")
        elif column in ("date_debut", "date_fin"):
            notes += _dated(values, column, (label, value))
        elif column == "description":
            notes.append(value)
        elif column in ("", "suivi", "taux_avancement", *values):
            notes.append(f"{label} : {value}")
        else:
            values[column] = value
    values["description"] = "\n".join(notes) or None
    values["taux_source"] = next((v for c, _, v in others if c == "taux_avancement" and v), None)
    values["date_suivi"] = next((day for c, n, _ in node.fields if (day := _observed(c, n))), None)
    if state:
        values |= {"statut": state.status, "statut_source": state.source or None}
        values |= {"taux_avancement": state.rate, "type_action": state.type_action}
    return values


def _observed(column: str, label: str) -> dt.date | None:
    return day_of_label(label) if column in ("statut", "taux_avancement") else None


def _state_of(node: Node) -> tuple[State | None, list[Field]]:
    """Give the state of an element and the fields that don't tell it.

    The words of the state win over its rate: « En cours » at 100 % is not ended.
    """
    state = node.state
    others: list[Field] = []
    rates: list[Field] = []
    for field in node.fields:
        column, _, value = field
        if value and (column == "statut" or (column == "suivi" and _says(state, value))):
            state = _merged(state, read_state(value))
        else:
            (rates if column == "taux_avancement" else others).append(field)
    for field in rates:
        said, rate = known_state(field[2]), read_rate(field[2])
        if said is None and rate is None and re.search(r"\w", field[2]):
            others.append(field)
        elif state is None:
            state = said or State("", rate=rate)
        else:
            state = replace(state, rate=state.rate if rate is None else rate)
    return state, others


def _says(state: State | None, remark: str) -> bool:
    """Tell whether a remark says the state of an action, where nothing else does."""
    return (state is None or state.status is None) and read_state(remark).status is not None


def _merged(before: State | None, after: State) -> State:
    """Add to a state what another mention of the same action says; the later word wins."""
    if before is None:
        return after
    rate = after.rate if after.rate is not None else before.rate
    named = after if after.status or after.type_action or not before.status else before
    return State(named.source, named.status, rate, named.type_action or before.type_action)


def _dated(values: dict[str, Any], column: str, field: tuple[str, str]) -> list[str]:
    label, text = field
    words = text.strip(" -–—.;")
    if column == "date_fin" and re.search(r"\d|\w{3}", words):  # a cross in a planning is none
        values["echeance_source"] = words
    if day := read_deadline(words):
        values[column] = day
    return [f"{label} : {words}"] if words and not day else []


def _warn_of_vague_deadlines(rows: Sequence[Mapping[str, Any]], warnings: Warnings) -> None:
    """Say once that deadlines without a day stay empty: a year is no date."""
    vague = [r for r in rows if r.get("echeance_source") and not r.get("date_fin")]
    if vague:
        words = list(dict.fromkeys(f"« {r['echeance_source']} »" for r in vague))
        shown = ", ".join(words[:4]) + "…" * (len(words) > 4)
        what = f"échéance sans jour exact pour {_elements(len(vague))} ({shown})"
        warnings.add(INFO, f"{what} : date laissée vide, mots gardés", vague[0]["lieu"])


def _warn_of_unread_rates(rows: Sequence[Mapping[str, Any]], warnings: Warnings) -> None:
    """Say once that rates stay empty: above 100, or 0,5 without the sign that tells 50 %."""
    unread = [row for row in rows if row.get("taux_source")]
    if unread:
        words = list(dict.fromkeys(f"« {row['taux_source']} »" for row in unread))
        shown = ", ".join(words[:4]) + "…" * (len(words) > 4)
        what = f"taux illisible ou ambigu pour {_elements(len(unread))} ({shown})"
        todo = "taux laissé vide, mots gardés ; écrivez-le de 0 à 100, avec le signe %"
        warnings.add(WARNING, f"{what} : {todo}", unread[0]["lieu"])


def _warn_of_unknown_states(rows: Sequence[Mapping[str, Any]], warnings: Warnings) -> None:
    """Say once per word which states are not among the known ones."""
    seen: dict[str, list[str]] = {}
    for row in rows:
        if row.get("statut_source") and not row["statut"] and not row["type_action"]:
            seen.setdefault(row["statut_source"], []).append(row["lieu"])
    for word, places in seen.items():
        what = f"état « {word} » non reconnu pour {_elements(len(places))}"
        warnings.add(WARNING, f"{what} : statut laissé inconnu, mot gardé", places[0])


def _elements(count: int) -> str:
    return f"{count} élément{'s' * (count > 1)}"

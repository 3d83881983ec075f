"""The tree as a table: clean titles, states, attributes, codes."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pstlib.readers.documents.dates import read_deadline
from pstlib.readers.documents.fields import split_fields
from pstlib.readers.documents.nodes import Node
from pstlib.readers.documents.statuses import State, known_state, read_state
from pstlib.readers.warnings import INFO, WARNING, Warnings

_QUOTED = re.compile(r"[«\"“]\s*(.*?)\s*[»\"”]\s*\.?")
_TRAILING = re.compile(
    r"(?P<title>.+?)\s*(?:\s[–—-]|[–—]|\t|\||→|\s?:)\s*(?P<state>[^–—\t|:]{2,90})"
)
_BRACKETED = re.compile(r"(?P<title>.+\S)\s*[(\[](?P<state>[^()\[\]]{2,80})[)\]]\s*\.?")
_CAPITALS = re.compile(
    r"(?P<title>.*[a-zà-ÿ)]\S*)\s+(?P<state>[A-ZÀ-Þ]{2}[A-ZÀ-Þ’' ]{1,40}|\d{1,3}\s?%)"
)
_SOME = 3
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


def finish(root: Node) -> None:
    """Part each title from its attributes and its state, now that its lines are together."""
    # A rate at the end may be a target (« porter à 60 % »), unless others end with bare states.
    bare = sum(bool(state_at_end(node.title, _CAPITALS)) for node in root.walk()) > _SOME
    for node in root.walk():
        title, found = split_fields(node.title, whole=False)
        node.fields = [*found, *node.fields]
        node.title = title
        if node.level in ("ACTION", "SOUS_ACTION", "OO"):
            _part_state(node, bare=bare)
        node.title = _clean(node.title)


def demote_unfilled_objectives(root: Node) -> None:
    """Turn numbered lines under an axis into actions, where they bear states and hold nothing.

    Some plans have axes and actions only: ``1.1`` is then an action, not an objective.
    """
    objectives = [node for node in root.walk() if node.level == "OO"]
    numbered = [node for node in objectives if node.confidence < 1]
    stated = sum(node.state is not None or bool(node.fields) for node in objectives)
    hollow = len(numbered) == len(objectives) and not any(node.children for node in objectives)
    if hollow and stated * 2 > len(objectives):
        for node in objectives:
            node.level = "ACTION"


def _part_state(node: Node, *, bare: bool) -> None:
    for pattern in (_BRACKETED, _TRAILING, *([_CAPITALS] if bare else [])):
        if found := state_at_end(node.title, pattern):
            node.title, node.state = found
            return


def state_at_end(title: str, pattern: re.Pattern[str] = _BRACKETED) -> tuple[str, State] | None:
    """Part a title from the state after it, in brackets or as another pattern says."""
    match = pattern.fullmatch(title)
    state = known_state(match["state"]) if match else None
    return (match["title"], state) if match and state else None


def _clean(title: str) -> str:
    text = re.sub(r"\s+", " ", title).strip(" \t;,|")
    whole = _QUOTED.fullmatch(text)
    if whole and not re.search(r"[«»\"“”]", whole[1]):
        return whole[1]
    return text.rstrip(":–— ").strip() if text.rstrip().endswith((":", "–", "—")) else text


def table_of(root: Node, warnings: Warnings) -> pd.DataFrame:
    """Give one row per element, depth first.

    Returns:
        The columns of ``elements`` that the document gives, with ``parent_code``,
        ``parent_libelle``, ``statut``, ``statut_source``, ``taux_avancement``, ``confiance``.
    """
    rows = list(_rows(root, "", None, warnings))
    ids = {row["code"]: row["element_id"] for row in rows}
    for row in rows:
        row["parent_id"] = ids.get(row["parent_code"])
    _warn_of_unknown_states(rows, warnings)
    _warn_of_vague_deadlines(rows, warnings)
    return pd.DataFrame(rows, columns=COLUMNS)


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


def _rows(
    parent: Node, parent_code: str, parent_title: str | None, warnings: Warnings
) -> Iterator[dict[str, Any]]:
    ranks: Counter[str] = Counter()
    for node in parent.children:
        ranks[node.level] += 1
        code = f"{parent_code}.{_ABBREVIATIONS[node.level]}{ranks[node.level]}".lstrip(".")
        title = node.title or _without_title(node, code, warnings)
        yield {
            "element_id": code.lower().replace(".", "-"),
            "niveau": node.level,
            "numero": node.printed or None,
            "position": ranks[node.level],
            "code": code,
            "libelle": title,
            "lieu": node.block.place,
            "parent_code": parent_code or None,
            "parent_libelle": parent_title,
            "confiance": node.confidence,
            **_attributes(node),
        }
        yield from _rows(node, code, title, warnings)


def _without_title(node: Node, code: str, warnings: Warnings) -> str:
    warnings.add(WARNING, f"{code} : aucun titre trouvé après son numéro", node.block.place)
    return f"{node.level} {node.printed}".strip()


def _attributes(node: Node) -> dict[str, Any]:
    """Give the attributes printed under an element; what fits no column joins the description."""
    values: dict[str, Any] = {}
    notes = list(node.details)
    state = node.state
    for column, label, value in node.fields:
        if not value:
            notes.append(f"{label} :")
        elif column in ("statut", "taux_avancement"):
            state = _merged(state, read_state(value))
        elif column in ("date_debut", "date_fin"):
            notes += _dated(values, column, (label, value))
        elif column == "description":
            notes.append(value)
        elif column and column not in values:
            values[column] = value
        else:
            notes.append(f"{label} : {value}")
    values |= _state_values(state or State(""))
    return {**values, "description": "\n".join(notes) or None}


def _merged(before: State | None, after: State) -> State:
    """Add to a state what another mention of the same action says; the later word wins."""
    if before is None:
        return after
    rate = after.rate if after.rate is not None else before.rate
    named = after if after.status or after.type_action or not before.status else before
    return State(named.source, named.status, rate, named.type_action or before.type_action)


def _state_values(state: State) -> dict[str, Any]:
    return {
        "statut": state.status,
        "statut_source": state.source or None,
        "taux_avancement": state.rate,
        "type_action": state.type_action,
    }


def _dated(values: dict[str, Any], column: str, field: tuple[str, str]) -> list[str]:
    label, text = field
    words = text.strip(" -–—.;")
    if not words:
        return []
    if column == "date_fin":
        values["echeance_source"] = words
    if day := read_deadline(words):
        values[column] = day
        return []
    return [f"{label} : {words}"]


def _warn_of_vague_deadlines(rows: list[dict[str, Any]], warnings: Warnings) -> None:
    """Say once that deadlines without a day stay empty: a year is no date."""
    vague = [r for r in rows if r.get("echeance_source") and not r.get("date_fin")]
    if vague:
        words = list(dict.fromkeys(r["echeance_source"] for r in vague))
        shown = ", ".join(f"« {word} »" for word in words[:4]) + ("…" if len(words) > 4 else "")
        message = f"échéance sans jour exact pour {len(vague)} élément{'s' * (len(vague) > 1)}"
        warnings.add(
            INFO, f"{message} ({shown}) : date laissée vide, mots gardés", vague[0]["lieu"]
        )


def _warn_of_unknown_states(rows: list[dict[str, Any]], warnings: Warnings) -> None:
    """Say once per word which states are not among the known ones."""
    seen: dict[str, list[str]] = {}
    for row in rows:
        if row["statut_source"] and not row["statut"] and not row["type_action"]:
            seen.setdefault(row["statut_source"], []).append(row["lieu"])
    for word, places in seen.items():
        count = f"{len(places)} élément{'s' if len(places) > 1 else ''}"
        message = f"état « {word} » non reconnu pour {count} : statut laissé inconnu, mot gardé"
        warnings.add(WARNING, message, places[0])

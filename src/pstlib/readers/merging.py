"""Put a reading into a PST without touching what is already known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from pstlib.errors import SourceError
from pstlib.model import Identity, Pst, conform
from pstlib.model.tables import TABLES
from pstlib.readers.reading import Reading
from pstlib.text import fold, is_missing

_ALIKE = 85
_COMMON_WORDS = {
    *("cpas", "c.p.a.s.", "centre", "public", "d", "action", "sociale", "commune", "ville"),
    *("de", "du", "des", "l", "la", "le", "les"),
}
_OBSERVED = ("statut", "statut_source", "taux_avancement")


def merge(reading: Reading, pst: Pst | None, *, slug: str, date_situation: dt.date | None) -> Pst:
    """Add a reading to a PST.

    What the PST already says stays: only empty cells are filled, and elements, observations and
    legal steps that it lacks are added. The same reading twice changes nothing.

    Args:
        reading: What was read of a source.
        pst: The PST so far; None for a new one.
        slug: Name of the PST's folder.
        date_situation: Date of the situation that the source describes: the date of its
            observations; None will do where it has none.

    Raises:
        SourceError: If the PST is new and the source doesn't say whose it is or for which years,
            or if it is the plan of another organisation or of other years.
    """
    identity = _identity(reading, pst.identite if pst else None, slug)
    before = pst or Pst(identite=identity)
    elements, ids = _merged_elements(before.elements, reading.elements)
    return replace(
        before,
        identite=identity,
        elements=elements,
        suivi=_merged_observations(before.suivi, reading, ids, date_situation),
        demarches=_merged_steps(before.demarches, reading.table("demarches")),
    )


def _identity(reading: Reading, known: Identity | None, slug: str) -> Identity:
    names = {field.name for field in fields(Identity)}
    said = {key: value for key, value in reading.pst.items() if key in names and value is not None}
    if known:
        _refuse_other_plan(reading, known)
        gaps = {key: value for key, value in said.items() if getattr(known, key) is None}
        return replace(known, **gaps)
    needed = {
        "organisme": "l’organisme",
        "exercice_debut": "la première année",
        "exercice_fin": "la dernière année",
    }
    missing = [label for key, label in needed.items() if key not in said]
    if missing:
        raise SourceError(
            "Ce document ne suffit pas pour créer un PST",
            where=reading.source["fichier"],
            found=f"rien sur {', '.join(missing)}",
            todo=f"Écrivez d’abord {slug}/pst.yml : slug, organisme, exercice_debut, exercice_fin, "
            "libelle.",
        )
    return Identity(slug=slug, **said)


def _refuse_other_plan(reading: Reading, known: Identity) -> None:
    """Keep the plan of one organisation, or of other years, out of the folder of another."""
    said = reading.pst
    name, years = said.get("organisme"), (said.get("exercice_debut"), said.get("exercice_fin"))
    other_owner = name and not _proper_words(name) & _proper_words(known.organisme)
    other_kind = name and said.get("type_admin") not in (None, known.type_admin)
    other_years = None not in years and years != (known.exercice_debut, known.exercice_fin)
    if other_owner or other_kind or other_years:
        raise SourceError(
            "Ce document n’est pas celui de ce PST",
            where=reading.source["fichier"],
            found=f"{name or 'organisme n. c.'}, {years[0]}-{years[1]}, alors que "
            f"{known.slug} est celui de : {known.organisme}, "
            f"{known.exercice_debut}-{known.exercice_fin}",
            todo="Importez-le vers un autre dossier, ou corrigez pst.yml s’il se trompe.",
        )


def _proper_words(organisation: str) -> set[str]:
    """Give the words of an organisation's name that are its own."""
    words = fold(organisation).replace("’", " ").replace("'", " ").replace("-", " ").split()
    return set(words) - _COMMON_WORDS


def _merged_elements(
    known: pd.DataFrame, read: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Merge elements; also give the id in the PST of each element read.

    An element is the same when it has the same level and title under the same parent; where a
    title was corrected by hand, when it also has the same rank and a like title.
    """
    columns = list(TABLES["elements"].columns)
    rows = _records(known)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for row in _records(read):
        parent = ids.get(row["parent_id"]) if not is_missing(row["parent_id"]) else None
        twin = _twin(row, parent, [other for other in rows if other["element_id"] not in taken])
        if twin is None:
            twin = _placed(row, parent, rows)
            rows.append(twin)
        else:
            _fill(twin, row)
        ids[row["element_id"]] = twin["element_id"]
        taken.add(twin["element_id"])
    table = pd.DataFrame(rows, columns=columns)
    return conform(table, "elements"), ids


def _twin(
    row: Mapping[str, Any], parent: str | None, others: list[dict[str, Any]]
) -> dict[str, Any] | None:
    near = [o for o in others if o["niveau"] == row["niveau"] and _parent_of(o) == parent]
    title = fold(row["libelle"])
    same = [other for other in near if fold(other["libelle"]) == title]
    alike = [
        other
        for other in near
        if other["position"] == row["position"]
        and fuzz.ratio(fold(other["libelle"]), title) >= _ALIKE
    ]
    return next(iter(same or alike), None)


def _parent_of(row: Mapping[str, Any]) -> str | None:
    return None if is_missing(row["parent_id"]) else str(row["parent_id"])


def _placed(
    row: Mapping[str, Any], parent: str | None, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give a new element its parent, its rank after its siblings, and a code that none bears."""
    siblings = [o for o in rows if _parent_of(o) == parent and o["niveau"] == row["niveau"]]
    ranks = [int(o["position"]) for o in siblings if not is_missing(o["position"])]
    rank = row["position"] if row["position"] not in ranks else max(ranks) + 1
    above = next((o["code"] for o in rows if o["element_id"] == parent), "")
    own = str(row["code"]).rpartition(".")[2].rstrip("0123456789")
    code = f"{above}.{own}{rank}".lstrip(".")
    identifier, used = code.lower().replace(".", "-"), {o["element_id"] for o in rows}
    while identifier in used:
        identifier += "-bis"
    return {**row, "element_id": identifier, "parent_id": parent, "position": rank, "code": code}


def _fill(known: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Fill the gaps of a row of our own list; its identity and place in the plan stay."""
    fixed = ("element_id", "parent_id", "position", "code")
    gaps = [column for column, value in known.items() if is_missing(value) and column not in fixed]
    known.update({column: said.get(column) for column in gaps})


def _merged_observations(
    known: pd.DataFrame, reading: Reading, ids: Mapping[str, str], day: dt.date | None
) -> pd.DataFrame:
    """Add the observations of a source, unless it already has one for the element on that day."""
    source = reading.source["fichier"]
    seen = reading.observed
    if seen.empty:
        return known
    if day is None:
        raise ValueError("statuses need the date of the situation")
    added = pd.DataFrame(
        {
            "element_id": seen["element_id"].map(ids),
            "date_suivi": pd.Timestamp(day),
            **{column: seen[column] for column in _OBSERVED},
            "source": source,
        }
    )
    added = conform(added, "suivi")
    here = known[known["source"].eq(source) & known["date_suivi"].eq(pd.Timestamp(day))]
    return _appended(known, added[~added["element_id"].isin(here["element_id"])], "suivi")


def _merged_steps(known: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    added = conform(read, "demarches")
    return _appended(known, added[~added["demarche"].isin(known["demarche"])], "demarches")


def _appended(known: pd.DataFrame, added: pd.DataFrame, name: str) -> pd.DataFrame:
    if added.empty:
        return known
    return conform(pd.concat([known, added], ignore_index=True) if len(known) else added, name)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in table.astype(object).to_dict("records")]

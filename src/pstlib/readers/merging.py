"""Put a reading into a PST without touching what is already known, and say what changes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

import pandas as pd

from pstlib.errors import SourceError
from pstlib.model import Identity, Pst, conform
from pstlib.model.tables import LINKS, TABLES
from pstlib.readers.differences import Differences
from pstlib.readers.doubts import tell_far_years, tell_fictitious, tell_previous_amounts
from pstlib.readers.matching import match, records, refuse_vain_links, resolve
from pstlib.readers.reading import PREVIOUS, Reading
from pstlib.readers.rows import awaited_rows, merged_rows, pointed, reconcile
from pstlib.text import fold, is_missing

_COMMON_WORDS = {
    *("cpas", "c.p.a.s.", "centre", "public", "d", "action", "sociale", "commune", "ville"),
    *("de", "du", "des", "l", "la", "le", "les"),
}
_OBSERVED = ["statut", "statut_source", "taux_avancement", "sante", "commentaire"]


@dataclass(frozen=True, eq=False)
class Merged:
    """A PST with a source merged in, and what that changes (see ``Differences``).

    Attributes:
        pst: The PST.
        differences: What changes.
        manque: The rows that a rejected one would have given (``model.rejects``), by its rank
            among the rejects, where it tells.
    """

    pst: Pst
    differences: pd.DataFrame
    manque: Mapping[int, str] = field(default_factory=dict)


def merge(
    reading: Reading,
    pst: Pst | None,
    *,
    slug: str,
    date_situation: dt.date | None = None,
    links: Mapping[str, str] | None = None,
    replace_known: bool = False,
) -> Merged:
    """Add a reading to a PST.

    What the PST already says stays: only empty cells are filled, and elements, observations and
    rows of other tables that it lacks are added. The same reading twice changes nothing.

    Args:
        reading: What was read of a source.
        pst: The PST so far; None for a new one.
        slug: Name of the PST's folder.
        date_situation: The date of the observations that the source doesn't date, if any.
        links: What the user decided of doubtful elements: code in the source → ``element_id`` of
            the PST, or ``nouveau``; reference of a row → ``element_id``, or ``ignorer``.
        replace_known: Whether the source's values replace those known.

    Raises:
        SourceError: If it is not known whose plan it is or for which years, if it is another's
            or of other years, or if it is doubtful which element it speaks of.
    """
    chosen = links or {}
    told = Differences(replace_known=replace_known)
    identity = _identity(reading, pst.identite if pst else None, slug, told)
    before = pst or Pst(identite=identity)
    refuse_vain_links(chosen, _named(reading), set(before.elements["element_id"]))
    ids = match(before.elements, reading.elements, chosen)
    elements, ids = _merged_elements(before.elements, reading.elements, ids, told)
    where, titles = reading.source["fichier"], reading.intitules
    find = partial(resolve, links=chosen, where=where, titles=titles)
    merged: dict[str, Any] = {}
    for name, rows in _tables(reading, date_situation).items():
        own = pointed(rows, name, ids, elements, find)
        merged[name] = merged_rows(before.tables[name], own, name, told)
    made = replace(before, identite=identity, elements=elements, **merged)
    _tell_doubts(reading, before, made, told)
    return Merged(made, told.table(), awaited_rows(reading, ids, elements, chosen))


def _tell_doubts(reading: Reading, before: Pst, made: Pst, told: Differences) -> None:
    tell_fictitious(reading.texte, made.identite, told)
    if "budget" in reading.tables:
        added = made.budget.iloc[len(before.budget) :]
        tell_far_years(added, reading.placed("budget"), made.identite, told)
    if PREVIOUS in reading.tables:
        tell_previous_amounts(reading.tables[PREVIOUS], before.budget, told)


def _tables(reading: Reading, day: dt.date | None) -> dict[str, pd.DataFrame]:
    """Give the dated rows of a source for the tables of a PST other than its elements.

    Their index is their place in the source, where it is known.
    """
    known = [name for name in reading.tables if name in TABLES and name != "elements"]
    placed = {name: reading.placed(name) for name in known}
    return {**_dated(placed, day), "suivi": _observations(reading, day)}


def _identity(reading: Reading, known: Identity | None, slug: str, told: Differences) -> Identity:
    names = {field.name for field in fields(Identity)}
    said = {key: value for key, value in reading.pst.items() if key in names and value is not None}
    if known:
        _refuse_other_plan(reading, known)
        gaps = {
            key: value
            for key, value in said.items()
            if getattr(known, key) in (None, ()) and value != ()
        }
        for key, value in gaps.items():
            told.add("complété", "pst.yml", "", key, after=value)
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
            todo="Dites-le : --organisme « CPAS de … » et --exercices AAAA-AAAA "
            f"(ou écrivez {slug}/pst.yml).",
        )
    years = f"{said['exercice_debut']}-{said['exercice_fin']}"
    title = {"libelle": f"Programme stratégique transversal {years}"}
    return Identity(**{**title, **said, "slug": slug})


def _refuse_other_plan(reading: Reading, known: Identity) -> None:
    """Keep the plan of one organisation, or of other years, out of the folder of another."""
    said = reading.pst
    name, years = said.get("organisme"), (said.get("exercice_debut"), said.get("exercice_fin"))
    same = name == known.organisme or _proper_words(name or "") & _proper_words(known.organisme)
    other_owner = name and not same
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
    known: pd.DataFrame, read: pd.DataFrame, ids: Mapping[str, str], told: Differences
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Merge elements; also give the identifier in the PST of each element read."""
    columns = list(TABLES["elements"].columns)
    plan, given = _Plan(known), dict(ids)
    codes = dict(zip(read["element_id"], read["code"], strict=True))
    for row in records(conform(read[[c for c in columns if c in read]], "elements")):
        twin = plan.rows.get(given.get(row["element_id"], ""))
        parent = given.get(row["parent_id"]) if not is_missing(row["parent_id"]) else None
        if twin is None:
            added = plan.add(row, parent, codes.get(row["parent_id"], "") if parent else "")
            given[row["element_id"]] = added["element_id"]
            told.add("ajouté", "elements", added["code"], after=added["libelle"])
        else:
            moved = parent != (None if is_missing(twin["parent_id"]) else twin["parent_id"])
            if moved:
                told.add("déplacé", "elements", twin["code"], "parent", twin["parent_id"], parent)
            reconcile(twin, row, "elements", told)
    _note_absent(plan.rows, set(given.values()), read, told)
    table = pd.DataFrame(list(plan.rows.values()), columns=columns)
    shared = table["partage_de"].map(lambda v: v if is_missing(v) else given.get(v, v))
    return conform(table.assign(partage_de=shared), "elements"), given


def _note_absent(
    rows: Mapping[str, dict[str, Any]], seen: set[str], read: pd.DataFrame, told: Differences
) -> None:
    """Say which elements a plan no longer holds; a source without a plan says nothing of it."""
    if read.empty:
        return
    for identifier, row in rows.items():
        if identifier not in seen and is_missing(row["version_sortie"]):
            told.add("absent de la source", "elements", row["code"], before=row["libelle"])


class _Plan:
    """The elements of a PST as they are added to, with the codes and ranks that are taken."""

    def __init__(self, known: pd.DataFrame) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.codes: set[str] = set()
        self._ranks: dict[tuple[str | None, str], set[int]] = {}
        for row in records(known):
            self._hold(row)
        self._known = {place: frozenset(ranks) for place, ranks in self._ranks.items()}

    def add(self, row: Mapping[str, Any], parent: str | None, parent_code: str) -> dict[str, Any]:
        """Add an element under its parent, whose code in the source is ``parent_code``.

        Its rank and code are kept where they are free, else they follow those of its siblings.
        """
        above = "" if parent is None else self.rows[parent]["code"]
        rank, code = row["position"], str(row["code"])
        taken = self._known.get((parent, row["niveau"]), frozenset())
        if above != parent_code or code in self.codes or (not is_missing(rank) and rank in taken):
            own = code.rpartition(".")[2].rstrip("0123456789")
            rank = self._free_rank(rank, (parent, row["niveau"]), f"{above}.{own}".lstrip("."))
            code = f"{above}.{own}{rank}".lstrip(".")
        made = str(row["code"]).lower().replace(".", "-")
        # A native identifier is kept; one that only tells a place follows the place.
        place = code.lower().replace(".", "-")
        identifier = row["element_id"] if row["element_id"] != made else place
        while identifier in self.rows:
            identifier += "-bis"
        told = {"element_id": identifier, "parent_id": parent, "position": rank, "code": code}
        self._hold({**row, **told})
        return self.rows[identifier]

    def _hold(self, row: dict[str, Any]) -> None:
        self.rows[row["element_id"]] = row
        self.codes.add(row["code"])
        if not is_missing(row["position"]):
            parent = None if is_missing(row["parent_id"]) else row["parent_id"]
            self._ranks.setdefault((parent, row["niveau"]), set()).add(int(row["position"]))

    def _free_rank(self, said: Any, place: tuple[str | None, str], stem: str) -> int:
        taken = self._ranks.get(place, set())
        rank = max(taken, default=0) + 1 if is_missing(said) or said in taken else int(said)
        while f"{stem}{rank}" in self.codes:
            rank += 1
        return rank


def _dated(tables: Mapping[str, pd.DataFrame], day: dt.date | None) -> dict[str, pd.DataFrame]:
    """Date the measures that a source gives without a date: they are of its situation."""
    if day is None or "mesures" not in tables:
        return dict(tables)
    measures = tables["mesures"]
    dates = pd.to_datetime(measures["date"]).fillna(pd.Timestamp(day))
    return {**tables, "mesures": measures.assign(date=dates)}


def _observations(reading: Reading, day: dt.date | None) -> pd.DataFrame:
    """Give the dated observations of a source: its own table, and the statuses of its elements."""
    seen = reading.observed
    history = reading.placed("suivi")
    if seen.empty:
        return history
    wanted = seen.reindex(columns=["element_id", "date_suivi", *_OBSERVED])
    dates = pd.to_datetime(wanted["date_suivi"])
    if day is not None:
        dates = dates.fillna(pd.Timestamp(day))
    if dates.isna().any():
        raise ValueError("statuses need the date of the situation")
    observed = wanted.assign(date_suivi=dates, source=reading.source["fichier"])
    observed = conform(observed, "suivi").set_axis(seen["lieu"])
    return pd.concat([history, observed]) if len(history) else observed


def _named(reading: Reading) -> set[str]:
    """Give what a source names elements by: its codes, and the references of its other rows."""
    columns = [
        reading.tables[table][column]
        for table, column, target, _ in LINKS
        if target == "elements" and column in reading.tables.get(table, ())
    ]
    return set(reading.elements["code"]).union(*(column.dropna() for column in columns))

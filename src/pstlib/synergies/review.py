"""The synergies of a PST at a date: by domain, state and form, effect first, savings apart.

The state and the observed saving are those of the day, where their follow-up says them, else the
last ones written. One that comes after the day is told apart (A_VENIR): its effect isn't known and
it saves nothing yet.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from pstlib.evaluation import Evaluation
from pstlib.model import Pst
from pstlib.model.columns import AMOUNT, DTYPES
from pstlib.model.records import records, table_of
from pstlib.model.statuses import Level
from pstlib.reference.synergies import SynergyLaw, load_synergy_law
from pstlib.synergies.life import standings
from pstlib.synergies.words import (
    DOMAIN_LABELS,
    DROPPED,
    IN_FORCE,
    STATE_LABELS,
    UNKNOWN,
    WORSE,
)
from pstlib.text import is_missing, name_key, parts_of

IN_PLAN, OUT_OF_PLAN, NOT_FOUND, NO_LINK = "AU_PLAN", "HORS_PLAN", "INTROUVABLE", "SANS_LIEN"
FORCE, BOTH_KNOWN = "EN_VIGUEUR", "COMPARABLE"
_FACTS = ["element_id", "code", "niveau", "libelle", "os_id", "statut"]
_ACTIONS = (Level.ACTION, Level.SUB_ACTION)
REVIEWED = [
    "synergie_id", "libelle", "domaine", "forme", "partenaires", "etat", "effet",
    "economie_estimee", "economie_constatee", "date_debut", "convention", "commentaire",
    "element_id", "code", "niveau", "libelle_element", "os_id", "statut", "lien", "en_vigueur",
    "alerte", "signalee", "date_etat", "motif", "date_economie", "datee",
    "atteint",
]  # fmt: skip
SERVICE, COST = "SERVICE", "COUT"
COUNTED = ["domaine", "etat", "effet", "n"]
SAVINGS = ["perimetre", "n", "n_estimees", "estimee", "n_constatees", "constatee"]
FORMS = ["forme", "n", "n_en_vigueur"]
PARTNERS = ["nom", "n", "n_en_vigueur", "n_signalees"]
MARKED = ["element_id", "code", "libelle", "statut", "synergie"]

_KINDS = {
    **dict.fromkeys(("en_vigueur", "signalee", "datee", "atteint"), "bool"),
    **dict.fromkeys(("date_etat", "date_economie"), DTYPES["date"]),
}
Row = dict[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True, eq=False, kw_only=True)
class SynergyReview:
    """The synergies that a PST records, as they stood at a day.

    Attributes:
        jour: The day.
        loi: What the law asks each year, and the rule that all win.
        synergies: One row per synergy, by state then domain: ``REVIEWED``. ``etat``, ``domaine``
            and ``effet`` are INCONNU where they aren't given; ``etat`` is A_VENIR before the start;
            ``date_etat``, ``motif``, ``date_economie``, ``datee``, ``atteint``: see ``standing``;
            ``lien`` says whether its element is in the plan at the day (``AU_PLAN``), was or will
            be (``HORS_PLAN``), isn't in the table (``INTROUVABLE``) or isn't named
            (``SANS_LIEN``); ``alerte``, not for the dropped: the service gets worse (SERVICE), or
            the synergy costs instead of saving (COUT), the graver first; ``signalee`` where so.
        tableau: How many, by ``domaine``, ``etat`` and ``effet``.
        economies: By ``perimetre`` (a state; EN_VIGUEUR, existing or under way; COMPARABLE, in
            force with both amounts known): how many, and how many
            amounts are known with their sum, missing where none is.
        formes: How many take each form, in force or not, the form missing where it isn't given.
        partenaires: How many synergies each partner takes part in.
        marquees: Actions of the plan that are marked as synergies, but that no synergy names.
    """

    jour: dt.date
    loi: SynergyLaw
    synergies: pd.DataFrame
    tableau: pd.DataFrame
    economies: pd.DataFrame
    formes: pd.DataFrame
    partenaires: pd.DataFrame
    marquees: pd.DataFrame

    @cached_property
    def lignes(self) -> list[Row]:
        """The rows of ``synergies``, by column; shared: don't change them."""
        return records(self.synergies)


@lru_cache(maxsize=2)  # two parts of a report show it, and a study has two sides
def review_synergies(evaluation: Evaluation) -> SynergyReview:
    """Review the synergies that the evaluated PST records.

    The result is shared between calls on one evaluation: read it, don't change it.

    Raises:
        TableError: If ``synergies.yml`` of the data folder is refused.
    """
    pst, plan, day = evaluation.pst, evaluation.plan, evaluation.date_arrete
    places = _followed(plan)
    rows = _reviewed(pst, places, day)
    own = {name: pst.synergies[name].dtype for name in REVIEWED if name in pst.synergies}
    kinds = {name: own.get(name, _KINDS.get(name, "str")) for name in REVIEWED}
    return SynergyReview(
        jour=day,
        loi=load_synergy_law(pst.dossier.parent if pst.dossier else None),
        synergies=table_of(rows, kinds),
        tableau=_counted(rows),
        economies=_savings(rows),
        formes=_forms(rows),
        partenaires=_partners(rows),
        marquees=_marked(plan, places, rows),
    )


def _reviewed(pst: Pst, places: dict[str, Row], day: dt.date) -> list[Row]:
    synergies = pst.synergies
    dated = standings(synergies, pst.suivi_synergies, day)
    known = set(pst.elements["element_id"].tolist())
    rows = [
        _told(synergy | found, places.get(synergy["element_id"]), known)
        for synergy, found in zip(records(synergies), dated, strict=True)
    ]
    order = {name: rank for rank, name in enumerate((*STATE_LABELS, *DOMAIN_LABELS))}
    return sorted(
        rows, key=lambda row: [order.get(row[name], len(order)) for name in ("etat", "domaine")]
    )


def _told(row: Row, place: Row | None, known: set[str]) -> Row:
    """Say of one synergy where it stands in the plan, what it does and what weakens it."""
    element, effect = row["element_id"], row["effet_service"]
    where = OUT_OF_PLAN if element in known else NO_LINK if is_missing(element) else NOT_FOUND
    # The effect was written with the last state: before it, nobody knew.
    effect = effect if row["atteint"] and not is_missing(effect) else UNKNOWN
    alarm = _alarm(row, effect)
    return {
        **row,
        **(place or {}),
        "domaine": UNKNOWN if is_missing(row["domaine"]) else row["domaine"],
        "effet": effect,
        "lien": IN_PLAN if place else where,
        "en_vigueur": row["etat"] in IN_FORCE,
        "alerte": alarm,
        "signalee": alarm is not None,
    }


def _alarm(row: Row, effect: str) -> str | None:
    """Flag what weakens this partner: a synergy works only if all win."""
    if row["etat"] == DROPPED:
        return None
    saved = row["economie_constatee"]
    lost = not is_missing(saved) and saved < 0
    return SERVICE if effect == WORSE else COST if lost else None


def _followed(plan: pd.DataFrame) -> dict[str, Row]:
    """Give the elements of the plan, with the status of the actions that have one of their own."""
    leaves = set(plan.loc[plan["feuille"], "original_id"].tolist())
    columns = zip(*(plan[name].tolist() for name in (*_FACTS, "original_id")), strict=True)
    names = ("code", "niveau", "libelle_element", "os_id", "statut")
    return {
        element: dict(zip(names, facts, strict=True))
        | ({} if original in leaves else {"statut": None})
        for element, *facts, original in columns
    }


def _counted(rows: Rows) -> pd.DataFrame:
    found = Counter(tuple(row[name] for name in COUNTED[:3]) for row in rows)
    counted = [dict(zip(COUNTED, (*key, n), strict=True)) for key, n in found.items()]
    return table_of(counted, dict.fromkeys(COUNTED[:3], "str") | {"n": "Int64"})


def _savings(rows: Rows) -> pd.DataFrame:
    amounts: dict[str, list[list[Any]]] = {}
    for row in rows:
        pair = [row["economie_estimee"], row["economie_constatee"]]
        for scope in (row["etat"], *([FORCE] if row["en_vigueur"] else [])):
            amounts.setdefault(scope, []).append(pair)
    running = amounts.get(FORCE, [])
    scopes = {
        **{state: amounts[state] for state in STATE_LABELS if state in amounts},
        FORCE: running,
        BOTH_KNOWN: [pair for pair in running if not any(map(is_missing, pair))],
    }
    saved = [dict(zip(SAVINGS, _saved(*scope), strict=True)) for scope in scopes.items()]
    kinds = ["str", "Int64", "Int64", AMOUNT, "Int64", AMOUNT]
    return table_of(saved, dict(zip(SAVINGS, kinds, strict=True)))


def _saved(name: str, pairs: list[list[Any]]) -> tuple[Any, ...]:
    told: list[Any] = []
    for amounts in ([pair[0] for pair in pairs], [pair[1] for pair in pairs]):
        known = [amount for amount in amounts if not is_missing(amount)]
        told += [len(known), sum(known, Decimal(0)) if known else None]
    return (name, len(pairs), *told)


def _forms(rows: Rows) -> pd.DataFrame:
    found: dict[str | None, list[Any]] = {}
    for synergy in rows:
        name = next(iter(parts_of(synergy["forme"], "\n")), None)
        row = found.setdefault(name and name_key(name), [name, 0, 0])
        row[1:] = row[1] + 1, row[2] + synergy["en_vigueur"]
    return _most_first(found.values(), FORMS)


def _partners(rows: Rows) -> pd.DataFrame:
    found: dict[str, list[Any]] = {}
    for synergy in rows:
        for key, name in _distinct(parts_of(synergy["partenaires"])):
            row = found.setdefault(key, [name, 0, 0, 0])
            row[1:] = row[1] + 1, row[2] + synergy["en_vigueur"], row[3] + synergy["signalee"]
    return _most_first(found.values(), PARTNERS)


def _most_first(counts: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    ordered = sorted(counts, key=lambda row: -row[1])
    rows = [dict(zip(columns, row, strict=True)) for row in ordered]
    return table_of(rows, {columns[0]: "str"} | dict.fromkeys(columns[1:], "Int64"))


def _distinct(names: Iterable[str]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return list(found.items())


def _marked(plan: pd.DataFrame, places: dict[str, Row], rows: Rows) -> pd.DataFrame:
    """List the marked actions that no synergy names: neither themselves, nor what holds them."""
    facts = records(plan, (*MARKED, "niveau", "original_id", "parent_id"))
    elements = {row["element_id"]: row for row in facts}
    original = {element: row["original_id"] for element, row in elements.items()}
    keys = (row["element_id"] for row in rows if not is_missing(row["element_id"]))
    named = {original.get(key, key) for key in keys}
    below = {
        original.get(row["parent_id"]) for element, row in elements.items() if element in named
    }
    marked: dict[str, Row] = {}
    for row in elements.values():
        if row["niveau"] in _ACTIONS and not is_missing(row["synergie"]):
            marked.setdefault(row["original_id"], row)
    free = [
        row | {"statut": places[row["element_id"]]["statut"]}
        for key, row in marked.items()
        if key not in named | below and original.get(row["parent_id"]) not in named
    ]
    return table_of(free, {name: plan[name].dtype for name in MARKED})

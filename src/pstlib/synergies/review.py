"""The synergies of a PST at a date: by domain, state and form, effect first, savings apart.

The state and the observed saving are those of the day, where their follow-up says them, else the
last ones written. One that comes after the day is told apart (A_VENIR): its effect isn't known and
it saves nothing yet.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd

from pstlib.evaluation import Evaluation
from pstlib.model import Pst
from pstlib.model.columns import AMOUNT
from pstlib.model.statuses import Level
from pstlib.reference.synergies import SynergyLaw, load_synergy_law
from pstlib.synergies.life import standing
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


@lru_cache(maxsize=2)  # two parts of a report show it, and a study has two sides
def review_synergies(evaluation: Evaluation) -> SynergyReview:
    """Review the synergies that the evaluated PST records.

    The result is shared between calls on one evaluation: read it, don't change it.

    Raises:
        TableError: If ``synergies.yml`` of the data folder is refused.
    """
    pst, plan, day = evaluation.pst, evaluation.plan, evaluation.date_arrete
    rows = _reviewed(pst, plan, day)
    return SynergyReview(
        jour=day,
        loi=load_synergy_law(pst.dossier.parent if pst.dossier else None),
        synergies=rows,
        tableau=_counted(rows),
        economies=_savings(rows),
        formes=_forms(rows),
        partenaires=_partners(rows),
        marquees=_marked(plan, rows),
    )


def _reviewed(pst: Pst, plan: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    synergies = pst.synergies
    named = plan[plan["element_id"].isin(synergies["element_id"])]
    places = _followed(named, plan)[_FACTS].rename(columns={"libelle": "libelle_element"})
    found = standing(synergies, pst.suivi_synergies, day)
    undated = synergies.drop(columns=["etat", "economie_constatee"])
    rows = (
        undated.join(found)
        .assign(
            domaine=synergies["domaine"].fillna(UNKNOWN),
            lien=_links(synergies["element_id"], pst.elements, plan),
            # The effect was written with the last state: before it, nobody knew.
            effet=synergies["effet_service"].where(found["atteint"]).fillna(UNKNOWN),
        )
        .merge(places, how="left", on="element_id")
    )
    alarms = _alarms(rows)
    rows = rows.assign(
        en_vigueur=rows["etat"].isin(IN_FORCE), alerte=alarms, signalee=alarms.notna()
    )
    order = {name: rank for rank, name in enumerate((*STATE_LABELS, *DOMAIN_LABELS))}
    ordered = rows.sort_values(
        ["etat", "domaine"], key=lambda column: column.map(order), kind="stable"
    )
    return ordered[REVIEWED].reset_index(drop=True)


def _alarms(rows: pd.DataFrame) -> "pd.Series[str]":
    """Flag what weakens this partner: a synergy works only if all win."""
    lost = rows["economie_constatee"].lt(Decimal(0)).fillna(value=False).astype(bool)
    found = pd.Series(None, index=rows.index, dtype="str").mask(lost, COST)
    return found.mask(rows["effet"].eq(WORSE), SERVICE).where(rows["etat"].ne(DROPPED))


def _followed(rows: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Give elements of the plan, with the status of the actions that have one of their own."""
    leaves = plan.loc[plan["feuille"], "original_id"]
    own = rows["statut"].where(rows["original_id"].isin(leaves))
    return rows.assign(statut=own)


def _links(ids: pd.Series, elements: pd.DataFrame, plan: pd.DataFrame) -> "pd.Series[str]":
    found = pd.Series(NOT_FOUND, index=ids.index, dtype="str")
    found = found.mask(ids.isin(elements["element_id"]), OUT_OF_PLAN)
    return found.mask(ids.isin(plan["element_id"]), IN_PLAN).mask(ids.isna(), NO_LINK)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    sizes = rows.groupby(COUNTED[:3], sort=False).size()
    return sizes.rename("n").astype("Int64").reset_index()


def _savings(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ("etat", "en_vigueur", "economie_estimee", "economie_constatee")
    facts = list(zip(*(rows[column] for column in columns), strict=True))
    states = {state for state, *_ in facts}
    running = [amounts for _, held, *amounts in facts if held]
    scopes = {
        **{s: [a for state, _, *a in facts if state == s] for s in STATE_LABELS if s in states},
        FORCE: running,
        BOTH_KNOWN: [amounts for amounts in running if not any(map(is_missing, amounts))],
    }
    table = pd.DataFrame([_saved(*scope) for scope in scopes.items()], columns=SAVINGS)
    kinds: dict[str, Any] = dict.fromkeys(["n", "n_estimees", "n_constatees"], "Int64")
    return table.astype(kinds | {"perimetre": "str", "estimee": AMOUNT, "constatee": AMOUNT})


def _saved(name: str, pairs: list[list[Any]]) -> tuple[Any, ...]:
    told: list[Any] = []
    for amounts in ([pair[0] for pair in pairs], [pair[1] for pair in pairs]):
        known = [amount for amount in amounts if not is_missing(amount)]
        told += [len(known), sum(known, Decimal(0)) if known else None]
    return (name, len(pairs), *told)


def _forms(rows: pd.DataFrame) -> pd.DataFrame:
    found: dict[str | None, list[Any]] = {}
    for cell, running in zip(rows["forme"], rows["en_vigueur"], strict=True):
        name = next(iter(parts_of(cell, "\n")), None)
        row = found.setdefault(name and name_key(name), [name, 0, 0])
        row[1:] = row[1] + 1, row[2] + int(running)
    table = pd.DataFrame(list(found.values()), columns=FORMS)
    kinds = {"forme": "str"} | dict.fromkeys(FORMS[1:], "Int64")
    return table.astype(kinds).sort_values("n", ascending=False, kind="stable", ignore_index=True)


def _partners(rows: pd.DataFrame) -> pd.DataFrame:
    found: dict[str, list[Any]] = {}
    for cell, running, flagged in rows[["partenaires", "en_vigueur", "signalee"]].to_numpy():
        for key, name in _distinct(parts_of(cell)):
            row = found.setdefault(key, [name, 0, 0, 0])
            row[1:] = row[1] + 1, row[2] + int(running), row[3] + int(flagged)
    table = pd.DataFrame(list(found.values()), columns=PARTNERS)
    kinds = {"nom": "str"} | dict.fromkeys(PARTNERS[1:], "Int64")
    return table.astype(kinds).sort_values("n", ascending=False, kind="stable", ignore_index=True)


def _distinct(names: Iterable[str]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return list(found.items())


def _marked(plan: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """List the marked actions that no synergy names: neither themselves, nor what holds them."""
    original = dict(zip(plan["element_id"], plan["original_id"], strict=True))
    named = {original.get(key, key) for key in rows["element_id"].dropna()}
    actions = plan["niveau"].isin([Level.ACTION, Level.SUB_ACTION])
    marked = plan[actions & plan["synergie"].notna()].drop_duplicates("original_id")
    below = set(plan.loc[plan["element_id"].isin(named), "parent_id"].map(original).dropna())
    held = marked["original_id"].isin(named | below) | marked["parent_id"].map(original).isin(named)
    return _followed(marked[~held], plan)[MARKED].reset_index(drop=True)

"""The money and means of a plan at a date: all that a report or an export says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pstlib.budgets.constant import Yardsticks, constant_euros, per_inhabitant
from pstlib.budgets.dps import added_since, dps_trace
from pstlib.budgets.execution import by_year, results
from pstlib.budgets.lines import AMOUNTS, amounts_by_version, line_versions, read_budget, until
from pstlib.budgets.links import attach
from pstlib.budgets.means import art60_notes, coverage, means_of_actions, staff
from pstlib.budgets.notes import money_notes, ordered
from pstlib.budgets.tally import EXECUTION, PLACED, YEARLY, Row, Tally
from pstlib.budgets.trajectory import FIGURES, trajectory
from pstlib.budgets.votes import votes
from pstlib.model import Pst
from pstlib.model.findings import INFO
from pstlib.model.records import records
from pstlib.model.statuses import OBJECTIVE_LEVELS
from pstlib.reference.money import MoneyReference

_Given = pd.DataFrame | None
_NAMES = ["element_id", "code", "niveau", "libelle"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Money:
    """The money and means of a plan; amounts are exact, what isn't known is missing.

    Attributes:
        lignes: Budget lines by the elements that they pay for: ``Attachments.lignes``.
        sommes: These lines added up by ``PLACED``, in plain Python: many views are made of them.
        par_exercice: The execution of each ``exercice, service, type``: see ``execution``.
        par_objectif: The same for each volet, OS and OO with all that it holds, in the order of
            the plan: ``element_id, code, niveau, libelle``, then those columns.
        non_rattache: What no element of the plan holds, by ``exercice, service, type``.
        votes: The total after each vote: see ``votes``.
        resultats: The results of each account: see ``results``.
        trajectoire: Planned, projected, voted, spent by year and OS: see ``trajectory``.
        trajectoire_constante: The same in euros of the year of the evaluation; None without a
            price index that has that year.
        par_habitant: ``par_exercice``, its amounts per inhabitant; None where no population of
            the commune is known.
        sources: Where the ``indice`` and the ``population`` of these two come from, in the words
            of the files that give them; only what is used is there.
        effectifs: ETP by ``exercice, statut``: see ``staff``.
        effectifs_services: ETP by ``exercice, service``.
        effectifs_elements: ETP by ``exercice, element_id``.
        actions: Which assessed action has money and staff: see ``means_of_actions``.
        couverture: How many have, in the plan and each OS: see ``coverage``.
        dps: Each project of the DPS traced to the plan: see ``dps_trace``.
        ajouts: The objectives that no project of the DPS covers: see ``added_since``.
        problemes: What is wrong with the links: see ``Attachments.problemes``.
        notes: ``niveau, message, element_id``: what the reader of the figures must know.
        notes_art60: Those on the pay of article 60: see ``art60_notes``.
    """

    lignes: pd.DataFrame
    sommes: Tally
    par_exercice: pd.DataFrame
    par_objectif: pd.DataFrame
    non_rattache: pd.DataFrame
    votes: pd.DataFrame
    resultats: pd.DataFrame
    trajectoire: pd.DataFrame
    trajectoire_constante: pd.DataFrame | None
    par_habitant: pd.DataFrame | None
    sources: Mapping[str, str]
    effectifs: pd.DataFrame
    effectifs_services: pd.DataFrame
    effectifs_elements: pd.DataFrame
    actions: pd.DataFrame
    couverture: pd.DataFrame
    dps: pd.DataFrame
    ajouts: pd.DataFrame
    problemes: pd.DataFrame
    notes: pd.DataFrame
    notes_art60: pd.DataFrame

    @cached_property
    def lignes_par_exercice(self) -> list[Row]:
        """The rows of ``par_exercice``, by column: many views ask for them; don't change them."""
        return records(self.par_exercice)

    @property
    def connu(self) -> bool:
        """Whether the data say anything of money: a budget, declared funding, a projection."""
        return not (self.lignes.empty and self.trajectoire.empty)

    @property
    def dote(self) -> bool:
        """Whether the data say anything of human means, of the organisation or of an action."""
        return bool(self.effectifs["etp"].notna().any() or self.actions["moyens"].any())


def money(pst: Pst, plan: pd.DataFrame, *, day: dt.date, reference: MoneyReference) -> Money:
    """Bring together the money and means of a plan at a date.

    Budgets, accounts and staff of years after that of ``day`` aren't looked at; planned funding
    and projections, which speak of the future, are.

    Args:
        pst: The PST.
        plan: Its ``situation`` at ``day``.
        day: Day of the evaluation.
        reference: Nomenclature, and price index and population if there are any.
    """
    lines = read_budget(until(pst.budget, day), nomenclature=reference.nomenclature)
    amounts = amounts_by_version(lines, versions := line_versions(lines))
    attached = attach(amounts, until(pst.liens_budget, day), plan)
    units = Yardsticks.of(reference, year=day.year, ins=pst.identite.ins)
    whole, paid = Tally.of(amounts, [*YEARLY, "portion"]), Tally.of(attached.lignes, PLACED)
    planned = {"financements": pst.financements, "projections": pst.projections}
    years, yearly = trajectory(paid, plan, **planned), by_year(whole)
    notes = money_notes(pst, amounts, whole, attached.problemes, day=day, units=units)
    aid = art60_notes(amounts)
    return Money(
        lignes=attached.lignes,
        sommes=paid,
        par_exercice=yearly,
        par_objectif=_by_objective(paid, plan),
        non_rattache=_unattached(paid),
        votes=votes(lines, versions),
        resultats=results(whole),
        trajectoire=years,
        trajectoire_constante=_constant(years, day.year, units.prices),
        par_habitant=_per_inhabitant(yearly, units.people),
        sources=units.sources,
        problemes=attached.problemes,
        notes=ordered([*notes, *((INFO, message, None) for message in aid["message"])]),
        notes_art60=aid,
        **_means(pst, plan, paid, until(pst.effectifs, day)),
    )


def _means(
    pst: Pst, plan: pd.DataFrame, paid: Tally, people: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Give the human means, which actions have means, and the DPS."""
    planned = {"financements": pst.financements, "projections": pst.projections}
    actions = means_of_actions(plan, lignes=paid, **planned, effectifs=people)
    return {
        "effectifs": staff(people, ["exercice", "statut"]),
        "effectifs_services": staff(people, ["exercice", "service"]),
        "effectifs_elements": staff(people, ["exercice", "element_id"]),
        "actions": actions,
        "couverture": coverage(actions, plan),
        "dps": dps_trace(pst.dps, plan),
        "ajouts": added_since(pst.dps, plan),
    }


def _unattached(paid: Tally) -> pd.DataFrame:
    loose = [row for row in paid.rows if row["element_id"] is None]
    return Tally(loose, paid.kinds).table([*YEARLY, *AMOUNTS])


def _by_objective(paid: Tally, plan: pd.DataFrame) -> pd.DataFrame:
    """Give the execution of each objective, with all that it holds."""
    parents = dict(zip(plan["element_id"].tolist(), plan["parent_id"].tolist(), strict=True))
    objectives = [row for row in records(plan[_NAMES]) if row["niveau"] in OBJECTIVE_LEVELS]
    wanted = {row["element_id"]: rank for rank, row in enumerate(objectives)}
    attached = [row for row in paid.rows if row["element_id"] is not None]
    # A sub-action of a shared action bears one identifier at each of its places: the OO tells.
    places = [row["oo_id"] or row["os_id"] or row["element_id"] for row in attached]
    holders = {place: [e for e in _chain(place, parents) if e in wanted] for place in set(places)}
    held = [
        row | {"element_id": above}
        for row, place in zip(attached, places, strict=True)
        for above in holders[place]
    ]
    held.sort(key=lambda row: (wanted[row["element_id"]], *(row[name] for name in YEARLY)))
    rated = Tally(held, paid.kinds).rated(["element_id", *YEARLY])
    rows = [objectives[wanted[row["element_id"]]] | row for row in rated.rows]
    named = Tally(rows, dict.fromkeys(_NAMES, "str") | dict(rated.kinds))
    return named.table([*_NAMES, *YEARLY, *EXECUTION])


def _chain(element: str, parents: dict[str, str]) -> list[str]:
    """Give an element and all that hold it."""
    chain = [element]
    while (above := parents.get(chain[-1])) in parents:
        chain.append(str(above))
    return chain


def _constant(years: pd.DataFrame, year: int, prices: _Given) -> _Given:
    if prices is None or prices.empty:
        return None
    return constant_euros(years, FIGURES, index=prices, base=year)


def _per_inhabitant(yearly: pd.DataFrame, people: _Given) -> _Given:
    if people is None or people.empty:
        return None
    return per_inhabitant(yearly, AMOUNTS, population=people)

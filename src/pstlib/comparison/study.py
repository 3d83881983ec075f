"""The door of the comparison: a question in, all that its report shows out."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from pstlib.comparison.already_done import already_done
from pstlib.comparison.anonymous_study import without_names
from pstlib.comparison.euros import per_thousand
from pstlib.comparison.figures import PlanFigures
from pstlib.comparison.gathering import Gathered, OnPlan, Pace, gather, identities
from pstlib.comparison.means import execution_rates, means_by_year
from pstlib.comparison.peer_models import (
    PeerModel,
    is_isolated,
    peer_models,
    peer_sources,
    unknown_codes,
    why_these_peers,
)
from pstlib.comparison.question import Asked, Question, named_one_by_one, question_of
from pstlib.comparison.region import Comparison
from pstlib.comparison.region import compare as put_side_by_side
from pstlib.comparison.selection import Selection, chosen_slugs, same_owners
from pstlib.errors import UnknownNameError, UsageError
from pstlib.paths import data_folder
from pstlib.reference.breaks import Break, load_breaks
from pstlib.reference.communes import communes
from pstlib.reference.context import load_context
from pstlib.reference.peer_files import load_coverage
from pstlib.reference.themes import load_theme_rules
from pstlib.text import fr_date, nearest

Term = tuple[int, int]
_COMMUNAL = r"(?i)commune|ville|administration communale"
"""How the list of who should have a plan names a commune; all others are CPAS."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """All that the report of a comparison shows.

    Attributes:
        question: What was asked; in an anonymous study, without the plan's name.
        jour: Day of the situation compared.
        legislature: First and last exercice of the plans compared.
        comparaison: The plans side by side.
        slug: The plan in focus, as it is shown; None for the region alone.
        modeles: Every model of peers, the pairs in the codes shown.
        pourquoi: See ``why_these_peers``; None without focus, and in an anonymous study.
        isole: Whether the organisation in focus looks like no other.
        annees: Counts of actions of each plan at the end of each year.
        moyens: One row per plan and exercice; see ``means_by_year``.
        illisibles: Plans that can't be read: ``slug, motif``.
        inconnus: INS codes of the analyst's files that no commune has.
        avant: The term before at the same distance, where it was asked for.
        themes: Name of each theme.
        ruptures: What may have broken the series.
        choisis: How many plans the analyst chose; None where all are compared.
        dossier: The data folder; None in an anonymous study.
    """

    question: Question
    jour: dt.date
    legislature: Term
    comparaison: Comparison
    slug: str | None
    modeles: dict[str, PeerModel]
    pourquoi: pd.DataFrame | None
    isole: bool
    annees: pd.DataFrame
    moyens: pd.DataFrame
    illisibles: pd.DataFrame
    inconnus: tuple[str, ...]
    avant: tuple[Term, dt.date, Comparison] | None
    themes: dict[str, str]
    ruptures: tuple[Break, ...]
    choisis: int | None
    dossier: Path | None

    @cached_property
    def semblables(self) -> pd.DataFrame | None:
        """Who already does something like each action of the plan in focus; see ``already_done``.

        Made when first asked for; None without focus and in an anonymous study, where the title
        of another's action would name it.
        """
        if self.slug is None or self.dossier is None:
            return None
        return already_done(self.slug, self.dossier, day=self.jour)

    @property
    def modele(self) -> PeerModel:
        """The model of peers that was asked for."""
        return self.modeles[self.question.pairs]

    @property
    def fictif(self) -> bool:
        """Whether any of the plans compared is fictitious."""
        return bool(self.comparaison.organismes["fictif"].any())

    @property
    def tous_fictifs(self) -> bool:
        """Whether no plan compared is of an organisation that exists."""
        return bool(self.comparaison.organismes["fictif"].all())

    @property
    def cpas(self) -> dict[str, Any] | None:
        """The row of ``organismes`` of the plan in focus."""
        rows = self.comparaison.organismes
        found: list[dict[Any, Any]] = rows[rows["slug"].eq(self.slug or "")].to_dict("records")
        return {str(k): v for k, v in found[0].items()} if found else None

    @property
    def pairs_slugs(self) -> list[str]:
        """The plans of the peers of the one in focus, in the order of ``organismes``."""
        own, rows = self.cpas, self.comparaison.organismes
        if own is None:
            return []
        pairs = self.modele.pairs
        mates = pairs.loc[pairs["ins_a"].eq(own["ins"]), "ins_b"]
        return [str(slug) for slug in rows.loc[rows["ins"].isin(mates), "slug"]]


def compare(
    donnees: Path | str | None = None,
    *,
    parmi: Selection = None,
    workers: int | None = None,
    on_plan: OnPlan | None = None,
    **question: Unpack[Asked],
) -> Study:
    """Compare the plans of a data folder at a day.

    Args:
        donnees: The folder of the PST; else ``PST_DONNEES``, else ``pst_data``.
        parmi: The plans to compare, all if None: see ``selection.chosen_slugs``.
        workers: Processes that evaluate the plans that the cache doesn't hold; see ``Pace``.
        on_plan: Told, at first and after each plan, how many are done, of how many.
        question: The fields of ``Question``; ``date_arrete`` may be a text.

    Raises:
        UsageError: If the day is missing, no plan covers it, or the question can't be asked.
        UnknownNameError: If no plan that is compared has the slug.

    >>> compare("pst_data", date_arrete="2021-12-31").legislature
    (2019, 2024)
    """
    asked = question_of(question, parmi if isinstance(parmi, str) else "")
    return _studied(data_folder(donnees), asked, parmi, Pace(workers, on_plan))


named_one_by_one(compare)


def _studied(folder: Path, asked: Question, parmi: Selection, pace: Pace) -> Study:
    terms = _terms(folder, asked)
    day = _day(terms[0], asked)
    chosen = chosen_slugs(parmi, folder, day=day)
    how: dict[str, Any] = {"type_admin": asked.type_admin, "pace": pace}
    gathered = gather(folder, date_arrete=day, term=terms[0], parmi=chosen, **how)
    earlier = None
    if asked.mois and len(terms) > 1:
        earlier_day = _day(terms[1], asked)
        same = None if chosen is None else same_owners(chosen, folder)
        earlier = gather(folder, date_arrete=earlier_day, term=terms[1], parmi=same, **how)
    _refuse_unknown(asked, gathered)
    study = _named_study(folder, asked, (terms[0], day), gathered)
    if earlier is not None:
        found = put_side_by_side(earlier.plans, term=terms[1], type_admin=asked.type_admin)
        study = replace(study, avant=(terms[1], earlier_day, found))
    if not asked.anonyme:
        return study
    return without_names(study, gathered.plans, earlier.plans if earlier else ())


def _terms(folder: Path, asked: Question) -> list[Term]:
    """Give the term that holds the day, then the one before it, if plans have one."""
    known = {
        (one.exercice_debut, one.exercice_fin): 0
        for one in identities(folder)[0]
        if one.type_admin == asked.type_admin and one.exercice_debut <= asked.date_arrete.year
    }
    terms = sorted(known, reverse=True)
    if not terms:
        raise UsageError(
            "Aucun PST à comparer à cette date",
            where=f"dossier {folder}",
            found=fr_date(asked.date_arrete),
            todo="Choisissez une date où au moins un PST chargé a commencé.",
        )
    holding = [term for term in terms if term[1] >= asked.date_arrete.year]
    first = holding[0] if holding else terms[0]
    return [first, *(term for term in terms if term[1] < first[0])][:2]


def _day(term: Term, asked: Question) -> dt.date:
    """Give the day compared: the one asked for, or the same number of months into the term."""
    if not asked.mois:
        return asked.date_arrete
    years, months = divmod(asked.mois - 1, 12)
    year, month = term[0] + years, months + 1
    day = dt.date(year, month, calendar.monthrange(year, month)[1])
    if day > asked.date_arrete:
        raise UsageError(
            f"La législature {term[0]}-{term[1]} n’a pas encore {asked.mois} mois",
            found=f"{fr_date(day)}, après le {fr_date(asked.date_arrete)}",
            todo="Demandez moins de mois, ou une date plus tardive.",
        )
    return day


def _refuse_unknown(asked: Question, gathered: Gathered) -> None:
    slugs = [plan.ligne["slug"] for plan in gathered.plans]
    if not asked.slug or asked.slug in slugs:
        return
    broken = gathered.illisibles.set_index("slug")["motif"].to_dict()
    apart = gathered.ecartes.set_index("slug")["motif"].to_dict()
    why = broken.get(asked.slug) or apart.get(asked.slug)
    near = nearest(asked.slug, slugs)
    raise UnknownNameError(
        f"Le PST « {asked.slug} » n’est pas parmi ceux que l’on compare",
        found=why,
        todo=f"Noms proches : {', '.join(near)}." if near else "« pst lister » donne les PST.",
    )


def _named_study(
    folder: Path, asked: Question, when: tuple[Term, dt.date], gathered: Gathered
) -> Study:
    term, day = when
    awaited = _awaited(folder, asked, term) if gathered.choisis is None else None
    kind = asked.type_admin
    compared = put_side_by_side(gathered.plans, term=term, awaited=awaited, type_admin=kind)
    population = _population(folder)
    own = next((p.ligne["ins"] for p in gathered.plans if p.ligne["slug"] == asked.slug), None)
    return Study(
        question=asked,
        jour=day,
        legislature=term,
        comparaison=replace(
            compared,
            themes=per_thousand(compared, population, year=day.year),
            ecartes=gathered.ecartes.reset_index(drop=True),
        ),
        slug=asked.slug or None,
        annees=_stacked([plan.annees for plan in gathered.plans]),
        moyens=_means(gathered.plans, population),
        illisibles=gathered.illisibles,
        avant=None,
        themes=load_theme_rules(folder).labels,
        ruptures=load_breaks(folder),
        choisis=gathered.choisis,
        dossier=folder,
        **_peers(folder, asked, day, own),
    )


def _peers(folder: Path, asked: Question, day: dt.date, own: str | None) -> dict[str, Any]:
    sources = peer_sources(folder, year=day.year)
    models = peer_models(sources)
    return {
        "modeles": models,
        "pourquoi": why_these_peers(sources, models[asked.pairs].pairs, own) if own else None,
        "isole": bool(own) and is_isolated(sources, str(own)),
        "inconnus": tuple(unknown_codes(sources)),
    }


def _awaited(folder: Path, asked: Question, term: Term) -> pd.DataFrame | None:
    """Give who should have a plan: the list of the analyst, else the CPAS of the communes."""
    told = load_coverage(folder)
    if told is not None:
        communal = told["organisme"].str.match(_COMMUNAL)
        same = told["exercice_debut"].eq(term[0]) & told["exercice_fin"].eq(term[1])
        same &= communal if asked.type_admin == "AC" else ~communal
        if same.any():
            return told[same]
    if asked.type_admin != "CPAS":
        return None
    table = communes(folder)
    bound = table[table["communaute_germanophone"].eq("0")]
    return bound[["ins"]].assign(organisme=bound["cpas"])


def _population(folder: Path) -> pd.DataFrame:
    context = load_context(folder)
    return context[context["variable"].eq("population")]


def _means(plans: Sequence[PlanFigures], population: pd.DataFrame) -> pd.DataFrame:
    lines = pd.DataFrame([{n: plan.ligne[n] for n in ("slug", "ins")} for plan in plans])
    money = execution_rates(_stacked([plan.argent for plan in plans]))
    staff = _stacked([plan.moyens for plan in plans])
    return means_by_year(money, staff, lines=lines, population=population)


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    full = [table for table in tables if not table.empty]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=["slug"])

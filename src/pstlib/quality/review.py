"""The data of every plan of a folder at a day: problems, completeness, stakes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from pstlib.errors import PstError, UsageError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import Identity, list_slugs, load, load_identity
from pstlib.model.cache import recall, remember
from pstlib.model.findings import COLUMNS, ERROR
from pstlib.model.many_plans import each_plan, made_by, plan_key
from pstlib.model.slugs import folder_of
from pstlib.paths import data_folder
from pstlib.quality.problems import problems_of
from pstlib.quality.stakes import stakes
from pstlib.reference.nomenclature import load_nomenclature
from pstlib.text import fr_date, parse_date

_WHO = ["slug", "organisme"]
_TABLES = ("problemes", "completude", "enjeux")
_Tables = dict[str, pd.DataFrame]
_Found = _Tables | str
OnPlan = Callable[[int, int], object]


@dataclass(frozen=True, eq=False, kw_only=True)
class DataReview:
    """The data of several plans at a day.

    Attributes:
        jour: The day.
        organismes: ``slug, organisme, fictif, exercice_debut, exercice_fin``: those reviewed.
        problemes: ``slug, organisme``, then the columns of ``problems_of``; a plan that can't be
            read has one error, without table.
        completude: ``slug, organisme``, then the columns of ``Evaluation.qualite``.
        enjeux: ``slug, organisme``, then the columns of ``stakes``.
        ecartes: Plans of another term: ``slug``.
    """

    jour: dt.date
    organismes: pd.DataFrame
    problemes: pd.DataFrame
    completude: pd.DataFrame
    enjeux: pd.DataFrame
    ecartes: pd.DataFrame

    @property
    def fictif(self) -> bool:
        """Whether one of the plans at least is fictitious."""
        return bool(self.organismes["fictif"].any())


def review_data(
    donnees: Path | str | None = None,
    *,
    date_arrete: str | dt.date,
    slugs: Sequence[str] = (),
    on_plan: OnPlan | None = None,
) -> DataReview:
    """Review the data of the plans whose term holds a day.

    What is found in a plan is kept in the user's cache, under a hash of all that it comes from.

    Args:
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.
        date_arrete: Day of the situation.
        slugs: The plans wanted; all if none is named.
        on_plan: Told, of the plans that the cache doesn't hold, how many are done of how many.

    Raises:
        DateError: If the day is no date.
        UnknownNameError: If no plan has one of the slugs.
        UsageError: If no plan covers the day.

    >>> review = review_data("pst_data", date_arrete="2021-12-31", slugs=["celles-2019-2024"])
    >>> int(review.completude.set_index("champ").loc["budget_vote", "n_connus"])
    0
    """
    day, folder = parse_date(date_arrete), data_folder(donnees)
    wanted = [folder_of(slug, folder).name for slug in slugs] or list_slugs(folder)
    known = {slug: _identity(slug, folder) for slug in wanted}
    apart = [s for s, who in known.items() if isinstance(who, Identity) and not _holds(who, day)]
    if len(apart) == len(wanted):
        raise _no_plan_at(day, folder)
    held = [s for s, who in known.items() if isinstance(who, Identity) and s not in apart]
    read = _reviewed(held, folder, day, on_plan)
    told = {slug: read.get(slug, who) for slug, who in known.items()}
    broken = [_unreadable(slug, why) for slug, why in told.items() if isinstance(why, str)]
    plans = {slug: tables for slug, tables in read.items() if isinstance(tables, dict)}
    return DataReview(
        jour=day,
        organismes=_identities([who for s in plans if isinstance(who := known[s], Identity)]),
        problemes=_stacked([*broken, *_each(plans, "problemes")]),
        completude=_stacked(_each(plans, "completude")),
        enjeux=_stacked(_each(plans, "enjeux")),
        ecartes=pd.DataFrame({"slug": apart}, dtype="str"),
    )


def _no_plan_at(day: dt.date, folder: Path) -> UsageError:
    return UsageError(
        "Aucun PST ne couvre cette date",
        where=f"dossier {folder}",
        found=fr_date(day),
        todo="Choisissez une date des exercices d’un PST chargé.",
    )


def _identity(slug: str, folder: Path) -> Identity | str:
    """Read who a plan is of; say what is wrong if it can't be."""
    try:
        return load_identity(folder / slug)
    except PstError as error:
        return str(error)


def _holds(who: Identity, day: dt.date) -> bool:
    return who.exercice_debut <= day.year <= who.exercice_fin


def _reviewed(
    slugs: Sequence[str], folder: Path, day: dt.date, on_plan: OnPlan | None
) -> dict[str, _Found]:
    """Review each plan, in the order asked: those that the cache holds, and the others made."""
    program = f"qualite\n{made_by(folder, day)}"
    keys = {slug: plan_key(slug, folder, program) for slug in slugs}
    kept: dict[str, _Found] = {s: got for s, key in keys.items() if (got := recall(key, _TABLES))}
    left = {slug: key for slug, key in keys.items() if slug not in kept}
    for n, (slug, told) in enumerate(each_plan(partial(_made, folder, day), left.items()), 1):
        kept[slug] = told
        if on_plan:
            on_plan(n, len(left))
    return {slug: kept[slug] for slug in slugs}


def _made(folder: Path, day: dt.date, plan: tuple[str, str]) -> tuple[str, _Found]:
    """Review one plan, and keep what is found under its key; say why it can't be read."""
    slug, key = plan
    try:
        ev = evaluate(load(slug, folder), date_arrete=day)
    except PstError as error:
        return slug, str(error)
    problems = problems_of(ev.pst, load_nomenclature(folder))
    tables = {"problemes": problems, "completude": ev.qualite, "enjeux": stakes(ev)}
    named = {name: _of(ev, table) for name, table in tables.items()}
    remember(key, named)
    return slug, named


def _each(plans: Mapping[str, _Tables], name: str) -> list[pd.DataFrame]:
    return [tables[name] for tables in plans.values()]


def _identities(known: Sequence[Identity]) -> pd.DataFrame:
    names = [*_WHO, "fictif", "exercice_debut", "exercice_fin"]
    return pd.DataFrame([[getattr(one, n) for n in names] for one in known], columns=names)


def _of(plan: Evaluation, table: pd.DataFrame) -> pd.DataFrame:
    who = plan.identite
    named = table.assign(slug=who.slug, organisme=who.organisme)
    return named[[*_WHO, *(name for name in table if name not in _WHO)]]


def _unreadable(slug: str, error: str) -> pd.DataFrame:
    """Keep an error among the problems: its message says file, line and what to do."""
    row = {"gravite": ERROR, "probleme": error, "slug": slug, "organisme": slug}
    return pd.DataFrame([row]).reindex(columns=[*_WHO, *COLUMNS, "lieu", "source"])


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    full = [table.astype(object) for table in tables if len(table)]
    if not full:
        return tables[0] if tables else pd.DataFrame(columns=_WHO)
    return pd.concat(full, ignore_index=True).convert_dtypes()

"""The data of every plan of a folder at a day: problems, completeness, stakes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pstlib.errors import PstError, UsageError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import Identity, list_slugs, load, load_identity
from pstlib.model.findings import COLUMNS, ERROR
from pstlib.model.slugs import folder_of
from pstlib.paths import data_folder
from pstlib.quality.problems import problems_of
from pstlib.quality.stakes import stakes
from pstlib.reference.nomenclature import Nomenclature, load_nomenclature
from pstlib.text import fr_date, parse_date

_WHO = ["slug", "organisme"]
_Found = Evaluation | PstError | None


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
) -> DataReview:
    """Review the data of the plans whose term holds a day.

    Args:
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.
        date_arrete: Day of the situation.
        slugs: The plans wanted; all if none is named.

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
    read = {slug: _read(slug, folder, day) for slug in wanted}
    if all(found is None for found in read.values()):
        raise UsageError(
            "Aucun PST ne couvre cette date",
            where=f"dossier {folder}",
            found=fr_date(day),
            todo="Choisissez une date des exercices d’un PST chargé.",
        )
    plans = [found for found in read.values() if isinstance(found, Evaluation)]
    return DataReview(
        jour=day,
        organismes=_identities([plan.identite for plan in plans]),
        problemes=_problems(read, load_nomenclature(folder)),
        completude=_stacked([_of(plan, plan.qualite) for plan in plans]),
        enjeux=_stacked([_of(plan, stakes(plan)) for plan in plans]),
        ecartes=pd.DataFrame({"slug": [s for s, one in read.items() if one is None]}, dtype="str"),
    )


def _problems(read: Mapping[str, _Found], names: Nomenclature) -> pd.DataFrame:
    """List the problems of the plans, those that can't be read first."""
    broken = [_unreadable(slug, one) for slug, one in read.items() if isinstance(one, PstError)]
    plans = [one for one in read.values() if isinstance(one, Evaluation)]
    return _stacked([*broken, *(_of(one, problems_of(one.pst, names)) for one in plans)])


def _read(slug: str, folder: Path, day: dt.date) -> _Found:
    """Evaluate a plan; an error if it can't be read, nothing if its term doesn't hold the day."""
    try:
        who = load_identity(folder / slug)
        if not who.exercice_debut <= day.year <= who.exercice_fin:
            return None
        return evaluate(load(slug, folder), date_arrete=day)
    except PstError as error:
        return error


def _identities(known: Sequence[Identity]) -> pd.DataFrame:
    names = [*_WHO, "fictif", "exercice_debut", "exercice_fin"]
    return pd.DataFrame([[getattr(one, n) for n in names] for one in known], columns=names)


def _of(plan: Evaluation, table: pd.DataFrame) -> pd.DataFrame:
    who = plan.identite
    named = table.assign(slug=who.slug, organisme=who.organisme)
    return named[[*_WHO, *(name for name in table if name not in _WHO)]]


def _unreadable(slug: str, error: PstError) -> pd.DataFrame:
    """Keep an error among the problems: its message says file, line and what to do."""
    row = {"gravite": ERROR, "probleme": str(error), "slug": slug, "organisme": slug}
    return pd.DataFrame([row]).reindex(columns=[*_WHO, *COLUMNS, "source"])


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    full = [table.astype(object) for table in tables if len(table)]
    if not full:
        return tables[0] if tables else pd.DataFrame(columns=_WHO)
    return pd.concat(full, ignore_index=True).convert_dtypes()

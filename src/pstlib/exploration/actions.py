"""The assessed actions of many plans at a day, one row each, with what one chooses by."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pandas as pd

from pstlib.comparison.gathering import themes_of
from pstlib.errors import PstError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import load
from pstlib.model.cache import recall, remember
from pstlib.model.many_plans import each_plan, made_by, plan_key
from pstlib.model.slugs import folder_of
from pstlib.paths import data_folder
from pstlib.reference.themes import load_theme_rules

COLUMNS = [
    "slug", "organisme", "fictif", "code", "libelle", "theme", "nom_theme", "statut", "date_suivi",
    "avancement_min", "avancement_max", "attendu", "date_debut", "date_fin", "en_retard",
    "retard_jours", "responsable", "partenaires", "oo", "os", "element_id",
]  # fmt: skip
_KEPT = "exploration"
_Found = pd.DataFrame | str


def actions_of(
    slugs: Iterable[str],
    donnees: Path | str | None = None,
    *,
    day: dt.date,
    on_plan: Callable[[int, int], object] | None = None,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Evaluate plans at a day and put their actions one under the other.

    What a plan gave is kept in the user's cache: a region opens in seconds the second time.

    Args:
        slugs: The plans.
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.
        day: Day of the situation.
        on_plan: Told, of the plans that the cache doesn't hold, how many are done of how many.

    Returns:
        The assessed actions (``COLUMNS``), and why some plans have none: slug and French reason.

    Raises:
        UnknownNameError: If no plan has one of the slugs.
    """
    folder = data_folder(donnees)
    names = load_theme_rules(folder).labels
    found = _found([folder_of(slug, folder).name for slug in slugs], folder, day, on_plan)
    refused = {slug: told for slug, told in found.items() if isinstance(told, str)}
    tables = [table for table in found.values() if isinstance(table, pd.DataFrame)]
    if not tables:
        return pd.DataFrame(columns=COLUMNS), refused
    every = pd.concat(tables, ignore_index=True)
    return every.assign(nom_theme=every["theme"].map(names))[COLUMNS], refused


def _found(
    slugs: list[str],
    folder: Path,
    day: dt.date,
    on_plan: Callable[[int, int], object] | None,
) -> dict[str, _Found]:
    """Give the actions of each plan, in the order asked: kept ones, and the others made."""
    program = f"{_KEPT}\n{made_by(folder, day)}"
    keys = {slug: plan_key(slug, folder, program) for slug in slugs}
    kept = {slug: tables[_KEPT] for slug in slugs if (tables := recall(keys[slug], (_KEPT,)))}
    left = {slug: keys[slug] for slug in slugs if slug not in kept}
    made: dict[str, _Found] = {}
    for slug, told in each_plan(partial(_made, folder=folder, day=day), left.items()):
        made[slug] = told
        if on_plan:
            on_plan(len(made), len(left))
    return {slug: kept[slug] if slug in kept else made[slug] for slug in slugs}


def _made(plan: tuple[str, str], *, folder: Path, day: dt.date) -> tuple[str, _Found]:
    """Evaluate one plan, and keep its actions under its key; say why it has none."""
    slug, key = plan
    try:
        evaluation = evaluate(load(slug, folder), date_arrete=day)
    except PstError as error:
        return slug, error.what
    actions = _actions(evaluation, folder)
    remember(key, {_KEPT: actions})
    return slug, actions


def _actions(evaluation: Evaluation, folder: Path) -> pd.DataFrame:
    """Take the facts of the actions of one plan, its themes and the titles above them."""
    who, titles = evaluation.identite, evaluation.plan.set_index("element_id")["libelle"]
    own = evaluation.actions[evaluation.actions["evaluee"]]
    named = own.drop(columns="theme").assign(
        slug=who.slug,
        organisme=f"{who.organisme} {who.exercice_debut}-{who.exercice_fin}",
        fictif=who.fictif,
        oo=own["oo_id"].map(titles),
        os=own["os_id"].map(titles),
    )
    told = named.merge(themes_of(evaluation, folder), how="left", on="element_id")
    return told[[name for name in COLUMNS if name != "nom_theme"]]

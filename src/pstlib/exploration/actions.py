"""The assessed actions of many plans at a day, one row each, with what one chooses by."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pstlib.comparison.gathering import themes_of
from pstlib.errors import PstError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import load
from pstlib.model.slugs import folder_of
from pstlib.paths import data_folder
from pstlib.reference.themes import load_theme_rules

COLUMNS = [
    "slug", "organisme", "fictif", "code", "libelle", "theme", "nom_theme", "statut", "date_suivi",
    "avancement_min", "avancement_max", "attendu", "date_debut", "date_fin", "en_retard",
    "retard_jours", "responsable", "partenaires", "oo", "os", "element_id",
]  # fmt: skip


def actions_of(
    slugs: Iterable[str], donnees: Path | str | None = None, *, day: dt.date
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Evaluate plans at a day and put their actions one under the other.

    Returns:
        The assessed actions (``COLUMNS``), and why some plans have none: slug and French reason.

    Raises:
        UnknownNameError: If no plan has one of the slugs.
    """
    folder = data_folder(donnees)
    names = load_theme_rules(folder).labels
    tables, refused = [], {}
    for slug in slugs:
        folder_of(slug, folder)
        try:
            evaluation = evaluate(load(slug, folder), date_arrete=day)
        except PstError as error:
            refused[slug] = error.what
            continue
        tables.append(_actions(evaluation, folder))
    if not tables:
        return pd.DataFrame(columns=COLUMNS), refused
    every = pd.concat(tables, ignore_index=True)
    return every.assign(nom_theme=every["theme"].map(names))[COLUMNS], refused


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
    return named.merge(themes_of(evaluation, folder), how="left", on="element_id")

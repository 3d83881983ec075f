"""The plans of a data folder, each evaluated at a day: what a comparison is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.comparison.figures import PlanFigures, plan_figures
from pstlib.comparison.region import reasons_apart
from pstlib.comparison.themes import classify
from pstlib.errors import PstError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import Identity, load, load_identity
from pstlib.model.cache import recall, remember
from pstlib.model.many_plans import each_plan, made_by, plan_key
from pstlib.model.slugs import IDENTITY_FILE, list_slugs
from pstlib.model.statuses import Level
from pstlib.paths import data_folder, reason
from pstlib.reference.themes import load_manual_themes, load_theme_rules

OnPlan = Callable[[int, int], object]
_TABLES = ("ligne", "actions", "argent", "credits", "annees", "moyens")
_Found = PlanFigures | str
NOT_CHOSEN = "hors de la sélection"


@dataclass(frozen=True)
class Pace:
    """How plans are evaluated: ``workers`` processes; ``on_plan`` is told how many are done.

    Where None is said, as many as processors in a notebook, for more than a few plans; none in a
    script, that each of them would run again.
    """

    workers: int | None = None
    on_plan: OnPlan | None = None


@dataclass(frozen=True)
class Gathered:
    """Plans at a day, and those that couldn't be, with the reason.

    ``plans`` in the order of their slugs; ``illisibles``: ``slug, motif``; ``ecartes``: plans of
    another term or type, ``slug, organisme, motif``: they weren't read. ``choisis``: how many
    were chosen, None where all are wanted.
    """

    plans: tuple[PlanFigures, ...]
    illisibles: pd.DataFrame
    ecartes: pd.DataFrame
    choisis: int | None = None


def gather(
    donnees: Path | str | None,
    *,
    date_arrete: dt.date,
    term: tuple[int, int],
    type_admin: str = "CPAS",
    parmi: Collection[str] | None = None,
    pace: Pace | None = None,
) -> Gathered:
    """Evaluate every plan of a term and type at a day.

    What a plan gave is kept in the user's cache under a hash of all that it comes from.

    Args:
        donnees: The folder of the PST.
        date_arrete: Day of the situation.
        term: First and last exercice of the plans wanted.
        type_admin: ``CPAS`` or ``AC``.
        parmi: Slugs of the plans wanted; None for all.
        pace: How many plans at once, and who is told of each.

    Returns:
        The plans; one that can't be read or evaluated is listed, and stops nothing.
    """
    folder = data_folder(donnees)
    load_manual_themes(load_theme_rules(folder), folder)  # refused once, not a plan at a time
    known, broken = identities(folder)
    names = ("slug", "organisme", "type_admin", "exercice_debut", "exercice_fin")
    rows = [[getattr(one, name) for name in names] for one in known]
    lines = pd.DataFrame(rows, columns=list(names))
    why = reasons_apart(lines, term, type_admin)
    if parmi is not None:
        why = why.mask(~lines["slug"].isin(list(parmi)), NOT_CHOSEN)
        broken = [(slug, told) for slug, told in broken if slug in parmi]
    slugs = lines.loc[why.isna(), "slug"].tolist()
    found = _all_figures(slugs, folder, date_arrete, pace or Pace())
    failed = [(slug, told) for slug, told in found.items() if isinstance(told, str)]
    return Gathered(
        plans=tuple(f for slug in slugs if isinstance(f := found[slug], PlanFigures)),
        illisibles=pd.DataFrame([*broken, *failed], columns=["slug", "motif"], dtype="str"),
        ecartes=lines.assign(motif=why)[why.notna()][["slug", "organisme", "motif"]],
        choisis=None if parmi is None else len(parmi),
    )


def identities(folder: Path) -> tuple[list[Identity], list[tuple[str, str]]]:
    """Read who the plans of a folder are of, and why some can't be: slug and reason."""
    known, broken = [], []
    for slug in list_slugs(folder):
        try:
            state = (folder / slug / IDENTITY_FILE).stat()
            known.append(_identity(folder / slug, state.st_mtime_ns, state.st_size))
        except (PstError, OSError) as error:
            broken.append((slug, _told(error, folder)))
    return known, broken


@lru_cache(maxsize=1_000)
def _identity(folder: Path, _changed: int, _size: int) -> Identity:
    return load_identity(folder)


def _all_figures(slugs: Sequence[str], folder: Path, day: dt.date, pace: Pace) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    if pace.on_plan:  # the first answer takes seconds: how many there are is told before
        pace.on_plan(0, len(slugs))
    for slug, figures in _figures(slugs, folder, day, pace):
        found[slug] = figures
        if pace.on_plan:
            pace.on_plan(len(found), len(slugs))
    return found


def _figures(
    slugs: Sequence[str], folder: Path, day: dt.date, pace: Pace
) -> Iterator[tuple[str, _Found]]:
    """Give what each plan says: those of the cache first, then the others, side by side."""
    program = made_by(folder, day)
    left: dict[str, str] = {}
    for slug in slugs:
        try:
            key = plan_key(slug, folder, program)
        except OSError as error:
            yield slug, _told(error, folder)
            continue
        try:
            yield slug, _kept(key)
        except KeyError:
            left[slug] = key
    yield from each_plan(partial(_made, folder=folder, day=day), left.items(), pace.workers)


def _made(plan: tuple[str, str], *, folder: Path, day: dt.date) -> tuple[str, _Found]:
    """Evaluate a plan, and keep what it says under its key."""
    slug, key = plan
    try:
        figures = _evaluated(slug, folder, day)
    except (PstError, OSError) as error:
        return slug, _told(error, folder)
    tables = {one.name: getattr(figures, one.name) for one in fields(figures)}
    remember(key, {**tables, "ligne": pd.DataFrame([figures.ligne])})
    return slug, figures


@lru_cache(maxsize=1_000)
def _kept(key: str) -> PlanFigures:
    """Read figures from the cache, once a process: a report asks for them more than once.

    Raises:
        KeyError: If they aren't there; that isn't remembered.
    """
    tables = recall(key, _TABLES)
    if tables is None:
        raise KeyError(key)
    return PlanFigures(ligne=_line(tables.pop("ligne")), **tables)


def _evaluated(slug: str, folder: Path, day: dt.date) -> PlanFigures:
    evaluation = evaluate(load(slug, folder), date_arrete=day)
    return plan_figures(evaluation, themes_of(evaluation, folder))


def themes_of(evaluation: Evaluation, donnees: Path | None) -> pd.DataFrame:
    """Give each action of a plan, and each sub-action, its theme: ``element_id, theme``."""
    plan = evaluation.plan
    titles = plan.set_index("element_id")["libelle"]
    chosen = plan[plan["niveau"].isin([Level.ACTION, Level.SUB_ACTION])]
    elements = chosen[["element_id", "libelle", "theme"]].assign(
        oo=chosen["oo_id"].map(titles),
        os=chosen["os_id"].map(titles),
        slug=evaluation.identite.slug,
    )
    rules = load_theme_rules(donnees)
    return classify(elements, rules, load_manual_themes(rules, donnees))[["element_id", "theme"]]


def _line(table: pd.DataFrame) -> dict[str, Any]:
    row = table.astype("object").where(table.notna(), None).to_dict("records")[0]
    return {str(name): value for name, value in row.items()}


def _told(error: PstError | OSError, folder: Path) -> str:
    """Say why a plan can't be read, without the folders of this machine."""
    said = reason(error) if isinstance(error, OSError) else str(error)
    return said.replace(f"{folder}/", "").replace(str(folder), "…")

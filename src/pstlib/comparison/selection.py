"""Which plans to compare, when not all: a table, a list, or a condition on a table of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pstlib.comparison.gathering import identities
from pstlib.comparison.peer_models import peer_sources
from pstlib.errors import UnknownNameError, UsageError
from pstlib.text import nearest

Selection = pd.DataFrame | str | Iterable[str] | None
_WHERE = ("ins", "province", "arrondissement")


def plans_table(donnees: Path | str | None, *, day: dt.date) -> pd.DataFrame:
    """List the plans of a data folder with what is known of their communes.

    Returns:
        One row per plan: ``slug, organisme, ins, type_admin, exercice_debut, exercice_fin,
        fictif, province, arrondissement``, and the last value up to the year of the day of each
        context variable (``population``, ``densite``…), NA where nothing is known.
    """
    names = ("slug", "organisme", "ins", "type_admin", "exercice_debut", "exercice_fin", "fictif")
    known, _broken = identities(Path(donnees) if donnees is not None else Path())
    table = pd.DataFrame([{name: getattr(one, name) for name in names} for one in known])
    sources = peer_sources(donnees, year=day.year)
    values = sources.valeurs[[n for n in sources.valeurs if not str(n).startswith("annee_")]]
    places = sources.communes[list(_WHERE)]
    return (
        table.reindex(columns=list(names))
        .merge(places, how="left", on="ins")
        .merge(values.reset_index(), how="left", on="ins")
    )


def chosen_slugs(
    wanted: Selection, donnees: Path | str | None, *, day: dt.date
) -> tuple[str, ...] | None:
    """Give the slugs of the plans wanted, sorted; None stands for all.

    Args:
        wanted: A table with a column ``slug``, slugs, or a pandas expression on ``plans_table``,
            e.g. ``"province == 'Namur' and population < 10000"``.
        donnees: The folder of the PST.
        day: Day of the context values.

    Raises:
        UnknownNameError: If no plan has one of the slugs.
        UsageError: If the expression can't be read, or nothing is left.
    """
    if wanted is None or (isinstance(wanted, str) and not wanted.strip()):
        return None
    known = plans_table(donnees, day=day)
    if isinstance(wanted, str):
        slugs = _matching(known, wanted)
    elif isinstance(wanted, pd.DataFrame):
        slugs = [str(slug) for slug in wanted["slug"]]
    else:
        slugs = [str(slug) for slug in wanted]
    for slug in slugs:
        if slug not in set(known["slug"]):
            near = nearest(slug, known["slug"].tolist())
            raise UnknownNameError(
                f"Aucun PST ne s’appelle « {slug} »",
                todo=f"Noms proches : {', '.join(near)}." if near else None,
            )
    if not slugs:
        raise UsageError("La sélection ne retient aucun PST", todo="Élargissez-la.")
    return tuple(sorted(set(slugs)))


def same_owners(slugs: Iterable[str], donnees: Path | str) -> tuple[str, ...]:
    """Give all the plans, of any term, of the organisations that have one of these."""
    known, _broken = identities(Path(donnees))
    wanted = set(slugs)
    owners = {one.ins for one in known if one.slug in wanted and one.ins}
    return tuple(one.slug for one in known if one.slug in wanted or one.ins in owners)


def _matching(known: pd.DataFrame, expression: str) -> list[str]:
    try:
        return known.query(expression)["slug"].tolist()
    except Exception as error:  # whatever pandas finds wrong in what was written
        raise UsageError(
            "La condition sur les PST ne se lit pas",
            found=f"{expression} ({error})",
            todo=f"Colonnes connues : {', '.join(known.columns)}.",
        ) from error

"""The door of the search: a text or an action in, the actions that resemble it out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pstlib.comparison.similar_catalogue import load_catalogue
from pstlib.comparison.similar_search import Filters, Request, Searcher
from pstlib.comparison.similar_search import search as search_in
from pstlib.text import parse_date

_ACTION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+:\S+")
_SHOWN = [
    "score", "slug", "organisme", "code", "libelle", "statut", "date_suivi", "nom_theme", "mots",
    "autres", "oo", "os", "element_id", "theme", "fictif",
]  # fmt: skip


def search(
    texte: str,
    donnees: Path | str | None = None,
    *,
    themes: Sequence[str] = (),
    statuts: Sequence[str] = (),
    date: str | dt.date | None = None,
    nombre: int = 10,
) -> pd.DataFrame:
    """Find, in all the PSTs, the actions that resemble a text or an action.

    Args:
        texte: What is looked for (``"épicerie sociale"``), or an action as ``slug:identifier``.
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.
        themes: Codes of the themes wanted; all if none is named.
        statuts: Statuses wanted; all if none is named.
        date: Day of the statuses; else the last ones known.
        nombre: How many results at most; those that say nearly the same count for one.

    Returns:
        Best first: ``score`` (0–1), who does what, its status, ``mots`` (what both share) and
        ``autres`` (who else has nearly the same action).

    Raises:
        UnknownNameError: If the action, a theme or a status has a name that nothing bears.
        UsageError: If the text says nothing.
        DateError: If ``date`` is no date.

    >>> search("ouvrir une épicerie sociale", "pst_data", nombre=1)["slug"].tolist()
    ['celles-2019-2024']
    """
    is_action = _ACTION.fullmatch(texte.strip()) is not None
    request = Request(action=texte.strip()) if is_action else Request(texte=texte)
    filters = Filters(
        themes=tuple(themes),
        statuts=tuple(statuts),
        date=None if date is None else parse_date(date),
        nombre=nombre,
    )
    found = search_in(Searcher.of(load_catalogue(donnees), donnees), request, filters)
    return found[_SHOWN]

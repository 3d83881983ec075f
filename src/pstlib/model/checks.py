"""What looks wrong in a PST that loads: each problem with its place and what to do."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from pstlib.model.findings import COLUMNS, ERROR, INFO, WARNING, Finding, cells_of, per_row
from pstlib.model.pst import Pst
from pstlib.model.situation import version_dates
from pstlib.model.statuses import FINAL_STATUSES, Level, Status
from pstlib.model.synergy_checks import check_synergies
from pstlib.text import is_missing

_ELEMENT = ["element_id", "parent_id", "niveau", "code", "libelle", "date_debut", "date_fin"]
"""What is read of an element: few columns, each picked out a dozen times."""

_ROOTS = (Level.VOLET, Level.OS)
_DONE = 100


def check(pst: Pst) -> pd.DataFrame:
    """List what deserves a look in the tables of a PST.

    Returns:
        One row a problem: ``gravite`` (erreur, avertissement, info), ``table``, ``ligne`` (row
        of the table, the first under the titles being 1), ``element_id`` (may be missing),
        ``probleme`` and ``conseil`` in French. Errors come first.
    """
    return pd.DataFrame(findings(pst), columns=COLUMNS).astype({"ligne": "Int64"})


def findings(pst: Pst) -> list[Finding]:
    """List what ``check`` tells as a table: cells in the order of its columns, errors first."""
    found = [
        *_structure(pst),
        *_dates(pst),
        *_observations(pst),
        *_unread_words(pst),
        *_doubtful_subjects(pst),
        *_versions(pst),
        *check_synergies(pst),
    ]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    return sorted(found, key=lambda finding: order[finding[0]])


def _structure(pst: Pst) -> Iterator[Finding]:
    elements = pst.elements[_ELEMENT]
    if elements.empty:
        yield ERROR, "elements", None, None, "aucun élément", "Importez un document ou un classeur."
    rows = cells_of(elements, "element_id", "parent_id", "niveau", "libelle")
    held = {parent for _, parent, _, _ in rows}
    yield from per_row(
        elements,
        WARNING,
        "elements",
        "{niveau} {code} sans parent",
        "Rattachez-le à un objectif ; il compte dans l’ensemble, dans aucun objectif.",
        where=[is_missing(up) and level not in _ROOTS for _, up, level, _ in rows],
    )
    yield from per_row(
        elements,
        WARNING,
        "elements",
        "{niveau} {code} sans objectif ni action",
        "Vérifiez la source : la liste de ses actions manque peut-être.",
        where=[level in (Level.OS, Level.OO) and own not in held for own, _, level, _ in rows],
    )
    yield from per_row(
        elements,
        WARNING,
        "elements",
        "« {libelle} » figure deux fois sous le même parent",
        "Supprimez le double, ou distinguez les deux intitulés.",
        where=_repeated((up, level, title) for _, up, level, title in rows),
    )


def _repeated(rows: Iterable[tuple[Any, ...]]) -> list[bool]:
    """Tell for each row whether it came before; missing cells are alike."""
    met: set[tuple[Any, ...]] = set()
    found = []
    for row in rows:
        known = tuple(None if is_missing(cell) else cell for cell in row)
        found.append(known in met)
        met.add(known)
    return found


def _dates(pst: Pst) -> Iterator[Finding]:
    elements, identity = pst.elements[_ELEMENT], pst.identite
    start, end = (elements[name].to_numpy() for name in ("date_debut", "date_fin"))
    yield from per_row(
        elements,
        ERROR,
        "elements",
        "{code} : échéance du {date_fin} avant le début du {date_debut}",
        "Corrigez l’une des deux dates.",
        where=end < start,
    )
    first, last = (f"{year:04d}" for year in (identity.exercice_debut, identity.exercice_fin + 1))
    yield from per_row(
        elements,
        INFO,
        "elements",
        "{code} : échéance du {date_fin} hors des exercices du PST",
        "Vérifiez l’année.",
        where=(end < np.datetime64(first)) | (end >= np.datetime64(last)),
    )


def _observations(pst: Pst) -> Iterator[Finding]:
    seen = pst.suivi
    rows = cells_of(seen, "taux_avancement", "statut")
    yield from per_row(
        seen,
        WARNING,
        "suivi",
        "terminé au {date_suivi}, mais avancement de {taux_avancement:g} %",
        "Corrigez le statut ou le taux ; l’évaluation compte 100 %.",
        where=[
            status == Status.DONE and not is_missing(rate) and rate < _DONE for rate, status in rows
        ],
    )
    yield from per_row(
        seen,
        WARNING,
        "suivi",
        "avancement de 100 % au {date_suivi}, mais statut {statut}",
        "Corrigez le statut ou le taux ; l’action ne compte pas comme terminée.",
        where=[
            not (is_missing(rate) or is_missing(status))
            and rate == _DONE
            and status not in FINAL_STATUSES
            for rate, status in rows
        ],
    )


def _unread_words(pst: Pst) -> Iterator[Finding]:
    seen = pst.suivi
    rows = cells_of(seen, "statut", "statut_source")
    yield from per_row(
        seen,
        WARNING,
        "suivi",
        "statut « {statut_source} » non reconnu",
        "Donnez un des six statuts, ou ajoutez ce mot à statuts.yml.",
        where=[is_missing(status) and not is_missing(source) for status, source in rows],
    )


def _doubtful_subjects(pst: Pst) -> Iterator[Finding]:
    seen, elements = pst.suivi, pst.elements
    own = zip(elements["element_id"].tolist(), elements["partage_de"].tolist(), strict=True)
    shared = {element for element, original in own if not is_missing(original)}
    rows = cells_of(seen, "element_id", "date_suivi", "statut", "taux_avancement")
    yield from per_row(
        seen,
        ERROR,
        "suivi",
        "relevé du {date_suivi} sur le rappel d’une action partagée : il n’est pas lu",
        "Portez-le sur l’action d’origine (partage_de).",
        where=[element in shared for element, *_ in rows],
    )
    same = _repeated(rows)
    distinct = [row[:2] for row, again in zip(rows, same, strict=True) if not again]
    differing = iter(_repeated(distinct))
    yield from per_row(
        seen,
        WARNING,
        "suivi",
        "deux relevés différents au {date_suivi} : la dernière ligne est retenue",
        "Supprimez celui qui est faux.",
        where=[not again and next(differing) for again in same],
    )


def _versions(pst: Pst) -> Iterator[Finding]:
    names = ("version_entree", "version_sortie")
    entered, left = (version_dates(pst, name) for name in names)
    yield from per_row(
        pst.elements[[*_ELEMENT, "version_sortie"]],
        ERROR,
        "elements",
        "{code} quitte le plan (version {version_sortie}) sans y être entré",
        "Corrigez version_entree ou version_sortie.",
        where=left <= entered,
    )

"""What looks wrong in a PST that loads: each problem with its place and what to do."""

from collections.abc import Iterator

import pandas as pd

from pstlib.model.findings import COLUMNS, ERROR, INFO, WARNING, Finding, per_row
from pstlib.model.pst import Pst
from pstlib.model.situation import version_dates
from pstlib.model.statuses import FINAL_STATUSES, Level, Status
from pstlib.model.synergy_checks import check_synergies

_ELEMENT = ["element_id", "parent_id", "niveau", "code", "libelle", "date_debut", "date_fin"]
"""What is read of an element: few columns, each picked out a dozen times."""


def check(pst: Pst) -> pd.DataFrame:
    """List what deserves a look in the tables of a PST.

    Returns:
        One row a problem: ``gravite`` (erreur, avertissement, info), ``table``, ``ligne`` (row
        of the table, the first under the titles being 1), ``element_id`` (may be missing),
        ``probleme`` and ``conseil`` in French. Errors come first.
    """
    found = [
        *_structure(pst),
        *_dates(pst),
        *_observations(pst),
        *_versions(pst),
        *check_synergies(pst),
    ]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    problems = pd.DataFrame(found, columns=COLUMNS).astype({"ligne": "Int64"})
    return problems.sort_values(
        "gravite", key=lambda g: g.map(order), kind="stable", ignore_index=True
    )


def _structure(pst: Pst) -> Iterator[Finding]:
    elements = pst.elements[_ELEMENT]
    if elements.empty:
        yield ERROR, "elements", None, None, "aucun élément", "Importez un document ou un classeur."
    orphans = elements[elements["niveau"].ne(Level.VOLET) & elements["parent_id"].isna()]
    yield from per_row(
        orphans[orphans["niveau"].ne(Level.OS)],
        WARNING,
        "elements",
        "{niveau} {code} sans parent",
        "Rattachez-le à un objectif ; il compte dans l’ensemble, dans aucun objectif.",
    )
    parents = set(elements["parent_id"].dropna())
    childless = elements[elements["niveau"].isin([Level.OS, Level.OO])]
    yield from per_row(
        childless[~childless["element_id"].isin(parents)],
        WARNING,
        "elements",
        "{niveau} {code} sans objectif ni action",
        "Vérifiez la source : la liste de ses actions manque peut-être.",
    )
    same = ["parent_id", "niveau", "libelle"]
    yield from per_row(
        elements[elements.duplicated(same)],
        WARNING,
        "elements",
        "« {libelle} » figure deux fois sous le même parent",
        "Supprimez le double, ou distinguez les deux intitulés.",
    )


def _dates(pst: Pst) -> Iterator[Finding]:
    elements, identity = pst.elements[_ELEMENT], pst.identite
    yield from per_row(
        elements[elements["date_fin"].lt(elements["date_debut"])],
        ERROR,
        "elements",
        "{code} : échéance du {date_fin} avant le début du {date_debut}",
        "Corrigez l’une des deux dates.",
    )
    late = elements["date_fin"].dt.year.gt(identity.exercice_fin)
    early = elements["date_fin"].dt.year.lt(identity.exercice_debut)
    yield from per_row(
        elements[late | early],
        INFO,
        "elements",
        "{code} : échéance du {date_fin} hors des exercices du PST",
        "Vérifiez l’année.",
    )


def _observations(pst: Pst) -> Iterator[Finding]:
    seen = pst.suivi
    done, rate = seen["statut"].eq(Status.DONE), seen["taux_avancement"]
    yield from per_row(
        seen[done & rate.lt(100).fillna(value=False)],
        WARNING,
        "suivi",
        "terminé au {date_suivi}, mais avancement de {taux_avancement:g} %",
        "Corrigez le statut ou le taux ; l’évaluation compte 100 %.",
    )
    final = seen["statut"].isin(FINAL_STATUSES)
    yield from per_row(
        seen[rate.eq(100).fillna(value=False) & ~final & seen["statut"].notna()],
        WARNING,
        "suivi",
        "avancement de 100 % au {date_suivi}, mais statut {statut}",
        "Corrigez le statut ou le taux ; l’action ne compte pas comme terminée.",
    )
    yield from per_row(
        seen[seen["statut"].isna() & seen["statut_source"].notna()],
        WARNING,
        "suivi",
        "statut « {statut_source} » non reconnu",
        "Donnez un des six statuts, ou ajoutez ce mot à statuts.yml.",
    )
    yield from _doubtful_subjects(pst)


def _doubtful_subjects(pst: Pst) -> Iterator[Finding]:
    seen, elements = pst.suivi, pst.elements
    shared = elements.loc[elements["partage_de"].notna(), "element_id"]
    yield from per_row(
        seen[seen["element_id"].isin(shared)],
        ERROR,
        "suivi",
        "relevé du {date_suivi} sur le rappel d’une action partagée : il n’est pas lu",
        "Portez-le sur l’action d’origine (partage_de).",
    )
    last = seen.drop_duplicates(["element_id", "date_suivi", "statut", "taux_avancement"])
    yield from per_row(
        last[last.duplicated(["element_id", "date_suivi"])],
        WARNING,
        "suivi",
        "deux relevés différents au {date_suivi} : la dernière ligne est retenue",
        "Supprimez celui qui est faux.",
    )


def _versions(pst: Pst) -> Iterator[Finding]:
    entered, left = version_dates(pst, "version_entree"), version_dates(pst, "version_sortie")
    yield from per_row(
        pst.elements.loc[left.le(entered), [*_ELEMENT, "version_sortie"]],
        ERROR,
        "elements",
        "{code} quitte le plan (version {version_sortie}) sans y être entré",
        "Corrigez version_entree ou version_sortie.",
    )

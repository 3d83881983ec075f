"""What the tables of synergies name that no list, axis or organisation is known by."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pstlib.model import Pst
from pstlib.model.findings import COLUMNS, WARNING, Finding, per_row
from pstlib.model.slugs import list_slugs
from pstlib.reference.checklists import load_checklists
from pstlib.reference.communes import find_ins
from pstlib.reference.cooperation import load_cooperation
from pstlib.text import fold, name_key, parts_of

_KEPT = "La ligne est gardée."
_ORGANISATION = re.compile(
    r"(?:l[ae]s? )?(?P<kind>cpas|commune|ville) (?:de |du |des |d')(?P<of>.+)"
)


def check_synergy_names(pst: Pst) -> pd.DataFrame:
    """List the names of lists, questions, services and partners that nothing is known by.

    Returns:
        The columns of ``pstlib.model.check``; every row of the tables is kept all the same.

    Raises:
        TableError: If a check-list or the axes of the data folder are refused.
    """
    folder = pst.dossier.parent if pst.dossier else None
    found = [*_answers(pst, folder), *_services(pst, folder), *_partners(pst, folder)]
    return pd.DataFrame(found, columns=COLUMNS).astype({"ligne": "Int64"})


def _answers(pst: Pst, folder: Path | None) -> Iterator[Finding]:
    rows = pst.reponses
    if rows.empty:
        return
    asked = {
        name_key(name): {_words(text) for q in one.questions for text in (q.id, q.texte)}
        for one in load_checklists(folder).values()
        for name in (one.liste, one.titre)
    }
    lists = rows["liste"].map(name_key)
    unlisted = ~lists.isin(asked)
    yield from _told(
        "reponses", rows[unlisted], "liste « {liste} » inconnue",
        f"Corrigez-la, ou déposez cette liste dans referentiel/listes. {_KEPT}",
    )  # fmt: skip
    lost = pd.Series(
        [
            name in asked and _words(question) not in asked[name]
            for name, question in zip(lists, rows["question"], strict=True)
        ],
        rows.index,
        dtype=bool,
    )
    yield from _told(
        "reponses", rows[lost], "question « {question} » inconnue de la liste {liste}",
        f"Écrivez l’identifiant ou le texte de la question. {_KEPT}",
    )  # fmt: skip


def _words(text: str) -> str:
    return name_key(" ".join(text.split())).rstrip(" ?")


def _services(pst: Pst, folder: Path | None) -> Iterator[Finding]:
    rows = pst.matrice_cooperation
    if len(rows):
        known = {service.id for service in load_cooperation(folder).services}
        yield from _told(
            "matrice_cooperation", rows[~rows["service"].isin(known)],
            "service « {service} » inconnu de la matrice",
            f"Corrigez-le, ou ajoutez-le à matrice_cooperation.yml. {_KEPT}",
        )  # fmt: skip


def _partners(pst: Pst, folder: Path | None) -> Iterator[Finding]:
    """Find the communes and CPAS that are neither in the register nor in the data folder."""
    rows = pst.synergies
    strange = [[name for name in parts_of(cell) if _unknown(name, pst, folder)]
               for cell in rows["partenaires"]]  # fmt: skip
    lost = rows.assign(lu=[" ; ".join(names) for names in strange])
    yield from _told(
        "synergies", lost[lost["lu"].ne("")], "partenaire inconnu : {lu}",
        f"Vérifiez le nom : il n’est ni d’une commune wallonne ni d’un PST chargé. {_KEPT}",
    )  # fmt: skip


def _unknown(name: str, pst: Pst, folder: Path | None) -> bool:
    named = _ORGANISATION.fullmatch(name_key(name))
    own = _ORGANISATION.fullmatch(name_key(pst.identite.organisme))
    if named is None or (own and own["of"] == named["of"]):
        return False  # no commune nor CPAS, or the commune of this very CPAS
    if find_ins(f"{named['kind']} de {named['of']}") or find_ins(named["of"]):
        return False
    place = fold(named["of"]).replace("'", "-").replace(" ", "-")
    return not any(place in slug for slug in (list_slugs(folder) if folder else []))


def _told(table: str, rows: pd.DataFrame, problem: str, advice: str) -> Iterator[Finding]:
    """Give one finding per row; no element is concerned."""
    yield from per_row(rows.assign(element_id=None), WARNING, table, problem, advice)

"""What looks wrong in the tables of synergies: links to nothing, reasons that are missing."""

import re
from collections.abc import Iterator

import pandas as pd

from pstlib.model.findings import WARNING, Finding, cells_of, per_row
from pstlib.model.pst import Pst
from pstlib.model.synergy_tables import SYNERGY_LINKS
from pstlib.text import is_missing, name_key, parts_of

_DROPPED = "ABANDONNEE"


def check_synergies(pst: Pst) -> Iterator[Finding]:
    """List what deserves a look in the tables of synergies; every row is kept all the same."""
    yield from _lost_links(pst)
    yield from _lost_synergies_of_matrix(pst)
    yield from _missing_reasons(pst)
    yield from _strange_partners(pst)


def _lost_links(pst: Pst) -> Iterator[Finding]:
    """Find the links to nothing."""
    for name, column, target, target_column in SYNERGY_LINKS:
        table, known = getattr(pst, name), {*getattr(pst, target)[target_column].tolist()}
        where = [not (is_missing(cell) or cell in known) for cell in table[column].tolist()]
        if not any(where):
            continue
        lost = table[where]
        told = f"« {{lu}} » (colonne {column})"
        named = f"{{synergie_id}} nomme {told}, qui" if name == "synergies" else told
        yield from per_row(
            lost.assign(lu=lost[column], element_id=None),
            WARNING,
            name,
            f"{named} ne désigne rien dans {target}",
            "Corrigez la référence ; la ligne est gardée et le rapport la signale.",
        )


def _lost_synergies_of_matrix(pst: Pst) -> Iterator[Finding]:
    table, known = pst.matrice_cooperation, set(pst.synergies["synergie_id"])
    if table.empty:
        return
    lost = [[part for part in parts_of(cell) if part not in known] for cell in table["synergies"]]
    doubtful = table[pd.Series([bool(parts) for parts in lost], table.index, dtype=bool)]
    named = ["», «".join(parts) for parts in lost if parts]
    yield from per_row(
        pd.DataFrame({"lu": named}, index=doubtful.index),
        WARNING,
        "matrice_cooperation",
        "« {lu} » (colonne synergies) ne désigne rien dans synergies",
        "Corrigez la référence ; la ligne est gardée.",
    )


def _missing_reasons(pst: Pst) -> Iterator[Finding]:
    life = pst.suivi_synergies
    rows = cells_of(life, "synergie_id", "etat", "motif")
    yield from per_row(
        life,
        WARNING,
        "suivi_synergies",
        "{synergie_id} abandonnée le {date} sans motif",
        "Donnez le motif : le rapport annuel le demande.",
        where=[state == _DROPPED and is_missing(motive) for _, state, motive in rows],
    )
    told = {key for key, _, motive in rows if not is_missing(motive)}
    own = cells_of(pst.synergies, "synergie_id", "etat", "commentaire")
    yield from per_row(
        pst.synergies,
        WARNING,
        "synergies",
        "{synergie_id} abandonnée sans motif",
        "Donnez le motif dans suivi_synergies ou en commentaire.",
        where=[
            state == _DROPPED and is_missing(comment) and key not in told
            for key, state, comment in own
        ],
    )


def _strange_partners(pst: Pst) -> Iterator[Finding]:
    """Find the gains of those who are no partner of the synergy."""
    if pst.gains_synergies.empty:
        return
    own = _proper(pst.identite.organisme)
    partners = {
        row["synergie_id"]: {own, *map(_proper, parts_of(row["partenaires"]))}
        for row in pst.synergies.to_dict("records")
    }
    gains = pst.gains_synergies
    strange = [
        synergy in partners and _proper(partner) not in partners[synergy]
        for synergy, partner in zip(gains["synergie_id"], gains["partenaire"], strict=True)
    ]
    rows = gains[pd.Series(strange, gains.index, dtype=bool)]
    yield from per_row(
        rows,
        WARNING,
        "gains_synergies",
        "« {partenaire} » n’est pas un partenaire de {synergie_id}",
        "Corrigez le nom, ou ajoutez ce partenaire à la synergie.",
    )


def _proper(name: str) -> str:
    """Reduce a name to what tells it from others, without its article."""
    return re.sub(r"^(?:l['’]|l[ae]s? )", "", name_key(name))

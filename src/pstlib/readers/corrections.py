"""Apply to a reading the corrections that people made of its source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pstlib.errors import TableError
from pstlib.model.corrections import Correction
from pstlib.readers.reading import Reading
from pstlib.readers.warnings import INFO, WARNING
from pstlib.text import fold, is_missing, parse_date

_NUMBERS = ("taux_avancement", "etp", "part")


def correct(reading: Reading, corrections: Sequence[Correction]) -> Reading:
    """Apply to a reading the corrections of its source.

    Returns:
        A new reading. A correction whose source no longer says what it fixed, or whose element
        is gone, is not applied; a warning says so.
    """
    own = [c for c in corrections if c.fichier == reading.source["fichier"]]
    if not own:
        return reading
    table = reading.elements.astype(object)
    told = []
    for correction in own:
        table, level, message = _applied(table, correction)
        told.append((level, message, correction.objet))
    notices = pd.DataFrame(told, columns=list(reading.avertissements.columns))
    typed = table.astype(reading.elements.dtypes.to_dict())
    return replace(
        reading,
        elements=typed.reset_index(drop=True),
        # First: they answer what somebody just wrote.
        avertissements=pd.concat([notices, reading.avertissements], ignore_index=True),
    )


def _applied(table: pd.DataFrame, correction: Correction) -> tuple[pd.DataFrame, str, str]:
    row = table["code"].eq(correction.objet)
    if not row.any() or correction.colonne not in table:
        return table, WARNING, f"correction de {correction.objet} sans objet : rien de ce nom"
    found = table.loc[row, correction.colonne].iloc[0]
    said = "" if is_missing(found) else str(found)
    if fold(said) != fold(correction.lu):
        expected = f"« {correction.lu} » attendu, « {said} » lu"
        return table, WARNING, f"correction de {correction.objet} non appliquée : {expected}"
    message = f"corrigé : {correction.colonne} de {correction.objet} ({correction.motif})"
    if correction.colonne == "niveau" and correction.corrige == "supprimer":
        return _without(table, str(table.loc[row, "element_id"].iloc[0])), INFO, message
    fixed = table[correction.colonne].mask(row, _typed(correction.colonne, correction.corrige))
    return table.assign(**{correction.colonne: fixed}), INFO, message


def _typed(column: str, text: str) -> Any:
    """Give the corrected text the type of its column; an empty one is nothing."""
    if not text:
        return None
    if column.startswith("date_"):
        return pd.Timestamp(parse_date(text))
    if column not in _NUMBERS:
        return text
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise TableError(
            "Correction illisible", where=column, found=f"« {text} »", todo="Écrivez un nombre."
        ) from error


def _without(table: pd.DataFrame, element: str) -> pd.DataFrame:
    """Drop an element and all that hangs below it."""
    dropped = {element}
    parents: Mapping[str, Any] = dict(zip(table["element_id"], table["parent_id"], strict=True))
    for identifier, parent in parents.items():
        if parent in dropped:
            dropped.add(identifier)
    return table[~table["element_id"].isin(dropped)]

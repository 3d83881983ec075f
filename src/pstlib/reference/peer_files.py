"""Who should be compared, and to whom: what the analyst knows and no PST says."""

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pstlib.errors import TableError
from pstlib.paths import OVERRIDES
from pstlib.reference.loader import read_text

COVERAGE, FAMILIES, LISTS = "couverture.csv", "familles.csv", "pairs.csv"
RECEIVED, NOT_RECEIVED, NO_PLAN = "RECU", "NON_RECU", "SANS_PST"
_COLUMNS = {
    COVERAGE: ("ins", "organisme", "exercice_debut", "exercice_fin", "etat"),
    FAMILIES: ("ins", "famille", "source"),
    LISTS: ("ins", "pair"),
}
_CODES = ("ins", "pair")
_YEARS = ("exercice_debut", "exercice_fin")


def load_coverage(donnees: Path | str | None = None) -> pd.DataFrame | None:
    """Read who should have a PST, and whether it was received: ``couverture.csv``.

    Returns:
        One row per organisation and term: ``ins, organisme`` (text), ``exercice_debut,
        exercice_fin`` (Int64), ``etat`` (``RECU``, ``NON_RECU`` or ``SANS_PST``); None where
        the data folder has no such file.

    Raises:
        TableError: If a column is missing or a cell can't be what its column says.
    """
    table = _read(COVERAGE, donnees)
    return None if table is None else table.astype(dict.fromkeys(_YEARS, "Int64"))


def load_families(donnees: Path | str | None = None) -> pd.DataFrame | None:
    """Read the families of the analyst (a bank's typology, say): ``ins, famille, source``.

    Raises:
        TableError: As ``load_coverage``.
    """
    return _read(FAMILIES, donnees)


def load_peer_lists(donnees: Path | str | None = None) -> dict[str, list[str]] | None:
    """Read the peers chosen by hand, one a line (``ins, pair``), in the order of the file.

    Returns:
        By INS code, those of its peers; None where the data folder has no such file.

    Raises:
        TableError: As ``load_coverage``.
    """
    table = _read(LISTS, donnees)
    if table is None:
        return None
    return {str(ins): rows["pair"].tolist() for ins, rows in table.groupby("ins", sort=True)}


def _read(name: str, donnees: Path | str | None) -> pd.DataFrame | None:
    path = Path(donnees) / OVERRIDES / name if donnees is not None else None
    if path is None or not path.is_file():
        return None
    text = read_text(path)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    try:
        raw = pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _refusal(path, found=str(error).splitlines()[0]) from error
    missing = [column for column in _COLUMNS[name] if column not in raw]
    if missing:
        raise _refusal(path, found=f"pas de colonne {', '.join(missing)}")
    table = pd.DataFrame({column: raw[column].str.strip() for column in _COLUMNS[name]})
    faults = [
        f"ligne {line}, colonne {column} : « {value} » – attendu : {expected}"
        for column in map(str, table)
        for line, value in enumerate(table[column], start=2)
        if (expected := _fault(column, value))
    ]
    if faults:
        raise _refusal(path, details=faults)
    return table


def _fault(column: str, text: str) -> str:
    """Say what a cell should have been, nothing where it is sound."""
    digits = text.isascii() and text.isdecimal()
    if column in _CODES:
        return "" if digits and len(text) == 5 else "un code INS de cinq chiffres"
    if column in _YEARS:
        return "" if digits and len(text) == 4 else "une année à quatre chiffres"
    if column == "etat":
        states = (RECEIVED, NOT_RECEIVED, NO_PLAN)
        return "" if text in states else f"un de {', '.join(states)}"
    return "" if text else "un texte"


def _refusal(path: Path, *, found: str | None = None, details: Sequence[str] = ()) -> TableError:
    return TableError(
        "Fichier de référence refusé",
        where=str(path),
        found=found,
        todo=f"Ses colonnes : {', '.join(_COLUMNS[path.name])}.",
        details=details,
    )

"""Series by year that a user supplies: a price index, the population. None is shipped."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd
import pyarrow

from pstlib.errors import TableError
from pstlib.paths import OVERRIDES
from pstlib.reference.loader import read_text
from pstlib.text import fr_number

PRICES, POPULATION = "indice_prix.csv", "population.csv"
INDEX = pd.ArrowDtype(pyarrow.decimal128(18, 6))
_COLUMNS = {
    PRICES: ("annee", "indice", "source"),
    POPULATION: ("ins", "annee", "population", "source"),
}
_FURTHEST = 100
"""How many times the lowest figure of a price index its highest may be."""
_EXPECTED = {
    "annee": "une année à quatre chiffres",
    "indice": "un nombre positif",
    "population": "un nombre entier positif",
    "ins": "un code INS de cinq chiffres",
    "source": "la source du chiffre",
}


def load_price_index(donnees: Path | str | None = None) -> pd.DataFrame | None:
    """Read the price index of the data folder, None if there is none.

    Returns:
        One row per year: ``annee`` (Int64), ``indice`` (exact decimal), ``source``.

    Raises:
        TableError: If a column is missing, a cell is no number, or a year comes twice.
    """
    table = _read(PRICES, donnees, key=["annee"])
    return None if table is None else table.astype({"annee": "Int64", "indice": INDEX})


def load_population(donnees: Path | str | None = None) -> pd.DataFrame | None:
    """Read the population by commune and year of the data folder, None if there is none.

    Returns:
        One row per commune and year: ``ins`` (text), ``annee``, ``population`` (Int64),
        ``source``.

    Raises:
        TableError: As ``load_price_index``.
    """
    table = _read(POPULATION, donnees, key=["ins", "annee"])
    return None if table is None else table.astype({"annee": "Int64", "population": "Int64"})


def _read(name: str, donnees: Path | str | None, *, key: list[str]) -> pd.DataFrame | None:
    path = Path(donnees) / OVERRIDES / name if donnees is not None else None
    if path is None or not path.is_file():
        return None
    (_, titles), *rows = _rows(path)
    missing = [column for column in _COLUMNS[name] if column not in titles]
    if missing:
        raise _refusal(path, found=f"pas de colonne {', '.join(missing)}")
    faults = [
        f"ligne {line} : {len(cells)} cellules au lieu de {len(titles)}"
        for line, cells in rows
        if len(cells) != len(titles)
    ]
    if faults:
        raise _refusal(path, details=faults)
    places = {column: titles.index(column) for column in _COLUMNS[name]}
    cells = {column: [row[place] for _, row in rows] for column, place in places.items()}
    table = pd.DataFrame(cells, index=[line for line, _ in rows], dtype="str")
    faults = [*_wrong_cells(table), *_repeats(table, key)] or _too_far_apart(table)
    if faults:
        raise _refusal(path, details=faults)
    table = table.reset_index(drop=True)
    numbers = [column for column in ("indice", "population") if column in table]
    return table.assign(
        **{
            column: pd.Series([_number(text) for text in table[column].tolist()])
            for column in numbers
        }
    )


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Give each row that isn't blank with its line, the titles first."""
    text = read_text(path)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, before = [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((before + 1, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error as error:
        line = f"ligne {before + 1} : un guillemet mal placé, ou qui n’est pas refermé"
        raise _refusal(path, details=[line]) from error
    if not found:
        raise _refusal(path, found="un fichier vide")
    return found


def _wrong_cells(table: pd.DataFrame) -> list[str]:
    return [
        f"ligne {line}, colonne {column} : « {value} » – attendu : {_EXPECTED[column]}"
        for column in map(str, table)
        for wrong in [{v for v in table[column].unique() if not _is_sound(column, v)}]
        for line, value in table.loc[table[column].isin(wrong), column].items()
    ]


def _too_far_apart(table: pd.DataFrame) -> list[str]:
    """Refuse an index that would multiply an amount by more than any inflation since 1999."""
    if "indice" not in table or table.empty:
        return []
    numbers = [number for text in table["indice"] if (number := _number(text)) is not None]
    low, high = min(numbers), max(numbers)
    if high <= low * _FURTHEST:
        return []
    told = f"colonne indice : de {fr_number(low)} à {fr_number(high)}"
    return [f"{told} – attendu : une même base pour toutes les années"]


def _is_sound(column: str, text: str) -> bool:
    if column == "source":
        return bool(text)
    if column in ("ins", "annee"):
        return text.isascii() and text.isdecimal() and len(text) == (5 if column == "ins" else 4)
    number = _number(text)
    whole = column == "indice" or (number is not None and number == int(number))
    return number is not None and number > 0 and whole


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def _repeats(table: pd.DataFrame, key: list[str]) -> list[str]:
    repeats = table[table.duplicated(key)]
    return [
        f"ligne {line} : {' '.join(values)} figure déjà plus haut"
        for line, values in zip(repeats.index, repeats[key].to_numpy(), strict=True)
    ]


def _refusal(path: Path, *, found: str | None = None, details: Sequence[str] = ()) -> TableError:
    return TableError(
        "Fichier de référence refusé",
        where=str(path),
        found=found,
        todo=f"Ses colonnes : {', '.join(_COLUMNS[path.name])} ; une ligne par année, "
        "chaque chiffre avec sa source.",
        details=details,
    )

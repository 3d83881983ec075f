"""Series by year that a user supplies: a price index, the population. None is shipped."""

import io
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd
import pyarrow

from pstlib.errors import TableError
from pstlib.reference.loader import OVERRIDES, read_text

PRICES, POPULATION = "indice_prix.csv", "population.csv"
INDEX = pd.ArrowDtype(pyarrow.decimal128(18, 6))
_COLUMNS = {
    PRICES: ("annee", "indice", "source"),
    POPULATION: ("ins", "annee", "population", "source"),
}
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
    faults = [*_wrong_cells(table), *_repeats(table, key)]
    if faults:
        raise _refusal(path, details=faults)
    numbers = [column for column in ("indice", "population") if column in table]
    return table.assign(
        **{column: pd.Series([_number(text) for text in table[column]]) for column in numbers}
    )


def _wrong_cells(table: pd.DataFrame) -> list[str]:
    return [
        f"ligne {line}, colonne {column} : « {value} » – attendu : {_EXPECTED[column]}"
        for column in map(str, table)
        for line, value in enumerate(table[column], start=2)
        if not _is_sound(column, value)
    ]


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
    names = [" ".join(values) for values in zip(*(table[column] for column in key), strict=True)]
    return [
        f"ligne {line} : {name} figure déjà plus haut"
        for line, name in enumerate(names, start=2)
        if name in names[: line - 2]
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

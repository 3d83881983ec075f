"""What describes a commune apart from its PST: figures that a user supplies."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from pstlib.errors import TableError
from pstlib.paths import OVERRIDES
from pstlib.reference.loader import find, load_yaml, read_text, require_keys
from pstlib.reference.yearly import load_population
from pstlib.text import fold

CONTEXT = "contexte.csv"
VARIABLES = "variables_contexte.yml"
COLUMNS = ("ins", "annee", "variable", "valeur", "unite", "source")


@dataclass(frozen=True)
class ContextVariable:
    """A variable by which communes are found alike; ``echelle``: taken as it is or by its log."""

    id: str
    libelle: str
    unite: str
    echelle: Literal["lineaire", "log"]
    mots: tuple[frozenset[str], ...]

    def words_in(self, name: str) -> int:
        """Count the words by which a file's name of an indicator means this variable, 0 if not."""
        if fold(name) == self.id:
            return len(name)
        words = set(re.findall(r"[^\W_]+", fold(name)))
        return max((len(wanted) for wanted in self.mots if wanted <= words), default=0)


@dataclass(frozen=True)
class PeerReference:
    """How peers are sought: see ``variables_contexte.yml``."""

    variables: tuple[ContextVariable, ...]
    voisins: int
    minimum_variables: int
    decile_isolement: float
    classes_taille: tuple[tuple[float, str], ...]


def load_peer_reference(donnees: Path | str | None = None) -> PeerReference:
    """Read how peers are sought.

    Raises:
        TableError: If the file of the data folder lacks a key.
    """
    data = load_yaml(VARIABLES, donnees)
    keys = ("variables", "voisins", "minimum_variables", "decile_isolement", "classes_taille")
    require_keys(data, keys, find(VARIABLES, donnees))
    return PeerReference(
        variables=tuple(_variable(entry) for entry in data["variables"]),
        voisins=int(data["voisins"]),
        minimum_variables=int(data["minimum_variables"]),
        decile_isolement=float(data["decile_isolement"]),
        classes_taille=tuple(
            (float(entry.get("jusque", "inf")), entry["libelle"])
            for entry in data["classes_taille"]
        ),
    )


def load_context(donnees: Path | str | None = None) -> pd.DataFrame:
    """Read the figures on communes of the data folder: ``contexte.csv`` and ``population.csv``.

    Returns:
        One row per commune, year and variable: ``ins, annee, variable, valeur, unite, source``;
        ``variable`` is the identifier of ``variables_contexte.yml`` where it is known, else the
        file's own name. No row where the user supplied none.

    Raises:
        TableError: If a column is missing or a cell is no number.
    """
    known = load_peer_reference(donnees).variables
    tables = [_supplied(donnees), _population(donnees)]
    table = pd.concat([part for part in tables if not part.empty] or tables[:1])
    names = {name: _identifier(name, known) for name in table["variable"].unique()}
    table = table.assign(variable=table["variable"].map(names).astype("str"))
    # Both files may hold the population: the first one read, contexte.csv, is kept.
    return table.drop_duplicates(["ins", "annee", "variable"]).reset_index(drop=True)


def _variable(entry: dict[str, Any]) -> ContextVariable:
    words = tuple(frozenset(fold(str(word)) for word in group) for group in entry["mots"])
    return ContextVariable(entry["id"], entry["libelle"], entry["unite"], entry["echelle"], words)


def _identifier(name: str, known: tuple[ContextVariable, ...]) -> str:
    """Name a variable as ours where one alone is meant most: « densité de population » is one."""
    found = {variable.id: variable.words_in(name) for variable in known}
    most = max(found.values(), default=0)
    best = [identifier for identifier, words in found.items() if words == most]
    return best[0] if most and len(best) == 1 else name


def _population(donnees: Path | str | None) -> pd.DataFrame:
    table = load_population(donnees)
    if table is None:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    return _typed(
        table.rename(columns={"population": "valeur"}).assign(
            variable="population", unite="habitants"
        )
    )


def _supplied(donnees: Path | str | None) -> pd.DataFrame:
    path = Path(donnees) / OVERRIDES / CONTEXT if donnees is not None else None
    if path is None or not path.is_file():
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    try:
        raw = pd.read_csv(
            io.StringIO(read_text(path)), dtype="str", keep_default_na=False, index_col=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _refusal(
            path, "un fichier vide ou dont les lignes n’ont pas toutes les mêmes colonnes"
        ) from error
    missing = [column for column in COLUMNS if column not in raw]
    if missing:
        raise _refusal(path, f"pas de colonne {', '.join(missing)}")
    numbers = raw.assign(
        annee=pd.to_numeric(raw["annee"], errors="coerce"),
        valeur=pd.to_numeric(raw["valeur"], errors="coerce"),
    )
    # An empty value is an unknown one; any other that isn't a number is a fault.
    wrong = numbers["annee"].isna() | (numbers["valeur"].isna() & raw["valeur"].ne(""))
    if wrong.any():
        line = int(wrong.to_numpy().argmax())
        cells = ", ".join(str(raw[column].iloc[line]) for column in COLUMNS)
        raise _refusal(path, f"ligne {line + 2} : {cells}")
    return _typed(numbers)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    texts = dict.fromkeys(("ins", "variable", "unite", "source"), "str")
    return table[list(COLUMNS)].astype({**texts, "annee": "Int64", "valeur": "Float64"})


def _refusal(path: Path, found: str) -> TableError:
    return TableError(
        "Fichier de contexte refusé",
        where=str(path),
        found=found,
        todo=f"Ses colonnes : {', '.join(COLUMNS)} ; nombres avec un point décimal. "
        "« pst importer » le fait à partir des fichiers de Statbel ou du WalStat.",
    )

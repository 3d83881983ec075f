"""What the report on synergies reads: axes of the matrix, when a year is late, what stays apart."""

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, require_keys
from pstlib.text import name_key

MATRIX, REPORT = "matrice_cooperation.yml", "rapport_synergies.yml"


@dataclass(frozen=True)
class Axis:
    """A row or a column of the matrix of cooperation."""

    id: str
    libelle: str
    texte: str = ""


@dataclass(frozen=True)
class Kept:
    """What stays with the CPAS, and the synergies that may touch it, by domain and form."""

    id: str
    libelle: str
    texte: str
    reference: str
    statut: str
    domaines: tuple[str, ...]
    formes: tuple[str, ...]

    def touched_by(self, domain: str, form: str) -> bool:
        """Tell whether a synergy of this domain and form may touch it."""
        known = {name_key(one) for one in self.formes}
        return domain in self.domaines or name_key(form) in known


@dataclass(frozen=True)
class Cooperation:
    """What the report on synergies reads, beside the law.

    Attributes:
        services: Rows of the matrix of cooperation.
        degres: Its columns, from the least to the most integrated.
        matrice: What isn't official in them.
        repere: Month and day after which a step of the exercice is late.
        calendrier: What isn't official in that day.
        garde: What stays with the CPAS.
        autonomie: What isn't official in it.
    """

    services: tuple[Axis, ...]
    degres: tuple[Axis, ...]
    matrice: str
    repere: tuple[int, int]
    calendrier: str
    garde: tuple[Kept, ...]
    autonomie: str


def load_cooperation(donnees: Path | str | None = None) -> Cooperation:
    """Read the axes of the matrix, the day of the yearly report and what stays with the CPAS.

    Raises:
        TableError: If a file that takes the place of ours lacks a key, or has an unknown one.
    """
    matrix, report = (load_yaml(name, donnees) for name in (MATRIX, REPORT))
    require_keys(matrix, ("avertissement", "services", "degres"), find(MATRIX, donnees))
    require_keys(report, ("calendrier", "autonomie"), find(REPORT, donnees))
    try:
        return _cooperation(matrix, report)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            "Axes ou règles des synergies refusés",
            where=f"{find(MATRIX, donnees)} ou {find(REPORT, donnees)}",
            found=str(error),
            todo="Repartez des fichiers livrés avec pstlib et gardez-en les clés.",
        ) from error


def _cooperation(matrix: dict[str, Any], report: dict[str, Any]) -> Cooperation:
    yearly, kept = report["calendrier"], report["autonomie"]
    month, day = (int(part) for part in str(yearly["repere"]).split("-"))
    dt.date(2001, month, day)  # refuses a day that no year has
    return Cooperation(
        services=tuple(Axis(**axis) for axis in matrix["services"]),
        degres=tuple(Axis(**axis) for axis in matrix["degres"]),
        matrice=matrix["avertissement"],
        repere=(month, day),
        calendrier=yearly["note"],
        garde=tuple(_kept(one) for one in kept["reste_au_cpas"]),
        autonomie=kept["note"],
    )


def _kept(data: dict[str, Any]) -> Kept:
    lists = {name: tuple(data[name]) for name in ("domaines", "formes")}
    return Kept(**{**{field.name: data[field.name] for field in fields(Kept)}, **lists})

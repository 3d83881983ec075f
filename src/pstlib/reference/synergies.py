"""What the law asks of synergies each year, and the rule that all win, as dated data."""

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, once_read, require_keys

SYNERGIES = "synergies.yml"


@dataclass(frozen=True)
class Duty:
    """One thing that the law asks; ``statut`` tells whether it was read in a source."""

    sujet: str
    texte: str
    reference: str
    statut: str


@dataclass(frozen=True)
class SynergyLaw:
    """What the law asks each year, where it says so, when that was checked.

    ``principe`` is the rule of the Federation, ``auteur`` included.
    """

    texte: str
    canevas: str
    verifie_le: dt.date
    sources: tuple[str, ...]
    obligations: tuple[Duty, ...]
    principe: dict[str, str]


@once_read
def load_synergy_law(donnees: Path | str | None = None) -> SynergyLaw:
    """Read what the law asks of synergies.

    Raises:
        TableError: If a file that takes its place lacks a key, or a duty has an unknown one.
    """
    path, data = find(SYNERGIES, donnees), load_yaml(SYNERGIES, donnees)
    require_keys(data, [field.name for field in fields(SynergyLaw)], path)
    try:
        return _law(data)
    except (KeyError, TypeError) as error:
        raise TableError(
            "Règles des synergies refusées",
            where=str(path),
            found=str(error),
            todo="Repartez du fichier livré avec pstlib et gardez-en les clés.",
        ) from error


def _law(data: dict[str, Any]) -> SynergyLaw:
    if not isinstance(data["verifie_le"], dt.date):
        raise TypeError(f"verifie_le : « {data['verifie_le']} » n’est pas une date AAAA-MM-JJ")
    return SynergyLaw(
        texte=data["texte"],
        canevas=data["canevas"],
        verifie_le=data["verifie_le"],
        sources=tuple(source["titre"] for source in data["sources"]),
        obligations=tuple(Duty(**duty) for duty in data["obligations"]),
        principe={key: data["principe"][key] for key in ("texte", "auteur")},
    )

"""What may have broken the series of all organisations at once: dated, with its source."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, require_keys

BREAKS = "ruptures.yml"
_FIELDS = ("debut", "libelle", "effet", "source", "statut")


@dataclass(frozen=True)
class Break:
    """A day from which figures may change for a reason that isn't the organisation's own."""

    debut: dt.date
    libelle: str
    effet: str
    source: str
    statut: str


def load_breaks(donnees: Path | str | None = None) -> tuple[Break, ...]:
    """Read the breaks of series, by date.

    Raises:
        TableError: If the file of the data folder lacks a key or a date.
    """
    path, data = find(BREAKS, donnees), load_yaml(BREAKS, donnees)
    require_keys(data, ("ruptures",), path)
    found = []
    for entry in data["ruptures"]:
        require_keys(entry, _FIELDS, path)
        if not isinstance(entry["debut"], dt.date):
            raise TableError(
                "Rupture de série sans date",
                where=str(path),
                found=f"date de début : « {entry['debut']} »",
                todo="Écrivez la date sous la forme 2021-07-14.",
            )
        found.append(Break(**{name: entry[name] for name in _FIELDS}))
    return tuple(sorted(found, key=lambda one: one.debut))

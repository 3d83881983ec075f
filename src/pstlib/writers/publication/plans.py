"""Which plans may be published, under which licence, and in which set each of them goes."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pstlib.errors import PstError
from pstlib.model import Identity, load_identity
from pstlib.text import fold

LICENCES = {
    "CC0-1.0": (
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "Creative Commons Zéro 1.0 (domaine public)",
    ),
    "CC-BY-4.0": (
        "https://creativecommons.org/licenses/by/4.0/",
        "Creative Commons Attribution 4.0 International",
    ),
    "CC-BY-SA-4.0": (
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "Creative Commons Attribution – Partage dans les mêmes conditions 4.0 International",
    ),
}
"""Address and French title of the licences that this tool knows, by SPDX code."""


class LicenceError(PstError):
    """The licence of a plan is not known, or not one."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Who publishes, and how.

    Attributes:
        editeur: Who publishes.
        licence: SPDX code of the licence of the plans whose sources name none.
        adresse: Where the folder will be, or nothing: addresses are then relative.
        contact: Electronic address of who answers questions.
        personnes: Whether names of persons and internal notes are published too.
    """

    editeur: str
    licence: str | None = None
    adresse: str | None = None
    contact: str | None = None
    personnes: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan to publish: its sources as ``titre``, ``adresse`` and ``date_lecture``."""

    identite: Identity
    dossier: Path
    licence: str
    sources: tuple[dict[str, Any], ...]

    @property
    def set_name(self) -> str:
        """Name the set of the plan: same years, same nature, same licence.

        >>> Plan(identite=load_identity(Path("pst_data/valrive-2019-2024")), dossier=Path(),
        ...      licence="CC0-1.0", sources=()).set_name
        'fictif-2019-2024-cc0-1.0'
        """
        who = self.identite
        nature = "fictif-" if who.fictif else ""
        return f"{nature}{who.exercice_debut}-{who.exercice_fin}-{_short(self.licence)}"

    @property
    def read_on(self) -> dt.date | None:
        """The last day on which one of its sources was read."""
        days = [s["date_lecture"] for s in self.sources if isinstance(s["date_lecture"], dt.date)]
        return max(days, default=None)


def plan_of(folder: Path, default: str | None) -> Plan:
    """Read who a plan belongs to and under which licence.

    Args:
        folder: Folder of the PST.
        default: Licence where a source names none.

    Raises:
        LicenceError: If no single licence is known.
        PstError: If ``pst.yml`` or a sheet can't be read.
    """
    sheets = tuple(_sheets(folder))
    named = {_code(sheet["licence"]) or (default or "") for sheet in sheets}
    known = sorted(named or {default or ""})
    if "" in known:
        raise LicenceError(
            "Licence inconnue",
            where=folder.name,
            todo="Notez-la dans sources/*.source.yml (licence), ou donnez --licence si vous pouvez "
            "publier ces données.",
        )
    if len(known) > 1:
        raise LicenceError(
            "Sources de licences différentes",
            where=folder.name,
            found=", ".join(known),
            todo="Notez la même dans chaque sources/*.source.yml, si vous le pouvez.",
        )
    return Plan(identite=load_identity(folder), dossier=folder, licence=known[0], sources=sheets)


def _code(licence: Any) -> str:
    """Give the code of a licence however it is written; its own words where it isn't known."""
    words = " ".join(str(licence or "").split())
    known = {_folded(code): code for code in LICENCES}
    return known.get(_folded(words), words)


def _folded(licence: str) -> str:
    return re.sub(r"[\s_-]+", "-", fold(licence))


def _short(licence: str) -> str:
    """Name a licence in a path; one that isn't known by a hash: two must not be taken for one."""
    if licence in LICENCES:
        return _folded(licence)
    return f"licence-{hashlib.sha256(licence.encode()).hexdigest()[:8]}"


def _sheets(folder: Path) -> Iterator[dict[str, Any]]:
    """Give what may be told of each source; its remark was written for the team."""
    for path in sorted(folder.glob("sources/*.source.yml")):
        try:
            facts = yaml.safe_load(path.read_text(encoding="utf-8", errors="replace")) or {}
        except yaml.YAMLError as error:
            raise PstError("Fichier YAML illisible", where=str(path)) from error
        told = ("titre", "producteur", "adresse", "licence", "date_lecture")
        yield (
            {key: facts.get(key) for key in told}
            if isinstance(facts, dict)
            else dict.fromkeys(told)
        )

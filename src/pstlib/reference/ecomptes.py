"""The eComptes PST exchange, version 201805V1: its schemas, and what stands for « unknown »."""

from enum import StrEnum
from functools import cache

from lxml import etree

from pstlib.reference.loader import PACKAGED

FORMAT_VERSION = "201805V1"
GENERATOR = "PSTLIB"
NUMBERED_GENERATOR = "PSTLIB A.SA"
"""What our files call themselves; the second has numbered labels, which tell sub-actions."""
NO_INS = 99999
NOTHING = "NEANT"
"""Label of a volet or an objective that the format requires and that the plan doesn't have."""


class Direction(StrEnum):
    """Who sends the file: a tool to eComptes (no money), or eComptes to a tool (with money)."""

    IMPORT = "import"
    EXPORT = "export"


class Unknown(StrEnum):
    """Sentence of ``RemarqueStatut`` that says which required value isn't known."""

    STATUS = "Statut non connu : NON_COMMENCE est écrit parce que le format l’exige."
    RATE = "Taux d’avancement non connu : 0 est écrit parce que le format l’exige."
    ETP = "ETP non connus : 0 est écrit parce que le format l’exige."


@cache
def schema(direction: Direction) -> etree.XMLSchema:
    """Give our schema of the exchange; it accepts and refuses what the SPW's does."""
    return etree.XMLSchema(file=str(PACKAGED / f"ecomptes_pst_{direction}.xsd"))

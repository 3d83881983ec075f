"""What an evaluation obeys: the method, the law, and which files of the data folder gave them."""

from dataclasses import dataclass
from pathlib import Path

from pstlib.reference.calendar import LegalCalendar, load_calendar
from pstlib.reference.loader import overridden
from pstlib.reference.method import Method, load_method


@dataclass(frozen=True)
class Rules:
    """The method and the legal calendar; ``replaced`` names the packaged files not read."""

    method: Method
    law: LegalCalendar
    replaced: tuple[str, ...] = ()


def load_rules(donnees: Path | str | None = None) -> Rules:
    """Read the rules of an evaluation of the data folder.

    Raises:
        TableError: If a file of ``<donnees>/referentiel`` is refused.
    """
    replaced = tuple(overridden(donnees))
    return Rules(load_method(donnees), load_calendar(donnees), replaced)

"""What an evaluation is made with: method, law, money; which files of the data folder gave them."""

from dataclasses import dataclass
from pathlib import Path

from pstlib.reference.calendar import LegalCalendar, load_calendar
from pstlib.reference.loader import once_read, overridden
from pstlib.reference.method import Method, load_method
from pstlib.reference.money import MoneyReference, load_money_reference


@dataclass(frozen=True)
class Rules:
    """Method, legal calendar, money; ``replaced`` names the packaged files not read."""

    method: Method
    law: LegalCalendar
    money: MoneyReference
    replaced: tuple[str, ...] = ()


@once_read
def load_rules(donnees: Path | str | None = None) -> Rules:
    """Read the rules of an evaluation of the data folder.

    Raises:
        TableError: If a file of ``<donnees>/referentiel`` is refused.
    """
    replaced = tuple(overridden(donnees))
    money = load_money_reference(donnees)
    return Rules(load_method(donnees), load_calendar(donnees), money, replaced)

"""Texts that pack several things in one cell: goals, partners, labelled details."""

import re

from pstlib.text import NBSP

_PARTS = re.compile(r"[,;|\n]")
_GOAL = re.compile(r"(?:ODD ?)?(\d{1,2})(?: ?[.:–-].*)?", re.IGNORECASE | re.DOTALL)
_GOALS = 17


def goals(text: str | None) -> str | None:
    """Give the numbers of sustainable development goals; their names hold commas.

    >>> goals("9. Industrie, innovation et infrastructure, 16. Paix"), goals("Tous")
    ('9 ; 16', 'Tous')
    """
    parts = (_GOAL.fullmatch(part.strip()) for part in _PARTS.split(text or ""))
    numbers = [part[1] for part in parts if part and 1 <= int(part[1]) <= _GOALS]
    return " ; ".join(dict.fromkeys(numbers)) if numbers else text


def parted(text: str | None) -> str | None:
    """Part a list of services or partners by « ; », as the table ``elements`` does.

    >>> parted("Service insertion, ASBL Exemple & Cie")
    'Service insertion ; ASBL Exemple & Cie'
    """
    parts = [part.strip() for part in _PARTS.split(text or "")]
    return " ; ".join(part for part in parts if part) or None


def joined(main: str | None, **details: str | None) -> str | None:
    """Join a text and labelled details, each on its line; what is missing leaves no line."""
    lines = [main, *(f"{label}{NBSP}: {text}" for label, text in details.items() if text)]
    return "\n".join(line for line in lines if line) or None

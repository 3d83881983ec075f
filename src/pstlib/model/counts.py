"""Elements and problems counted in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pstlib.grammar import plural
from pstlib.model.findings import ERROR, INFO, WARNING
from pstlib.model.statuses import Level

if TYPE_CHECKING:
    import pandas as pd

_LEVELS = {
    Level.VOLET: ("volet", "volets"),
    Level.OS: ("OS", "OS"),
    Level.OO: ("OO", "OO"),
    Level.ACTION: ("action", "actions"),
    Level.SUB_ACTION: ("sous-action", "sous-actions"),
}
_GRAVITIES = {
    ERROR: ("erreur", "erreurs"),
    WARNING: ("avertissement", "avertissements"),
    INFO: ("point à savoir", "points à savoir"),
}


def level_counts(elements: pd.DataFrame) -> str:
    """Count the elements of each level: « 4 OS, 9 OO, 55 actions »."""
    counts = elements["niveau"].value_counts()
    found = [(int(counts.get(level, 0)), names) for level, names in _LEVELS.items()]
    return ", ".join(f"{n} {plural(n, *names)}" for n, names in found if n) or "aucun élément"


def gravity_counts(gravities: pd.Series[str]) -> str:
    """Count problems by gravity: « 1 erreur, 3 avertissements »."""
    counts = gravities.value_counts()
    found = [(int(counts.get(gravity, 0)), names) for gravity, names in _GRAVITIES.items()]
    return ", ".join(f"{n} {plural(n, *names)}" for n, names in found if n) or "aucun"

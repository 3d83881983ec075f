"""Pieces of sentences that speak of actions and of their progress."""

from pstlib.grammar import plural, some
from pstlib.text import fr_percent

WEIGHTED = {"egale": "", "etp": " pondéré par les ETP", "budget": " pondéré par le budget"}
"""What is said of a mean by the weights of the method, after its name."""
NO_WEIGHT = {"etp": "aucun ETP n’est connu", "budget": "aucune dépense votée n’est connue"}
"""Why a weight isn't known, by the weights of the method."""


def actions(n: int) -> str:
    """Write « une action », « sept actions », « 12 actions », « aucune action ».

    >>> actions(0), actions(1), actions(7), actions(12)
    ('aucune action', 'une action', 'sept actions', '12 actions')
    """
    return some(n, "action", feminine=True)


def between(low: float, high: float) -> str:
    """Write an interval of percentages, as one figure where both ends read the same.

    >>> between(47.1, 53.44).replace(chr(160), " ")
    'entre 47,1 % et 53,4 %'
    """
    first, last = fr_percent(low), fr_percent(high)
    return f"de {first}" if first == last else f"entre {first} et {last}"


def expected(percent: float) -> str:
    """Write « 49,6 % attendus », agreeing with the figure shown."""
    return f"{fr_percent(percent)} {plural(round(percent, 1), 'attendu')}"

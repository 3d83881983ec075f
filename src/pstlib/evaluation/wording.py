"""French sentences by pieces: numbers in words, agreement, lists."""

from collections.abc import Sequence
from decimal import Decimal

from pstlib.text import NBSP, fr_number, fr_percent

WEIGHTED = {"egale": "", "etp": " pondéré par les ETP", "budget": " pondéré par le budget"}
"""What is said of a mean by the weights of the method, after its name."""
NO_WEIGHT = {"etp": "aucun ETP n’est connu", "budget": "aucune dépense votée n’est connue"}
"""Why a weight isn't known, by the weights of the method."""
_WORDS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def number(n: int, *, feminine: bool = False) -> str:
    """Write a whole number in letters up to nine, in figures from ten on."""
    if n == 1 and feminine:
        return "une"
    return _WORDS[n] if 0 <= n < len(_WORDS) else fr_number(n)


def plural(n: float | Decimal, singular: str, several: str | None = None) -> str:
    """Choose the form that agrees with ``n``: in French the plural begins at two.

    >>> plural(1.5, "point"), plural(2, "point"), plural(2, "est", "sont")
    ('point', 'points', 'sont')
    """
    if n < 2:
        return singular
    return several if several is not None else f"{singular}s"


def actions(n: int, *, feminine_noun: str = "action") -> str:
    """Write « une action », « sept actions », « 12 actions », « aucune action ».

    >>> actions(0), actions(1), actions(7), actions(12)
    ('aucune action', 'une action', 'sept actions', '12 actions')
    """
    if n == 0:
        return f"aucune {feminine_noun}"
    return f"{number(n, feminine=True)} {plural(n, feminine_noun)}"


def of(text: str) -> str:
    """Put « de » before a number or noun, elided before « un » and « une ».

    >>> of("une action"), of("12 actions"), of("un tiers")
    ('d’une action', 'de 12 actions', 'd’un tiers')
    """
    return f"d’{text}" if text.startswith("un") else f"de {text}"


def listing(parts: Sequence[str]) -> str:
    """Join with commas and a final « et ».

    >>> listing(["a", "b", "c"])
    'a, b et c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} et {parts[-1]}"


def shortened(names: Sequence[str], shown: int = 10) -> str:
    """List the first names and count the others.

    >>> shortened(["a", "b", "c"], shown=1)
    'a et deux autres'
    """
    hidden = len(names) - shown
    if hidden <= 0:
        return listing(names)
    return f"{', '.join(names[:shown])} et {number(hidden)} {plural(hidden, 'autre')}"


def between(low: float, high: float) -> str:
    """Write an interval of percentages, as one figure where both ends read the same.

    >>> between(47.1, 53.44).replace(NBSP, " ")
    'entre 47,1 % et 53,4 %'
    """
    first, last = fr_percent(low), fr_percent(high)
    return f"de {first}" if first == last else f"entre {first} et {last}"


def expected(percent: float) -> str:
    """Write « 49,6 % attendus », agreeing with the figure shown."""
    return f"{fr_percent(percent)} {plural(round(percent, 1), 'attendu')}"


def capitalised(text: str) -> str:
    """Begin a sentence: only the first letter changes."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Put a text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"

"""French grammar for sentences made of data: numbers, agreement, elision, lists.

Figures, amounts and dates are written by ``text``; what a sentence adds to them is here. Nothing
here knows what a PST is.
"""

from collections.abc import Sequence
from decimal import Decimal

from pstlib.text import NBSP, fold, fr_number

_WORDS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_VOWELS = frozenset("aeiouy")
# Words that begin like a vowel but bear no elision: numbers, and the aspirated h of our texts.
_NOT_ELIDED = ("hui", "huy", "onz", "oui", "yao", "yog")
_ASPIRATED = ("hal", "ham", "han", "har", "has", "hau", "her", "hie", "hol", "hon", "hor", "hou")
_MUTE = ("harmo", "hero", "herb", "heri", "honor", "honn", "hormo", "horl", "horti", "horiz")


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
    if -2 < n < 2:
        return singular
    return several if several is not None else f"{singular}s"


def counted(n: int, singular: str, several: str | None = None) -> str:
    """Write a count in figures with its noun: ``1 action``, ``3 actions``, ``0 action``.

    >>> counted(0, "action").replace(NBSP, " ")
    '0 action'
    """
    return f"{n}{NBSP}{plural(n, singular, several)}"


def some(n: int, noun: str, several: str | None = None, *, feminine: bool = False) -> str:
    """Write a count in a sentence: « aucun objectif », « une action », « sept », « 12 ».

    >>> some(0, "objectif"), some(1, "action", feminine=True), some(12, "objectif")
    ('aucun objectif', 'une action', '12 objectifs')
    """
    if n == 0:
        return f"{'aucune' if feminine else 'aucun'} {noun}"
    return f"{number(n, feminine=feminine)} {plural(n, noun, several)}"


def elided(word: str) -> bool:
    """Tell whether « de », « le », « que » lose their vowel before ``word``.

    >>> [w for w in ("action", "École", "habitant", "huit", "onze", "hall") if elided(w)]
    ['action', 'École', 'habitant']
    """
    bare = fold(word).lstrip("«\"'( ")
    if bare.startswith("h"):
        return bare.startswith(_MUTE) or not bare.startswith((*_NOT_ELIDED, *_ASPIRATED))
    return bare[:1] in _VOWELS and not bare.startswith(_NOT_ELIDED)


def of(text: str) -> str:
    """Put « de » before a noun or number, elided or contracted with its article.

    « Pas », « moins », « sans plus » and the like take it too: never « pas des ».

    >>> of("une action"), of("12 actions"), of("le CPAS"), of("l’AIS")
    ('d’une action', 'de 12 actions', 'du CPAS', 'de l’AIS')
    """
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if text.startswith(article):
            return contracted + text.removeprefix(article)
    return f"d’{text}" if elided(text) else f"de {text}"


def the(noun: str, *, feminine: bool = False) -> str:
    """Put the article before a noun in the singular.

    >>> the("objectif"), the("commune", feminine=True), the("plan")
    ('l’objectif', 'la commune', 'le plan')
    """
    if elided(noun):
        return f"l’{noun}"
    return f"la {noun}" if feminine else f"le {noun}"


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


def cut(name: str, longest: int = 100) -> str:
    """Keep what a sentence can bear of a name, to the last whole word.

    >>> cut("un nom court"), cut("un nom bien trop long", 12)
    ('un nom court', 'un nom bien…')
    """
    if len(name) <= longest:
        return name
    kept = name[: longest + 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept[:longest]).rstrip(" ,;:.-–(«") + "…"


def capitalised(text: str) -> str:
    """Begin a sentence: only the first letter changes."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Put a text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"

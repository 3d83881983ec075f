"""Words and numbers as a Belgian French reader expects them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from pstlib.errors import DateError

NC = "n. c."
NBSP = "\u00a0"
MINUS = "−"
"""The sign of a negative number; a hyphen is lost at the end of a line."""
# Reports write thousands of numbers: Babel, which says the same (a test holds it), takes ten times
# as long.
_SIGNS = str.maketrans(",.-", f"\u202f,{MINUS}")
_MOST_DIGITS = 3
_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)  # of any float
_LOCALE = "fr_BE"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
)


def fold(text: str) -> str:
    r"""Give ``text`` without accents or case, its blanks reduced to single spaces.

    >>> fold("  Été\u00a0 À  mi-parcours ")
    'ete a mi-parcours'
    """
    plain = text
    if not text.isascii():  # folding names and titles by the ten thousand takes seconds
        plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
        for mark in filter(unicodedata.combining, set(plain)):
            plain = plain.replace(mark, "")
    return " ".join(plain.casefold().split())


def name_key(name: str) -> str:
    """Give what two spellings of one name share: they differ by typography alone.

    >>> name_key("L’AIS ") == name_key("l'ais"), name_key("DG") == name_key("Directeur général")
    (True, False)
    """
    return fold(name.replace("’", "'"))


def parts_of(cell: Any, separator: str = ";") -> list[str]:
    """Give the names of a cell that holds several, their blanks tidied.

    >>> parts_of("Forem ;  l’AIS ; "), parts_of(None)
    (['Forem', 'l’AIS'], [])
    """
    if is_missing(cell):
        return []
    return [name for part in str(cell).split(separator) if (name := " ".join(part.split()))]


def nearest(name: str, candidates: Iterable[str], n: int = 3) -> list[str]:
    """Give the ``n`` candidates at most that look most like ``name``, best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, list(candidates), scorer=fuzz.WRatio, processor=fold, limit=n, score_cutoff=60
    )
    return [str(choice) for choice, _, _ in found]


def parse_date(text: str | dt.date) -> dt.date:
    """Read a date written 2021-12-31 or 31/12/2021.

    Raises:
        DateError: If the text is neither, or names a day that does not exist.
    """
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    for form in _DATE_FORMS:
        if match := form.fullmatch(str(text).strip()):
            try:
                return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
    raise DateError(
        "Date illisible",
        found=f"« {text} »",
        todo="Écrivez une date qui existe, sous la forme 2021-12-31 ou 31/12/2021.",
    )


def safe_cell(text: str) -> str:
    """Neutralise a text that a spreadsheet would run as a formula.

    The apostrophe is the mark that spreadsheets themselves use for "this is text".
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def escaped_cell(text: str) -> str:
    """Neutralise a text as ``safe_cell`` does, so that ``unsafe_cell`` gives it back exactly."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def unsafe_cell(text: str) -> str:
    """Give back the text that ``escaped_cell`` neutralised."""
    return text[1:] if text.startswith("'") and escaped_cell(text) != text else text


def is_missing(value: Any) -> bool:
    """Tell whether ``value`` is None, NaN, NA or NaT."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - NaN and NaT differ from themselves
    except TypeError:  # pd.NA refuses to be a truth value
        return True


def fr_number(value: Any, digits: int | None = None) -> str:
    """Write a number the Belgian French way, ``n. c.`` when it is missing.

    It is rounded as spreadsheets and schools do, a half away from zero: who checks a figure of a
    report in one finds the same.

    >>> fr_number(None), fr_number(-2.25, 1)
    ('n. c.', '−2,3')
    """
    if is_missing(value):
        return NC
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    kept = _MOST_DIGITS if digits is None else digits
    if exact.is_finite():
        exact = exact.quantize(_steps(kept), context=_HALF_UP)
    written = f"{exact:z,.{kept}f}"
    if digits is None:
        written = written.rstrip("0").rstrip(".")
    return written.translate(_SIGNS)


@lru_cache(maxsize=16)
def _steps(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def fr_percent(value: Any, digits: int = 1) -> str:
    """Write a percentage given on 0–100, e.g. ``45,3 %``."""
    return NC if is_missing(value) else f"{fr_number(value, digits)}{NBSP}%"


def fr_share(value: Any, digits: int = 1) -> str:
    """Write a fraction given on 0–1 as a percentage."""
    # A float's 0.145 × 100 is 14.499999999999998.
    return NC if is_missing(value) else fr_percent(Decimal(str(value)) * 100, digits)


def fr_euro(value: Decimal | None) -> str:
    """Write an exact amount of euros with its cents, e.g. ``1 234,56 €``."""
    return NC if is_missing(value) else f"{fr_number(value, 2)}{NBSP}€"


def fr_date(value: Any) -> str:
    """Write a date as ``31/12/2021``."""
    return NC if is_missing(value) else f"{value:%d/%m/%Y}"


def fr_long_date(value: Any) -> str:
    """Write a date as ``31 décembre 2021`` (``1er janvier 2022``), its spaces non-breaking."""
    return NC if is_missing(value) else _long_date(value)


@lru_cache(maxsize=256)
def _long_date(day: dt.date) -> str:
    from babel.dates import format_date

    text = str(format_date(day, "d MMMM y", locale=_LOCALE))
    return re.sub(r"^1 ", "1er ", text).replace(" ", NBSP)

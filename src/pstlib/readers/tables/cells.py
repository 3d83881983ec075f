"""What a person typed in a cell: numbers, amounts, dates, rates, yes or no, states.

Each function gives a ``Got``: the value, None where the cell is empty or can't be read, and a
French doubt to report with the place of the cell. A doubt without a value: unreadable. A doubt
with a value: read, but to be checked. Nothing is guessed.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from pstlib.errors import DateError
from pstlib.model.columns import LIMIT
from pstlib.readers.documents.statuses import known_state
from pstlib.readers.tables.sheet import Fault, Percent, Value, shown
from pstlib.text import NBSP, fold, parse_date

T = TypeVar("T")
_PLAIN = re.compile(r"-?\d{1,9}(?:,\d{1,2})?", re.ASCII)
_DASHES = ("-", "–", "—")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[ .'])\d{3})(?:(?P=mark)\d{3})*|\d+")
_CENT = Decimal("0.01")
_LONG_DATE = re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>[a-z]+)\.? (?P<year>\d{4})")
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_SERIALS = (dt.date(1999, 1, 1), dt.date(2099, 12, 31))
_EPOCH = dt.date(1899, 12, 30)
_YES = {"oui", "o", "vrai", "true", "yes", "x", "1"}
_NO = {"non", "n", "faux", "false", "no", "0"}


class Got(NamedTuple, Generic[T]):
    """A value read in a cell, and what there is to say of it."""

    value: T | None = None
    doubt: str | None = None


def text(value: Value) -> str | None:
    """Give a cell as text without its outer blanks; a whole number has no decimals.

    >>> text("  Été "), text(90001.0), text("")
    ('Été', '90001', None)
    """
    return shown(value).strip() or None


def amount(value: Value) -> Got[Decimal]:
    """Read an amount in euros, exact to the cent.

    >>> str(amount("1.234,56").value), str(amount("(1 250,00 €)").value), amount("1,234,56").value
    ('1234.56', '-1250.00', None)
    """
    if isinstance(value, str) and not isinstance(value, Fault):
        if _PLAIN.fullmatch(value):  # nearly all of them, in a large file
            return Got(Decimal(value.replace(",", ".")).quantize(_CENT))
        return _amount_of_text(value)
    if isinstance(value, str | bool | dt.date | Percent):
        return _unreadable(value)
    return _in_cents(Decimal(repr(float(value))), value)


@lru_cache(maxsize=4096)
def _amount_of_text(written: str) -> Got[Decimal]:
    bare = _SPACES.sub(" ", written).strip()
    if not bare:
        return Got()
    bare, has_euro = _without_euro(bare)
    if bare in _DASHES:
        return Got(Decimal("0.00")) if has_euro else Got(None, "un tiret seul : montant inconnu")
    number = _decimal(bare)
    return _unreadable(written) if number is None else _in_cents(number, written)


def is_dash(value: Value) -> bool:
    """Tell whether a cell holds a lone dash, which marks an amount that isn't there."""
    return isinstance(value, str) and value.strip() in _DASHES


def _without_euro(bare: str) -> tuple[str, bool]:
    stripped = re.sub(r"^(-|\()? ?(?:€|EUR\b) ?|(?: ?(?:€|EUR))(\)?)$", r"\1\2", bare, flags=re.I)
    return stripped.strip(), stripped != bare


def _decimal(bare: str) -> Decimal | None:
    """Read a number with decimal comma, groups of three, and a sign or parentheses."""
    inside = bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare
    sign = "-" if inside != bare else ""
    signed = re.fullmatch(r"([-−–+]?) ?(.*?) ?(-?)", inside, flags=re.DOTALL)
    if signed is None or (signed[1] and (signed[3] or sign)):
        return None
    whole, comma, cents = signed[2].partition(",")
    if not comma and re.fullmatch(r"\d+\.\d{1,2}", whole):
        whole, _, cents = whole.partition(".")  # two decimals at most: no thousands
    elif comma and not cents.isdecimal():
        return None
    groups = _GROUPED.fullmatch(whole)
    if groups is None or len(whole) > 30 or len(cents) > 30 or not whole.isascii():
        return None
    if not cents.isascii() or (len(cents) == 3 and len(whole) <= 3 and cents != "000"):
        return None  # « 1,234 »: English thousands, or three decimals?
    minus = "-" if signed[1] in ("-", "−", "–") or signed[3] or (sign and signed[1] != "+") else ""
    return Decimal(f"{minus}{re.sub('[^0-9]', '', whole)}.{cents or '0'}")


def _in_cents(number: Decimal, written: Value) -> Got[Decimal]:
    if abs(number) > LIMIT - _CENT:
        told = f"« {shown(written).strip()} » atteint le milliard d’euros"
        return Got(None, f"{told}{NBSP}: vérifiez la virgule")
    rounded = number.quantize(_CENT)
    # A computed cell may hold 12.300000000000001: that is no third decimal.
    exact = abs(rounded - number) < Decimal("0.00001")
    return Got(rounded, None if exact else f"« {shown(written)} » est arrondi au cent")


def number(value: Value) -> Got[float]:
    """Read any number: of people, of days, of an indicator; ``%`` cells count as fractions."""
    if isinstance(value, Fault | bool | dt.date):
        return _unreadable(value)
    if not isinstance(value, str):
        return Got(float(value))
    bare = _SPACES.sub(" ", value).strip()
    if not bare:
        return Got()
    percent = bare.endswith("%")
    found = _decimal(bare.rstrip("% ")) if bare.count("%") <= 1 else None
    if found is None and re.fullmatch(r"-?\d{1,3}[.,]\d{3,15}", bare):
        found = Decimal(bare.replace(",", "."))
    if found is None:
        return _unreadable(value)
    return Got(float(found) / 100 if percent else float(found))


def rate(value: Value) -> Got[float]:
    """Read a rate of progress, 0 to 100.

    >>> rate("50 %"), rate(Percent(0.5)).value, rate("75").value, rate("")
    (Got(value=50.0, doubt=None), 50.0, 75.0, Got(value=None, doubt=None))
    """
    marked = isinstance(value, Percent) or (isinstance(value, str) and "%" in value)
    got = number(value)
    if got.value is None:
        return Got(None, got.doubt)
    points = round(got.value * 100, 6) if marked else got.value
    if not 0 <= points <= 100:
        return Got(None, f"« {shown(value)} » n’est pas entre 0 et 100{NBSP}%")
    if not marked and 0 < points <= 1:
        return Got(
            None,
            f"« {shown(value)} » est ambigu ({shown(points)}{NBSP}% ou "
            f"{shown(points * 100)}{NBSP}%{NBSP}?) : écrivez le signe %",
        )
    return Got(points)


def year(value: Value) -> Got[int]:
    """Read a year of four digits, 1999 to 2099."""
    written = text(value)
    if written is None:
        return Got()
    if isinstance(value, Fault | bool | dt.date | Percent):
        return _unreadable(value)
    if re.fullmatch(r"(?:1999|20\d\d)", written, flags=re.ASCII):
        return Got(int(written))
    return Got(None, f"« {written} » n’est pas une année de 1999 à 2099")


def date(value: Value) -> Got[dt.date]:
    """Read a date: a date cell, ISO, dd/mm/yyyy, ``1er juin 2021``; told: dd/mm/yy, a serial.

    >>> date("1/6/2021").value, date("31/11/2022").value
    (datetime.date(2021, 6, 1), None)
    """
    if isinstance(value, dt.date):
        return Got(value)
    if isinstance(value, Fault | bool | Percent):
        return _unreadable(value)
    written = text(value)
    if written is None:
        return Got()
    if re.fullmatch(r"\d{5}", written, flags=re.ASCII):
        return _serial(int(written))
    return _date_of_text(written)


def _serial(days: int) -> Got[dt.date]:
    day = _EPOCH + dt.timedelta(days=days)
    if not _SERIALS[0] <= day <= _SERIALS[1]:
        return Got(None, f"« {days} » n’est pas une date")
    return Got(day, f"« {days} » est lu comme un numéro de jour d’Excel : {day:%d/%m/%Y}")


@lru_cache(maxsize=4096)
def _date_of_text(written: str) -> Got[dt.date]:
    bare = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$", "", written)
    bare = re.sub(r"^(\d{1,2})[.-](\d{1,2})[.-](\d{4})$", r"\1/\2/\3", bare)
    if match := _LONG_DATE.fullmatch(fold(bare)):
        month = _MONTHS.index(match["month"]) + 1 if match["month"] in _MONTHS else 0
        bare = f"{match['day']}/{month}/{match['year']}"
    short = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", bare, flags=re.ASCII)
    bare = f"{short[1]}/{short[2]}/20{short[3]}" if short else bare
    try:
        day = parse_date(bare)
        return Got(day, f"« {written} » est lu {day:%d/%m/%Y}" if short else None)
    except DateError:
        return Got(None, f"« {written} » n’est pas une date (attendu : jj/mm/aaaa)")


def yes(value: Value) -> Got[bool]:
    """Read Oui or Non, however short."""
    if isinstance(value, bool):
        return Got(value)
    word = fold(text(value) or "")
    if not word:
        return Got()
    if word in _YES | _NO:
        return Got(word in _YES)
    return Got(None, f"« {text(value)} » : Oui ou Non attendu")


class Observed(NamedTuple):
    """What a state cell says: a status of the SPW, a type of action, and its own word."""

    statut: str | None = None
    statut_source: str | None = None
    type_action: str | None = None
    doubt: str | None = None


def state(value: Value) -> Observed:
    """Read a state; an unknown word is kept, without a status."""
    written = text(value)
    if written is None:
        return Observed()
    # The code of the standard itself: ANNULE_ABANDONNE.
    known = known_state(written.replace("_", " "))
    if known is None or (known.status is None and known.type_action is None):
        return Observed(None, written, None, f"« {written} » est un état inconnu, gardé tel quel")
    return Observed(known.status, written, known.type_action)


def _unreadable(value: Value) -> Got[T]:
    if isinstance(value, Fault) and value.startswith("="):
        return Got(None, f"« {value} » est une formule sans valeur enregistrée")
    return Got(None, f"« {shown(value).strip()} » est illisible")

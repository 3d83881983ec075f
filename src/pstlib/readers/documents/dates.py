"""Days as plans write them; a month, a quarter or a year is no date."""

import datetime as dt
import re
from collections.abc import Iterator

from pstlib.text import fold

_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_IN_FULL = re.compile(rf"(?P<day>\d{{1,2}})(?:er)? (?P<month>{_MONTHS}) (?P<year>20\d\d)")
_FORMS = (
    _IN_FULL,
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>20\d\d|\d\d)"),
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"),
)
ANY_DAY = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|20\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:er)? (?:{_MONTHS}) 20\d\d)(?![\d/.-])"
)
_BEFORE = re.compile(r"^(?:le|au|pour le|avant le|jusqu'au|d'ici le) ")


def read_deadline(text: str) -> dt.date | None:
    """Read a deadline that names a day.

    >>> read_deadline("30/06/2027"), read_deadline("2e trim. 2027")
    (datetime.date(2027, 6, 30), None)
    """
    bare = _BEFORE.sub("", fold(text.replace("’", "'")).strip(" .;"))
    match = next((found for form in _FORMS if (found := form.fullmatch(bare))), None)
    return _day(match) if match else None


def day_of_label(label: str) -> dt.date | None:
    """Give the only day that a label names: « État au 31/12/2026 ».

    >>> day_of_label("État au 31/12/2026"), day_of_label("État 2026")
    (datetime.date(2026, 12, 31), None)
    """
    days = {day for _, day in days_within(fold(label))}
    return days.pop() if len(days) == 1 else None


def when(label: str) -> tuple[int, int, int] | None:
    """Give the day that a label names, else the end of its only year: only to put in order."""
    if day := day_of_label(label):
        return day.year, day.month, day.day
    years = set(re.findall(r"\b20\d\d\b", label))
    return (int(years.pop()), 12, 31) if len(years) == 1 else None


def days_within(folded: str) -> Iterator[tuple[int, dt.date]]:
    """Give the days that a folded text names, in any form, with their place."""
    for match in ANY_DAY.finditer(folded):
        if day := read_deadline(match[0]):
            yield match.start(), day


def days_in_full(folded: str) -> Iterator[tuple[int, dt.date]]:
    """Give the days written in full in a folded text (« 19 fevrier 2019 »), with their place."""
    for match in _IN_FULL.finditer(folded):
        if day := _day(match):
            yield match.start(), day


def _day(match: re.Match[str]) -> dt.date | None:
    word, year = match["month"], int(match["year"])
    month = int(word) if word.isdigit() else _MONTHS.split("|").index(word) + 1
    try:
        return dt.date(year + 2000 * (year < 100), month, int(match["day"]))
    except ValueError:
        return None

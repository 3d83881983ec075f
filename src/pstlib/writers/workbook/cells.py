"""One value into one cell: numbers that Excel keeps exactly, texts that it never runs."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pstlib.text import is_missing

TEXT_LIMIT = 32_767
_LONGEST_NUMBER = 30
PERCENT = ("taux_avancement",)
SHARES = ("part",)
# Before March 1900, Excel counts a day that never was.
_FIRST_DAY = dt.date(1900, 3, 1)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def kind_shown(column: str, kind: str) -> str:
    """Give the kind of cell of a column: rates and shares are percentages."""
    return "taux" if column in (*PERCENT, *SHARES) else kind


class Cell:
    """Where to write: a sheet, a row, a column, a format."""

    def __init__(self, sheet: Worksheet, row: int, column: int, form: Format) -> None:
        self._sheet, self._place, self._form = sheet, (row, column), form

    def write(self, value: Any, column: str, kind: str) -> str | None:
        """Write a value of a table; give what of it could not be written, in French."""
        if is_missing(value):
            self._sheet.write_blank(*self._place, None, self._form)
            return None
        if kind == "date":
            self._write_date(value)
            return None
        if column in PERCENT:
            return self._write_rate(float(value))
        if kind in ("nombre", "entier", "montant"):
            self._write_number(value)
            return None
        return self.write_text(str(value))

    def write_text(self, text: str) -> str | None:
        """Write a text as a text, whatever it begins with."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        clean = _UNWRITABLE.sub("", lines)
        self._sheet.write_string(*self._place, clean[:TEXT_LIMIT], self._form)
        if len(clean) > TEXT_LIMIT:
            return f"texte coupé à {TEXT_LIMIT} caractères"
        return None if clean == text else "caractères invisibles retirés"

    def _write_date(self, value: Any) -> None:
        day = dt.date(value.year, value.month, value.day)
        if day < _FIRST_DAY:
            self.write_text(day.isoformat())
        else:
            self._sheet.write_datetime(*self._place, day, self._form)

    def _write_rate(self, points: float) -> str | None:
        """Write a rate as the percentage that a person would type."""
        rounded = round(points, 6)
        self._sheet.write_number(*self._place, rounded / 100, self._form)
        return None if rounded == points else "taux arrondi à six décimales"

    def _write_number(self, value: Any) -> None:
        written = Decimal(repr(float(f"{float(value):.16G}")))  # as XlsxWriter writes it
        exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        text = f"{exact:f}".replace(".", ",")
        if written == exact or len(text) > _LONGEST_NUMBER:
            self._sheet.write_number(*self._place, float(value), self._form)
        else:
            # A double would change its last digits: the reader takes them from the text.
            self.write_text(text)

"""CSV files as programs write them: characters, separator, quotes and lines are all to be found."""

import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from itertools import accumulate
from typing import Any

from pstlib.errors import SourceError
from pstlib.readers.tables.sheet import Filling, Sheet

SEPARATORS = (";", "\t", "|", ",")
MAX_LINES = 1_100_000  # a sheet of Excel has 1 048 576
_MAX_LINE = 1_000_000
_SAMPLE, _SAMPLE_LENGTH = 200, 200_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ANNOUNCED = re.compile(r'"?sep=([;,|\t])"?\s*', re.IGNORECASE)
_MAX_RETRIES = 20
_Record = tuple[int, list[str]]


def read_delimited(data: bytes, where: str) -> tuple[Sheet, list[str]]:
    """Read a CSV file; also give French remarks on its characters and quotes.

    Raises:
        SourceError: If the bytes are no text, or hold too many cells.
    """
    text, notes = decode(data, where)
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        raise _too_large(where, f"plus de {MAX_LINES // 1000} 000 lignes")
    lines = list(io.StringIO(text, newline=""))
    if max(map(len, lines), default=0) > _MAX_LINE:
        raise _too_large(where, f"une ligne de plus de {_MAX_LINE // 1000} 000 caractères")
    announced = _ANNOUNCED.fullmatch(lines[0]) if lines else None
    separator = announced[1] if announced else find_separator(lines)
    filling = Filling(where)
    for line, cells in _records(lines, separator, notes):
        if not (announced and line == 1):
            filling.add(line, cells)
    return Sheet(None, filling.rows, separator), notes


def _too_large(where: str, found: str) -> SourceError:
    return SourceError(
        "Tableau trop volumineux",
        where=where,
        found=found,
        todo="Vérifiez que c’est bien un tableau CSV, ou donnez-en une partie.",
    )


def decode(data: bytes, where: str) -> tuple[str, list[str]]:
    """Find the encoding: a mark at the start, UTF-8, else that of Windows in Western Europe."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), []
    if b"\x00" in data:
        raise SourceError(
            "Ce fichier n’est pas un tableau",
            where=where,
            found="des octets binaires",
            todo="Enregistrez-le au format CSV, XLSX ou ODS.",
        )
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return _decode_damaged(data, error)


def _decode_damaged(data: bytes, error: UnicodeDecodeError) -> tuple[str, list[str]]:
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    accents = sum(character > "\x7f" for character in text) - wrong
    if accents > 10 * wrong:
        line = data.count(b"\n", 0, error.start) + 1
        return text, [
            f"Le fichier est en UTF-8, mais {wrong} caractère(s) sont illisibles (le premier à la "
            f"ligne {line}) : ils sont remplacés par « \ufffd »."
        ]
    # Python's cp1252 refuses five bytes that Windows itself accepts.
    return data.decode("cp1252", errors="replace"), []


def find_separator(lines: Sequence[str]) -> str:
    """Find the separator: the one that cuts the most rows into the most equal number of cells."""
    lengths = accumulate(map(len, lines[:_SAMPLE]))
    sample = [line for line, end in zip(lines, lengths, strict=False) if end < _SAMPLE_LENGTH]
    sample = sample or list(lines[:1])
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: list[str], separator: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(sample, delimiter=separator):
            widths[len(row)] += 1
    except csv.Error:  # a quote that nothing closes
        pass
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _records(lines: list[str], separator: str, notes: list[str]) -> Iterator[_Record]:
    """Cut the lines into rows; a quote that nothing closes must not swallow the rest."""
    start, retries = 0, 0
    while start < len(lines):
        quoted = retries < _MAX_RETRIES
        reader = csv.reader(
            lines[start:],
            delimiter=separator,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )
        broken = yield from _closed_records(reader, lines, start)
        if broken is None:
            return
        notes.append(
            f"Ligne {broken + 1} : un guillemet n’est pas refermé ; la ligne est lue seule."
        )
        yield broken + 1, lines[broken].rstrip("\r\n").replace('"', "").split(separator)
        start, retries = broken + 1, retries + 1


def _closed_records(
    reader: Any, lines: list[str], start: int
) -> Generator[_Record, None, int | None]:
    """Give rows until the end, or until one whose quotes stay open: its index is returned."""
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return None
        except csv.Error:
            return start + before
        after = reader.line_num
        if after - before > 1 and start + after == len(lines) and _is_open(lines[start + before :]):
            return start + before
        yield start + before + 1, cells
        before = after


def _is_open(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1

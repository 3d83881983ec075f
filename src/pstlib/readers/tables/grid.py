"""A file of tables becomes a grid: which kind it is, told by its first bytes."""

from pathlib import Path

from pstlib.errors import SourceError
from pstlib.readers.archive import Archive
from pstlib.readers.refusals import protected
from pstlib.readers.tables.delimited import read_delimited
from pstlib.readers.tables.ods import read_ods
from pstlib.readers.tables.sheet import Grid
from pstlib.readers.tables.xlsx import read_xlsx

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"


def is_workbook(data: bytes) -> bool:
    """Tell whether a compressed file is an XLSX or ODS, from what it contains."""
    if not data.startswith(_ZIP):
        return False
    try:
        return _kind(Archive(data, "")) is not None
    except SourceError:
        return True  # to be refused by those who would read it


def open_grid(file: Path, data: bytes) -> Grid:
    """Read the cells of a CSV, XLSX or ODS file.

    Raises:
        SourceError: If it is of another kind, damaged, protected, or too large to hold in memory.
    """
    where = str(file)
    if data.startswith(_ZIP):
        archive = Archive(data, where)
        kind = _kind(archive)
        if kind is None:
            raise SourceError(
                "Ce fichier compressé n’est pas un classeur",
                where=where,
                todo="Classeurs lus : .xlsx, .xlsm et .ods.",
            )
        return Grid(kind, *(read_xlsx(archive) if kind == "xlsx" else (read_ods(archive),)))
    if data.startswith(_OLE):
        raise _old_office(data, where)
    sheet, notes = read_delimited(data, where)
    return Grid("csv", [sheet], notes)


def _kind(archive: Archive) -> str | None:
    if "xl/workbook.xml" in archive.names:
        return "xlsx"
    if "content.xml" in archive.names and _is_spreadsheet(archive):
        return "ods"
    return None


def _is_spreadsheet(archive: Archive) -> bool:
    return any(True for _ in archive.elements("content.xml", ["spreadsheet"], starts=True))


def _old_office(data: bytes, where: str) -> SourceError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return protected(where)
    if "WordDocument".encode("utf-16-le") in data or where.lower().endswith(".doc"):
        return SourceError(
            "Ancien document Word (.doc)",
            where=where,
            todo="Ouvrez-le dans un traitement de texte et enregistrez-le au format .docx.",
        )
    return SourceError(
        "Ancien classeur Excel (.xls)",
        where=where,
        todo="Ouvrez-le dans un tableur et enregistrez-le au format .xlsx.",
    )

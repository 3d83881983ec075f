"""The one door: which reader for which file, and the refusals common to all."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pstlib.errors import SourceError
from pstlib.paths import reason
from pstlib.readers.reading import Reading
from pstlib.text import nearest

if TYPE_CHECKING:
    from pstlib.readers.tables.sheet import Grid

MAX_BYTES = 50 * 1024 * 1024
KINDS_READ = (
    "Types lus : documents PDF, Word (.docx), ODT, HTML et texte ; XML eComptes ; "
    "classeurs et tableaux .xlsx, .ods et .csv ; CSV, ZIP et JSON de « pst exporter »."
)
_ZIP, _OLE, _PDF = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0", b"%PDF"
# What a file begins with tells more than its name.
_OTHERS = (
    (b"{\\rtf", "un document RTF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
)
_LOOKED_AT = 65_536
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab")
_Reader = Callable[[Path, bytes], Reading]


def read(path: Path | str) -> Reading:
    """Read any supported source; nothing is written.

    The kind is told by the content, by the extension only for texts that may be tables.

    Raises:
        SourceError: If the file can't be opened, is of a kind that isn't read, or holds no plan.

    >>> read("notebooks/exemple_pst.txt").elements["niveau"].tolist().count("ACTION")
    6
    """
    file = Path(path)
    data = _content(file)
    return _reader(file, data)(file, data)


def _reader(file: Path, data: bytes) -> _Reader:
    """Choose the reader; each is imported only when it is needed."""
    from pstlib.readers.ecomptes import read_ecomptes, recognises

    if data.startswith(_ZIP):
        return _zip_reader(file, data)
    if data.startswith(_OLE):
        return _table
    if _PDF in data[:1024]:
        return _document("pdf")
    if kind := next((kind for start, kind in _OTHERS if data.startswith(start)), None):
        raise _not_read(file, kind)
    return read_ecomptes if recognises(data) else _text_reader(file, data)


def _text_reader(file: Path, data: bytes) -> _Reader:
    from pstlib.readers.exports import read_exported, read_table_file, table_named

    head = data[:4096].replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = file.suffix.lower()
    if suffix in _TABLE_SUFFIXES and table_named(data):
        return read_table_file  # its cells may hold anything, HTML too
    if b"<!doctype html" in head or b"<html" in head:
        return _document("html")
    if suffix == ".json" and head.startswith(b"{"):
        return read_exported
    return _table if suffix in _TABLE_SUFFIXES else _text


def _zip_reader(file: Path, data: bytes) -> _Reader:
    from pstlib.readers.archive import Archive

    names = Archive(data, str(file)).names
    if "word/document.xml" in names:
        return _document("docx")
    if "xl/workbook.xml" in names:
        return _table
    if "content.xml" in names:
        from pstlib.readers.tables.grid import is_workbook

        return _table if is_workbook(data) else _document("odt")
    from pstlib.readers.exports import is_export, read_archive

    if is_export(names):
        return read_archive
    raise _not_read(file, "une archive compressée")


def _document(kind: str) -> _Reader:
    from pstlib.readers.documents.files import read_document

    return lambda file, data: read_document(file, data, kind)


def _text(file: Path, data: bytes) -> Reading:
    """Read a text as a document; one without any objective may be a table all the same."""
    from pstlib.readers.tables.grid import open_grid
    from pstlib.readers.tables.recognition import read_grid, recognise

    if _is_pasted(data) and (plan := _plan(file, data, open_grid(file, data))):
        return plan
    try:
        return _document("texte")(file, data)
    except SourceError as refusal:
        try:
            grid = open_grid(file, data)
        except SourceError:
            raise refusal from None
        if recognise(grid) is None:
            raise
        return read_grid(file, data, grid)


def _is_pasted(data: bytes) -> bool:
    """Tell a table copied from a spreadsheet: as many tabs in each line, some of them first."""
    lines = [line for line in data[:_LOOKED_AT].splitlines() if line.strip()]
    counts = Counter(line.count(b"\t") for line in lines)
    tabs, most = counts.most_common(1)[0] if counts else (0, 0)
    return tabs > 1 and most * 5 >= len(lines) * 3 and any(line[:1] == b"\t" for line in lines)


def _table(file: Path, data: bytes) -> Reading:
    from pstlib.readers import workbook
    from pstlib.readers.several import read_several
    from pstlib.readers.tables.grid import open_grid
    from pstlib.readers.tables.recognition import read_grid, recognise

    grid = open_grid(file, data)
    if workbook.recognises(grid):
        return workbook.read_workbook(file, data, grid)
    own = workbook.named_after(file, grid)
    if several := read_several(file, data, grid, _plan):
        return several
    if recognise(grid) is None:
        if workbook.holds_synergies(own):
            return workbook.read_workbook(file, data, own)
        if plan := _plan(file, data, grid):
            return plan
    return read_grid(file, data, grid)


def _plan(file: Path, data: bytes, grid: "Grid") -> Reading | None:
    """Read a table of no known kind as a plan, None where it holds no objectives."""
    from pstlib.readers.documents.files import read_sheets

    try:
        return read_sheets(file, data, grid)
    except SourceError:
        return None


def _content(file: Path) -> bytes:
    if file.is_dir():
        raise SourceError(
            "C’est un dossier, pas un fichier",
            where=str(file),
            todo="Nommez un fichier du dossier ; celui d’un PST se lit compressé en .zip.",
        )
    if not file.exists():
        raise _missing(file)
    if not file.is_file():  # a device or a pipe may never end
        raise SourceError(
            "Ce n’est pas un fichier ordinaire", where=str(file), todo="Nommez un document."
        )
    try:
        _refuse_huge(file)
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(
            "Fichier illisible",
            where=str(file),
            found=reason(error),
            todo="Vérifiez que le fichier est ouvert à la lecture et n’est pas verrouillé.",
        ) from error
    if not data.strip():
        raise SourceError(
            "Fichier vide", where=str(file), found=f"{len(data)} octets", todo="Vérifiez l’envoi."
        )
    return data


def _refuse_huge(file: Path) -> None:
    size = file.stat().st_size
    if size > MAX_BYTES:
        raise SourceError(
            "Fichier trop grand pour un PST",
            where=str(file),
            found=f"{size // (1024 * 1024)} Mo",
            todo="La limite est de 50 Mo : donnez le document sans ses images ou ses annexes.",
        )


def _not_read(file: Path, kind: str) -> SourceError:
    return SourceError(
        "Ce type de fichier n’est pas lu", where=str(file), found=kind, todo=KINDS_READ
    )


def _missing(file: Path) -> SourceError:
    parent = file.parent
    names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
    near = nearest(file.name, names, 1)
    if near:
        todo = f"Nom proche : {parent / near[0]}."
    elif parent.is_dir():
        todo = "Vérifiez le nom et le dossier."
    else:
        todo = f"Le dossier {parent} n’existe pas non plus."
    return SourceError("Fichier introuvable", where=str(file), todo=todo)

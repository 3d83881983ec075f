"""The one door: which reader for which file, and the refusals common to all."""

from pathlib import Path

from pstlib.errors import SourceError
from pstlib.paths import sha256_of
from pstlib.readers.documents.document import understand
from pstlib.readers.documents.plaintext import decode, read_blocks
from pstlib.readers.reading import Reading
from pstlib.text import nearest

MAX_BYTES = 50 * 1024 * 1024
_KINDS_READ = "Types lus : texte (.txt, .text, .md)."
# What a file begins with tells more than its name.
_SIGNATURES = (
    (b"%PDF", "un document PDF"),
    (b"PK\x03\x04", "un classeur ou un document compressé (.xlsx, .ods, .docx, .odt, .zip)"),
    (b"\xd0\xcf\x11\xe0", "un ancien fichier Office (.doc, .xls)"),
    (b"{\\rtf", "un document RTF"),
    (b"<?xml", "un fichier XML"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
)
_SUFFIXES = {
    ".csv": "un tableau CSV",
    ".json": "un fichier JSON",
    ".xml": "un fichier XML",
    ".html": "une page HTML",
    ".htm": "une page HTML",
}


def read(path: Path | str) -> Reading:
    """Read any supported source; nothing is written.

    Raises:
        SourceError: If the file can't be opened, is of a kind that isn't read, or holds no plan.
    """
    file = Path(path)
    data = _content(file)
    if kind := _other_kind(file, data):
        raise SourceError(
            "Ce type de fichier n’est pas lu", where=str(file), found=kind, todo=_KINDS_READ
        )
    blocks, rejected = read_blocks(decode(data, str(file)), str(file))
    document = understand(blocks, rejected, str(file))
    return Reading(
        source={"fichier": file.name, "format": "texte", "sha256": sha256_of(file)},
        pst=document.pst,
        elements=document.elements,
        rejets=document.rejets,
        avertissements=document.avertissements,
        tables={"demarches": document.demarches},
    )


def _content(file: Path) -> bytes:
    if file.is_dir():
        raise SourceError(
            "C’est un dossier, pas un fichier",
            where=str(file),
            todo="Nommez un fichier du dossier.",
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
            found=error.strerror,
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


def _other_kind(file: Path, data: bytes) -> str | None:
    """Name the kind of a file that isn't a text to read, None for one that is."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "une page HTML"
    if head.startswith(b"<?xml"):
        return "un fichier XML"
    return _SUFFIXES.get(file.suffix.lower())

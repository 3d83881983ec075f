"""The parts of a zipped document (DOCX, ODT), read without trusting what the archive claims."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from lxml import etree

from pstlib.errors import SourceError

MAX_INFLATED = 100 * 1024 * 1024
_CHUNK = 1 << 20
_NOT_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def read_parts(data: bytes, names: Sequence[str], where: str) -> dict[str, bytes]:
    """Inflate the named parts of an archive; a part that it lacks is left out.

    Raises:
        SourceError: If the archive is damaged, encrypted, or inflates to too much.
    """
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            known = {info.filename: info for info in archive.infolist()}
            for name in names:
                if name in known:
                    total = sum(map(len, parts.values()))
                    parts[name] = _inflated(archive, known[name], MAX_INFLATED - total, where)
    except RuntimeError as error:  # zipfile's word for « a password is needed »
        raise encrypted(where) from error
    except (*_NOT_ZIP, KeyError) as error:
        raise damaged(where, "l’archive est incomplète ou abîmée") from error
    return parts


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, where: str) -> bytes:
    """Inflate one part, counting what really comes out: its announced size may lie."""
    chunks, size = [], 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise SourceError(
                    "Document trop grand une fois décompressé",
                    where=where,
                    found=f"plus de {MAX_INFLATED // (1024 * 1024)} Mo",
                    todo="Ce n’est pas un PST ordinaire : enregistrez-le à nouveau, sans annexes.",
                )
            chunks.append(chunk)
    return b"".join(chunks)


def parse_xml(data: bytes, where: str) -> Any:
    """Parse a part without entities, network or document type.

    Raises:
        SourceError: If it isn't well-formed, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise damaged(where, "son contenu XML est mal formé") from error
    if b"<!DOCTYPE" in data[:4096] or root.getroottree().docinfo.internalDTD is not None:
        raise damaged(where, "une déclaration DOCTYPE, qui n’a rien à y faire")
    return root


def damaged(where: str, found: str) -> SourceError:
    """Make the refusal of a document that can't be opened."""
    return SourceError(
        "Document abîmé, impossible à lire",
        where=where,
        found=found,
        todo="Ouvrez-le dans votre traitement de texte, enregistrez-le à nouveau, puis réessayez.",
    )


def encrypted(where: str) -> SourceError:
    """Make the refusal of a document that needs a password."""
    return SourceError(
        "Document protégé par un mot de passe",
        where=where,
        todo="Enregistrez-le sans mot de passe, puis réessayez.",
    )

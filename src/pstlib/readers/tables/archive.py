"""The compressed file that an XLSX or ODS is: opened with a bound on what comes out."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from pstlib.errors import SourceError

MAX_INFLATED = 200 * 1024 * 1024
MAX_MEMBERS = 5_000
# Real tables shrink ten to sixty times; below the floor a bomb does no harm.
MAX_RATIO = 150
RATIO_FLOOR = 20 * 1024 * 1024
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Archive:
    """The members of a zip file, streamed one at a time and never written to disk.

    ``zipfile`` gives no more bytes of a member than the directory announces, then checks their
    sum: so a bound on the announced sizes bounds the real ones, and a false size is found out.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*_BROKEN, ValueError) as error:
            raise self._broken() from error
        members = self._zip.infolist()
        self.names = frozenset(member.filename for member in members)
        self._refuse_bomb(members, len(data))
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise protected(where)

    def elements(
        self, member: str, tags: Sequence[str], *, starts: bool = False
    ) -> Iterator[tuple[str, Any]]:
        """Stream elements of an XML member: each is given at its end, then emptied.

        Args:
            member: Name in the archive.
            tags: Local names, any namespace.
            starts: Whether the start of each element is given as well.

        Raises:
            SourceError: If the member is damaged, isn't XML, or declares a DOCTYPE.
        """
        try:
            with self._zip.open(member) as stream:
                events = ("start", "end") if starts else ("end",)
                yield from self._parsed(stream, [f"{{*}}{tag}" for tag in tags], events)
        except etree.XMLSyntaxError as error:
            raise SourceError(
                "Classeur abîmé",
                where=self.where,
                found=f"XML incorrect dans {member}, ligne {error.lineno}",
                todo="Ouvrez-le dans un tableur et enregistrez-le de nouveau.",
            ) from error
        except (*_BROKEN, KeyError, UnicodeError, LookupError) as error:
            raise self._broken() from error

    def _parsed(
        self, stream: Any, tags: list[str], events: Sequence[str]
    ) -> Iterator[tuple[str, Any]]:
        reader = etree.iterparse(
            stream, events=events, tag=tags, resolve_entities=False, no_network=True
        )
        checked = False
        for event, element in reader:
            if not checked:
                self._refuse_doctype(element)
                checked = True
            yield event, element
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        if not checked and reader.root is not None:
            self._refuse_doctype(reader.root)

    def _refuse_doctype(self, element: Any) -> None:
        if element.getroottree().docinfo.doctype:
            raise SourceError(
                "Classeur refusé",
                where=self.where,
                found="une déclaration DOCTYPE, qui peut cacher des entités",
                todo="Enregistrez-le de nouveau depuis un tableur.",
            )

    def _refuse_bomb(self, members: Sequence[zipfile.ZipInfo], size: int) -> None:
        inflated = sum(member.file_size for member in members)
        swollen = inflated > RATIO_FLOOR and inflated > MAX_RATIO * size
        if inflated > MAX_INFLATED or swollen or len(members) > MAX_MEMBERS:
            raise SourceError(
                "Fichier compressé trop volumineux une fois ouvert",
                where=self.where,
                found=f"{len(members)} partie(s), {inflated // (1024 * 1024)} Mo décompressés "
                f"pour {size // 1024} ko sur le disque",
                todo=f"La limite est de {MAX_INFLATED // (1024 * 1024)} Mo et d’un taux de "
                f"compression de {MAX_RATIO} : supprimez les feuilles inutiles.",
            )

    def _broken(self) -> SourceError:
        return SourceError(
            "Fichier compressé abîmé",
            where=self.where,
            found="une partie illisible, ou dont la taille décompressée annoncée est fausse",
            todo="Demandez un nouvel envoi, ou enregistrez-le de nouveau depuis un tableur.",
        )


def protected(where: str) -> SourceError:
    """Say that a file is locked by a password."""
    return SourceError(
        "Fichier protégé par un mot de passe",
        where=where,
        found="un contenu chiffré",
        todo="Enregistrez-le sans mot de passe, puis recommencez.",
    )

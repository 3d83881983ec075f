"""The compressed file that an office document is: opened with a bound on what comes out."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lxml import etree

from pstlib.errors import SourceError
from pstlib.readers.refusals import damaged, protected
from pstlib.text import NBSP

MAX_INFLATED = 200 * 1024 * 1024
MAX_WHOLE = 100 * 1024 * 1024  # of members read whole, into memory
MAX_MEMBERS = 5_000
# Real tables shrink ten to sixty times; below the floor a bomb does no harm.
MAX_RATIO = 150
RATIO_FLOOR = 5 * 1024 * 1024
# A sheet has 1 048 576 rows at most; a row, a shared text or a style is far below eight million
# bytes: more, and something is being swollen.
MAX_ELEMENTS = 1_100_000
MAX_ELEMENT = 8 * 1024 * 1024
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_MANIFEST = "META-INF/manifest.xml"
# ValueError: a directory that points outside the file.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(OSError, ValueError, LookupError),
)


class Archive:
    """The members of a zip file, read one at a time and never written to disk.

    ``zipfile`` gives no more bytes of a member than the directory announces, then checks their
    sum: so a bound on the announced sizes bounds the real ones, and a false size is found out.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self._room = MAX_WHOLE
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise damaged(where, "l’archive est incomplète") from error
        members = self._zip.infolist()
        self.names = frozenset(member.filename for member in members)
        self._refuse_bomb(members, len(data))
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise protected(where)
        if _MANIFEST in self.names and any(self.elements(_MANIFEST, ["encryption-data"])):
            raise protected(where)

    def content(self, member: str) -> bytes:
        """Read a member whole.

        Raises:
            SourceError: If it is damaged or lacks, or if too much was read of the archive.
        """
        with self._opened(member) as stream:
            data: bytes = stream.read(self._room + 1)
        self._room -= len(data)
        if self._room < 0:
            raise self.swollen(f"plus de {MAX_WHOLE >> 20} Mo de textes")
        return data

    def tree(self, member: str) -> Any:
        """Read an XML member whole, None where the archive lacks it.

        Raises:
            SourceError: If the member is too large, damaged, isn't XML, or declares a DOCTYPE.
        """
        if member not in self.names:
            return None
        data = self.content(member)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        with self._reading(member):
            root = etree.fromstring(data, parser)
        self._refuse_doctype(root)
        return root

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
        events = ("start", "end") if starts else ("end",)
        with self._opened(member) as stream:
            yield from self._parsed(_Metered(stream, self), [f"{{*}}{tag}" for tag in tags], events)

    def _parsed(
        self, stream: Any, tags: list[str], events: Sequence[str]
    ) -> Iterator[tuple[str, Any]]:
        reader = etree.iterparse(
            stream, events=events, tag=tags, resolve_entities=False, no_network=True
        )
        count = 0
        for event, element in reader:
            stream.since = 0
            count += 1
            if count == 1:
                self._refuse_doctype(element)
            elif count > MAX_ELEMENTS:
                raise self.swollen(f"plus de {MAX_ELEMENTS // 1000} 000 lignes")
            yield event, element
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        if not count and reader.root is not None:
            self._refuse_doctype(reader.root)

    @contextmanager
    def _opened(self, member: str) -> Iterator[Any]:
        with self._reading(member):
            self._check(member)
            with self._zip.open(member) as stream:
                yield stream

    @contextmanager
    def _reading(self, member: str) -> Iterator[None]:
        try:
            yield
        except etree.LxmlError as error:
            raise damaged(self.where, f"XML incorrect dans {member}") from error
        except _BROKEN as error:
            found = "une partie illisible, ou dont la taille décompressée annoncée est fausse"
            raise damaged(self.where, found) from error

    def _check(self, member: str) -> None:
        """Inflate a large member once for nothing: a false size or sum is found out at once."""
        if self._zip.getinfo(member).file_size > _CHUNK:
            with self._zip.open(member) as stream:
                while stream.read(_CHUNK):
                    pass

    def _refuse_doctype(self, element: Any) -> None:
        if element.getroottree().docinfo.doctype:
            raise damaged(self.where, "une déclaration DOCTYPE, qui peut cacher des entités")

    def _refuse_bomb(self, members: Sequence[zipfile.ZipInfo], size: int) -> None:
        inflated = sum(member.file_size for member in members)
        swollen = inflated > RATIO_FLOOR and inflated > MAX_RATIO * size
        if inflated > MAX_INFLATED or swollen or len(members) > MAX_MEMBERS:
            raise self.swollen(
                f"{len(members)} partie(s), {inflated // (1024 * 1024)} Mo décompressés pour "
                f"{size // 1024} ko sur le disque"
            )

    def swollen(self, found: str) -> SourceError:
        """Say that too much comes out of the file."""
        return SourceError(
            "Fichier compressé trop volumineux une fois ouvert",
            where=self.where,
            found=found,
            todo=f"La limite est de {MAX_INFLATED // (1024 * 1024)} Mo décompressés et d’un taux "
            f"de compression de {MAX_RATIO}{NBSP}: supprimez les feuilles ou annexes inutiles.",
        )


class _Metered:
    """A stream that stops when too many bytes pass without any whole element."""

    def __init__(self, stream: Any, archive: Archive) -> None:
        self._stream, self._archive = stream, archive
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes, as files do."""
        data: bytes = self._stream.read(size)
        self.since += len(data)
        if self.since > MAX_ELEMENT:
            raise self._archive.swollen(f"un seul élément de plus de {MAX_ELEMENT >> 20} Mo")
        return data

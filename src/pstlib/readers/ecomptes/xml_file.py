"""A file of unknown origin becomes a tree that obeys the schema, or is refused in French."""

import codecs
import re

from lxml import etree

from pstlib.errors import SourceError
from pstlib.readers.ecomptes.schema_errors import schema_error
from pstlib.readers.warnings import INFO, Warnings
from pstlib.reference.ecomptes import Direction, schema

MAX_BYTES = 50 * 1024 * 1024
# Ten times the largest plan known; a tree takes a hundred times the memory of its text.
_MOST_TAGS = 300_000
_MOST_ATTRIBUTES = 150_000
# The validator counts the siblings of each fault: of too many, it never ends.
_MOST_CHILDREN = 5_000
_TODO = "Demandez un nouvel export du fichier."
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "cp1252"), "cp1252"),
    "iso-8859-15": "iso-8859-15",
}
_DECLARATION = re.compile(r"\s*<\?xml\b[^?>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_SCHEMA_ADDRESS = "{http://www.w3.org/2001/XMLSchema-instance}"


def recognises(data: bytes) -> bool:
    """Tell whether a file's content looks like an XML file that isn't a web page."""
    head = data[:4096].replace(b"\0", b"").lower()
    text = re.sub(rb"^[^<]{0,16}", b"", head)
    if not text.startswith(b"<"):  # a title that names the tag, in a file of another kind
        return False
    return b"<dataroot" in text or (text.startswith(b"<?xml") and b"html" not in text)


def parse(data: bytes, where: str, warnings: Warnings) -> etree._Element:
    """Give the root of a file that obeys the schema.

    Nothing outside the file is opened, no entity is expanded, and what would take too much
    memory is refused before it is parsed.

    Raises:
        SourceError: If the file isn't such a file; the message names the element and the line.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) // (1024 * 1024)} Mo"
        raise SourceError("Fichier trop grand pour un PST", where=where, found=size, todo=_TODO)
    text = _decode(data, where, warnings)
    _refuse_doctype(text, where)
    _refuse_crowd(text, where)
    root = _tree(text, where)
    if root.tag != "dataroot":
        raise SourceError(
            "Ce fichier XML n’est pas un PST eComptes",
            where=f"{where}, ligne {root.sourceline}",
            found=f"élément « {str(root.tag)[:80]} » au lieu de la racine attendue",
            todo="Donnez le fichier d’échange PST d’eComptes ou d’iA.PST (version 201805V1).",
        )
    _refuse_invalid(root, where)
    return root


def _decode(data: bytes, where: str, warnings: Warnings) -> str:
    encoding, data = _encoding(data, where)
    if encoding == "cp1252" and not data.isascii():
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            # The few bytes that cp1252 lacks are control characters of iso-8859-1.
            return data.decode("cp1252", errors="surrogateescape").translate(_CONTROLS)
        warnings.add(INFO, "le fichier se dit iso-8859-1, mais il est écrit en UTF-8", "ligne 1")
        return text
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(
            "Texte illisible dans son encodage",
            where=f"{where}, ligne {line}",
            found=f"octet {data[error.start]:#04x} en {encoding}",
            todo="Le fichier est abîmé, ou sa première ligne annonce un autre encodage. " + _TODO,
        ) from error


_CONTROLS = {0xDC00 + byte: byte for byte in range(0x80, 0xA0)}


def _encoding(data: bytes, where: str) -> tuple[str, bytes]:
    """Give the encoding of a file, by its first bytes, else as it says itself."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, data[len(mark) :]
    if data[:1] == b"\0" or data[1:2] == b"\0":
        return ("utf-16-le" if data[1:2] == b"\0" else "utf-16-be"), data
    head = data[:200].split(b"?>")[0]
    named = _ENCODING.search(head) if head.lstrip().startswith(b"<?xml") else None
    declared = named[1].decode("ascii").lower() if named else "utf-8"
    if declared not in _ENCODINGS:
        raise SourceError(
            "Encodage non lu",
            where=f"{where}, ligne 1",
            found=f"« {declared} »",
            todo="Encodages lus : UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, Windows-1252.",
        )
    return _ENCODINGS[declared], data


def _refuse_doctype(text: str, where: str) -> None:
    """Refuse a DOCTYPE, whatever it holds: a PST has none, an attack needs one."""
    place = 0
    while (place := text.find("<", place)) >= 0:
        if text.startswith("<?", place):
            place = text.find("?>", place)
        elif text.startswith("<!--", place):
            place = text.find("-->", place)
        elif text.startswith("<!", place):
            raise SourceError(
                "Fichier refusé : il contient une déclaration DOCTYPE (DTD, entités)",
                where=f"{where}, ligne {text.count(chr(10), 0, place) + 1}",
                found=f"« {' '.join(text[place : place + 40].split())} »",
                todo="Un PST eComptes n’en a pas besoin. Vérifiez d’où vient ce fichier.",
            )
        else:
            return
        if place < 0:
            return


def _refuse_crowd(text: str, where: str) -> None:
    tags, attributes = text.count("<"), text.count("=")
    if tags > _MOST_TAGS or attributes > _MOST_ATTRIBUTES:
        raise SourceError(
            "Fichier trop grand pour un PST",
            where=where,
            found=f"{tags} balises, {attributes} signes « = »",
            todo=f"Au plus : {_MOST_TAGS} balises, {_MOST_ATTRIBUTES} signes « = ».",
        )


def _tree(text: str, where: str) -> etree._Element:
    # What we decoded is what is parsed: no declaration can announce another encoding.
    body = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise _malformed(error, text, where) from error


def _malformed(error: Exception, text: str, where: str) -> SourceError:
    line = (getattr(error, "lineno", None) or 1) if isinstance(error, SyntaxError) else 1
    before = "\n".join(text.splitlines()[:line])
    opened = re.findall(r"<([A-Za-z][\w.-]{0,60})", before[-20_000:])
    cut = "<dataroot" in text and not text.rstrip().endswith("</dataroot>")
    return SourceError(
        "Fichier XML tronqué : sa fin manque" if cut else "Fichier XML mal formé",
        where=f"{where}, ligne {line}" + (f", élément « {opened[-1]} »" if opened else ""),
        todo=_TODO,
    )


def _refuse_invalid(root: etree._Element, where: str) -> None:
    for node in root.iter("*"):
        if len(node) > _MOST_CHILDREN:
            raise SourceError(
                "Fichier trop grand pour un PST",
                where=f"{where}, ligne {node.sourceline}, élément « {str(node.tag)[:80]} »",
                found=f"plus de {_MOST_CHILDREN} éléments à l’intérieur",
            )
        # The validator would open the address that such an attribute gives.
        for name in [str(key) for key in node.attrib]:
            if name.startswith(_SCHEMA_ADDRESS) and name.endswith("ocation"):
                del node.attrib[name]
    money = root.find(".//Articles") is not None or root.find(".//Projections") is not None
    rules = schema(Direction.EXPORT if money else Direction.IMPORT)
    try:
        valid = rules.validate(root)
    except etree.XMLSchemaValidateError as error:
        raise SourceError("Fichier XML invalide", where=where, todo=_TODO) from error
    if not valid:
        raise schema_error(list(rules.error_log), where)  # type: ignore[call-overload]

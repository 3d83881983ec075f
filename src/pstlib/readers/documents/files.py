"""Documents of every kind to a reading."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents.blocks import Block, Flow
from pstlib.readers.documents.document import understand
from pstlib.readers.documents.plaintext import decode, read_blocks
from pstlib.readers.reading import Reading

_NO_REJECTS = pd.DataFrame(columns=["lieu", "contenu", "motif"])


def read_document(file: Path, data: bytes, kind: str) -> Reading:
    """Read a published plan.

    Args:
        file: Its path, for its name only: nothing is opened.
        data: Its content.
        kind: ``texte``, ``pdf``, ``docx``, ``odt`` or ``html``.

    Raises:
        SourceError: If it can't be read, or holds no list of objectives.
    """
    where = str(file)
    flow, rejected = _READERS[kind](data, where)
    try:
        document = understand(flow, rejected, where)
    except RecursionError as error:
        raise SourceError("Document trop imbriqué pour être lu", where=where) from error
    return Reading(
        source={"fichier": file.name, "format": kind, "sha256": sha256(data).hexdigest()},
        pst=document.pst,
        elements=document.elements,
        rejets=document.rejets,
        avertissements=document.avertissements,
        tables={"demarches": document.demarches} if len(document.demarches) else {},
        texte=_lines(flow),
    )


def _lines(flow: Flow) -> pd.DataFrame:
    """Give the text as it was taken from the file, the cells of a table one by one."""
    blocks = chain.from_iterable(
        [item]
        if isinstance(item, Block)
        else chain.from_iterable(c.blocks for r in item.rows for c in r)
        for item in flow
    )
    rows = [(b.place, f"{b.bullet} {b.text}".strip()) for b in blocks if b.text.strip()]
    return pd.DataFrame(rows, columns=["lieu", "texte"], dtype="str")


def _text(data: bytes, where: str) -> tuple[Flow, pd.DataFrame]:
    return read_blocks(decode(data, where), where)


def _pdf(data: bytes, where: str) -> tuple[Flow, pd.DataFrame]:
    from pstlib.readers.documents import pdf

    return pdf.read_flow(data, where), _NO_REJECTS


def _word(data: bytes, where: str) -> tuple[Flow, pd.DataFrame]:
    from pstlib.readers.documents import word

    return word.read_flow(data, where), _NO_REJECTS


def _opendocument(data: bytes, where: str) -> tuple[Flow, pd.DataFrame]:
    from pstlib.readers.documents import opendocument

    return opendocument.read_flow(data, where), _NO_REJECTS


def _webpage(data: bytes, where: str) -> tuple[Flow, pd.DataFrame]:
    from pstlib.readers.documents import webpage

    return webpage.read_flow(data, where), _NO_REJECTS


_READERS: Mapping[str, Callable[[bytes, str], tuple[Flow, pd.DataFrame]]] = {
    "texte": _text,
    "pdf": _pdf,
    "docx": _word,
    "odt": _opendocument,
    "html": _webpage,
}

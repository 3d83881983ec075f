"""Documents of every kind to a reading."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents import opendocument, pdf, plaintext, webpage, word
from pstlib.readers.documents.blocks import Flow, laid_out
from pstlib.readers.documents.document import understand
from pstlib.readers.reading import Reading

_READERS: Mapping[str, Callable[[bytes, str], Flow]] = {
    "pdf": pdf.read_flow,
    "docx": word.read_flow,
    "odt": opendocument.read_flow,
    "html": webpage.read_flow,
}
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
    flow: Flow
    if kind == "texte":
        flow, rejected = plaintext.read_blocks(plaintext.decode(data, where), where)
    else:
        flow, rejected = _READERS[kind](data, where), _NO_REJECTS
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
    rows = [(b.place, f"{b.bullet} {b.text}".strip()) for b in laid_out(flow) if b.text.strip()]
    return pd.DataFrame(rows, columns=["lieu", "texte"], dtype="str")

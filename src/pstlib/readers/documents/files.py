"""Documents of every kind to a reading."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents import opendocument, pdf, plaintext, webpage, word
from pstlib.readers.documents.blocks import Flow, laid_out
from pstlib.readers.documents.document import understand
from pstlib.readers.documents.sheets import read_pages
from pstlib.readers.reading import Reading
from pstlib.readers.tables.sheet import Grid
from pstlib.readers.warnings import INFO, WARNING, Warnings
from pstlib.text import NBSP

_READERS: Mapping[str, Callable[[bytes, str], Flow]] = {
    "pdf": pdf.read_flow,
    "docx": word.read_flow,
    "odt": opendocument.read_flow,
    "html": webpage.read_flow,
}
FORMAT = "tableau"
_REJECTED = ["lieu", "contenu", "motif"]
_NO_REJECTS = pd.DataFrame(columns=_REJECTED)


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
    return _reading(file, data, kind, flow, rejected)


def read_sheets(file: Path, data: bytes, grid: Grid) -> Reading:
    """Read the plan that a CPAS keeps in a table of its own: objectives and actions, in any layout.

    Raises:
        SourceError: If no sheet holds objectives.
    """
    pages = read_pages(grid)
    reading = _reading(file, data, FORMAT, pages.flow, _NO_REJECTS)
    notes = Warnings()
    for note in grid.notes:
        notes.add(WARNING, note)
    for sheet in pages.left:
        what = f"ni objectif ni action sous des titres connus, {len(sheet.rows)} lignes"
        notes.add(INFO, f"Feuille « {sheet.name} » non lue{NBSP}: {what}")
    for sheet, twin in pages.again:
        what = f"le même plan que « {twin.name} », seule lue. Enregistrez-la à part pour la lire"
        notes.add(WARNING, f"Feuille « {sheet.name} » non lue{NBSP}: {what}")
    told = [table for table in (notes.table(), reading.avertissements) if len(table)]
    below = [{"lieu": p, "contenu": t, "motif": "note sous le tableau"} for p, t in pages.notes]
    return replace(
        reading,
        avertissements=pd.concat(told, ignore_index=True) if told else reading.avertissements,
        rejets=pd.DataFrame([*reading.rejets.to_dict("records"), *below], columns=_REJECTED),
    )


def _reading(file: Path, data: bytes, kind: str, flow: Flow, rejected: pd.DataFrame) -> Reading:
    try:
        document = understand(flow, rejected, str(file))
    except RecursionError as error:
        raise SourceError("Document trop imbriqué pour être lu", where=str(file)) from error
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

"""A document's text beside what was understood of it, to confirm or correct."""

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS
from pstlib.text import is_missing

_DOUBTFUL = 0.75
_LEVELS = {
    "VOLET": "Volet",
    "OS": "OS",
    "OO": "OO",
    "ACTION": "Action",
    "SOUS_ACTION": "Sous-action",
}


def review(texte: pd.DataFrame, elements: pd.DataFrame) -> Block:
    """Show each line of a document beside the element read there.

    Args:
        texte: ``lieu`` and ``texte``, in reading order.
        elements: ``lieu, code, niveau, libelle, statut, statut_source, confiance``.

    Returns:
        A table of every line; a line from which nothing was read has an empty right half, and an
        element read with little confidence is marked « à relire ».
    """
    read: dict[str, list[dict[str, object]]] = {}
    for place, understood in zip(elements["lieu"], _understood(elements), strict=True):
        read.setdefault(clean(place), []).append(understood)
    lines = [
        {"lieu": clean(place), "texte": clean(text), "lus": read.pop(clean(place), [])}
        for place, text in zip(texte["lieu"], texte["texte"], strict=True)
    ]
    # What was read at a place that the text doesn't show still has to be seen.
    lines += [{"lieu": place, "texte": "", "lus": lus} for place, lus in read.items()]
    doubtful = int(elements["confiance"].lt(_DOUBTFUL).sum())
    summary = (
        f"{counted(len(texte), 'ligne')}, {counted(len(elements), 'élément lu', 'éléments lus')}, "
        f"{doubtful} à relire"
    )
    return block("relecture.html.j2", summary, lignes=lines, compte=summary)


def remarks(avertissements: pd.DataFrame, rejets: pd.DataFrame) -> Block:
    """List what a reading warns of, and what of the document it did not load.

    Args:
        avertissements: ``niveau, message, lieu``.
        rejets: ``lieu, contenu, motif``.
    """
    told, lost = (_texts(table) for table in (avertissements, rejets))
    summary = f"{counted(len(told), 'remarque')}, {counted(len(lost), 'rejet')}"
    return block("remarques.html.j2", summary, remarques=told, rejets=lost)


def _texts(table: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(name): clean(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _understood(elements: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "niveau": _LEVELS.get(row["niveau"], row["niveau"]),
            "code": clean(row["code"]),
            "libelle": clean(row["libelle"]),
            "statut": "" if is_missing(row["statut"]) else STATUS_LABELS[row["statut"]],
            "mot": clean(row["statut_source"]),
            "doute": bool(row["confiance"] < _DOUBTFUL),
        }
        for row in elements.astype(object).to_dict("records")
    ]

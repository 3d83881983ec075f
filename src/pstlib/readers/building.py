"""Rows found in a file become the frames of a reading."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.model.statuses import Level
from pstlib.model.tables import TABLES

ABBREVIATIONS = {
    Level.VOLET: "V",
    Level.OS: "OS",
    Level.OO: "OO",
    Level.ACTION: "A",
    Level.SUB_ACTION: "SA",
}
READ_COLUMNS = ["parent_code", "parent_libelle", "statut", "statut_source", "taux_avancement"]
OPTIONAL_COLUMNS = ["date_suivi", "sante", "commentaire"]


def finish_elements(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give the elements of a reading their codes, ranks and, where they have none, identifiers.

    Args:
        rows: Parents before children, in the order of the plan: ``niveau``, ``libelle``,
            ``cle`` (any value that tells the element within the file) and ``cle_parent`` (None
            at the top), and any column of ``elements`` or of an observation. An ``element_id``
            given is a native one and is kept.

    Returns:
        The columns that ``Reading.elements`` describes, missing ones empty.
    """
    ranks: Counter[tuple[str, str]] = Counter()
    done: dict[Any, dict[str, Any]] = {}
    for row in rows:
        parent = done.get(row.get("cle_parent"), {})
        above, level = str(parent.get("code", "")), Level(row["niveau"])
        ranks[above, level] += 1
        code = f"{above}.{ABBREVIATIONS[level]}{ranks[above, level]}".lstrip(".")
        done[row["cle"]] = {
            "element_id": code.lower().replace(".", "-"),
            **{key: value for key, value in row.items() if key not in ("cle", "cle_parent")},
            "parent_id": parent.get("element_id"),
            "parent_code": parent.get("code"),
            "parent_libelle": parent.get("libelle"),
            "position": ranks[above, level],
            "code": code,
            "confiance": row.get("confiance", 1.0),
            "natif": "element_id" in row,
        }
    extra = [name for name in OPTIONAL_COLUMNS if any(name in row for row in rows)]
    columns = [*TABLES["elements"].columns, *READ_COLUMNS, *extra, "confiance", "natif"]
    return pd.DataFrame(list(done.values()), columns=columns)


def rejects(rows: Iterable[tuple[str, str, str]]) -> pd.DataFrame:
    """Give the rejected rows as a frame: ``lieu, contenu, motif``."""
    return pd.DataFrame(list(rows), columns=["lieu", "contenu", "motif"], dtype="str")

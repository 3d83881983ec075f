"""Fixes of what a source says: data with a reason, and a guard on what it must still say."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from pstlib.errors import TableError

CORRECTIONS_FILE = "corrections.yml"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One fix of a source.

    Attributes:
        fichier: Name of the source.
        objet: Code of the element in the source, as ``pst lire`` shows it.
        colonne: Column to fix, or ``niveau`` with ``corrige: supprimer`` for what is no element.
        lu: What the source must still say for the fix to apply; empty for nothing.
        corrige: What is true.
        motif: Why.
    """

    fichier: str
    objet: str
    colonne: str
    corrige: str
    motif: str
    lu: str = ""


def load_corrections(folder: Path) -> list[Correction]:
    """Read the ``corrections.yml`` of a PST's folder; none where there is no such file.

    Raises:
        TableError: If it is no list of corrections, or one lacks a key or has an unknown one.
    """
    path = folder / CORRECTIONS_FILE
    if not path.is_file():
        return []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TableError("Fichier YAML illisible", where=str(path), todo=_HELP) from error
    if not isinstance(content, list):
        raise TableError("Ce fichier n’est pas une liste", where=str(path), todo=_HELP)
    return [_correction(item, rank, path) for rank, item in enumerate(content, 1)]


_KEYS = tuple(field.name for field in fields(Correction))
_HELP = f"Chaque correction a les clés {', '.join(_KEYS)} (« lu » peut manquer)."


def _correction(item: Any, rank: int, path: Path) -> Correction:
    try:
        values = {str(k): "" if v is None else str(v) for k, v in dict(item).items()}
        return Correction(**values)
    except (TypeError, ValueError) as error:
        raise TableError(
            "Correction incomplète", where=f"{path}, n° {rank}", found=f"{item}", todo=_HELP
        ) from error

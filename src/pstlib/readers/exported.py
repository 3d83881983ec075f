"""The JSON that ``pst exporter`` writes, read back."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import SourceError, TableError
from pstlib.model import conform
from pstlib.model.tables import TABLES
from pstlib.readers.building import READ_COLUMNS, rejects
from pstlib.readers.reading import Reading
from pstlib.readers.warnings import Warnings
from pstlib.text import parse_date

FORMAT = "pstlib-pst"


def read_exported(file: Path, data: bytes) -> Reading:
    """Read a PST exported as JSON.

    Raises:
        SourceError: If the file is no such JSON, or a table in it breaks its schema.
    """
    content = _content(file, data)
    try:
        tables = {
            name: conform(pd.DataFrame(rows, columns=_columns(rows)), name)
            for name, rows in content["tables"].items()
        }
        identity = _identity(dict(content["identite"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_ours(file, "une structure inattendue") from error
    except TableError as error:
        raise SourceError(
            error.what, where=f"{file}, table {error.where}", todo=error.todo, details=error.details
        ) from error
    elements = tables.pop("elements", None)
    return Reading(
        source={"fichier": file.name, "format": "json", "sha256": sha256(data).hexdigest()},
        pst=identity,
        elements=_elements(
            elements if elements is not None else conform(pd.DataFrame(), "elements")
        ),
        rejets=rejects([]),
        avertissements=Warnings().table(),
        tables=tables,
    )


def _content(file: Path, data: bytes) -> dict[str, Any]:
    try:
        # Numbers with decimals stay texts, so that no amount ever passes through a float.
        content = json.loads(data.decode("utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "Fichier JSON illisible", where=str(file), todo="Exportez-le de nouveau."
        ) from error
    form = content.get("format") if isinstance(content, dict) else None
    if not str(form).startswith(FORMAT) or not isinstance(content.get("tables"), dict):
        raise _not_ours(file, f"format « {form} »")
    unknown = [name for name in content["tables"] if name not in TABLES]
    if unknown:
        raise _not_ours(file, f"tables inconnues : {', '.join(map(str, unknown[:5]))}")
    return dict(content)


def _not_ours(file: Path, found: str) -> SourceError:
    return SourceError(
        "Ce JSON n’est pas un PST exporté par pstlib",
        where=str(file),
        found=found,
        todo="Faites-le avec « pst exporter SLUG --format json ».",
    )


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _identity(said: dict[str, Any]) -> dict[str, Any]:
    from pstlib.model import PlannedEvaluation

    planned = said.pop("evaluations", [])
    if said.get("date_installation"):
        said["date_installation"] = parse_date(said["date_installation"])
    evaluations = tuple(
        PlannedEvaluation(str(item["evaluation"]), parse_date(item["date_arrete"]))
        for item in planned
    )
    return {**said, "evaluations": evaluations}


def _elements(table: pd.DataFrame) -> pd.DataFrame:
    """Add what a reading says of its elements; their statuses are dated rows of ``suivi``."""
    by_id = table.set_index("element_id")
    parents = table["parent_id"]
    return table.assign(
        parent_code=by_id["code"].reindex(parents).to_numpy(),
        parent_libelle=by_id["libelle"].reindex(parents).to_numpy(),
        **{name: None for name in READ_COLUMNS if not name.startswith("parent_")},
        confiance=1.0,
    )

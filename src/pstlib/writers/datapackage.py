"""The description of a PST's tables as a Frictionless Data Package (v1) with Table Schema."""

import json
from collections.abc import Iterator
from typing import Any

from pstlib.model import Pst
from pstlib.model.columns import Check, Column
from pstlib.model.tables import FOREIGN_KEYS, TABLES

_TYPES = {
    "texte": "string",
    "entier": "integer",
    "nombre": "number",
    "montant": "number",
    "date": "date",
    "booleen": "boolean",
}


def datapackage(pst: Pst) -> str:
    """Describe the tables of a PST that have rows.

    Returns:
        The text of ``datapackage.json``; it depends on the identity and on which tables have
        rows, not on their values.
    """
    identity = pst.identite
    content = {
        "profile": "tabular-data-package",
        "name": identity.slug,
        "title": f"{identity.organisme} – {identity.libelle}",
        "resources": [_resource(name, pst) for name in _filled(pst)],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def table_schema(name: str) -> dict[str, Any]:
    """Give the Table Schema of a table, without its links to other tables."""
    columns = TABLES[name].columns.items()
    return {"fields": [field_of(*column) for column in columns], "missingValues": [""]}


def _filled(pst: Pst) -> list[str]:
    return [name for name, table in pst.tables.items() if len(table)]


def _resource(name: str, pst: Pst) -> dict[str, Any]:
    schema = table_schema(name)
    links = list(_foreign_keys(name, pst))
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"tables/{name}.csv",
        "title": TABLES[name].title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": links} if links else {}),
    }


def _foreign_keys(name: str, pst: Pst) -> Iterator[dict[str, Any]]:
    """Give the links to tables that have rows; a link to an absent table points to nothing."""
    for table, column, target, target_column in FOREIGN_KEYS:
        if table == name and len(pst.tables[target]):
            # Table Schema writes a link of a table to itself with an empty name.
            resource = "" if target == name else target
            reference = {"resource": resource, "fields": target_column}
            yield {"fields": column, "reference": reference}


def field_of(name: str, spec: Column) -> dict[str, Any]:
    """Describe a column; ``personnel`` says whether its cells may name somebody."""
    constraints = {
        **({"required": True} if not spec.nullable else {}),
        **({"unique": True} if spec.unique else {}),
    }
    for check in spec.checks:
        constraints |= _constraint(check)
    return {
        "name": name,
        "type": _TYPES[spec.kind],
        "description": spec.description,
        "personnel": spec.personal,
        **({"constraints": constraints} if constraints else {}),
    }


def _constraint(check: Check) -> dict[str, Any]:
    names = {
        "allowed_values": "enum",
        "pattern": "pattern",
        "min_value": "minimum",
        "max_value": "maximum",
    }
    return {names[key]: value for key, value in check.statistics.items() if key in names}

"""What was understood of one source."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.text import is_missing

_ELEMENT_KEYS = (
    "code", "niveau", "numero", "libelle", "parent_code", "parent_libelle", "statut",
    "statut_source", "responsable", "date_fin", "taux_avancement", "partage_de", "lieu",
    "description", "type_action", "mandataire", "departement", "partenaires", "date_debut",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Reading:
    """One source, read and not yet merged into a PST.

    Attributes:
        source: ``fichier`` (name), ``format``, ``sha256``.
        pst: Keys of ``pst.yml`` with what the source says; None where it says nothing.
        elements: Columns of the table ``elements``, and ``parent_code, parent_libelle, statut,
            statut_source, taux_avancement, confiance`` (0–1, how sure the reading is).
        budget: Rows of the table ``budget``.
        rejets: ``lieu, contenu, motif``: what was not loaded, and why.
        avertissements: ``niveau`` (erreur, avertissement, info), ``message``, ``lieu``.
        demarches: Rows of the table ``demarches``.
    """

    source: Mapping[str, str]
    pst: Mapping[str, Any]
    elements: pd.DataFrame
    budget: pd.DataFrame
    rejets: pd.DataFrame
    avertissements: pd.DataFrame
    demarches: pd.DataFrame

    @property
    def observed(self) -> pd.DataFrame:
        """The elements of which the source tells a status or a rate."""
        told = self.elements[["statut", "statut_source", "taux_avancement"]].notna().any(axis=1)
        return self.elements[told]

    def to_json(self) -> dict[str, Any]:
        """Give the reading as ``pst lire --format json`` prints it."""
        elements = self.elements.reindex(columns=list(_ELEMENT_KEYS))
        return {
            "source": dict(self.source),
            "pst": {**self.pst, "demarches": _records(self.demarches)},
            "elements": _records(elements),
            "budget": {"lignes": len(self.budget), "totaux": []},
            "rejets": _records(self.rejets),
            "avertissements": _records(self.avertissements),
        }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): _plain(value) for key, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if is_missing(value):
        return None
    if isinstance(value, dt.datetime | pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, dt.date) else value

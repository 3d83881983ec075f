"""What was understood of one source."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.model.table_files import empty_table
from pstlib.text import is_missing

PREVIOUS = "montants_anterieurs"
PREVIOUS_COLUMNS = (
    "exercice", "version", "service", "type", "article", "projet", "montant", "lieu",
)  # fmt: skip
_ELEMENT_KEYS = (
    "code", "niveau", "numero", "libelle", "parent_code", "parent_libelle", "statut",
    "statut_source", "responsable", "date_fin", "taux_avancement", "partage_de", "lieu",
    "description", "type_action", "mandataire", "departement", "partenaires", "date_debut",
    "echeance_source",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Reading:
    """One source, read and not yet merged into a PST.

    Attributes:
        source: ``fichier`` (name), ``format``, ``sha256``.
        pst: Keys of ``pst.yml`` with what the source says; None where it says nothing.
        elements: Columns of the table ``elements``, and ``parent_code, parent_libelle, statut,
            statut_source, taux_avancement, confiance`` (0–1, how sure the reading is) and
            ``natif`` (whether the source itself gives the identifier). Where it dates its
            statuses, ``date_suivi``; also ``sante, commentaire``.
        rejets: ``lieu, contenu, motif``: what was not loaded, and why.
        avertissements: ``niveau`` (erreur, avertissement, info), ``message``, ``lieu``.
        tables: Rows for other tables of the model, by name; their ``element_id`` are those of
            ``elements``. ``contexte`` (``ins, annee, variable, valeur, unite, source``) holds
            figures on communes, which belong to no PST; ``montants_anterieurs``
            (``PREVIOUS_COLUMNS``) what an amendment prints as voted before it.
        attendus: By table, what names the rows (``row_keys.naming_columns``) that rejected ones
            would have given; the index is the rank among ``rejets``. Rejects that don't tell are
            left out.
        lieux: Where the rows of ``tables`` stand in the source, one place a row, by table;
            tables whose rows have no known place are left out.
        intitules: The titles that rows of follow-up write beside their references, by reference.
        texte: ``lieu, texte``: a document's lines as they were taken from the file.
    """

    source: Mapping[str, str]
    pst: Mapping[str, Any]
    elements: pd.DataFrame
    rejets: pd.DataFrame
    avertissements: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    attendus: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    lieux: Mapping[str, list[str | None]] = field(default_factory=dict)
    intitules: Mapping[str, str] = field(default_factory=dict)
    texte: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["lieu", "texte"]))

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of the model, empty where the source holds nothing of it."""
        return self.tables[name] if name in self.tables else empty_table(name)

    def placed(self, name: str) -> pd.DataFrame:
        """Give a table of the model by the places of its rows, where they are known."""
        table, places = self.table(name), self.lieux.get(name, [])
        return table.set_axis(places) if places and len(places) == len(table) else table

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
            "pst": {
                **{key: _plain(value) for key, value in self.pst.items()},
                "demarches": _records(self.table("demarches")),
            },
            "elements": _records(elements),
            "budget": {
                "lignes": len(self.table("budget")),
                "totaux": _records(budget_totals(self.table("budget"))),
            },
            **self._other_counts(),
            "rejets": _records(self.rejets),
            "avertissements": _records(self.avertissements),
        }

    def _other_counts(self) -> dict[str, dict[str, int]]:
        """Count the rows of the tables that have no key of their own in the contract."""
        told = ("budget", "demarches", PREVIOUS)
        counts = {name: len(table) for name, table in self.tables.items() if name not in told}
        return {"tables": counts} if counts else {}


def budget_totals(budget: pd.DataFrame) -> pd.DataFrame:
    """Sum the amounts of a budget by ``exercice, version, service, type``, exact to the cent."""
    by = ["exercice", "version", "service", "type"]
    return budget.groupby(by, dropna=False, sort=True)["montant"].sum().reset_index()


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): _plain(value) for key, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(item) for key, item in asdict(value).items()}
    if is_missing(value):
        return None
    if isinstance(value, dt.datetime | pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, dt.date) else value

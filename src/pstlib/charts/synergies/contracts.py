"""The joint contracts: who leads, who takes part, until when, for how much."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import euro_cell, own_source, text_cell, view
from pstlib.charts.wording import tidy
from pstlib.grammar import counted
from pstlib.synergies.contracts import NOTICE, RUNNING
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import contract_sentences
from pstlib.synergies.words import CONTRACT_LABELS
from pstlib.text import NBSP, fr_date, is_missing

_KINDS = {"TRAVAUX": "Travaux", "FOURNITURES": "Fournitures", "SERVICES": "Services"}
_HEADINGS = {
    "contrat_id": "Marché", "objet": "Objet", "nature": "Nature", "pilote": "Pilote",
    "participants": "Participants", "date_attribution": "Attribution", "date_debut": "Début",
    "date_fin": "Fin", "etat": "État", "montant_attribue": "Montant attribué",
    "part_propre": "Part de l’organisme", "retrait": "Retrait", "synergie": "Synergie",
    "remarque": "Remarque",
}  # fmt: skip


def contracts(study: SynergyStudy) -> Block:
    """List the joint contracts by end, those that end within twelve months marked."""
    table = study.contrats
    running = int(table["etat"].eq(RUNNING).sum())
    n = len(table)
    title = (
        f"{counted(n, 'marché conjoint', 'marchés conjoints')}, {running} en cours, par date de fin"
    )
    columns = ("Marché", "Pilote", "Période", "État", "Montant attribué", "Part de l’organisme")
    return view(
        "synergies-marches",
        [ElementTable(title, columns, [_line(row) for row in table.to_dict("records")])],
        _csv(table),
        origin=own_source(study, "table contrats_conjoints"),
        phrases=contract_sentences(study),
        notes=["Le montant attribué vaut pour tous les participants."] if n else [],
    )


def _line(row: Mapping[Any, Any]) -> list[Cell]:
    facts = [_KINDS.get(row["nature"], ""), tidy(row["synergie"]), tidy(row["remarque"])]
    if row["lien_mort"]:
        facts.append(f"synergie {row['synergie_id']} introuvable")
    ends = f"prend fin dans les {NOTICE} mois" if row["expire"] else ""
    leaves = f"retrait{NBSP}: {tidy(row['retrait'])}" if not is_missing(row["retrait"]) else ""
    return [
        text_cell(row["objet"], f"{NBSP}; ".join(fact for fact in facts if fact)),
        text_cell(row["pilote"], row["participants"]),
        Cell(f"{fr_date(row['date_debut'])} – {fr_date(row['date_fin'])}", note=leaves),
        Cell(CONTRACT_LABELS[row["etat"]], note=ends),
        euro_cell(row["montant_attribue"]),
        euro_cell(row["part_propre"]),
    ]


def _csv(table: pd.DataFrame) -> pd.DataFrame:
    said = table.assign(
        etat=table["etat"].map(CONTRACT_LABELS).astype("str"),
        nature=table["nature"].map(_KINDS).astype("str"),
    )
    return said[list(_HEADINGS)].rename(columns=_HEADINGS)

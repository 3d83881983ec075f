"""The folder of a fictitious PST: its tables made and written, then damaged where they must be."""

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

from pstlib.examples.annexes import declaration_rows, indicator_rows, legal_rows
from pstlib.examples.life import live
from pstlib.examples.means import funding_rows, link_rows, projection_rows, staff_rows
from pstlib.examples.money import make_budget
from pstlib.examples.plans import Plan, Row
from pstlib.examples.synergies import gain_rows, matrix_rows, synergy_rows, yearly_rows
from pstlib.model import Identity, Pst
from pstlib.model.identity import PlannedEvaluation
from pstlib.model.quick_csv import arrow_types, from_arrow
from pstlib.model.table_files import empty_table
from pstlib.paths import write_atomically
from pstlib.writers.folder import write_pst
from pstlib.writers.yaml_keys import dump

STAGE = ".en-cours-"
"""What the folder of a PST that is being written is called before it is whole."""
FIRST_HORIZON, SECOND_HORIZON = dt.date(2024, 6, 30), dt.date(2025, 12, 31)
_TITLE = "Programme stratégique transversal {} du {}"
_REMARK = (
    "Données entièrement fictives, faites par « pst exemple ». Aucun organisme, "
    "aucune personne, aucun montant n’est réel ; le code INS n’est celui d’aucune commune."
)


def pst_of(plan: Plan, slug: str, *, lines: int) -> Pst:
    """Make all the tables of a plan.

    Args:
        plan: The tree; what happens to it is added to its rows.
        slug: Name of the folder.
        lines: About how many budget lines an exercice has, 0 for no budget.
    """
    owner, communal = plan.owner, slug.startswith("commune-")
    horizon = FIRST_HORIZON if plan.years[0] == 2019 else SECOND_HORIZON
    rows = live(plan, horizon=horizon)
    rows["indicateurs"], rows["mesures"] = indicator_rows(plan, horizon)
    rows |= synergy_rows(plan, horizon)
    rows["financements"] = funding_rows(plan)
    tables: dict[str, pd.DataFrame] = {}
    if not communal:
        rows |= _of_a_cpas(plan, rows, horizon)
        if lines and "SANS_BUDGET" not in owner.gaps:
            budget = make_budget(owner, plan.years, lines=lines, last=horizon.year - 1)
            tables["budget"] = budget.table
            rows["liens_budget"] = link_rows(plan, budget)
    tables |= {name: as_table(found, name) for name, found in rows.items() if found}
    return Pst.from_tables(_identity(plan, slug, communal=communal), tables)


def _of_a_cpas(plan: Plan, rows: Mapping[str, list[Row]], horizon: dt.date) -> dict[str, list[Row]]:
    versions, synergies = rows["versions"], rows.get("synergies", [])
    return {
        "gains_synergies": gain_rows(plan, synergies, horizon),
        "demarches": [*legal_rows(plan, versions, horizon), *yearly_rows(plan, horizon)],
        "matrice_cooperation": matrix_rows(plan, horizon),
        "dps": declaration_rows(plan),
        "projections": projection_rows(plan),
        "effectifs": staff_rows(plan.owner, plan.years, min(horizon.year, plan.years[1])),
    }


def as_table(rows: list[Row], name: str) -> pd.DataFrame:
    """Make rows a table of the model; keys that are no columns of it are left out."""
    if not rows:
        return empty_table(name)
    columns = {}
    for column, kind in arrow_types(name).items():
        # Arrow makes days of Python's dates, and only then moments.
        read = pa.date32() if pa.types.is_timestamp(kind) else kind
        columns[column] = pa.array([row.get(column) for row in rows], read).cast(kind)
    return from_arrow(pa.table(columns))


def _identity(plan: Plan, slug: str, *, communal: bool) -> Identity:
    from pstlib.grammar import of

    owner, (first, last) = plan.owner, plan.years
    draw = owner.draw(f"evaluations {first}")
    name = f"Commune {of(owner.commune)}" if communal else owner.name
    title = _TITLE.format(f"{first}-{last}", name).replace("du Commune", "de la Commune")
    middle = draw.weighted({(2, 12, 31): 0.7, (3, 6, 30): 0.2, (2, 6, 30): 0.1})
    final = draw.weighted({(0, 6, 30): 0.75, (0, 3, 31): 0.15, (-1, 12, 31): 0.1})
    kinds = (("mi-parcours", first, middle), ("finale", last, final))
    planned = [
        PlannedEvaluation(kind, dt.date(year + after, month, day))
        for kind, year, (after, month, day) in kinds
    ]
    return Identity(
        slug=slug,
        organisme=name,
        ins=owner.ins,
        type_admin="AC" if communal else "CPAS",
        libelle=title,
        exercice_debut=first,
        exercice_fin=last,
        date_installation=None if communal else owner.installed.replace(year=first),
        delegation_bureau_permanent=None if communal else owner.is_one("delegation", 0.3),
        fictif=True,
        zone_reglementaire="WALLONIE_LANGUE_FRANCAISE",
        evaluations=tuple(planned[: 2 if first == 2019 else 1]),
    )


def write_folder(pst: Pst, folder: Path, damage: str | None = None) -> None:
    """Write a PST whole or not at all, then damaged if it must be."""
    stage = folder.with_name(f"{STAGE}{folder.name}")
    shutil.rmtree(stage, ignore_errors=True)
    write_pst(pst, stage)
    source = {
        "titre": f"{pst.identite.libelle} (données fictives)",
        "producteur": "pstlib",
        "remarque": _REMARK,
    }
    write_atomically(stage / "sources" / f"{folder.name}.source.yml", dump(source))
    if damage:
        _DAMAGES[damage](stage)
    stage.rename(folder)


def _change(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def _elements(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    """Make a damage of one that changes the lines of ``elements.csv``."""

    def damage(folder: Path) -> None:
        _change(
            folder / "tables/elements.csv",
            lambda data: b"".join(change(data.splitlines(keepends=True))),
        )

    return damage


_DAMAGES: dict[str, Callable[[Path], None]] = {
    "CSV_ILLISIBLE": _elements(lambda lines: [lines[0], b"x," * 40 + b"x\n", *lines[1:]]),
    "SCHEMA": _elements(
        lambda lines: [
            lines[0],
            lines[1].replace(b",OS,", b",BUT,").replace(b",VOLET,", b",BUT,"),
            *lines[2:],
        ]
    ),
    "IDENTIFIANT_DOUBLE": _elements(lambda lines: [*lines, lines[-1]]),
    "LIEN_ROMPU": _elements(
        lambda lines: [
            *lines,
            b"orphelin,os99,ACTION,,1,OS99.A1,Action sans objectif" + b"," * 21 + b"\n",
        ]
    ),
    "FICHIER_TRONQUE": _elements(lambda lines: [*lines[:-1], b",".join(lines[-1].split(b",")[:2])]),
    "ENCODAGE": lambda folder: _change(
        folder / "tables/elements.csv",
        lambda data: data.decode().encode("cp1252", errors="replace"),
    ),
    "IDENTITE_ILLISIBLE": lambda folder: _change(
        folder / "pst.yml", lambda data: data.replace(b"libelle: ", b"libelle: [", 1)
    ),
}

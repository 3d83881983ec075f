"""Damaged and absurd tables: read, or refused with a French message, and nothing else."""

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pstlib.errors import SourceError
from pstlib.readers.tables.recognition import read_table

NAMES = [
    *("budget_large.csv", "budget_long.csv", "iapst_export.ods", "iapst_avancement.ods"),
    *("marche_cpas.csv", "marche_ville.csv", "suivi_historique.csv", "population_statbel.csv"),
    *("walstat.csv", "walstat.xlsx", "classeur_pst.xlsx"),
]
HEADERS = [
    "Exercice;Service;Type;Article;Budget initial;MB1",
    "Année;Article;Service;Type;Version;Montant",
    "Numéro d'action|Nom de l'action|État d'avancement|% d'évolution|Agent pilote",
    "OS|OO|Position|Name|Etat d'avancement",
    "Types;Titres;États;Progression;Échéance",
    "OS Référence;OS Titre;OO Référence;OO Titre;ACT Référence;ACT Titre;ACT Budget;TASK Titre",
    "Action;Date;Statut;Taux",
    "Code INS;Entité;2019;2020",
    "CD_REFNIS;CD_YEAR;MS_POPULATION",
]
CELL = st.one_of(
    st.sampled_from(["", "2019", "O", "D", "104/111-01", "1.234,56", "OS", "A", "1", "(A.3)", "5"]),
    st.sampled_from(["90001", "En cours", "50 %", "31/12/2021", "INITIAL", "TOTAL", '"', "2020:€"]),
    st.text(max_size=12),
)


def read_or_refuse(data: bytes) -> None:
    with suppress(SourceError):
        read_table(Path("fichier"), data)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(HEADERS), st.lists(st.lists(CELL, max_size=9), max_size=12))
def test_absurd_rows_below_a_good_header(header: str, rows: list[list[str]]) -> None:
    separator = "|" if "|" in header else ";"
    text = "\n".join([header, *(separator.join(row) for row in rows)])
    read_or_refuse(text.encode("utf-8", errors="ignore"))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    read_or_refuse(data)
    read_or_refuse(b"PK\x03\x04" + data)


@pytest.mark.parametrize("name", NAMES)
def test_mutated_fixtures(shared: Path, name: str) -> None:
    data = (shared / "fixtures/tables" / name).read_bytes()[:20_000]
    chance = random.Random(name)  # noqa: S311 - the same mutations at each run
    for _ in range(25):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(len(damaged)) :]
        read_or_refuse(bytes(damaged))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".csv")])
def test_mutated_members_of_workbooks(shared: Path, name: str) -> None:
    with zipfile.ZipFile(shared / "fixtures/tables" / name) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    chance = random.Random(name)  # noqa: S311
    for _ in range(25):
        damaged = {key: _damaged(data, chance) for key, data in members.items()}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for key, data in damaged.items():
                archive.writestr(key, data)
        read_or_refuse(stream.getvalue())


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Swap digits and letters, so that the XML often stays well formed."""
    places = [chance.randrange(len(data)) for _ in range(chance.randint(0, 12)) if data]
    changed = bytearray(data)
    for place in places:
        if chr(changed[place]).isalnum():
            changed[place] = ord(chance.choice("0179AaRrsv"))
    return bytes(changed)

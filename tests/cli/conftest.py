"""A small PST to call the commands on, and a way to call them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pstlib.cli import main

Pst = Callable[..., Result]

IDENTITY = """\
slug: essai-2019-2024
organisme: CPAS d’Essai
libelle: PST 2019-2024 du CPAS d’Essai
exercice_debut: 2019
exercice_fin: 2024
fictif: true
evaluations:
  - evaluation: mi-parcours
    date_arrete: 2021-12-31
"""
ELEMENTS = """\
element_id,parent_id,niveau,numero,position,code,libelle,date_fin
os1,,OS,OS 1,1,OS1,Bien vieillir,
os1-oo1,os1,OO,OO 1,1,OS1.OO1,Rester chez soi,
a1,os1-oo1,ACTION,A1,1,OS1.OO1.A1,Ouvrir un restaurant,2020-06-30
a2,os1-oo1,ACTION,A2,2,OS1.OO1.A2,Former les aides,2021-06-30
a3,os1-oo1,ACTION,A3,3,OS1.OO1.A3,=1+1<script>alert(1)</script>,
a4,os1-oo1,ACTION,A4,4,OS1.OO1.A4,Peindre le hall,
"""
SUIVI = """\
element_id,date_suivi,statut
a1,2021-06-30,TERMINE
a2,2021-06-30,EN_COURS
a3,2021-06-30,NON_COMMENCE
a4,2021-06-30,ANNULE_ABANDONNE
"""
SLUG = "essai-2019-2024"


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    """A data folder with one PST: 1 OS, 1 OO and 4 actions, one of them dropped."""
    folder = tmp_path / "donnees" / SLUG
    (folder / "tables").mkdir(parents=True)
    (folder / "pst.yml").write_text(IDENTITY, encoding="utf-8")
    (folder / "tables/elements.csv").write_text(ELEMENTS, encoding="utf-8")
    (folder / "tables/suivi.csv").write_text(SUIVI, encoding="utf-8")
    return folder.parent


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder, the one that commands are called from."""
    folder = tmp_path / "ici"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def pst(here: Path) -> Pst:
    """Call ``pst`` from an empty folder and give what it printed and its exit code."""

    def call(*args: object) -> Result:
        assert Path.cwd() == here
        return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="pst")

    return call

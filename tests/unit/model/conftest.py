"""A small PST on disk, made afresh for each test that breaks it."""

from collections.abc import Callable
from pathlib import Path

import pytest

IDENTITY = """\
slug: essai-2019-2024
organisme: CPAS d’Essai
ins: "90001"
type_admin: CPAS
libelle: PST 2019-2024
exercice_debut: 2019
exercice_fin: 2024
fictif: true
evaluations:
  - {evaluation: mi-parcours, date_arrete: 2021-12-31}
"""
ELEMENTS = """\
element_id,parent_id,niveau,position,code,libelle,partage_de,version_entree,version_sortie
os1,,OS,1,OS1,Être un CPAS proche,,,
oo1,os1,OO,1,OS1.OO1,Ouvrir un accueil,,,
a1,oo1,ACTION,1,OS1.OO1.A1,Louer un local,,,
a2,oo1,ACTION,2,OS1.OO1.A2,Former l’équipe,,,
s1,a2,SOUS_ACTION,1,OS1.OO1.A2.SA1,Choisir la formation,,,
s2,a2,SOUS_ACTION,2,OS1.OO1.A2.SA2,Suivre la formation,,,
oo2,os1,OO,2,OS1.OO2,Travailler ensemble,,,
c2,oo2,ACTION,1,OS1.OO2.A1,Former l’équipe (rappel),a2,,
a3,oo2,ACTION,2,OS1.OO2.A2,Écrire une charte,,V2,
a4,oo2,ACTION,3,OS1.OO2.A3,Imprimer un dépliant,,,V2
"""
SUIVI = """\
element_id,date_suivi,statut,taux_avancement
a1,2020-01-01,EN_COURS,40
a1,2021-06-01,TERMINE,
s1,2020-01-01,NON_COMMENCE,
"""
VERSIONS = "version,date\nV1,2019-09-01\nV2,2021-01-01\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    tables = tmp_path / "essai-2019-2024" / "tables"
    tables.mkdir(parents=True)
    (tables.parent / "pst.yml").write_text(IDENTITY, encoding="utf-8")
    (tables / "elements.csv").write_text(ELEMENTS, encoding="utf-8")
    (tables / "suivi.csv").write_text(SUIVI, encoding="utf-8")
    (tables / "versions.csv").write_text(VERSIONS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def rewrite(data: Path) -> Callable[[str, str, str], None]:
    """Replace a text in a file of the PST, and make sure that it was there."""

    def replace(name: str, old: str, new: str) -> None:
        path = data / "essai-2019-2024" / name
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new), encoding="utf-8")

    return replace

"""A folder of three plans: one with gaps of every kind, one that can't be read, one gone by."""

from pathlib import Path

import pytest

import pstlib
from pstlib.evaluation import Evaluation

IDENTITY = """\
slug: {slug}
organisme: CPAS d’Essai
libelle: PST d’essai
exercice_debut: {first}
exercice_fin: {last}
fictif: true
delegation_bureau_permanent: false
"""
ELEMENTS = """\
element_id,parent_id,niveau,position,code,libelle,responsable,date_debut,date_fin,lieu
os1,,OS,1,OS1,Vivre,,,,
oo1,os1,OO,1,OS1.OO1,Accueillir,,,,
a1,oo1,ACTION,1,OS1.OO1.A1,Louer un local,Chef,,,
a2,oo1,ACTION,2,OS1.OO1.A2,Former,Chef,2021-01-01,2022-12-31,
a3,oo1,ACTION,3,OS1.OO1.A3,Annoncer,Chef,,,
a4,oo1,ACTION,4,OS1.OO1.A4,<script>alert(1)</script>,Chef,,,
oo2,os1,OO,2,OS1.OO2,Aider,,,,
b1,oo2,ACTION,1,OS1.OO2.A1,Conseiller,Chef,,,
b2,oo2,ACTION,2,OS1.OO2.A2,Rencontrer,,,,
b3,oo2,ACTION,3,OS1.OO2.A3,Soigner,Chef,,,
oo3,os1,OO,3,OS1.OO3,Loger,,,,
c1,oo3,ACTION,1,OS1.OO3.A1,Rénover,Chef,2021-05-01,2020-05-01,page 4
c2,oo3,ACTION,2,OS1.OO3.A2,Construire,Chef,,,
"""
SUIVI = """\
element_id,date_suivi,statut,taux_avancement,source
a1,2021-12-01,TERMINE,50,Courriel du 3 mars
a2,2021-12-01,EN_COURS,,
a3,2021-12-01,EN_COURS,40,
b1,2019-12-01,EN_COURS,50,
b3,2019-12-01,NON_COMMENCE,,
c1,2021-12-01,TERMINE,,
c2,2021-12-01,ANNULE_ABANDONNE,,
"""


def write_plan(folder: Path, slug: str, *, years: tuple[int, int] = (2019, 2024)) -> Path:
    tables = folder / slug / "tables"
    tables.mkdir(parents=True)
    text = IDENTITY.format(slug=slug, first=years[0], last=years[1])
    (tables.parent / "pst.yml").write_text(text, encoding="utf-8")
    (tables / "elements.csv").write_text(ELEMENTS, encoding="utf-8")
    (tables / "suivi.csv").write_text(SUIVI, encoding="utf-8")
    return tables


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region")
    write_plan(folder, "essai-2019-2024")
    write_plan(folder, "ancien-2013-2018", years=(2013, 2018))
    broken = write_plan(folder, "illisible-2019-2024")
    (broken / "suivi.csv").write_text("element_id,date_suivi\na1,2021-13-45\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def plan(region: Path) -> Evaluation:
    return pstlib.evaluate(pstlib.load("essai-2019-2024", region), date_arrete="2021-12-31")

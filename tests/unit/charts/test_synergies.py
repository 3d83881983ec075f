"""The views of the report on synergies stand with two sides, one, or none at all."""

import re
from pathlib import Path
from typing import Any

import pytest

from pstlib.charts.chart import Chart
from pstlib.charts.synergies import views
from pstlib.model import load
from pstlib.synergies import SynergyStudy, study_synergies

from ..synergies.test_both_sides import organisation

DATA = Path(__file__).parents[3] / "pst_data"
HOSTILE = "<script>alert(1)</script> « = »"


def hostile_study() -> SynergyStudy:
    """Every free text of every table is a script."""
    synergy = {
        "synergie_id": "1", "libelle": HOSTILE, "partenaires": HOSTILE, "forme": HOSTILE,
        "etat": "EXISTANTE", "convention": HOSTILE, "commentaire": HOSTILE, "element_id": HOSTILE,
    }  # fmt: skip
    pst = organisation(
        HOSTILE,
        synergies=[synergy],
        suivi_synergies=[{"synergie_id": "1", "date": "2020-01-01", "etat": "ABANDONNEE",
                          "motif": HOSTILE, "source": HOSTILE}],
        gains_synergies=[{"synergie_id": "1", "partenaire": HOSTILE, "exercice": 2021,
                          "bilan": "AFFAIBLI", "motif": HOSTILE}],
        contrats_conjoints=[{"contrat_id": HOSTILE, "objet": HOSTILE, "pilote": HOSTILE,
                             "participants": HOSTILE, "retrait": HOSTILE, "remarque": HOSTILE}],
        matrice_cooperation=[{"exercice": 2020, "service": HOSTILE, "degre": "ECHANGE",
                              "commentaire": HOSTILE}],
        reponses=[{"synergie_id": "1", "liste": "batiment-commun", "question": "agent-accueil",
                   "reponse": "NON", "commentaire": HOSTILE}],
        demarches=[{"demarche": "SYNERGIES_CONCERTATION", "exercice": 2020, "date": "2020-10-01",
                    "remarque": HOSTILE}],
    )  # fmt: skip
    return study_synergies(pst, date_arrete="2022-12-31", organismes=[])


def two_cpas() -> SynergyStudy:
    """Two CPAS, each of which writes of the other, and of one synergy alone."""
    sides = [
        organisation(
            f"CPAS d{name}",
            synergies=[
                {"synergie_id": "1", "libelle": "Garde sociale", "partenaires": f"le CPAS d{other}",
                 "etat": state, "effet_service": effect},
                {"synergie_id": "2", "libelle": name, "partenaires": f"CPAS d{other}"},
            ],
        )
        for name, other, state, effect in (
            ("’Aulne", "’Érable", "EXISTANTE", "MEILLEUR"),
            ("’Érable", "’Aulne", "PROJETEE", "MOINDRE"),
        )
    ]  # fmt: skip
    return study_synergies(*sides, date_arrete="2022-12-31", organismes=[])


STUDIES = {
    "cpas": two_cpas,
    "deux": lambda: study_synergies(
        load("valrive-2019-2024", DATA), load("commune-valrive-2019-2024", DATA),
        date_arrete="2024-06-30",
    ),
    "seul": lambda: study_synergies(load("commune-valrive-2019-2024", DATA),
                                    date_arrete="2021-12-31"),
    "aucune": lambda: study_synergies(load("celles-2019-2024", DATA), date_arrete="2021-12-31"),
    "hostile": hostile_study,
}  # fmt: skip


@pytest.fixture(scope="module", params=list(STUDIES))
def study(request: pytest.FixtureRequest) -> SynergyStudy:
    return STUDIES[request.param]()


@pytest.mark.parametrize("name", views.__all__)
def test_every_view_stands_and_escapes_what_it_shows(study: SynergyStudy, name: str) -> None:
    shown: Any = getattr(views, name)(study)
    html = shown.html if isinstance(shown, Chart) else shown.__html__()

    assert "<script>alert" not in html
    words = re.sub(r"base64,[^\"]+", "", html)
    assert re.findall(r"\b(?:nan|NaT|None|<NA>)\b", words) == []
    if isinstance(shown, Chart):
        assert shown.alternative
        assert len(shown.table)


def test_without_synergies_the_report_says_so_and_draws_nothing() -> None:
    study = STUDIES["aucune"]()

    assert "Aucune synergie n’est connue" in views.essentials(study).html
    assert "<table" not in views.dashboard(study).html + views.savings(study).html
    assert views.both_sides(study).resume.startswith("Aucun autre PST n’est mis en regard")


def test_the_life_is_told_without_colour_by_thickness_and_crosses() -> None:
    chart = views.history(STUDIES["deux"]())

    assert isinstance(chart, Chart)
    widths = [trace["width"] for trace in chart.figure["data"] if trace["type"] == "bar"]
    assert len(set(widths)) == len(widths) == 3
    crosses = [trace for trace in chart.figure["data"] if trace["type"] == "scatter"]
    assert [len(trace["x"]) for trace in crosses] == [3]
    assert chart.titre.replace("\u00a0", " ") == (
        "16 des 26 synergies suivies existent au 30 juin 2024, trois ont été abandonnées"
    )


def test_the_matrix_is_read_without_colour() -> None:
    html = views.matrix(STUDIES["deux"]()).html

    assert html.count("■") == 4 + 1  # one a service, one in the legend
    assert html.count("□") == 8 + 1


def test_two_cpas_see_each_other_s_side() -> None:
    study = two_cpas()
    said = views.both_sides(study).resume.replace("\u00a0", " ")

    assert "Une synergie est décrite à la fois par le CPAS d’Aulne et par le CPAS d’Érable." in said
    assert "se contredisent sur un point : « Garde sociale » (état)" in said
    assert "que par le CPAS d’Érable : « ’Érable »" in said

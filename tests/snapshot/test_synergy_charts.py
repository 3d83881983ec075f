"""What the life of synergies hands to plotly, as it can be reviewed in a diff."""

from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from pstlib.charts.chart import Chart
from pstlib.charts.synergies import views
from pstlib.synergies import study_synergies

from ..unit.synergies.test_both_sides import organisation

FOLLOWED = [
    ("1", "2018-06-01", "EXISTANTE"),
    ("2", "2019-09-24", "PROJETEE"),
    ("2", "2020-01-01", "EN_COURS"),
    ("2", "2021-07-01", "EXISTANTE"),
    ("3", "2020-03-01", "PROJETEE"),
    ("3", "2021-03-01", "ABANDONNEE"),
]


def test_the_life_of_synergies_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    pst = organisation(
        "CPAS d’Essai",
        synergies=[{"synergie_id": key, "libelle": f"Projet {key}"} for key in "1234"],
        suivi_synergies=[
            {"synergie_id": key, "date": date, "etat": state} for key, date, state in FOLLOWED
        ],
    )
    drawn = views.history(study_synergies(pst, date_arrete="2022-06-30", organismes=[]))

    assert isinstance(drawn, Chart)
    assert {"alternative": drawn.alternative, **drawn.figure} == snapshot.use_extension(
        JSONSnapshotExtension
    )

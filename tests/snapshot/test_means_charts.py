"""What the charts of human means hand to plotly, as it can be reviewed in a diff."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

import pstlib
from pstlib.charts.parts import means_coverage, staff

DATA = Path(__file__).parent / "donnees"


@pytest.mark.parametrize("form", ["figure", "figure_etroite"])
@pytest.mark.parametrize("draw", [staff, means_coverage])
def test_charts_of_means_are_drawn_as_before(draw, form: str, snapshot: SnapshotAssertion) -> None:
    evaluation = pstlib.evaluate(pstlib.load("moyens-2019-2024", DATA), date_arrete="2021-12-31")
    chart = draw(evaluation)

    assert {"alternative": chart.alternative, **getattr(chart, form)} == snapshot.use_extension(
        JSONSnapshotExtension
    )

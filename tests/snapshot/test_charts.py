"""What each chart hands to plotly, as it can be read and reviewed in a diff."""

from pathlib import Path

import plotly.graph_objects as go
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

import pstlib
from pstlib.charts.parts import (
    deadlines,
    execution,
    money_flows,
    plan_tree,
    status_by_objective,
    trajectory,
    votes_to_account,
)

DATA = Path(__file__).parent / "donnees"
MONEY = [execution, money_flows, votes_to_account, trajectory]


@pytest.fixture
def snapshot_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("form", ["figure", "figure_etroite"])
@pytest.mark.parametrize("draw", [plan_tree, status_by_objective, deadlines])
def test_charts_are_drawn_as_before(draw, form: str, snapshot_json: SnapshotAssertion) -> None:
    evaluation = pstlib.evaluate(pstlib.load("petit-2019-2024", DATA), date_arrete="2021-12-31")
    chart = draw(evaluation)

    assert {"alternative": chart.alternative, **getattr(chart, form)} == snapshot_json


@pytest.mark.parametrize("form", ["figure", "figure_etroite"])
@pytest.mark.parametrize("draw", MONEY)
def test_charts_of_money_are_drawn_as_before(draw, form: str, snapshot_json) -> None:
    evaluation = pstlib.evaluate(pstlib.load("argent-2019-2024", DATA), date_arrete="2020-12-31")
    chart = draw(evaluation)

    assert {"alternative": chart.alternative, **getattr(chart, form)} == snapshot_json


@pytest.mark.parametrize("draw", MONEY)
def test_every_property_of_a_money_chart_is_one_that_plotly_knows(draw, root: Path) -> None:
    for slug, data in (("argent-2019-2024", DATA), ("valrive-2019-2024", root / "pst_data")):
        chart = draw(pstlib.evaluate(pstlib.load(slug, data), date_arrete="2021-12-31"))
        for figure in (chart.figure, chart.figure_etroite):
            go.Figure(data=figure["data"], layout=figure["layout"])


@pytest.mark.parametrize("draw", [plan_tree, status_by_objective, deadlines])
def test_every_property_of_a_figure_is_one_that_plotly_knows(draw, root: Path) -> None:
    for slug, data in (("petit-2019-2024", DATA), ("valrive-2019-2024", root / "pst_data")):
        chart = draw(pstlib.evaluate(pstlib.load(slug, data), date_arrete="2021-12-31"))
        for figure in (chart.figure, chart.figure_etroite):
            # A misspelt property raises here; in the page plotly.js would leave it out in silence.
            go.Figure(data=figure["data"], layout=figure["layout"])

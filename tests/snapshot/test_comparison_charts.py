"""What the charts of a comparison hand to plotly, as it can be reviewed in a diff."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from pstlib.charts.chart import Chart
from pstlib.charts.comparison import views
from pstlib.comparison.study import Study, compare

from ..unit.comparison.conftest import NAMES, slug, write_region

DRAWINGS = {
    "couverture": views.coverage,
    "profil": views.spine,
    "ruban": lambda study: views.strip(study, "realisation"),
    "entonnoir": views.funnel_chart,
    "annees": views.years,
    "themes": lambda study: views.theme_maps(study, "part")[0],
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = write_region(tmp_path_factory.mktemp("region"))
    return compare(folder, date_arrete="2021-12-31", slug=slug(NAMES[2]), pairs="province")


@pytest.mark.parametrize("name", DRAWINGS)
def test_charts_of_a_comparison_are_drawn_as_before(
    study: Study, name: str, snapshot: SnapshotAssertion
) -> None:
    drawn: Any = DRAWINGS[name](study)

    assert isinstance(drawn, Chart)
    assert {"alternative": drawn.alternative, **drawn.figure} == snapshot.use_extension(
        JSONSnapshotExtension
    )


def test_the_narrow_form_is_another_layout_of_the_same_figures(study: Study) -> None:
    chart = views.strip(study, "realisation")

    assert isinstance(chart, Chart)
    wide, narrow = chart.figure, chart.figure_etroite
    assert wide["layout"] != narrow["layout"]
    assert [t["y"] for t in wide["data"]] == [t["y"] for t in narrow["data"]]

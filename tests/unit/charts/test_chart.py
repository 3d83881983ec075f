import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pstlib.charts import PLOTLY_MIME
from pstlib.charts.chart import script_json
from pstlib.charts.parts import deadlines, plan_tree, status_by_objective
from pstlib.charts.theme import STATUS_STYLES
from pstlib.evaluation import Evaluation
from pstlib.model.statuses import Status

CHARTS = [plan_tree, status_by_objective, deadlines]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_in_a_script_says_the_same_and_cannot_end_it(value: object) -> None:
    text = str(script_json(value))

    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


@pytest.mark.parametrize("draw", CHARTS)
def test_a_chart_shows_in_jupyterlab_and_in_our_report(draw, petit: Evaluation) -> None:
    chart = draw(petit)
    bundle = chart._repr_mimebundle_()

    assert bundle[PLOTLY_MIME]["data"] == chart.figure["data"]
    assert bundle["text/html"].count('class="figure-donnees"') == 1
    assert chart.alternative
    assert not chart.table.empty


@pytest.mark.parametrize("draw", CHARTS)
def test_the_page_holds_both_forms_of_a_chart(draw, petit: Evaluation) -> None:
    chart = draw(petit)
    forms = json.loads(str(chart.html).split('figure-donnees">')[1].split("</script>")[0])

    assert forms == {"large": chart.figure, "etroite": chart.figure_etroite}


@pytest.mark.parametrize("draw", CHARTS)
def test_hostile_texts_stay_texts_in_a_chart(draw, hostile: Evaluation) -> None:
    html = str(draw(hostile).html).lower()

    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<b>gras" not in html
    assert 'onmouseover="' not in html
    for text in json_texts(draw(hostile).figure["data"]):
        assert "<" not in text.replace("<br>", "")


def json_texts(data: list[dict]) -> list[str]:
    return [text for trace in data for key in ("text", "customdata") for text in trace.get(key, [])]


@pytest.mark.parametrize("status", list(Status))
def test_text_on_a_status_has_enough_contrast(status: Status) -> None:
    style = STATUS_STYLES[status]

    assert contrast(style.fill, style.text) >= 4.5


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted([luminance(first), luminance(second)])
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

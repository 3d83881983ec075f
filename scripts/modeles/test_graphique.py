"""The chart ``taux_modele`` draws what was counted by hand in the small plan."""

import pytest

from pstlib.charts import parts
from pstlib.charts.chart import Chart
from pstlib.evaluation import Evaluation

# À ÉCRIRE: the title, and the shares drawn (0–100), the plan's first: count them by hand in
# tests/snapshot/donnees/petit-2019-2024/tables/elements.csv. Then take out the lines that ask.
# It has few columns. A fixture gives one that it lacks: ``replace`` of ``dataclasses`` puts
# ``petit.pst.elements.assign(…)`` in place of the ``elements`` of ``petit.pst``, which
# ``pstlib.evaluate`` takes with ``date_arrete=petit.date_arrete``. ``petit`` as it is then tests
# the sentence that says that nothing is known.
TITLE: str | None = None
SHARES: list[float] = []


def test_taux_modele_is_drawn_and_told(petit: Evaluation) -> None:
    if TITLE is None:
        pytest.fail("À ÉCRIRE : dites le titre et les parts attendus (TITLE, SHARES).")
    chart = parts.taux_modele(petit)

    assert isinstance(chart, Chart)
    assert chart.titre.replace("\u00a0", " ") == TITLE
    assert chart.figure["data"][1]["x"] == pytest.approx(SHARES, abs=0.001)
    assert chart.figure_etroite["data"][1]["x"] == pytest.approx(SHARES, abs=0.001)
    assert chart.table["Part (%)"].tolist() == pytest.approx(SHARES, abs=0.01)


def test_taux_modele_lets_no_title_speak_html(hostile: Evaluation) -> None:
    assert "<script>alert" not in str(parts.taux_modele(hostile).html)

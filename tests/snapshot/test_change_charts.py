"""What the parts of the end of a term hand to plotly and to the page, as a diff can show."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

import pstlib
from pstlib.charts import Block, Chart
from pstlib.charts.evaluation.execution_report import carried_over, execution_report, not_done
from pstlib.charts.evaluation.handover import handover
from pstlib.charts.evaluation.indicators import indicator_panels
from pstlib.charts.evaluation.objectives import status_by_objective
from pstlib.charts.evaluation.revisions import revisions
from pstlib.charts.evaluation.transitions import transition_matrix, transitions
from pstlib.evaluation import Evaluation

DATA = Path(__file__).parent / "donnees"
Draw = Callable[[Evaluation], Any]
CHARTS = [indicator_panels, transitions]
BLOCKS = [carried_over, execution_report, handover, not_done, revisions, transition_matrix]


def end_of_term(slug: str, data: Path) -> Evaluation:
    pst = pstlib.load(slug, data)
    return pstlib.evaluate(pst, date_arrete="2024-06-30", evaluation="finale")


@pytest.fixture(scope="module")
def final() -> Evaluation:
    return end_of_term("fin-2019-2024", DATA)


@pytest.fixture
def snapshot_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("form", ["figure", "figure_etroite"])
@pytest.mark.parametrize("draw", CHARTS)
def test_charts_are_drawn_as_before(
    draw: Draw, form: str, final: Evaluation, snapshot_json: SnapshotAssertion
) -> None:
    chart = draw(final)

    words = {"titre": chart.titre, "sous_titre": chart.sous_titre, "n": chart.n}
    assert {**words, "alternative": chart.alternative, **getattr(chart, form)} == snapshot_json


@pytest.mark.parametrize("draw", BLOCKS)
def test_blocks_say_the_same_as_before(
    draw: Draw, final: Evaluation, snapshot_json: SnapshotAssertion
) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", str(draw(final).html))

    assert re.sub(r" +", " ", text).split(" ; ") == snapshot_json


@pytest.mark.parametrize("draw", CHARTS)
def test_every_property_of_a_figure_is_one_that_plotly_knows(
    draw: Draw, final: Evaluation, root: Path
) -> None:
    for evaluation in (final, end_of_term("valrive-2019-2024", root / "pst_data")):
        chart = draw(evaluation)
        for figure in (chart.figure, chart.figure_etroite):
            go.Figure(data=figure["data"], layout=figure["layout"])


@pytest.mark.parametrize("draw", [*CHARTS, *BLOCKS])
@pytest.mark.parametrize("day", ["2019-12-31", "2021-12-31", "2024-06-30"])
def test_every_part_stands_on_little_data_and_runs_no_text(draw: Draw, day: str) -> None:
    for slug in ("petit-2019-2024", "hostile-2019-2024"):
        pst = pstlib.load(slug, DATA)
        made = draw(pstlib.evaluate(pst, date_arrete=day, evaluation="finale"))
        assert isinstance(made, Chart | Block)
        assert "<script>" not in made.html
        assert "<img" not in made.html
        assert "nan" not in re.sub(r"<[^>]+>", " ", made.html).lower().split()


def test_without_an_earlier_evaluation_or_any_observation_since_a_sentence_says_so(
    root: Path,
) -> None:
    never = transitions(end_of_term("petit-2019-2024", DATA))
    unseen = transitions(end_of_term("celles-2019-2024", root / "pst_data"))

    assert "Aucune évaluation à mi-parcours antérieure" in never.html
    assert "Aucune action n’a été relevée depuis le 31\u00a0décembre\u00a02021" in unseen.html
    assert transition_matrix(end_of_term("celles-2019-2024", root / "pst_data")).html.strip() == ""


def test_actions_that_nobody_observed_are_not_counted_as_undone(root: Path) -> None:
    pst = pstlib.load("valrive-2019-2024", root / "pst_data")

    def title(first_seen: str | None) -> str:
        kept = pst.suivi[pst.suivi["date_suivi"].ge(first_seen)] if first_seen else pst.suivi[:0]
        seen = dataclasses.replace(pst, suivi=kept)
        end = pstlib.evaluate(seen, date_arrete="2024-06-30", evaluation="finale")
        return transitions(end).titre.replace("\u00a0", " ")

    assert title(None) == "Aucun statut n’est connu au 30 juin 2024"
    unseen = pstlib.evaluate(
        dataclasses.replace(pst, suivi=pst.suivi[:0]), date_arrete="2024-06-30"
    )
    assert status_by_objective(unseen).titre == "Le statut des 69 actions poursuivies est inconnu"
    assert title("2022-01-01").endswith("au 30 juin 2024, aucun statut connu au 31 décembre 2021")


def test_the_figures_of_the_titles_are_those_of_the_tables(root: Path) -> None:
    """Valrive, from the tables by hand: 18 and 40 done; three targets reached of ten."""
    valrive = end_of_term("valrive-2019-2024", root / "pst_data")
    moved, measured = transitions(valrive), indicator_panels(valrive)

    assert isinstance(moved, Chart)
    assert isinstance(measured, Chart)
    assert moved.titre.startswith("De 18 à 40\u00a0actions terminées")
    totals = moved.table.set_index("Statut au départ")
    assert (totals.loc["Terminé", "Total"], totals.loc["Total", "Terminé"]) == (18, 40)
    assert totals.loc["Total", "Total"] == 74
    assert measured.titre == "3\u00a0indicateurs sur 10 atteignent leur cible"
    assert measured.table["Cible atteinte"].eq("oui").sum() == 3

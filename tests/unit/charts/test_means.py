"""Human means, coverage and the DPS, counted by hand from the small plan of Moyenville."""

import dataclasses
import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

import pstlib
from pstlib.charts import parts
from pstlib.charts.block import Block
from pstlib.charts.chart import Chart
from pstlib.evaluation import Evaluation

DATA = Path(__file__).parents[2] / "snapshot" / "donnees"
PARTS = ["staff", "staff_places", "means_coverage", "dps", "money_notes"]


@pytest.fixture(scope="module")
def moyens() -> Evaluation:
    return pstlib.evaluate(pstlib.load("moyens-2019-2024", DATA), date_arrete="2021-12-31")


def words(part: Block | Chart) -> str:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", str(part.html), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def test_the_staff_chart_keeps_articles_60_and_61_on_their_own_line(moyens: Evaluation) -> None:
    chart = parts.staff(moyens)

    assert chart.titre.replace("\u00a0", " ") == (
        "En 2021, le personnel compte au moins 3,75 équivalents temps plein (ETP) ; 4 ETP engagés "
        "selon les articles 60 et 61 sont comptés à part"
    )
    names = {trace["name"]: trace for trace in chart.figure["data"]}
    # 0.5 statutory, 2.25 by contract, 1 without status: side by side from nothing.
    staff_line = names["Contractuel"]["y"][1]
    assert names["Contractuel"]["base"] == [0, 0.5]
    assert names["Statut non précisé"]["base"] == [2.75]
    assert names["Statut non précisé"]["y"] == [staff_line]
    assert names["Article 60 (à part)"]["y"] != [staff_line]
    assert names["Article 60 (à part)"]["base"] == [0]
    assert names["Article 61 (à part)"]["base"] == [3]
    assert "pattern" in names["Article 60 (à part)"]["marker"]
    assert [word for _, word in chart.legende] == [
        "Statutaire", "Contractuel", "Statut non précisé", "Article 60 (à part)",
        "Article 61 (à part)",
    ]  # fmt: skip


def test_the_table_of_staff_keeps_every_digit_and_counts_what_is_not_said(moyens) -> None:
    table = parts.staff(moyens).table.set_index(["Exercice", "Statut"])

    assert table["ETP"].map(str).to_dict() == {
        ("2020", "Contractuel"): "2.000",
        ("2021", "Article 60 (à part)"): "3.000",
        ("2021", "Article 61 (à part)"): "1.000",
        ("2021", "Contractuel"): "2.250",
        ("2021", "Statutaire"): "0.500",
        ("2021", "Statut non précisé"): "1.000",
    }
    assert table.loc[("2021", "Statutaire"), "Lignes sans ETP"] == 1
    assert str(table.loc[("2021", "Statutaire"), "Dont affectés à un élément du plan"]) == "0.500"


def test_services_and_elements_are_listed_with_the_note_on_article_33399_02(moyens) -> None:
    text = words(parts.staff_places(moyens))

    assert "Service Catégorie 2020 2021" in text
    assert "Service A Personnel n. c. 1,5 Service A Articles 60 et 61 n. c. 3" in text
    assert "Service non précisé Articles 60 et 61 n. c. 1" in text
    assert "OS1.OO1.A1 · Rénover deux logements Personnel 0,5" in text
    assert "Une ligne au moins ne donne pas d’ETP : Service « B »" in text
    assert (
        "Exercices 2020 : 1 000,00 € votés à l’article 33399-02 ; 2021 : 900,50 € engagés à "
        "l’article 33399-02" in text
    )


def test_coverage_shows_n_of_all_for_the_plan_and_each_objective(moyens: Evaluation) -> None:
    chart = parts.means_coverage(moyens)

    assert chart.titre.replace("\u00a0", " ") == (
        "Une des trois actions évaluées est chiffrée (33,3 %) ; deux des trois actions évaluées "
        "ont des moyens humains connus (66,7 %)"
    )
    # The third objective has only a perennial action: nothing of it is assessed.
    assert chart.table.drop(columns="Objectif").to_numpy().tolist() == [
        [3, 1, 33.33, 2, 66.67],
        [2, 1, 50.0, 2, 100.0],
        [1, 0, 0.0, 0, 0.0],
    ]
    assert "OS2 · Insérer par l’emploi : chiffrées 0 sur 1" in chart.alternative.replace(
        "\u00a0", " "
    )


def test_coverage_leaves_out_what_nothing_is_known_of(moyens: Evaluation) -> None:
    pst = dataclasses.replace(moyens.pst, effectifs=moyens.pst.effectifs.iloc[:0])
    plan = moyens.plan.assign(etp=float("nan"))
    chart = parts.means_coverage(dataclasses.replace(moyens, pst=pst, plan=plan))

    assert "Chiffrées" in chart.table
    assert "Avec moyens humains" not in chart.table


def test_projects_of_the_declaration_are_told_covered_uncovered_or_gone(moyens) -> None:
    part = parts.dps(moyens)
    text = words(part)

    assert (
        "Sur les trois projets de la déclaration de politique sociale, un est couvert par le plan, "
        "un n’est pas couvert et un est sorti du plan." in text
    )
    assert "Logement 500,00 € Couvert OS1.OO1 · Rénover" in text
    assert "Ouvrir une épicerie n. c. Non couvert" in text
    # OS2, OO1 of OS2, OS3 and OO1 of OS3.
    assert "Quatre objectifs du plan ne se rattachent à aucun projet" in text


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        (["os1"], "Le seul projet de la déclaration de politique sociale est couvert par le plan."),
        ([None, None], "Aucun des deux projets de la déclaration de politique sociale n’est "
         "couvert par le plan."),
        (["os1", "os2"], "Les deux projets de la déclaration de politique sociale sont tous "
         "couverts par le plan."),
        (["x", "y"], "Les deux projets de la déclaration de politique sociale sont tous sortis du "
         "plan."),
    ],
)  # fmt: skip
def test_the_sentence_on_the_declaration_agrees(
    moyens: Evaluation, targets: list[str | None], sentence: str
) -> None:
    projects = moyens.pst.dps.iloc[: len(targets)].assign(element_id=targets)
    projects = projects.astype({"element_id": "str"})
    pst = dataclasses.replace(moyens.pst, dps=projects)

    assert sentence in words(parts.dps(dataclasses.replace(moyens, pst=pst)))


def test_notes_leave_out_what_the_human_means_say(moyens: Evaluation) -> None:
    text = words(parts.money_notes(moyens))

    assert "À savoir Le budget de 2022, après la date d’arrêt, n’est pas repris." in text
    assert "33399" not in text


@pytest.mark.parametrize("name", ["staff", "means_coverage", "dps"])
def test_where_nothing_is_known_one_sentence_takes_the_place_of_a_chart(
    name: str, petit: Evaluation
) -> None:
    part = getattr(parts, name)(petit)

    assert isinstance(part, Block)
    assert re.fullmatch(r" ?[^.]*connu[^.]*\. ?", words(part))
    assert not re.search(r"\d", words(part))


def test_where_nothing_is_known_tables_and_notes_are_silent(petit: Evaluation) -> None:
    assert words(parts.staff_places(petit)).strip() == ""
    assert words(parts.money_notes(petit)).strip() == ""


def test_actions_without_budget_of_their_own_are_to_adjust(moyens: Evaluation) -> None:
    text = words(parts.to_adjust(moyens))

    assert "2 sans budget propre" in text
    assert text.count("sans budget propre") == 3  # the count, then a line for each


def test_actions_without_budget_are_not_told_where_no_money_is_known(petit) -> None:
    text = words(parts.to_adjust(petit))

    assert "n. c. sans budget propre" in text
    assert text.count("sans budget propre") == 2
    assert "Les actions sans budget propre ne sont pas connues" in text


@pytest.mark.parametrize("name", PARTS)
def test_hostile_texts_of_means_stay_texts(name: str, moyens: Evaluation) -> None:
    part = getattr(parts, name)(moyens)

    assert not re.search(r"<(b|i)>[Lxl]", str(part.html))
    if isinstance(part, Chart):
        for figure in (part.figure, part.figure_etroite):
            texts = [note["text"] for note in figure["layout"]["annotations"]]
            assert not [text for text in texts if "<b>Loger" in text]
            go.Figure(data=figure["data"], layout=figure["layout"])

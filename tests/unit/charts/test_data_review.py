"""The review of data as its reader sees it."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import pstlib
from pstlib.charts import data_review as views
from pstlib.quality import DataReview, review_data

SMALL = Path(__file__).parents[2] / "snapshot" / "donnees"


@pytest.fixture(scope="module")
def review(root: Path) -> DataReview:
    return review_data(root / "pst_data", date_arrete="2021-12-31")


def test_matrix_has_a_cell_for_each_plan_and_field(review: DataReview) -> None:
    (chart,) = views.completeness_matrices(review)
    (heat,) = chart.figure["data"]

    assert chart.table["PST"].tolist()[0] == "celles-2019-2024"  # the least known one
    assert [len(line) for line in heat["z"]] == [len(chart.table.columns) - 2] * 3
    # Celles: 15 of 55 statuses are recent; no rate is expected of any action.
    assert chart.table.loc[0, "Statut récent"] == "15 sur 55"
    assert heat["z"][0][1] == pytest.approx(100 * 15 / 55, abs=0.06)
    assert chart.table.loc[0, "Taux"] == "sans objet"
    assert heat["z"][0][2] is None


def test_matrix_says_in_words_what_it_shows(review: DataReview) -> None:
    (chart,) = views.completeness_matrices(review)
    least = review.completude.groupby("champ")[["n_connus", "n_total"]].sum()
    share = (least["n_connus"] / least["n_total"]).min()

    assert f"({100 * share:.0f}\u00a0%)" in chart.titre
    assert "3\u00a0plans" in chart.alternative


def test_problems_are_listed_with_what_to_do(review: DataReview) -> None:
    shown = str(views.problem_list(review).html)

    assert shown.count("<tr>") == len(review.problemes) + 1
    assert "Supprimez celui qui est faux." in shown
    assert "Rapport d’avancement au 31 décembre 2021" in shown


def test_letter_is_text_whatever_the_titles_hold() -> None:
    ev = pstlib.evaluate(pstlib.load("hostile-2019-2024", SMALL), date_arrete="2024-12-31")
    found = review_data(SMALL, date_arrete="2024-12-31", slugs=["hostile-2019-2024"])
    shown = [
        views.letter_to_send(ev, found.problemes),
        views.problem_list(found),
        views.stakes_table(found),
        views.header(found),
    ]

    html = "".join(str(part.html) for part in shown)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;" in str(shown[0].html)


@pytest.fixture(scope="module")
def many(review: DataReview) -> DataReview:
    """The same plans thirty times: the data of a region."""
    copies = [replace_slugs(review, f"-{n}") for n in range(30)]
    tables = {
        name: pd.concat([getattr(one, name) for one in copies], ignore_index=True)
        for name in ("organismes", "problemes", "completude", "enjeux")
    }
    return replace(review, **tables)


def replace_slugs(review: DataReview, ending: str) -> DataReview:
    tables = {
        name: getattr(review, name).assign(slug=getattr(review, name)["slug"] + ending)
        for name in ("organismes", "problemes", "completude", "enjeux")
    }
    return replace(review, **tables)


def test_of_a_region_those_to_call_first_are_named(review: DataReview, many: DataReview) -> None:
    slug = f"{many.problemes['slug'].iloc[0].removesuffix('-0')}-7"
    broken = many.problemes["gravite"].mask(many.problemes["slug"].eq(slug), "erreur")
    shown = str(
        views.problem_counts(replace(many, problemes=many.problemes.assign(gravite=broken))).html
    )
    listed = shown.split("Les 20 PST dont les données sont à revoir d’abord")[1]

    assert slug in re.findall(r'<th scope="row">([^<]+)', listed)[0]
    assert listed.count('<th scope="row">') == 20
    assert "à revoir d’abord" not in str(views.problem_counts(review).html)


def test_stakes_of_a_region_are_added_up_by_kind(review: DataReview, many: DataReview) -> None:
    shown = str(views.stakes_table(many).html).replace("\u00a0", " ").replace("\u202f", " ")
    late = review.enjeux[review.enjeux["enjeu"].eq("RETARDS") & review.enjeux["n"].gt(0)]
    n, total = 30 * int(late["n"].sum()), 30 * int(late["total"].sum())

    assert "Tous les PST réunis" in shown
    assert f"<td>{30 * len(late)}</td>" in shown
    assert f"{n:,} sur {total:,}".replace(",", " ") in shown
    assert "« revue.enjeux » les donne tous" in shown
    assert "Tous les PST réunis" not in str(views.stakes_table(review).html)


def test_a_matrix_has_forty_rows_at_most(many: DataReview) -> None:
    charts = views.completeness_matrices(many)

    assert [len(chart.table) for chart in charts] == [40, 40, 10]

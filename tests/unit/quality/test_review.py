"""All the plans of a folder: what is wrong in each, with its place and source."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from pstlib.errors import UnknownNameError, UsageError
from pstlib.quality import DataReview, review_data


@pytest.fixture(scope="module")
def review(region: Path) -> DataReview:
    return review_data(region, date_arrete="2021-12-31")


def test_plans_of_the_day_are_reviewed_and_the_others_named(review: DataReview) -> None:
    assert review.organismes["slug"].tolist() == ["essai-2019-2024"]
    assert review.ecartes["slug"].tolist() == ["ancien-2013-2018"]
    assert review.fictif


def test_a_plan_that_cannot_be_read_is_a_problem_and_stops_nothing(review: DataReview) -> None:
    rows = review.problemes[review.problemes["slug"].eq("illisible-2019-2024")]

    assert rows["gravite"].tolist() == ["erreur"]
    assert rows["table"].isna().all()
    assert "2021-13-45" in rows["probleme"].iloc[0]


def test_a_problem_says_where_its_row_comes_from(review: DataReview) -> None:
    own = review.problemes[review.problemes["slug"].eq("essai-2019-2024")]
    rate, dates = (own[own["table"].eq(table)].iloc[0] for table in ("suivi", "elements"))

    assert (rate["gravite"], rate["ligne"], rate["source"]) == (
        "avertissement", 2, "Courriel du 3 mars",
    )  # fmt: skip
    assert (dates["gravite"], dates["ligne"], dates["source"]) == ("erreur", 13, "page 4")
    assert dates["lieu"] == "tables/elements.csv, ligne 13"


def test_completeness_counts_what_the_plan_says(review: DataReview) -> None:
    known = review.completude.set_index("champ")[["n_connus", "n_total"]]

    assert known.loc["statut"].tolist() == [7, 9]
    assert known.loc["responsable"].tolist() == [8, 9]
    assert known.loc["taux_avancement"].tolist() == [2, 3]
    assert known.loc["budget_vote"].tolist() == [0, 3]


def test_wishes_that_cannot_be_served_are_refused(region: Path) -> None:
    with pytest.raises(UsageError, match="Aucun PST ne couvre"):
        review_data(region, date_arrete="2031-12-31")
    with pytest.raises(UnknownNameError, match="essai-2019-2024"):
        review_data(region, date_arrete="2021-12-31", slugs=["essai-2019-2042"])


def test_what_was_found_is_kept_until_a_plan_changes(
    region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    data = tmp_path / "donnees"
    shutil.copytree(region, data)
    reviewed: list[tuple[int, int]] = []

    def ask() -> DataReview:
        return review_data(
            data, date_arrete="2021-12-31", on_plan=lambda *counts: reviewed.append(counts)
        )

    first, again = ask(), ask()
    assert reviewed == [(1, 2), (2, 2), (1, 1)]  # what can't be read is read again
    for name in ("problemes", "completude", "enjeux"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    follow_up = data / "essai-2019-2024" / "tables" / "suivi.csv"
    follow_up.write_text(follow_up.read_text("utf-8").replace("TERMINE,50", "TERMINE,"), "utf-8")
    left = ask().problemes

    assert len(reviewed) == 5
    assert "Courriel du 3 mars" not in left["source"].dropna().tolist()

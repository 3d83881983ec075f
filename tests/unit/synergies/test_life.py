"""The dated life of synergies: what held at a day, and nothing that was found later."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.model.table_files import conform
from pstlib.synergies.life import life, standing

Row = dict[str, Any]
STATES = ["EXISTANTE", "EN_COURS", "PROJETEE", "ABANDONNEE"]
DAYS = [f"20{year}-{month:02}-01" for year in range(18, 25) for month in (1, 7)]


def tables(rows: list[Row], followed: list[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    named = [{"libelle": row["synergie_id"], **row} for row in rows]
    return (
        conform(pd.DataFrame(named), "synergies"),
        conform(pd.DataFrame(followed, columns=["synergie_id", "date", "etat", *(
            name for name in ("motif", "economie_constatee", "source")
        )]), "suivi_synergies"),
    )  # fmt: skip


def at(rows: list[Row], followed: list[Row], day: str) -> dict[str, Row]:
    synergies, suivi = tables(rows, followed)
    found = standing(synergies, suivi, dt.date.fromisoformat(day))
    return dict(zip(synergies["synergie_id"], found.to_dict("records"), strict=True))


FOLLOWED = [
    {"synergie_id": "1", "date": "2019-09-24", "etat": "PROJETEE"},
    {"synergie_id": "1", "date": "2020-01-01", "etat": "EN_COURS"},
    {"synergie_id": "1", "date": "2020-12-31", "etat": "EN_COURS", "economie_constatee": "10.00"},
    {"synergie_id": "1", "date": "2021-12-31", "etat": "EXISTANTE", "economie_constatee": "-4.50"},
    {"synergie_id": "1", "date": "2023-01-15", "etat": "ABANDONNEE", "motif": "trop cher"},
]
ONE = [{"synergie_id": "1", "etat": "ABANDONNEE", "economie_constatee": "99.00"}]


@pytest.mark.parametrize(
    ("day", "state", "saved"),
    [
        ("2019-09-23", "A_VENIR", None),
        ("2019-09-24", "PROJETEE", None),
        ("2020-12-30", "EN_COURS", None),
        ("2020-12-31", "EN_COURS", "10.00"),
        ("2021-12-31", "EXISTANTE", "-4.50"),
        ("2023-01-14", "EXISTANTE", "-4.50"),
        ("2023-01-15", "ABANDONNEE", "-4.50"),
    ],
)
def test_the_state_and_the_saving_are_those_of_the_last_row_up_to_the_day(
    day: str, state: str, saved: str | None
) -> None:
    found = at(ONE, FOLLOWED, day)["1"]

    assert found["etat"] == state
    assert (None if pd.isna(found["economie_constatee"]) else found["economie_constatee"]) == (
        saved and Decimal(saved)
    )


def test_without_a_follow_up_the_last_word_holds_from_the_start_on() -> None:
    rows = [
        {"synergie_id": "1", "etat": "EXISTANTE", "date_debut": "2020-05-01"},
        {"synergie_id": "2", "etat": "ABANDONNEE", "date_debut": "2030-01-01"},
        {"synergie_id": "3"},
    ]

    before, after = at(rows, [], "2020-04-30"), at(rows, [], "2020-05-01")

    assert [before[key]["etat"] for key in "123"] == ["A_VENIR", "ABANDONNEE", "INCONNU"]
    assert [after[key]["etat"] for key in "123"] == ["EXISTANTE", "ABANDONNEE", "INCONNU"]
    assert not any(after[key]["datee"] for key in "123")


def test_an_undated_saving_stands_only_where_none_was_ever_dated() -> None:
    followed = [{"synergie_id": "1", "date": "2020-01-01", "etat": "EXISTANTE"}]

    assert at(ONE, followed, "2021-01-01")["1"]["economie_constatee"] == Decimal("99.00")
    assert pd.isna(at(ONE, FOLLOWED, "2020-06-01")["1"]["economie_constatee"])


def test_only_the_last_state_ever_written_is_reached_with_what_was_written_of_it() -> None:
    reached = [
        at(ONE, FOLLOWED, day)["1"]["atteint"] for day in ("2019-01-01", "2022-01-01", "2024-01-01")
    ]

    assert reached == [False, False, True]


def test_a_life_joins_the_rows_of_one_state_and_keeps_the_reason_of_a_drop() -> None:
    synergies, suivi = tables(ONE, FOLLOWED)
    found = life(synergies, suivi, dt.date(2023, 6, 30))

    assert [
        (row["etat"], f"{row['debut']:%Y-%m-%d}", f"{row['fin']:%Y-%m-%d}")
        for row in found.to_dict("records")
    ] == [
        ("PROJETEE", "2019-09-24", "2020-01-01"),
        ("EN_COURS", "2020-01-01", "2021-12-31"),
        ("EXISTANTE", "2021-12-31", "2023-01-15"),
        ("ABANDONNEE", "2023-01-15", "2023-06-30"),
    ]
    assert found["motif"].tolist()[-1] == "trop cher"
    assert len(life(synergies, suivi, dt.date(2019, 9, 23))) == 0


follow_ups = st.lists(
    st.fixed_dictionaries(
        {
            "synergie_id": st.sampled_from(["1", "2"]),
            "date": st.sampled_from(DAYS),
            "etat": st.sampled_from(STATES),
            "economie_constatee": st.sampled_from([None, "0.00", "12.34", "-5.00"]),
        }
    ),
    max_size=9,
    unique_by=lambda row: (row["synergie_id"], row["date"]),
)


@settings(max_examples=30)
@given(follow_ups, st.sampled_from(DAYS), st.sampled_from([None, *DAYS]))
def test_standing_is_the_same_when_computed_by_hand(
    followed: list[Row], day: str, start: str | None
) -> None:
    rows = [
        {
            "synergie_id": "1",
            "etat": "EXISTANTE",
            "date_debut": start,
            "economie_constatee": "7.00",
        },
        {"synergie_id": "2"},
    ]
    found = at(rows, followed, day)

    for row in rows:
        own = sorted(
            (one for one in followed if one["synergie_id"] == row["synergie_id"]),
            key=lambda one: one["date"],
        )
        past = [one for one in own if one["date"] <= day]
        said = found[row["synergie_id"]]
        if own:
            assert said["etat"] == (past[-1]["etat"] if past else "A_VENIR")
        else:
            ahead = bool(row.get("date_debut")) and row["date_debut"] > day
            assert said["etat"] == ("A_VENIR" if ahead else row.get("etat") or "INCONNU")
        amounts = [one["economie_constatee"] for one in past if one["economie_constatee"]]
        expected = amounts[-1] if amounts else None
        if not any(one["economie_constatee"] for one in own) and said["etat"] != "A_VENIR":
            expected = row.get("economie_constatee")
        saved = said["economie_constatee"]
        assert (None if pd.isna(saved) else saved) == (expected and Decimal(expected))


def test_a_follow_up_that_begins_later_dates_what_is_to_come() -> None:
    assert at(ONE, FOLLOWED, "2019-01-01")["1"]["datee"]
    assert not at(ONE, [], "2019-01-01")["1"]["datee"]

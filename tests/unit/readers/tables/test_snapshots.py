"""Follow-up whose dates stand in titles: a column for each date, a sheet for each date."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from pstlib.errors import SourceError
from pstlib.readers import Reading
from pstlib.readers.tables.recognition import read_grid
from pstlib.readers.tables.sheet import Grid, Percent, Row, Sheet, Value

END, JUNE = pd.Timestamp("2026-12-31"), pd.Timestamp("2027-06-30")


def book(**sheets: Sequence[Sequence[Value]]) -> Reading:
    """Read sheets given as rows."""
    made = [
        Sheet(name.replace("_", " "), [Row(n, list(row)) for n, row in enumerate(rows, 1) if row])
        for name, rows in sheets.items()
    ]
    return read_grid(Path("suivi.ods"), b"x", Grid("ods", made))


def observed(reading: Reading) -> list[tuple[object, ...]]:
    table = reading.tables["suivi"].astype(object)
    shown = table.where(table.notna(), None)
    columns = ["element_id", "date_suivi", "statut", "taux_avancement"]
    return [tuple(row) for row in shown[columns].itertuples(index=False)]


def test_each_dated_column_is_an_observation_and_silence_is_none() -> None:
    reading = book(
        Suivi=[
            ["Suivi du PST"],
            ["Code", "État au 31/12/2026", "% au 31/12/2026", "État au 30 juin 2027"],
            ["1.1.1", "En cours", Percent(0.4), "Terminé"],
            ["1.1.2", "n.c.", "", "Suspendu"],
            ["1.1.3", "", "-", ""],
            ["Total", "", Percent(0.4), ""],
        ]
    )
    assert observed(reading) == [
        ("1.1.1", END, "EN_COURS", 40),
        ("1.1.1", JUNE, "TERMINE", None),
        ("1.1.2", JUNE, "PROBLEME", None),
    ]
    assert list(reading.rejets["motif"]) == ["ni statut ni taux", "ligne de total"]


@pytest.mark.parametrize(
    ("name", "title"), [("31-12-2026", "CPAS"), ("Suivi", "Situation arrêtée au 31/12/26")]
)
def test_the_name_or_the_title_of_a_sheet_dates_its_states(name: str, title: str) -> None:
    rows = [[title], ["N°", "Statut", "Taux"], ["A1", "Terminé", "100 %"]]
    assert observed(book(**{name: rows})) == [("A1", END, "TERMINE", 100)]


def test_a_date_that_says_something_else_dates_no_state() -> None:
    rows = [["PST adopté le 23/09/2019"], ["N°", "Statut"], ["A1", "Terminé"]]
    with pytest.raises(SourceError, match="Suivi sans date"):
        book(Suivi=rows)


def test_two_dates_above_a_header_are_a_doubt_and_no_date() -> None:
    titles = [["Situation au 31/12/2026"], ["Situation au 30/06/2027"]]
    with pytest.raises(SourceError, match="Suivi sans date"):
        book(Suivi=[*titles, ["N°", "Statut"], ["A1", "Terminé"]])


def test_a_rate_beyond_100_is_left_out_and_the_state_kept(table: Callable[..., Reading]) -> None:
    reading = table("Action;Date;Statut;Taux\nA1;31/12/26;En cours;110 %\n")
    assert observed(reading) == [("A1", END, "EN_COURS", None)]
    told = " ".join(reading.avertissements["message"])
    assert "« 110 % » n’est pas entre 0 et 100" in told
    assert "« 31/12/26 » est lu 31/12/2026" in told


def test_states_under_the_title_of_a_rate_are_states(table: Callable[..., Reading]) -> None:
    reading = table("Réf. action;Date;Avancement\nA1;31/12/2026;En cours\nA2;31/12/2026;50 %\n")
    assert observed(reading) == [("A1", END, "EN_COURS", None), ("A2", END, None, 50)]


def test_the_title_beside_a_reference_is_kept_to_be_held_to_the_plan(
    table: Callable[..., Reading],
) -> None:
    reading = table("N°;Action;Date;Statut\n1.1;Louer un local;31/12/2026;Terminé\n")
    assert reading.intitules == {"1.1": "Louer un local"}
    assert not any("inconnues" in message for message in reading.avertissements["message"])

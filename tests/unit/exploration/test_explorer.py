"""The exploration without a browser: what is chosen is what is shown and written."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pstlib.errors import DateError, UnknownNameError, UsageError
from pstlib.exploration import Choice, Explorer, actions_of, chosen, filterable, write_selection

SMALL = Path(__file__).parents[2] / "snapshot" / "donnees"
DAY = dt.date(2021, 12, 31)


@pytest.fixture
def explorer(root: Path) -> Explorer:
    return Explorer(root / "pst_data", date_arrete="2021-12-31")


def told(explorer: Explorer) -> str:
    return explorer.message.value.replace("\u00a0", " ")


def test_actions_of_every_plan_of_the_day_are_there_with_their_theme(explorer: Explorer) -> None:
    counts = explorer.selection["slug"].value_counts().to_dict()

    assert counts["celles-2019-2024"] == 55
    assert counts["valrive-2019-2024"] == 64
    assert explorer.selection["nom_theme"].notna().all()


def test_a_plan_that_has_not_begun_is_left_out_and_said(explorer: Explorer) -> None:
    assert list(explorer.refused) == ["valrive-2025-2030"]
    assert "1 PST laissé de côté" in told(explorer)


def test_choosing_an_organisation_redraws_charts_table_and_sentence(explorer: Explorer) -> None:
    explorer.organisations.value = ("celles-2019-2024",)
    (output,) = explorer.by_organisation.outputs
    figure = output["data"]["application/vnd.plotly.v1+json"]

    # The printed plan: 15 actions done, 40 to do, and no deadline.
    assert sorted(bar["x"][0] for bar in figure["data"]) == [15, 40]
    assert told(explorer).startswith("<strong>55 actions choisies, dont 0 en retard et 55 sans")
    assert len(explorer.table.df) == 55


def test_choices_of_several_kinds_add_up(explorer: Explorer) -> None:
    explorer.statuses.value = ("TERMINE",)
    explorer.organisations.value = ("celles-2019-2024", "valrive-2019-2024")

    assert len(explorer.selection) == 15 + 18
    assert set(explorer.selection["statut"]) == {"TERMINE"}


def test_another_date_evaluates_again(explorer: Explorer) -> None:
    explorer.organisations.value = ("valrive-2019-2024",)
    before = explorer.selection["statut"].eq("TERMINE").sum()
    explorer.date.value = dt.date(2024, 6, 30)
    after = explorer.selection["statut"].eq("TERMINE").sum()

    assert before == 18
    assert after > before


def test_peers_that_are_not_loaded_are_said_and_nothing_is_raised(explorer: Explorer) -> None:
    explorer.focus.value = "valrive-2019-2024"

    assert explorer.organisations.value == ("valrive-2019-2024",)
    assert "Aucun pair de ce PST n’est chargé" in told(explorer)
    explorer.date.value = dt.date(1999, 1, 1)
    explorer.model.value = "province"
    assert "Aucun PST à comparer" in told(explorer)


def test_nothing_chosen_is_an_empty_chart_and_not_an_error(explorer: Explorer) -> None:
    explorer.organisations.value = ("celles-2019-2024",)
    explorer.statuses.value = ("PROBLEME",)

    assert explorer.selection.empty
    assert explorer.charts[0].titre == "Aucune action ne répond à ce choix"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"date_arrete": "demain"}, DateError),
        ({"date_arrete": "2021-12-31", "slugs": ["celles-2019-2042"]}, UnknownNameError),
    ],
)
def test_what_cannot_be_explored_is_refused(asked: dict, error: type, root: Path) -> None:
    with pytest.raises(error):
        Explorer(root / "pst_data", **asked)


def test_a_choice_without_codes_keeps_all() -> None:
    table = pd.DataFrame({"slug": ["a", "b"], "theme": ["T1", None], "statut": ["X", "Y"]})

    assert len(chosen(table, Choice())) == 2
    assert chosen(table, Choice(statuts=("Y",)))["slug"].tolist() == ["b"]


def test_a_selection_opens_in_a_spreadsheet_without_a_formula(tmp_path: Path) -> None:
    actions, _ = actions_of(["hostile-2019-2024"], SMALL, day=dt.date(2024, 12, 31))
    book = openpyxl.load_workbook(write_selection(actions, tmp_path / "choix.xlsx"))
    cells = [cell for row in book["Sélection"].iter_rows() for cell in row]
    text = write_selection(actions, tmp_path / "choix.csv").read_text("utf-8")

    assert any(str(cell.value).startswith("=") for cell in cells)  # there is one to neutralise
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert not any(field.startswith("=") for line in text.splitlines() for field in line.split(";"))
    assert len(text.splitlines()) == len(actions) + 1


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv ou \.xlsx"):
        write_selection(pd.DataFrame({"a": [1]}), tmp_path / "choix.docx")


def test_a_table_is_whole_and_its_texts_harmless() -> None:
    table = pd.DataFrame({"titre": ["<script>alert(1)</script>"] * 3_000, "n": range(3_000)})
    widget = filterable(table)

    assert len(widget.df) == 3_000
    sent = str(widget.get_state()["_dt_args"])
    assert sent.count("&lt;script&gt;") == 3_000
    assert "<script>" not in sent

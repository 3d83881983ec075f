"""The exploration without a browser: what is chosen is what is shown and written."""

import base64
import datetime as dt
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pstlib.errors import DateError, UnknownNameError, UsageError
from pstlib.exploration import Choice, Explorer, actions_of, chosen, filterable, write_selection
from pstlib.exploration.peers import peer_plans

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
    bars = explorer.by_organisation.widget.data

    # The printed plan: 15 actions done, 40 to do, and no deadline.
    assert sorted(bar.x[0] for bar in bars if len(bar.x)) == [15, 40]
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
    assert "contexte.csv manque" in told(explorer)
    explorer.model.value = "province"
    assert "Aucun pair de ce PST n’est chargé" in told(explorer)


def test_peers_of_the_same_years_and_type_are_chosen(root: Path, tmp_path: Path) -> None:
    """Three CPAS of Hainaut, one of them with other years; and a commune."""
    kinds = {"celles-2019-2024": ("57018", "CPAS", 2019), "ath-2019-2024": ("51004", "CPAS", 2019),
             "ath-2025-2030": ("51004", "CPAS", 2025), "mons-2019-2024": ("53053", "AC", 2019),
             "namur-2019-2024": ("92094", "CPAS", 2019)}  # fmt: skip
    for slug, (ins, kind, first) in kinds.items():
        shutil.copytree(root / "pst_data" / "celles-2019-2024", tmp_path / slug)
        (tmp_path / slug / "pst.yml").write_text(
            f"slug: {slug}\norganisme: {slug}\nlibelle: PST\nins: '{ins}'\ntype_admin: {kind}\n"
            f"exercice_debut: {first}\nexercice_fin: {first + 5}\nfictif: true\n", "utf-8",
        )  # fmt: skip
    peers, why = peer_plans("celles-2019-2024", "province", tmp_path, day=DAY, among=list(kinds))

    assert (peers, why) == (["ath-2019-2024"], "")


def test_a_click_on_a_bar_narrows_the_choice_and_can_be_undone(explorer: Explorer) -> None:
    explorer.themes.value = ()
    first = explorer.charts[0].table["Organisme"].tolist()
    explorer.by_organisation.click([first.index("CPAS de Celles 2019-2024")], "TERMINE")

    assert explorer.organisations.value == ("celles-2019-2024",)
    assert explorer.statuses.value == ("TERMINE",)
    assert len(explorer.selection) == 15
    explorer.back.click()
    assert explorer.choice == Choice()
    assert explorer.back.disabled
    assert len(explorer.selection) > 100


def test_a_click_on_a_theme_keeps_what_was_chosen_before(explorer: Explorer) -> None:
    explorer.organisations.value = ("valrive-2019-2024",)
    table = explorer.charts[1].table
    status = str(explorer.selection["statut"].iloc[0])
    name = explorer.selection["nom_theme"].iloc[0]
    explorer.by_theme.click([table["Thème"].tolist().index(name)], status)

    assert explorer.organisations.value == ("valrive-2019-2024",)
    assert explorer.selection["nom_theme"].unique().tolist() == [name]
    assert explorer.selection["statut"].unique().tolist() == [status]
    explorer.by_theme.click([], status)  # beside the bars: nothing
    explorer.back.click()
    explorer.back.click()
    assert explorer.choice == Choice()


def test_words_are_looked_for_without_accents(explorer: Explorer) -> None:
    explorer.words.value = "AINES"
    titles = explorer.selection["libelle"].str.casefold()

    assert len(titles) > 0
    assert titles.str.contains("aîné").all()


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_button_gives_the_file_of_the_choice(explorer: Explorer, ending: str) -> None:
    explorer.statuses.value = ("TERMINE",)
    explorer.kind.value = ending
    explorer.export.click()
    (content,) = re.findall(r'href="data:[^"]+;base64,([^"]+)"', explorer.link.value)
    data = io.BytesIO(base64.b64decode(content))
    rows = (
        pd.read_csv(data, sep=";") if ending == ".csv" else pd.read_excel(data, engine="openpyxl")
    )

    assert f'download="selection-2021-12-31{ending}"' in explorer.link.value
    assert rows["element_id"].tolist() == explorer.selection["element_id"].tolist()
    explorer.statuses.value = ()
    assert explorer.link.value == ""  # it was that of another choice


def test_a_table_that_is_cut_says_so(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pstlib.exploration.explorer.MOST_ROWS", 10)
    explorer.statuses.value = ("TERMINE",)

    assert len(explorer.table.df) == 10
    assert "la table en montre les 10 premières, le fichier les a toutes" in told(explorer)
    assert len(explorer.selection) > 10


def test_what_a_plan_gave_is_kept_until_the_plan_changes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    slug, data = "celles-2019-2024", tmp_path / "donnees"
    shutil.copytree(root / "pst_data" / slug, data / slug)
    evaluated: list[tuple[int, int]] = []

    def ask() -> pd.DataFrame:
        return actions_of([slug], data, day=DAY, on_plan=lambda *n: evaluated.append(n))[0]

    first, again = ask(), ask()
    assert evaluated == [(1, 1)]
    pd.testing.assert_frame_equal(first, again)
    follow_up = data / slug / "tables" / "suivi.csv"
    follow_up.write_text(follow_up.read_text("utf-8").replace("TERMINE", "EN_COURS"), "utf-8")
    assert "TERMINE" not in set(ask()["statut"])
    assert len(evaluated) == 2


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

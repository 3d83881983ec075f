"""What a rejected row would have given, by which it is known once it is in the tables."""

import datetime as dt
from pathlib import Path

import pytest

from pstlib.readers import merge
from pstlib.readers.reading import Reading
from pstlib.readers.tables.recognition import read_table

from .test_workbook import PLAN, read

DAY = dt.date(2020, 12, 31)
IDENTITY = {"organisme": "CPAS d’Essai", "exercice_debut": 2019, "exercice_fin": 2024}


def lacking(reading: Reading, plan: Reading) -> list[str]:
    """Give what each rejected row lacks, after the plan was merged."""
    pst = merge(
        Reading(**{**vars(plan), "pst": IDENTITY}), None, slug="essai-2019-2024",
    ).pst  # fmt: skip
    said = Reading(**{**vars(reading), "pst": {}})
    found = merge(said, pst, slug=pst.identite.slug, date_situation=DAY).manque
    return [found.get(rank, "") for rank in range(len(reading.rejets))]


@pytest.fixture
def plan() -> Reading:
    without_status = [row[:4] for row in PLAN]
    return read({"Éléments": without_status})


def budget(text: str) -> Reading:
    return read_table(Path("b.csv"), text.encode())


def test_a_row_of_a_budget_tells_the_versions_that_it_speaks_of(plan: Reading) -> None:
    reading = budget(
        "Exercice;Service;Type;Article;Budget initial;MB1;Engagements\n"
        "2021;O;D;831/111-01;1;2;3\n"
        "2021;O;D;832/111-01;1;-;beaucoup\n"
        "2021;O;D;831/111-01;9;;\n"  # a double: nothing more to come
        "2021;O;X;833/111-01;1;;\n"
        "2021;O;D;article;1;;\n"
        "2021;O;D;834/111-01;;;\n"
    )

    assert lacking(reading, plan) == [
        "budget : 2021 / INITIAL / O / D / 832/111-01"
        " | budget : 2021 / ENGAGEMENTS / O / D / 832/111-01",
        *("", "", "", ""),
    ]


def test_a_follow_up_tells_the_element_and_the_day_where_both_are_known(plan: Reading) -> None:
    reading = read_table(
        Path("s.csv"),
        "Action;Date du relevé;Statut;Taux\n"
        "A1;31/12/2021;En cours;50\n"
        "OS1.OO1.A1;30/06/2022;En cours;beaucoup\n"
        "A7;30/06/2022;En cours;beaucoup\n"
        "A1;un jour;En cours;50\n".encode(),
    )

    assert lacking(reading, plan) == ["suivi : A1 / 2022-06-30", "", ""]


def test_a_sheet_of_the_workbook_tells_its_rows_in_one_column_or_in_many(plan: Reading) -> None:
    titles = ["Élément", "Exercice", "Service", "Type", "Article"]
    tall = [
        [*titles, "Version", "Montant"],
        [None, 2021, "O", "D", "831/111-01", "MB1", "?"],
        [None, 2021, "O", "D", "83l/111-01", "MB1", 10],
    ]
    wide = [[*titles, "Initial", "MB1"], [None, 2021, "O", "D", "831/111-01", 10, "?"]]

    one, many = (read({"Éléments": PLAN, "Budget": rows}) for rows in (tall, wide))

    assert lacking(one, plan) == ["budget : 2021 / MB1 / O / D / 831/111-01", ""]
    assert lacking(many, plan) == [
        "budget : 2021 / INITIAL / O / D / 831/111-01 | budget : 2021 / MB1 / O / D / 831/111-01"
    ]

from collections.abc import Callable
from pathlib import Path

import pytest

from pstlib.model import check, load

Rewrite = Callable[[str, str, str], None]


def _problems(data: Path) -> str:
    return "\n".join(check(load("essai-2019-2024", data))["probleme"])


def test_a_sound_pst_has_no_problem(data: Path) -> None:
    assert check(load("essai-2019-2024", data)).empty


@pytest.mark.parametrize(
    ("table", "old", "new", "problem"),
    [
        ("suivi", "EN_COURS,40", "EN_COURS,100", "avancement de 100 % au 01/01/2020"),
        ("suivi", "TERMINE,", "TERMINE,60", "terminé au 01/06/2021, mais avancement de 60 %"),
        ("suivi", "s1,2020", "c2,2020", "rappel d’une action partagée"),
        ("elements", "a1,oo1,", "a1,,", "ACTION OS1.OO1.A1 sans parent"),
        ("elements", "Écrire une charte,,V2,", "Écrire une charte,,V2,V1", "sans y être entré"),
        ("elements", "Choisir la", "Suivre la", "figure deux fois sous le même parent"),
    ],
)
def test_check_finds_the_problem_and_its_row(
    data: Path, rewrite: Rewrite, table: str, old: str, new: str, problem: str
) -> None:
    rewrite(f"tables/{table}.csv", old, new)

    assert problem in _problems(data)


def test_errors_come_before_warnings(data: Path, rewrite: Rewrite) -> None:
    rewrite("tables/suivi.csv", "TERMINE,", "TERMINE,60")
    rewrite("tables/suivi.csv", "s1,2020", "c2,2020")

    found = check(load("essai-2019-2024", data))

    assert list(found["gravite"]) == ["erreur", "avertissement"]
    assert list(found["ligne"]) == [3, 2]

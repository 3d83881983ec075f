"""``pst exemple region``: what it says, and what it refuses."""

from pathlib import Path

from .conftest import Pst


def test_a_region_is_made_and_counted(pst: Pst, here: Path) -> None:
    done = pst(
        "exemple", "region", "--organismes", 2, "--graine", 3, "--sans-budget", "--vers", "r"
    )

    assert done.exit_code == 0, done.output
    slugs = sorted(path.parent.name for path in (here / "r").glob("*/pst.yml"))
    assert done.stdout == f"2 organismes, {len(slugs)} PST : r\n"
    assert not list((here / "r").glob("*/tables/budget.csv"))
    assert pst("verifier", "--donnees", "r").exit_code == 0


def test_the_number_of_budget_lines_is_chosen(pst: Pst, here: Path) -> None:
    wanted = ("exemple", "region", "--organismes", 1, "--graine", 3, "--lignes-budget", 50)

    assert pst(*wanted, "--vers", "r").exit_code == 0
    (budget,) = (here / "r").glob("*-2019-2024/tables/budget.csv")
    lines = [line for line in budget.read_text("utf-8").splitlines() if line.startswith("2020,")]
    ordinary = [line for line in lines if ",O," in line]
    assert 40 <= len(ordinary) <= 50


def test_a_folder_that_holds_something_is_refused(pst: Pst, here: Path) -> None:
    (here / "r").mkdir()
    (here / "r/notes.txt").write_text("à garder", encoding="utf-8")

    done = pst("exemple", "region", "--organismes", 1, "--vers", "r")

    assert done.exit_code == 2
    assert "n’est pas vide" in done.stderr
    assert [path.name for path in (here / "r").iterdir()] == ["notes.txt"]


def test_a_region_without_organisation_is_refused(pst: Pst) -> None:
    assert pst("exemple", "region", "--organismes", 0, "--vers", "r").exit_code == 2


def test_more_organisations_than_names_are_refused_before_anything_is_written(
    pst: Pst, here: Path
) -> None:
    done = pst("exemple", "region", "--organismes", 100_000, "--sans-budget", "--vers", "r")

    assert done.exit_code == 2
    assert "trop grande" in done.stderr
    assert not (here / "r").exists()

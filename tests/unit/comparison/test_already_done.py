"""Who already does it: each action of a plan, and what of others resembles it."""

import datetime as dt
from pathlib import Path

import pytest

from pstlib.comparison.already_done import already_done

from .conftest import identity

PLANS = {
    "Aubreval": ["Ouvrir une épicerie sociale", "Repeindre le hall du siège"],
    "Bellesart": ["Créer une épicerie sociale"],
    "Cornimes": ["Ouvrir une épicerie sociale en 2020", "Rénover la maison de repos"],
}


def write(folder: Path, name: str, titles: list[str], first: int = 2019) -> str:
    slug = f"{name.lower()}-{first}-{first + 5}"
    place = folder / slug
    (place / "tables").mkdir(parents=True)
    text = identity(name, "91001").replace("2019", str(first)).replace("2024", str(first + 5))
    (place / "pst.yml").write_text(text, encoding="utf-8")
    rows = ["element_id,parent_id,niveau,position,code,libelle,date_fin",
            "os,,OS,1,OS1,Vivre,", "oo,os,OO,1,OS1.OO1,Vivre mieux,"]  # fmt: skip
    rows += [f"a{n},oo,ACTION,{n},OS1.OO1.A{n},{title},2021-06-30"
             for n, title in enumerate(titles, start=1)]  # fmt: skip
    (place / "tables/elements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    seen = "element_id,date_suivi,statut\na1,2020-06-30,EN_COURS\na1,2023-06-30,TERMINE\n"
    (place / "tables/suivi.csv").write_text(seen, encoding="utf-8")
    return slug


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("semblables")
    for name, titles in PLANS.items():
        write(place, name, titles)
    write(place, "Aubreval", ["Maintenir l’épicerie sociale"], first=2025)
    write(place, "Dohanvaux", ["Ouvrir une épicerie sociale"], first=2025)
    return place


def test_near_duplicates_of_others_are_one_row_that_names_them(folder: Path) -> None:
    found = already_done("aubreval-2019-2024", folder, day=dt.date(2021, 12, 31))
    (row,) = found.to_dict("records")

    assert row["propre"] == "a1"
    assert {row["organisme"], *row["autres"]} == {"CPAS de Bellesart", "CPAS de Cornimes"}
    assert row["mots"] == ("épicerie sociale",)
    assert 0.35 <= row["score"] <= 1


def test_statuses_are_those_of_the_day_and_later_plans_are_not_known_yet(folder: Path) -> None:
    early = already_done("aubreval-2019-2024", folder, day=dt.date(2021, 12, 31))
    late = already_done("aubreval-2019-2024", folder, day=dt.date(2026, 12, 31))

    assert early["statut"].tolist() == ["EN_COURS"]
    named = {name for row in late.to_dict("records") for name in (row["organisme"], *row["autres"])}
    assert "CPAS de Dohanvaux" in named
    assert "TERMINE" in late["statut"].tolist()


def test_the_plans_of_the_same_organisation_are_not_others(folder: Path) -> None:
    found = already_done("aubreval-2025-2030", folder, day=dt.date(2026, 12, 31))
    named = {n for row in found.to_dict("records") for n in (row["organisme"], *row["autres"])}

    assert "CPAS d’Aubreval" not in named
    assert "CPAS de Aubreval" not in named
    assert named


def test_a_plan_that_resembles_nobody_has_no_row(tmp_path: Path) -> None:
    write(tmp_path, "Seul", ["Repeindre le hall du siège"])

    assert already_done("seul-2019-2024", tmp_path, day=dt.date(2021, 12, 31)).empty

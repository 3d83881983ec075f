import datetime as dt
from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference.calendar import load_calendar
from pstlib.reference.loader import PACKAGED


@pytest.mark.parametrize(
    ("installed", "months"),
    [("2018-12-03", 9), ("2019-01-10", 9), ("2021-06-01", 6), ("2025-01-06", 6)],
)
def test_the_delay_of_adoption_is_nine_months_for_the_first_pst_of_2018_2024(
    installed: str, months: int
) -> None:
    steps = load_calendar().steps(dt.date.fromisoformat(installed))

    assert [step.delai_mois for step in steps if step.demarche == "PST_ADOPTION"] == [months]


@pytest.mark.parametrize(
    ("day", "year"), [("2019-01-10", 2024), ("2024-12-02", 2030), ("2031-01-01", None)]
)
def test_the_year_of_renewal_is_the_next_one(day: str, year: int | None) -> None:
    assert load_calendar().renewal_year(dt.date.fromisoformat(day)) == year


def test_before_the_law_there_is_no_step() -> None:
    assert load_calendar().steps(dt.date(2013, 1, 1)) == []


def test_each_step_has_its_reference_and_its_status() -> None:
    law = load_calendar()

    assert law.verifie_le == dt.date(2026, 11, 22)
    assert all(step.reference.startswith("art. 27ter") for step in law.etapes)
    assert {step.statut for step in law.etapes} <= {"verifie", "a_verifier"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("renouvellements: [2024, 2030]", "", "renouvellements"),
        ("    libelle: Actualisation du programme\n", "", "libelle"),
        ("    jour: 06-30", "    le_jour: 06-30", "le_jour"),
        ("    valable_au: 2019-12-31", "    valable_au: fin 2019", "fin 2019"),
    ],
)
def test_a_calendar_without_its_keys_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (PACKAGED / "calendrier_legal.yml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "referentiel" / "calendrier_legal.yml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(TableError, match=said):
        load_calendar(tmp_path)


def test_the_yearly_steps_of_synergies_are_apart_from_the_steps_of_a_pst() -> None:
    law = load_calendar()

    assert [step.demarche for step in law.annuelles] == [
        "SYNERGIES_PROJET_RAPPORT",
        "SYNERGIES_CONCERTATION",
        "SYNERGIES_SEANCE_CONJOINTE",
        "SYNERGIES_ADOPTION_COMMUNE",
        "SYNERGIES_ADOPTION_CPAS",
        "SYNERGIES_ANNEXE_BUDGET",
    ]
    assert {step.statut for step in law.annuelles} == {"verifie", "a_verifier"}
    assert not {step.demarche for step in law.annuelles} & {step.demarche for step in law.etapes}


def test_a_calendar_of_before_the_yearly_steps_still_reads(tmp_path: Path) -> None:
    text = (PACKAGED / "calendrier_legal.yml").read_text(encoding="utf-8")
    path = tmp_path / "referentiel" / "calendrier_legal.yml"
    path.parent.mkdir()
    path.write_text(text.split("annuelles:")[0], encoding="utf-8")

    assert load_calendar(tmp_path).annuelles == ()

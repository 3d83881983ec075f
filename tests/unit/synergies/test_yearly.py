"""The report of each year: done, late, missing, to come, or not told."""

import datetime as dt
from typing import Any

from pstlib.reference import load_rules
from pstlib.synergies.yearly import both_records, yearly_steps

from .test_both_sides import organisation

STEPS = load_rules().law.annuelles
FIRST, MEETING = "SYNERGIES_PROJET_RAPPORT", "SYNERGIES_SEANCE_CONJOINTE"


def stepped(
    rows: list[dict[str, Any]], kind: str = "CPAS", theirs: list[dict[str, Any]] | None = None
) -> Any:
    own = organisation("CPAS d’Essai", kind, demarches=rows)
    other = organisation("Autre d’Essai", demarches=theirs) if theirs else None
    found = yearly_steps(
        both_records(own, other), day=dt.date(2022, 6, 30), identity=own.identite, steps=STEPS,
        due=(12, 31),
    )  # fmt: skip
    return {(row["exercice"], row["demarche"]): row for row in found.to_dict("records")}


def done(name: str, year: int | None, date: str | None) -> dict[str, Any]:
    return {"demarche": name, "exercice": year, "date": date}


def test_a_step_is_late_after_the_last_day_of_its_exercice() -> None:
    found = stepped(
        [
            done(FIRST, 2020, "2020-12-31"),
            done(MEETING, 2020, "2021-01-01"),
            done(FIRST, 2021, None),
        ]
    )

    assert (found[2020, FIRST]["etat"], found[2020, MEETING]["etat"]) == ("FAIT", "FAIT_EN_RETARD")
    assert found[2020, MEETING]["jours"] == 1
    assert (found[2021, FIRST]["etat"], found[2021, FIRST]["jours"]) == ("MANQUANT", 181)
    assert found[2022, FIRST]["etat"] == "A_FAIRE"


def test_what_was_never_recorded_is_not_told_rather_than_missing() -> None:
    nothing = stepped([])
    kept = stepped([done(FIRST, 2020, "2020-10-01")])

    assert {row["etat"] for (year, _), row in nothing.items() if year < 2022} == {"NON_DOCUMENTE"}
    assert kept[2019, FIRST]["etat"] == "NON_DOCUMENTE"
    assert kept[2020, MEETING]["etat"] == "MANQUANT"
    assert kept[2021, FIRST]["etat"] == "MANQUANT"


def test_what_is_dated_after_the_day_isn_t_done_yet() -> None:
    found = stepped([done(FIRST, 2021, "2021-10-01"), done(MEETING, 2021, "2022-07-01")])

    assert found[2021, MEETING]["etat"] == "MANQUANT"


def test_a_step_without_an_exercice_belongs_to_that_of_its_date() -> None:
    found = stepped([done(FIRST, None, "2020-10-01")])

    assert found[2020, FIRST]["etat"] == "FAIT"


def test_a_step_before_the_one_that_precedes_it_is_marked() -> None:
    found = stepped([done(FIRST, 2021, "2021-11-01"), done(MEETING, 2021, "2021-10-01")])

    assert found[2021, MEETING]["desordre"]
    assert not found[2021, FIRST]["desordre"]


def test_a_step_of_the_other_council_is_not_missing_in_the_record_of_a_commune() -> None:
    rows = [done(FIRST, 2021, "2021-10-01"), done("SYNERGIES_ADOPTION_COMMUNE", 2021, "2021-11-01")]
    found = stepped(rows, "AC")

    assert found[2021, "SYNERGIES_ADOPTION_CPAS"]["etat"] == "NON_DOCUMENTE"
    assert found[2021, MEETING]["etat"] == "MANQUANT"


def test_the_partner_dates_what_one_s_own_record_leaves_open() -> None:
    own = [done(FIRST, 2021, "2021-10-01"), done(MEETING, 2021, None)]
    theirs = [done(FIRST, 2021, "2021-09-01"), done(MEETING, 2021, "2021-11-15")]
    found = stepped(own, theirs=theirs)

    assert f"{found[2021, FIRST]['date']:%Y-%m-%d}" == "2021-10-01"
    assert f"{found[2021, MEETING]['date']:%Y-%m-%d}" == "2021-11-15"
    assert found[2021, MEETING]["selon"] == "Autre d’Essai"

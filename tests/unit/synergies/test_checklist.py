"""A check-list filled in with the answers of one synergy."""

import datetime as dt
from typing import Any

import pytest

from pstlib.errors import UnknownNameError
from pstlib.reference.checklists import load_checklist
from pstlib.synergies.checklist import (
    FilledChecklist,
    FilledQuestion,
    answered_synergies,
    choose_synergy,
    fill_checklist,
)

from .conftest import make, one_oo

LIST = load_checklist("batiment-commun")
SYNERGIES = [
    {"synergie_id": "sy1", "libelle": "Maison commune"},
    {"synergie_id": "sy2", "libelle": "Garage"},
]
# In the list, besoin-usagers and motifs-communs block; etat-batiments and frequentation don't.
BLOCKING, OTHER = "besoin-usagers", "etat-batiments"


def answer(question: str, reponse: str, **said: Any) -> dict[str, Any]:
    return {
        "synergie_id": "sy1",
        "liste": "batiment-commun",
        "question": question,
        "reponse": reponse,
        **said,
    }


def filled(*answers: dict[str, Any], **asked: Any) -> FilledChecklist:
    pst = make(one_oo(), synergies=SYNERGIES, reponses=answers)
    return fill_checklist(LIST, pst, "sy1", **asked)


def question(sheet: FilledChecklist, name: str) -> FilledQuestion:
    return next(one for one in sheet.questions if one.question.id == name)


def test_a_blank_sheet_asks_every_question_and_blocks_on_those_that_block() -> None:
    sheet = filled()

    assert len(sheet.questions) == len(LIST.questions)
    assert {one.state for one in sheet.questions} == {"BLOQUANTE", "SANS_REPONSE"}
    assert (sheet.libelle, sheet.last_date) == ("Maison commune", None)


@pytest.mark.parametrize(
    ("name", "reponse", "state"),
    [
        (BLOCKING, "OUI", "REGLEE"),
        (BLOCKING, "SANS_OBJET", "REGLEE"),
        (BLOCKING, "NON", "BLOQUANTE"),
        (BLOCKING, "EN_PARTIE", "BLOQUANTE"),
        (BLOCKING, "INCONNU", "BLOQUANTE"),
        (OTHER, "OUI", "REGLEE"),
        (OTHER, "EN_PARTIE", "OUVERTE"),
        (OTHER, "INCONNU", "OUVERTE"),
    ],
)
def test_only_yes_and_not_concerned_settle_a_question(name: str, reponse: str, state: str) -> None:
    assert question(filled(answer(name, reponse)), name).state == state


def test_the_last_answer_at_the_date_holds_and_an_undated_one_is_the_oldest() -> None:
    answers = (
        answer(OTHER, "OUI", date="2024-06-01"),
        answer(OTHER, "NON"),
        answer(OTHER, "EN_PARTIE", date="2023-06-01"),
    )

    def at(day: dt.date | None) -> str | None:
        known = question(filled(*answers, day=day), OTHER).reponse
        return known.reponse if known else None

    assert at(None) == "OUI"
    assert at(dt.date(2024, 6, 1)) == "OUI"
    assert at(dt.date(2024, 5, 31)) == "EN_PARTIE"
    assert at(dt.date(2020, 1, 1)) == "NON"


def test_of_two_answers_of_one_day_the_last_row_holds() -> None:
    answers = (answer(OTHER, "OUI", date="2024-06-01"), answer(OTHER, "NON", date="2024-06-01"))

    assert question(filled(*answers), OTHER).reponse.reponse == "NON"


def test_a_list_and_a_question_may_be_written_as_they_are_printed() -> None:
    text = LIST.questions[0].texte.replace("\u00a0", " ").upper()
    said = answer(text, "NON", liste="Bâtiment commun")

    sheet = filled(said)

    assert sheet.questions[0].reponse.reponse == "NON"
    assert sheet.questions[0].reponse.question == text
    assert sheet.inconnues == ()


def test_an_answer_to_what_the_list_does_not_ask_is_kept_apart() -> None:
    sheet = filled(answer("couleur-des-murs", "NON", commentaire="Blanc"))

    assert [(one.question, one.commentaire) for one in sheet.inconnues] == [
        ("couleur-des-murs", "Blanc")
    ]
    assert all(one.reponse is None for one in sheet.questions)


def test_both_sides_differ_only_where_both_answered() -> None:
    partner = make(
        one_oo(), synergies=SYNERGIES, reponses=[answer(BLOCKING, "OUI"), answer(OTHER, "OUI")]
    )

    sheet = filled(
        answer(BLOCKING, "NON"),
        answer(OTHER, "OUI"),
        answer("frequentation", "NON"),
        partner=partner,
    )

    assert [one.question.id for one in sheet.questions if one.differs] == [BLOCKING]
    assert question(sheet, OTHER).autre.reponse == "OUI"
    assert question(sheet, "frequentation").autre is None


def test_the_other_side_may_number_its_synergies_otherwise() -> None:
    theirs = [{**SYNERGIES[0], "synergie_id": "k7"}]
    said = {**answer(OTHER, "OUI"), "synergie_id": "k7"}
    partner = make(one_oo(), synergies=theirs, reponses=[said])

    sheet = filled(answer(OTHER, "NON"), partner=partner)

    assert question(sheet, OTHER).differs


def test_the_synergy_is_the_one_named_or_the_only_one_answered() -> None:
    one = make(one_oo(), synergies=SYNERGIES, reponses=[answer(OTHER, "OUI")])
    two = make(
        one_oo(),
        synergies=SYNERGIES,
        reponses=[answer(OTHER, "OUI"), {**answer(OTHER, "NON"), "synergie_id": "sy2"}],
    )
    none = make(one_oo(), synergies=SYNERGIES)

    assert choose_synergy(LIST, one, "") == "sy1"
    assert choose_synergy(LIST, one, "sy2") == "sy2"
    assert choose_synergy(LIST, none, "") == ""
    assert answered_synergies(LIST, two) == ["sy1", "sy2"]
    with pytest.raises(UnknownNameError, match="--synergie : sy1, sy2"):
        choose_synergy(LIST, two, "")
    with pytest.raises(UnknownNameError, match="sy9"):
        choose_synergy(LIST, one, "sy9")

"""The questions to one CPAS, and the letter that holds them."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation
from pstlib.quality import letter, questions
from pstlib.quality.problems import problems_of
from pstlib.reference.nomenclature import load_nomenclature


@pytest.fixture(scope="module")
def asked(plan: Evaluation, region: Path) -> pd.DataFrame:
    return questions(plan, problems_of(plan.pst, load_nomenclature(region)))


def of(asked: pd.DataFrame, subject: str) -> dict:
    return asked[asked["objet"].eq(subject)].iloc[0].to_dict()


def test_questions_name_the_actions_that_they_speak_of(asked: pd.DataFrame) -> None:
    status = of(asked, "Statuts")

    assert status["question"] == "Où en étaient ces 2 actions au 31/12/2021\u00a0?"
    assert status["elements"] == (
        "OS1.OO1.A4 <script>alert(1)</script>", "OS1.OO2.A2 Rencontrer",
    )  # fmt: skip
    assert of(asked, "Responsables")["elements"] == ("OS1.OO2.A2 Rencontrer",)
    assert of(asked, "Taux d’avancement")["elements"] == ("OS1.OO1.A2 Former",)
    assert len(of(asked, "Échéances")["elements"]) == 5


def test_what_is_known_is_not_asked(asked: pd.DataFrame) -> None:
    assert not asked["question"].str.contains("délégué").any()  # pst.yml says it
    assert asked["question"].str.contains("installé").any()


def test_what_looks_wrong_is_asked_with_its_code(asked: pd.DataFrame) -> None:
    odd = asked.loc[asked["objet"].eq("Données à vérifier"), "question"]

    assert odd.str.contains("OS1.OO3.A1").any()
    assert odd.str.endswith(".").all()


def test_letter_numbers_every_question_once(plan: Evaluation, asked: pd.DataFrame) -> None:
    text = letter(plan, asked)
    numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", text)]

    assert numbers == list(range(1, len(asked) + 1))
    assert text.startswith("Bonjour,")
    assert f"{len(asked)}\u00a0points restent" in text


def test_the_same_actions_are_listed_once(plan: Evaluation, asked: pd.DataFrame) -> None:
    twice = pd.concat([asked.head(1), asked.head(1).assign(numero=2)], ignore_index=True)
    text = letter(plan, twice)

    assert text.count("OS1.OO2.A2 Rencontrer") == 1
    assert "les mêmes qu’à la question 1" in text


def test_a_long_list_is_cut_and_the_rest_counted(plan: Evaluation, asked: pd.DataFrame) -> None:
    many = asked.head(1).assign(elements=[tuple(f"action {i}" for i in range(47))])
    text = letter(plan, many).replace("\u00a0", " ")

    assert "– action 9\n" in text
    assert "action 10" not in text
    assert "… et 37 autres" in text


def test_nothing_to_ask_is_said(plan: Evaluation) -> None:
    complete = replace(plan, actions=plan.actions.head(0))
    none = questions(complete, pd.DataFrame(columns=["gravite"])).head(0)

    assert "nous n’avons pas de question" in letter(plan, none)

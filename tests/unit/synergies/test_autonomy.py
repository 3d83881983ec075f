"""What stays with the CPAS: what may touch it, and the questions that are left open."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.model.table_files import conform
from pstlib.reference.cooperation import load_cooperation
from pstlib.synergies.autonomy import answers_at, identified, open_questions, touched

Row = dict[str, Any]
QUESTIONS = pd.DataFrame(
    [
        ("maison", "secret", "Le secret est-il gardé ?", True, True, "Maison commune"),
        ("maison", "entree", "L’entrée est-elle discrète ?", False, True, "Maison commune"),
        ("cellule", "autorite", "Qui commande ?", True, True, "Cellule commune"),
    ],
    columns=["liste", "question", "texte", "bloquant", "autonomie", "titre"],
)
SYNERGIES = pd.DataFrame(
    [
        ("1", "Maison", "BATIMENT", "bâtiment commun", "PROJETEE"),
        ("2", "Achats", "MARCHES_PUBLICS", "marché conjoint", "EXISTANTE"),
        ("3", "Paie", "GRH", "Unification de services", "ABANDONNEE"),
        ("4", "Achats groupés", "MARCHES_PUBLICS", "unification de services", "EN_COURS"),
    ],
    columns=["synergie_id", "libelle", "domaine", "forme", "etat"],
)


def answered(*rows: Row, day: str = "2024-06-30") -> pd.DataFrame:
    table = conform(pd.DataFrame(rows), "reponses")
    return answers_at(identified(table, QUESTIONS), dt.date.fromisoformat(day))


def answer(synergy: str, question: str, said: str, date: str | None = None, **more: Any) -> Row:
    return {"synergie_id": synergy, "liste": "maison", "question": question, "reponse": said,
            "date": date} | more  # fmt: skip


def test_the_last_answer_up_to_the_day_holds_and_an_undated_one_is_older() -> None:
    rows = [
        answer("1", "secret", "OUI", "2024-01-01"),
        answer("1", "secret", "NON"),
        answer("1", "secret", "INCONNU", "2024-07-01"),
    ]

    assert answered(*rows)["reponse"].tolist() == ["OUI"]
    assert answered(*rows, day="2023-12-31")["reponse"].tolist() == ["NON"]


def test_a_list_may_be_named_by_its_title_and_a_question_by_its_text() -> None:
    row = answer("1", "Le secret est-il gardé ?", "NON", liste="Maison commune")
    strange = answer("1", "inconnue", "NON", liste="ailleurs")

    found = answered(row, strange)
    assert list(zip(found["liste"], found["question"], strict=True)) == [
        ("maison", "secret"), ("ailleurs", "inconnue"),
    ]  # fmt: skip


def test_a_question_is_open_until_it_is_settled_even_without_an_answer() -> None:
    rows = [answer("1", "secret", "EN_PARTIE"), answer("3", "secret", "NON")]
    found = open_questions(SYNERGIES, answered(*rows), QUESTIONS)

    assert [(r["question"], r["bloquant"]) for r in found.to_dict("records")] == [
        ("secret", True), ("entree", False),
    ]  # fmt: skip
    settled = [answer("1", "secret", "OUI"), answer("1", "entree", "SANS_OBJET")]
    assert open_questions(SYNERGIES, answered(*settled), QUESTIONS).empty


def test_domain_form_or_answers_tell_what_may_touch_the_cpas() -> None:
    kept = load_cooperation().garde
    found = touched(SYNERGIES, answered(answer("2", "entree", "NON")), QUESTIONS, kept)
    rows = {row["synergie_id"]: row for row in found.to_dict("records")}

    assert {key: row["touche"] for key, row in rows.items()} == {
        "1": "Secret professionnel", "2": "", "4": "Décision",
    }  # fmt: skip
    assert [rows["2"][name] for name in ("n_questions", "n_ouvertes", "n_bloquantes")] == [2, 2, 1]
    assert rows["1"]["n_questions"] == 0

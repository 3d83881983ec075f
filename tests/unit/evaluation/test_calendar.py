import datetime as dt
from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import evaluate
from pstlib.evaluation.calendar import CALENDAR_LABELS

from .conftest import cases, make, one_oo, plain


def calendar(case: dict[str, Any], **identite: Any) -> pd.DataFrame:
    first, last = case.get("exercices", [2019, 2024])
    known = {
        "date_installation": case.get("installation"),
        "exercice_debut": first,
        "exercice_fin": last,
    }
    done = [{"demarche": name, "date": day} for name, day in case.get("demarches", {}).items()]
    pst = make(one_oo({"element_id": "a1"}), identite=known | identite, demarches=done)
    evaluation = case.get("evaluation", "mi-parcours")
    result = evaluate(pst, date_arrete=case["date"], evaluation=evaluation)
    return result.calendrier.set_index("demarche")


@pytest.mark.parametrize("case", cases("calendrier"))
def test_each_legal_step_has_its_deadline_and_its_state(case: dict[str, Any]) -> None:
    table = calendar(case)

    for step, (due, state, gap) in case["attendu"].items():
        row = table.loc[step]
        found_due = None if pd.isna(row["echeance"]) else row["echeance"].date()
        found_gap = None if pd.isna(row["ecart_jours"]) else row["ecart_jours"]
        assert (found_due, row["etat"], found_gap) == (due, state, gap), step


CASE = {"installation": dt.date(2019, 1, 10), "date": dt.date(2021, 12, 31)}


def test_a_deadline_says_its_ground() -> None:
    table = calendar(CASE)

    assert plain(table.loc["DPS", "echeance_texte"]) == (
        "10 mars 2019 (2 mois après l’installation du conseil, le 10 janvier 2019)"
    )
    assert "9 mois" in table.loc["PST_ADOPTION", "echeance_texte"]
    assert "premier PST de 2018-2024" in table.loc["PST_ADOPTION", "echeance_texte"]


def test_without_installation_date_the_deadline_says_why_it_cannot_be_computed() -> None:
    table = calendar({"date": dt.date(2021, 12, 31)})

    assert table.loc["DPS", "echeance_texte"] == (
        "échéance non calculable (date d’installation inconnue)"
    )


@pytest.mark.parametrize(
    ("delegated", "actor"),
    [
        (False, "conseil de l’action sociale"),
        (True, "bureau permanent ; le conseil de l’action sociale prend acte"),
        (None, "conseil de l’action sociale (délégation au bureau permanent : n. c.)"),
    ],
)
def test_who_adopts_switches_with_the_delegation(delegated: bool | None, actor: str) -> None:
    table = calendar(CASE, delegation_bureau_permanent=delegated)

    assert plain(table.loc["PST_ADOPTION", "acteur"]) == actor
    assert table.loc["DPS", "acteur"] == "conseil de l’action sociale"


def test_the_evaluation_in_hand_is_said_to_be_this_report() -> None:
    mid, final = calendar(CASE), calendar({**CASE, "evaluation": "finale"})

    assert mid.loc["EVALUATION_MI_PARCOURS", "remarque"] == "objet du présent rapport"
    assert final.loc["EVALUATION_FINALE", "remarque"] == "objet du présent rapport"
    assert mid.loc["EVALUATION_FINALE", "remarque"] == ""


def test_a_step_done_at_an_unknown_date_is_not_late() -> None:
    row = calendar({**CASE, "demarches": {"DPS": None, "PST_ADOPTION": dt.date(2019, 9, 1)}})

    assert row.loc["DPS", "etat"] == "NON_DOCUMENTE"
    assert row.loc["DPS", "remarque"] == "faite à une date inconnue"


def test_a_step_done_twice_counts_from_its_first_date_a_revision_from_its_last() -> None:
    steps = [
        {"demarche": "PST_ADOPTION", "date": "2019-10-01"},
        {"demarche": "PST_ADOPTION", "date": "2019-11-01"},
        {"demarche": "ACTUALISATION", "date": "2020-03-01"},
        {"demarche": "ACTUALISATION", "date": "2021-03-01"},
    ]
    pst = make(one_oo({"element_id": "a1"}), demarches=steps)

    table = evaluate(pst, date_arrete="2021-12-31").calendrier.set_index("demarche")

    assert table.loc["PST_ADOPTION", "date"] == pd.Timestamp("2019-10-01")
    assert table.loc["ACTUALISATION", "date"] == pd.Timestamp("2021-03-01")
    assert "deux actualisations" in table.loc["ACTUALISATION", "remarque"]


@pytest.mark.parametrize("other", [{"type_admin": "AC"}, {"zone_reglementaire": "GERMANOPHONE"}])
def test_the_law_of_the_cpas_binds_no_one_else(other: dict[str, str]) -> None:
    result = evaluate(make(one_oo({"element_id": "a1"}), identite=other), date_arrete="2021-12-31")

    assert result.calendrier.empty
    assert "ne vaut que pour un CPAS" in " ".join(result.avertissements["message"])


def test_a_step_that_the_law_does_not_name_is_reported() -> None:
    steps = [{"demarche": "ADOPTION", "date": "2019-10-01"}]
    pst = make(one_oo({"element_id": "a1"}), demarches=steps)

    messages = " ".join(evaluate(pst, date_arrete="2021-12-31").avertissements["message"])

    assert "« ADOPTION » inconnue du calendrier légal" in plain(messages)


def test_every_state_has_a_label() -> None:
    assert set(calendar(CASE)["etat"]) <= set(CALENDAR_LABELS)

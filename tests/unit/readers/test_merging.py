import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from pstlib.errors import SourceError
from pstlib.model import Pst
from pstlib.readers import merge

DAY = dt.date(2021, 12, 31)
PLAN = """CPAS de Tellinval – PST 2019-2024
OS1 : Vivre
OO1 : Agir
Actions réalisées :
- Rire
- Chanter
Actions à mettre en œuvre :
- Danser
"""


def merged(read_text, text=PLAN, pst=None, day=DAY) -> Pst:
    return merge(read_text(text), pst, slug="tellinval-2019-2024", date_situation=day).pst


def same(first: Pst, second: Pst) -> bool:
    equal = [first.tables[name].equals(second.tables[name]) for name in first.tables]
    return first.identite == second.identite and all(equal)


def test_a_new_pst_has_the_identity_elements_and_dated_observations(read_text):
    pst = merged(read_text)
    assert (pst.identite.organisme, pst.identite.ins) == ("CPAS de Tellinval", None)
    assert pst.elements["element_id"].tolist() == [
        "os1", "os1-oo1", "os1-oo1-a1", "os1-oo1-a2", "os1-oo1-a3",
    ]  # fmt: skip
    seen = pst.suivi[["element_id", "date_suivi", "statut", "statut_source", "source"]]
    assert seen.to_numpy().tolist() == [
        ["os1-oo1-a1", pd.Timestamp(DAY), "TERMINE", "Actions réalisées", "pst.txt"],
        ["os1-oo1-a2", pd.Timestamp(DAY), "TERMINE", "Actions réalisées", "pst.txt"],
        ["os1-oo1-a3", pd.Timestamp(DAY), "NON_COMMENCE", "Actions à mettre en œuvre", "pst.txt"],
    ]


def test_the_same_file_twice_changes_nothing(read_text):
    once = merged(read_text)
    assert same(once, merged(read_text, pst=once))


def test_values_written_by_hand_are_kept_and_gaps_filled(read_text):
    once = merged(read_text)
    by_hand = once.elements.assign(
        libelle=once.elements["libelle"].replace("Chanter", "Chantér"),
        responsable=once.elements["element_id"].map({"os1-oo1-a1": "La DG"}).astype("str"),
    )
    corrected = replace(once, elements=by_hand, identite=replace(once.identite, ins="99999"))
    text = PLAN.replace("- Rire", "- Rire\nResponsable : RH\nPartenaires : la Commune")
    again = merged(read_text, text, corrected)
    row = again.elements.set_index("element_id").loc["os1-oo1-a1"]
    assert (row["responsable"], row["partenaires"]) == ("La DG", "la Commune")
    assert "Chantér" in again.elements["libelle"].tolist()
    assert len(again.elements) == len(once.elements)
    assert again.identite.ins == "99999"


def test_a_later_document_adds_its_observations_and_its_new_actions(read_text):
    once = merged(read_text)
    text = PLAN.replace("- Chanter\n", "- Chanter\n- Danser\n").replace(
        "Actions à mettre en œuvre :\n- Danser", "Actions à mettre en œuvre :\n- Jongler"
    )
    later = merged(read_text, text, once, dt.date(2024, 6, 30))
    titles = dict(zip(later.elements["element_id"], later.elements["libelle"], strict=True))
    assert titles["os1-oo1-a3"] == "Danser"
    assert titles["os1-oo1-a4"] == "Jongler"
    assert later.elements["code"].is_unique
    last = later.suivi[later.suivi["date_suivi"].eq("2024-06-30")]
    assert dict(zip(last["element_id"], last["statut"], strict=True)) == {
        "os1-oo1-a1": "TERMINE",
        "os1-oo1-a2": "TERMINE",
        "os1-oo1-a3": "TERMINE",
        "os1-oo1-a4": "NON_COMMENCE",
    }


def test_the_same_title_twice_under_an_objective_stays_two_actions(read_text):
    text = PLAN.replace("- Danser", "- Rire")
    once = merged(read_text, text)
    assert once.elements["libelle"].eq("Rire").sum() == 2
    assert same(once, merged(read_text, text, once))


def test_a_document_that_does_not_say_whose_plan_it_is_cannot_make_a_pst(read_text):
    with pytest.raises(SourceError, match="rien sur l’organisme, la première année"):
        merged(read_text, "OS1 : Vivre\nOO1 : Agir\n- Rire\n")


def test_it_can_complete_a_pst_that_exists(read_text):
    known = Pst(identite=merged(read_text).identite)
    pst = merged(read_text, "OS1 : Vivre\nOO1 : Agir\n- Rire\n", known)
    assert len(pst.elements) == 3


def test_a_deadline_becomes_a_date_of_the_plan(read_text):
    pst = merged(read_text, PLAN.replace("- Rire", "- Rire\nÉchéance : 30/06/2023"))
    assert pst.elements["date_fin"].dropna().tolist() == [pd.Timestamp("2023-06-30")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CPAS de Tellinval", "CPAS de Bois-Ranval"),
        ("CPAS de Tellinval", "Commune de Tellinval"),
        ("2019-2024", "2025-2030"),
    ],
)
def test_the_plan_of_another_organisation_or_other_years_is_refused(read_text, old, new):
    once = merged(read_text)
    with pytest.raises(SourceError, match="n’est pas celui de ce PST"):
        merged(read_text, PLAN.replace(old, new), once)


def test_another_writing_of_the_same_organisation_is_accepted(read_text):
    once = merged(read_text)
    assert same(once, merged(read_text, PLAN.replace("CPAS de", "C.P.A.S. DE"), once))


def test_a_plan_without_any_status_needs_no_date(read_text):
    text = "CPAS de Tellinval – PST 2019-2024\nOS1 : Vivre\nOO1 : Agir\nA1 : Rire\n"
    pst = merged(read_text, text, day=None)
    assert len(pst.elements) == 3
    assert pst.suivi.empty


def test_what_a_newer_source_says_otherwise_is_told_and_kept_unless_asked(read_text):
    text = PLAN.replace("- Rire", "- Rire\nResponsable : RH")
    once = merged(read_text, text)
    newer = read_text(text.replace(": RH", ": La DG").replace("- Chanter\n", ""))
    kept = merge(newer, once, slug="tellinval-2019-2024", date_situation=DAY)
    told = kept.differences[["nature", "objet", "avant", "apres"]].to_numpy().tolist()
    assert told == [
        ["différent", "OS1.OO1.A1", "RH", "La DG"],
        ["absent de la source", "OS1.OO1.A2", "Chanter", ""],
    ]
    assert same(kept.pst, once)
    taken = merge(
        newer, once, slug="tellinval-2019-2024", date_situation=DAY, replace_known=True
    ).pst
    assert taken.elements["responsable"].dropna().tolist() == ["La DG"]
    assert len(taken.elements) == len(once.elements)


def test_rows_of_other_tables_are_added_once_and_follow_the_elements(read_text):
    reading = read_text(PLAN)
    budget = {"exercice": 2020, "version": "INITIAL", "service": "O", "type": "D"}
    tables = {
        "budget": pd.DataFrame([{**budget, "article": "831/331-01", "montant": "10.50"}]),
        "liens_budget": pd.DataFrame([{"element_id": "os1-oo1-a1", "article": "831/331-01"}]),
    }
    reading = replace(reading, tables=tables)
    known = merged(read_text)
    moved = replace(
        known,
        elements=known.elements.assign(
            element_id=known.elements["element_id"].replace("os1-oo1-a1", "x1"),
        ),
        suivi=known.suivi.assign(element_id=known.suivi["element_id"].replace("os1-oo1-a1", "x1")),
    )
    once = merge(reading, moved, slug="tellinval-2019-2024", date_situation=DAY).pst
    assert once.liens_budget["element_id"].tolist() == ["x1"]
    assert [str(v) for v in once.budget["montant"]] == ["10.50"]
    twice = merge(reading, once, slug="tellinval-2019-2024", date_situation=DAY)
    assert twice.differences.empty
    assert same(twice.pst, once)

"""Every number of a sentence is one of the tables, counted here from the rows in plain Python."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.evaluation import Evaluation, evaluate, summary
from pstlib.evaluation.transversality_sentences import transversality_sentences

from .conftest import Row, make, plain, seen

DAY = "2021-12-31"
WORDS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
VALUES = {word: n for n, word in enumerate(WORDS)} | {"une": 1, "aucun": 0, "aucune": 0}
NUMBER = rf"\d+|{'|'.join(VALUES)}"
PATTERNS = {
    rf"({NUMBER}) des ({NUMBER}) actions poursuivies (?:est|sont)": ("TERMINE", "poursuivies"),
    rf"aucune des ({NUMBER}) actions poursuivies": ("poursuivies",),
    rf"les ({NUMBER}) actions poursuivies sont toutes": ("poursuivies",),
    rf"statut des ({NUMBER}) actions poursuivies": ("poursuivies",),
    rf"^({NUMBER}) actions? (?:est |sont )?(?:annulées?)": ("ANNULE_ABANDONNE",),
    rf"le statut d(?:e |’)({NUMBER}) actions? est inconnu": ("INCONNU",),
    rf"({NUMBER}) actions? rencontren?t? un problème": ("PROBLEME",),
    rf"({NUMBER}) actions? (?:est|sont) en retard": ("retard",),
    rf"aucune des ({NUMBER}) actions évaluées n’est poursuivie": ("evaluees",),
    rf"({NUMBER}) services? porte(?:nt)? (?:les|.* des) ({NUMBER}) actions évaluées": (
        "services",
        "portees",
    ),
    rf"({NUMBER}) actions? (?:est|sont) sans responsable": ("sans responsable",),
    rf"({NUMBER}) actions? (?:sert|servent) plusieurs": ("partagees",),
    rf"({NUMBER}) partenaires? (?:est nommé|sont nommés)": ("partenaires",),
}
STATUSES = ["TERMINE", "EN_COURS", "EN_ATTENTE", "PROBLEME", "ANNULE_ABANDONNE", "NON_COMMENCE"]
few = settings(max_examples=12, deadline=None)

actions = st.lists(
    st.fixed_dictionaries(
        {
            "statut": st.none() | st.sampled_from(STATUSES),
            "date_fin": st.sampled_from([None, "2021-06-30", "2023-06-30"]),
            "responsable": st.sampled_from([None, "X", "Y"]),
            "departement": st.sampled_from([None, "S", "s", "T"]),
            "partenaires": st.sampled_from([None, "Forem", "Forem ; l’AIS", "L'AIS"]),
            "type_action": st.sampled_from([None, "PST", "PERENNE"]),
            "partagee": st.booleans(),
        }
    ),
    max_size=11,
)


def built(rows: list[Row]) -> Evaluation:
    elements: list[Row] = [
        {"element_id": "os1", "niveau": "OS"},
        *({"element_id": f"oo{i}", "niveau": "OO", "parent_id": "os1"} for i in (1, 2)),
    ]
    suivi = []
    for i, row in enumerate(rows):
        given = {k: v for k, v in row.items() if k not in ("statut", "partagee")}
        action = {"element_id": f"a{i}", "niveau": "ACTION", "parent_id": "oo1", **given}
        elements.append(action)
        if row["partagee"]:
            elements.append(
                {**action, "element_id": f"c{i}", "parent_id": "oo2", "partage_de": f"a{i}"}
            )
        if row["statut"]:
            suivi.append(seen(f"a{i}", row["statut"], 50))
    return evaluate(make(elements, suivi), date_arrete=DAY)


def counted(rows: list[Row]) -> dict[str, int]:
    assessed = [row for row in rows if row["type_action"] != "PERENNE"]
    pursued = [row for row in assessed if row["statut"] != "ANNULE_ABANDONNE"]
    names = [
        name.strip().replace("’", "'").casefold()
        for row in assessed
        for name in (row["partenaires"] or "").split(";")
    ]
    return {
        **{status: sum(row["statut"] == status for row in assessed) for status in STATUSES},
        "INCONNU": sum(row["statut"] is None for row in assessed),
        "evaluees": len(assessed),
        "poursuivies": len(pursued),
        "retard": sum(
            row["date_fin"] == "2021-06-30" and row["statut"] != "TERMINE" for row in pursued
        ),
        "services": len({row["departement"].casefold() for row in assessed if row["departement"]}),
        "portees": len(assessed),
        "sans responsable": sum(row["responsable"] is None for row in assessed),
        "partagees": sum(row["partagee"] for row in rows),
        "partenaires": len(set(filter(None, names))),
    }


def value(text: str) -> int:
    return int(text) if text.isdigit() else VALUES[text.lower()]


def sentences(ev: Evaluation) -> list[str]:
    n = int(ev.chiffres["n_evaluees"])
    return [plain(s) for s in [*summary(ev), *transversality_sentences(ev.transversalite, n)]]


@few
@given(actions)
def test_numbers_in_sentences_are_those_of_the_rows(rows: list[Row]) -> None:
    expected = counted(rows)

    for sentence in sentences(built(rows)):
        for pattern, names in PATTERNS.items():
            if match := re.search(pattern, sentence, flags=re.IGNORECASE):
                told = tuple(value(group) for group in match.groups())
                assert told == tuple(expected[name] for name in names), sentence


@few
@given(actions)
def test_each_sentence_agrees_and_is_well_typed(rows: list[Row]) -> None:
    for sentence in sentences(built(rows)):
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence.endswith("."), sentence
        assert not re.search(r"\b(?:1|une|un) (?:actions|services|partenaires)\b", sentence)
        assert not re.search(r"\b(?:deux|neuf|10|11) (?:action|service|partenaire)\b", sentence)
        assert not re.search(r"\bde (?:une|un|aucun|le|les)\b|\bdes (?:une|un)\b", sentence)
        assert "nan" not in sentence.lower().split()
        assert "  " not in sentence


@few
@given(actions)
def test_what_nobody_knows_is_told_as_such_or_not_at_all(rows: list[Row]) -> None:
    unknown = [{**row, "statut": None, "date_fin": None} for row in rows]
    told = " ".join(sentences(built(unknown)))

    assert not re.search(r"terminées? \(|en retard, de|n’est en retard", told)
    if counted(unknown)["poursuivies"]:
        assert "le taux de réalisation n’est pas connu" in told
        assert "Aucun retard n’est calculable" in told


def test_the_patterns_are_met_by_a_plan_that_has_everything() -> None:
    """A pattern that no sentence meets would test nothing."""
    base: dict[str, Any] = {
        "date_fin": "2021-06-30", "responsable": None, "departement": "S",
        "partenaires": "Forem", "type_action": None, "partagee": True,
    }  # fmt: skip
    statuses = [["TERMINE", "PROBLEME", None, "ANNULE_ABANDONNE"], ["EN_COURS"] * 2]
    statuses += [["TERMINE"] * 2, [None] * 2, ["ANNULE_ABANDONNE"] * 2]
    plans = [[{**base, "statut": s} for s in own] for own in statuses]
    plans.append([{**base, "statut": None, "responsable": name} for name in ("X", None)])
    told = [sentence for rows in plans for sentence in sentences(built(rows))]

    unmet = [p for p in PATTERNS if not any(re.search(p, s, re.IGNORECASE) for s in told)]
    assert unmet == []

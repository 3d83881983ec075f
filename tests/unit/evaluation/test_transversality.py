"""Who carries which actions, with whom, counted by hand on small plans."""

from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation, evaluate
from pstlib.evaluation.transversality import Role
from pstlib.evaluation.transversality_sentences import spellings, transversality_sentences

from .conftest import Row, make, one_oo, seen

DAY = "2021-12-31"


def at(elements: list[Row], suivi: list[Row] | None = None) -> Evaluation:
    return evaluate(make(elements, suivi or []), date_arrete=DAY)


def names(ev: Evaluation, role: Role, *columns: str) -> dict[Any, Any]:
    rows = ev.transversalite.noms
    rows = rows[rows["role"].eq(role)]
    keys = [None if pd.isna(name) else name for name in rows["nom"]]
    values = rows[list(columns or ["n_evaluees"])].to_numpy(dtype=object, na_value=None).tolist()
    return dict(zip(keys, (v[0] if len(v) == 1 else tuple(v) for v in values), strict=True))


def said(ev: Evaluation) -> list[str]:
    found = transversality_sentences(ev.transversalite, int(ev.chiffres["n_evaluees"]))
    return [text.replace("\u00a0", " ") for text in found]


def test_only_typography_makes_two_names_one_and_it_is_said() -> None:
    ev = at(
        one_oo(
            {"element_id": "a1", "responsable": "Directeur général"},
            {"element_id": "a2", "responsable": "DIRECTEUR  GENERAL"},
            {"element_id": "a3", "responsable": "Directeur général"},
            {"element_id": "a4", "responsable": "DG"},
            {"element_id": "a5", "responsable": "Directrice générale"},
        )
    )

    assert names(ev, Role.PERSON) == {"Directeur général": 3, "DG": 1, "Directrice générale": 1}
    assert [text.replace("\u00a0", " ") for text in spellings(ev.transversalite)] == [
        "« Directeur général » compte aussi « DIRECTEUR GENERAL »."
    ]


def test_several_partners_of_a_cell_are_parted_and_each_action_counts_once_for_each() -> None:
    ev = at(
        one_oo(
            {"element_id": "a1", "partenaires": "Forem ; l’AIS ; forem"},
            {"element_id": "a2", "partenaires": " l'AIS;"},
            {"element_id": "a3"},
            {"element_id": "a4", "partenaires": "Forem", "type_action": "PERENNE"},
        )
    )

    assert names(ev, Role.PARTNER) == {"Forem": 1, "l’AIS": 2, None: 1}
    assert "Deux partenaires sont nommés, pour deux des trois actions évaluées" in said(ev)[3]


def test_statuses_delays_and_actions_without_a_person_are_counted_by_service() -> None:
    service = {"departement": "Service social"}
    ev = at(
        one_oo(
            {"element_id": "a1", **service, "responsable": "X"},
            {"element_id": "a2", **service, "date_fin": "2021-06-30"},
            {"element_id": "a3", **service},
            {"element_id": "a4"},
        ),
        [seen("a1", "TERMINE"), seen("a2", "EN_COURS")],
    )

    columns = ("n_evaluees", "n_TERMINE", "n_EN_COURS", "n_INCONNU", "n_en_retard",
               "n_sans_responsable")  # fmt: skip
    assert names(ev, Role.SERVICE, *columns) == {
        "Service social": (3, 1, 1, 1, 1, 2),
        None: (1, 0, 0, 1, None, 1),  # no deadline is known: late or not, who knows
    }


def test_a_sub_action_that_names_nobody_is_carried_by_those_of_its_action() -> None:
    ev = at(
        [
            *one_oo({"element_id": "a1", "responsable": "X", "partenaires": "Forem"}),
            {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a1"},
            {"element_id": "s2", "niveau": "SOUS_ACTION", "parent_id": "a1", "responsable": "Y"},
        ]
    )

    assert names(ev, Role.PERSON) == {"X": 1, "Y": 1}
    assert names(ev, Role.PARTNER) == {"Forem": 2}
    assert ev.actions["responsable"].tolist() == ["X", "Y"]


def test_a_shared_action_counts_once_and_shows_under_each_of_its_objectives() -> None:
    ev = at(
        [
            *one_oo({"element_id": "a1", "departement": "Service social"}),
            {"element_id": "os2", "niveau": "OS"},
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os2"},
            {"element_id": "c1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1",
             "partenaires": "Forem"},
        ],
        [seen("a1", "TERMINE")],
    )  # fmt: skip
    found = ev.transversalite

    assert found.partagees.to_dict("records") == [
        {"element_id": "a1", "code": "A1", "libelle": "Action a1", "statut": "TERMINE",
         "lieux": "OO1, OO2", "n_objectifs": 2, "n_os": 2}
    ]  # fmt: skip
    assert names(ev, Role.SERVICE, "n_evaluees", "n_os") == {"Service social": (1, 2)}
    crossed = found.croisement[found.croisement["role"].eq(Role.SERVICE)]
    assert sorted(zip(crossed["os_id"], crossed["n_evaluees"], strict=True)) == [
        ("os1", 1),
        ("os2", 1),
    ]
    # What is written at its other place is its own too.
    assert names(ev, Role.PARTNER) == {"Forem": 1}
    assert "Une action sert plusieurs objectifs ; elle ne compte qu’une fois" in said(ev)[4]


def test_nothing_known_is_said_in_one_sentence() -> None:
    ev = at(one_oo({"element_id": "a1"}, {"element_id": "a2"}))

    assert said(ev) == [
        "Ni les services, ni les responsables, ni les mandataires, ni les partenaires des actions "
        "ne sont connus : qui porte le plan, et avec qui, ne peut pas être montré.",
        "Aucune action n’est inscrite sous plusieurs objectifs.",
    ]


def test_a_partner_of_an_objective_alone_is_not_lent_to_its_actions() -> None:
    elements = one_oo({"element_id": "a1"})
    elements[1]["partenaires"] = "Forem"
    ev = at(elements)

    assert names(ev, Role.PARTNER, "n_evaluees", "n_objectifs") == {
        "Forem": (0, 1),
        None: (1, 0),
    }
    assert "Un partenaire est nommé, pour des objectifs ou d’autres actions seulement." in said(ev)


@pytest.mark.parametrize(
    ("charges", "expected"),
    [
        ([1], "Un service porte la seule action évaluée."),
        ([2], "Un service porte les deux actions évaluées."),
        ([2, 2], "Deux services portent les quatre actions évaluées."),
        (
            [3, 1],
            "Deux services portent les quatre actions évaluées ; le plus chargé, S0, en a trois, "
            "dont aucune terminée.",
        ),
        (
            [5, 5, 1],
            "Trois services portent les 11 actions évaluées ; les plus chargés, S0 et S1, en ont "
            "cinq chacun.",
        ),
    ],
)
def test_the_most_charged_are_named_only_if_they_stand_out(charges, expected: str) -> None:
    rows = [
        {"element_id": f"a{s}-{i}", "departement": f"S{s}"}
        for s, n in enumerate(charges)
        for i in range(n)
    ]

    assert said(at(one_oo(*rows)))[0] == expected


def test_an_empty_plan_has_nothing_to_carry() -> None:
    ev = at([{"element_id": "os1", "niveau": "OS"}])

    assert ev.transversalite.noms.empty
    assert said(ev) == ["Aucune action n’est inscrite sous plusieurs objectifs."]

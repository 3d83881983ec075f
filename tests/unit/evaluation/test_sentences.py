import doctest
from types import ModuleType
from typing import Any

import pytest

from pstlib.evaluation import days, evaluate, key_figures, summary, wording
from pstlib.evaluation.wording import expected
from pstlib.grammar import listing, number, shortened

from .conftest import Row, make, one_oo, plain, seen

DAY = "2021-12-31"


def told(elements: list[Row], suivi: list[Row], **more: Any) -> list[str]:
    """The summary without its last sentence: these plans have neither budget nor staff."""
    pst = make(elements, suivi, **more)
    said = [plain(sentence) for sentence in summary(evaluate(pst, date_arrete=DAY))]
    assert said[-1] == "Ni le budget ni les effectifs ne sont connus."
    return said[:-1]


def several(n: int, **fields: Any) -> list[Row]:
    return one_oo(*({"element_id": f"a{i}"} | fields for i in range(n)))


def all_seen(*statuses: str | None) -> list[Row]:
    return [seen(f"a{i}", status) for i, status in enumerate(statuses) if status]


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "Au 31 décembre 2021, le plan ne compte aucune action."),
        (
            ("TERMINE",),
            "Au 31 décembre 2021, la seule action poursuivie est terminée (100,0 %).",
        ),
        (
            ("EN_COURS",),
            "Au 31 décembre 2021, la seule action poursuivie n’est pas terminée (0,0 %).",
        ),
        (
            ("EN_COURS", "NON_COMMENCE", "PROBLEME"),
            "Au 31 décembre 2021, aucune des trois actions poursuivies n’est terminée (0,0 %).",
        ),
        (
            ("EN_COURS", None),
            "Au 31 décembre 2021, aucune des deux actions poursuivies n’est renseignée comme "
            "terminée (0,0 %).",
        ),
        (
            ("TERMINE", "EN_COURS", "EN_COURS"),
            "Au 31 décembre 2021, une des trois actions poursuivies est terminée (33,3 %).",
        ),
        (
            ("TERMINE",) * 2 + ("EN_COURS",) * 10,
            "Au 31 décembre 2021, deux des 12 actions poursuivies sont terminées (16,7 %).",
        ),
        (
            ("TERMINE",) * 4,
            "Au 31 décembre 2021, les quatre actions poursuivies sont toutes terminées (100,0 %).",
        ),
        (
            ("ANNULE_ABANDONNE",) * 2,
            "Au 31 décembre 2021, aucune des deux actions évaluées n’est poursuivie : le taux de "
            "réalisation n’est pas calculable.",
        ),
        (
            ("ANNULE_ABANDONNE",),
            "Au 31 décembre 2021, la seule action évaluée est annulée ou abandonnée : le taux de "
            "réalisation n’est pas calculable.",
        ),
    ],
)
def test_the_first_sentence_says_what_is_done_of_what_is_pursued(
    statuses: tuple[str | None, ...], sentence: str
) -> None:
    assert told(several(len(statuses)), all_seen(*statuses))[0] == sentence


def test_a_plan_of_perennial_actions_only_is_not_assessed() -> None:
    one, two = (told(several(n, type_action="PERENNE"), []) for n in (1, 2))

    assert one == [
        "Au 31 décembre 2021, la seule action du plan, pérenne ou hors champ, n’est pas évaluée.",
        "Le seul objectif opérationnel n’est pas évaluable.",
    ]
    assert two[0] == (
        "Au 31 décembre 2021, aucune des deux actions du plan n’est évaluée : elles sont pérennes "
        "ou hors champ."
    )


def test_progress_is_one_figure_or_two_bounds_with_the_reason() -> None:
    dates = {"date_debut": "2021-01-01", "date_fin": "2021-12-31"}
    known = told(several(2, **dates), [seen("a0", "EN_COURS", 40), seen("a1", "TERMINE")])
    unknown = told(several(2, **dates), [seen("a0", "EN_COURS"), seen("a1", "TERMINE")])

    assert known[1] == "L’avancement moyen est de 70,0 %, pour 100,0 % attendus à cette date."
    assert unknown[1] == (
        "L’avancement moyen se situe entre 50,0 % et 100,0 %, pour 100,0 % attendus à cette date : "
        "le taux d’une action est inconnu."
    )


def test_what_is_unknown_dropped_or_difficult_is_said() -> None:
    said = told(several(4), all_seen(None, "ANNULE_ABANDONNE", "PROBLEME", None))

    assert "Une action annulée ou abandonnée ne compte pas dans ce taux." in said
    assert "Le statut de deux actions est inconnu." in said
    assert "Une action rencontre un problème." in said
    assert (
        "L’attendu suit le calendrier par défaut (du 1er janvier 2019 au 31 décembre 2024) pour "
        "trois actions, faute de date de début ou d’échéance." in said
    )


@pytest.mark.parametrize(
    ("deadlines", "sentence"),
    [
        ([None], "Aucun retard n’est calculable : l’échéance de la seule action qui reste à "
         "terminer est inconnue."),
        ([None] * 3, "Aucun retard n’est calculable : l’échéance des trois actions qui restent à "
         "terminer est inconnue."),
        (["2022-12-31"], "La seule action qui reste à terminer n’est pas en retard."),
        (["2022-12-31"] * 2, "Aucune des deux actions qui restent à terminer n’est en retard."),
        (["2022-12-31", "2022-12-31", None], "Aucune des deux actions qui restent à terminer et "
         "dont l’échéance est connue n’est en retard ; l’échéance d’une autre est inconnue."),
        (["2021-12-30"], "Une action est en retard, d’un jour."),
        (["2021-12-21", None, None], "Une action est en retard, de 10 jours ; l’échéance de deux "
         "autres est inconnue."),
        (["2021-12-30", "2021-12-01"], "Deux actions sont en retard, de 15,5 jours en médiane "
         "(au plus 30 jours)."),
        (["2021-12-21", "2021-12-21"], "Deux actions sont en retard, de 10 jours chacune."),
    ],
)  # fmt: skip
def test_delays_are_counted_or_said_not_to_be_computable(
    deadlines: list[str | None], sentence: str
) -> None:
    actions = [{"element_id": f"a{i}", "date_fin": due} for i, due in enumerate(deadlines)]
    statuses = ["EN_COURS"] * len(deadlines)

    assert sentence in told(one_oo(*actions), all_seen(*statuses))


def test_stale_observations_are_counted() -> None:
    old = [seen(f"a{i}", "EN_COURS", 10, le="2020-01-01") for i in range(3)]
    recent = [seen("a3", "EN_COURS", 10)]

    assert "Le dernier relevé de trois des quatre actions évaluées a plus de 12 mois." in told(
        several(4), old + recent
    )
    assert "Le dernier relevé de chacune des trois actions évaluées a plus de 12 mois." in told(
        several(3), old
    )


def test_objectives_are_summed_up_with_their_agreement() -> None:
    elements = [{"element_id": "os1", "niveau": "OS"}]
    for i in range(4):
        elements += [
            {"element_id": f"oo{i}", "niveau": "OO", "parent_id": "os1"},
            {"element_id": f"a{i}", "niveau": "ACTION", "parent_id": f"oo{i}"},
        ]

    mixed = told(elements, all_seen("TERMINE", "TERMINE", "ANNULE_ABANDONNE"))[-1]
    same = told(elements, all_seen(*["TERMINE"] * 4))[-1]
    none = told(elements, [])[-1]

    assert mixed == (
        "Sur quatre objectifs opérationnels, deux sont atteints, un est abandonné et un n’est pas "
        "évaluable."
    )
    assert same == "Les quatre objectifs opérationnels sont tous atteints."
    assert none == "Aucun des quatre objectifs opérationnels n’est évaluable."


def test_perennial_and_out_of_scope_actions_are_said_apart() -> None:
    elements = one_oo(
        {"element_id": "a0"},
        {"element_id": "p1", "type_action": "PERENNE"},
        {"element_id": "p2", "type_action": "PERENNE"},
        {"element_id": "h1", "type_action": "HORS_CHAMP"},
    )

    assert told(elements, all_seen("TERMINE"))[-1] == (
        "Deux actions pérennes et une action hors champ sont suivies à part."
    )


def test_every_sentence_holds_a_figure_and_one_point() -> None:
    said = told(several(12), all_seen(*["TERMINE", "EN_COURS", "PROBLEME", None] * 3))
    figures = ("un", "une", "deux", "trois", "six", "neuf", "seul", "Aucun")

    for sentence in said:
        words = sentence.replace(",", " ").split()
        has_word = any(word.lower() in {f.lower() for f in figures} for word in words)
        assert has_word or any(c.isdigit() for c in sentence), sentence
        assert sentence.endswith(".")
        assert "  " not in sentence


def test_key_figures_say_what_they_are_made_of() -> None:
    elements = one_oo(
        {"element_id": "a0"},
        {"element_id": "a1", "date_fin": "2021-12-21"},
        {"element_id": "a2"},
    )
    pst = make(elements, [seen("a0", "TERMINE"), seen("a1", "EN_COURS", 50)])

    table = key_figures(evaluate(pst, date_arrete=DAY)).map(plain)

    assert list(table["valeur"]) == ["33,3 %", "50,0–83,3 %", "1", "0 sur 1"]
    assert table.loc[0, "detail"] == "1 terminée sur 3 poursuivies ; 1 au statut inconnu"
    # a0, a2 : 1095 jours sur 2191 ; a1 : échue. (49,977 × 2 + 100) / 3.
    assert table.loc[1, "detail"] == "attendu : 66,7 % ; 1 taux inconnu"
    assert table.loc[2, "libelle"] == "action en retard"
    assert table.loc[2, "detail"] == "10 jours, échéance inconnue pour 1 action"
    assert table.loc[3, "detail"] == "1 en difficulté"


def test_delays_that_cannot_be_known_are_not_a_zero() -> None:
    table = key_figures(evaluate(make(several(2)), date_arrete=DAY))

    assert table.loc[2, "valeur"] == "n. c."
    assert table.loc[3, "valeur"] == "n. c."


def test_a_plan_that_nobody_observed_has_no_rate_of_zero() -> None:
    evaluation = evaluate(make(several(2)), date_arrete=DAY)

    said = [plain(sentence) for sentence in summary(evaluation)]
    assert said[0] == (
        "Au 31 décembre 2021, le statut des deux actions poursuivies est inconnu : "
        "le taux de réalisation n’est pas connu."
    )
    assert not any(sentence.startswith("Le statut") for sentence in said)
    table = key_figures(evaluation).map(plain)
    assert table.loc[0, "valeur"] == "n. c."
    assert table.loc[0, "detail"] == "2 au statut inconnu sur 2 poursuivies"


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        ((None,), "10 jours ; son statut est inconnu."),
        ((None, None), "10 jours chacune ; leur statut est inconnu."),
        ((None, "EN_COURS"), "10 jours chacune ; le statut d’une d’entre elles est inconnu."),
        (("EN_COURS", "EN_COURS"), "10 jours chacune."),
    ],
)
def test_late_actions_of_unknown_status_are_told(
    statuses: tuple[str | None, ...], end: str
) -> None:
    ids = [f"a{n}" for n in range(len(statuses))]
    elements = one_oo(*({"element_id": name, "date_fin": "2021-12-21"} for name in ids))
    known = [seen(n, s) for n, s in zip(ids, statuses, strict=True) if s]
    evaluation = evaluate(make(elements, known), date_arrete=DAY)

    said = [plain(sentence) for sentence in summary(evaluation)]
    assert any(" en retard, de " in text and text.endswith(end) for text in said), said
    unknown = statuses.count(None)
    told = f"dont {unknown} au statut inconnu" in key_figures(evaluation).loc[2, "detail"]
    assert told == bool(unknown)


@pytest.mark.parametrize("module", [wording, days])
def test_the_examples_of_the_docstrings_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)

    assert found.attempted > 0
    assert found.failed == 0


def test_numbers_are_words_up_to_nine_and_lists_end_with_and() -> None:
    assert [number(n) for n in (0, 1, 9, 10)] == ["zéro", "un", "neuf", "10"]
    assert number(1, feminine=True) == "une"
    assert listing(["a"]) == "a"
    assert shortened([str(i) for i in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 et deux autres"
    assert plain(expected(1.9)) == "1,9 % attendu"
    assert plain(expected(2)) == "2,0 % attendus"

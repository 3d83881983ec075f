from dataclasses import replace

import pandas as pd
import pytest

from pstlib.evaluation import Evaluation, evaluate, key_figures, summary
from pstlib.reference import load_method

from .conftest import make, one_oo, plain, seen, voted


def of(result: Evaluation, element_id: str) -> pd.Series:
    return result.objectifs.set_index("element_id").loc[element_id]


def test_the_rate_leaves_abandoned_perennial_and_out_of_scope_actions_out() -> None:
    pst = make(
        one_oo(
            *({"element_id": f"a{i}"} for i in range(1, 6)),
            {"element_id": "p1", "type_action": "PERENNE"},
            {"element_id": "h1", "type_action": "HORS_CHAMP"},
        ),
        [
            seen("a1", "TERMINE"),
            seen("a2", "TERMINE"),
            seen("a3", "EN_COURS", 50),
            seen("a4", "ANNULE_ABANDONNE"),
            seen("p1", "TERMINE"),
            seen("h1", "TERMINE"),
        ],
    )

    whole = evaluate(pst, date_arrete="2021-12-31").chiffres

    assert (whole["n_actions"], whole["n_evaluees"], whole["n_poursuivies"]) == (7, 5, 4)
    assert (whole["n_perennes"], whole["n_hors_champ"]) == (1, 1)
    assert (whole["n_TERMINE"], whole["n_ANNULE_ABANDONNE"], whole["n_INCONNU"]) == (2, 1, 1)
    assert whole["taux_realisation"] == 0.5
    # 100 + 100 + 50 + [0–100], over four.
    assert (whole["avancement_min"], whole["avancement_max"]) == (62.5, 87.5)
    assert whole["n_taux_inconnus"] == 1


def test_no_rate_and_no_mean_where_nothing_is_pursued() -> None:
    pst = make(one_oo({"element_id": "a1"}), [seen("a1", "ANNULE_ABANDONNE")])

    oo = of(evaluate(pst, date_arrete="2021-12-31"), "oo1")

    assert oo["n_evaluees"] == 1
    assert oo[["taux_realisation", "avancement_min", "avancement_max", "attendu"]].isna().all()


def test_a_shared_action_counts_under_each_oo_and_once_above() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}, {"element_id": "a2"}),
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1"},
            {"element_id": "os2", "niveau": "OS"},
            {"element_id": "oo3", "niveau": "OO", "parent_id": "os2"},
            {"element_id": "c1", "niveau": "ACTION", "parent_id": "oo3", "partage_de": "a1"},
        ],
        [seen("a1", "TERMINE"), seen("a2", "NON_COMMENCE")],
    )

    result = evaluate(pst, date_arrete="2021-12-31")

    done = result.objectifs.set_index("element_id")[["n_TERMINE", "n_poursuivies"]]
    assert done.apply(tuple, axis=1).to_dict() == {
        "os1": (1, 2), "oo1": (1, 2), "oo2": (1, 1), "os2": (1, 1), "oo3": (1, 1),
    }  # fmt: skip
    assert result.chiffres["n_actions"] == 2
    assert result.chiffres["taux_realisation"] == 0.5


def test_an_oo_holds_the_actions_of_its_sub_oo() -> None:
    pst = make(
        [
            {"element_id": "os1", "niveau": "OS"},
            {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "oo11", "niveau": "OO", "parent_id": "oo1"},
            {"element_id": "a1", "niveau": "ACTION", "parent_id": "oo11"},
            {"element_id": "oo12", "niveau": "OO", "parent_id": "oo1"},
            {"element_id": "a2", "niveau": "ACTION", "parent_id": "oo12"},
        ],
        [seen("a1", "TERMINE"), seen("a2", "EN_COURS", 20)],
    )

    result = evaluate(pst, date_arrete="2021-12-31")

    assert of(result, "oo1")["n_actions"] == 2
    assert of(result, "oo1")["avancement_min"] == 60
    assert of(result, "oo11")["appreciation"] == "ATTEINT"


def test_sub_actions_count_in_place_of_their_action() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}, {"element_id": "a2"}),
            {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a1"},
            {"element_id": "s2", "niveau": "SOUS_ACTION", "parent_id": "a1"},
        ],
        [seen("a1", "TERMINE"), seen("s1", "TERMINE"), seen("s2", "NON_COMMENCE")],
    )

    whole = evaluate(pst, date_arrete="2021-12-31").chiffres

    assert whole["n_actions"] == 3
    assert whole["taux_realisation"] == pytest.approx(1 / 3)


def test_etp_weigh_the_means_and_unknown_etp_leave_them() -> None:
    pst = make(
        one_oo(
            {"element_id": "a1", "etp": 3.0, "date_debut": "2022-01-01", "date_fin": "2022-12-31"},
            {"element_id": "a2", "etp": 1.0, "date_debut": "2020-01-01", "date_fin": "2020-12-31"},
            {"element_id": "a3"},
        ),
        [seen("a1", "EN_COURS", 20), seen("a2", "TERMINE"), seen("a3", "EN_COURS", 90)],
    )
    method = replace(load_method(), ponderation="etp")

    result = evaluate(pst, date_arrete="2021-12-31", method=method)

    # (3 × 20 + 1 × 100) / 4 ; attendu (3 × 0 + 1 × 100) / 4.
    assert result.chiffres["avancement_min"] == result.chiffres["avancement_max"] == 40
    assert result.chiffres["attendu"] == 25
    assert result.chiffres["n_poids_inconnus"] == 1
    assert "faute d’ETP connus" in " ".join(result.avertissements["message"])


def test_voted_expenses_attached_weigh_the_means_and_unattached_actions_leave_them() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}, {"element_id": "a2"}, {"element_id": "a3"}),
            {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a2"},
            {"element_id": "s2", "niveau": "SOUS_ACTION", "parent_id": "a2"},
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
            {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1",
             "part": 0.4},
        ],
        [
            seen("a1", "TERMINE"),
            seen("s1", "EN_COURS", 50),
            seen("s2", "NON_COMMENCE"),
            seen("a3", "EN_COURS", 90),
        ],
        budget=[
            voted("104/111-01", "500.00", exercice=2020),
            voted("104/111-01", "100.00"),
            voted("104/111-01", "300.00", version="MB1"),
            voted("104/123-02", "80.00"),
            voted("104/123-02", "70.00", version="ENGAGEMENTS"),
            voted("104/124-02", "9000.00", exercice=2022),
            voted("104/465-02", "9000.00", type="R"),
        ],
        liens_budget=[
            {"element_id": "a1", "article": "104/111-01", "part": 0.25},
            {"element_id": "a2", "article": "104/123-02"},
            {"element_id": "s2", "article": "104/111-01", "part": 0.05},
            {"element_id": "a3", "article": "104/124-02"},
            {"element_id": "a3", "article": "104/465-02"},
        ],
    )  # fmt: skip
    method = replace(load_method(), ponderation="budget")

    result = evaluate(pst, date_arrete="2021-12-31", method=method)

    # Votes of 104/111-01 until 2021: 500 + 300 (MB1). a1, at both its places: 25 % = 200.
    # a2: 80, half of it on each sub-action; s2 has 5 % of 800 = 40 of its own.
    # a3 has only a receipt, and an expense of 2022: its weight isn't known.
    weights = result.actions.set_index("element_id")["poids"]
    assert weights[["a1", "s1", "s2"]].tolist() == [20_000, 4_000, 8_000]
    assert pd.isna(weights["a3"])
    # (200 × 100 + 40 × 50 + 80 × 0) / 320.
    assert result.chiffres["avancement_min"] == result.chiffres["avancement_max"] == 68.75
    assert result.chiffres["n_poids_inconnus"] == 1
    assert "faute de dépense votée rattachée : A3." in plain(
        " ".join(result.avertissements["message"])
    )
    assert "L’avancement moyen pondéré par le budget est de 68,8 %" in plain(
        " ".join(summary(result))
    )
    assert key_figures(result).loc[1, "libelle"] == "avancement pondéré par le budget"


def test_without_any_voted_expense_the_mean_weighted_by_budget_is_not_computable() -> None:
    pst = make(one_oo({"element_id": "a1"}, {"element_id": "a2"}), [seen("a1", "EN_COURS", 20)])
    method = replace(load_method(), ponderation="budget")

    result = evaluate(pst, date_arrete="2021-12-31", method=method)

    assert pd.isna(result.chiffres["avancement_min"])
    assert (
        "L’avancement moyen pondéré par le budget n’est pas calculable : aucune dépense votée "
        "n’est connue pour deux actions à pondérer." in plain(" ".join(summary(result)))
    )


def test_without_any_known_etp_an_objective_is_not_assessable() -> None:
    pst = make(
        one_oo({"element_id": "a1"}, {"element_id": "a2"}),
        [seen("a1", "EN_COURS", 20), seen("a2", "EN_COURS", 20)],
    )
    method = replace(load_method(), ponderation="etp")

    oo = of(evaluate(pst, date_arrete="2021-12-31", method=method), "oo1")

    assert pd.isna(oo["avancement_min"])
    assert oo["appreciation"] == "NON_EVALUABLE"
    assert oo["appreciation_motif"] == "aucun poids connu pour deux actions à pondérer"


def test_objectives_come_in_the_order_of_the_plan_and_keep_those_without_action() -> None:
    pst = make(
        [
            {"element_id": "v1", "niveau": "VOLET"},
            {"element_id": "os1", "niveau": "OS", "parent_id": "v1", "position": 2},
            {"element_id": "os2", "niveau": "OS", "parent_id": "v1", "position": 1},
            {"element_id": "oo1", "niveau": "OO", "parent_id": "os1"},
        ]
    )

    objectives = evaluate(pst, date_arrete="2021-12-31").objectifs

    assert list(objectives["element_id"]) == ["v1", "os2", "os1", "oo1"]
    assert objectives["n_actions"].eq(0).all()


def test_a_plan_without_element_is_evaluated_and_said_empty() -> None:
    result = evaluate(make(), date_arrete="2021-12-31")

    assert result.chiffres["n_actions"] == 0
    assert result.objectifs.empty
    assert result.avertissements.loc[0, "niveau"] == "erreur"

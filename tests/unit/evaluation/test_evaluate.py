import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pstlib.errors import DateError, TableError, UsageError
from pstlib.evaluation import evaluate, to_json
from pstlib.model import Pst

from .conftest import make, one_oo, plain, seen, voted


@pytest.fixture
def pst() -> Pst:
    return make(
        one_oo(
            {"element_id": "a1", "date_fin": "2021-11-30"},
            {"element_id": "a2", "date_debut": "2021-01-01", "date_fin": "2021-12-31"},
        ),
        [seen("a1", "EN_COURS", 25, le="2020-06-30"), seen("a2", "TERMINE")],
        demarches=[{"demarche": "DPS", "date": "2019-02-19"}],
    )


def messages(pst: Pst, **more: Any) -> list[str]:
    table = evaluate(pst, **({"date_arrete": "2021-12-31"} | more)).avertissements
    return [plain(text) for text in table["message"]]


def keys_explained(root: Path) -> set[str]:
    """The keys that docs/methode.md explains."""
    text = (root / "docs/methode.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", text.split("## Les chiffres en JSON")[1], re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def test_json_holds_the_contract_s_keys_and_only_json_types(pst: Pst, root: Path) -> None:
    found = json.loads(
        json.dumps(to_json(evaluate(pst, date_arrete="31/12/2021")), allow_nan=False)
    )

    assert list(found)[:9] == [
        "pst", "date_arrete", "evaluation", "ensemble", "objectifs", "actions", "budget",
        "calendrier", "avertissements",
    ]  # fmt: skip
    assert set(found) == keys_explained(root)
    assert (found["pst"], found["date_arrete"]) == ("essai", "2021-12-31")
    assert found["ensemble"] == {
        "n_actions": 2,
        "n_evaluees": 2,
        "n_perennes": 0,
        "par_statut": {
            "NON_COMMENCE": 0, "EN_COURS": 1, "EN_ATTENTE": 0, "PROBLEME": 0, "TERMINE": 1,
            "ANNULE_ABANDONNE": 0, "INCONNU": 0,
        },
        "taux_realisation": {"numerateur": 1, "denominateur": 2, "taux": 0.5},
        "avancement": {"min": 62.5, "max": 62.5},
        "attendu": 100.0,
        "n_en_retard": 1,
        "n_sans_echeance": 0,
        "n_perimees": 1,
    }  # fmt: skip
    assert found["actions"][0] == {
        "element_id": "a1",
        "code": "A1",
        "libelle": "Action a1",
        "statut": "EN_COURS",
        "taux_avancement": 25.0,
        "date_suivi": "2020-06-30",
        "perimee": True,
        "en_retard": True,
        "retard_jours": 31,
        "attendu": 100.0,
    }
    assert found["actions"][1]["taux_avancement"] is None
    assert found["actions"][1]["retard_jours"] is None
    objective = found["objectifs"][1]
    assert (objective["niveau"], objective["appreciation"]) == ("OO", "EN_DIFFICULTE")
    assert objective["appreciation_conseil"] is None
    assert found["objectifs"][0]["appreciation"] is None
    assert found["budget"] == {"par_exercice": [], "par_objectif": [], "non_rattache": []}
    assert found["calendrier"][0] == {
        "demarche": "DPS", "echeance": None, "date": "2019-02-19", "etat": "FAIT",
    }  # fmt: skip


def test_amounts_of_the_json_are_text_with_two_decimals_and_null_where_unknown() -> None:
    pst = make(
        one_oo({"element_id": "a1"}),
        budget=[
            voted("104/111-01", "1000.5", version="INITIAL"),
            voted("104/111-01", "1200", version="MB1"),
            voted("104/111-01", "600", version="ENGAGEMENTS"),
        ],
        liens_budget=[{"element_id": "a1", "article": "104/111-01", "part": 0.25}],
    )

    found = to_json(evaluate(pst, date_arrete="2021-12-31"))["budget"]

    year = {"exercice": 2021, "service": "O", "type": "D"}
    unknown = {"imputations": None, "droits_nets": None, "compte": None}
    assert found["par_exercice"] == [
        {**year, "initial": "1000.50", "dernier_vote": "1200.00", "engagements": "600.00",
         **unknown, "taux_execution": 0.5}
    ]  # fmt: skip
    # A quarter of 1000.50 is 250.125: the first of the two parts has the cent.
    quarter = {"initial": "250.13", "dernier_vote": "300.00", "engagements": "150.00", **unknown}
    assert [(row["code"], row["niveau"]) for row in found["par_objectif"]] == [
        ("OS1", "OS"),
        ("OO1", "OO"),
    ]
    for row in found["par_objectif"]:
        assert {name: row[name] for name in (*year, *quarter)} == {**year, **quarter}
    assert found["non_rattache"] == [
        {**year, "initial": "750.37", "dernier_vote": "900.00", "engagements": "450.00", **unknown}
    ]


def test_money_of_a_sub_action_goes_to_every_objective_where_its_action_shows() -> None:
    pst = make(
        [
            *one_oo({"element_id": "a1"}),
            {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a1"},
            {"element_id": "os2", "niveau": "OS"},
            {"element_id": "oo2", "niveau": "OO", "parent_id": "os2"},
            {"element_id": "b1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1",
             "part": 0.3},
        ],
        budget=[voted("104/111-01", "100.00")],
        liens_budget=[{"element_id": "s1", "article": "104/111-01"}],
    )  # fmt: skip

    found = to_json(evaluate(pst, date_arrete="2021-12-31"))["budget"]["par_objectif"]

    assert [(row["code"], row["dernier_vote"]) for row in found] == [
        ("OS1", "70.00"), ("OO1", "70.00"), ("OS2", "30.00"), ("OO2", "30.00"),
    ]  # fmt: skip


def test_stale_observations_are_warned_of(pst: Pst) -> None:
    assert "Une action évaluée repose sur un relevé de plus de 12 mois : A1." in messages(pst)


def test_contradictions_and_doubtful_rates_of_the_last_observations_are_warned_of() -> None:
    pst = make(
        one_oo(*({"element_id": f"a{i}"} for i in range(1, 4))),
        [
            seen("a1", "EN_COURS", 10),
            seen("a1", "EN_COURS", 20),
            seen("a2", "EN_COURS", 100),
            seen("a3", "TERMINE", 80, le="2020-01-01"),
            seen("a3", "TERMINE"),
        ],
    )

    found = " | ".join(messages(pst))

    assert "A1 – deux relevés différents" in found
    assert "A2 – avancement de 100 %" in found
    # The doubtful one of 2020 has been replaced since: nothing rests on it.
    assert "A3" not in found.replace("A3 et", "")


def test_a_deadline_before_its_start_is_an_error() -> None:
    pst = make(one_oo({"element_id": "a1", "date_debut": "2021-06-01", "date_fin": "2021-01-01"}))

    table = evaluate(pst, date_arrete="2021-12-31").avertissements

    assert table.loc[0, "niveau"] == "erreur"
    assert table.loc[0, "element_id"] == "a1"


def test_later_observations_are_left_aside_and_said_so(pst: Pst) -> None:
    found = messages(pst, date_arrete="2020-12-31")

    assert "Un relevé postérieur à la date d’arrêt n’est pas pris en compte." in found


def test_a_date_outside_the_years_of_the_plan_is_said(pst: Pst) -> None:
    found = messages(pst, date_arrete="2025-01-01")

    assert "La date d’arrêt est hors des exercices du PST (2019-2024)." in found


def test_an_override_of_the_data_folder_is_applied_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel"
    folder.mkdir()
    (folder / "methode.yml").write_text("peremption_mois: 24\n", encoding="utf-8")
    pst = make(
        one_oo({"element_id": "a1"}),
        [seen("a1", "EN_COURS", 10, le="2020-06-30")],
        dossier=tmp_path / "essai",
    )

    result = evaluate(pst, date_arrete="2021-12-31")

    assert result.chiffres["n_perimees"] == 0
    found = [plain(text) for text in result.avertissements["message"]]
    assert (
        "Méthode modifiée – âge au-delà duquel un relevé est périmé : 24 mois au lieu de 12 mois."
        in found
    )
    assert (
        "Le fichier referentiel/methode.yml du dossier des données remplace celui de pstlib."
        in found
    )


def test_completeness_counts_what_is_known_of_what_is_expected(pst: Pst) -> None:
    table = evaluate(pst, date_arrete="2021-12-31").qualite.set_index("champ")

    known = {field: (row["n_connus"], row["n_total"]) for field, row in table.iterrows()}
    assert known == {
        "statut": (2, 2),
        "date_suivi": (1, 2),
        "taux_avancement": (1, 1),
        "responsable": (0, 2),
        "date_debut": (1, 2),
        "date_fin": (2, 2),
        "etp": (0, 2),
        "budget": (0, 2),
        "budget_vote": (0, 3),
        "compte": (0, 3),
        "effectifs": (0, 3),
        "indicateurs": (0, 1),
        "date_installation": (0, 1),
        "delegation_bureau_permanent": (0, 1),
        "date_adoption": (0, 1),
    }
    assert table.loc["date_debut", "part"] == 0.5
    assert table["consequence"].str.endswith(".").all()


def test_indicators_and_budget_links_count_from_the_action_up_to_its_objective() -> None:
    pst = make(
        one_oo({"element_id": "a1"}, {"element_id": "a2"}),
        indicateurs=[{"indicateur_id": "i1", "element_id": "a1", "libelle": "Repas servis"}],
        financements=[
            {"element_id": "a2", "source": "Wallonie", "montant": Decimal("100.00")},
            {"element_id": "a1", "source": "Wallonie"},  # how much isn't said
        ],
    )

    table = evaluate(pst, date_arrete="2021-12-31").qualite.set_index("champ")

    assert table.loc["indicateurs", "n_connus"] == 1
    assert table.loc["budget", "n_connus"] == 1


def test_an_account_is_expected_of_an_exercice_that_is_over_a_budget_of_one_begun() -> None:
    rows = [
        voted("104/111-01", "10.00", exercice=year, version=version)
        for year in (2019, 2020, 2021)
        for version in ("INITIAL", "ENGAGEMENTS")
        if (year, version) != (2020, "ENGAGEMENTS")
    ]
    staff = [
        {"exercice": 2019, "statut": "APE", "etp": 2.0},
        {"exercice": 2020, "statut": "APE", "etp": None},
    ]
    pst = make(one_oo({"element_id": "a1"}), budget=rows, effectifs=staff)

    def known(day: str) -> list[tuple[int, int]]:
        table = evaluate(pst, date_arrete=day).qualite.set_index("champ")
        chosen = table.loc[["budget_vote", "compte", "effectifs"]]
        return list(zip(chosen["n_connus"], chosen["n_total"], strict=True))

    assert known("2021-12-31") == [(3, 3), (2, 3), (1, 3)]
    assert known("2021-06-30") == [(3, 3), (1, 2), (1, 3)]
    assert known("2019-06-30") == [(1, 1), (0, 0), (1, 1)]


def test_an_unknown_kind_of_evaluation_or_a_wrong_date_is_refused(pst: Pst) -> None:
    with pytest.raises(UsageError, match="mi-parcours"):
        evaluate(pst, date_arrete="2021-12-31", evaluation="annuelle")
    with pytest.raises(DateError):
        evaluate(pst, date_arrete="2021-02-30")


def test_a_method_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel"
    folder.mkdir()
    (folder / "methode.yml").write_text("peremption: 24\n", encoding="utf-8")
    pst = make(one_oo({"element_id": "a1"}), dossier=tmp_path / "essai")

    with pytest.raises(TableError, match="peremption_mois"):
        evaluate(pst, date_arrete="2021-12-31")


def test_evaluating_leaves_the_tables_as_they_were(pst: Pst) -> None:
    before = {name: table.copy() for name, table in pst.tables.items()}

    evaluate(pst, date_arrete="2021-12-31")

    for name, table in pst.tables.items():
        assert table.equals(before[name]), name

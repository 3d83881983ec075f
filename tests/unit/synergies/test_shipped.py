"""The deliberate faults of the fictitious Valrive, each found by the study of both its PST."""

from pathlib import Path

import pytest

from pstlib.errors import UsageError
from pstlib.model import load
from pstlib.synergies import SynergyStudy, study_synergies
from pstlib.synergies import study_sentences as words
from pstlib.synergies.side_sentences import side_sentences

DATA = Path(__file__).parents[3] / "pst_data"


@pytest.fixture(scope="module")
def study() -> SynergyStudy:
    return study_synergies(
        load("valrive-2019-2024", DATA),
        load("commune-valrive-2019-2024", DATA),
        date_arrete="2024-06-30",
    )


def test_the_24_synergies_of_both_are_matched(study: SynergyStudy) -> None:
    assert len(study.cotes.paires) == 24
    assert study.cotes.paires["synergie_id"].equals(study.cotes.paires["synergie_id_partenaire"])
    assert study.cotes.seuls.empty


def test_the_state_of_sy22_and_the_saving_of_sy25_are_contradicted(study: SynergyStudy) -> None:
    rows = study.cotes.contradictions.to_dict("records")
    found = {(row["genre"], row["synergie_id"]): row for row in rows}

    state = found["ETAT", "sy22"]
    assert (state["valeur"], state["valeur_partenaire"]) == ("EXISTANTE", "EN_COURS")
    saving = found["ECONOMIE_CONSTATEE", "sy25"]
    assert saving["partenaire"] == "la Commune de Valrive"
    assert (saving["valeur"], saving["valeur_partenaire"]) == ("4200.00", "7900.00")
    assert set(found) == {
        ("ETAT", "sy22"), ("BILAN", "sy22"), ("ECONOMIE_CONSTATEE", "sy25"),
    }  # fmt: skip


def test_the_link_of_sy22_to_nothing_is_said_of_the_commune(study: SynergyStudy) -> None:
    assert study.cotes.liens.to_dict("records") == [
        {"cote": "Commune de Valrive", "table": "synergies", "ligne": "sy22",
         "champ": "element_id", "vers": "os4-oo3-a6"}
    ]  # fmt: skip


def test_sart_fontaine_is_a_partner_that_nobody_loaded(study: SynergyStudy) -> None:
    assert study.inconnus.to_dict("records") == [
        {"nom": "le CPAS de Sart-Fontaine", "n": 2, "synergies": "sy32 ; sy33"}
    ]


def test_the_director_of_finance_weakens_the_cpas_though_the_service_stays(
    study: SynergyStudy,
) -> None:
    weak = study.verdicts[study.verdicts["verdict"].eq("AFFAIBLI")]
    assert set(weak["synergie_id"]) == {"sy19", "sy22"}
    own = study.bilans[study.bilans["synergie_id"].eq("sy19")].iloc[0]
    assert (own["cout"], own["service"]) == (True, False)
    text = " ".join(words.win_sentences(study))
    assert "« Directeur financier commun » (le CPAS de Valrive)" in text.replace("\u00a0", " ")


def test_the_report_of_2022_was_late_from_the_joint_meeting_on(study: SynergyStudy) -> None:
    late = study.etapes[study.etapes["etat"].eq("FAIT_EN_RETARD")]

    assert set(late["exercice"]) == {2022}
    assert dict(zip(late["demarche"], late["jours"], strict=True)) == {
        "SYNERGIES_SEANCE_CONJOINTE": 16,
        "SYNERGIES_ADOPTION_COMMUNE": 30,
        "SYNERGIES_ADOPTION_CPAS": 31,
        "SYNERGIES_ANNEXE_BUDGET": 73,
    }
    assert set(study.etapes.loc[study.etapes["exercice"].eq(2024), "etat"]) == {"A_FAIRE"}


def test_four_joint_contracts_end_within_a_year(study: SynergyStudy) -> None:
    rows = study.contrats

    assert set(rows.loc[rows["expire"], "contrat_id"]) == {"mc02", "mc03", "mc06", "mc07"}
    assert rows["etat"].value_counts().to_dict() == {"EN_COURS": 5, "ECHU": 3}


def test_the_matrix_climbs_from_year_to_year(study: SynergyStudy) -> None:
    rows = study.matrice[study.matrice["service"].eq("INFORMATIQUE")]

    assert list(zip(rows["exercice"], rows["degre"], rows["dernier"], strict=True)) == [
        (2019, "AUCUN", False), (2021, "COORDINATION", False), (2023, "MOYENS_PARTAGES", True),
    ]  # fmt: skip


def test_without_a_date_the_last_observation_is_the_day() -> None:
    study = study_synergies(load("valrive-2019-2024", DATA))

    assert study.jour.isoformat() == "2024-05-31"
    assert not study.demandee


def test_a_plan_without_synergies_stands_and_says_so() -> None:
    study = study_synergies(load("celles-2019-2024", DATA), date_arrete="2021-12-31")

    assert words.opening_sentences(study)[0] == words.NOTHING
    assert words.matrix_sentences(study) == ["La matrice de coopération n’est pas remplie."]
    assert side_sentences(study) == []
    assert set(study.etapes["etat"]) == {"NON_DOCUMENTE", "A_FAIRE"}


def test_a_plan_is_no_partner_of_its_own() -> None:
    pst = load("celles-2019-2024", DATA)

    with pytest.raises(UsageError, match="son propre partenaire"):
        study_synergies(pst, pst, date_arrete="2021-12-31")

"""Two sides of the same synergies: matched by what they say, never by their number alone."""

from typing import Any

import pandas as pd
import pytest

from pstlib.model import Identity, Pst
from pstlib.model.table_files import conform
from pstlib.synergies import SynergyStudy, study_synergies

Row = dict[str, Any]
PLAN = [
    {"element_id": "os1", "niveau": "OS", "position": 0, "code": "OS1", "libelle": "Un objectif"},
    {"element_id": "oo1", "niveau": "OO", "parent_id": "os1", "position": 0, "code": "OS1.OO1",
     "libelle": "Un autre objectif"},
    {"element_id": "a1", "niveau": "ACTION", "parent_id": "oo1", "position": 0,
     "code": "OS1.OO1.A1", "libelle": "Tenir le registre des dons"},
]  # fmt: skip
DAY = "2023-12-31"


def organisation(name: str, kind: str = "CPAS", **tables: list[Row]) -> Pst:
    identity = Identity(
        slug=f"{kind.lower()}-{sum(map(ord, name))}", organisme=name, libelle=f"PST, {name}",
        exercice_debut=2019, exercice_fin=2024, type_admin=kind, ins="90001", fictif=True,
    )  # fmt: skip
    given = {"elements": PLAN, **tables}
    frames = {key: conform(pd.DataFrame(rows), key) for key, rows in given.items() if rows}
    return Pst.from_tables(identity, frames)


def synergy(key: str, label: str, partner: str, **more: Any) -> Row:
    return {
        "synergie_id": key,
        "libelle": label,
        "partenaires": partner,
        "etat": "EXISTANTE",
    } | more


def studied(own_rows: list[Row], other_rows: list[Row], **gains: list[Row]) -> SynergyStudy:
    own = organisation("CPAS d’Essai", synergies=own_rows, gains_synergies=gains.get("ours", []))
    other = organisation("Commune d’Essai", "AC", synergies=other_rows,
                         gains_synergies=gains.get("theirs", []))  # fmt: skip
    return study_synergies(own, other, date_arrete=DAY, organismes=[])


def matched(study: SynergyStudy) -> list[tuple[str, str]]:
    rows = study.cotes.paires
    return list(zip(rows["synergie_id"], rows["synergie_id_partenaire"], strict=True))


def gain(key: str, partner: str, amount: str | None, balance: str = "GAGNANT") -> Row:
    return {"synergie_id": key, "partenaire": partner, "exercice": 2023,
            "economie_constatee": amount, "bilan": balance}  # fmt: skip


def test_the_same_label_matches_whatever_the_numbers() -> None:
    study = studied(
        [synergy("sy01", "Délégué commun à la protection des données", "la Commune d’Essai")],
        [
            synergy("sy01", "Dépôt d’archives commun", "le CPAS d’Essai"),
            synergy("sy99", "délégué commun à la  protection des données", "le CPAS d’Essai"),
        ],
    )

    assert matched(study) == [("sy01", "sy99")]
    assert study.cotes.paires["indices"].tolist() == ["même intitulé"]
    assert study.cotes.seuls.to_dict("records") == [
        {"cote": "Commune d’Essai", "synergie_id": "sy01", "libelle": "Dépôt d’archives commun",
         "etat": "EXISTANTE"}
    ]  # fmt: skip


def test_another_label_matches_where_agreement_start_and_domain_are_the_same() -> None:
    same = {
        "domaine": "FINANCES", "date_debut": "2017-01-01", "convention": "Délibérations de 2016",
    }  # fmt: skip
    near = studied(
        [synergy("1", "Directeur financier commun", "la commune", **same)],
        [synergy("7", "Directeur financier du CPAS et de la Commune", "le CPAS", **same)],
    )
    far = studied(
        [synergy("1", "Directeur financier commun", "la commune", domaine="FINANCES")],
        [synergy("1", "Convention de trésorerie", "le CPAS", domaine="FINANCES")],
    )

    assert matched(near) == [("1", "7")]
    assert (
        near.cotes.paires["indices"].iloc[0].endswith("même convention, même début, même domaine")
    )
    assert matched(far) == []
    assert len(far.cotes.seuls) == 2


def test_a_synergy_with_somebody_else_is_no_business_of_this_partner() -> None:
    study = studied(
        [synergy("1", "Garde sociale", "le CPAS de Sart-Fontaine")],
        [synergy("1", "Garde sociale", "le CPAS de Sart-Fontaine")],
    )

    assert matched(study) == []
    assert study.cotes.seuls.empty
    assert study.inconnus.to_dict("records") == [
        {"nom": "le CPAS de Sart-Fontaine", "n": 1, "synergies": "1"}
    ]


@pytest.mark.parametrize("name", ["la Commune d’Essai", "Commune d'Essai", "La commune", "ville"])
def test_partners_are_known_by_their_name_whatever_its_article(name: str) -> None:
    study = studied([synergy("1", "Bus", name)], [synergy("1", "Bus", "le Centre")])

    assert matched(study) == [("1", "1")]
    assert study.inconnus.empty


def test_each_side_states_its_own_saving_so_that_two_amounts_are_no_contradiction() -> None:
    study = studied(
        [synergy("1", "Bus", "la Commune", economie_constatee="10.00")],
        [synergy("1", "Bus", "le CPAS", economie_constatee="99.00")],
        ours=[gain("1", "le CPAS d’Essai", "10.00")],
        theirs=[gain("1", "la Commune d’Essai", "99.00")],
    )

    assert study.cotes.contradictions.empty


def test_the_saving_of_one_partner_in_one_year_can_only_be_one() -> None:
    study = studied(
        [synergy("1", "Bus", "la Commune")],
        [synergy("5", "Bus", "le CPAS")],
        ours=[gain("1", "la commune", "4200.00"), gain("1", "le CPAS d’Essai", None, "AFFAIBLI")],
        theirs=[gain("5", "Commune d’Essai", "7900.00"), gain("5", "le CPAS", "3.00", "NEUTRE")],
    )
    rows = study.cotes.contradictions.to_dict("records")

    assert [(r["genre"], r["exercice"], r["valeur"], r["valeur_partenaire"]) for r in rows] == [
        ("ECONOMIE_CONSTATEE", 2023, "4200.00", "7900.00"),
        ("BILAN", 2023, "AFFAIBLI", "NEUTRE"),
    ]


def test_states_contradict_each_other_at_the_same_day_only() -> None:
    followed = [
        {"synergie_id": "1", "date": "2020-01-01", "etat": "EN_COURS"},
        {"synergie_id": "1", "date": "2022-01-01", "etat": "EXISTANTE"},
    ]
    own = organisation("CPAS d’Essai", synergies=[synergy("1", "Bus", "la Commune")],
                       suivi_synergies=followed)  # fmt: skip
    other = organisation("Commune d’Essai", "AC",
                         synergies=[synergy("1", "Bus", "le CPAS", etat="EN_COURS")])  # fmt: skip

    now = study_synergies(own, other, date_arrete=DAY, organismes=[]).cotes.contradictions
    then = study_synergies(own, other, date_arrete="2021-06-30", organismes=[]).cotes.contradictions

    assert [(r["valeur"], r["valeur_partenaire"]) for r in now.to_dict("records")] == [
        ("EXISTANTE", "EN_COURS")
    ]
    # The commune dates nothing: what it says is its last word, of no use for a day before.
    assert then.empty


def test_each_side_may_see_another_effect_on_its_own_service() -> None:
    study = studied(
        [synergy("1", "Bus", "la Commune", effet_service="MOINDRE"),
         synergy("2", "Site", "la Commune", effet_service="MEILLEUR")],
        [synergy("1", "Bus", "le CPAS", effet_service="IDENTIQUE"),
         synergy("2", "Site", "le CPAS")],
    )  # fmt: skip

    assert study.cotes.effets["differe"].tolist() == [True, False]
    assert study.cotes.contradictions.empty


def test_a_link_to_nothing_is_kept_and_said() -> None:
    study = studied(
        [synergy("1", "Bus", "la Commune", element_id="a1")],
        [synergy("1", "Bus", "le CPAS", element_id="a77")],
        ours=[gain("8", "le CPAS", "1.00")],
    )

    assert study.cotes.liens.to_dict("records") == [
        {"cote": "CPAS d’Essai", "table": "gains_synergies", "ligne": "8",
         "champ": "synergie_id", "vers": "8"},
        {"cote": "Commune d’Essai", "table": "synergies", "ligne": "1", "champ": "element_id",
         "vers": "a77"},
    ]  # fmt: skip
    assert matched(study) == [("1", "1")]


def test_two_cpas_are_partners_as_well() -> None:
    own = organisation("CPAS d’Essai", synergies=[synergy("1", "Garde", "le CPAS de Bois")])
    other = organisation("CPAS de Bois", synergies=[synergy("4", "Garde", "CPAS d’Essai")])
    study = study_synergies(own, other, date_arrete=DAY, organismes=[])

    assert matched(study) == [("1", "4")]
    assert study.inconnus.empty

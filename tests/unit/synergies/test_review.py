"""The synergies of small plans: states at a day, effect first, savings over what is known."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pstlib.evaluation import evaluate
from pstlib.reference.loader import OVERRIDES
from pstlib.reference.synergies import load_synergy_law
from pstlib.synergies import SynergyReview, review_synergies, synergy_sentences
from pstlib.synergies.review import BOTH_KNOWN, FORCE

from .conftest import Row, make, one_oo, seen

DAY = "2021-12-31"


def synergy(key: str, etat: str | None = "EXISTANTE", effet: str | None = None, **more: Any) -> Row:
    given = {"synergie_id": key, "libelle": f"Synergie {key}", "etat": etat}
    return {**given, "effet_service": effet, **more}


def reviewed(*rows: Row, elements: list[Row] | None = None, day: str = DAY) -> SynergyReview:
    plan = elements or one_oo({"element_id": "a1"})
    pst = make(plan, [seen("a1", "TERMINE")], synergies=list(rows))
    return review_synergies(evaluate(pst, date_arrete=day))


def said(review: SynergyReview) -> list[str]:
    return [text.replace("\u00a0", " ") for text in synergy_sentences(review)]


def money(review: SynergyReview, scope: str) -> tuple[Any, ...]:
    row = review.economies.set_index("perimetre").loc[scope]
    cells = (row[name] for name in ("n", "n_estimees", "estimee", "n_constatees", "constatee"))
    return tuple(None if pd.isna(cell) else cell for cell in cells)


def test_a_saving_that_nobody_knows_is_never_a_zero() -> None:
    review = reviewed(
        synergy("1", economie_estimee="1000.10", economie_constatee="900.00"),
        synergy("2", economie_estimee="500.00"),
        synergy("3"),
        synergy("4", "ABANDONNEE", economie_estimee="9999.00"),
        synergy("5", "PROJETEE", economie_estimee="250.00"),
    )

    assert money(review, FORCE) == (3, 2, Decimal("1500.10"), 1, Decimal("900.00"))
    assert money(review, BOTH_KNOWN) == (1, 1, Decimal("1000.10"), 1, Decimal("900.00"))
    text = " ".join(said(review)).replace("\u202f", " ")
    assert "estimée est connue pour deux des trois synergies existantes ou en cours : 1" in text
    assert "constatée est connue pour une des trois synergies existantes ou en cours : 900" in text
    assert "une économie estimée à 250,00 €" in text
    assert "9" * 4 not in text


def test_a_synergy_that_starts_after_the_day_is_ahead_and_has_saved_nothing() -> None:
    review = reviewed(
        synergy("1", effet="MOINDRE", date_debut="2022-01-01", economie_constatee="100.00"),
        synergy("2", date_debut="2021-12-31", economie_constatee="50.00"),
    )

    assert dict(zip(review.synergies["synergie_id"], review.synergies["etat"], strict=True)) == {
        "2": "EXISTANTE",
        "1": "A_VENIR",
    }
    assert money(review, FORCE)[3:] == (1, Decimal("50.00"))
    assert money(review, "A_VENIR")[3:] == (0, None)
    assert not review.synergies["signalee"].any()


def test_a_worse_service_is_flagged_unless_the_synergy_was_given_up() -> None:
    review = reviewed(
        synergy("1", "EN_COURS", "MOINDRE"),
        synergy("2", "ABANDONNEE", "MOINDRE"),
        synergy("3", "EXISTANTE", "MEILLEUR"),
        synergy("4", "EXISTANTE", "INCONNU"),
    )

    flags = dict(zip(review.synergies["synergie_id"], review.synergies["signalee"], strict=True))
    assert flags == {"1": True, "2": False, "3": False, "4": False}
    assert said(review)[1:4] == [
        "Des trois synergies existantes ou en cours, une améliore le service au citoyen et une "
        "l’affaiblit ; l’effet d’une autre n’est pas connu.",
        "Une synergie à revoir : « Synergie 1 » ; le service au citoyen y perd.",
        "Une synergie a été abandonnée : elle aurait affaibli le service (« Synergie 2 »).",
    ]


def test_a_negative_saving_is_a_cost_and_flagged() -> None:
    review = reviewed(
        synergy("1", effet="IDENTIQUE", economie_constatee="-3400.00"),
        synergy("2", effet="IDENTIQUE", economie_constatee="0.00"),
        synergy("3", effet="MOINDRE", economie_constatee="-1.00"),
    )

    alarms = dict(zip(review.synergies["synergie_id"], review.synergies["alerte"], strict=True))
    assert alarms["1"] == "COUT"
    assert pd.isna(alarms["2"])
    assert alarms["3"] == "SERVICE"
    assert money(review, FORCE)[3:] == (3, Decimal("-3401.00"))
    assert any("elle coûte plus qu’elle ne rapporte" in text for text in said(review))


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        (["MEILLEUR"], "La seule synergie existante ou en cours améliore le service au citoyen."),
        (
            ["IDENTIQUE", "IDENTIQUE"],
            "Des deux synergies existantes ou en cours, deux laissent identique le service au "
            "citoyen.",
        ),
        (
            ["IDENTIQUE", "MOINDRE", "MOINDRE"],
            "Des trois synergies existantes ou en cours, une laisse identique le service au "
            "citoyen et deux l’affaiblissent.",
        ),
        (
            [None],
            "L’effet sur le service de la seule synergie existante ou en cours n’est pas connu.",
        ),
        (
            [None, "INCONNU"],
            "L’effet sur le service des deux synergies existantes ou en cours n’est pas connu.",
        ),
        ([], "Aucune synergie n’est encore existante ou en cours."),
    ],
)
def test_the_effect_on_the_service_is_said_first(effects, expected: str) -> None:
    rows = [synergy(str(i), effet=effect) for i, effect in enumerate(effects)]

    assert said(reviewed(*rows, synergy("x", "PROJETEE")))[1] == expected


def test_links_say_whether_the_element_is_in_the_plan() -> None:
    elements = one_oo({"element_id": "a1"}, {"element_id": "a2", "version_entree": "V2"})
    pst = make(
        elements,
        [seen("a1", "TERMINE")],
        synergies=[
            synergy("1", element_id="a1"),
            synergy("2", element_id="a2"),
            synergy("3", element_id="nowhere"),
            synergy("4"),
            synergy("5", element_id="oo1"),
        ],
        versions=[{"version": "V2", "date": "2022-03-15"}],
    )
    rows = review_synergies(evaluate(pst, date_arrete=DAY)).synergies.set_index("synergie_id")

    assert rows["lien"].to_dict() == {
        "1": "AU_PLAN", "2": "HORS_PLAN", "3": "INTROUVABLE", "4": "SANS_LIEN", "5": "AU_PLAN",
    }  # fmt: skip
    assert rows.loc["1", "statut"] == "TERMINE"
    assert pd.isna(rows.loc["5", "statut"])


def test_actions_marked_but_named_by_no_synergy_are_listed() -> None:
    elements = [
        *one_oo(
            {"element_id": "a1", "synergie": "Locaux"},
            {"element_id": "a2", "synergie": "Véhicule"},
            {"element_id": "a3"},
            {"element_id": "a4", "synergie": "Marchés"},
        ),
        {"element_id": "s1", "niveau": "SOUS_ACTION", "parent_id": "a4", "synergie": "Marchés"},
        {"element_id": "oo2", "niveau": "OO", "parent_id": "os1"},
        {"element_id": "c2", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a2",
         "synergie": "Véhicule"},
    ]  # fmt: skip
    linked = [synergy("1", element_id="c2"), synergy("2", element_id="s1")]

    assert reviewed(*linked, elements=elements).marquees["element_id"].tolist() == ["a1"]
    # Without a synergy, each marked action once: not the place that repeats a2.
    assert reviewed(elements=elements).marquees["element_id"].tolist() == ["a1", "a2", "a4", "s1"]
    assert said(reviewed(elements=elements)) == [
        "Aucune synergie avec la commune ou un autre CPAS n’est connue.",
        "Quatre actions du plan sont marquées comme synergies sans fiche dans la table des "
        "synergies.",
    ]


def test_partners_are_counted_once_for_each_synergy() -> None:
    review = reviewed(
        synergy("1", partenaires="la Commune ; le CPAS voisin ; La commune"),
        synergy("2", "PROJETEE", partenaires="la Commune"),
        synergy("3"),
    )

    rows = review.partenaires[["nom", "n", "n_en_vigueur"]].to_numpy().tolist()
    assert rows == [["la Commune", 2, 1], ["le CPAS voisin", 1, 1]]


def test_forms_are_counted_and_those_without_one_said() -> None:
    review = reviewed(
        synergy("1", forme="marché conjoint"),
        synergy("2", "PROJETEE", forme="Marché  conjoint"),
        synergy("3", forme="coordination"),
        synergy("4"),
    )

    rows = review.formes.to_numpy().tolist()
    assert rows[0] == ["marché conjoint", 2, 1]
    assert rows[1] == ["coordination", 1, 1]
    assert rows[2][1:] == [1, 1]
    assert (
        "Leurs formes, par nombre de synergies : marché conjoint (deux) et coordination (une) ; la "
        "forme d’une d’entre elles n’est pas connue." in said(review)
    )


def test_the_law_is_dated_and_says_what_was_not_read_in_a_source() -> None:
    law = load_synergy_law()

    assert law.verifie_le.year == 2026
    assert {duty.statut for duty in law.obligations} == {"verifie", "a_verifier"}
    assert "L1122-11" in law.texte


def test_a_file_of_the_data_folder_takes_the_place_of_the_law(tmp_path) -> None:
    folder = tmp_path / OVERRIDES
    folder.mkdir()
    (folder / "synergies.yml").write_text("texte: autre loi\n", encoding="utf-8")

    with pytest.raises(Exception, match="incomplet"):
        load_synergy_law(tmp_path)

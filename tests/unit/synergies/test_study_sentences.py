"""What the report says: every figure of a sentence is that of the data, counted again by hand."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.synergies import SynergyStudy, study_synergies
from pstlib.synergies import study_sentences as words
from pstlib.text import is_missing

from .test_both_sides import organisation

Row = dict[str, Any]
DAY, YEAR = "2022-06-30", 2022
LETTERS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
NUMBERS = {word: n for n, word in enumerate(LETTERS)} | {"une": 1, "aucune": 0, "aucun": 0}
STATES = ["EXISTANTE", "EN_COURS", "PROJETEE", "ABANDONNEE", None]
BALANCES = ["GAGNANT", "NEUTRE", "AFFAIBLI", "INCONNU", None]
AMOUNTS = [None, "0.00", "1250.50", "-300.00"]
OWN, OTHER = "CPAS d’Essai", "Commune d’Essai"


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Synergies and balances of their partners."""
    rows, gains = [], []
    for key in range(draw(st.integers(0, 6))):
        rows.append(
            {
                "synergie_id": str(key),
                "libelle": f"Projet {chr(97 + key)}",
                "partenaires": OTHER,
                "etat": draw(st.sampled_from(STATES)),
                "effet_service": draw(st.sampled_from(["MEILLEUR", "MOINDRE", None])),
                "economie_constatee": draw(st.sampled_from(AMOUNTS)),
            }
        )
        for who in (OWN, OTHER):
            for year in draw(st.sets(st.sampled_from([2021, 2022, 2023]), max_size=2)):
                gains.append(
                    {
                        "synergie_id": str(key), "partenaire": who, "exercice": year,
                        "bilan": draw(st.sampled_from(BALANCES)),
                        "economie_estimee": draw(st.sampled_from(AMOUNTS)),
                        "economie_constatee": draw(st.sampled_from(AMOUNTS)),
                    }
                )  # fmt: skip
    return rows, gains


def verdict(row: Row, gains: list[Row]) -> str:
    """The rule by the book: the last balance of each, a cost or a worse service weakens."""
    said = []
    for who in (OWN, OTHER):
        past = sorted(
            (g for g in gains if g["synergie_id"] == row["synergie_id"] and g["partenaire"] == who
             and g["exercice"] <= YEAR),
            key=lambda g: g["exercice"],
        )  # fmt: skip
        last = past[-1] if past else {}
        saved = last.get("economie_constatee")
        if who == OWN and not past:
            saved = row["economie_constatee"]
        worse = who == OWN and row["effet_service"] == "MOINDRE"
        balance = last.get("bilan") or "INCONNU"
        lost = balance == "AFFAIBLI" or (saved or "").startswith("-") or worse
        said.append("PERD" if lost else balance)
    if "PERD" in said:
        return "AFFAIBLI"
    if "INCONNU" in said:
        return "INCOMPLET"
    return "TOUS" if said == ["GAGNANT", "GAGNANT"] else "AUCUN_AFFAIBLI"


def figure(text: str, before: str, *, everyone: int = 0) -> int:
    """Read the number, in letters or figures, that stands before some words, or « toutes »."""
    found = re.search(rf"([\w’]+) {before}", text)
    if found is None:
        return 0
    word = found[1].lower()
    if word == "toutes":
        return everyone
    return NUMBERS[word] if word in NUMBERS else int(word)


def plain(sentences: list[str]) -> str:
    return " ".join(sentences).replace("\u00a0", " ").replace("\u202f", " ")


@settings(max_examples=20, deadline=None)
@given(cases())
def test_who_gains_and_what_is_saved_are_the_same_by_hand_and_said_so(
    case: tuple[list[Row], list[Row]],
) -> None:
    rows, gains = case
    pst = organisation(OWN, synergies=rows, gains_synergies=gains)
    study = study_synergies(pst, date_arrete=DAY, organismes=[])
    alive = [row for row in rows if row["etat"] != "ABANDONNEE"]

    check_verdicts(study, {row["synergie_id"]: verdict(row, gains) for row in alive})
    keys = {row["synergie_id"] for row in alive}
    check_savings(study, [g for g in gains if g["synergie_id"] in keys and g["exercice"] <= YEAR])


def check_verdicts(study: SynergyStudy, expected: dict[str, str]) -> None:
    found = dict(zip(study.verdicts["synergie_id"], study.verdicts["verdict"], strict=True))
    assert found == expected
    said = plain(words.win_sentences(study)[:1])
    told = [
        figure(said, "(?:fait gagner|font gagner)"),
        figure(said, "(?:n’affaiblit|n’affaiblissent)"),
        figure(said, "(?:en affaiblit|en affaiblissent)"),
        figure(said, "(?:a|ont) un bilan incomplet", everyone=len(expected)),
    ]
    names = ("TOUS", "AUCUN_AFFAIBLI", "AFFAIBLI", "INCOMPLET")
    assert told == [list(expected.values()).count(name) for name in names]
    if expected:
        assert figure(said, "synergies? ni abandonnées? ni à venir") == len(expected)


def check_savings(study: SynergyStudy, kept: list[Row]) -> None:
    def of(year: int, who: str, name: str) -> list[Decimal]:
        column = f"economie_{name}"
        return [Decimal(g[column]) for g in kept
                if (g["exercice"], g["partenaire"]) == (year, who) and g[column]]  # fmt: skip

    assert {(r["exercice"], r["partenaire"]) for r in study.exercices.to_dict("records")} == {
        (g["exercice"], g["partenaire"]) for g in kept
    }
    for row in study.exercices.to_dict("records"):
        for name in ("estimee", "constatee"):
            known = of(row["exercice"], row["partenaire"], name)
            assert row[f"n_{name}s"] == len(known)
            assert (None if is_missing(row[name]) else row[name]) == (sum(known) if known else None)
    for text in words.yearly_saving_sentences(study):
        said = plain([text])
        year = int(re.findall(r"exercice (\d+)", said)[0])
        own = [g for g in kept if (g["exercice"], g["partenaire"]) == (year, OWN)]
        assert figure(said, "synergies? (?:a|ont) un bilan") == len(own)
        for name, word in (("estimee", "estimée"), ("constatee", "constatée")):
            if known := of(year, OWN, name):
                tail = said.split(f"économie {word}, connue pour ")[1]
                assert NUMBERS[tail.split()[0]] == len(known)
                written = re.findall(r"(−?[\d ]+,\d\d) €", tail)[0]
                amount = written.replace(" ", "").replace(",", ".").replace("−", "-")
                assert Decimal(amount) == sum(known)


def test_a_partner_said_to_win_by_what_costs_it_is_named() -> None:
    gains = [{"synergie_id": "1", "partenaire": OTHER, "exercice": 2021, "bilan": "GAGNANT",
              "economie_constatee": "-12.00"}]  # fmt: skip
    rows = [{"synergie_id": "1", "libelle": "Bus", "partenaires": OTHER, "etat": "EXISTANTE"}]
    pst = organisation(OWN, synergies=rows, gains_synergies=gains)
    study = study_synergies(pst, date_arrete=DAY, organismes=[])

    said = plain(words.win_sentences(study))
    assert "« Bus » est dite gagnante pour la Commune d’Essai" in said
    assert "de −12,00 €" in said
    assert study.verdicts["affaiblis"].tolist() == [OTHER]


def test_expiring_contracts_and_the_part_of_this_side_are_said() -> None:
    contracts = [
        {"contrat_id": "1", "objet": "Gaz", "date_debut": "2020-01-01", "date_fin": "2022-06-30",
         "part_propre": "10.50"},
        {"contrat_id": "2", "objet": "Papier", "date_attribution": "2020-01-01",
         "date_fin": "2023-06-30"},
        {"contrat_id": "3", "objet": "Toner", "date_debut": "2020-01-01", "date_fin": "2023-07-01",
         "part_propre": "1.00"},
        {"contrat_id": "4", "objet": "Pain", "date_fin": "2022-06-29", "part_propre": "99.00"},
    ]  # fmt: skip
    study = study_synergies(organisation(OWN, contrats_conjoints=contracts), date_arrete=DAY,
                            organismes=[])  # fmt: skip

    assert [text.replace("\u00a0", " ") for text in words.contract_sentences(study)] == [
        "Quatre marchés conjoints sont connus : trois sont en cours et un est échu.",
        "Deux marchés conjoints prennent fin dans les douze mois : « Gaz » et « Papier ».",
        "La part de l’organisme est connue pour deux des trois marchés en cours : 11,50 €.",
    ]


def test_undeclared_services_are_said_apart_from_those_without_cooperation() -> None:
    rows = [
        {"exercice": 2020, "service": "GRH", "degre": "SERVICE_COMMUN"},
        {"exercice": 2021, "service": "GRH", "degre": "AUCUN"},
        {"exercice": 2021, "service": "VOIRIE", "degre": "ECHANGE"},
        {"exercice": 2030, "service": "ASSURANCES", "degre": "ECHANGE"},
    ]
    study = study_synergies(organisation(OWN, matrice_cooperation=rows), date_arrete=DAY,
                            organismes=[])  # fmt: skip

    assert plain(words.matrix_sentences(study)) == (
        "En 2021, deux services d’appui sont déclarés : un au degré « aucune » et un au degré "
        "« échange » ; rien n’est déclaré de trois autres."
    )
    assert study.matrice.loc[~study.matrice["connu"], "service"].tolist() == ["VOIRIE"]

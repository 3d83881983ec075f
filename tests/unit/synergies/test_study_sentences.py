"""What the report says: every figure of a sentence is that of the data, counted again by hand."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.model.table_files import conform
from pstlib.synergies import SynergyStudy, study_synergies
from pstlib.synergies import study_sentences as words
from pstlib.synergies.contracts import joint_contracts
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


DATES = [None, "2021-01-01", "2022-06-29", "2022-06-30", "2022-07-01", "2023-06-30", "2023-07-01"]
contracts = st.lists(
    st.fixed_dictionaries(
        {
            "date_debut": st.sampled_from(DATES),
            "date_fin": st.sampled_from(DATES),
            "part_propre": st.sampled_from(AMOUNTS),
        }
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def empty() -> SynergyStudy:
    return study_synergies(organisation(OWN), date_arrete=DAY, organismes=[])


@settings(max_examples=40, deadline=None)
@given(contracts)
def test_contracts_are_counted_the_same_by_hand(empty: SynergyStudy, rows: list[Row]) -> None:
    named = [{"contrat_id": str(i), "objet": f"Lot {i}", **row} for i, row in enumerate(rows)]
    table = conform(pd.DataFrame(named), "contrats_conjoints")
    day = dt.date.fromisoformat(DAY)
    study = replace(empty, contrats=joint_contracts(table, empty.revue.synergies, day))
    over = [r for r in rows if r["date_fin"] and r["date_fin"] < DAY]
    ahead = [r for r in rows if r not in over and r["date_debut"] and r["date_debut"] > DAY]
    undated = [r for r in rows if not r["date_debut"] and not r["date_fin"]]
    running = [r for r in rows if r not in over and r not in ahead and r not in undated]
    ends = [r for r in running if r["date_fin"] and r["date_fin"] <= "2023-06-30"]
    said = plain(words.contract_sentences(study))

    assert figure(said, "marchés? conjoints? (?:est connu|sont connus)") == len(rows)
    assert figure(said, "(?:est|sont) en cours") == len(running)
    assert figure(said, "(?:est échu|sont échus)") == len(over)
    assert figure(said, "(?:est|sont) à venir") == len(ahead)
    assert figure(said, "(?:n’a|n’ont) pas de date") == len(undated)
    assert figure(said, "marchés? conjoints? (?:prend|prennent) fin") == len(ends)
    parts = [Decimal(r["part_propre"]) for r in running if r["part_propre"]]
    if parts:
        amount = re.findall(r"(−?[\d ]+,\d\d) €", said)[-1]
        assert Decimal(amount.replace(" ", "").replace(",", ".").replace("−", "-")) == sum(parts)


statuses = st.lists(
    st.sampled_from(["FAIT", "FAIT_EN_RETARD", "MANQUANT", "A_FAIRE", "NON_DOCUMENTE"]),
    min_size=3,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(statuses, min_size=1, max_size=6))
def test_the_years_said_are_those_of_their_steps(
    empty: SynergyStudy, years: list[list[str]]
) -> None:
    rows = [
        {
            "exercice": 2019 + i,
            "libelle": f"Étape {j}",
            "etat": state,
            "desordre": False,
            "statut": "verifie",
        }
        for i, states in enumerate(years)
        for j, state in enumerate(states)
    ]
    said = plain(words.year_sentences(replace(empty, etapes=pd.DataFrame(rows))))

    for i, states in enumerate(years):
        held = [clause for clause in said.split(".")[0].split(" ; ") if str(2019 + i) in clause]
        assert len(held) == 1
        assert ("incomplet" in held[0]) == ("MANQUANT" in states)
        assert ("à temps" in held[0]) == (set(states) == {"FAIT"})
        assert ("en retard" in held[0]) == (
            "FAIT_EN_RETARD" in states and set(states) <= {"FAIT", "FAIT_EN_RETARD"}
        )
    missing = sum(states.count("MANQUANT") for states in years)
    assert figure(said, "étapes? du rapport annuel manque") == missing

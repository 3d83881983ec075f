"""What the fictitious PST must keep, read from their tables and not through pstlib."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from pstlib.model.synergy_tables import SYNERGY_DOMAINS, SYNERGY_STATES

CPAS = ("valrive-2019-2024", "valrive-2025-2030")
COMMUNE = "commune-valrive-2019-2024"
Rows = list[dict[str, str]]


def rows(folder: Path, table: str) -> Rows:
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("slug", CPAS)
def test_receipts_and_expenses_of_each_voted_budget_are_equal(pst_data: Path, slug: str) -> None:
    votes: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(
        lambda: {"R": Decimal(0), "D": Decimal(0)}
    )
    for row in rows(pst_data / slug, "budget"):
        if row["version"] == "INITIAL" or row["version"].startswith("MB"):
            key = (row["exercice"], row["version"], row["service"])
            votes[key][row["type"]] += Decimal(row["montant"])

    assert votes
    assert {key: sides for key, sides in votes.items() if sides["R"] != sides["D"]} == {}


@pytest.mark.parametrize("slug", CPAS)
def test_nothing_is_booked_that_was_not_committed(pst_data: Path, slug: str) -> None:
    amounts: dict[str, dict[tuple[str, ...], Decimal]] = defaultdict(dict)
    for row in rows(pst_data / slug, "budget"):
        key = (row["exercice"], row["service"], row["type"], row["article"], row["projet"])
        amounts[row["version"]][key] = Decimal(row["montant"])
    booked, committed = amounts["IMPUTATIONS"], amounts["ENGAGEMENTS"]

    assert booked.keys() == committed.keys()
    assert [key for key, amount in booked.items() if amount > committed[key]] == []


def test_both_plans_of_the_cpas_name_an_article_alike(pst_data: Path) -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for slug in CPAS:
        for row in rows(pst_data / slug, "budget"):
            if row["service"] == "O":
                names[row["type"], row["article"]].add(row["libelle"])

    assert {key: found for key, found in names.items() if len(found) > 1} == {}


def test_an_action_taken_up_again_was_left_undone(pst_data: Path) -> None:
    last = {row["element_id"]: row["statut"] for row in rows(pst_data / CPAS[0], "suivi")}
    before = {
        row["libelle"]: last.get(row["element_id"])
        for row in rows(pst_data / CPAS[0], "elements")
        if not row["version_sortie"]
    }
    after = {
        row["libelle"]
        for row in rows(pst_data / CPAS[1], "elements")
        if row["niveau"] == "ACTION" and row["type_action"] == "PST"
    }

    # The other actions that are taken up again have a new title.
    assert {name: before[name] for name in after & before.keys()} == {
        "Proposer un bilan socioprofessionnel à toute personne dans le mois qui suit l’octroi du "
        "revenu d’intégration": "EN_COURS",
        "Former et animer un réseau de vingt visiteurs bénévoles": "EN_COURS",
        "Créer un « café des aidants » mensuel": "NON_COMMENCE",
        "Offrir un répit aux aidants : cinquante demi-journées de garde par an": None,
        "Tenir chaque année un exercice avec les services communaux et la zone de secours": (
            "NON_COMMENCE"
        ),
    }


def test_commune_and_cpas_list_the_same_synergies(pst_data: Path) -> None:
    shared = ("synergie_id", "libelle", "domaine", "forme", "etat", "date_debut", "convention")
    seen = [
        [
            [row[column] for column in shared]
            for row in rows(pst_data / slug, "synergies")
            if other in row["partenaires"]
        ]
        for slug, other in ((COMMUNE, "CPAS de Valrive"), (CPAS[0], "Commune de Valrive"))
    ]

    differing = [(ours, theirs) for theirs, ours in zip(*seen, strict=True) if ours != theirs]
    # On purpose: the state of sy22, and nothing else.
    assert [(ours[0], ours[4], theirs[4]) for ours, theirs in differing] == [
        ("sy22", "EXISTANTE", "EN_COURS")
    ]
    assert [row[:4] + row[5:] for row in seen[0]] == [row[:4] + row[5:] for row in seen[1]]
    assert len(seen[0]) == 24


def test_two_sides_contradict_each_other_where_it_is_meant(pst_data: Path) -> None:
    ours, theirs = (
        {
            (row["synergie_id"], row["partenaire"], row["exercice"]): row["economie_constatee"]
            for row in rows(pst_data / slug, "gains_synergies")
        }
        for slug in (CPAS[0], COMMUNE)
    )
    elements = {row["element_id"] for row in rows(pst_data / COMMUNE, "elements")}
    links = {
        row["synergie_id"]: row["element_id"]
        for row in rows(pst_data / COMMUNE, "synergies")
        if row["element_id"]
    }

    assert {
        key: (ours[key], theirs[key]) for key in ours.keys() & theirs if ours[key] != theirs[key]
    } == {("sy25", "la Commune de Valrive", "2023"): ("4200.00", "7900.00")}
    assert {one: link for one, link in links.items() if link not in elements} == {
        "sy22": "os4-oo3-a6"
    }


@pytest.mark.parametrize("slug", CPAS)
def test_the_follow_up_of_synergies_ends_in_the_state_they_are_said_to_have(
    pst_data: Path, slug: str
) -> None:
    said = {row["synergie_id"]: row["etat"] for row in rows(pst_data / slug, "synergies")}
    last: dict[str, str] = {}
    dates: dict[str, str] = {}
    for row in rows(pst_data / slug, "suivi_synergies"):
        assert dates.get(row["synergie_id"], "") < row["date"]
        dates[row["synergie_id"]], last[row["synergie_id"]] = row["date"], row["etat"]

    assert last == said


@pytest.mark.parametrize("slug", [*CPAS, COMMUNE])
def test_the_other_tables_of_synergies_name_synergies_that_are_there(
    pst_data: Path, slug: str
) -> None:
    known = {row["synergie_id"] for row in rows(pst_data / slug, "synergies")}
    named = {
        row["synergie_id"]
        for table in ("suivi_synergies", "gains_synergies", "contrats_conjoints", "reponses")
        if (pst_data / slug / "tables" / f"{table}.csv").is_file()
        for row in rows(pst_data / slug, table)
    }

    assert named <= known


def test_synergies_show_every_domain_and_state_and_what_goes_wrong(pst_data: Path) -> None:
    found = rows(pst_data / CPAS[0], "synergies")

    assert {row["domaine"] for row in found} == set(SYNERGY_DOMAINS)
    assert {row["etat"] for row in found} == set(SYNERGY_STATES)
    running = [row for row in found if row["etat"] in ("EXISTANTE", "EN_COURS")]
    assert any(row["effet_service"] == "MOINDRE" for row in running)
    assert any(row["economie_constatee"].startswith("-") for row in running)
    assert any(row["economie_estimee"] and not row["economie_constatee"] for row in running)
    assert any("Sart-Fontaine" in row["partenaires"] for row in found)

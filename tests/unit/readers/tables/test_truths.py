"""The fictitious tables, read as their truths say: counts, sums, places of what is refused."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pstlib.readers import Reading

Fixture = Callable[..., tuple[Reading, dict[str, Any]]]
VERSIONS = {
    "Budget initial": "INITIAL",
    "MB1": "MB1",
    "MB 2": "MB2",
    "Compte": "COMPTE",
    "Engagements": "ENGAGEMENTS",
    "Imputations": "IMPUTATIONS",
    "Droits constatés nets": "DROITS_NETS",
}
LEVELS = {"OS": "OS", "OO": "OO", "A": "ACTION", "SA": "SOUS_ACTION", "Action": "ACTION"}
EVERY = [
    *("budget_large.csv", "budget_long.csv", "iapst_export.ods", "iapst_avancement.ods"),
    *("marche_cpas.csv", "marche_ville.csv", "suivi_historique.csv", "population_statbel.csv"),
]


def account(reading: Reading) -> str:
    """Give the sentence that closes the account of rows."""
    return str(reading.avertissements["message"].iloc[-1]).replace("\u00a0", " ")


def warned(reading: Reading) -> str:
    table = reading.avertissements.fillna("")
    return "\n".join(f"{row.lieu} {row.message}" for row in table.itertuples())


def day(value: object) -> str | None:
    return None if pd.isna(value) else str(value)[:10]  # type: ignore[call-overload]


def originals(reading: Reading) -> pd.DataFrame:
    return reading.elements[reading.elements["partage_de"].isna()]


def by_level(table: pd.DataFrame, column: str, level: str) -> dict[str, int]:
    return dict(Counter(table[table["niveau"] == LEVELS[level]][column]))


@pytest.mark.parametrize("name", EVERY)
def test_the_account_of_rows_is_closed(fixture: Fixture, name: str) -> None:
    reading, truth = fixture(name)
    told = truth.get("conservation", {})
    words = account(reading).replace("\u202f", "").replace(";", "").rstrip(".").split()
    read, loaded, rejected = (int(word) for word in words if word.isdigit())
    assert read == loaded + rejected
    assert rejected == len(reading.rejets) == told.get("rejetees", 0)
    if "lignes_action_en_entree" not in told:
        assert loaded == told.get("chargees", loaded)


@pytest.mark.parametrize("name", ["budget_large.csv", "budget_long.csv"])
def test_budgets_are_exact_to_the_cent(fixture: Fixture, name: str) -> None:
    reading, truth = fixture(name)
    budget = reading.tables["budget"]
    by = ["exercice", "service", "type", "version"]
    sums = {
        "|".join(map(str, key)): str(v) for key, v in budget.groupby(by)["montant"].sum().items()
    }
    expected = {}
    for key, amount in truth["par_exercice_service_type_version"].items():
        start, _, version = key.rpartition("|")
        expected[f"{start}|{VERSIONS[version]}"] = amount
    assert sums == expected
    assert budget["version"].value_counts().to_dict() == {
        VERSIONS[version]: count for version, count in truth["cellules_par_version"].items()
    }


@pytest.mark.parametrize("name", ["budget_large.csv", "budget_long.csv"])
def test_rejected_rows_have_their_line_their_content_and_a_reason(
    fixture: Fixture, name: str
) -> None:
    reading, truth = fixture(name)
    expected = [(f"ligne {row['ligne']}", row["extrait"]) for row in truth["rejets_attendus"]]
    assert list(zip(reading.rejets["lieu"], reading.rejets["contenu"], strict=True)) == expected
    assert (reading.rejets["motif"].str.len() > 5).all()


def test_a_number_of_the_other_service_is_warned(fixture: Fixture) -> None:
    reading, _ = fixture("budget_large.csv")
    warnings = reading.avertissements.query("niveau == 'avertissement'")
    assert warnings["lieu"].tolist() == ["ligne 400"]
    assert "104/742-53" in warnings["message"].iloc[0]


def test_article_samples_of_a_wide_budget(fixture: Fixture) -> None:
    reading, truth = fixture("budget_large.csv")
    budget = reading.tables["budget"]
    initial = budget[budget["version"] == "INITIAL"].fillna({"projet": ""})
    columns = ["exercice", "service", "type", "fonction", "libelle"]
    by_key = {tuple(row[c] for c in columns): row for row in initial.to_dict("records")}
    for sample in truth["lignes_exemples"]:
        row = by_key[tuple(sample[name] for name in columns)]
        assert f"{row['code_economique']}-{row['numero']}" == sample["code_economique"]
        assert (row["article"], row["projet"]) == (sample["article_brut"], sample["projet"])
        assert row["montant"] == Decimal(sample["Budget initial"])


def test_the_export_of_iapst_counts_each_element_once(fixture: Fixture) -> None:
    reading, truth = fixture("iapst_export.ods")
    elements = originals(reading)
    for level, states in truth["statut_spw_par_niveau"].items():
        assert by_level(elements, "statut", level) == states
        assert by_level(elements, "statut_source", level) == truth["etats_par_niveau"][level]
    shared = reading.elements[reading.elements["partage_de"].notna()]
    assert shared["partage_de"].tolist() == ["a-3"]
    assert shared["parent_id"].tolist() == ["oo-12"]
    assert "partagé" in warned(reading)
    assert "arrondit" in warned(reading)
    assert "organisme" in warned(reading)


def test_the_export_of_iapst_unpacks_money_and_indicators(fixture: Fixture) -> None:
    reading, truth = fixture("iapst_export.ods")
    money = reading.tables["financements"]
    sums = money.groupby(["exercice", "source"])["montant"].sum()
    assert {f"{y}|{s}": f"{v:.2f}" for (y, s), v in sums.items()} == truth[
        "budget_par_annee_source"
    ]
    assert len(money) == truth["budget_lignes"]
    levels = reading.elements.set_index("element_id")["niveau"]
    per_level = money.groupby(money["element_id"].map(levels))["montant"].sum()
    assert {k: f"{v:.2f}" for k, v in per_level.items()} == {
        LEVELS[level]: amount for level, amount in truth["budget_par_niveau"].items()
    }
    indicators = reading.tables["indicateurs"]
    reached = reading.tables["mesures"].set_index("indicateur_id")["valeur"]
    for told in truth["elements"]:
        identifier = f"{told['level'].lower()}-{told['ref']}"
        mine = indicators[indicators["element_id"] == identifier]
        assert [
            {"libelle": i.libelle, "atteint": reached[i.indicateur_id], "attendu": i.valeur_cible}
            for i in mine.itertuples()
        ] == told["indicateurs"]


def test_the_export_of_iapst_gives_each_field(fixture: Fixture) -> None:
    reading, truth = fixture("iapst_export.ods")
    elements = reading.elements.set_index("element_id")
    for told in truth["elements"]:
        row = elements.loc[f"{told['level'].lower()}-{told['ref']}"]
        assert row["libelle"] == told["titre"]
        dates = {"ech": "date_fin", "dbp": "date_debut"}
        dates |= {"dbe": "date_debut_effective", "dfe": "date_fin_effective"}
        assert {key: day(row[name]) for key, name in dates.items()} == {k: told[k] for k in dates}
        assert (None if pd.isna(row["taux_avancement"]) else row["taux_avancement"]) == told["prog"]
        assert told["constat"] in (row["commentaire"] if told["constat"] else "")


def test_the_progress_report_of_iapst_finds_parents_by_order(fixture: Fixture) -> None:
    reading, truth = fixture("iapst_avancement.ods")
    elements = originals(reading)
    counts = elements["niveau"].value_counts().to_dict()
    assert counts == {LEVELS[level]: n for level, n in truth["elements_uniques"].items()}
    assert by_level(elements, "statut_source", "A") == truth["etats_actions_uniques"]
    assert by_level(elements, "sante", "A") == truth["sante_actions_uniques"]
    actions = elements[elements["niveau"] == "ACTION"]
    assert actions["taux_avancement"].sum() == truth["progression_sum_actions_uniques"]
    parents = dict(zip(reading.elements["element_id"], reading.elements["parent_id"], strict=True))
    for told in truth["parents"][:19]:
        above = parents[f"{told['type'].lower()}-{told['ref']}"]
        assert (None if pd.isna(above) else int(above.split("-")[1])) == told["parent_ref"]
    titles = set(elements["libelle"])
    assert {told["titre_sans_numero"] for told in truth["lignes_exemples"]} <= titles


def test_the_file_of_a_cpas_from_marche(fixture: Fixture) -> None:
    reading, truth = fixture("marche_cpas.csv")
    elements = reading.elements.set_index("element_id")
    actions = elements[elements["niveau"] == "ACTION"]
    counts = elements["niveau"].value_counts().to_dict()
    assert counts == {LEVELS[k]: v for k, v in truth["counts"].items()}
    assert actions["statut"].value_counts().to_dict() == truth["statuts"]
    for told, (_, row) in zip(truth["actions"], actions.iterrows(), strict=True):
        assert row["lieu"] == f"ligne {told['ligne']}"
        assert row["libelle"] == told["nom"]
        assert row["parent_libelle"] == told["oo"]
        assert elements.loc[elements.loc[row["parent_id"], "parent_id"], "libelle"] == told["os"]
        assert row["statut_source"] == told["etat_brut"]
        assert (row["type_action"] == "PERENNE") == (told["type"] == "Perenne")
        assert (None if pd.isna(row["taux_avancement"]) else row["taux_avancement"]) == told["taux"]
        assert day(row["date_fin"]) == told["echeance"]
        assert row["odd"] == " ; ".join(map(str, told["odd"]))
        assert told["notes"] in (row["description"] if told["notes"] else "")
    assert reading.rejets["lieu"].tolist() == ["ligne 11"]
    assert "ligne 12 Intitulé de 315" in warned(reading)
    assert "ligne 18" in warned(reading)


def test_the_file_of_a_town_from_marche(fixture: Fixture) -> None:
    reading, truth = fixture("marche_ville.csv")
    elements = reading.elements.set_index("element_id")
    actions = elements[elements["niveau"] == "ACTION"]
    kinds = {"PST": "PST", "Perenne": "PERENNE", "Hors champ": "HORS_CHAMP"}
    for told, (_, row) in zip(truth["actions"], actions.iterrows(), strict=True):
        assert (row["lieu"], row["numero"]) == (f"ligne {told['ligne']}", told["position"])
        assert (row["libelle"], row["statut"]) == (told["nom"], told["statut"])
        assert row["type_action"] == kinds[told["type"]]
        assert elements.loc[row["parent_id"], "numero"] == told["oo"]
        assert pd.notna(row["synergie"]) == told["synergie"]
    assert reading.pst["type_admin"] == "AC"


def test_a_history_gives_the_state_at_each_date(fixture: Fixture) -> None:
    reading, truth = fixture("suivi_historique.csv")
    suivi = reading.tables["suivi"]
    assert len(suivi) == truth["releves_distincts_apres_corrections"] + 1  # one contradiction
    for date, states in truth["etat_au"].items():
        past = suivi[suivi["date_suivi"] <= date]
        for action, told in states.items():
            mine = past[past["element_id"] == action]
            last = mine[mine["date_suivi"] == mine["date_suivi"].max()]
            found = [[row.statut, row.taux_avancement] for row in last.itertuples()]
            expected = [] if told is None else [[told.get("statut"), told.get("taux")]]
            assert sorted(found) == sorted((told or {}).get("ambigu", expected))
    assert reading.rejets["lieu"].tolist() == ["ligne 12", "ligne 23"]
    assert "contradictoires de A.3 au 31/12/2021" in warned(reading)
    assert "A.6 au 31/12/2021 déjà lu" in warned(reading)


def test_population_is_summed_by_commune_and_year(fixture: Fixture) -> None:
    reading, truth = fixture("population_statbel.csv")
    table = reading.tables["contexte"]
    found = {f"{row.annee}|{row.ins}": int(row.valeur) for row in table.itertuples()}
    assert found == truth["population"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_walstat_values_and_what_is_missing(fixture: Fixture, kind: str) -> None:
    reading, truth = fixture(f"walstat.{kind}", f"walstat_{kind}")
    table = reading.tables["contexte"]
    found = {
        f"{row.ins}|{row.annee}": None if pd.isna(row.valeur) else f"{row.valeur:.2f}"
        for row in table.itertuples()
    }
    assert found == truth["valeurs"]
    assert table["unite"].unique().tolist() == ["%"]
    assert "03000" in reading.rejets["motif"].iloc[0]

"""The shared files, read as their truth says."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pstlib.errors import SourceError
from pstlib.readers import Reading
from pstlib.readers.ecomptes import read_ecomptes, recognises

LEVELS = {
    "Volet": "VOLET",
    "OS": "OS",
    "OO": "OO",
    "Action": "ACTION",
    "Sous-action": "SOUS_ACTION",
}
Reader = Callable[[str], Reading]


def truth(shared: Path, name: str) -> Any:
    return json.loads((shared / f"fixtures/tables/{name}.truth.json").read_text(encoding="utf-8"))


def messages(reading: Reading, place: str = "") -> list[str]:
    told = reading.avertissements
    return list(told[told["lieu"].str.contains(place, regex=False)]["message"])


def sums(table: pd.DataFrame, by: list[str]) -> dict[str, str]:
    totals = table.groupby(by)["montant"].sum()
    return {
        "|".join(map(str, key if isinstance(key, tuple) else (key,))): f"{total:.2f}"
        for key, total in totals.items()
    }


@pytest.mark.parametrize(
    ("name", "counts"), [("ecomptes_natif", "counts"), ("ecomptes_iapst", "counts_logiques")]
)
def test_levels_statuses_and_identity_are_those_of_the_truth(
    shared: Path, read_shared: Reader, name: str, counts: str
) -> None:
    expected, reading = truth(shared, name), read_shared(f"tables/{name}.xml")
    elements = reading.elements

    assert elements["niveau"].value_counts().to_dict() == {
        LEVELS[level]: count for level, count in expected[counts].items()
    }
    for level, statuses in expected["status_by_level"].items():
        own = elements[elements["niveau"] == LEVELS[level]]
        assert own["statut"].value_counts().to_dict() == statuses
    assert reading.pst["exercice_debut"] == int(expected["pst"]["ExerciceDebut"])
    assert reading.pst["exercice_fin"] == int(expected["pst"]["ExerciceFin"])
    assert reading.pst["libelle"] == expected["pst"]["Libelle"]
    assert reading.pst["type_admin"] == "CPAS"
    assert reading.pst["ins"] == expected.get("ins_lu", expected["identifiants"]["INS"])
    for plan, count in expected["plans_links"].items():
        assert elements["plans"].str.contains(plan, regex=False).sum() == count
    assert reading.rejets.empty
    assert any("date_situation" in message for message in messages(reading))


def test_native_amounts_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_natif"), read_shared("tables/ecomptes_natif.xml")
    budget, links, projections = (
        reading.table(name) for name in ("budget", "liens_budget", "projections")
    )
    articles = expected["articles"]

    assert len(budget) == len(links) == articles["n"]
    assert f"{budget['montant'].sum():.2f}" == articles["sum_total"]
    assert sums(budget, ["exercice", "service", "type"]) == articles["by_exercice_service_type"]
    assert sums(budget, ["article"]) == articles["by_code"]
    levels = links.merge(reading.elements, on="element_id")["niveau"]
    by_level = sums(budget.assign(niveau=levels.to_numpy()), ["niveau"])
    assert by_level == {LEVELS[level]: total for level, total in articles["by_level"].items()}
    expected = expected["projections"]
    assert len(projections) == expected["cells"]
    assert sums(projections, ["groupe_economique"]) == expected["by_groupe"]
    keys = ["exercice", "service", "type"]
    assert sums(projections, keys) == expected["by_exercice_service_type"]


def test_parts_give_back_the_amount_of_each_element(read_shared: Reader) -> None:
    reading = read_shared("tables/ecomptes_natif.xml")
    budget, links = reading.table("budget"), reading.table("liens_budget")
    totals = budget.groupby(["exercice", "article"])["montant"].sum()

    for (_, row), (_, link) in zip(budget.iterrows(), links.iterrows(), strict=True):
        if not pd.isna(link["part"]):
            total = totals[link["exercice"], link["article"]]
            assert round(Decimal(repr(float(link["part"]))) * total, 2) == row["montant"]


def test_native_rows_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_natif"), read_shared("tables/ecomptes_natif.xml")
    elements = reading.elements.set_index("element_id")

    for line in expected["lignes"]:
        row = elements.loc[line["ElementId"]]
        assert (row["libelle"], row["statut"]) == (line["libelle"], line["statut"])
        assert (row["taux_avancement"], row["etp"]) == (float(line["taux"]), float(line["etp"]))
        assert row["parent_libelle"] == line["chemin"][-1]
        dates = [None if pd.isna(row[k]) else str(row[k]) for k in ("date_debut", "date_fin")]
        assert dates == [line["date_debut"], line["date_fin"]]
        lists = [[] if pd.isna(row[k]) else row[k].split(" ; ") for k in ("plans", "partenaires")]
        assert lists == [line["plans"], line["partenaires"]]
        assert ("" if pd.isna(row["departement"]) else row["departement"]) == (
            line["departement"] or ""
        )
        if line["responsable_nom"]:
            assert row["responsable"].endswith(line["responsable_nom"])


def test_descriptions_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_natif"), read_shared("tables/ecomptes_natif.xml")
    texts = reading.elements.set_index("element_id")["description"]

    for line in expected["descriptions"]:
        text = texts[line["ElementId"]]
        assert text == line.get("texte_exact", text)
        assert " ".join(text.split()) == line.get("texte_brut_attendu", " ".join(text.split()))
    assert not texts.dropna().str.contains("alert").any()


def test_native_figures_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_natif"), read_shared("tables/ecomptes_natif.xml")
    elements = reading.elements
    actions = elements[elements["niveau"] == "ACTION"]

    assert f"{actions['taux_avancement'].sum():.2f}" == expected["taux_actions"]["sum"]
    assert f"{actions['etp'].sum():.2f}" == expected["etp_sum_by_level"]["Action"]
    for key in ("responsable", "mandataire"):
        given = elements[elements[key].notna()]["niveau"].value_counts().to_dict()
        known = {LEVELS[k]: n for k, n in expected[f"with_{key}"].items() if n}
        assert given == known


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("html_actif_retire", "script"),
        ("date_fin_avant_debut", "avant le début"),
        ("taux_100_non_termine", "100 %"),
        ("termine_taux_inferieur_100", "TERMINE"),
        ("exercice_hors_pst", "2025"),
    ],
)
def test_native_warnings_are_at_their_place(
    shared: Path, read_shared: Reader, code: str, word: str
) -> None:
    expected = truth(shared, "ecomptes_natif")["avertissements_attendus"]
    place = next(warning["ElementId"] for warning in expected if warning["code"] == code)

    told = messages(read_shared("tables/ecomptes_natif.xml"), place)

    assert any(word in message for message in told)


def test_iapst_numbers_and_titles_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_iapst"), read_shared("tables/ecomptes_iapst.xml")
    elements = reading.elements.set_index("element_id")

    for line in expected["numeros"]:
        row = elements.loc[line["ElementId"]]
        assert row["numero"] == f"{line['niveau']}.{line['numero']}"
        assert row["libelle"] == (line["titre"] or row["libelle"])
        if line["action_parente"]:
            assert elements.loc[row["parent_id"], "numero"] == f"A.{line['action_parente']}"
    strategic = elements[elements["niveau"] == "OS"]
    assert list(zip(strategic["numero"], strategic["libelle"], strict=True)) == [
        (f"OS.{line['numero']}", line["titre"]) for line in expected["os_numeros"]
    ]


def test_iapst_zeros_and_doubts_are_those_of_the_truth(shared: Path, read_shared: Reader) -> None:
    expected, reading = truth(shared, "ecomptes_iapst"), read_shared("tables/ecomptes_iapst.xml")
    elements = reading.elements
    objectives = elements[elements["niveau"].isin(["OS", "OO"])]

    assert elements["etp"].notna().sum() == expected["zeros_non_renseignes"]["ETP_renseignes"]
    assert objectives["taux_avancement"].isna().all()
    for column in ("description", "partenaires", "commentaire"):
        assert elements[column].isna().all()
    actions = elements[elements["niveau"] == "ACTION"]
    assert f"{actions['taux_avancement'].mean():.4f}" == expected["taux_moyen_actions"]
    for label, rate in expected["taux_moyen_par_oo_actions_seules"].items():
        mean = actions[actions["parent_libelle"] == label.split(" - ", 1)[1]]["taux_avancement"]
        assert rate == (None if mean.empty else f"{mean.mean():.4f}")
    doubts = elements["statut_source"].str.contains("problème ou annulé").sum()
    told = messages(reading)
    assert doubts == expected["probleme_ou_annule"]
    assert sum("« Annulé »" in message for message in told) == expected["probleme_ou_annule"]
    assert any("INS 99999" in message for message in told)
    assert any("volet inconnu" in message for message in told)
    cut = messages(reading, expected["libelles_coupes"][0]["ElementId"])
    assert any("coupé" in message for message in cut)


def test_the_demonstration_and_the_sample_are_read_whole(read_shared: Reader) -> None:
    demo = read_shared("ecomptes/demo_import_pst_from_ecomptes_201805V1.xml")
    sample = read_shared("ecomptes/test_ecomptes_sample.xml")

    assert demo.elements["niveau"].value_counts().to_dict() == {
        "OS": 3,
        "OO": 5,
        "ACTION": 12,
        "SOUS_ACTION": 3,
    }
    assert (len(demo.table("budget")), demo.table("budget")["montant"].sum()) == (
        20,
        Decimal("19800.55"),
    )
    assert list(sample.elements["niveau"]) == ["VOLET", "OS"]
    assert sample.table("budget")["montant"].sum() == Decimal("3813.50")
    assert len(sample.table("projections")) == 12


@pytest.mark.parametrize(
    "name",
    ["tronque", "statut_inconnu", "ordre", "xxe", "bombe_entites"],
)
def test_broken_files_are_refused_as_the_truth_says(shared: Path, name: str) -> None:
    expected = truth(shared, f"casse_{name}")
    file = shared / f"fixtures/tables/casse_{name}.xml"

    with pytest.raises(SourceError) as refused:
        read_ecomptes(file, file.read_bytes())

    message = str(refused.value)
    assert any(word in message for word in expected["mots_attendus_un_au_moins"])
    assert f"ligne {expected.get('ligne_attendue', '')}" in message
    assert recognises(file.read_bytes())

"""The charts of money against sums made by hand, or from the files with csv and Decimal alone."""

import csv
import dataclasses
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pstlib
from pstlib.charts import Block, Chart
from pstlib.charts.budgets.words import short_euro
from pstlib.charts.cells import csv_text, shown
from pstlib.charts.parts import (
    account_results,
    execution,
    money_flows,
    trajectory,
    votes_to_account,
)
from pstlib.evaluation import Evaluation
from pstlib.text import fr_euro

DATA = Path(__file__).parents[2] / "snapshot" / "donnees"
DRAWN = [execution, money_flows, votes_to_account, trajectory]
Budget = dict[tuple[str, ...], Decimal]
ALL = [*DRAWN, account_results]


@pytest.fixture(scope="module")
def argent() -> Evaluation:
    """A year with an account, one without, an account of unknown kind, a negative amount."""
    return pstlib.evaluate(pstlib.load("argent-2019-2024", DATA), date_arrete="2020-12-31")


@pytest.fixture(scope="module")
def valrive(root: Path) -> Evaluation:
    pst = pstlib.load("valrive-2019-2024", root / "pst_data")
    return pstlib.evaluate(pst, date_arrete="2021-12-31")


@pytest.fixture(scope="module")
def celles(root: Path) -> Evaluation:
    pst = pstlib.load("celles-2019-2024", root / "pst_data")
    return pstlib.evaluate(pst, date_arrete="2021-12-31")


@pytest.fixture(scope="module")
def budget(root: Path) -> Budget:
    """Sums of Valrive's budget by exercice, version, service and type: csv and Decimal only."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    path = root / "pst_data/valrive-2019-2024/tables/budget.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (row["exercice"], row["version"], row["service"], row["type"])
            sums[key] += Decimal(row["montant"])
    return sums


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    """The cells of a table as its reader sees them."""
    cells = [[plain(cell) for cell in shown(table[name])] for name in columns]
    return list(zip(*cells, strict=True))


def part(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    kept = table
    for name, value in wanted.items():
        kept = kept[kept[name].eq(value)]
    return kept


def with_money(evaluation: Evaluation, **changes: Any) -> Evaluation:
    """The evaluation with other tables of money."""
    other = dataclasses.replace(evaluation)
    # A cached property is kept in the instance's dictionary.
    vars(other)["argent"] = dataclasses.replace(evaluation.argent, **changes)
    return other


# --- the small plan, by hand ---


def test_execution_gives_the_whole_each_place_and_the_unattached(argent: Evaluation) -> None:
    housing = "V1.OS1"
    table = execution(argent).table
    found = part(table, Exercice="2019", Service="ordinaire", Type="Dépenses")

    # A quarter of 1100.40, 1000.25 and 900.25 to OS1, half of 200 and 250 to the volet.
    assert rows(
        found, "Objectif", "Dernier budget voté", "Engagements", "Imputations",
        "Taux d’exécution (%)", "Compte",
    ) == [
        ("Ensemble du budget", "1 300,40 €", "1 250,25 €", "1 150,25 €", "96,1", "connu"),
        (housing, "275,10 €", "250,06 €", "225,06 €", "90,9", "connu"),
        ("Hors objectif stratégique", "100,00 €", "125,00 €", "125,00 €", "125,0", "connu"),
        ("Non rattaché", "925,30 €", "875,19 €", "800,19 €", "94,6", "connu"),
    ]  # fmt: skip


def test_a_year_without_account_is_said_and_never_zero(argent: Evaluation) -> None:
    chart = execution(argent)
    found = part(chart.table, Exercice="2020")

    assert set(found["Compte"]) == {"compte inconnu"}
    assert found["Engagements"].isna().all()
    assert "2020, service ordinaire : 1 450,00 € votés, compte inconnu" in plain(chart.alternative)
    assert "2019 (extraordinaire) et 2020 (ordinaire)" in chart.sous_titre
    hatched = [t for t in chart.figure["data"] if t["marker"].get("pattern")]
    assert any(t["customdata"][0].endswith("compte inconnu<br>") for t in hatched)


def test_an_account_of_unknown_kind_is_shown_apart_and_gives_no_rate(argent: Evaluation) -> None:
    chart = execution(argent)
    found = part(chart.table, Service="extraordinaire")

    assert rows(found, "Objectif", "Compte sans précision", "Engagements", "Compte") == [
        ("Ensemble du budget", "400,00 €", "n. c.", "incomplet"),
        ("V1.OS2", "400,00 €", "n. c.", "incomplet"),
        ("Non rattaché", "0,00 €", "n. c.", "incomplet"),
    ]
    assert "500,00 € votés, engagements inconnus" in plain(chart.alternative)


def test_what_is_wholly_attached_still_has_its_unattached_row(argent: Evaluation) -> None:
    words = [note["text"] for note in execution(argent).figure["layout"]["annotations"]]

    assert sum(text.startswith("Non rattaché<br>") for text in words) == 2
    assert any("toutes les dépenses sont rattachées" in text for text in words)


def test_execution_compares_only_the_years_that_have_both(argent: Evaluation) -> None:
    chart = execution(argent)

    assert plain(chart.titre) == (
        "En 2019, 96,1 % des dépenses votées au service ordinaire sont engagées : "
        "1 250,25 € sur 1 300,40 €"
    )
    # The 300.00 voted for OS1 in 2020, of which no account is known, stay out of its rate.
    assert "V1.OS1 : 90,9 %, 250,06 € sur 275,10 €" in plain(chart.alternative)


def test_receipts_are_rows_of_the_same_table(argent: Evaluation) -> None:
    found = part(execution(argent).table, Type="Recettes")

    assert rows(found, "Objectif", "Dernier budget voté", "Droits constatés nets") == [
        ("Ensemble du budget", "1 300,40 €", "1 200,00 €"),
        ("Non rattaché", "1 300,40 €", "1 200,00 €"),
    ]


def test_flows_take_the_vote_where_the_account_is_not_known(argent: Evaluation) -> None:
    chart = money_flows(argent)

    assert plain(chart.titre) == (
        "En 2020, 450,00 € sur 1 450,00 € votés sont rattachés aux objectifs du plan (31,0 %)"
    )
    assert "Dernier budget voté" in chart.sous_titre
    assert "1 montant négatif (−50,00 €)" in plain(chart.sous_titre)
    assert rows(chart.table, "Fonction", "Objectif", "Total") == [
        ("101 · Mandataires", "Non rattaché", "−50,00 €"),
        ("104 · Administration", "Hors objectif stratégique", "150,00 €"),
        ("104 · Administration", "Non rattaché", "150,00 €"),
        ("831 · Aide sociale", "V1.OS1 · <b>Loger</b> chacun & bien", "300,00 €"),
        ("831 · Aide sociale", "Non rattaché", "900,00 €"),
        ("Total", "Ensemble", "1 450,00 €"),
    ]


def test_flows_without_any_link_say_so_and_write_no_zero(argent: Evaluation) -> None:
    lines = argent.argent.lignes.assign(element_id=None, os_id=None).astype(
        {"element_id": "str", "os_id": "str"}
    )
    chart = money_flows(with_money(argent, lignes=lines))

    assert plain(chart.titre) == (
        "En 2020, aucun des 1 450,00 € votés n’est rattaché aux objectifs du plan"
    )


def test_the_words_beside_a_node_count_what_cannot_be_drawn(argent: Evaluation) -> None:
    words = [plain(a["text"]) for a in money_flows(argent).figure["layout"]["annotations"]]

    # 900 + 150 - 50.
    assert any("Non rattaché" in text and "1 000,00 €" in text for text in words)


def test_votes_lead_to_the_account_step_by_step(argent: Evaluation) -> None:
    chart = votes_to_account(argent)

    assert rows(chart.table, "Service", "Étape", "Variation", "Montant") == [
        ("ordinaire", "Budget initial", "n. c.", "1 200,00 €"),
        ("ordinaire", "MB1", "100,40 €", "1 300,40 €"),
        ("ordinaire", "Dernier budget voté", "n. c.", "1 300,40 €"),
        ("ordinaire", "Voté, non engagé", "−50,15 €", "1 250,25 €"),
        ("ordinaire", "Engagements", "n. c.", "1 250,25 €"),
        ("ordinaire", "Non imputé", "−100,00 €", "1 150,25 €"),
        ("ordinaire", "Imputations", "n. c.", "1 150,25 €"),
        ("extraordinaire", "Budget initial", "n. c.", "500,00 €"),
    ]
    assert "500,00 €, engagements inconnus" in plain(chart.alternative)


def test_the_trajectory_says_what_is_not_known_each_year(argent: Evaluation) -> None:
    chart = trajectory(argent)
    whole = part(chart.table, Objectif="Ensemble du plan")

    # Voted 2019: 275.10 + 100.00 + 500.00; spent: 250.06 + 125.00.
    assert rows(whole, "Exercice", "Prévu", "Projeté", "Voté", "Dépensé") == [
        ("2019", "n. c.", "n. c.", "875,10 €", "375,06 €"),
        ("2020", "80,00 €", "n. c.", "450,00 €", "n. c."),
        ("2021", "n. c.", "60,00 €", "n. c.", "n. c."),
        ("sans exercice", "20,00 €", "n. c.", "n. c.", "n. c."),
    ]
    assert "2022 : rien n’est connu." in plain(chart.alternative)
    assert "Sans exercice, donc non dessiné : 20,00 €" in plain(chart.sous_titre)
    assert "faute d’engagements connus : 2019 (extraordinaire) et 2020" in plain(chart.sous_titre)
    symbols = {trace["marker"]["symbol"] for trace in chart.figure["data"]}
    assert len(symbols) == 4


def test_results_need_both_terms(argent: Evaluation) -> None:
    part_ = account_results(argent)
    html = plain(str(part_.html))

    # 1200.00 - 1250.25 and 1200.00 - 1150.25; the other accounts lack a term.
    assert plain(part_.resume) == (
        "En 2019, le service ordinaire laisse un résultat budgétaire de −50,25 € "
        "et un résultat comptable de 49,75 €"
    )
    assert "2019, service extraordinaire" in html
    assert ">n. c.<" in html


# --- Valrive, from its files ---


@pytest.mark.parametrize("year", ["2019", "2020", "2021"])
@pytest.mark.parametrize(("service", "letter"), [("ordinaire", "O"), ("extraordinaire", "E")])
def test_execution_of_valrive_is_that_of_its_file(
    valrive: Evaluation,
    budget: Budget,
    year: str,
    service: str,
    letter: str,
) -> None:
    table = execution(valrive).table
    for kind, word, executed in (
        ("D", "Dépenses", {"Engagements": "ENGAGEMENTS", "Imputations": "IMPUTATIONS"}),
        ("R", "Recettes", {"Droits constatés nets": "DROITS_NETS"}),
    ):
        found = part(table, Exercice=year, Service=service, Type=word)
        if (year, "INITIAL", letter, kind) not in budget:
            assert found.empty
            continue
        whole, places = found.iloc[0], found.iloc[1:]
        named = {"Budget initial": "INITIAL", "Dernier budget voté": "MB2"} | executed
        for column, version in named.items():
            assert whole[column] == budget[year, version, letter, kind]
            assert places[column].sum() == whole[column]
        assert places["Objectif"].iloc[-1] == "Non rattaché"


def test_an_objective_of_valrive_has_the_shares_of_its_links(
    valrive: Evaluation, root: Path
) -> None:
    folder = root / "pst_data/valrive-2019-2024/tables"
    with (folder / "budget.csv").open(encoding="utf-8") as file:
        committed = {
            row["article"]: Decimal(row["montant"])
            for row in csv.DictReader(file)
            if (row["exercice"], row["version"], row["service"]) == ("2021", "ENGAGEMENTS", "O")
        }
    with (folder / "liens_budget.csv").open(encoding="utf-8") as file:
        shares = [
            Decimal(row["part"]) * committed.get(row["article"], Decimal(0))
            for row in csv.DictReader(file)
            if row["exercice"] in ("2021", "") and row["element_id"].startswith("os1-")
        ]
    found = part(execution(valrive).table, Exercice="2021", Service="ordinaire", Type="Dépenses")
    os1 = found[found["Objectif"].eq("OS1")]

    assert len(shares) > 1
    assert abs(os1["Engagements"].iloc[0] - sum(shares)) <= Decimal("0.01") * len(shares)


def test_flows_of_valrive_reconcile_with_its_account(valrive: Evaluation, budget: Budget) -> None:
    chart = money_flows(valrive)
    table, total = chart.table.iloc[:-1], chart.table.iloc[-1]

    for column, service in (("Service ordinaire", "O"), ("Service extraordinaire", "E")):
        assert total[column] == budget["2021", "ENGAGEMENTS", service, "D"]
        assert table[column].sum() == total[column]
    assert total["Total"] == total["Service ordinaire"] + total["Service extraordinaire"]
    assert table["Total"].sum() == total["Total"]
    # The small functions drawn as one are all in the table.
    assert any("3 autres fonctions" in a["text"] for a in chart.figure["layout"]["annotations"])
    assert table["Fonction"].nunique() == 11


def test_each_column_of_nodes_and_the_bands_between_hold_all_the_money(valrive) -> None:
    figure = money_flows(valrive).figure
    nodes = sum(sum(trace["y"]) for trace in figure["data"])
    paths = [shape["path"] for shape in figure["layout"]["shapes"]]
    bands = [re.fullmatch(r"M[\d.]+,([\d.]+)C.* 0.5,([\d.]+) [\d.]+,\2Z", p) for p in paths]
    heights = [float(band[2]) - float(band[1]) for band in bands if band]

    # 280 pixels for the money of a column; the smallest nodes and bands are kept visible.
    assert nodes == pytest.approx(2 * 280, abs=6)
    assert len(heights) == len(paths)
    assert sum(heights) == pytest.approx(280, abs=6)


def test_votes_of_valrive_are_those_of_its_file(valrive: Evaluation, budget: Budget) -> None:
    table = votes_to_account(valrive).table
    for service, letter in (("ordinaire", "O"), ("extraordinaire", "E")):
        found = part(table, Service=service).set_index("Étape")["Montant"]
        steps = {
            "Budget initial": "INITIAL", "MB1": "MB1", "MB2": "MB2", "Dernier budget voté": "MB2",
            "Engagements": "ENGAGEMENTS", "Imputations": "IMPUTATIONS",
        }  # fmt: skip
        assert {name: found[name] for name in steps} == {
            name: budget["2021", version, letter, "D"] for name, version in steps.items()
        }


def test_results_of_valrive_are_those_of_its_file(valrive: Evaluation, budget: Budget) -> None:
    rights = budget["2021", "DROITS_NETS", "O", "R"]
    known = [budget["2021", name, "O", "D"] for name in ("ENGAGEMENTS", "IMPUTATIONS")]
    written = [plain(fr_euro(rights - amount)) for amount in known]

    assert plain(account_results(valrive).resume) == (
        f"En 2021, le service ordinaire laisse un résultat budgétaire de {written[0]} "
        f"et un résultat comptable de {written[1]}"
    )


# --- what all of them hold ---


@pytest.mark.parametrize("draw", ALL)
def test_without_money_no_chart_and_one_sentence_in_the_page(draw, celles: Evaluation) -> None:
    made = draw(celles)

    assert isinstance(made, Block)
    assert made.resume.startswith("Aucun")
    assert ("Aucun budget n’est connu" in made.html) == (draw is execution)
    assert not re.search(r"\d", re.sub(r"<[^>]+>", "", made.html))


@pytest.mark.parametrize("draw", DRAWN)
def test_hostile_names_stay_texts_in_charts_of_money(draw, argent: Evaluation) -> None:
    made = draw(argent)

    assert isinstance(made, Chart)
    assert "<b>Loger" not in str(made.html)
    for trace in made.figure["data"]:
        assert not any("<b>Loger" in str(text) for text in trace.get("customdata", []))


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("form", ["figure", "figure_etroite"])
def test_bands_of_words_stay_inside_their_drawing(draw, form: str, valrive: Evaluation) -> None:
    layout = getattr(draw(valrive), form)["layout"]
    low, high = sorted(layout["yaxis"]["range"])

    assert all(low <= words["y"] <= high for words in layout["annotations"])


def test_constant_euros_and_amounts_per_inhabitant_are_columns(argent: Evaluation) -> None:
    money = argent.argent
    doubled = money.trajectoire.assign(vote=money.trajectoire["vote"] * 2)
    people = money.par_exercice.assign(dernier_vote=money.par_exercice["dernier_vote"])
    sources = {"indice": "Statbel <b>", "population": "Registre national"}
    changes = {"trajectoire_constante": doubled, "par_habitant": people, "sources": sources}
    other = with_money(argent, **changes)
    assert plain(trajectory(other).source).endswith(" ; indice des prix : Statbel <b>")
    assert plain(execution(other).source).endswith(" ; population : Registre national")
    assert "population" not in execution(argent).source

    table = trajectory(other).table
    assert (table["Voté, en euros de 2020"].dropna() == table["Voté"].dropna() * 2).all()
    found = execution(other).table
    whole = found["Objectif"].eq("Ensemble du budget")
    assert found.loc[whole, "Dernier budget voté par habitant"].notna().all()
    assert found.loc[~whole, "Dernier budget voté par habitant"].isna().all()


def test_amounts_are_numbers_for_excel_and_euros_for_a_reader(argent: Evaluation) -> None:
    text = csv_text(votes_to_account(argent).table)

    assert text.splitlines()[0] == "\ufeffExercice;Service;Étape;Variation (€);Montant (€)"
    assert "2019;ordinaire;MB1;100,40;1300,40" in text


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0 €"),
        ("999.49", "999 €"),
        ("27054.92", "27,1 k€"),
        ("-1500", "−1,5 k€"),
        ("2e6", "2 M€"),
    ],
)
def test_short_amounts_keep_what_matters(amount: str, written: str) -> None:
    assert plain(short_euro(Decimal(amount))) == written

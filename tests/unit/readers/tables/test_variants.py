"""The same kinds of tables as other people would lay them out."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from pstlib.errors import SourceError
from pstlib.readers import Reading
from pstlib.readers.tables.recognition import read_table
from pstlib.readers.tables.versions import version_of

Table = Callable[..., Reading]


def xlsx(*sheets: list[list[Any]], names: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        percent = book.add_format({"num_format": "0%"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for rank, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[rank] if names else f"F{rank + 1}")
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(line, column, value, day)
                    elif isinstance(value, tuple):
                        sheet.write_number(line, column, value[0], percent)
                    elif value is not None:
                        sheet.write(line, column, value)
    return stream.getvalue()


def amounts(reading: Reading) -> list[tuple[Any, ...]]:
    columns = ["exercice", "version", "service", "type", "fonction", "montant"]
    return list(reading.tables["budget"][columns].itertuples(index=False, name=None))


def outline(reading: Reading) -> list[tuple[str, str]]:
    return list(zip(reading.elements["code"], reading.elements["libelle"], strict=True))


def reasons(reading: Reading) -> list[str]:
    return [motif.replace("\u00a0", " ") for motif in reading.rejets["motif"]]


def messages(reading: Reading) -> str:
    return "\n".join(reading.avertissements["message"]).replace("\u00a0", " ")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_a_budget_with_its_columns_in_another_order(
    table: Table, separator: str, encoding: str
) -> None:
    rows = [
        ["Budget du CPAS de Valrive – été", "", "", "", "", ""],
        ["Crédits (€)", "", "", "", "", ""],
        ["INTITULÉ", "budget  initial", "Article budgétaire", "Année", "TYPE.", "Service"],
        ["Électricité", "1 234,50 €", "104/125-12", "2021", "Dépenses", "Ordinaire"],
        ["Subside", "(50,25)", "831/465-02", "2021", "recette", "ord."],
        ["Camion", "9", "104/743-52/2021 20210001", "2021", "D", "Extra."],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    reading = table(text.encode(encoding))
    assert reading.pst["organisme"] == "CPAS de Valrive"
    assert amounts(reading) == [
        (2021, "INITIAL", "O", "D", "104", Decimal("1234.50")),
        (2021, "INITIAL", "O", "R", "831", Decimal("-50.25")),
        (2021, "INITIAL", "E", "D", "104", Decimal("9.00")),
    ]


def test_a_budget_workbook_whose_number_cells_lost_their_zeros() -> None:
    header = ["Exercice", "Service", "Type", "Fonction", "Code économique", "Compte"]
    rows = [["Compte 2020"], [], header, [2020, "O", "D", 60, "955-01", 12.3], [None] * 6]
    rows += [["TOTAL", None, None, None, None, 12.3]]
    reading = read_table(Path("b.xlsx"), xlsx(rows))
    assert amounts(reading) == [(2020, "COMPTE", "O", "D", "060", Decimal("12.30"))]
    assert reading.tables["budget"]["article"].tolist() == ["060/955-01"]
    assert reading.rejets["lieu"].tolist() == ["feuille « F1 », ligne 6"]
    assert reasons(reading) == ["ligne de total"]


def test_titles_of_sections_say_what_columns_do_not(table: Table) -> None:
    reading = table(
        "Budget initial 2022;;\n;;\nArticle;Libellé;Montant\n"
        "DÉPENSES ORDINAIRES;;\n104/111-01;Traitements;10,00\n"
        "RECETTES EXTRAORDINAIRES;;\n124/961-51;Emprunt;20,00\n"
    )
    assert amounts(reading) == [
        (2022, "INITIAL", "O", "D", "104", Decimal("10.00")),
        (2022, "INITIAL", "E", "R", "124", Decimal("20.00")),
    ]


def test_sheets_named_by_initials_say_service_and_type(table: Table) -> None:
    titles = ["Article", "Libellé", "Budget 2026"]
    spending = [titles, ["831/333-01", "Revenu d’intégration", 1350000]]
    loans = [titles, ["831/961-51", "Emprunt", 32000]]
    reading = table(xlsx(spending, loans, names=("DO", "RE")), name="budget.xlsx")
    assert [row[2:4] for row in amounts(reading)] == [("O", "D"), ("E", "R")]


def test_a_budget_whose_years_stand_over_its_versions(table: Table) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Compte")
        sheet.merge_range("A1:F1", "Dépenses ordinaires")
        sheet.write_row("A2", ["Article", "Libellé"])
        sheet.merge_range("C2:D2", 2024)
        sheet.merge_range("E2:F2", 2025)
        sheet.write_row("C3", ["Engagements", "Imputations"] * 2)
        sheet.write_row("A4", ["104/111-01", "Traitements", 10, 9.5, 20])

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        fill(book)
    reading = table(stream.getvalue(), name="compte.xlsx")
    assert [(row[0], row[1], row[5]) for row in amounts(reading)] == [
        (2024, "ENGAGEMENTS", Decimal("10.00")),
        (2024, "IMPUTATIONS", Decimal("9.50")),
        (2025, "ENGAGEMENTS", Decimal("20.00")),
    ]


def test_a_service_may_be_written_ext(table: Table) -> None:
    reading = table("Exercice;Service;Sens;Article;Budget initial\n2026;EXT;DEP;831/743-52;5,00\n")
    assert [row[2:4] for row in amounts(reading)] == [("E", "D")]


def test_columns_may_name_a_version_and_a_year(table: Table) -> None:
    reading = table(
        "Article;Service;Type;Compte 2020;Budget initial 2021;MB n° 2 - 2021;Divers\n"
        "104/111-01;O;D;1;2;3;x\n"
    )
    assert [row[:2] for row in amounts(reading)] == [
        (2020, "COMPTE"),
        (2021, "INITIAL"),
        (2021, "MB2"),
    ]
    assert "« Divers »" in messages(reading)


def test_a_budget_without_service_is_refused_row_by_row(table: Table) -> None:
    reading = table("Exercice;Article;Type;Compte\n2020;104/111-01;D;5\n")
    assert reading.tables["budget"].empty
    assert reasons(reading) == ["service inconnu, ni colonne ni titre ne le dit"]


def test_a_formula_without_result_is_no_zero() -> None:
    header = ["Exercice", "Service", "Type", "Article", "Compte"]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, [2020, "O", "D", "104/111-01"])
        sheet.write_formula("E2", "=1000+500", None, "")
    reading = read_table(Path("b.xlsx"), stream.getvalue())
    assert "formule sans valeur" in reasons(reading)[0]


def test_the_first_of_two_equal_rows_is_loaded_however_its_article_is_written(
    table: Table,
) -> None:
    reading = table(
        "Exercice;Service;Type;Article;Compte\n2020;O;D;123/45601.2020;5\n"
        "2020;O;D;123/456-01;6\n2020;O;D;123/456-01.2019;7\n"
    )
    assert [row[-1] for row in amounts(reading)] == [Decimal("5.00"), Decimal("7.00")]
    assert reasons(reading) == ["doublon : mêmes article, exercice et version, ligne 2"]


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("BI", "INITIAL"),
        ("MB n°1", "MB1"),
        ("1ère MB", "MB1"),
        ("Modification budgétaire n° 2", "MB2"),
        ("mb3", "MB3"),
        ("Droits constatés", "DROITS_NETS"),
        ("MBX", None),
        ("MB", None),
    ],
)
def test_names_of_versions(title: str, version: str | None) -> None:
    assert version_of(title) == version


def test_increases_and_decreases_become_new_totals(table: Table) -> None:
    reading = table(
        "Année;Service;Type;Article;Budget initial;MB1 majoration;MB1 diminution;MB 2 (en plus)\n"
        "2021;O;D;104/111-01;100;20,5;;5\n2021;O;D;104/112-01;100;;30;\n"
        "2021;O;D;104/113-01;;7;;\n2021;O;D;104/114-01;9;x;;\n"
    )
    assert [(row[1], row[-1]) for row in amounts(reading)] == [
        ("INITIAL", Decimal("100.00")),
        ("MB1", Decimal("120.50")),
        ("MB2", Decimal("125.50")),
        ("INITIAL", Decimal("100.00")),
        ("MB1", Decimal("70.00")),
        ("MB1", Decimal("7.00")),
    ]
    assert len(reading.rejets) == 1
    assert "nouveaux totaux" in messages(reading)


def test_the_print_of_an_amendment_gives_its_new_amounts(table: Table) -> None:
    reading = table(
        "Modification budgétaire n° 1 - exercice 2021;;;;;\n"
        "Service;Type;Article;Ancien montant;Majoration;Nouveau montant\n"
        "O;D;104/111-01;100;20;120\n"
    )
    assert amounts(reading) == [(2021, "MB1", "O", "D", "104", Decimal("120.00"))]
    assert "inconnues" not in messages(reading)


EXPORT = ["OS\nRéférence", "OS\nTitre", "OO\nRéférence", "OO\nTitre", "ACT\nTitre"]
EXPORT += ["ACT\nRéférence", "ACT\nProgression", "ACT\nÉtat", "ACT\nDate fin effective"]
EXPORT += ["SUBACT\nRéférence", "SUBACT\nTitre", "ACT\nBudget", "ACT\nCouleur"]


def test_an_export_of_iapst_with_few_columns_and_typed_cells() -> None:
    day = dt.date(2022, 5, 3)
    rows = [
        ["Export du 3 mai"],
        EXPORT,
        [1, "Un", 2, "Deux", "Trois", 3, (0.15,), "Finalisé", day, 4, "Quatre", "x"],
        [1, "Un", 5, "Cinq", "Trois", 3, (0.15,), "Finalisé", day, 6, "Six", None],
        [1, "Un", 5, "Cinq", None, 7, None, None, None, None, None, None],
        [None] * 11 + ["2020 pour Europe: 1€"],
    ]
    reading = read_table(Path("e.xlsx"), xlsx(rows))
    elements = reading.elements.set_index("element_id")
    assert elements["code"].to_dict() == {
        "os-1": "OS1",
        "oo-2": "OS1.OO1",
        "a-3": "OS1.OO1.A1",
        "sa-4": "OS1.OO1.A1.SA1",
        "oo-5": "OS1.OO2",
        "a-3-partage-1": "OS1.OO2.A1",
        "sa-6": "OS1.OO1.A1.SA2",  # what a shared action holds is under its original
    }
    assert elements.loc["a-3", "taux_avancement"] == 15
    assert str(elements.loc["a-3", "date_fin_effective"])[:10] == "2022-05-03"
    assert reasons(reading) == ["ACTION 7 sans titre", "ligne sans aucun élément"]
    assert "Morceau illisible, non chargé : « x »" in messages(reading)
    assert "« ACT Couleur »" in messages(reading) or "ACT Couleur" in messages(reading)


def test_a_progress_report_with_titles_that_lack_their_number(table: Table) -> None:
    reading = table(
        "État d'avancement au 1/1/2022;;;\nTypes;Titres;États;Progression;Échéance\n"
        "OS;Un (OS.1);;;\nOO;Deux;;;\nA;Trois (phase 2);En cours;40 %;2e trimestre\n"
        "SA;Quatre (SA.9);Zarbi;;\nX;Cinq;;;\nA;;;;\n"
    )
    assert outline(reading) == [
        ("OS1", "Un"),
        ("OS1.OO1", "Deux"),
        ("OS1.OO1.A1", "Trois (phase 2)"),
        ("OS1.OO1.A1.SA1", "Quatre"),
    ]
    assert reasons(reading) == ["type inconnu : « X »", "élément sans titre"]
    assert "2e trimestre" in messages(reading)
    assert "« Zarbi » est un état inconnu" in messages(reading)


MARCHE = "Numéro d'action|Nom de l'action|ODD|État d'avancement|% d'évolution|Agent pilote"


def test_headings_of_marche_without_separators_or_with_a_total(table: Table) -> None:
    reading = table(
        f"Premier OS\nPremier OO\n{MARCHE}\n1|Une|Tous|Permanent|100|A\n"
        f"Deuxième OO||||||\n{MARCHE}\n1|Deux||À démarrer|0,5|B\n2|Trois||En cours|50|C|trop\n"
        "|Total||||\n"
    )
    assert outline(reading) == [
        ("OS1", "Premier OS"),
        ("OS1.OO1", "Premier OO"),
        ("OS1.OO1.A1", "Une"),
        ("OS1.OO2", "Deuxième OO"),
        ("OS1.OO2.A1", "Deux"),
    ]
    first = reading.elements.iloc[2]
    assert (first["type_action"], first["statut"], first["odd"]) == ("PERENNE", "EN_COURS", "Tous")
    assert reasons(reading) == ["nombre de colonnes : 7 au lieu de 6", "ligne de total"]
    assert "ambigu" in messages(reading)


def test_a_town_file_typed_in_a_workbook() -> None:
    rows = [
        ["OS", "OO", "Position", "Name", "Type d'action", "Etat d'avancement"],
        [1, None, None, "Un", None, None],
        [None, 1.1, None, "Deux", None, None],
        [None, None, "01.1.01", "Trois", "Pérenne", "En cours"],
        [None, None, "01.2.01", "Quatre", "Bizarre", "Terminé"],
        [None, None, "01.1.03", None, "PST", "Terminé"],
    ]
    reading = read_table(Path("v.xlsx"), xlsx(rows))
    assert [code for code, _ in outline(reading)] == ["OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO1.A2"]
    assert reading.elements["numero"].tolist() == ["1", "1.1", "01.1.01", "01.2.01"]
    assert reasons(reading) == ["ligne sans nom"]
    assert "01.2.01 est placée sous l’objectif 1.1" in messages(reading)
    assert "« Bizarre »" in messages(reading)


def test_a_history_with_other_titles_and_date_cells() -> None:
    rows = [
        ["Suivi du PST"],
        ["Statut", "Référence", "Situation au", "Avancement"],
        ["En cours", "OS1.OO1.A1", dt.date(2021, 12, 31), (0.25,)],
        ["Zarbi", "OS1.OO1.A2", 44561, 0.5],
        [None, None, "31/12/2021", None],
        [None, "OS1.OO1.A3", "31/12/2021", None],
    ]
    reading = read_table(Path("s.xlsx"), xlsx(rows))
    suivi = reading.tables["suivi"]
    assert suivi["element_id"].tolist() == ["OS1.OO1.A1", "OS1.OO1.A2"]
    assert suivi["taux_avancement"].tolist()[0] == 25
    assert suivi["date_suivi"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2021-12-31"]
    assert pd.isna(suivi["statut"].iloc[1])
    assert reasons(reading) == ["référence d’élément manquante", "ni statut ni taux"]
    assert "numéro de jour d’Excel" in messages(reading)


def test_population_of_statbel_as_it_publishes_it(table: Table) -> None:
    reading = table(
        "CD_REFNIS|TX_DESCR_FR|CD_SEX|CD_AGE|MS_POPULATION|CD_YEAR\n"
        "55022|La Louvière|M|0|10|2018\n55022|La Louvière|F|0|11|2018\n"
        "55022|La Louvière|Total|0|21|2018\n58001|La Louvière|M|0|12|2019\n"
        "03000|Région wallonne|M|0|99|2019\n82003|Bastogne|M|0|5|2019\n82005|Bertogne|M|0|7|2019\n"
        "58001|La Louvière|M|0|12|2019\n58001|La Louvière|F|0|douze|2019\n"
    )
    figures = reading.tables["contexte"]
    assert list(zip(figures["ins"], figures["annee"], figures["valeur"], strict=True)) == [
        ("58001", 2018, 21),
        ("58001", 2019, 12),
        ("82039", 2019, 12),
    ]
    assert [motif.split(" :")[0] for motif in reasons(reading)] == [
        "ligne de total",
        "03000 n’est pas une commune",
        "doublon",
        "population illisible",
    ]
    assert "55022 → 58001" in messages(reading)


def test_rates_of_merged_communes_are_not_added(table: Table) -> None:
    reading = table(
        "Indicateur : Taux;;\nUnité : %;;\nCode INS;Entité;2023\n"
        "82003;Bastogne;1,5\n82005;Bertogne;2,5\n57018;Celles;n.d.\n57027;Estaimpuis;abc\n"
    )
    figures = reading.tables["contexte"]
    assert figures["valeur"].isna().all()
    assert figures["ins"].tolist() == ["57018", "57027", "82039"]
    assert "ne s’additionnent pas" in messages(reading)
    assert "« abc »" in messages(reading)


def test_an_unknown_table_is_refused_with_its_titles(table: Table) -> None:
    with pytest.raises(SourceError, match="« Prénom »"):
        table("Nom;Prénom\nA;B\n")
    with pytest.raises(SourceError, match="vide"):
        table(" \n\n")


@pytest.mark.parametrize("filler", [" ", "\n", "|", ",", "= ", "1 / ", "pour ", "(", "\t"])
def test_a_very_long_cell_costs_no_more_than_its_length(filler: str) -> None:
    text = "2019 pour x" + filler * 30_000
    row = [1, text, 2, text, text, 3, None, text, None, 4, text, text]
    reading = read_table(Path("e.xlsx"), xlsx([[*EXPORT, "OO\nIndicateur résultat"], [*row, text]]))
    assert len(reading.elements) == 4


def test_a_file_that_is_one_endless_line_or_nothing_but_lines_is_refused() -> None:
    for data in (b"a;b\n" * 2_300_000, b"a;" * 600_000):
        with pytest.raises(SourceError, match="volumineux"):
            read_table(Path("t.csv"), data)


def test_a_plan_over_two_sheets_loses_nothing() -> None:
    header = MARCHE.split("|")
    sheets = [[[f"OS {n}"], [f"OO {n}"], header, [n, f"A {n}"]] for n in (1, 2)]
    reading = read_table(Path("m.xlsx"), xlsx(*sheets))
    assert [code for code, _ in outline(reading)] == [
        *("OS1", "OS1.OO1", "OS1.OO1.A1"),
        *("OS2", "OS2.OO1", "OS2.OO1.A1"),
    ]
    titles = ["Types", "Titres", "États", "Progression", "Échéance"]
    pages = [[titles, ["OS", "Un (OS.1)"], ["OO", f"Deux (OO.{n})"]] for n in (2, 3)]
    assert outline(read_table(Path("e.xlsx"), xlsx(*pages))) == [
        ("OS1", "Un"),
        ("OS1.OO1", "Deux"),
        ("OS1.OO2", "Deux"),
    ]


def test_amounts_of_another_currency_are_no_euros_and_what_is_hidden_is_read_and_said() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Dépenses ordinaires 2021")
        sheet.write_row(0, 0, ["Article", "Budget initial", "Libellé"])
        forms = ["[$$-409]#,##0.00", '#,##0.00 "CHF"', "#,##0.00 [$€-80C]", '#,##0.00 "€"']
        for line, form in enumerate([*forms, "#,##0.00"], start=1):
            sheet.write(line, 0, f"831/331-0{line}")
            sheet.write_number(line, 1, 1000, book.add_format({"num_format": form}))
        sheet.set_row(5, None, None, {"hidden": True})
        other = book.add_worksheet("Caché")
        other.write_row(0, 0, ["Exercice", "Service", "Type", "Article", "Compte"])
        other.write_row(1, 0, [2021, "O", "D", "104/111-01", 9])
        other.hide()
    reading = read_table(Path("b.xlsx"), stream.getvalue())

    assert reading.tables["budget"]["article"].tolist() == [
        "831/331-03", "831/331-04", "831/331-05", "104/111-01",
    ]  # fmt: skip
    assert reasons(reading) == [
        "Montant « Budget initial » : « 1000 $ » est illisible",
        "Montant « Budget initial » : « 1000 CHF » est illisible",
    ]
    said = messages(reading)
    assert "« Dépenses ordinaires 2021 » : 1 ligne(s) masquée(s)" in said
    assert "« Caché » : masquée dans le classeur" in said


@pytest.mark.parametrize("unit", ["en milliers d’euros", "k€", "en k EUR", "en millions d’euros"])
def test_amounts_in_thousands_are_refused_rather_than_divided(table: Table, unit: str) -> None:
    reading = table(
        f"Budget initial 2021 ({unit})\nArticle;Service;Type;Montant\n104/111-01;O;D;5\n"
    )

    assert reading.tables["budget"].empty
    assert reasons(reading)[0].endswith("donnez-les en euros")
    title = table("Article;Service;Type;Budget initial 2021\n104/111-01;Ord.;Dép.;5\n")
    assert amounts(title) == [(2021, "INITIAL", "O", "D", "104", Decimal("5.00"))]

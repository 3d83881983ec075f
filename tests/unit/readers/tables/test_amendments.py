"""Tables of amendments as the departments of finance print them: four amounts an article."""

from collections.abc import Callable

import pytest

from pstlib.readers import Reading

Table = Callable[..., Reading]
TITLE = (
    "CPAS de Valrive – Modification budgétaire n° 1 – exercice 2021 – Dépenses ordinaires;;;;;\n"
)


def votes(reading: Reading) -> dict[tuple[str, str], str]:
    budget = reading.tables["budget"]
    keys = zip(budget["article"], budget["version"], strict=True)
    return dict(zip(keys, budget["montant"].map(str), strict=True))


def warned(reading: Reading) -> list[tuple[str, str]]:
    found = reading.avertissements.query("niveau == 'avertissement'")
    texts = found["message"].str.replace("\u00a0", " ").str.replace("\u202f", ".")
    return list(zip(found["lieu"].fillna(""), texts, strict=True))


def account(reading: Reading) -> str:
    return str(reading.avertissements["message"].iloc[-1]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "titles",
    [
        "Montant antérieur;Majorations;Diminutions;Nouveau montant",
        "Ancien crédit;Augmentation;Diminution;Nouveau crédit",
        "Crédit avant modification;En plus;En moins;Crédit après modification",
        "Montants précédents;Majoration (+);Réduction (-);Montant après MB1",
        "Crédit avant MB 1;MB 1 (+);MB 1 (-);MB 1",
        "Montant;Hausses;Baisses;Nouveau total",
        "Budget précédent;Majorations;Diminutions;Nouveau résultat",
        "Antérieur;Plus;Moins;Nouveau",
    ],
)
def test_the_new_amount_is_loaded_and_the_others_only_check_it(table: Table, titles: str) -> None:
    reading = table(
        f"{TITLE}Article;Libellé;{titles}\n"
        "104/111-01;Traitements;1.000,00;250,50;;1.250,50\n"
        "104/123-02;Fournitures;300,00;;45,25;254,75\n"
        "104/123-17;Formation;;80,00;-;80,00\n"
    )

    assert votes(reading) == {
        ("104/111-01", "MB1"): "1250.50",
        ("104/123-02", "MB1"): "254.75",
        ("104/123-17", "MB1"): "80.00",
    }
    assert warned(reading) == []
    assert set(reading.tables["budget"]["exercice"]) == {2021}


def test_amounts_that_do_not_add_up_are_warned_and_the_printed_one_kept(table: Table) -> None:
    reading = table(
        f"{TITLE}Article;Libellé;Montant antérieur;Majorations;Diminutions;Nouveau montant\n"
        "104/111-01;Traitements;1000;250;30;1300\n"
        "104/123-02;Fournitures;500;;;500\n"
        "104/123-03;Essence;;10;;20\n"
        "104/123-04;Divers;x;10;;20\n"
    )

    assert votes(reading) == {
        ("104/111-01", "MB1"): "1300.00",
        ("104/123-02", "MB1"): "500.00",
        ("104/123-03", "MB1"): "20.00",
    }
    assert warned(reading) == [
        (
            "ligne 3",
            "Article 104/111-01, MB1 : 1.000,00 € + 250,00 € − 30,00 € = 1.220,00 €, mais le "
            "nouveau montant imprimé est 1.300,00 € ; il est chargé tel quel.",
        ),
        (
            "ligne 5",
            "Article 104/123-03, MB1 : montant antérieur vide + 10,00 € − 0,00 € = 10,00 €, mais "
            "le nouveau montant imprimé est 20,00 € ; il est chargé tel quel.",
        ),
    ]
    assert account(reading) == "Lignes lues : 4 ; chargées : 3 ; rejetées : 1."
    assert reading.rejets["lieu"].tolist() == ["ligne 6"]


def test_two_amendments_under_the_titles_of_their_columns(table: Table) -> None:
    reading = table(
        "Dépenses ordinaires 2022;;;;;;;;\n"
        ";;;MB 1;;;MB 2;;\n"
        "Article;Libellé;Budget initial;Majorations;Diminutions;Nouveau montant;"
        "Majorations;Diminutions;Nouveau montant\n"
        "104/111-01;Traitements;1000;200;;1200;;100;1100\n"
        "104/123-02;Fournitures;500;;;500;20;;530\n"
    )

    assert votes(reading) == {
        ("104/111-01", "INITIAL"): "1000.00",
        ("104/111-01", "MB1"): "1200.00",
        ("104/111-01", "MB2"): "1100.00",
        ("104/123-02", "INITIAL"): "500.00",
        ("104/123-02", "MB1"): "500.00",
        ("104/123-02", "MB2"): "530.00",
    }
    ((place, message),) = warned(reading)
    assert place == "ligne 5"
    assert "104/123-02, MB2 : 500,00 € + 20,00 € − 0,00 € = 520,00 €" in message


def test_a_bare_amount_under_the_title_of_an_amendment_is_the_previous_one(table: Table) -> None:
    reading = table(
        "Recettes ordinaires 2022;;;;\n;MB 1;;;\nArticle;Montant;En plus;En moins;Nouveau total\n"
        "831/465-02;700;;50;650\n"
    )

    assert votes(reading) == {("831/465-02", "MB1"): "650.00"}
    assert warned(reading) == []


def test_a_header_of_two_rows_with_the_amendments_on_top(table: Table) -> None:
    reading = table(
        "Article;Libellé;Service;Type;MB 1 – 2023;;;\n"
        ";;;;Montant antérieur;Majorations;Diminutions;Nouveau montant\n"
        "104/111-01;Traitements;O;D;1000;200;;1200\n"
        "831/465-02;Subside;O;R;700;;50;600\n"
    )

    assert votes(reading) == {("104/111-01", "MB1"): "1200.00", ("831/465-02", "MB1"): "600.00"}
    assert set(reading.tables["budget"]["exercice"]) == {2023}
    ((place, message),) = warned(reading)
    assert (place, "= 650,00 €" in message) == ("ligne 4", True)


def test_a_previous_amount_that_another_row_denies_is_warned(table: Table) -> None:
    reading = table(
        "Exercice;Service;Type;Article;Version;Montant antérieur;Majorations;Diminutions;"
        "Nouveau montant\n"
        "2021;O;D;104/111-01;MB2;120;10;;130\n"
        "2021;O;D;104/111-01;Budget initial;;;;100\n"
        "2021;O;D;104/111-01;MB1;100;25;;125\n"
        "2022;O;D;104/111-01;MB1;90;;;90\n"
    )

    assert votes(reading)["104/111-01", "INITIAL"] == "100.00"
    assert warned(reading) == [
        (
            "ligne 2",
            "Article 104/111-01, MB2 : montant antérieur imprimé 120,00 €, mais 125,00 € à la "
            "version MB1 du même tableau.",
        )
    ]
    assert account(reading) == "Lignes lues : 4 ; chargées : 4 ; rejetées : 0."


def test_the_initial_budget_of_the_same_row_is_a_previous_amount_too(table: Table) -> None:
    reading = table(
        f"{TITLE}Article;Budget initial;Montant antérieur;Majorations;Diminutions;Nouveau montant\n"
        "104/111-01;900;1000;200;;1200\n"
    )

    assert votes(reading) == {("104/111-01", "INITIAL"): "900.00", ("104/111-01", "MB1"): "1200.00"}
    assert [message for _, message in warned(reading)] == [
        "Article 104/111-01, MB1 : montant antérieur imprimé 1.000,00 €, mais 900,00 € à la "
        "version INITIAL du même tableau."
    ]


def test_a_new_amount_that_no_column_prints_is_computed_and_said(table: Table) -> None:
    reading = table(
        f"{TITLE}Article;Libellé;Montant antérieur;Majorations;Diminutions\n"
        "104/111-01;Traitements;1000;200;50\n"
        "104/123-02;Fournitures;;;40\n"
        "104/123-03;Essence;60;;\n"
    )

    assert votes(reading) == {("104/111-01", "MB1"): "1150.00"}
    assert "nouveaux totaux" in "\n".join(reading.avertissements["message"])
    # Neither the new amount of a decrease from nothing nor that of a row without change is made up.
    assert reading.rejets["lieu"].tolist() == ["ligne 4", "ligne 5"]
    assert account(reading) == "Lignes lues : 3 ; chargées : 1 ; rejetées : 2."


def test_two_amounts_without_a_column_of_changes_are_not_held_against_each_other(
    table: Table,
) -> None:
    reading = table(
        f"{TITLE}Article;Libellé;Montant antérieur;Nouveau montant\n104/111-01;x;100;120\n"
        "TOTAL;;100;120\n"
    )

    assert votes(reading) == {("104/111-01", "MB1"): "120.00"}
    assert warned(reading) == []
    assert reading.rejets["motif"].tolist() == ["ligne de total"]


def test_sheets_of_one_file_may_each_hold_a_version_of_the_same_article(table: Table) -> None:
    reading = table(
        "Exercice;Service;Type;Article;Version;Montant\n"
        "2021;O;D;104/111-01;BI;5\n2021;O;D;104/111-01;MB1;6\n2021;O;D;104/111-01;MB1;7\n"
    )

    assert votes(reading) == {("104/111-01", "INITIAL"): "5.00", ("104/111-01", "MB1"): "6.00"}
    assert reading.rejets["lieu"].tolist() == ["ligne 4"]


def test_a_column_of_increases_alone_is_never_read_as_a_total(table: Table) -> None:
    reading = table(
        "Exercice;Service;Type;Article;Compte;MB1 (+);MB1 (-);Compte précédent\n"
        "2021;O;D;104/111-01;5;6;7;8\n"
    )

    assert votes(reading) == {("104/111-01", "COMPTE"): "5.00"}
    assert "« MB1 (+) », « MB1 (-) », « Compte précédent »" in warned(reading)[0][1]


def test_a_decrease_of_an_amount_that_nothing_tells_is_rejected_for_that(table: Table) -> None:
    reading = table(
        f"{TITLE}Article;Libellé;Montant antérieur;Majorations;Diminutions;Nouveau montant\n"
        "104/111-01;Traitements;1000;;30;970\n"
        "104/123-02;Fournitures;;;250,50;\n"
    )

    assert votes(reading) == {("104/111-01", "MB1"): "970.00"}
    assert reading.rejets["motif"].str.replace("\u00a0", " ").to_list() == [
        "diminution de 250,50 € sans montant antérieur ; le nouveau montant reste inconnu"
    ]


def test_two_columns_for_one_version_and_year_are_not_added_up(table: Table) -> None:
    reading = table(
        "Exercice;Service;Type;Article;Libellé;Budget 2020;Compte 2019;Budget initial\n"
        "2020;O;D;831/334-01;Aides;1,00;2,00;3,00\n"
        "2020;O;D;831/334-02;Aides;1,00;2,00;\n"
        "2021;O;D;831/334-01;Aides;;;3,00\n"
        "2022;O;D;831/334-02;Aides;1,50;;\n"
    )

    found = reading.tables["budget"]
    told = zip(found["exercice"], found["article"], found["version"], strict=True)
    assert sorted(told) == [
        (2019, "831/334-02", "COMPTE"), (2020, "831/334-02", "INITIAL"),
        (2021, "831/334-01", "INITIAL"),
    ]  # fmt: skip
    assert list(zip(reading.rejets["lieu"], reading.rejets["motif"], strict=True)) == [
        ("ligne 2", "deux colonnes pour la version INITIAL de 2020"),
        ("ligne 5", "doublon\u00a0: mêmes article, exercice et version, ligne 3"),
    ]

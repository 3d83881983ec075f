"""What each dialect means by its values, on small files of our own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pstlib.readers import Reading
from pstlib.reference.ecomptes import Unknown

Read = Callable[[str], Reading]
Write = dict[str, Callable[..., str]]


def told(reading: Reading, word: str) -> list[str]:
    found = reading.avertissements
    return list(found[found["message"].str.contains(word, regex=False)]["lieu"])


def first(reading: Reading) -> dict[str, Any]:
    row: dict[str, Any] = reading.elements.iloc[0].to_dict()
    return row


def numbers(reading: Reading) -> list[tuple[str, str, str]]:
    actions = reading.elements[reading.elements["niveau"].isin(["ACTION", "SOUS_ACTION"])]
    return list(zip(actions["numero"], actions["libelle"], actions["parent_libelle"], strict=True))


def article(amount: str = "10", year: str = "2021", code: str = "831/333-01") -> str:
    return (
        f"<Article><Exercice>{year}</Exercice><Service>O</Service><Type>D</Type>"
        f"<CodeArticle>{code}</CodeArticle><Libelle>Aide</Libelle><Montant>{amount}</Montant></Article>"
    )


def money(*articles: str, projections: str = "") -> str:
    return f"<Articles>{''.join(articles)}</Articles><Projections>{projections}</Projections>"


def test_sub_actions_hang_below_their_action_wherever_they_stand(read: Read, write: Write) -> None:
    text = write["iapst"]("A.5 - SA.6 - Avant", "A.4 - Autre", "A.5 - Mère", "A.5 - SA.7 - Après")

    assert numbers(read(text)) == [
        ("A.4", "Autre", "Accueillir"),
        ("A.5", "Mère", "Accueillir"),
        ("SA.6", "Avant", "Mère"),
        ("SA.7", "Après", "Mère"),
    ]


def test_a_title_that_begins_like_a_sub_action_is_an_action(read: Read, write: Write) -> None:
    # 4 is borne by another action, so it can't be the number of a sub-action of A.3.
    text = write["iapst"]("A.3 - SA.4 - suite du plan", "A.4 - A.3 - bis", "A.4 - SA.5 - Étape")

    assert numbers(read(text)) == [
        ("A.3", "SA.4 - suite du plan", "Accueillir"),
        ("A.4", "A.3 - bis", "Accueillir"),
        ("SA.5", "Étape", "A.3 - bis"),
    ]


def test_a_sub_action_without_its_action_is_said(read: Read, write: Write) -> None:
    reading = read(write["iapst"]("A.5 - SA.6 - Seule"))

    assert numbers(reading) == [("A.5", "SA.6 - Seule", "Accueillir")]
    assert len(told(reading, "n’est pas à côté")) == 1


def test_an_unknown_volet_is_none_and_zeros_of_objectives_are_not_given(
    read: Read, write: Write
) -> None:
    reading = read(write["iapst"]("A.3 - Agir", rate="0", etp="0"))

    assert list(reading.elements["niveau"]) == ["OS", "OO", "ACTION"]
    assert reading.elements["etp"].isna().all()
    assert list(reading.elements["taux_avancement"].isna()) == [True, True, False]
    assert reading.pst["ins"] is None


def test_zeros_of_a_native_file_are_zeros(read: Read, write: Write) -> None:
    row = first(read(write["native"](rate="0", etp="0")))

    assert (row["taux_avancement"], row["etp"]) == (0, 0)
    assert (row["element_id"], row["niveau"], row["libelle"]) == ("v-1", "VOLET", "Volet interne")


def test_a_commune_of_the_list_names_its_cpas(read: Read, write: Write) -> None:
    assert read(write["native"]()).pst["organisme"] == "CPAS de Celles"


@pytest.mark.parametrize(
    ("written", "day", "word"),
    [
        ("2021-03-04Z", "2021-03-04", "fuseau"),
        ("2021-03-04+02:00", "2021-03-04", "fuseau"),
        ("-0044-03-15", None, "illisible"),
        ("12021-03-04", None, "illisible"),
    ],
)
def test_dates_that_no_table_holds_as_written_are_said(
    read: Read, write: Write, written: str, day: str | None, word: str
) -> None:
    reading = read(write["native"](dates=f"<DateDebut>{written}</DateDebut>"))

    start = first(reading)["date_debut"]
    assert (None if pd.isna(start) else str(start)) == day
    assert len(told(reading, word)) == 1


def test_persons_are_named_and_their_contacts_left_in_the_source(read: Read, write: Write) -> None:
    person = (
        "<Responsable><Civilite>MADAME</Civilite><Nom>Exemple</Nom><Prenom>A.</Prenom>"
        "<Tel>000 00</Tel><eMail>a@exemple.invalid</eMail></Responsable>"
    )
    reading = read(write["native"](persons=person))

    assert first(reading)["responsable"] == "A. Exemple"
    assert len(told(reading, "courriel")) == 1


@pytest.mark.parametrize(
    ("mode", "source", "text"),
    [
        ("TEXTE", " a\n   b ", " a\n   b "),
        ("TEXTE", "   ", None),
        ("HTML", "&lt;ul&gt;&lt;li&gt;un&lt;li&gt;deux &amp;amp; 3&lt;/ul&gt;", "un\ndeux & 3"),
        ("HTML", "&lt;!-- rien --&gt;", None),
        ("HTML", "&lt;style&gt;p{}&lt;/style&gt;&lt;b&gt;gr&lt;/b&gt;as", "gras"),
        ("RTF", "{\\rtf1\\ansi R\\'e9nover\\par 1\\~000}", "Rénover\n1\u00a0000"),
        ("RTF", "sans balises", "sans balises"),
    ],
)  # fmt: skip
def test_descriptions_become_text(
    read: Read, write: Write, mode: str, source: str, text: str | None
) -> None:
    found = first(read(write["native"](mode=mode, description=source)))["description"]

    assert (None if pd.isna(found) else found) == text


def test_comments_and_processing_instructions_cut_no_text(read: Read, write: Write) -> None:
    text = write["native"]().replace("Volet interne", "Volet <!-- x -->in<?y z?>terne")

    assert first(read(text))["libelle"] == "Volet interne"


def test_amounts_are_exact_or_said(read: Read, write: Write) -> None:
    rows = (article("1234.565"), article("-0.10", code="x/1"), article("1" + "0" * 17))
    reading = read(write["native"](money=money(*rows, article(year="1990"), article(code=" "))))

    assert list(reading.table("budget")["montant"]) == [Decimal("1234.57"), Decimal("-0.10")]
    assert len(reading.rejets) == 3
    assert len(told(reading, "arrondi")) == 1
    assert reading.rejets["lieu"].str.startswith("ligne 3 (v-1)").all()
    assert reading.rejets["contenu"].str.contains("Aide").all()


def test_projections_are_loaded_cell_by_cell_or_rejected(read: Read, write: Write) -> None:
    cells = "".join(
        f'<Exercice Valeur="{year}"><Montant>{amount}</Montant></Exercice>'
        for year, amount in (("2022", "5"), ("2021", "0"), ("20220", "1"))
    )
    whole, empty = (
        "<Projection><Service>O</Service><Type>R</Type><GroupeEco>61</GroupeEco>"
        f"<Libelle>61 Transferts</Libelle><Exercices>{inside}</Exercices></Projection>"
        for inside in (cells, "")
    )
    reading = read(write["native"](money=money(projections=whole + empty)))

    found = reading.table("projections")
    assert list(zip(found["exercice"], found["montant"], strict=True)) == [(2022, 5), (2021, 0)]
    assert len(reading.rejets) == 2


def test_one_identifier_twice_is_a_shared_action_or_is_said(read: Read, write: Write) -> None:
    action = write["element"]("Action", "a", "Agir", money=money(article()))
    other = write["element"]("Action", "a", "Autre", money=money())
    objectives = "".join(
        write["element"](
            "ObjectifOperationnel", name, name, money=money(), inside=f"<Actions>{held}</Actions>"
        )
        for name, held in (("un", action), ("deux", action + other))
    )
    strategic = write["element"](
        "ObjectifStrategique",
        "os",
        "OS",
        money=money(),
        inside=f"<ObjectifsOperationnels>{objectives}</ObjectifsOperationnels>",
    )
    inside = f"<ObjectifStrategiques>{strategic}</ObjectifStrategiques>"
    reading = read(write["native"](money=money(), inside=inside))
    actions = reading.elements[reading.elements["niveau"] == "ACTION"].astype(object)

    assert list(actions["element_id"]) == ["a", "a-2", "a-3"]
    assert list(actions["partage_de"].fillna("")) == ["", "a", ""]
    assert list(actions["statut"].fillna("")) == ["EN_COURS", "", "EN_COURS"]
    assert len(reading.table("budget")) == len(reading.rejets) == 1


def test_what_our_own_file_says_it_does_not_know_is_not_read(read: Read, write: Write) -> None:
    remark = "\n".join(["Vu le 3 mai", *Unknown])
    row = first(read(write["native"](remark=remark, status="NON_COMMENCE")))

    assert pd.isna(row["statut"])
    assert pd.isna(row["taux_avancement"])
    assert pd.isna(row["etp"])
    assert row["commentaire"] == "Vu le 3 mai"


@pytest.mark.parametrize("years", ["2024-2019", "1990-1995", "2019-20240000000000000"])
def test_impossible_years_are_left_out_and_said(read: Read, write: Write, years: str) -> None:
    volet = write["element"]("Volet", "v", "Volet")
    reading = read(write["plan"](volet, years=years, ins="123456"))

    assert (reading.pst["exercice_debut"], reading.pst["ins"]) == (None, None)
    assert len(told(reading, "impossible")) == 2

"""What an import says of money that the PST known so far makes doubtful."""

from decimal import Decimal
from pathlib import Path

import pandas as pd

from pstlib.model import Identity, Pst
from pstlib.readers.merging import Merged, merge
from pstlib.readers.tables.recognition import read_table

IDENTITY = Identity(
    slug="essai-2019-2024",
    organisme="CPAS d’Essai",
    libelle="PST d’essai",
    exercice_debut=2019,
    exercice_fin=2024,
)
INITIAL = """Budget initial 2021
Article;Service;Type;Montant
104/111-01;O;D;1000,00
831/331-01;O;D;500,00
831/332-01;O;D;80,00
"""
AMENDMENT = """Modification budgétaire n° 1 - exercice 2021
Article;Service;Type;Montant antérieur;Majorations;Diminutions;Nouveau montant
104/11101;O;D;1.200,00;100;;1.300,00
831/331-01;O;D;;50;;50
831/332-01;O;D;80,00;;20;60,00
831/334-01;O;D;;5;;5
"""


def merged(text: str, pst: Pst | None) -> Merged:
    known = pst or Pst(identite=IDENTITY)
    return merge(read_table(Path("b.csv"), text.encode()), known, slug=IDENTITY.slug)


def doubts(found: Merged) -> list[tuple[str, str, str]]:
    rows = found.differences[found.differences["nature"].eq("à vérifier")]
    rows = rows.map(lambda text: text.replace("\u00a0", " ").replace("\u202f", " "))
    return list(rows[["objet", "avant", "apres"]].itertuples(index=False, name=None))


def test_an_amendment_that_contradicts_the_budget_of_another_file_is_told_and_changes_nothing():
    initial = merged(INITIAL, None).pst

    found = merged(AMENDMENT, initial)

    assert doubts(found) == [
        (
            "ligne 3, article 104/11101, MB1 de 2021",
            "1 000,00 € connu (INITIAL)",
            "1 200,00 € imprimé",
        ),
        ("ligne 4, article 831/331-01, MB1 de 2021", "500,00 € connu (INITIAL)", "aucun imprimé"),
    ]
    budget = found.pst.budget
    pd.testing.assert_frame_equal(budget[budget["version"].eq("INITIAL")], initial.budget)
    assert budget.loc[budget["version"].eq("MB1"), "montant"].tolist() == [
        Decimal("1300.00"), Decimal("50.00"), Decimal("60.00"), Decimal("5.00"),
    ]  # fmt: skip


def test_an_amendment_alone_has_nothing_to_be_held_against():
    assert doubts(merged(AMENDMENT, None)) == []


def test_an_exercice_more_than_two_years_from_the_pst_is_told_once():
    text = "Exercice;Article;Service;Type;Compte\n2026;104/111-01;O;D;1\n2027;104/111-01;O;D;2\n"
    text += "2016;104/111-01;O;D;3\n2017;104/111-01;O;D;4\n2016;831/111-01;O;D;4\n"

    found = merged(text, None)

    assert [subject for subject, _, _ in doubts(found)] == [
        "exercice 2016, à plus de deux ans du PST (2 lignes, la première : ligne 4)",
        "exercice 2027, à plus de deux ans du PST (1 ligne : ligne 3)",
    ]
    assert len(found.pst.budget) == 5
    assert doubts(merged(text, found.pst)) == []


def test_an_article_written_in_another_way_is_the_one_known():
    initial = merged(INITIAL, None).pst
    other = INITIAL.replace("104/111-01;O;D;1000,00", "104/11101.2021;O;D;1000,00")

    found = merged(other, initial)

    assert found.differences.loc[found.differences["nature"].eq("ajouté")].empty
    assert len(found.pst.budget) == 3


def test_an_amount_that_differs_from_the_one_known_is_told_with_its_line():
    initial = merged(INITIAL, None).pst

    found = merged(INITIAL.replace("500,00", "510,00"), initial)

    (row,) = found.differences.to_dict("records")
    assert (row["nature"], row["table"], row["colonne"]) == ("différent", "budget", "montant")
    assert row["objet"].endswith(" (ligne 4)")
    assert found.pst.budget["montant"].equals(initial.budget["montant"])

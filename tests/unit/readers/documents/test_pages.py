"""What stands on a page, written word by word: columns, badges, shaded rows, stacked fiches."""

from itertools import pairwise

from pstlib.readers.documents.blocks import Block, Table
from pstlib.readers.documents.lines import Word, page_lines, rows_of, second_columns
from pstlib.readers.documents.paragraphs import paragraphs
from pstlib.readers.documents.plaintext import read_blocks
from pstlib.readers.documents.rulings import Grid
from pstlib.readers.documents.running import without_running_lines
from pstlib.readers.documents.shaded import with_rows_between
from pstlib.readers.documents.stacked import with_stacked_fiches


def words(text: str, left: float, top: float, size: float = 10.0) -> list[Word]:
    """Set a line of text: each letter half as wide as it is high."""
    found, at = [], left
    for word in text.split():
        right = at + len(word) * size / 2
        found.append(Word(word, at, right, top - size, top))
        at = right + size / 4
    return found


def test_two_short_lists_beside_one_another_are_read_one_after_the_other():
    page = [
        *words("Un titre qui court au-dessus des deux colonnes de toute la page du plan", 40, 700),
        *words("• Étendre la livraison des repas chauds", 40, 670),
        *words("• Rédiger le projet de vie des résidents", 300, 666),
        *words("• Acquérir deux véhicules électriques", 40, 650),
        *words("• Ouvrir la cafétéria le dimanche matin", 300, 646),
    ]
    firsts = [line.text.split()[1] for line in page_lines(page)]
    assert firsts == ["titre", "Étendre", "Acquérir", "Rédiger", "Ouvrir"]


def test_a_last_page_of_few_lines_keeps_the_columns_of_the_page_before():
    def column(left: float, texts: list[str]) -> list[Word]:
        return [w for n, text in enumerate(texts) for w in words(text, left, 700 - 14 * n)]

    full = column(40, ["Ouvrir une halte pour les parents"] * 8)
    full += column(300, ["Former les agents de la résidence"] * 8)
    last = column(40, ["Action 1 : Ouvrir une halte pour", "parents isolés de la commune"])
    last += column(300, ["Action 2 : Remplacer la chaudière", "de la résidence Les Tilleuls"])
    known = second_columns(page_lines(full))
    assert known == [300.0]
    assert [line.text for line in page_lines(last, known)] == [
        "Action 1 : Ouvrir une halte pour",
        "parents isolés de la commune",
        "Action 2 : Remplacer la chaudière",
        "de la résidence Les Tilleuls",
    ]


def test_states_beside_actions_are_no_column_of_text():
    page = [
        word
        for top in range(700, 500, -20)
        for word in (*words("Isoler la toiture du hall", 40, top), *words("En cours", 250, top, 8))
    ]
    lines = page_lines(page)
    assert {(line.text, line.state) for line in lines} == {
        ("Isoler la toiture du hall", "En cours")
    }
    assert {block.fields for block in paragraphs(lines, {0: 400.0}, frozenset())} == {
        (("statut", "", "En cours"),)
    }


def test_a_large_number_belongs_to_the_label_beside_it():
    page = [
        *words("2", 40, 705, 40),
        *words("OBJECTIF STRATÉGIQUE", 80, 700),
        *words("Garantir à chacun un toit décent", 80, 680, 14),
    ]
    assert [line.text for line in page_lines(page)] == [
        "OBJECTIF STRATÉGIQUE 2",
        "Garantir à chacun un toit décent",
    ]


def shaded(top: float, xs: tuple[float, ...]) -> Grid:
    return Grid(xs, (top, top - 20), (tuple((0, c) for c in range(len(xs) - 1)),))


def test_rows_between_and_below_shaded_rows_are_rows_of_the_table():
    xs = (40.0, 200.0, 300.0, 400.0)
    rows = rows_of(
        [
            word
            for top in (675, 635)
            for text, left in (("Isoler le toit", 45), ("DG", 205), ("En cours", 305))
            for word in words(text, left, top)
        ]
    )
    (table,) = with_rows_between([shaded(700, xs), shaded(660, xs)], rows)
    assert len(table.ys) == 5
    assert all(above > below for above, below in pairwise(table.ys))
    assert table.cell_at(50, 670) == (1, 0)
    assert table.cell_at(310, 630) == (3, 2)


def test_a_sentence_below_a_table_is_no_row_of_it():
    rows = rows_of(words("Adopté en séance du conseil le douze mai 2025 à huis clos", 45, 675))
    grid = shaded(700, (40.0, 111.0, 200.0, 330.0))
    assert with_rows_between([grid], rows) == [grid]


FICHE = "Fiche 1.{0}\nIntitulé\n\nOuvrir un lieu\nd'accueil n° {0}\n\nPilote\nDG\nÉtat\n{1}\n\n"


def test_labels_above_their_values_make_fiches():
    flow, _ = read_blocks(FICHE.format(1, "En cours") + FICHE.format(2, "Réalisé"), "plan.txt")
    found = with_stacked_fiches(flow)
    assert [type(item) for item in found] == [Block, Table, Block, Table]
    table = found[3]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Intitulé", "Ouvrir un lieu d'accueil n° 2"],
        ["Pilote", "DG"],
        ["État", "Réalisé"],
    ]


def test_a_label_that_heads_a_list_is_no_fiche():
    text = "Action\n- Ouvrir un lieu\nPilote\nDG\nÉtat\nRéalisé\n" * 3
    flow, _ = read_blocks(text, "plan.txt")
    assert with_stacked_fiches(flow) == flow


def test_states_and_labels_at_the_foot_of_pages_are_no_footers():
    lines = ["Un texte", "à lire", "et encore", "État", "En cours", "CPAS de Tellinval"]
    flow = [Block(text, "", page=page) for page in range(1, 6) for text in lines]
    kept, footers = without_running_lines(flow)
    assert [block.text for block in footers if block.text in ("État", "En cours")] == []
    assert sum(block.text == "En cours" for block in kept) == 5
    assert [block.text for block in footers if "CPAS" in block.text] == ["CPAS de Tellinval"]


def test_an_objective_between_a_header_and_its_rows_stands_above_the_table():
    text = (
        "N°       Action                        Pilote        État\n"
        "OO 1.1 : Rénover le patrimoine\n"
        "1.1.1    Isoler la toiture du hall     DG            En cours\n"
        "1.1.2    Poser des panneaux solaires   Travaux       Réalisé\n"
    )
    heading, table = read_blocks(text, "plan.txt")[0]
    assert isinstance(heading, Block)
    assert heading.text == "OO 1.1 : Rénover le patrimoine"
    assert isinstance(table, Table)
    assert [row[1].text for row in table.rows] == [
        "Action",
        "Isoler la toiture du hall",
        "Poser des panneaux solaires",
    ]
